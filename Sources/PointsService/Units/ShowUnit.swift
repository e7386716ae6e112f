package import Casework
package import PointsLaw
package import Policy
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

    /// An obstacle in words, a bar with its last day.
    package func wording(of obstacle: UnitObstacle) -> Wording {
      obstacle.wording(barredUntil: content.lastBarredDay)
    }
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

  /// Whoever works on the units of the whole city sees their list, so many at a time.
  private func demandAll(_ actor: Actor, _ limit: Int) throws {
    guard actor.role == .administrator || actor.role == .auditor else {
      throw desk.foreign(.readCase, actor)
    }
    try desk.demand(.readCase, actor, [.jurisdiction])
    guard (1...200).contains(limit) else {
      throw Problem.argument("limit", "\(limit)", "1至200", "1 to 200")
    }
  }

  /// Units that are looked through for a part of a name in one go.
  package static let mostLookedThrough = 5_000

  /// Looks for units (查找单位), for the city: in a state, at a district's window, by the credit code or a part of the registered name.
  ///
  /// - Parameters:
  ///   - text: a whole credit code, or at least two characters of a name; empty for all.
  ///   - after: the last number that was looked at.
  ///   - limit: 1 to 200.
  /// - Returns: the units by number, and after which number to go on; `nil` when all were looked at.
  package func find(
    _ text: String, state: UnitLifecycle.Status? = nil, district: District? = nil,
    after: Int64 = 0, limit: Int = 50, by actor: Actor
  ) async throws -> (units: [View], next: Int64?) {
    try demandAll(actor, limit)
    let code = try? CreditCode(text.uppercased(), invented: true)
    guard text.isEmpty || code != nil || text.count >= 2 else {
      throw Problem.argument(
        "search", JSONText.quoted(text), "请填写18位统一社会信用代码，或名称中至少2个字",
        "enter a credit code of 18 characters, or at least 2 characters of a name")
    }
    let sought = ShowUnit.folded(text)
    return try await desk.store.read { [desk] reading in
      let cycle = try desk.currentCycle(in: reading)?.number
      if let code {
        let kept = try Kept<UnitContent>.find(UnitContent.creditCode(code), in: reading)
        let units = [kept].compactMap(\.self).filter {
          (state == nil || $0.status == state) && (district == nil || $0.content.desk == district)
        }
        return (try units.map { try view($0, cycle) }, nil)
      }
      var found: [View] = []
      var (last, looked) = (after, 0)
      let some = sought.isEmpty ? limit + 1 : 500
      while looked < ShowUnit.mostLookedThrough {
        let page = try Kept<UnitContent>.list(
          district.map(UnitContent.district), state: state, after: last, limit: some, in: reading)
        for kept in page {
          last = kept.id.number
          guard
            sought.isEmpty
              || kept.content.registration.map({ ShowUnit.folded($0.name).contains(sought) })
                ?? false
          else { continue }
          guard found.count < limit else { return (found, found.last?.number) }
          found.append(try view(kept, cycle))
        }
        looked += page.count
        if page.count < some { return (found, nil) }
      }
      return (found, last)
    }
  }

  /// Names are the same whether their brackets and letters are wide or narrow.
  private static func folded(_ name: String) -> String {
    String(
      name.lowercased().unicodeScalars.map { scalar in
        (0xFF01...0xFF5E).contains(scalar.value)
          ? Character(Unicode.Scalar(scalar.value - 0xFEE0) ?? scalar) : Character(scalar)
      }
    ).lowercased()
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

  /// The one scope in which whoever is a clerk of a unit is that (经办人的范围): by its credit code, as those are who sign in for it,
  /// so that all clerks of a unit see each other; `nil` for a number that no unit has.
  package func clerkScope(_ scope: RoleScope) async throws -> RoleScope? {
    guard case .unit(let number) = scope else { return scope }
    return try await desk.store.read { reading in
      try Kept<UnitContent>.find(number, in: reading).map { .entity($0.content.code) }
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
