import Casework
import Policy
import TestKit
import Testing
import Units

@testable import Identity

@Suite("Signing out, here and there")
struct SignOutTests {
  @Test("the provider is told which session ends and where to go on (RP-Initiated Logout 1.0)")
  func address() async throws {
    let after = try #require(WebAddress("https://luohu.example/signed-out"))
    try await Scene.run({ $0.afterSignOut = after }) { scene in
      let tokens = try await scene.signIn().tokens
      let address = try #require(await scene.party.signOutAddress(tokens, state: "s 1"))
      #expect(address.hasPrefix(scene.hostile.issuer + "/sign-out?"))
      let form = FormText(address.split(separator: "?").last ?? "")
      #expect(form?["id_token_hint"] == tokens.identity)
      #expect(form?["post_logout_redirect_uri"] == after.text)
      #expect(form?["state"] == "s 1")
    }
  }

  @Test("signing out here does not wait for a provider that is down or offers nothing")
  func without() async throws {
    let tokens = ProviderTokens(identity: "a.b.c", refresh: nil)
    try await Scene.run { scene in
      scene.hostile.change { $0.metadata = ["end_session_endpoint": .null] }
      #expect(await scene.party.signOutAddress(tokens) == nil)
    }
    try await Scene.run { scene in
      await scene.hostile.close()
      #expect(await scene.party.signOutAddress(tokens) == nil)
    }
  }

  @Test("a front-channel notice needs issuer and session")
  func frontChannel() async throws {
    try await Scene.run { scene in
      let issuer = FormText.encoded(scene.hostile.issuer)
      let ended = try scene.party.frontChannel("iss=\(issuer)&sid=session-1")
      #expect(ended.session == "session-1" && ended.provider == "person")
      #expect(throws: SignInFailure.malformed) {
        _ = try scene.party.frontChannel("iss=\(issuer)")
      }
      #expect(throws: SignInFailure.mixedUp) { _ = try scene.party.frontChannel("sid=session-1") }
      #expect(throws: SignInFailure.mixedUp) {
        _ = try scene.party.frontChannel("iss=https%3A%2F%2Fevil.example&sid=session-1")
      }
    }
  }

  private static let event = JSONValue.object([
    "http://schemas.openid.net/event/backchannel-logout": .object([:])
  ])

  /// A form with a notice, right but for what is changed.
  private static func notice(
    _ scene: Scene, _ key: TestKey, _ change: [String: JSONValue] = [:],
    _ header: [String: JSONValue] = [:]
  ) throws -> String {
    let now = scene.clock.now.milliseconds / 1000
    var claims: [String: JSONValue] = [
      "iss": .text(scene.hostile.issuer), "aud": .text("luohu"), "iat": .number("\(now)"),
      "exp": .number("\(now + 120)"), "jti": .text("notice-1"), "events": event,
      "sid": .text("session-1"), "sub": .text("person-1"),
    ]
    claims.merge(change) { _, new in new }
    var head: [String: JSONValue] = ["alg": .text("ES256"), "kid": .text(key.number)]
    head.merge(header) { _, new in new }
    var form = FormText()
    form.add("logout_token", try key.token(head, claims))
    return form.text
  }

  @Test("a back-channel notice ends a session once")
  func backChannel() async throws {
    let key = TestKey.elliptic("one")
    try await Scene.run(key: key) { scene in
      let notice = try Self.notice(scene, key)
      let ended = try await scene.party.backChannel(notice)
      #expect(ended.session == "session-1" && ended.subject == "person-1")
      await #expect(throws: SignInFailure.token(.replayed)) {
        _ = try await scene.party.backChannel(notice)
      }
      let all = try Self.notice(scene, key, ["jti": .text("notice-2"), "sid": .null])
      let everything = try await scene.party.backChannel(all)
      #expect(everything.session == nil && everything.subject == "person-1")
    }
  }

  @Test("a notice that anybody could have made ends nothing (Back-Channel Logout 1.0, 2.6)")
  func forgedNotices() async throws {
    let key = TestKey.elliptic("one")
    try await Scene.run(key: key) { scene in
      let cases: [([String: JSONValue], TokenFlaw)] = [
        (["nonce": .text("n")], .logout), (["events": .null], .logout),
        (["events": .object(["other": .object([:])])], .logout), (["jti": .null], .logout),
        (["sid": .null, "sub": .null], .logout), (["aud": .text("other")], .audience),
        (["iss": .text("https://evil.example")], .issuer), (["exp": .number("1")], .expired),
      ]
      for (change, flaw) in cases {
        let notice = try Self.notice(scene, key, change)
        await #expect(throws: SignInFailure.token(flaw)) {
          _ = try await scene.party.backChannel(notice)
        }
      }
      let unsigned = try Self.notice(scene, key, [:], ["alg": .text("none")])
      await #expect(throws: SignInFailure.token(.algorithm)) {
        _ = try await scene.party.backChannel(unsigned)
      }
      // A token of a sign-in is no notice, and a notice is no sign-in.
      let token = try await scene.signIn().tokens.identity
      await #expect(throws: SignInFailure.token(.logout)) {
        _ = try await scene.party.backChannel("logout_token=\(token)")
      }
    }
  }
}
