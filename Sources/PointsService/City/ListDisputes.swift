package import Casework
import Policy
import Units

/// The desk of a district window (异议工作台): the disputes that wait, those due first on top, by working days.
package struct ListDisputes: Sendable {
  /// One that waits (待办异议).
  package struct Row: Hashable, Sendable {
    package var number: Int64
    package var version: Int
    package var matter: DisputeContent.Matter
    /// The unit or application that it is about.
    package var about: DossierID
    /// How its clock stands: due when, how many days are left, overdue or not.
    package var standing: ClockStanding
    package var evidence: [Int64]
  }

  /// A page of the desk.
  package struct Page: Hashable, Sendable {
    package var rows: [Row]
    /// How many wait in all.
    package var total: Int
  }

  private let desk: PointsDesk

  /// - Parameter desk: what use cases stand on.
  package init(_ desk: PointsDesk) { self.desk = desk }

  /// - Parameters:
  ///   - offset: how many of the first to leave out.
  ///   - limit: 1 to 200.
  package func callAsFunction(
    offset: Int = 0, limit: Int = 50, by actor: Actor
  ) async throws -> Page {
    guard actor.role == .window, case .district(let district) = actor.scope else {
      throw desk.foreign(.takeTask, actor)
    }
    try desk.demand(.takeTask, actor, [.jurisdiction])
    guard (1...200).contains(limit), offset >= 0 else {
      throw Problem.argument("limit", "\(limit)", "1至200，不得跳过负数", "1 to 200 after 0 or more")
    }
    return try await desk.store.read { [desk] reading in
      var rows: [Row] = []
      var after: Int64 = 0
      while true {
        let some = try Kept<DisputeContent>.list(
          DisputeContent.desk(district), state: .open, after: after, limit: 1000, in: reading)
        rows += some.map { kept in
          Row(
            number: kept.id.number, version: kept.version, matter: kept.content.matter,
            about: kept.content.about,
            standing: kept.content.clock.standing(
              at: actor.receivedAt, calendar: desk.calendar),
            evidence: kept.content.evidence)
        }
        guard some.count == 1000, let last = some.last else { break }
        after = last.id.number
      }
      rows.sort { ($0.standing.due.value, $0.number) < ($1.standing.due.value, $1.number) }
      return Page(rows: Array(rows.dropFirst(offset).prefix(limit)), total: rows.count)
    }
  }

  /// What somebody wrote in a dispute, and what the window answered (查看异议): opening it is an event of its filer.
  package func words(
    of number: Int64, by actor: Actor
  ) async throws -> (reason: String, answer: String?) {
    let found = try await desk.look("ReadDispute", actor) { [desk] unit in
      guard let kept = try Kept<DisputeContent>.find(number, in: unit) else {
        throw desk.foreign(.readCase, actor)
      }
      var relations = try desk.relations(of: actor, to: kept, in: unit)
      if kept.content.about.kind == UnitContent.kind,
        let employer = try Kept<UnitContent>.find(kept.content.about.number, in: unit)
      {
        relations.formUnion(try desk.relations(of: actor, to: employer, in: unit))
        // A clerk reads what their unit filed, whoever of them did.
        if actor.role == .clerk { relations.remove(.own) }
      }
      relations.remove(.foreign)
      try desk.demand(.readCase, actor, relations)
      let ids = [kept.content.reason.id] + (kept.content.answer.map { [$0.id] } ?? [])
      return (kept.content, try unit.values(ids, of: kept.id, reason: "dispute"))
    }
    let keyring = desk.keyring()
    func text(_ value: KeptValue?) throws -> String? {
      try found.1.first { $0.id == value?.id }.map { try keyring.open($0) }
    }
    return (try text(found.0.reason) ?? "", try text(found.0.answer))
  }
}
