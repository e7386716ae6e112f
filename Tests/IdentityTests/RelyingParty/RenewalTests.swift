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
      let (identity, kept) = try await scene.party.renew(tokens, of: "person-1")
      #expect(identity?.name == "甲某某")
      #expect(kept.refresh == "refresh-3")
      #expect(kept.identity != tokens.identity)
      #expect(FormText(scene.hostile.last("/token")?.body ?? "")?["refresh_token"] == "refresh-2")
    }
  }

  @Test("a provider that says nothing new and gives no new token changes nothing")
  func unchanged() async throws {
    try await Scene.run { scene in
      let tokens = try await scene.signIn().tokens
      scene.hostile.change { $0.tokens = ["refresh_token": .null, "id_token": .null] }
      let (identity, kept) = try await scene.party.renew(tokens, of: "person-1")
      #expect(identity == nil)
      #expect(kept == tokens)
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

  @Test("a renewal for somebody else is refused, and so is a token that would be at a sign-in")
  func otherPerson() async throws {
    try await Scene.run { scene in
      let tokens = try await scene.signIn().tokens
      let cases: [([String: JSONValue], TokenFlaw)] = [
        (["sub": .text("person-2")], .subject), (["aud": .text("other")], .audience),
        (["iss": .text("https://evil.example")], .issuer), (["exp": .number("1")], .expired),
      ]
      for (claims, flaw) in cases {
        scene.hostile.change { $0.claims = claims }
        await #expect(throws: SignInFailure.token(flaw)) {
          _ = try await scene.party.renew(tokens, of: "person-1")
        }
      }
    }
  }
}
