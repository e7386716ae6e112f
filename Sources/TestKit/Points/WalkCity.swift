import Casework
import PointsService
import Policy
import Units

/// Where a walk goes (走查城市): one store with points-based settlement and the accounts' office over it, real accounts, and a registry and a
/// clock in the walk's hand.
struct WalkCity: Sendable {
  let desk: PointsDesk
  let office: AccountOffice
  let store: any WholeStore
  let clock: HandClock
  let registry: WalkRegistry
  let demo: DemoCity
  private let keys = Counter()

  init(
    on make: @Sendable (CityClock) async throws -> any WholeStore, seed: UInt64
  ) async throws {
    clock = HandClock(PointsBench.filing)
    store = try await make(clock.city)
    demo = DemoCity(cycle: 2020, asOf: PointsBench.filing)
    registry = WalkRegistry(years: [2020, 2021], asOf: PointsBench.filing)
    let keyring = Keyring(newAt: clock.now)
    let bytes = SeededBytes(seed)
    let random = RandomSource { bytes.take($0) }
    desk = try PointsDesk(
      store: store, keyring: { keyring }, registry: registry, people: StoredPeople(),
      acceptsInvented: true, random: random)
    let book = try LimitBook.builtIn()
    office = AccountOffice(
      store: store, sessions: store,
      limits: Limits(book, store, keyring: { keyring }, clock: clock.city), keyring: { keyring },
      table: try .builtIn(), demands: try .builtIn(), book: book, clock: clock.city,
      random: random)
  }

  func key() -> String { "k\(keys.next())" }

  var now: Instant { clock.now }
  var today: CivilDate { clock.now.beijing.date }

  /// - Parameter minutes: how long ago they proved who they are.
  func actor(
    _ account: Int64, _ role: Role, _ scope: RoleScope = .whole, level: AssuranceLevel = .l3,
    provedAgo minutes: Int64 = 0
  ) -> Actor {
    Actor(
      PartyID(account: account), role, scope, level: level,
      provedAt: now.adding(milliseconds: -minutes * 60_000), receivedAt: now, key: key())
  }

  // MARK: Getting ready

  /// The account of somebody of the demo city, by one of two providers.
  func person(_ key: String, by provider: String = "people") async throws -> Int64 {
    guard let person = demo.people.first(where: { $0.key == key }) else {
      throw Broken(description: "no person \(key)")
    }
    return try await office.openAccount(
      SignedInIdentity(
        provider: provider, subject: key, audience: .person, level: .l3, name: person.name,
        identityNumber: person.number, grants: [RoleGrant(.applicant, .whole, .provider)]),
      key: self.key())
  }

  func number(_ key: String) throws -> ResidentNumber {
    guard let person = demo.people.first(where: { $0.key == key }) else {
      throw Broken(description: "no person \(key)")
    }
    return person.number
  }

  /// The account that signs in for a legal entity, by somebody of the demo city or by nobody in particular.
  func entity(_ code: CreditCode, person key: String?) async throws -> Int64 {
    try await office.openAccount(
      SignedInIdentity(
        provider: "entities", subject: code.full, audience: .entity, level: .l3,
        identityNumber: try key.map(number), entity: code,
        grants: [RoleGrant(.clerk, .entity(code), .provider)]), key: self.key())
  }

  /// The account of somebody of the city's staff; who has the same place is the same human being.
  func staff(_ subject: String, place: Int, _ grant: RoleGrant) async throws -> Int64 {
    let birth = CivilDate(1980, 5, 5) ?? CivilDate.last(of: Month(1980, 5))
    return try await office.openAccount(
      SignedInIdentity(
        provider: "staff", subject: subject, audience: .staff, level: .l3, name: "工作人员",
        identityNumber: .invented(birth: birth, isMale: true, place: 400 + place),
        grants: [grant]), key: self.key())
  }

  /// Plans and opens a cycle by its announced timetable, with two administrators.
  func openCycle(_ cycle: Int, by one: Int64, and other: Int64) async throws -> Int64 {
    let plan = PlanCycle(desk)
    guard let announced = plan.announced(cycle) else {
      throw Broken(description: "no timetable of \(cycle)")
    }
    let planned = try await confirm(
      try await plan(
        cycle: cycle, edition: announced.edition, rows: announced.rows,
        by: actor(one, .administrator)), by: other)
    let opened = try await OpenCycle(desk)(
      planned.dossier.number, seen: planned.version, by: actor(one, .administrator))
    _ = try await confirm(opened, by: other)
    return planned.dossier.number
  }

  private func confirm(_ proposal: Done, by account: Int64) async throws -> Done {
    try await ConfirmProposal(desk)(
      proposal.dossier.number, seen: proposal.version, by: actor(account, .administrator))
  }

  /// Evidence that was received about a case.
  func evidence(about id: DossierID) async throws -> Int64 {
    let command = Command(key: key(), name: "ReceiveEvidence", party: .system, role: .system)
    let performed = try await store.perform(command) { unit in
      let record = EvidenceRecord(about: id.description)
      let dossier = try unit.apply(
        DossierChange(
          DossierID(EvidenceRecord.kind, try unit.newNumber()), seen: 0,
          events: [.init("EvidenceReceived")], state: EvidenceLifecycle.Status.received.rawValue,
          body: record.json, keys: record.keys))
      return Array("\(dossier.id.number)".utf8)
    }
    return Int64(String(decoding: performed.answer, as: UTF8.self)) ?? 0
  }

  // MARK: Looking

  func dossier(_ id: DossierID) async throws -> Dossier? {
    try await store.read { try $0.dossier(id) }
  }

  func version(_ id: DossierID) async throws -> Int { try await dossier(id)?.version ?? 0 }

  func events(_ id: DossierID) async throws -> [String] {
    try await store.read { try $0.history(id).map(\.name) }
  }
}
