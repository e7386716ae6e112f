package import Casework
package import Units

/// The city proposes to bar a unit that cheated (对用人单位失信处理), through a day; a second administrator confirms it
/// (TRIAL-2018 第十五条). Requests that wait at the unit are then returned to their applicants, associations that it
/// confirmed stay: what changes of a unit during the year does no harm to its people (MANUAL-2019 注册关联 二4).
package struct SanctionUnit: Sendable {
  private let desk: PointsDesk

  /// - Parameter desk: what use cases stand on.
  package init(_ desk: PointsDesk) { self.desk = desk }

  /// - Parameters:
  ///   - until: the last day of the bar, at most ten years away.
  ///   - reason: for the unit to read, 2 to 500 characters, sealed.
  /// - Returns: the proposal.
  package func callAsFunction(
    _ number: Int64, until: CivilDate, reason: String, by actor: Actor
  ) async throws -> Done {
    try desk.demandBar(until: until, actor)
    return try await desk.propose(
      .sanctionUnit(number, until: until), reason: reason, by: actor
    ) { [desk] unit in
      var kept = try desk.unit(number, for: .sanctionUnit, actor, in: unit)
      try kept.take(.bar)
      return try desk.relations(of: actor, to: kept, in: unit)
    }
  }
}
