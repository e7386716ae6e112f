import Casework
import Policy
import TestKit
import Testing
import Units

@testable import Identity

@Suite("Asking whether a provider still vouches for somebody (OpenID Connect Core 1.0, 12)")
struct RenewalTests {
  @Test("what the provider says now replaces what it said, and so do the tokens")
  func renewed() async throws {
    try await Scene.run { scene in
      let tokens = try await scene.signIn().tokens
      scene.hostile.change {
        $0.claims = ["name": .text("甲某某")]
        $0.tokens = ["refresh_token": .text("refresh-3")]
      }
      let renewal = try await scene.party.renew(tokens, of: "person-1")
      #expect(renewal.identity?.name == "甲某某")
      #expect(renewal.identity?.roles == [RoleGrant(.applicant, .whole, .provider)])
      #expect(renewal.flaw == nil)
      #expect(renewal.tokens.refresh == "refresh-3")
      #expect(renewal.tokens.identity != tokens.identity)
      #expect(FormText(scene.hostile.last("/token")?.body ?? "")?["refresh_token"] == "refresh-2")
    }
  }

  @Test("a provider that says nothing new and gives no new token changes nothing")
  func unchanged() async throws {
    try await Scene.run { scene in
      let tokens = try await scene.signIn().tokens
      scene.hostile.change { $0.tokens = ["refresh_token": .null, "id_token": .null] }
      let renewal = try await scene.party.renew(tokens, of: "person-1")
      #expect(renewal.identity == nil && renewal.level == nil && renewal.flaw == nil)
      #expect(renewal.tokens == tokens)
    }
  }

  @Test(
    "roles and level are those that the provider says now; where it is silent on the level, nothing is known of it"
  )
  func level() async throws {
    let rule = RoleRule(
      .applicant, when: ClaimPath("groups"), is: "applicants", scope: .fixed(.whole))
    try await Scene.run({ $0.roles = [rule] }) { scene in
      scene.hostile.change {
        $0.claims = ["acr": .text("face"), "groups": .list([.text("applicants")])]
      }
      let signIn = try await scene.signIn()
      #expect(signIn.identity.level == .l3 && signIn.identity.roles.count == 1)
      let cases: [([String: JSONValue], AssuranceLevel?)] = [
        (["acr": .text("face")], .l3), (["acr": .text("other")], .l1),
        (["acr": .text("other"), "amr": .list([.text("pwd"), .text("otp")])], .l2),
        // The one before said `acr`.
        (["amr": .list([.text("pwd"), .text("otp")])], nil), ([:], nil),
      ]
      for (claims, level) in cases {
        scene.hostile.change { $0.claims = claims }
        let renewal = try await scene.party.renew(signIn.tokens, of: "person-1")
        #expect(renewal.level == level, "\(claims)")
        #expect(renewal.identity?.roles == [])
        guard level == nil else { continue }
        // Nor does it the next time.
        let again = try await scene.party.renew(renewal.tokens, of: "person-1")
        #expect(again.level == nil && again.flaw == nil, "\(claims)")
      }
    }
  }

  private static func refusal(_ error: String) -> [UInt8] {
    JSONValue.object(["error": .text(error)]).bytes
  }

  @Test("it ended there, or there was nothing to renew (RFC 6749, 5.2)")
  func ended() async throws {
    try await Scene.run { scene in
      let tokens = try await scene.signIn().tokens
      for status in [400, 401, 403] {
        scene.hostile.change {
          $0.answers = ["/token": .json(Self.refusal("invalid_grant"), status: status)]
        }
        await #expect(throws: SignInFailure.ended) {
          _ = try await scene.party.renew(tokens, of: "person-1")
        }
      }
      scene.hostile.change { $0.answers = ["/token": .json([], status: 400)] }
      await #expect(throws: SignInFailure.ended) {
        _ = try await scene.party.renew(tokens, of: "person-1")
      }
      await #expect(throws: SignInFailure.ended) {
        let without = ProviderTokens(identity: tokens.identity, refresh: nil)
        _ = try await scene.party.renew(without, of: "person-1")
      }
    }
  }

  @Test("whatever stands between and is busy, or answers with a page, ends nobody's session")
  func notNow() async throws {
    try await Scene.run { scene in
      let tokens = try await scene.signIn().tokens
      let page = Array("<html>Slow down</html>".utf8)
      var cases: [(LoopbackServer.Answer, SignInFailure)] = [400, 401, 403, 404, 429].map {
        (.whole(status: $0, type: "text/html", body: page), .exchange)
      }
      cases += [
        (.json([], status: 429), .exchange), (.json([], status: 403), .exchange),
        (.json(Self.refusal("invalid_grant"), status: 429), .exchange),
        (.json(Self.refusal("invalid_token"), status: 401), .exchange),
        (.json(Self.refusal("temporarily_unavailable"), status: 400), .exchange),
        (.json(Self.refusal("invalid_client"), status: 401), .refused),
        (.json([], status: 503), .unavailable(.broken)),
      ]
      for (answer, failure) in cases {
        scene.hostile.change { $0.answers = ["/token": answer] }
        await #expect(throws: failure) {
          _ = try await scene.party.renew(tokens, of: "person-1")
        }
      }
    }
  }

  @Test("a renewal for somebody else is refused")
  func otherPerson() async throws {
    try await Scene.run { scene in
      let tokens = try await scene.signIn().tokens
      scene.hostile.change { $0.claims = ["sub": .text("person-2")] }
      await #expect(throws: SignInFailure.token(.subject)) {
        _ = try await scene.party.renew(tokens, of: "person-1")
      }
      #expect(await scene.party.health().lastNotice == TokenFlaw.subject.wording)
    }
  }

  @Test(
    "a token that cannot be believed says nothing, and the one for renewing is kept: the old one is used"
  )
  func flaws() async throws {
    try await Scene.run { scene in
      scene.hostile.change { $0.claims = ["auth_time": .number("1795599000")] }
      let tokens = try await scene.signIn().tokens
      let now = scene.clock.now.milliseconds / 1000
      scene.hostile.change { $0.tokens = ["refresh_token": .text("refresh-3")] }
      let cases: [([String: JSONValue], TokenFlaw?)] = [
        (["aud": .text("other")], .audience), (["iss": .text("https://evil.example")], .issuer),
        (["exp": .number("1")], .expired), (["at_hash": .text("x")], .accessToken),
        // Section 12.2.
        (["iat": .number("\(now - 1)")], .renewal), (["iat": .number("\(now)")], nil),
        (["auth_time": .number("1795599001")], .renewal),
        (["auth_time": .number("1795598999")], .renewal),
        (["auth_time": .number("1795599000")], nil), (["nonce": .text("another")], .renewal),
        (["auth_time": .text("now")], .malformed),
      ]
      for (claims, flaw) in cases {
        scene.hostile.change { $0.claims = claims }
        let renewal = try await scene.party.renew(tokens, of: "person-1")
        #expect(renewal.flaw == flaw.map { .token($0) }, "\(claims)")
        #expect((renewal.identity == nil) == (flaw != nil), "\(claims)")
        #expect((renewal.tokens.identity == tokens.identity) == (flaw != nil), "\(claims)")
        #expect(renewal.tokens.refresh == "refresh-3")
      }
      scene.hostile.change {
        $0.claims = [:]
        $0.answers = ["/userinfo": .json([], status: 503)]
      }
      let away = try await scene.party.renew(tokens, of: "person-1")
      #expect(away.flaw == .unavailable(.broken) && away.identity == nil)
      #expect(away.tokens.refresh == "refresh-3")
    }
  }

  @Test("nobody proves anything by a renewal, also where the sign-in did not say when")
  func noProof() async throws {
    try await Scene.run { scene in
      let tokens = try await scene.signIn().tokens
      let begun = scene.clock.now.milliseconds / 1000
      scene.clock.move(milliseconds: 100_000)
      // The clocks may differ by sixty.
      for (proved, flaw) in [(begun + 60, nil), (begun + 61, TokenFlaw.renewal)] {
        scene.hostile.change { $0.claims = ["auth_time": .number("\(proved)")] }
        let renewal = try await scene.party.renew(tokens, of: "person-1")
        #expect(renewal.flaw == flaw.map { .token($0) })
      }
    }
  }
}
