import Casework
import PointsService
import Policy
import Units

/// The year before the demo city's own (演示城市的往年): a cycle from its opening to its end, with all that only time brings: what
/// was closed, what has ended, and what nobody answered.
struct DemoPast: Sendable {
  /// The same day and hour of the year before: filing was as far then as it is when the city begins.
  static func start(before begunAt: Instant) -> Instant {
    let (day, rest) = begunAt.beijing
    return Instant(day.adding(months: -12), millisecondOfDay: rest)
  }

  /// After its filing, until it is closed.
  private static let untilClosing = 300 * Instant.millisecondsOfDay

  private let seed: DemoSeed
  private let points: PointsDesk
  private let asOf: Instant

  init(_ seed: DemoSeed) throws {
    let points = seed.points
    asOf = Self.start(before: seed.city.asOf)
    self.seed = seed
    self.points = try PointsDesk(
      store: points.store, keyring: points.keyring,
      registry: PastRegistry(city: seed.city, asOf: asOf), people: points.people, law: points.law,
      acceptsInvented: points.acceptsInvented)
  }

  /// Plays what is left of it, and brings the clock to the city's beginning.
  ///
  /// - Returns: what could not be shown, and why.
  func play(from part: DemoRecord.Part) async throws -> [String] {
    guard part == .past || part == .closing else { return [] }
    var sowing = DemoSowing(past: seed, points, asOf: asOf)
    try await sowing.openAccounts(
      of: ["city-1", "city-2", "unit-other", "returning", "served"])
    var omitted: [String] = []
    let isPossible = (try? sowing.timetable()) != nil
    if part == .past {
      if isPossible { try await sowing.playFiling() } else { omitted.append(Self.reason) }
      try await goOn(to: .closing, by: Self.untilClosing)
    }
    if isPossible { try await sowing.close() }
    try await goOn(
      to: .begun, by: seed.city.asOf.milliseconds - asOf.milliseconds - Self.untilClosing)
    return omitted
  }

  private static let reason = "the year before: no timetable is known for one before 2020"

  private func goOn(to part: DemoRecord.Part, by milliseconds: Int64) async throws {
    try await DemoRecord.goOn(to: part, by: milliseconds, in: points.store, seed.installation)
  }
}

/// What the registry of the city said a year ago: the same, as of then.
private struct PastRegistry: CityRegistry {
  let city: DemoCity
  let asOf: Instant

  func unit(_ code: CreditCode) async throws(RegistryFailure) -> RegisteredUnit? {
    guard var found = try await city.unit(code) else { return nil }
    found.asOf = asOf
    return found
  }

  func person(_ number: ResidentNumber) async throws(RegistryFailure) -> RegisteredPerson? {
    guard var found = try await city.person(number) else { return nil }
    found.asOf = asOf
    return found
  }
}

extension DemoSowing {
  /// Somebody files; a bar is imposed; an invitation and a proposal find no answer.
  fileprivate mutating func playFiling() async throws {
    try await openCycle()
    guard let employer = seed.city.units.first(where: { $0.key == "other" }) else {
      throw Broken(description: "demo: no unit other")
    }
    try await register(employer)
    try await activate("other")
    try await check("returning")
    try await confirmed("returning", try await code("other"), by: "unit-other")
    try await accept("returning")
    if try await office.delegations(actor("unit-other", "list")).isEmpty {
      _ = try await office.offerClerk(actor("unit-other", "invite"))
    }
    if let number = seed.people["served"]?.number {
      try await confirm(
        try await SanctionPerson(points)(
          identityNumber: number.full, until: today.adding(months: 6),
          reason: "提交虚假居住材料，经核实", by: actor("city-1", "sanction person")))
    }
    _ = try await SanctionUnit(points)(
      try unit("other"), until: today.adding(months: 12), reason: "接到举报，待核实",
      by: actor("city-1", "propose in vain"))
  }

  /// What has run out ends, and two administrators close the cycle.
  fileprivate func close() async throws {
    _ = try await CatchUp(points)(at: seed.clock.now())
    _ = try await office.sweep(key: "demo past sweep")
    guard let past = try await ShowCycles(points)().first(where: { $0.content.cycle == cycle }),
      past.state != .closed
    else { return }
    try await confirm(try await proposeClosing())
    _ = try await CatchUp(points)(at: seed.clock.now())
  }
}
