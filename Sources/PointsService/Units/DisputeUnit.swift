package import Casework
import Policy
import Units

/// A unit that was refused, cancelled or barred says that this is wrong (单位资格异议) and adds its certificates; the window of
/// its district decides (MANUAL-2019 注册关联 二2).
package struct DisputeUnit: Sendable {
  private let desk: PointsDesk

  /// - Parameter desk: what use cases stand on.
  package init(_ desk: PointsDesk) { self.desk = desk }

  /// - Parameters:
  ///   - reason: in the unit's own words, 2 to 500 characters.
  ///   - evidence: dossiers of uploads about this unit, at least one.
  /// - Returns: the unit.
  package func callAsFunction(
    _ number: Int64, seen: Int, reason: String, evidence: [Int64], by actor: Actor
  ) async throws -> Done {
    let reason = try desk.remark(reason, "reason")
    let content = desk.content { content in
      content.add(number)
      content.add(seen)
      content.addPersonal(reason, .remark)
      for item in evidence { content.add(item) }
    }
    return try await desk.perform(.disputeUnit, actor, content) { [desk] unit in
      var kept = try desk.unit(number, for: .disputeUnit, actor, in: unit)
      try kept.demand(seen: seen)
      guard let account = actor.account else { throw desk.foreign(.disputeUnit, actor) }
      try kept.take(.dispute)
      guard !evidence.isEmpty else { throw PointsRefusal.rule(.evidenceNeeded) }
      let dispute = try desk.file(
        .unit, about: kept.id, district: kept.content.desk, actor, account: account,
        reason: reason, evidence: evidence, in: unit)
      kept.content.dispute = dispute.id.number
      return try kept.save(in: unit)
    }
  }
}
