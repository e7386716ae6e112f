import Casework
import Identity
import Policy
import Web

/// How people, units and machines say who they are to this installation (登录方式).
struct SignInWays: Sendable {
  var parties: RelyingParties
  var demo: DemoProvider?
  var machines = MachineRegister([])
  var entities: EntityCertificates?
  var revoked = RevocationLists()

  /// - Parameter people: of a demo city, for its own provider; `nil` elsewhere.
  /// - Throws: `Problems` about the file.
  static func open(
    _ settings: Settings, _ purpose: Purpose, _ address: WebAddress, _ people: [DemoAccount]?,
    _ log: ServerLog
  ) async throws -> SignInWays {
    if !settings.identity.isEmpty {
      let file = try IdentityFile(yaml: try readSecretFile(settings.identity), purpose)
      return SignInWays(
        parties: RelyingParties(file.providers, purpose), machines: file.machines,
        entities: file.entities,
        revoked: try RevocationLists(file.revocation, at: CityClock.system.now()) { path in
          try? readFile(path, most: mostOfList)
        } report: { path, needed in
          if let needed {
            log.event(
              "error", "revocation list not used",
              ["list": path, "reason": "it has to be \(needed.en)"])
          } else {
            log.event("notice", "revocation list used again", ["list": path])
          }
        })
    }
    guard let people, let issuer = WebAddress(address.text + DemoProviderPath.root) else {
      return SignInWays(parties: RelyingParties(ProviderBook([]), purpose))
    }
    let clients = Identity.Audience.allCases.compactMap { audience -> DemoClient? in
      let name = DemoPerson.provider(of: audience)
      guard let callback = WebAddress("\(address.text)/sign-in/\(name)/callback") else {
        return nil
      }
      return DemoClient(
        name, audience, title: title(audience), callback: callback,
        afterSignOut: WebAddress("\(address.text)/signed-out"))
    }
    let demo = try await DemoProvider(purpose, issuer: issuer, clients: clients, accounts: people)
    let parties = demo.providers.providers.map { RelyingParty($0, demo.link, purpose) }
    return SignInWays(parties: RelyingParties(parties), demo: demo)
  }

  /// Bytes of a revocation list: a million certificates.
  private static let mostOfList = 64 << 20

  private static func title(_ audience: Identity.Audience) -> Wording {
    switch audience {
    case .person: Wording("演示·个人登录", "Demo: people")
    case .entity: Wording("演示·法人登录", "Demo: legal entities")
    case .staff: Wording("演示·工作人员登录", "Demo: staff")
    }
  }
}
