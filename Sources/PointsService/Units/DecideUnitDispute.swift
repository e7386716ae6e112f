package import Casework
import Policy
import Units

/// An officer of the district window decides a unit's dispute (处理单位资格异议). Upheld, the unit can be confirmed, and what the registry
/// says against it is not held against it for that cycle; a bar of the city's own stays until two administrators lift it, who
/// are told. Dismissed, the unit stays as it was.
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
        try desk.uphold(&kept, in: unit)
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
          "case": .dossier(dispute.id),
          "result": .term(DisputeLifecycle.title(of: isUpheld ? .upheld : .dismissed)),
        ], about: kept.id, in: unit)
      return dossier
    }
  }
}

extension PointsDesk {
  /// The window finds that a unit is right.
  fileprivate func uphold(_ kept: inout Kept<UnitContent>, in unit: any CaseUnit) throws {
    let isCityBar = kept.content.barredUntil.map { unit.now.beijing.date <= $0 } ?? false
    try kept.take(isCityBar ? .doubt : .uphold)
    let cycle = try currentCycle(in: unit)?.number
    if let cycle { kept.content.confirming(for: cycle) }
    let content = kept.content
    kept.content.waived = UnitObstacle.allCases.filter { obstacle in
      content.waived.contains(obstacle)
        || content.obstacles.contains(obstacle) && !(obstacle == .barred && isCityBar)
    }
    kept.content.waivedFor = kept.content.waived.isEmpty ? nil : cycle
    kept.content.obstacles = []
    guard isCityBar else {
      kept.content.barredUntil = nil
      kept.content.barredBy = nil
      return
    }
    let clerks = try clerks(of: kept, at: unit.now, in: unit)
    for administrator in try people.administrators(at: unit.now, in: unit)
    where try !clerks.contains(where: { try people.areSame($0, administrator, in: unit) }) {
      try Notice.tell(
        PartyID(account: administrator), PointsNotices.unitBarDoubted,
        ["case": .dossier(kept.id)], about: kept.id, in: unit)
    }
  }

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
