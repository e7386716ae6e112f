import Casework
import Policy
import TestKit
import Testing
import Units

@testable import Identity

@Suite("Tokens that must not be believed (OpenID Connect Core 1.0, 3.1.3.7)")
struct TokenAttackTests {
  private static func refuses(
    _ flaw: TokenFlaw, key: TestKey = .elliptic("one"),
    _ adjust: @Sendable (inout IdentityProvider) -> Void = { _ in },
    _ change: @Sendable (inout HostileProvider.Habits) -> Void
  ) async throws {
    try await Scene.run(key: key, adjust) { scene in
      scene.hostile.change(change)
      #expect(await scene.failure() == .token(flaw))
    }
  }

  @Test("no signature is no signature", arguments: ["none", "None", "NONE"])
  func none(name: String) async throws {
    try await Self.refuses(.algorithm) {
      $0.algorithm = "none"
      $0.header = ["alg": .text(name)]
    }
  }

  @Test("a public key is no shared secret: HS256 is refused with RSA and with EC")
  func confusion() async throws {
    try await Self.refuses(.algorithm) { $0.algorithm = "HS256" }
    try await Self.refuses(.algorithm, key: try TestKey.rsa.get()) { $0.algorithm = "HS256" }
  }

  @Test("an algorithm that is not agreed is refused though its signature is right")
  func notAgreed() async throws {
    try await Self.refuses(.algorithm, key: try TestKey.rsa.get(), { $0.algorithms = [.rs256] }) {
      $0.algorithm = "PS256"
    }
  }

  @Test("a key serves only the algorithm it is published for")
  func keyOfOtherAlgorithm() async throws {
    let key = try TestKey.rsa.get()
    try await Self.refuses(.unknownKey, key: key, { $0.algorithms = [.rs256, .ps256] }) {
      $0.algorithm = "PS256"
      $0.keys = [(try? key.published(["alg": .text("RS256")])) ?? .null]
    }
  }

  @Test("a key for encrypting signs nothing, nor does one that may only sign")
  func keyUse() async throws {
    for more in [["use": JSONValue.text("enc")], ["key_ops": .list([.text("sign")])]] {
      try await Scene.run { scene in
        scene.hostile.change { habits in
          habits.keys = [(try? habits.key.published(more)) ?? .null]
        }
        #expect(await scene.failure() == .metadata(.keys))
      }
    }
  }

  @Test("a signature by another key under the right number is refused")
  func forged() async throws {
    try await Scene.run { scene in
      #expect(await scene.failure() == nil)
      scene.hostile.change { $0.key = .elliptic("one") }
      #expect(await scene.failure() == .token(.signature))
    }
  }

  @Test(
    "a key that the token brings along is not looked at", arguments: ["jwk", "jku", "x5u", "x5c"])
  func ownKey(field: String) async throws {
    try await Scene.run { scene in
      #expect(await scene.failure() == nil)
      let attacker = TestKey.elliptic("one")
      let brought: JSONValue =
        field == "jwk" ? try attacker.published() : .text("http://127.0.0.1:1/keys")
      scene.hostile.change {
        $0.key = attacker
        $0.header = [field: brought]
      }
      #expect(await scene.failure() == .token(.signature))
    }
  }

  @Test("an extension that must be understood is not, so the token is refused (RFC 7515, 4.1.11)")
  func critical() async throws {
    try await Self.refuses(.algorithm) { $0.header = ["crit": .list([.text("b64")])] }
  }

  @Test("without a key number, one fitting key is the key and two are none")
  func noNumber() async throws {
    let (one, two) = (TestKey.elliptic("one"), TestKey.elliptic("two"))
    try await Scene.run(key: one) { scene in
      scene.hostile.change { $0.header = ["kid": .null] }
      #expect(await scene.failure() == nil)
    }
    try await Self.refuses(.unknownKey, key: one) {
      $0.header = ["kid": .null]
      $0.keys = [one, two].map { (try? $0.published()) ?? .null }
    }
  }

  @Test("a changed claim breaks the signature")
  func changed() async throws {
    try await Scene.run { scene in
      let token = try await scene.signIn().tokens.identity
      let parts = token.split(separator: ".")
      let body = try #require(Base64URL.bytes(parts[1]))
      let text = String(decoding: body, as: UTF8.self).replacing("person-1", with: "person-2")
      let forged = "\(parts[0]).\(Base64URL.text(Array(text.utf8))).\(parts[2])"
      scene.hostile.change { $0.tokens = ["id_token": .text(forged)] }
      #expect(await scene.failure() == .token(.signature))
    }
  }

  @Test("every bit of a token counts")
  func everyBit() async throws {
    let key = TestKey.elliptic("one")
    let published = try JSONValue.object(["keys": .list([key.published()])]).bytes
    let keys = try #require(await ProviderKeys(json: published))
    let token = try key.token(["alg": .text("ES256"), "kid": .text("one")], ["a": .text("b")])
    try keys.check(CompactToken(token), [.es256])
    let letters = Array(token)
    var random = Seeded(5)
    for place in letters.indices {
      var other = letters
      let alphabet = Array(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.=%")
      repeat {
        other[place] = alphabet[random.number(0...(alphabet.count - 1))]
      } while other[place] == letters[place]
      #expect(throws: TokenFlaw.self, "letter \(place)") {
        try keys.check(CompactToken(String(other)), [.es256])
      }
    }
  }

  @Test("text that is no token, or one with a key twice, or too long")
  func malformed() async throws {
    let head = Base64URL.text(Array(#"{"alg":"ES256"}"#.utf8))
    let twice = Base64URL.text(Array(#"{"sub":"a","sub":"b"}"#.utf8))
    for text in [
      "a", "a.b", "a.b.c.d", "..", "\(head).\(twice).AAAA", "\(head).\(head)=.AAAA",
      "\(head).W10.AAAA", String(repeating: "A", count: 40_000),
    ] {
      try await Self.refuses(.malformed) { $0.tokens = ["id_token": .text(text)] }
    }
  }

  @Test("the issuer fits to the letter")
  func issuer() async throws {
    try await Scene.run { scene in
      for other in [scene.hostile.issuer + "/", "https://evil.example", ""] {
        scene.hostile.change { $0.claims = ["iss": .text(other)] }
        #expect(await scene.failure() == .token(.issuer), "\(other)")
      }
    }
  }

  @Test("a token for another client, or for others too, is not ours")
  func audience() async throws {
    for other: JSONValue in [
      .text("other"), .list([.text("luohu"), .text("other")]), .list([]), .null, .number("1"),
    ] {
      try await Self.refuses(.audience) { $0.claims = ["aud": other] }
    }
    try await Scene.run { scene in
      scene.hostile.change { $0.claims = ["aud": .list([.text("luohu")])] }
      #expect(await scene.failure() == nil, "a list of one is one")
    }
  }

  @Test("azp names us or nobody")
  func authorizedParty() async throws {
    try await Self.refuses(.authorizedParty) { $0.claims = ["azp": .text("other")] }
    try await Scene.run { scene in
      scene.hostile.change { $0.claims = ["azp": .text("luohu")] }
      #expect(await scene.failure() == nil)
    }
  }

  @Test("expired and not yet valid, on both sides of the difference that clocks may have")
  func times() async throws {
    try await Scene.run { scene in
      let now = scene.clock.now.milliseconds / 1000
      let cases: [([String: Int64], TokenFlaw?)] = [
        (["exp": now - 59], nil), (["exp": now - 60], .expired),
        (["iat": now + 60], nil), (["iat": now + 61], .notYetValid),
        (["nbf": now + 60], nil), (["nbf": now + 61], .notYetValid),
      ]
      for (times, flaw) in cases {
        scene.hostile.change { $0.claims = times.mapValues { .number("\($0)") } }
        #expect(await scene.failure() == flaw.map { .token($0) }, "\(times)")
      }
    }
  }

  @Test("a token without end or beginning is none", arguments: ["exp", "iat"])
  func noTimes(name: String) async throws {
    try await Self.refuses(.malformed) { $0.claims = [name: .null] }
    try await Self.refuses(.malformed) { $0.claims = [name: .text("1")] }
  }

  @Test("a token answers the question of this browser and no other")
  func nonce() async throws {
    try await Self.refuses(.nonce) { $0.claims = ["nonce": .text("other")] }
    try await Self.refuses(.nonce) { $0.claims = ["nonce": .null] }
  }

  @Test("a token injected from another sign-in is refused by its nonce")
  func injected() async throws {
    try await Scene.run { scene in
      let stolen = try await scene.signIn().tokens.identity
      scene.hostile.change { $0.tokens = ["id_token": .text(stolen)] }
      #expect(await scene.failure() == .token(.nonce))
    }
  }

  @Test("at_hash is of the access token that came along")
  func accessToken() async throws {
    try await Self.refuses(.accessToken) { $0.claims = ["at_hash": .text("AAAA")] }
  }

  @Test("somebody without a name of their own is nobody")
  func subject() async throws {
    let long = String(repeating: "a", count: 256)
    for subject: JSONValue in [.null, .text(""), .text(long), .text("甲"), .number("1")] {
      try await Scene.run({ $0.claims = ClaimMap(name: ClaimPath("name")) }) { scene in
        scene.hostile.change { $0.claims = ["sub": subject] }
        #expect(await scene.failure() == .token(.subject))
      }
    }
  }

  @Test("userinfo about somebody else is not used (5.3.2)")
  func otherUserinfo() async throws {
    for subject: JSONValue in [.text("person-2"), .null] {
      try await Scene.run { scene in
        scene.hostile.change {
          $0.claims = ["id_number": .null]
          $0.userinfo = ["sub": subject, "id_number": .text("990000199003070013")]
        }
        #expect(await scene.failure() == .userinfo)
      }
    }
  }

  @Test("an answer of the token endpoint that is none")
  func tokenAnswers() async throws {
    let answers: [(LoopbackServer.Answer, SignInFailure)] = [
      (.json(Array("{}".utf8)), .exchange), (.json(Array("nonsense".utf8)), .exchange),
      (.json(Array(#"{"error":"invalid_client"}"#.utf8), status: 401), .refused),
      (.json(Array(#"{"error":"unheard_of"}"#.utf8), status: 400), .exchange),
      (.json(Array(#"{"error":"invalid_grant"}"#.utf8), status: 400), .replayed),
      (.json(Array(#"{"error":"invalid_code"}"#.utf8), status: 403), .replayed),
      (.json([], status: 400), .exchange),
      (
        .json(Array(#"{"access_token":"a","token_type":"mac","id_token":"a.b.c"}"#.utf8)), .exchange
      ),
      (.json([], status: 500), .unavailable(.broken)),
    ]
    for (answer, failure) in answers {
      try await Scene.run { scene in
        scene.hostile.change { $0.answers = ["/token": answer] }
        #expect(await scene.failure() == failure)
      }
    }
  }
}
