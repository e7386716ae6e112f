package import Casework
import Units

/// A clerk sees whom the offices can ask, to change it (查看联系人): opening it is an event of the unit.
package struct ReadUnitContact: Sendable {
  private let desk: PointsDesk

  /// - Parameter desk: what use cases stand on.
  package init(_ desk: PointsDesk) { self.desk = desk }

  /// - Returns: the contact; `nil` before the unit was confirmed for the first time.
  package func callAsFunction(
    _ number: Int64, by actor: Actor
  ) async throws -> ActivateUnit.Contact? {
    let found = try await desk.look("ReadUnitContact", actor) { [desk] unit in
      let kept = try desk.unit(number, for: .changeUnitContact, actor, in: unit)
      guard let contact = kept.content.contact else {
        return (nil as UnitContent.Contact?, [SealedValue]())
      }
      let ids = [contact.name.id, contact.mobile.id] + (contact.mail.map { [$0.id] } ?? [])
      return (contact, try unit.values(ids, of: kept.id, reason: .changeUnitContact))
    }
    guard let contact = found.0 else { return nil }
    let keyring = desk.keyring()
    func text(_ value: KeptValue) throws -> String {
      try found.1.first { $0.id == value.id }.map { try keyring.open($0) } ?? ""
    }
    return ActivateUnit.Contact(
      name: try text(contact.name), mobile: try text(contact.mobile),
      mail: try contact.mail.map(text))
  }
}
