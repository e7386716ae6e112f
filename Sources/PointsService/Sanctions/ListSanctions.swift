package import Casework
import Policy
package import Units

/// Whom the city has barred (失信处理名单), for its administrators and the auditor: names and numbers are masked, and that they were
/// looked at is an event that each of them sees.
package struct ListSanctions: Sendable {
  /// One of them (名单行).
  package struct Row: Hashable, Sendable {
    package var number: Int64
    package var version: Int
    package var state: SanctionLifecycle.Status
    package var maskedName: String
    package var maskedNumber: String
    /// The last day of the bar.
    package var until: CivilDate
    package var imposedAt: Instant
    /// Why, for the person to read; of one that was opened alone.
    package var reason: String?
  }

  private let desk: PointsDesk

  /// - Parameter desk: what use cases stand on.
  package init(_ desk: PointsDesk) { self.desk = desk }

  /// - Parameters:
  ///   - state: only those; `nil`: those that are over as well.
  ///   - after: the last number of the page before; 0 for the first.
  ///   - limit: 1 to 200.
  /// - Returns: a page, and after which number to go on; `nil` after the last.
  package func callAsFunction(
    state: SanctionLifecycle.Status? = nil, after: Int64 = 0, limit: Int = 50, by actor: Actor
  ) async throws -> (rows: [Row], next: Int64?) {
    try demandReading(actor)
    guard (1...200).contains(limit) else {
      throw Problem.argument("limit", "\(limit)", "1至200", "1 to 200")
    }
    let (found, hasMore) = try await desk.look("ListSanctions", actor) { unit in
      var page = try Kept<SanctionContent>.list(
        state: state, after: after, limit: limit + 1, in: unit)
      let hasMore = page.cut(to: limit)
      let opened = try page.map { kept in
        let ids = [kept.content.name.id, kept.content.number.id]
        return (kept, try unit.values(ids, of: kept.id, reason: .sanctions))
      }
      return (opened, hasMore)
    }
    return (try found.compactMap(row), hasMore ? found.last?.0.id.number : nil)
  }

  /// One of them, with its reason (失信处理详情).
  package func one(_ number: Int64, by actor: Actor) async throws -> Row {
    try demandReading(actor)
    let found = try await desk.look("ReadSanction", actor) { [desk] unit in
      guard let kept = try Kept<SanctionContent>.find(number, in: unit) else {
        throw desk.foreign(.readCase, actor)
      }
      let content = kept.content
      let ids = [content.name.id, content.number.id, content.reason.id]
      return (kept, try unit.values(ids, of: kept.id, reason: .sanctions))
    }
    guard let row = try row(found.0, found.1) else { throw desk.foreign(.readCase, actor) }
    return row
  }

  private func demandReading(_ actor: Actor) throws {
    guard actor.role == .administrator || actor.role == .auditor else {
      throw desk.foreign(.readCase, actor)
    }
    try desk.demand(.readCase, actor, [.jurisdiction])
  }

  private func row(_ kept: Kept<SanctionContent>, _ rows: [SealedValue]) throws -> Row? {
    let keyring = desk.keyring()
    func text(_ value: KeptValue) throws -> String? {
      try rows.first { $0.id == value.id }.map { try keyring.open($0) }
    }
    guard let state = kept.status else { return nil }
    return Row(
      number: kept.id.number, version: kept.version, state: state,
      maskedName: PersonalField.name.mask.shown(try text(kept.content.name) ?? ""),
      maskedNumber: ResidentNumber.masked(try text(kept.content.number) ?? ""),
      until: kept.content.until, imposedAt: kept.content.imposedAt,
      reason: try text(kept.content.reason))
  }
}
