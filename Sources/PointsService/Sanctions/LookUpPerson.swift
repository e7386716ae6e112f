package import Casework
import Policy
package import Units

/// The city looks up somebody whom it may bar (查找拟处理的人), by the identity number from the papers: name and number come back masked, with
/// what was imposed before. That it looked is an event that the person sees.
package struct LookUpPerson: Sendable {
  /// Who it is (查找结果).
  package struct Found: Hashable, Sendable {
    package var maskedName: String
    package var maskedNumber: String
    /// The last day of the bar that holds now; `nil` when none does.
    package var barredUntil: CivilDate?
    /// How many bars there were before, lifted or over.
    package var pastBars: Int
  }

  private let desk: PointsDesk

  /// - Parameter desk: what use cases stand on.
  package init(_ desk: PointsDesk) { self.desk = desk }

  /// - Throws: `Problems` for what is no identity number, ``Rule/nothingThere`` when nobody of it has an account,
  ///   ``PointsRefusal`` for oneself and people of one’s own unit.
  package func callAsFunction(identityNumber: String, by actor: Actor) async throws -> Found {
    try desk.demand(.sanctionPerson, actor, [.jurisdiction])
    let number = try desk.residentNumber(
      identityNumber, "identityNumber", today: actor.receivedAt.beijing.date
    ).full
    let found = try await desk.look("LookUpPerson", actor) { [desk] unit in
      guard let account = try desk.accounts(of: number, in: unit).first else {
        throw PointsRefusal.nobodyThere
      }
      try desk.demand(
        .sanctionPerson, actor, desk.relations(of: actor, toPerson: account, in: unit))
      guard let name = try desk.people.name(of: account, reason: .sanction, in: unit) else {
        throw PointsRefusal.nobodyThere
      }
      return (name, try desk.sanctions(of: number, in: unit))
    }
    let active = found.1.first { $0.status == .active }
    return Found(
      maskedName: PersonalField.name.mask.shown(try desk.keyring().open(found.0)),
      maskedNumber: ResidentNumber.masked(number), barredUntil: active?.content.until,
      pastBars: found.1.count { $0.status != .active })
  }
}
