package import Casework
import Policy
package import Units

/// Whom the city has barred (失信处理名单), for its administrators and the auditor. Names are personal data: showing them is an event
/// that each of them sees.
package struct ListSanctions: Sendable {
  /// One of them (名单行).
  package struct Row: Hashable, Sendable {
    package var number: Int64
    package var version: Int
    package var state: SanctionLifecycle.Status
    package var name: String
    package var maskedNumber: String
    package var reason: String
    /// The last day of the bar.
    package var until: CivilDate
    package var imposedAt: Instant
  }

  private let desk: PointsDesk

  /// - Parameter desk: what use cases stand on.
  package init(_ desk: PointsDesk) { self.desk = desk }

  /// - Parameters:
  ///   - after: the last number of the page before; 0 for the first.
  ///   - limit: 1 to 200.
  package func callAsFunction(
    state: SanctionLifecycle.Status? = nil, after: Int64 = 0, limit: Int = 50, by actor: Actor
  ) async throws -> [Row] {
    guard actor.role == .administrator || actor.role == .auditor else {
      throw desk.foreign(.readCase, actor)
    }
    try desk.demand(.readCase, actor, [.jurisdiction])
    guard (1...200).contains(limit) else {
      throw Problem.argument("limit", "\(limit)", "1至200", "1 to 200")
    }
    let found = try await desk.look("ListSanctions", actor) { unit in
      try Kept<SanctionContent>.list(state: state, after: after, limit: limit, in: unit).map {
        kept in
        let content = kept.content
        let ids = [content.name.id, content.number.id, content.reason.id]
        return (kept, try unit.values(ids, of: kept.id, reason: "sanctions"))
      }
    }
    let keyring = desk.keyring()
    return try found.compactMap { kept, rows in
      func text(_ value: KeptValue) throws -> String {
        try rows.first { $0.id == value.id }.map { try keyring.open($0) } ?? ""
      }
      guard let state = kept.status else { return nil }
      return Row(
        number: kept.id.number, version: kept.version, state: state,
        name: try text(kept.content.name),
        maskedNumber: ResidentNumber.masked(try text(kept.content.number)),
        reason: try text(kept.content.reason), until: kept.content.until,
        imposedAt: kept.content.imposedAt)
    }
  }
}
