package import Casework
import PointsLaw
import Policy
import Units

/// The city proposes the timetable of a cycle (编制年度日程): an edition and its stages with their moments. A second administrator
/// confirms it with ``ConfirmProposal``; until the cycle is opened it can be planned anew.
package struct PlanCycle: Sendable {
  private let desk: PointsDesk

  /// - Parameter desk: what use cases stand on.
  package init(_ desk: PointsDesk) { self.desk = desk }

  /// - Parameters:
  ///   - cycle: the year; the edition has to be the one that covers it.
  ///   - rows: the stages in their order, without gap or overlap.
  /// - Returns: the proposal.
  /// - Throws: `Problems` with every gap, overlap and unknown stage; ``PointsRefusal``.
  package func callAsFunction(
    cycle: Int, edition: String, rows: [StageBook.Row], by actor: Actor
  ) async throws -> Done {
    let content = CycleContent(cycle: cycle, edition: edition, rows: rows)
    try desk.demand(.planCycle, actor, [.jurisdiction])
    try desk.check(content)
    return try await desk.propose(.planCycle(content), reason: nil, by: actor) { unit in
      if let kept = try Kept<CycleContent>.find(CycleContent.key(cycle), in: unit),
        kept.status != .planned
      {
        throw PointsRefusal.rule(.cycleExists)
      }
      return [.jurisdiction]
    }
  }

  /// The timetable that was announced for a cycle, to begin with; `nil` when none is known.
  package func announced(_ cycle: Int) -> CycleContent? {
    desk.stages.plan(cycle).map { plan in
      CycleContent(
        cycle: cycle, edition: plan.edition,
        rows: plan.stages.map { StageBook.Row(stage: $0.name, from: $0.from, to: $0.to) })
    }
  }
}

extension PointsDesk {
  /// Whether a timetable is one, and its edition the one of the cycle.
  func check(_ content: CycleContent) throws(Problems) {
    let edition = try law.edition(of: content.cycle)
    guard edition.id == content.edition else {
      throw Problem.argument(
        "edition", JSONText.quoted(content.edition), "\(content.cycle)年度适用：\(edition.title.zh)",
        "cycle \(content.cycle) is under: \(edition.title.en)")
    }
    _ = try plan(content)
  }
}
