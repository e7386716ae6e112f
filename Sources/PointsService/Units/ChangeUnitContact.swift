package import Casework
import Units

/// A clerk changes whom the offices can ask (变更联系人); everything else is the registry's (MANUAL-2019 注册关联 二4).
package struct ChangeUnitContact: Sendable {
  private let desk: PointsDesk

  /// - Parameter desk: what use cases stand on.
  package init(_ desk: PointsDesk) { self.desk = desk }

  /// - Parameter seen: the version that the clerk saw.
  /// - Throws: `Problems` with all that is wrong with the contact, ``PointsRefusal``.
  package func callAsFunction(
    _ number: Int64, seen: Int, contact: ActivateUnit.Contact, by actor: Actor
  ) async throws -> Done {
    let typed = try desk.checked(contact)
    let content = desk.content { content in
      content.add(number)
      content.add(seen)
      content.add(contact: typed)
    }
    return try await desk.perform(.changeUnitContact, actor, content) { [desk] unit in
      var kept = try desk.unit(number, for: .changeUnitContact, actor, in: unit)
      try kept.demand(seen: seen)
      let old = try desk.setContact(typed, &kept, in: unit)
      try kept.take(.changeContact)
      let dossier = try kept.save(in: unit)
      try desk.tellClerks(
        of: kept, PointsNotices.unitContactChanged, ["case": .dossier(kept.id)], about: kept.id,
        but: actor.account, in: unit)
      return try desk.erase(old, of: dossier, in: unit)
    }
  }
}
