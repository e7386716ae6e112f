import Casework
import Policy
import TestKit
import Testing
import Units

@testable import Identity

@Suite("What a provider says of itself (OpenID Connect Discovery 1.0)")
struct MetadataTests {
  @Test(
    "metadata that do not fit what is agreed are refused before anybody is sent anywhere",
    arguments: [
      ("issuer", JSONValue.text("http://127.0.0.1:1"), MetadataFlaw.issuer),
      ("issuer", .null, .issuer),
      ("token_endpoint", .null, .unreadable),
      ("authorization_endpoint", .null, .unreadable),
      ("jwks_uri", .null, .unreadable),
      ("token_endpoint", .text("http://provider.example/token"), .address),
      ("authorization_endpoint", .text("javascript:alert(1)"), .address),
      ("userinfo_endpoint", .text("https://user@provider.example/"), .address),
      ("end_session_endpoint", .text("ftp://provider.example/"), .address),
      ("response_types_supported", .list([.text("id_token")]), .abilities),
      ("code_challenge_methods_supported", .list([.text("plain")]), .abilities),
      ("id_token_signing_alg_values_supported", .list([.text("HS256")]), .abilities),
      ("token_endpoint_auth_methods_supported", .list([.text("private_key_jwt")]), .abilities),
    ])
  func refused(name: String, value: JSONValue, flaw: MetadataFlaw) async throws {
    try await Scene.run { scene in
      scene.hostile.change { $0.metadata = [name: value] }
      #expect(await scene.failure() == .metadata(flaw))
    }
  }

  @Test("an issuer's last slash counts in its name and not in its address")
  func slash() async throws {
    try await Scene.run({ provider in
      if let issuer = WebAddress(provider.issuer.text + "/") { provider.issuer = issuer }
    }) { scene in
      #expect(await scene.failure() == .metadata(.issuer))
      #expect(scene.hostile.asked("/.well-known/openid-configuration") == 1)
    }
  }

  @Test("this machine needs encryption too, where people are real")
  func encryption() async throws {
    try await Scene.run { scene in
      let real = RelyingParty(scene.party.provider, scene.web.link, .service)
      await #expect(throws: SignInFailure.metadata(.address)) {
        _ = try await real.begin(SignInOrder(.zh))
      }
    }
  }

  @Test("metadata and keys are asked once an hour")
  func kept() async throws {
    try await Scene.run { scene in
      for _ in 0..<3 { _ = try await scene.signIn() }
      #expect(scene.hostile.asked("/.well-known/openid-configuration") == 1)
      #expect(scene.hostile.asked("/keys") == 1)
      scene.steady.move(milliseconds: ProviderDesk.fresh - 1)
      _ = try await scene.signIn()
      #expect(scene.hostile.asked("/keys") == 1)
      scene.steady.move(milliseconds: 1)
      _ = try await scene.signIn()
      #expect(scene.hostile.asked("/.well-known/openid-configuration") == 2)
      #expect(scene.hostile.asked("/keys") == 2)
    }
  }

  @Test("a provider whose metadata are down is used for a day as it was known, and no longer")
  func stale() async throws {
    try await Scene.run { scene in
      _ = try await scene.signIn()
      scene.hostile.change { habits in
        for path in ["/.well-known/openid-configuration", "/keys"] {
          habits.answers[path] = .whole(status: 404, type: "text/plain", body: [])
        }
      }
      scene.steady.move(milliseconds: ProviderDesk.usable - 1)
      _ = try await scene.signIn()
      scene.steady.move(milliseconds: 1)
      #expect(await scene.failure() == .metadata(.unreadable))
    }
  }

  @Test("many who come at once ask once")
  func together() async throws {
    try await Scene.run { scene in
      try await withThrowingTaskGroup(of: Void.self) { group in
        for _ in 0..<20 { group.addTask { _ = try await scene.signIn() } }
        try await group.waitForAll()
      }
      #expect(scene.hostile.asked("/.well-known/openid-configuration") == 1)
      #expect(scene.hostile.asked("/keys") == 1)
    }
  }

  @Test("a new key is found by one more question (key rotation)")
  func rotation() async throws {
    try await Scene.run { scene in
      _ = try await scene.signIn()
      scene.hostile.change { $0.key = .elliptic("two") }
      scene.steady.move(milliseconds: ProviderDesk.rare)
      _ = try await scene.signIn()
      #expect(scene.hostile.asked("/keys") == 2)
      _ = try await scene.signIn()
      #expect(scene.hostile.asked("/keys") == 2)
    }
  }

  @Test("a flood of unknown key numbers asks at most once in thirty seconds")
  func flood() async throws {
    try await Scene.run { scene in
      _ = try await scene.signIn()
      for number in 0..<50 {
        scene.hostile.change { $0.header = ["kid": .text("unknown-\(number)")] }
        #expect(await scene.failure() == .token(.unknownKey))
      }
      #expect(scene.hostile.asked("/keys") == 1, "the keys were asked for just now")
      scene.steady.move(milliseconds: ProviderDesk.rare)
      for _ in 0..<50 { #expect(await scene.failure() == .token(.unknownKey)) }
      #expect(scene.hostile.asked("/keys") == 2)
    }
  }

  @Test("the flood does not get through while the keys cannot be read either")
  func floodOfFailures() async throws {
    try await Scene.run { scene in
      _ = try await scene.signIn()
      scene.hostile.change {
        $0.header = ["kid": .text("unknown")]
        $0.answers["/keys"] = .json(Array("{}".utf8))
      }
      scene.steady.move(milliseconds: ProviderDesk.rare)
      #expect(await scene.failure() == .metadata(.keys))
      for _ in 0..<20 { #expect(await scene.failure() == .token(.unknownKey)) }
      #expect(scene.hostile.asked("/keys") == 2)
    }
  }

  @Test("keys of kinds that we do not use are left out, and the others serve")
  func mixedKeys() async throws {
    let key = TestKey.elliptic("one")
    try await Scene.run(key: key) { scene in
      scene.hostile.change { habits in
        habits.keys = [
          .object(["kty": .text("oct"), "k": .text("AAAA"), "kid": .text("one")]),
          .object(["kty": .text("OKP"), "crv": .text("Ed25519"), "x": .text("AAAA")]),
          .object(["kty": .text("EC"), "crv": .text("P-256"), "x": .text("AA"), "y": .text("AA")]),
          .object(["kty": .text("RSA"), "n": .text("AQAB"), "e": .text("AQAB")]),
          .null, (try? key.published()) ?? .null,
        ]
      }
      #expect(await scene.failure() == nil)
    }
  }
}
