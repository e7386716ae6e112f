package import Casework
import Policy
package import Units

/// A clerk records that somebody has left (登记离职): the association ends, and cannot be made again in the cycle.
package struct RecordLeaver: Sendable {
  private let desk: PointsDesk

  /// - Parameter desk: what use cases stand on.
  package init(_ desk: PointsDesk) { self.desk = desk }

  /// - Parameters:
  ///   - seen: the version that the clerk saw.
  ///   - leftOn: the last day at work, not in the future.
  package func callAsFunction(
    _ number: Int64, seen: Int, leftOn: CivilDate, by actor: Actor
  ) async throws -> Done {
    guard leftOn <= actor.receivedAt.beijing.date else {
      throw Problem.argument(
        "leftOn", JSONText.quoted(leftOn.description), "不晚于今日的日期", "a day that is not in the future"
      )
    }
    let content = desk.content { content in
      content.add(number)
      content.add(seen)
      content.add(leftOn.description)
    }
    return try await desk.perform(.recordLeaver, actor, content) { [desk] unit in
      var (kept, employer) = try desk.association(number, for: .recordLeaver, actor, in: unit)
      try kept.demand(seen: seen)
      kept.content.leftOn = leftOn
      try kept.take(.leave) { $0.field("leftOn", leftOn.description) }
      let dossier = try kept.save(in: unit)
      let clerks = try desk.clerks(of: employer, at: unit.now, in: unit)
      let told = [kept.content.applicant] + clerks.filter { $0 != actor.account }
      try PointsNotices.tell(
        told, PointsNotices.associationEnded, ["case": .dossier(kept.id)], about: kept.id,
        in: unit)
      return dossier
    }
  }
}
