package import Casework
import Units

/// The city proposes to end a person's bar before its day (解除失信处理); a second administrator confirms it.
package struct LiftPersonSanction: Sendable {
  private let desk: PointsDesk

  /// - Parameter desk: what use cases stand on.
  package init(_ desk: PointsDesk) { self.desk = desk }

  /// - Parameters:
  ///   - number: the sanction's, from ``ListSanctions``.
  ///   - reason: 2 to 500 characters, sealed.
  /// - Returns: the proposal.
  package func callAsFunction(
    _ number: Int64, reason: String, by actor: Actor
  ) async throws -> Done {
    try await desk.propose(.liftPersonSanction(number), reason: reason, by: actor) {
      [desk] unit in
      try desk.demand(.liftSanction, actor, [.jurisdiction])
      guard var kept = try Kept<SanctionContent>.find(number, in: unit) else {
        throw desk.foreign(.liftSanction, actor)
      }
      try kept.take(.lift)
      return try desk.relations(of: actor, toSanction: kept, in: unit)
    }
  }
}

extension PointsDesk {
  /// How an administrator stands to a sanctioned person.
  func relations(
    of actor: Actor, toSanction kept: Kept<SanctionContent>, in reading: any CaseReading
  ) throws -> Set<Relation> {
    try kept.content.accounts.reduce(into: []) { all, account in
      all.formUnion(try relations(of: actor, toPerson: account, in: reading))
    }
  }
}
