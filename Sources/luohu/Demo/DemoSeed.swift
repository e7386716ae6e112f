import Casework
import PointsService
import Policy
import Units

/// Sows a demo city (演示城市): everybody of ``DemoPeople`` comes to where their row says that they are, by the same acts that
/// people do. Begun again after a crash it goes on; done once, it is recognised by one look.
struct DemoSeed: Sendable {
  /// What became of it.
  struct Sown: Hashable, Sendable {
    /// The year of the cycle.
    var cycle: Int
    /// It was sown now; else it had been there.
    var isNew: Bool
    /// What could not be shown here, and why.
    var omitted: [String]
  }

  let office: AccountOffice
  let points: PointsDesk
  let city: DemoCity
  let people: DemoPeople
  /// Takes certificates in; without it no unit has a dispute.
  let evidence: ReceiveEvidence?
  let installation: Installation

  var clock: CityClock { installation.clock }

  /// - Parameter city: that of ``DemoRecord/city(in:)``; `points` has it as its registry.
  /// - Throws: a problem about a row that the city knows nothing of.
  init(
    office: AccountOffice, points: PointsDesk, city: DemoCity, evidence: ReceiveEvidence?,
    installation: Installation
  ) throws(Problems) {
    self.office = office
    self.points = points
    self.city = city
    self.evidence = evidence
    self.installation = installation
    people = try DemoPeople(city)
  }

  /// Sows the city if it is not there yet.
  ///
  /// - Throws: `Problems` in an installation that has no demo city begun, and where no timetable can be made; what an act
  ///   throws.
  func sow() async throws -> Sown {
    guard let record = try await points.store.read({ try DemoRecord.of($0) }),
      record.cycle == city.cycle, record.begunAt == city.asOf
    else {
      throw Problem.argument(
        "demo", "\(city.cycle)", "案卷库所登记的演示城市", "the demo city that the store has begun")
    }
    guard record.part != .sown else { return Sown(cycle: city.cycle, isNew: false, omitted: []) }
    let omitted = try await DemoPast(self).play(from: record.part)
    var sowing = DemoSowing(self)
    sowing.omitted = omitted
    try await sowing.openAccounts()
    try await sowing.openCycle()
    _ = try await CatchUp(points)(at: clock.now())
    try await sowing.registerUnits()
    try await sowing.checkEligibility()
    try await sowing.associate()
    try await sowing.takeSteps()
    try await sowing.delegate()
    try await sowing.guardAccounts()
    try await sowing.disputeEligibility()
    try await sowing.disputeUnits()
    try await sowing.sanction()
    try await sowing.planNext()
    try await sowing.propose()
    try await sowing.fillTheList()
    try await DemoRecord.finish(in: points.store)
    return Sown(cycle: city.cycle, isNew: true, omitted: sowing.omitted)
  }
}
