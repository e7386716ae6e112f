package import Casework
import Policy
package import Units

/// The clerk's list of requests and associations (关联名单): those of one cycle, page by page. Names are personal data: showing them
/// is an event that each applicant sees.
package struct ListAssociations: Sendable {
  /// Which to show (筛选).
  package struct Filter: Hashable, Sendable {
    /// The cycle; the open one when `nil`.
    package var cycle: Int?
    package var state: AssociationLifecycle.Status?
    package var match: InsuranceMatch?

    /// All of a cycle, or some.
    package init(
      cycle: Int? = nil, state: AssociationLifecycle.Status? = nil, match: InsuranceMatch? = nil
    ) {
      self.cycle = cycle
      self.state = state
      self.match = match
    }

    fileprivate func key(_ unit: Int64, _ cycle: Int) -> DossierKey {
      match.map { AssociationContent.key(unit: unit, cycle: cycle, match: $0) }
        ?? AssociationContent.key(unit: unit, cycle: cycle)
    }
  }

  /// One of them (名单行).
  package struct Row: Hashable, Sendable {
    package var number: Int64
    /// What an answer names as seen.
    package var version: Int
    package var state: AssociationLifecycle.Status
    package var match: InsuranceMatch
    package var name: String
    package var maskedNumber: String
    package var requestedAt: Instant
    package var decidedAt: Instant?
    package var remark: String?
    package var leftOn: CivilDate?
  }

  /// A page of the list.
  package struct Page: Hashable, Sendable {
    package var cycle: Int
    package var rows: [Row]
    /// Where the next page begins; `nil` after the last.
    package var next: Int64?
  }

  let desk: PointsDesk

  /// - Parameter desk: what use cases stand on.
  package init(_ desk: PointsDesk) { self.desk = desk }

  /// - Parameters:
  ///   - unit: the unit's dossier.
  ///   - after: the last number of the page before; 0 for the first.
  ///   - limit: 1 to 200 rows.
  package func callAsFunction(
    _ unit: Int64, _ filter: Filter = Filter(), after: Int64 = 0, limit: Int = 50, by actor: Actor
  ) async throws -> Page {
    try await page(unit, filter, after: after, limit: limit, .readCase, .list, actor)
  }

  func page(
    _ number: Int64, _ filter: Filter, after: Int64, limit: Int, _ act: Act,
    _ reason: ReadingReason,
    _ actor: Actor
  ) async throws -> Page {
    guard (1...200).contains(limit) else {
      throw Problem.argument("limit", "\(limit)", "1至200", "1 to 200")
    }
    let found = try await desk.look("ListAssociations", actor) { [desk] unit in
      let employer = try desk.unit(number, for: act, actor, in: unit)
      guard let cycle = try filter.cycle ?? desk.currentCycle(in: unit)?.number else {
        throw PointsRefusal.rule(.noCycle)
      }
      var kept = try Kept<AssociationContent>.list(
        filter.key(employer.id.number, cycle), state: filter.state, after: after, limit: limit + 1,
        in: unit)
      let hasMore = kept.cut(to: limit)
      return (
        cycle: cycle, kept: kept, hasMore: hasMore,
        values: try Self.open(kept, reason: reason, in: unit)
      )
    }
    let rows = try self.rows(found.kept, found.values)
    return Page(
      cycle: found.cycle, rows: rows, next: found.hasMore ? found.kept.last?.id.number : nil)
  }

  /// One of them (查看关联), for whoever decides about it: not for a clerk about themselves.
  package func one(_ number: Int64, by actor: Actor) async throws -> Row {
    let found = try await desk.look("ReadAssociation", actor) { [desk] unit in
      let kept = try desk.association(number, for: .readCase, actor, in: unit).association
      return (kept: kept, values: try Self.open([kept], reason: .association, in: unit))
    }
    guard let row = try rows([found.kept], found.values).first else {
      throw desk.foreign(.readCase, actor)
    }
    return row
  }

  /// The request that a clerk answers next (下一条待确认): the first after a number, then the first of all; `nil` when none waits.
  ///
  /// - Parameter filter: of which any state is meant.
  package func nextWaiting(
    _ unit: Int64, _ filter: Filter, after: Int64, by actor: Actor
  ) async throws -> Int64? {
    try await desk.store.read { [desk] reading in
      let employer = try desk.unit(unit, for: .readCase, actor, in: reading)
      guard let cycle = try filter.cycle ?? desk.currentCycle(in: reading)?.number else {
        return nil
      }
      let key = filter.key(employer.id.number, cycle)
      func first(after: Int64) throws -> Int64? {
        try Kept<AssociationContent>.list(
          key, state: .requested, after: after, limit: 1, in: reading
        ).first?.id.number
      }
      return try first(after: after) ?? first(after: 0)
    }
  }

  /// Those of a selection (所选申请), in its order as they stand now; numbers that are none of the unit's are left out.
  ///
  /// - Parameter numbers: at most ``AnswerAssociations/most``.
  package func selected(
    _ numbers: [Int64], of unit: Int64, by actor: Actor
  ) async throws -> [Row] {
    guard numbers.count <= AnswerAssociations.most else {
      throw Problem.argument(
        "rows", "\(numbers.count)", "1至\(AnswerAssociations.most)条申请，每条一次",
        "1 to \(AnswerAssociations.most) requests, each once")
    }
    guard !numbers.isEmpty else { return [] }
    let found = try await desk.look("ReadSelection", actor) { [desk] work in
      let employer = try desk.unit(unit, for: .readCase, actor, in: work)
      let kept = try numbers.compactMap { number in
        try Kept<AssociationContent>.find(number, in: work)
      }.filter { $0.content.unit == employer.id.number }
      return (kept: kept, values: try Self.open(kept, reason: .selection, in: work))
    }
    return try rows(found.kept, found.values)
  }

  /// What of them is sealed; the reading is an event of each.
  static func open(
    _ associations: [Kept<AssociationContent>], reason: ReadingReason, in unit: any CaseUnit
  ) throws -> [SealedValue] {
    try associations.flatMap { kept in
      let content = kept.content
      return try unit.values(
        [content.name.id, content.maskedNumber.id] + (content.remark.map { [$0.id] } ?? []),
        of: kept.id, reason: reason)
    }
  }

  func rows(
    _ associations: [Kept<AssociationContent>], _ values: [SealedValue]
  ) throws -> [Row] {
    let keyring = desk.keyring()
    var texts: [Int64: String] = [:]
    for value in values { texts[value.id] = try keyring.open(value) }
    return associations.compactMap { kept in
      kept.status.map { status in
        Row(
          number: kept.id.number, version: kept.version, state: status,
          match: kept.content.match, name: texts[kept.content.name.id] ?? "",
          maskedNumber: texts[kept.content.maskedNumber.id] ?? "",
          requestedAt: kept.content.requestedAt, decidedAt: kept.content.decidedAt,
          remark: kept.content.remark.flatMap { texts[$0.id] }, leftOn: kept.content.leftOn)
      }
    }
  }
}
