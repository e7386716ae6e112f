package import Casework
import Policy
import Units

/// Somebody who signed in for a legal entity registers it (单位注册). The registry decides: a unit that is not in the city,
/// cancelled, tax abnormal or barred is refused with the reasons, which is an answer and no error. While the registry is
/// away the request is kept, and ``CatchUp`` goes on with it.
package struct RegisterUnit: Sendable {
  private let desk: PointsDesk

  /// - Parameter desk: what use cases stand on.
  package init(_ desk: PointsDesk) { self.desk = desk }

  /// - Parameter code: the credit code as typed; it must be that of the legal entity that signed in.
  /// - Returns: the unit, in state `unconfirmed`, `refused` or `pending`.
  /// - Throws: `Problems` for a code that is none, ``PointsRefusal``.
  package func callAsFunction(_ code: String, by actor: Actor) async throws -> Done {
    try desk.demand(.registerUnit, actor, [.none])
    let code = try desk.creditCode(code, "creditCode")
    if case .entity(let own) = actor.scope, own != code { throw PointsRefusal.rule(.otherEntity) }
    let answer = await desk.ask(unit: code)
    return try await desk.perform(
      .registerUnit, actor, desk.content { $0.add(code.full) }
    ) { [desk] unit in
      let found = try Kept<UnitContent>.find(UnitContent.creditCode(code), in: unit)
      var kept: Kept<UnitContent>
      if let found {
        try desk.demand(
          .registerUnit, actor, desk.relations(of: actor, to: found, in: unit))
        kept = found
      } else {
        guard case .entity = actor.scope else { throw PointsRefusal.rule(.otherEntity) }
        kept = Kept(UnitContent(code), number: try unit.newNumber())
      }
      try desk.register(&kept, answer, on: unit.now.beijing.date)
      return try kept.save(in: unit)
    }
  }
}

extension PointsDesk {
  /// What the registry's answer makes of a unit that asks to be registered.
  func register(
    _ kept: inout Kept<UnitContent>, _ answer: RegistryAnswer<RegisteredUnit>, on day: CivilDate
  ) throws(PointsRefusal) {
    switch answer {
    case .unavailable: try kept.take(.submit)
    case .answered(let found):
      kept.content.take(found, on: day)
      if kept.content.obstacles.isEmpty {
        try kept.take(.register)
      } else {
        try refuse(.refuse, &kept)
      }
    }
  }

  /// Refuses a unit for what the registry holds against it.
  func refuse(
    _ step: UnitLifecycle.Step, _ kept: inout Kept<UnitContent>
  ) throws(PointsRefusal) {
    let obstacles = kept.content.obstacles
    try kept.take(step) { json in
      json.list("obstacles") { json in for item in obstacles { json.text(item.rawValue) } }
    }
  }
}

extension UnitContent {
  /// Takes over what the registry says on a day.
  mutating func take(_ found: RegisteredUnit?, on day: CivilDate) {
    // A unit that the registry does not know any more keeps its name and its window.
    if let found {
      registration = Registration(
        name: found.name, district: found.district, barredUntil: found.barredUntil,
        asOf: found.asOf)
    }
    obstacles = standing(found, on: day)
    // The city's own bar holds through its day, whatever became of the unit in the registry meanwhile.
    if let barredUntil, day <= barredUntil, !obstacles.contains(.barred) {
      obstacles.append(.barred)
    }
  }
}
