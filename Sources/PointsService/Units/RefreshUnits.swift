package import Casework
import Policy
package import Units

/// The platform compares its units with the registry (登记信息更新), once a night: a unit that was cancelled there is cancelled
/// here. What else changes there does no harm during the year (MANUAL-2019 注册关联 二4) and is looked at when the unit
/// is confirmed for the next cycle.
package struct RefreshUnits: Sendable {
  private let desk: PointsDesk

  /// - Parameter desk: what use cases stand on.
  package init(_ desk: PointsDesk) { self.desk = desk }

  /// A part of the round: units after a number.
  ///
  /// - Returns: how many were looked at, how many cancelled, and where the next part begins; `nil` at the end, and when the
  ///   registry does not answer.
  package func callAsFunction(
    after: Int64 = 0, limit: Int = 100, at now: Instant, lease: Lease? = nil
  ) async throws -> (seen: Int, cancelled: Int, next: Int64?) {
    let some = try await desk.store.read { reading in
      try Kept<UnitContent>.list(after: after, limit: limit, in: reading)
    }
    var counts = (seen: 0, cancelled: 0)
    for kept in some {
      switch kept.status {
      case .unconfirmed, .active, .barred, .barDisputed: break
      case nil, .pending, .refused, .disputed, .cancelled: continue
      }
      guard case .answered(let found) = await desk.ask(unit: kept.content.code) else {
        return (counts.seen, counts.cancelled, nil)
      }
      counts.seen += 1
      let isGone = kept.content.standing(found, on: now.beijing.date).contains {
        $0 == .cancelled || $0 == .unknown
      }
      guard isGone else { continue }
      let command = Command(
        key: "cancelUnit-\(kept.id)-\(kept.version)", name: "cancelUnit", party: .system,
        role: .system, lease: lease)
      let performed = try await desk.store.perform(command) { [desk] unit in
        guard var current = try Kept<UnitContent>.find(kept.id.number, in: unit),
          current.version == kept.version
        else { return [] }
        current.content.take(found, on: unit.now.beijing.date)
        try current.take(.cancel)
        try desk.settleDispute(&current, in: unit)
        try current.save(in: unit)
        try desk.tellClerks(
          of: current, PointsNotices.unitCancelled, ["case": .dossier(current.id)],
          about: current.id, in: unit)
        return []
      }
      if !performed.events.isEmpty, !performed.isRepeated { counts.cancelled += 1 }
    }
    return (counts.seen, counts.cancelled, some.count == limit ? some.last?.id.number : nil)
  }
}
