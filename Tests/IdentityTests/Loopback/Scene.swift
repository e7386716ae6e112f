import Casework
import Policy
import Synchronization
import TestKit
import Testing
import Units

@testable import Identity

/// A relying party and a provider that it trusts, with clocks that move by hand.
struct Scene: Sendable {
  let hostile: HostileProvider
  let party: RelyingParty
  let clock: HandClock
  let steady: HandClock
  let web: WebLink

  /// Runs a test in a new scene and takes it down.
  ///
  /// - Parameter adjust: what is agreed with the provider besides the usual.
  static func run(
    key: TestKey = .elliptic("one"), limits: OutgoingLimits = OutgoingLimits(),
    _ adjust: @Sendable (inout IdentityProvider) -> Void = { _ in },
    _ body: @Sendable (Scene) async throws -> Void
  ) async throws {
    let clock = HandClock(Instant(milliseconds: 1_795_600_000_000))
    let steady = HandClock(Instant(milliseconds: 0))
    let hostile = try await HostileProvider(key, clock)
    let web = WebLink(limits)
    var provider = try Scene.provider(hostile.issuer)
    adjust(&provider)
    let party = RelyingParty(
      provider, web.link, .demo, clock: clock.city,
      steady: { steady.now.milliseconds }, random: Scene.random(1))
    let outcome = await Result {
      try await body(
        Scene(hostile: hostile, party: party, clock: clock, steady: steady, web: web))
    }
    await web.close()
    await hostile.close()
    try outcome.get()
  }

  static func provider(_ issuer: String) throws -> IdentityProvider {
    var provider = IdentityProvider(
      name: "person", audience: .person, title: Wording("统一身份认证", "Unified identity"),
      issuer: try #require(WebAddress(issuer)), client: "luohu", secret: ClientSecret("a+b/ c"),
      callback: try #require(WebAddress("https://luohu.example/sign-in/person/callback")))
    provider.claims = ClaimMap(
      name: ClaimPath("name"), identityNumber: ClaimPath("id_number"),
      phone: ClaimPath("phone_number"))
    provider.roles = [RoleRule(.applicant, scope: .fixed(.whole))]
    provider.assurance = [
      AssuranceRule(.l2, amr: ["pwd", "otp"]), AssuranceRule(.l3, acr: ["face"]),
    ]
    provider.stepUp = .init(acr: ["face"], maximumAge: 300)
    return provider
  }

  /// Bytes that are the same on every machine.
  static func random(_ seed: UInt64) -> @Sendable (Int) -> [UInt8] {
    let source = SeededBytes(seed)
    return { source.bytes($0) }
  }

  /// Signs in, from the first click to the identity.
  func signIn(_ order: SignInOrder = SignInOrder(.zh)) async throws -> SignIn {
    let (address, pending) = try await party.begin(order)
    return try await party.finish(try hostile.signIn(address), pending)
  }

  /// The failure of a sign-in.
  func failure(_ order: SignInOrder = SignInOrder(.zh)) async -> SignInFailure? {
    do {
      _ = try await signIn(order)
      return nil
    } catch {
      return error as? SignInFailure
    }
  }
}

private final class SeededBytes: Sendable {
  private let source: Mutex<Seeded>

  init(_ seed: UInt64) { source = Mutex(Seeded(seed)) }

  func bytes(_ count: Int) -> [UInt8] {
    source.withLock { source in
      (0..<count).map { _ in UInt8(truncatingIfNeeded: source.number(0...255)) }
    }
  }
}

extension Result where Failure == any Error {
  /// The outcome of something that waits.
  init(_ body: () async throws -> Success) async {
    do { self = .success(try await body()) } catch { self = .failure(error) }
  }
}
