import Casework
import PointsService
import Policy
import Synchronization
import TestKit
import Units

@testable import luohu

/// A demo installation of a test (演示试验台): a store, its office and desk, and a machine whose clock is moved by hand.
struct DemoBench: Sendable {
  let store: any CaseStore
  let clock: HandClock
  let seed: DemoSeed

  /// 2026-11-26 10:00 in Beijing.
  static let opening = Instant(milliseconds: 1_795_658_400_000)

  /// An installation whose city begins with a year before: the city's clock is a year behind the machine's.
  static func withPast(_ clock: HandClock) -> Installation {
    Installation(
      .demo, time: SimulatedTime(DemoPast.start(before: clock.now), since: clock.now),
      machine: clock.city)
  }

  /// - Parameters:
  ///   - installation: the one of the store's clock; `nil`: the clock moved by hand is the city's.
  ///   - over: what the acts are done over instead of the store.
  ///   - purpose: `nil`: said before.
  static func open(
    _ store: any CaseStore & SessionStore & AttemptStore, _ clock: HandClock,
    installation: Installation? = nil, over: (any CaseStore)? = nil, purpose: Purpose? = .demo,
    evidence: ReceiveEvidence? = nil,
    keyring: Keyring = Keyring(newAt: opening)
  ) async throws -> DemoBench {
    if let purpose {
      let command = Casework.Command(
        key: "make", name: "MakeInstallation", party: .system, role: .system)
      let (now, began) = (clock.now, installation?.clock.now())
      _ = try await store.perform(command) { unit in
        try InstallationRecord.make(
          purpose, time: began.map { SimulatedTime($0, since: now) }, in: unit)
        if installation != nil { try DemoRecord.beginPast(of: now, in: unit) }
        return []
      }
    }
    let installation = installation ?? Installation(.demo, machine: clock.city)
    let city = try await DemoRecord.city(in: store)
    let book = try LimitBook.builtIn()
    let office = AccountOffice(
      store: over ?? store, sessions: store,
      limits: Limits(book, store, keyring: { keyring }, clock: installation.clock),
      keyring: { keyring }, table: try .builtIn(), demands: try .builtIn(), book: book,
      clock: installation.clock)
    let points = try PointsDesk(
      store: over ?? store, keyring: { keyring }, registry: city, people: StoredPeople(),
      acceptsInvented: true)
    let seed = try DemoSeed(
      office: office, points: points, city: city, evidence: evidence, installation: installation)
    return DemoBench(store: store, clock: clock, seed: seed)
  }

  // MARK: Looking, by other ways than the seed's own

  /// The account of a subject, found among those of its entrance by its sealed name.
  func account(_ subject: String) async throws -> Account {
    guard let person = seed.people[subject] else { throw Missing(what: subject) }
    // Opened again it is the same account, whatever the key.
    let number = try await seed.office.openAccount(
      person.identity, key: "test \(Base64URL.text(RandomSource.system.bytes(12)))")
    guard let account = try await store.read({ try Account.read(number, in: $0) }) else {
      throw Missing(what: subject)
    }
    return account
  }

  /// Somebody of the table in one of the roles that their account really has.
  func actor(_ subject: String, _ role: Role? = nil) async throws -> Actor {
    let account = try await account(subject)
    let now = clock.now
    let grants = account.grants(at: now)
    guard let grant = grants.first(where: { role == nil || $0.role == role }) else {
      throw Missing(what: "\(subject) as \(role?.rawValue ?? "anybody")")
    }
    return Actor(
      account.party, grant.role, grant.scope, level: seed.people[subject]?.level ?? .l3,
      provedAt: now, receivedAt: now, key: Base64URL.text(RandomSource.system.bytes(12)))
  }

  func notices(_ subject: String) async throws -> [String] {
    let party = try await account(subject).party
    return try await store.read { reading in
      try Notice.list(of: party, limit: 1000, in: reading).map(\.notice.text)
    }
  }

  struct Missing: Error { var what: String }
}

/// A store that is lost with a command, once, before or after it was done.
final class FailingStore: CaseStore {
  private let store: any CaseStore
  private let left: Mutex<Int>

  init(_ store: any CaseStore, after commands: Int) {
    self.store = store
    left = Mutex(commands)
  }

  func perform(
    _ command: Casework.Command, _ body: @escaping @Sendable (any CaseUnit) throws -> [UInt8]
  ) async throws -> Performed {
    let left = left.withLock { left in
      left -= 1
      return left
    }
    if left == 0 {
      // Every second time it was done and nobody heard of it.
      if command.key.utf8.count % 2 == 0 { _ = try await store.perform(command, body) }
      throw StoreFailure.outcomeUnknown
    }
    return try await store.perform(command, body)
  }

  func read<Answer: Sendable>(
    _ body: @escaping @Sendable (any CaseReading) throws -> Answer
  ) async throws -> Answer { try await store.read(body) }
}
