package import Casework
import Policy
import Units

/// An officer of the district window decides a unit's dispute (处理单位资格异议). Upheld, the unit can be confirmed and what the
/// registry says against it is not held against it any more; dismissed, it stays as it was.
package struct DecideUnitDispute: Sendable {
  private let desk: PointsDesk

  /// - Parameter desk: what use cases stand on.
  package init(_ desk: PointsDesk) { self.desk = desk }

  /// - Parameters:
  ///   - number: the dispute's.
  ///   - seen: its version that the officer saw.
  ///   - remark: why, for the unit to read: 2 to 500 characters.
  /// - Returns: the dispute.
  package func callAsFunction(
    _ number: Int64, seen: Int, isUpheld: Bool, remark: String, by actor: Actor
  ) async throws -> Done {
    let remark = try desk.remark(remark, "remark")
    let content = desk.content { content in
      content.add(number)
      content.add(seen)
      content.add(isUpheld ? "upheld" : "dismissed")
      content.addPersonal(remark, .remark)
    }
    return try await desk.perform(.decideUnitDispute, actor, content) { [desk] unit in
      guard var dispute = try Kept<DisputeContent>.find(number, in: unit),
        dispute.content.matter == .unit,
        var kept = try Kept<UnitContent>.find(dispute.content.about.number, in: unit)
      else { throw desk.foreign(.decideUnitDispute, actor) }
      try desk.demand(.decideUnitDispute, actor, desk.relations(of: actor, to: dispute, in: unit))
      try dispute.demand(seen: seen)
      if isUpheld {
        try kept.take(.uphold)
        kept.content.waived = UnitObstacle.allCases.filter {
          kept.content.waived.contains($0) || kept.content.obstacles.contains($0)
        }
        kept.content.obstacles = []
        kept.content.barredUntil = nil
      } else {
        try kept.take(.dismiss)
      }
      kept.content.dispute = nil
      try kept.save(in: unit)
      let dossier = try desk.answer(
        &dispute, isUpheld ? .uphold : .dismiss, remark, at: actor, in: unit)
      try desk.tellClerks(
        of: kept, PointsNotices.unitDisputeAnswered,
        [
          "case": .dossier(kept.id),
          "result": .term(DisputeLifecycle.title(of: isUpheld ? .upheld : .dismissed)),
        ], about: kept.id, in: unit)
      return dossier
    }
  }
}

extension PointsDesk {
  /// Ends a dispute with the window's answer, and its clock.
  func answer(
    _ dispute: inout Kept<DisputeContent>, _ step: DisputeLifecycle.Step, _ remark: String,
    at actor: Actor, in unit: any CaseUnit
  ) throws -> Dossier {
    try dispute.take(step)
    let row = try unit.keep(remark, .remark, of: dispute.id, keyring())
    dispute.content.answer = KeptValue(row)
    do throws(ClockRefusal) {
      try dispute.content.clock.stop(at: max(actor.receivedAt, dispute.content.clock.last))
    } catch {
      throw StoreFailure.corrupt("\(dispute.id): \(error.wording.en)")
    }
    return try dispute.save(in: unit)
  }
}
