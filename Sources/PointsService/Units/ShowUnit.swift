package import Casework
import PointsLaw
import Policy
import Units

/// What the people who work on a unit see of it (查看用人单位): its clerks, its district's window, the city and the auditor.
package struct ShowUnit: Sendable {
  /// A unit as it stands (单位现状).
  package struct View: Hashable, Sendable {
    package var number: Int64
    package var version: Int
    package var state: UnitLifecycle.Status
    package var content: UnitContent
    /// Whether its code works in the open cycle.
    package var works: Bool
    /// What keeps it out, in words and with articles.
    package var obstacles: [UnitObstacle]
  }

  private let desk: PointsDesk

  /// - Parameter desk: what use cases stand on.
  package init(_ desk: PointsDesk) { self.desk = desk }

  /// One unit.
  package func callAsFunction(_ number: Int64, by actor: Actor) async throws -> View {
    try await desk.store.read { [desk] reading in
      let kept = try desk.unit(number, for: .readCase, actor, in: reading)
      return try view(kept, try desk.currentCycle(in: reading)?.number)
    }
  }

  /// The unit for which somebody signed in (经办的单位); `nil` while it is not registered.
  package func mine(by actor: Actor) async throws -> View? {
    guard actor.role == .clerk else { throw desk.foreign(.readCase, actor) }
    return try await desk.store.read { [desk] reading in
      let kept: Kept<UnitContent>? =
        switch actor.scope {
        case .unit(let number): try Kept<UnitContent>.find(number, in: reading)
        case .entity(let code):
          try Kept<UnitContent>.find(UnitContent.creditCode(code), in: reading)
        default: nil
        }
      guard let kept else { return nil }
      try desk.demand(.readCase, actor, desk.relations(of: actor, to: kept, in: reading))
      return try view(kept, try desk.currentCycle(in: reading)?.number)
    }
  }

  /// Units in a state, for the city (单位名单): by number after the last one shown.
  package func list(
    state: UnitLifecycle.Status? = nil, after: Int64 = 0, limit: Int = 50, by actor: Actor
  ) async throws -> [View] {
    guard actor.role == .administrator || actor.role == .auditor else {
      throw desk.foreign(.readCase, actor)
    }
    try desk.demand(.readCase, actor, [.jurisdiction])
    guard (1...200).contains(limit) else {
      throw Problem.argument("limit", "\(limit)", "1至200", "1 to 200")
    }
    return try await desk.store.read { [desk] reading in
      let cycle = try desk.currentCycle(in: reading)?.number
      return try Kept<UnitContent>.list(state: state, after: after, limit: limit, in: reading)
        .map { try view($0, cycle) }
    }
  }

  /// The name of the unit for which a role holds (单位名称), as the registry has it, for whoever is invited to be its clerk; `nil`
  /// when there is no such unit, or the registry has not answered.
  package func name(for scope: RoleScope) async throws -> String? {
    try await desk.store.read { reading in
      switch scope {
      case .unit(let number):
        try Kept<UnitContent>.find(number, in: reading)?.content.registration?.name
      case .entity(let code):
        try Kept<UnitContent>.find(UnitContent.creditCode(code), in: reading)?
          .content.registration?.name
      case .whole, .district, .department, .supervisingUnit, .person: nil
      }
    }
  }

  private func view(_ kept: Kept<UnitContent>, _ cycle: Int?) throws -> View {
    guard let state = kept.status else { throw StoreFailure.corrupt("\(kept.id): no state") }
    return View(
      number: kept.id.number, version: kept.version, state: state, content: kept.content,
      works: cycle.map { kept.content.works(state, in: $0) } ?? false,
      obstacles: kept.content.obstacles)
  }
}
