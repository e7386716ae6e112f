package import Casework
import PointsLaw
package import Policy
import Units

/// The city proposes the timetable of a cycle (编制年度日程): an edition and its stages with their moments. A second administrator
/// confirms it with ``ConfirmProposal``. Until the cycle is opened it can be planned anew, and afterwards amended: what is
/// over stays, and what has begun ends later or as announced.
package struct PlanCycle: Sendable {
  private let desk: PointsDesk

  /// - Parameter desk: what use cases stand on.
  package init(_ desk: PointsDesk) { self.desk = desk }

  /// - Parameters:
  ///   - cycle: the year; the edition has to be the one that covers it.
  ///   - rows: all stages of the edition in their order, without gap or overlap.
  /// - Returns: the proposal.
  /// - Throws: `Problems` with every gap, overlap and unknown stage; ``PointsRefusal``.
  package func callAsFunction(
    cycle: Int, edition: String, rows: [StageBook.Row], by actor: Actor
  ) async throws -> Done {
    let content = CycleContent(cycle: cycle, edition: edition, rows: rows)
    try desk.demand(.planCycle, actor, [.jurisdiction])
    try desk.check(content)
    return try await desk.propose(.planCycle(content), reason: nil, by: actor) { unit in
      let kept = try Kept<CycleContent>.find(CycleContent.key(cycle), in: unit)
      if let kept { try desk.demandPlanning(content, of: kept, at: unit.now) }
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

  /// The edition of a cycle and its stages, which a timetable is made of; without the recess.
  ///
  /// - Throws: a problem at `cycle` when no edition covers the year.
  package func pattern(
    of cycle: Int
  ) throws(Problems) -> (edition: String, stages: [StageBook.Pattern]) {
    let edition = try desk.law.edition(of: cycle).id
    return (
      edition, try desk.stages.patterns(of: edition).filter { $0.name != StageBook.recess }
    )
  }

  /// A draft for a cycle for which nothing was announced (底稿): another timetable of its edition with the years moved, every
  /// moment of which has to be looked at.
  package func draft(_ cycle: Int, from last: CycleContent) -> CycleContent {
    func moved(_ moment: Instant) -> Instant {
      let (date, rest) = moment.beijing
      let year = date.year + cycle - last.cycle
      let day =
        CivilDate(year, date.monthOfYear, date.day)
        ?? CivilDate.last(of: Month(year, date.monthOfYear))
      return Instant(day, millisecondOfDay: rest)
    }
    return CycleContent(
      cycle: cycle, edition: last.edition,
      rows: last.rows.map {
        StageBook.Row(stage: $0.stage, from: moved($0.from), to: $0.to.map(moved))
      })
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
    try stages.demandWhole(cycle: content.cycle, edition: content.edition, rows: content.rows)
  }

  /// Whether a timetable may take the place of a cycle's own now.
  func demandPlanning(_ content: CycleContent, of kept: Kept<CycleContent>, at now: Instant) throws
  {
    switch kept.status {
    case .planned, nil: break
    case .open:
      try stages.demandChange(
        of: kept.content.rows, to: content.rows, edition: content.edition, at: now)
    case .closed: throw PointsRefusal.rule(.cycleExists)
    }
  }
}
