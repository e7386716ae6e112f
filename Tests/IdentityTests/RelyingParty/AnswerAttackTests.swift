import Casework
import Policy
import TestKit
import Testing
import Units

@testable import Identity

@Suite("Answers of the browser that must not be believed")
struct AnswerAttackTests {
  private static func failure(
    _ scene: Scene, _ pending: PendingSignIn?, _ query: String
  ) async -> SignInFailure? {
    do {
      _ = try await scene.party.finish(query, pending)
      return nil
    } catch {
      return error
    }
  }

  @Test("an answer that this browser did not ask for signs nobody in (login CSRF)")
  func notAsked() async throws {
    try await Scene.run { scene in
      let (address, _) = try await scene.party.begin(SignInOrder(.zh))
      let (_, victim) = try await scene.party.begin(SignInOrder(.zh))
      let query = try scene.hostile.signIn(address)
      #expect(await Self.failure(scene, nil, query) == .unexpected)
      #expect(await Self.failure(scene, victim, query) == .state)
      #expect(scene.hostile.asked("/token") == 0, "no code is spent for it")
    }
  }

  @Test("a missing or shortened state is a wrong one")
  func state() async throws {
    try await Scene.run { scene in
      let (address, pending) = try await scene.party.begin(SignInOrder(.zh))
      let form = try #require(FormText(try scene.hostile.signIn(address)))
      let code = try #require(form["code"])
      #expect(await Self.failure(scene, pending, "code=\(code)") == .state)
      let short = pending.state.dropLast()
      #expect(await Self.failure(scene, pending, "code=\(code)&state=\(short)") == .state)
    }
  }

  @Test("an answer works once, and its code once more does not either")
  func replay() async throws {
    try await Scene.run { scene in
      let (address, pending) = try await scene.party.begin(SignInOrder(.zh))
      let query = try scene.hostile.signIn(address)
      #expect(await Self.failure(scene, pending, query) == nil)
      #expect(await Self.failure(scene, pending, query) == .replayed)
      #expect(scene.hostile.asked("/token") == 1)
      // Under a new sign-in of the thief's own, the provider refuses the code: it is spent.
      let (_, own) = try await scene.party.begin(SignInOrder(.zh))
      var stolen = FormText()
      stolen.add("code", FormText(query)?["code"])
      stolen.add("state", own.state)
      stolen.add("iss", scene.hostile.issuer)
      #expect(await Self.failure(scene, own, stolen.text) == .replayed)
    }
  }

  @Test("a code stolen before it was used fits no other browser's verifier (PKCE)")
  func stolenCode() async throws {
    try await Scene.run { scene in
      let (address, _) = try await scene.party.begin(SignInOrder(.zh))
      let (_, thief) = try await scene.party.begin(SignInOrder(.zh))
      var stolen = FormText()
      stolen.add("code", FormText(try scene.hostile.signIn(address))?["code"])
      stolen.add("state", thief.state)
      stolen.add("iss", scene.hostile.issuer)
      #expect(await Self.failure(scene, thief, stolen.text) == .replayed)
    }
  }

  @Test("ten minutes are enough, and the next moment is too late")
  func overdue() async throws {
    try await Scene.run { scene in
      let (address, pending) = try await scene.party.begin(SignInOrder(.zh))
      let query = try scene.hostile.signIn(address)
      scene.clock.move(milliseconds: 599_999)
      #expect(await Self.failure(scene, pending, query) == nil)
      let (other, late) = try await scene.party.begin(SignInOrder(.zh))
      let second = try scene.hostile.signIn(other)
      scene.clock.move(milliseconds: 600_000)
      #expect(await Self.failure(scene, late, second) == .overdue)
    }
  }

  @Test("an answer that names another issuer is a mix-up (RFC 9207)")
  func otherIssuer() async throws {
    try await Scene.run { scene in
      let (address, pending) = try await scene.party.begin(SignInOrder(.zh))
      let form = try #require(FormText(try scene.hostile.signIn(address)))
      var mixed = FormText()
      mixed.add("code", form["code"])
      mixed.add("state", form["state"])
      let without = mixed
      mixed.add("iss", "https://honest.example")
      #expect(await Self.failure(scene, pending, mixed.text) == .mixedUp)
      #expect(scene.hostile.asked("/token") == 0, "the code goes to nobody")
      #expect(await Self.failure(scene, pending, without.text) == nil, "it is not announced")
    }
  }

  private static func refusesWithoutIssuer(_ scene: Scene) async throws {
    let (address, pending) = try await scene.party.begin(SignInOrder(.zh))
    let form = try #require(FormText(try scene.hostile.signIn(address)))
    var without = FormText()
    without.add("code", form["code"])
    without.add("state", form["state"])
    #expect(await Self.failure(scene, pending, without.text) == .mixedUp)
  }

  @Test("an issuer that is announced or agreed must be named (RFC 9207, 2.4)")
  func issuerMissing() async throws {
    try await Scene.run({ $0.namesIssuer = true }) { try await Self.refusesWithoutIssuer($0) }
    try await Scene.run { scene in
      scene.hostile.change {
        $0.metadata = ["authorization_response_iss_parameter_supported": .flag(true)]
      }
      try await Self.refusesWithoutIssuer(scene)
    }
  }

  @Test("an answer that arrives at another provider's address is a mix-up")
  func otherProvider() async throws {
    try await Scene.run { scene in
      var provider = scene.party.provider
      provider.name = "staff"
      let other = RelyingParty(provider, scene.web.link, .demo, clock: scene.clock.city)
      let (address, pending) = try await scene.party.begin(SignInOrder(.zh))
      let query = try scene.hostile.signIn(address)
      await #expect(throws: SignInFailure.mixedUp) { _ = try await other.finish(query, pending) }
    }
  }

  @Test("two parameters of one name are refused (RFC 6749, 3.1)")
  func twice() async throws {
    try await Scene.run { scene in
      let (address, pending) = try await scene.party.begin(SignInOrder(.zh))
      let query = try scene.hostile.signIn(address)
      #expect(await Self.failure(scene, pending, query + "&code=other") == .malformed)
      #expect(await Self.failure(scene, pending, "code=%ZZ") == .malformed)
    }
  }

  @Test("errors of the provider have their meaning, and their texts go nowhere")
  func errors() async throws {
    let meanings: [(String, SignInFailure)] = [
      ("access_denied", .declined), ("login_required", .declined),
      ("server_error", .unavailable(.broken)), ("temporarily_unavailable", .unavailable(.broken)),
      ("unauthorized_client", .refused), ("invalid_scope", .refused),
      ("unmet_authentication_requirements", .stale), ("<script>", .malformed),
    ]
    try await Scene.run { scene in
      for (error, meaning) in meanings {
        let (_, pending) = try await scene.party.begin(SignInOrder(.zh))
        var form = FormText()
        form.add("error", error)
        form.add("error_description", "<b>secret</b>")
        form.add("state", pending.state)
        form.add("iss", scene.hostile.issuer)
        #expect(await Self.failure(scene, pending, form.text) == meaning)
        #expect(!meaning.wording.zh.contains("secret") && !meaning.wording.en.contains("secret"))
      }
    }
  }

  @Test("an error of another browser's sign-in ends nobody's")
  func foreignError() async throws {
    try await Scene.run { scene in
      let (_, pending) = try await scene.party.begin(SignInOrder(.zh))
      #expect(
        await Self.failure(scene, pending, "error=access_denied&state=other") == .state)
    }
  }

  @Test("no failure has a value of the sign-in in its code or words")
  func quiet() async throws {
    var failures: [SignInFailure] = [
      .unknownProvider, .declined, .refused, .unexpected, .overdue, .state, .mixedUp, .malformed,
      .replayed, .exchange, .userinfo, .level(needed: .l3, got: .l1), .stale, .otherPerson, .ended,
    ]
    failures += OutgoingFault.allCases.map { .unavailable($0) }
    failures += MetadataFlaw.allCases.map { .metadata($0) }
    failures += TokenFlaw.allCases.map { .token($0) }
    failures += IdentityField.allCases.flatMap { [.missing($0), .unusable($0)] }
    #expect(Set(failures.map(\.code)).count == failures.count, "every failure has its own code")
    for failure in failures {
      #expect(!failure.wording.zh.isEmpty && !failure.wording.en.isEmpty)
      #expect(failure.code.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F })
    }
    let tokens = ProviderTokens(identity: "secret-token", refresh: "secret-refresh")
    let secret = ClientSecret("secret-client")
    for text in [
      "\(tokens)", String(reflecting: tokens), "\(secret)", String(reflecting: secret),
      "\(try Scene.provider("http://127.0.0.1"))",
    ] {
      #expect(!text.contains("secret-") && !text.contains("a+b/ c"), "\(text)")
    }
  }
}
