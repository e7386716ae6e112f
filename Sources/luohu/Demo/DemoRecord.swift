import Casework
import PointsService
import Policy
import Units

/// What the store says of its demo city (演示城市登记): the dossier `demoCity/1`. It is begun before anything else, so that the city is
/// the same however often the program starts, and sown once.
struct DemoRecord: Hashable, Sendable {
  /// How far it is (播种进度); the raw values are the dossier's states.
  enum Part: String {
    /// The year before is played first, by a clock that is a year behind (往年).
    case past
    /// Its filing is over, and it is to be closed.
    case closing
    case begun
    /// Everything is there.
    case sown
  }

  /// The year of the cycle.
  var cycle: Int
  /// When it was begun: of then are the registry's records, and the timetable lies around it.
  var begunAt: Instant
  var part: Part

  private static let id = DossierID(DossierKind(rawValue: "demoCity"), 1)

  /// - Returns: `nil` where no city was begun.
  static func of(_ reading: any CaseReading) throws -> DemoRecord? {
    guard let dossier = try reading.dossier(id) else { return nil }
    let document = Document()
    func number(_ key: String) -> Int64? {
      document.value(of: document.root, key).flatMap { Int64(document.string($0)) }
    }
    do { try document.read(json: dossier.body) } catch {
      throw StoreFailure.corrupt("\(id): no demo city")
    }
    guard let cycle = number("cycle"), let begunAt = number("begunAt"),
      let part = Part(rawValue: dossier.state)
    else { throw StoreFailure.corrupt("\(id): no demo city") }
    return DemoRecord(cycle: Int(cycle), begunAt: Instant(milliseconds: begunAt), part: part)
  }

  /// Begins a city whose year before is to be played.
  ///
  /// - Parameter begunAt: when the city itself begins; the clock of the unit of work is a year behind.
  static func beginPast(of begunAt: Instant, in unit: any CaseUnit) throws {
    try DemoRecord(cycle: begunAt.beijing.date.year, begunAt: begunAt, part: .past)
      .write("DemoCityBegun", in: unit)
  }

  /// The city of a demo installation: the one that was begun, or one that begins now.
  ///
  /// - Throws: `Problems` in an installation with real people, which gets no invented ones.
  static func city(in store: any CaseStore) async throws -> DemoCity {
    let command = Command(
      key: "demo city", name: "BeginDemoCity", party: .system, role: .system)
    if let known = try await store.read({ try of($0) }) { return known.city }
    _ = try await store.perform(command) { unit in
      let purpose = try InstallationRecord.of(unit)?.purpose ?? .service
      guard purpose == .demo else {
        throw Problem.argument(
          "purpose", JSONText.quoted(purpose.rawValue), "演示城市只用于demo",
          "a demo city is only for an installation made for demo")
      }
      let record = DemoRecord(
        cycle: unit.now.beijing.date.year, begunAt: unit.now, part: .begun)
      try record.write("DemoCityBegun", in: unit)
      return []
    }
    guard let begun = try await store.read({ try of($0) }) else {
      throw StoreFailure.corrupt("\(id): not kept")
    }
    return begun.city
  }

  private var city: DemoCity { DemoCity(cycle: cycle, asOf: begunAt) }

  /// Goes on to another part of the city, and moves the city's clock by what lies between them.
  ///
  /// - Parameters:
  ///   - by: milliseconds.
  ///   - installation: the one whose clock it is.
  static func goOn(
    to part: Part, by milliseconds: Int64, in store: any CaseStore, _ installation: Installation
  ) async throws {
    let command = Command(
      key: "demo \(part.rawValue)", name: "SowDemoCity", party: .system, role: .system)
    _ = try await store.perform(command) { [machine = installation.machine] unit in
      guard var record = try of(unit) else { throw StoreFailure.corrupt("\(id): not begun") }
      let now = machine.now()
      try InstallationRecord.moveClock(in: unit, machine: now) { time in
        try time.advanced(milliseconds: milliseconds, machine: now)
      }
      record.part = part
      try record.write("DemoCityWentOn", in: unit)
      return []
    }
    if let time = try await store.read({ try InstallationRecord.of($0)?.time }) {
      installation.simulated?.follow(time)
    }
  }

  /// Records that everything of the city is there.
  static func finish(in store: any CaseStore) async throws {
    let command = Command(key: "demo sown", name: "SowDemoCity", party: .system, role: .system)
    _ = try await store.perform(command) { unit in
      guard var record = try of(unit) else { throw StoreFailure.corrupt("\(id): not begun") }
      record.part = .sown
      try record.write("DemoCitySown", in: unit)
      return []
    }
  }

  private func write(_ event: String, in unit: any CaseUnit) throws {
    var json = JSONWriter()
    json.object { json in
      json.field("cycle", cycle)
      json.field("begunAt", Int(begunAt.milliseconds))
    }
    try unit.apply(
      DossierChange(
        Self.id, seen: try unit.dossier(Self.id)?.version ?? 0, events: [.init(event)],
        state: part.rawValue, body: json.text))
  }
}
