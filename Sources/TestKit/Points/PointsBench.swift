package import Casework
import PointsLaw
package import PointsService
import Policy
import Synchronization
package import Units

/// Points-based settlement on a test's store (业务试验台): a demo city, its accounts, a clock set by hand, and cycle 2020.
package struct PointsBench: Sendable {
  package let desk: PointsDesk
  package let store: any CaseStore
  package let city: DemoCity
  package let clock: HandClock
  package let people = BenchPeople()
  private let keys: Counter

  /// 2020-07-20 10:00 in Beijing, in the filing stage of cycle 2020.
  package static let filing = PointsBench.moment(2020, 7, 20, hour: 10)

  package static func moment(
    _ year: Int, _ month: Int, _ day: Int, hour: Int64 = 0, millisecond: Int64 = 0
  ) -> Instant {
    let date = CivilDate(year, month, day) ?? CivilDate.last(of: Month(year, month))
    return Instant(date, millisecondOfDay: hour * 3_600_000 + millisecond)
  }

  /// A bench without a cycle.
  package init(
    on make: @Sendable (CityClock) async throws -> any CaseStore, at start: Instant = filing,
    seed: UInt64 = 1
  ) async throws {
    clock = HandClock(start)
    store = try await make(clock.city)
    city = DemoCity(cycle: 2020, asOf: start)
    let keyring = Keyring(newAt: start)
    let bytes = SeededBytes(seed)
    desk = try PointsDesk(
      store: store, keyring: { keyring }, registry: city, people: people,
      acceptsInvented: true, random: RandomSource { bytes.take($0) })
    keys = Counter()
  }

  /// A bench on the model, in the filing stage of cycle 2020.
  package static func open(at start: Instant = filing, seed: UInt64 = 1) async throws
    -> PointsBench
  {
    let bench = try await PointsBench(
      on: { MemoryCases(clock: $0) }, at: start, seed: seed)
    try await bench.openCycle()
    return bench
  }

  // MARK: People who act

  /// A key that no request had before.
  package func key() -> String { "k\(keys.next())" }

  package func actor(
    _ account: Int64, _ role: Role, _ scope: RoleScope = .whole,
    level: AssuranceLevel = .l3, at moment: Instant? = nil, key: String? = nil
  ) -> Actor {
    Actor(
      PartyID(account: account), role, scope, level: level, provedAt: moment ?? clock.now,
      receivedAt: moment ?? clock.now, key: key ?? self.key())
  }

  /// The account of a person of the demo city: made at the first call.
  @discardableResult
  package func account(_ key: String) async throws -> Int64 {
    guard let person = city.people.first(where: { $0.key == key }) else {
      throw Broken(description: "no person \(key)")
    }
    return try await account(person.name, person.number, "account-\(key)")
  }

  /// An account of somebody.
  package func account(
    _ name: String, _ number: ResidentNumber, _ key: String
  ) async throws -> Int64 {
    let command = Command(key: key, name: "openAccount", party: .system, role: .system)
    let performed = try await store.perform(command) { [desk] unit in
      let id = DossierID(BenchPeople.kind, try unit.newNumber())
      let name = try unit.keep(name, .name, of: id, desk.keyring())
      let sealed = try unit.keep(number.full, .identityNumber, of: id, desk.keyring())
      try unit.apply(
        DossierChange(
          id, seen: 0, events: [.init("AccountOpened")], state: "active",
          body: "[\(name.id), \(sealed.id)]"))
      return Array("\(id.number)".utf8)
    }
    return Int64(String(decoding: performed.answer, as: UTF8.self)) ?? 0
  }

  /// A clerk who signed in for a unit of the demo city, and so is one.
  package func entity(_ account: Int64, _ key: String = "good") throws -> Actor {
    let scope = RoleScope.entity(try code(key))
    people.appoint(account, scope)
    return actor(account, .clerk, scope)
  }

  package func code(_ key: String) throws -> CreditCode {
    guard let unit = city.units.first(where: { $0.key == key }) else {
      throw Broken(description: "no unit \(key)")
    }
    return unit.registered.code
  }

  // MARK: Getting somewhere

  /// Plans and opens a cycle by its announced timetable, with two administrators.
  @discardableResult
  package func openCycle(_ cycle: Int = 2020) async throws -> Int64 {
    let plan = PlanCycle(desk)
    guard let announced = plan.announced(cycle) else {
      throw Broken(description: "no timetable of \(cycle)")
    }
    let planned = try await confirm(
      try await plan(
        cycle: cycle, edition: announced.edition, rows: announced.rows,
        by: actor(9001, .administrator)))
    _ = try await confirm(
      try await OpenCycle(desk)(
        planned.dossier.number, seen: planned.version, by: actor(9001, .administrator)))
    return planned.dossier.number
  }

  /// The second person says yes.
  package func confirm(_ proposal: Done) async throws -> Done {
    try await ConfirmProposal(desk)(
      proposal.dossier.number, seen: proposal.version, by: actor(9002, .administrator))
  }

  /// A registered and active unit; its clerk's account is `account`.
  package func activeUnit(
    _ key: String = "good", clerk account: Int64
  ) async throws -> (number: Int64, code: String) {
    let unit = try code(key)
    let registered = try await RegisterUnit(desk)(unit.full, by: entity(account, key))
    let active = try await ActivateUnit(desk)(
      registered.dossier.number, seen: registered.version,
      contact: .init(name: "方正平", mobile: "010-12345678"), by: entity(account, key))
    guard
      let code = try await ReadUnitCode(desk)(active.dossier.number, by: entity(account, key))
    else { throw Broken(description: "no code") }
    return (active.dossier.number, code.description)
  }

  /// A person of the demo city who has checked their eligibility.
  package func checked(_ key: String) async throws -> Int64 {
    let account = try await account(key)
    _ = try await CheckEligibility(desk)(by: actor(account, .applicant))
    return account
  }

  /// Notices of an account, newest last: their texts' keys.
  package func notices(_ account: Int64) async throws -> [String] {
    try await store.read { reading in
      try Notice.list(of: PartyID(account: account), limit: 1000, in: reading).map(\.notice.text)
    }
  }

  package func dossier(_ id: DossierID) async throws -> Dossier? {
    try await store.read { try $0.dossier(id) }
  }

  package func events(_ id: DossierID) async throws -> [String] {
    try await store.read { try $0.history(id).map(\.name) }
  }
}

/// Accounts as plainly as can be (账户替身): a dossier whose body is the list of its two personal values; who is a clerk of what is
/// said by the test.
package final class BenchPeople: People {
  static let kind = DossierKind(rawValue: "account")
  private let appointed = Mutex<[RoleScope: Set<Int64>]>([:])
  private let joined = Mutex<[Set<Int64>]>([])

  /// Makes an account a clerk, or an administrator with the whole city as scope.
  package func appoint(_ account: Int64, _ scope: RoleScope) {
    appointed.withLock { _ = $0[scope, default: []].insert(account) }
  }

  /// Says that accounts are one human being's.
  package func join(_ accounts: Set<Int64>) { joined.withLock { $0.append(accounts) } }

  /// Makes it one no more.
  package func dismiss(_ account: Int64, _ scope: RoleScope) {
    appointed.withLock { _ = $0[scope]?.remove(account) }
  }

  package func identity(
    of account: Int64, reason: ReadingReason, in unit: any CaseUnit
  ) throws -> (name: SealedValue, number: SealedValue)? {
    let id = DossierID(Self.kind, account)
    guard let dossier = try unit.dossier(id) else { return nil }
    let rows = try unit.values(Self.values(dossier), of: id, reason: reason)
    guard rows.count == 2 else { return nil }
    return (rows[0], rows[1])
  }

  package func name(
    of account: Int64, reason: ReadingReason, in unit: any CaseUnit
  ) throws -> SealedValue? {
    let id = DossierID(Self.kind, account)
    guard let dossier = try unit.dossier(id), let first = Self.values(dossier).first else {
      return nil
    }
    return try unit.values([first], of: id, reason: reason).first
  }

  private static func values(_ dossier: Dossier) -> [Int64] {
    dossier.body.dropFirst().dropLast().split(separator: ",")
      .compactMap { Int64($0.filter { $0 != " " }) }
  }

  /// Those who were appointed for the whole city.
  package func administrators(at moment: Instant, in reading: any CaseReading) throws -> [Int64] {
    appointed.withLock { $0[.whole, default: []].sorted() }
  }

  package func clerks(
    of unit: Int64, _ code: CreditCode, at moment: Instant, in reading: any CaseReading
  ) throws -> [Int64] {
    appointed.withLock { $0[.entity(code), default: []].union($0[.unit(unit), default: []]) }
      .sorted()
  }

  /// One account a person, but for those that were joined.
  package func areSame(
    _ one: Int64, _ other: Int64, in reading: any CaseReading
  ) throws -> Bool { try accounts(sharing: one, in: reading).contains(other) }

  package func accounts(sharing account: Int64, in reading: any CaseReading) throws -> [Int64] {
    joined.withLock { $0.first { $0.contains(account) } ?? [account] }.sorted()
  }
}

/// Numbers that rise.
final class Counter: Sendable {
  private let last = Mutex(0)

  func next() -> Int {
    last.withLock { last in
      last += 1
      return last
    }
  }
}

/// Random bytes from a seed.
final class SeededBytes: Sendable {
  private let random: Mutex<Seeded>

  init(_ seed: UInt64) { random = Mutex(Seeded(seed)) }

  func take(_ count: Int) -> [UInt8] {
    random.withLock { random in (0..<count).map { _ in UInt8(truncatingIfNeeded: random.next()) } }
  }
}
