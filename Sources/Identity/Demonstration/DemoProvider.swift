package import Casework
import Crypto
package import Policy
import Units

/// An identity provider inside the program (演示身份提供方), for demonstrations: everybody may be any of
/// its invented people. It has no pages and no web server; whoever serves it draws them.
package final class DemoProvider: Sendable {
  package let issuer: WebAddress
  package let clients: [DemoClient]
  package let accounts: [DemoAccount]
  let key: DemoKey
  let grants: DemoGrants
  let clock: CityClock

  /// - Parameters:
  ///   - issuer: where it is served, without a last `/`.
  ///   - clock: the same as that of the relying parties that use it.
  /// - Throws: anywhere but in a demonstration, since anybody could take the names of real people here; and when two accounts
  ///   or clients have one name.
  package init(
    _ purpose: Purpose, issuer: WebAddress, clients: [DemoClient], accounts: [DemoAccount],
    clock: CityClock = .system,
    random: @escaping @Sendable (Int) -> [UInt8] = RelyingParty.systemRandom
  ) async throws(Problems) {
    guard purpose == .demo else {
      throw Problem.argument(
        "purpose", "\"\(purpose.rawValue)\"", "演示身份提供方只用于演示（demo）",
        "the demo provider is only for demonstrations (demo)")
    }
    guard Set(accounts.map(\.subject)).count == accounts.count,
      Set(clients.map(\.name)).count == clients.count
    else {
      throw Problem.argument(
        "accounts", "…", "账户与客户端不得重名", "accounts and clients with names of their own")
    }
    self.issuer = issuer
    self.clients = clients
    self.accounts = accounts
    self.clock = clock
    grants = DemoGrants(random: random)
    do {
      key = try await DemoKey()
    } catch {
      throw Problem.argument("key", "…", "无法生成签名密钥", "a key for signing could not be made")
    }
  }

  /// What the platform has to know of it, for each of its clients: nothing stands in a file.
  package var providers: ProviderBook { ProviderBook(clients.map(provider)) }

  private func provider(_ client: DemoClient) -> IdentityProvider {
    var provider = IdentityProvider(
      name: client.name, audience: client.audience, title: client.title, issuer: issuer,
      client: client.name, secret: nil, callback: client.callback)
    provider.afterSignOut = client.afterSignOut
    provider.scopes = ["openid", "profile"]
    provider.algorithms = [.es256]
    provider.namesIssuer = true
    provider.claims = ClaimMap(
      name: ClaimPath(DemoClaims.name), phone: ClaimPath(DemoClaims.phone),
      mail: ClaimPath(DemoClaims.mail))
    provider.assurance = AssuranceLevel.allCases.map { level in
      AssuranceRule(level, acr: [DemoClaims.acr(level)])
    }
    let roles = ClaimPath(DemoClaims.roles)
    switch client.audience {
    case .person:
      provider.claims.identityNumber = ClaimPath(DemoClaims.identityNumber)
      provider.roles = [RoleRule(.applicant, scope: .fixed(.whole))]
    case .entity:
      provider.claims.creditCode = ClaimPath(DemoClaims.creditCode)
      provider.roles = [RoleRule(.clerk, scope: .entity)]
    case .staff:
      provider.roles = [
        RoleRule(
          .window, when: roles, is: Role.window.rawValue,
          scope: .claim(kind: "district", ClaimPath(DemoClaims.district))),
        RoleRule(
          .officer, when: roles, is: Role.officer.rawValue,
          scope: .claim(kind: "department", ClaimPath(DemoClaims.department))),
        RoleRule(
          .supervisor, when: roles, is: Role.supervisor.rawValue,
          scope: .claim(kind: "supervisor", ClaimPath(DemoClaims.supervisingUnit))),
      ]
      for role in [Role.administrator, .technician, .security, .auditor] {
        provider.roles.append(
          RoleRule(role, when: roles, is: role.rawValue, scope: .fixed(.whole)))
      }
    }
    return provider
  }

  /// Answers any request below the issuer.
  package func answer(to request: DemoRequest) -> DemoAnswer {
    switch (request.path, request.isPost) {
    case ("/.well-known/openid-configuration", false): .json(status: 200, discovery)
    case ("/keys", false): .json(status: 200, key.published)
    case ("/authorize", false): authorize(request.query)
    case ("/authorize", true): choose(request.body)
    case ("/token", true): token(request.body)
    case ("/userinfo", _): userinfo(request.authorization)
    case ("/sign-out", false): signOut(request.query)
    case ("/sign-out", true): signOut(request.body)
    default: .page(status: 404, Wording("没有此页面。", "There is no such page."))
    }
  }

  /// The way of relying parties in the same program: no network between.
  package var link: OutgoingLink {
    OutgoingLink { request throws(OutgoingFault) in
      guard request.address.hasPrefix(self.issuer.text + "/") else { throw .unreachable }
      let rest = request.address.dropFirst(self.issuer.text.count)
      let path = rest.prefix { $0 != "?" }
      let answer = self.answer(
        to: DemoRequest(
          isPost: request.form != nil, path: String(path),
          query: String(rest.dropFirst(path.count).dropFirst()), body: request.form?.text ?? "",
          authorization: request.authorization))
      guard case .json(let status, let body) = answer else { throw .redirected }
      return OutgoingAnswer(status: status, type: "application/json", body: body)
    }
  }

  private var discovery: [UInt8] {
    var json = JSONWriter()
    json.object { json in
      json.field("issuer", issuer.text)
      json.field("authorization_endpoint", issuer.text + "/authorize")
      json.field("token_endpoint", issuer.text + "/token")
      json.field("jwks_uri", issuer.text + "/keys")
      json.field("userinfo_endpoint", issuer.text + "/userinfo")
      json.field("end_session_endpoint", issuer.text + "/sign-out")
      let lists = [
        ("response_types_supported", ["code"]),
        ("response_modes_supported", ["query"]),
        ("grant_types_supported", ["authorization_code", "refresh_token"]),
        ("subject_types_supported", ["public"]),
        ("scopes_supported", ["openid", "profile"]),
        ("id_token_signing_alg_values_supported", [TokenAlgorithm.es256.rawValue]),
        ("token_endpoint_auth_methods_supported", [ClientProof.none.method]),
        ("code_challenge_methods_supported", ["S256"]),
        ("acr_values_supported", AssuranceLevel.allCases.map(DemoClaims.acr)),
      ]
      for (name, values) in lists {
        json.list(name) { json in for value in values { json.text(value) } }
      }
      json.field("authorization_response_iss_parameter_supported", true)
    }
    return json.bytes
  }
}
