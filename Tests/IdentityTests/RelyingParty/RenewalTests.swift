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

  @Test("it ended there, or there was nothing to renew")
  func ended() async throws {
    try await Scene.run { scene in
      let tokens = try await scene.signIn().tokens
      scene.hostile.change {
        $0.answers = ["/token": .json(Array(#"{"error":"invalid_grant"}"#.utf8), status: 400)]
      }
      await #expect(throws: SignInFailure.ended) {
        _ = try await scene.party.renew(tokens, of: "person-1")
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
