package import Casework
import Policy
package import Units

/// A clerk records that somebody has left (登记离职): the association ends, and cannot be made again in the cycle.
/// ``WithdrawLeaver`` takes back what was a mistake.
package struct RecordLeaver: Sendable {
  private let desk: PointsDesk

  /// - Parameter desk: what use cases stand on.
  package init(_ desk: PointsDesk) { self.desk = desk }

  /// - Parameters:
  ///   - seen: the version that the clerk saw.
  ///   - leftOn: the last day at work: not in the future, and within a year, since an association lasts no longer.
  package func callAsFunction(
    _ number: Int64, seen: Int, leftOn: CivilDate, by actor: Actor
  ) async throws -> Done {
    let today = actor.receivedAt.beijing.date
    let first = today.adding(days: -365)
    guard first <= leftOn, leftOn <= today else {
      throw Problem.argument(
        "leftOn", JSONText.quoted(leftOn.description),
        "离职日期须在\(first.text(.zh))至\(today.text(.zh))之间",
        "the last day at work is from \(first.text(.en)) to \(today.text(.en))")
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
      let values: [String: NoticeValue] = ["case": .dossier(kept.id)]
      try PointsNotices.tell(
        [kept.content.applicant], PointsNotices.associationEnded, values, about: kept.id, in: unit)
      try desk.tellClerks(
        of: employer, PointsNotices.associationEnded, values, about: kept.id, but: actor.account,
        in: unit)
      return dossier
    }
  }
}
