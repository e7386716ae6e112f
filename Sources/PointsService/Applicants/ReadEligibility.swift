package import Casework
package import Units

/// An applicant reads the answer of the last check with its reasons (查看资格条件校验结果).
package struct ReadEligibility: Sendable {
  /// The answer (校验结果).
  package struct Answer: Hashable, Sendable {
    /// The application's dossier and version.
    package var application: Int64
    package var version: Int
    package var standing: EligibilityStanding
    /// One for each of the four conditions; none while waiting.
    package var findings: [EligibilityFinding]
    package var factsAt: Instant?
    package var checkedAt: Instant
    /// The window decided so.
    package var isByWindow: Bool
  }

  private let desk: PointsDesk

  /// - Parameter desk: what use cases stand on.
  package init(_ desk: PointsDesk) { self.desk = desk }

  /// - Returns: `nil` before the first check of the open cycle.
  package func callAsFunction(by actor: Actor) async throws -> Answer? {
    try desk.demand(.readOwnData, actor, [.own])
    guard let account = actor.account else { throw desk.foreign(.readOwnData, actor) }
    let found = try await desk.look("ReadEligibility", actor) {
      [desk] unit -> (Kept<ApplicationContent>, SealedValue?)? in
      guard let cycle = try desk.currentCycle(in: unit)?.number,
        let kept = try Kept<ApplicationContent>.find(
          ApplicationContent.key(cycle: cycle, applicant: account), in: unit)
      else { return nil }
      let row = try kept.content.eligibility.details.flatMap {
        try unit.values([$0.id], of: kept.id, reason: "own").first
      }
      return (kept, row)
    }
    guard let (kept, row) = found else { return nil }
    let details = try row.map { try EligibilityDetails(json: desk.keyring().open($0)) }
    let eligibility = kept.content.eligibility
    return Answer(
      application: kept.id.number, version: kept.version, standing: eligibility.standing,
      findings: details?.findings ?? [], factsAt: eligibility.factsAt,
      checkedAt: eligibility.checkedAt, isByWindow: eligibility.isByWindow)
  }
}
