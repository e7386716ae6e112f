package import Casework
import Policy
package import Units

/// The desk of a district window (异议工作台): the disputes that wait, those due first on top, by working days; those in which
/// somebody else has to answer first come last.
package struct ListDisputes: Sendable {
  /// One that waits (待办异议).
  package struct Row: Hashable, Sendable {
    package var number: Int64
    package var version: Int
    package var matter: DisputeContent.Matter
    /// Whether more was asked for and has not come.
    package var isWaiting: Bool
    /// The unit or application that it is about.
    package var about: DossierID
    /// The unit's registered name; `nil` for units that the registry does not know, and for people: a listing would open the
    /// names of all that wait, an event of each of them, while an officer looks for one.
    package var name: String?
    /// How its clock stands: due when, how many days are left, overdue or not.
    package var standing: ClockStanding
    package var evidence: [Int64]

    /// Ran out and nobody has decided.
    package var isOverdue: Bool { standing.phase == .overdue }
  }

  /// Where a dispute stands on the desk (排队位置): what a page goes on after. It stays the same while others are decided, and is
  /// a place also when the dispute itself has left the desk.
  package struct Place: Hashable, Comparable, Sendable, CustomStringConvertible {
    private let isWaiting: Bool
    /// When it is due; of one that waits for somebody else, whose end moves with every hour, how much time is left.
    private let order: Int64
    private let number: Int64

    fileprivate init(_ row: Row) {
      isWaiting = row.isWaiting
      order = row.isWaiting ? row.standing.left : row.standing.due.value.milliseconds
      number = row.number
    }

    /// Reads ``description``; `nil` when it is no place.
    package init?(_ text: String) {
      let parts = text.split(separator: ".", omittingEmptySubsequences: false)
      guard parts.count == 3, let kind = ["due", "left"].firstIndex(of: parts[0]),
        let order = Int64(parts[1]), order >= 0, let number = Int64(parts[2]), number > 0
      else { return nil }
      (isWaiting, self.order, self.number) = (kind == 1, order, number)
    }

    /// `due.1596153600000.17`: as it stands in an address.
    package var description: String { "\(isWaiting ? "left" : "due").\(order).\(number)" }

    package static func < (left: Place, right: Place) -> Bool {
      guard left.isWaiting == right.isWaiting else { return right.isWaiting }
      return (left.order, left.number) < (right.order, right.number)
    }
  }

  /// A page of the desk.
  package struct Page: Hashable, Sendable {
    package var rows: [Row]
    /// After which place the next page begins; `nil` on the last.
    package var next: Place?
    /// How many wait in all, of those that were asked for.
    package var total: Int
    /// How many of the district wait beyond their time.
    package var overdue: Int
    /// Of them all, how many wait for the other side, their clocks standing still.
    package var paused: Int
  }

  private let desk: PointsDesk

  /// - Parameter desk: what use cases stand on.
  package init(_ desk: PointsDesk) { self.desk = desk }

  /// - Parameters:
  ///   - matter: only about this.
  ///   - isOverdue: only those beyond their time.
  ///   - after: the `next` of the page before; `nil` for the first.
  ///   - limit: 1 to 200.
  package func callAsFunction(
    matter: DisputeContent.Matter? = nil, isOverdue: Bool = false, after place: Place? = nil,
    limit: Int = 50, by actor: Actor
  ) async throws -> Page {
    guard actor.role == .window, case .district(let district) = actor.scope else {
      throw desk.foreign(.takeTask, actor)
    }
    try desk.demand(.takeTask, actor, [.jurisdiction])
    guard (1...200).contains(limit) else {
      throw Problem.argument("limit", "\(limit)", "1至200", "1 to 200")
    }
    return try await desk.store.read { [desk] reading in
      var rows: [Row] = []
      var after: Int64 = 0
      while true {
        let some = try Kept<DisputeContent>.list(
          DisputeContent.desk(district), after: after, limit: 1000, in: reading)
        rows += some.map { kept in
          Row(
            number: kept.id.number, version: kept.version, matter: kept.content.matter,
            isWaiting: kept.status == .waiting, about: kept.content.about,
            standing: kept.content.clock.standing(
              at: actor.receivedAt, calendar: desk.calendar),
            evidence: kept.content.evidence)
        }
        guard some.count == 1000, let last = some.last else { break }
        after = last.id.number
      }
      let overdue = rows.count { $0.isOverdue }
      rows = rows.filter { row in
        (matter.map { row.matter == $0 } ?? true) && (!isOverdue || row.isOverdue)
      }
      let total = rows.count
      let paused = rows.count { $0.isWaiting }
      var queue = rows.map { (place: Place($0), row: $0) }.sorted { $0.place < $1.place }
      if let place { queue.removeAll { $0.place <= place } }
      let next = queue.cut(to: limit) ? queue.last?.place : nil
      let shown = try queue.map { _, row in
        var row = row
        if row.matter == .unit {
          row.name = try Kept<UnitContent>.find(row.about.number, in: reading)?
            .content.registration?.name
        }
        return row
      }
      return Page(rows: shown, next: next, total: total, overdue: overdue, paused: paused)
    }
  }

  /// What was written in a dispute (异议往来).
  package struct Words: Hashable, Sendable {
    /// 异议理由
    package var reason: String
    /// 补充要求与补充说明, oldest first.
    package var inquiries: [Inquiry]
    /// 处理意见
    package var answer: String?

    /// A question of the window's, and what it was told.
    package struct Inquiry: Hashable, Sendable {
      package var question: String
      package var askedAt: Instant
      /// `nil` while it waits.
      package var reply: String?

      /// Those of a dispute, by what opens its values.
      static func all(
        _ content: DisputeContent, _ text: (KeptValue?) throws -> String?
      ) rethrows -> [Inquiry] {
        try content.inquiries.map { inquiry in
          Inquiry(
            question: try text(inquiry.question) ?? "", askedAt: inquiry.askedAt,
            reply: try text(inquiry.reply))
        }
      }
    }
  }

  /// What somebody wrote in a dispute, and what the window answered (查看异议): opening it is an event of its filer.
  package func words(of number: Int64, by actor: Actor) async throws -> Words {
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
      return (
        kept.content,
        try unit.values(kept.content.values.map(\.id), of: kept.id, reason: .dispute)
      )
    }
    let keyring = desk.keyring()
    func text(_ value: KeptValue?) throws -> String? {
      try found.1.first { $0.id == value?.id }.map { try keyring.open($0) }
    }
    return Words(
      reason: try text(found.0.reason) ?? "",
      inquiries: try Words.Inquiry.all(found.0, text), answer: try text(found.0.answer))
  }
}
