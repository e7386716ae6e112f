import Foundation
import TestKit
import Testing

/// Protects how people come in where no demo provider is: with the providers of the installation's own file, and with nobody else.
@Suite("luohu serve by its providers", .serialized, .timeLimit(.minutes(5)))
struct ServeProviderTests {
  /// Every address that the demo provider answers at on a demonstration.
  private static let demo = [
    "/demo-provider/.well-known/openid-configuration", "/demo-provider/keys",
    "/demo-provider/authorize?client_id=person",
  ]

  @Test(
    "the demo provider is there on a demonstration, and on no rehearsal and no service",
    arguments: ["demo", "rehearsal", "service"])
  func demoProvider(purpose: String) async throws {
    let city = try await ServedInstallation(purpose)
    let server = try await city.serve()
    let isDemo = purpose == "demo"
    for path in Self.demo {
      let answer = try await server.ask(path)
      #expect((answer.status == 404) == !isDemo, "\(path): \(answer.status) \(server.said)")
    }
    let page = try await server.ask("/sign-in")
    #expect(page.status == 200)
    #expect(page.body.contains("href=\"/sign-in/person?") == isDemo, "\(page.body)")
    #expect(try await server.stop() == 0)
    let seeded = try await city.sql("SELECT COUNT(*) FROM events WHERE name = 'DemoCityBegun'")
    #expect(seeded == "[(\(isDemo ? 1 : 0),)]\n")
  }

  @Test(
    "somebody signs in through a provider of the file, is there as whom the file says, and leaves again"
  )
  func provider() async throws {
    let peer = try await IdentityPeer.mock.value
    let city = try await ServedInstallation("rehearsal")
    let folder = city.folder
    try folder.write(
      "identity.yaml",
      """
      providers:
        - name: citizens
          audience: person
          title: {zh: 统一身份认证, en: Unified identity}
          issuer: \(peer.ready.issuer)
          client: luohu
          secret: any
          callback: http://127.0.0.1/sign-in/citizens/callback
          scopes: [openid, profile]
          algorithms: [RS256]
          claims: {name: name, identityNumber: id_number}
          roles:
            - {role: applicant, scope: whole}
          assurance:
            - {level: L3, acr: [face]}
      """)
    try FileManager.default.setAttributes(
      [.posixPermissions: 0o600], ofItemAtPath: folder["identity.yaml"].path)
    let server = try await city.serve([
      "--identity", "identity.yaml", "--site-address", "http://127.0.0.1",
    ])
    func ask(_ path: String, _ cookie: String = "") async throws -> ServedProcess.Answer {
      try await server.ask(path, ["-H", "Host: 127.0.0.1", "-H", "Cookie: \(cookie)"])
    }
    func cookie(_ answer: ServedProcess.Answer, _ name: String) -> String? {
      answer.cookies.first { $0.hasPrefix("luohu-\(name)=") && !$0.contains("Max-Age=0") }
        .map { String($0.prefix { $0 != ";" }) }
    }
    let ways = try await ask("/sign-in")
    #expect(ways.body.contains("统一身份认证") && ways.body.contains("/sign-in/citizens?"))
    #expect(try await ask("/demo-provider/keys").status == 404)

    let begun = try await ask("/sign-in/citizens?to=/account")
    let there = try #require(begun.headers["location"], "\(begun.status) \(server.said)")
    #expect(begun.status == 303 && there.hasPrefix("\(peer.ready.issuer)/oauth2/authorize?"))
    let pending = try #require(cookie(begun, "pending"))
    let query = try await peer.signIn(there, as: "mock-1")
    // The answer belongs to the browser that asked.
    let stolen = try await ask("/sign-in/citizens/callback?\(query)")
    #expect(stolen.status != 303 && cookie(stolen, "session") == nil)
    let back = try await ask("/sign-in/citizens/callback?\(query)", pending)
    #expect(back.status == 303, "\(back.body) \(server.said)")
    #expect(back.headers["location"] == "/account")
    let session = try #require(cookie(back, "session"))
    let account = try await ask("/account", session)
    #expect(account.status == 200 && account.body.contains("申请人"), "\(account.body)")
    let history = try await ask("/account/sign-ins", session)
    #expect(history.body.contains("统一身份认证"), "\(history.body)")
    // Once: neither the answer nor, signed out, the session.
    #expect(try await ask("/sign-in/citizens/callback?\(query)", pending).status != 303)
    let left = try await server.ask(
      "/api/v1/sign-out",
      [
        "-H", "Host: 127.0.0.1", "-H",
        "Authorization: Bearer \(session.dropFirst("luohu-session=".count))", "-H",
        "Content-Type: application/json", "--data", "{}",
      ])
    #expect(left.status == 200, "\(left.body)")
    #expect(try await ask("/account", session).status == 303)
    #expect(try await server.stop() == 0)
    let said = server.said
    #expect(!said.contains("甲某") && !said.contains("990000199003070013"), "no log has a person")
  }
}
