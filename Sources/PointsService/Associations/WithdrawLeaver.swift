package import Casework
import Policy
import Units

/// A clerk takes back that somebody has left, which was recorded by mistake (撤销离职登记): the association goes on as it was confirmed.
/// Until the cycle is over, since a slip must not cost the applicant their year.
package struct WithdrawLeaver: Sendable {
  private static let isOver = LifecycleRefusal(
    "年度已结束，关联随之终止。", "The cycle is over, and the association with it.",
    Article(document: "MANUAL-2019", place: "注册关联 五 注意②"))

  private let desk: PointsDesk

  /// - Parameter desk: what use cases stand on.
  package init(_ desk: PointsDesk) { self.desk = desk }

  /// - Parameter seen: the version that the clerk saw.
  /// - Throws: ``PointsRefusal``, a lifecycle's once the association's cycle is over.
  package func callAsFunction(_ number: Int64, seen: Int, by actor: Actor) async throws -> Done {
    let content = desk.content { content in
      content.add("withdraw")
      content.add(number)
      content.add(seen)
    }
    return try await desk.perform(.recordLeaver, actor, content) { [desk] unit in
      var (kept, employer) = try desk.association(number, for: .recordLeaver, actor, in: unit)
      try kept.demand(seen: seen)
      guard try desk.currentCycle(in: unit)?.number == kept.content.cycle else {
        throw PointsRefusal.lifecycle(Self.isOver)
      }
      kept.content.leftOn = nil
      try kept.take(.stay)
      let dossier = try kept.save(in: unit)
      let values: [String: NoticeValue] = ["case": .dossier(kept.id)]
      try PointsNotices.tell(
        [kept.content.applicant], PointsNotices.associationRestored, values, about: kept.id,
        in: unit)
      try desk.tellClerks(
        of: employer, PointsNotices.associationRestored, values, about: kept.id, but: actor.account,
        in: unit)
      return dossier
    }
  }

  /// Whether there is something to take back.
  package func isPossible(_ number: Int64, by actor: Actor) async throws -> Bool {
    try await desk.store.read { [desk] reading in
      let kept = try desk.association(number, for: .readCase, actor, in: reading).association
      guard kept.status == .ended, kept.content.leftOn != nil else { return false }
      return try desk.currentCycle(in: reading)?.number == kept.content.cycle
    }
  }
}
