package import Casework
package import PointsLaw
import Policy
package import Units

/// An applicant reads where their association of the open cycle stands (查看关联进展), with the unit's words.
package struct ReadAssociation: Sendable {
  /// The association as its applicant sees it (关联现状).
  package struct Answer: Hashable, Sendable {
    package var number: Int64
    /// What taking it back names as seen.
    package var version: Int
    package var cycle: Int
    package var state: AssociationLifecycle.Status
    /// The unit's name and district by the registry.
    package var unit: String
    package var district: District?
    package var match: InsuranceMatch
    package var requestedAt: Instant
    package var decidedAt: Instant?
    /// The unit's words with its decision.
    package var remark: String?
    package var leftOn: CivilDate?
  }

  private let desk: PointsDesk

  /// - Parameter desk: what use cases stand on.
  package init(_ desk: PointsDesk) { self.desk = desk }

  /// - Returns: `nil` before the first request of the open cycle.
  package func callAsFunction(by actor: Actor) async throws -> Answer? {
    try desk.demand(.readCase, actor, [.own])
    guard let account = actor.account, actor.role == .applicant else {
      throw desk.foreign(.readCase, actor)
    }
    let found = try await desk.look("ReadAssociation", actor) {
      [desk] work -> (Kept<AssociationContent>, Kept<UnitContent>, SealedValue?)? in
      guard let cycle = try desk.currentCycle(in: work)?.number,
        let kept = try Kept<AssociationContent>.find(
          AssociationContent.key(cycle: cycle, applicant: account), in: work),
        let unit = try Kept<UnitContent>.find(kept.content.unit, in: work)
      else { return nil }
      let remark = try kept.content.remark.flatMap {
        try work.values([$0.id], of: kept.id, reason: .own).first
      }
      return (kept, unit, remark)
    }
    guard let (kept, unit, remark) = found, let state = kept.status else { return nil }
    let content = kept.content
    return Answer(
      number: kept.id.number, version: kept.version, cycle: content.cycle, state: state,
      unit: unit.content.registration?.name ?? unit.content.code.full,
      district: unit.content.registration?.district, match: content.match,
      requestedAt: content.requestedAt, decidedAt: content.decidedAt,
      remark: try remark.map { try desk.keyring().open($0) }, leftOn: content.leftOn)
  }
}
