import Casework
import Policy
import Synchronization
import TestKit
import Testing
import Units

/// An account office on the model, with people to sign in and a clock moved by hand.
struct AccountBench: Sendable {
  let clock: HandClock
  let cases: MemoryCases
  let office: AccountOffice
  let desk: SessionDesk
  let limits: Limits
  let book: LimitBook
  let keyring: Keyring
  private let keys = Keys()

  init(clock: HandClock = HandClock()) throws {
    self.clock = clock
    cases = MemoryCases(clock: clock.city)
    book = try LimitBook.builtIn()
    let keyring = Keyring(newAt: clock.now)
    self.keyring = keyring
    limits = Limits(book, cases, keyring: { keyring }, clock: clock.city)
    let demands = try ActDemands.builtIn()
    office = AccountOffice(
      store: cases, sessions: cases, limits: limits, keyring: { keyring },
      table: try .builtIn(), demands: demands, book: book, clock: clock.city)
    desk = SessionDesk(cases, cases, demands, clock: clock.city)
  }

  /// A key that was never used.
  func key() -> String {
    keys.next()
  }

  static func number(_ place: Int) -> ResidentNumber {
    .invented(birth: CivilDate(daysSince1970: 7000), isMale: true, place: place)
  }

  static func person(_ place: Int, level: AssuranceLevel = .l3) -> SignedInIdentity {
    SignedInIdentity(
      provider: "people", subject: "subject-\(place)", audience: .person, level: level,
      name: "落小户", identityNumber: number(place), mobile: "1380000\(1000 + place)",
      grants: [RoleGrant(.applicant, .whole, .provider)])
  }

  static func staff(
    _ place: Int, _ role: Role, _ scope: RoleScope = .whole, level: AssuranceLevel = .l3
  ) -> SignedInIdentity {
    SignedInIdentity(
      provider: "staff", subject: "staff-\(place)", audience: .staff, level: level,
      name: "工作人员", identityNumber: number(100 + place),
      grants: [RoleGrant(role, scope, .provider)])
  }

  static let home = ClientAddress("203.0.113.7")

  func request(
    _ identity: SignedInIdentity, address: ClientAddress? = AccountBench.home,
    wanted: (role: Role, scope: RoleScope)? = nil, provedAgo: Int64? = 0, renewAt: Instant? = nil
  ) -> SignInRequest {
    SignInRequest(
      identity, place: SignInPlace(device: "Firefox, Linux", address: address),
      providerSession: "sid-\(identity.subject)", provedAgo: provedAgo,
      isWanted: { [wanted] grant in
        wanted.map { grant.role == $0.role && grant.scope == $0.scope } ?? false
      }, renewAt: renewAt, receivedAt: clock.now, key: key())
  }

  func signIn(
    _ identity: SignedInIdentity, wanted: (role: Role, scope: RoleScope)? = nil
  ) async throws -> SignedIn {
    clock.move(milliseconds: 1)
    return try await office.signIn(request(identity, wanted: wanted))
  }

  /// Who is behind a token now, for an act.
  func standing(
    _ token: SessionToken?, _ act: Act? = nil, desk: SessionDesk? = nil
  ) async throws -> Standing {
    try await (desk ?? self.desk).standing(token, for: act, receivedAt: clock.now, key: key())
  }

  /// The actor behind a sign-in, as a fresh desk sees it.
  func actor(_ signedIn: SignedIn) async throws -> Actor {
    let desk = SessionDesk(cases, cases, try .builtIn(), clock: clock.city)
    guard case .signedIn(let actor, _) = try await standing(signedIn.token, desk: desk) else {
      throw NotSignedIn.unknown
    }
    return actor
  }

  func account(_ number: Int64) async throws -> Account {
    try #require(try await cases.read { try Account.read(number, in: $0) })
  }

  func notices(_ account: Int64) async throws -> [String] {
    try await cases.read { reading in
      try Notice.list(of: PartyID(account: account), in: reading).map(\.notice.text)
    }
  }
}

extension Standing {
  var refusal: NotSignedIn? { if case .notSignedIn(let reason) = self { reason } else { nil } }
  var stepUp: StepUp? { if case .mustStepUp(let step, _, _) = self { step } else { nil } }
  var actor: Actor? {
    switch self {
    case .signedIn(let actor, _), .mustStepUp(_, let actor, _): actor
    case .notSignedIn: nil
    }
  }
}

/// The refusal of some work about accounts; `nil` when it was done.
func refusal(_ work: () async throws -> Void) async throws -> AccountRefusal? {
  do {
    try await work()
    return nil
  } catch let refusal as AccountRefusal {
    return refusal
  }
}

/// Keys that were never used.
final class Keys: Sendable {
  private let count = Mutex(0)

  func next() -> String {
    count.withLock { count in
      count += 1
      return "key \(count)"
    }
  }
}
