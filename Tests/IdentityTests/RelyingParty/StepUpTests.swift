import Casework
import Policy
import TestKit
import Testing
import Units

@testable import Identity

@Suite("Proving again who one is, before submitting and withdrawing")
struct StepUpTests {
  private static let order = SignInOrder(
    again: "person-1", returnTo: .home, level: .l3, .zh)

  private static func claims(_ scene: Scene, secondsAgo: Int64) -> [String: JSONValue] {
    let now = scene.clock.now.milliseconds / 1000
    return ["acr": .text("face"), "auth_time": .number("\(now - secondsAgo)")]
  }

  @Test("the request asks for the agreed ways and for a proof that is new")
  func request() async throws {
    try await Scene.run { scene in
      let (address, _) = try await scene.party.begin(Self.order)
      let form = FormText(address.split(separator: "?").last ?? "")
      #expect(form?["acr_values"] == "face")
      #expect(form?["max_age"] == "300")
      #expect(form?["prompt"] == nil)
    }
  }

  @Test("after a lock the provider is asked to let its own session count for nothing (3.1.2.1)")
  func prompt() async throws {
    try await Scene.run { scene in
      let (address, _) = try await scene.party.begin(SignInOrder(proof: .new, .zh))
      let form = FormText(address.split(separator: "?").last ?? "")
      #expect(form?["prompt"] == "login")
      #expect(form?["max_age"] == "300")
      let (plain, _) = try await scene.party.begin(SignInOrder(.zh))
      #expect(!plain.contains("prompt=") && !plain.contains("max_age="))
    }
  }

  @Test("and a proof from before it was asked does not count, however new it is")
  func newProof() async throws {
    try await Scene.run({ $0.skew = 0 }) { scene in
      for (secondsBefore, failure) in [
        (0, nil), (1, nil), (2, SignInFailure.stale),
      ] as [(Int64, SignInFailure?)] {
        let begun = scene.clock.now.milliseconds / 1000
        let (address, pending) = try await scene.party.begin(SignInOrder(proof: .new, .zh))
        let kept = try #require(PendingSignIn(text: pending.text))
        scene.clock.move(milliseconds: 30_000)
        scene.hostile.change { $0.claims = ["auth_time": .number("\(begun - secondsBefore)")] }
        let query = try scene.hostile.signIn(address)
        let outcome = await Result { try await scene.party.finish(query, kept) }
        switch outcome {
        case .success: #expect(failure == nil, "\(secondsBefore)")
        case .failure(let error): #expect(error as? SignInFailure == failure, "\(secondsBefore)")
        }
      }
    }
  }

  @Test("a proof may be as old as agreed and the clocks may differ, and no second more")
  func age() async throws {
    try await Scene.run { scene in
      scene.hostile.change { $0.claims = Self.claims(scene, secondsAgo: 360) }
      let signIn = try await scene.signIn(Self.order)
      #expect(signIn.isAgain)
      #expect(signIn.identity.provedAgo == 360_000)
      scene.hostile.change { $0.claims = Self.claims(scene, secondsAgo: 361) }
      #expect(await scene.failure(Self.order) == .stale)
    }
  }

  @Test("a token that does not say when somebody proved it proves nothing new")
  func noTime() async throws {
    try await Scene.run { scene in
      scene.hostile.change { $0.claims = ["acr": .text("face")] }
      #expect(await scene.failure(Self.order) == .stale)
    }
  }

  @Test("somebody else at the same browser proves nothing for the person signed in")
  func otherPerson() async throws {
    try await Scene.run { scene in
      scene.hostile.change {
        $0.claims = Self.claims(scene, secondsAgo: 0).merging(["sub": .text("person-2")]) { $1 }
        $0.userinfo = ["sub": .text("person-2")]
      }
      #expect(await scene.failure(Self.order) == .otherPerson)
    }
  }
}
