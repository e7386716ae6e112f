package import Casework
import Units

/// The city proposes to end a unit’s bar before its day (解除失信处理); a second administrator confirms it.
package struct LiftSanction: Sendable {
  private let desk: PointsDesk

  /// - Parameter desk: what use cases stand on.
  package init(_ desk: PointsDesk) { self.desk = desk }

  /// - Parameter reason: 2 to 500 characters, sealed.
  /// - Returns: the proposal.
  package func callAsFunction(
    _ number: Int64, reason: String, by actor: Actor
  ) async throws -> Done {
    try await desk.propose(.liftSanction(number), reason: reason, by: actor) { [desk] unit in
      var kept = try desk.unit(number, for: .liftSanction, actor, in: unit)
      try kept.take(.lift)
      return try desk.relations(of: actor, to: kept, in: unit)
    }
  }
}
