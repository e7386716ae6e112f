package import Casework
import Units

/// A clerk looks at the unit's code to hand it out (查看单位注册码); the reading is an event.
package struct ReadUnitCode: Sendable {
  private let desk: PointsDesk

  /// - Parameter desk: what use cases stand on.
  package init(_ desk: PointsDesk) { self.desk = desk }

  /// - Returns: the code; `nil` before the unit was confirmed for the first time.
  package func callAsFunction(_ number: Int64, by actor: Actor) async throws -> UnitCode? {
    let row = try await desk.look("ReadUnitCode", actor) { [desk] unit -> SealedValue? in
      let kept = try desk.unit(number, for: .readUnitCode, actor, in: unit)
      guard let code = kept.content.unitCode else { return nil }
      return try unit.values([code.id], of: kept.id, reason: .readUnitCode).first
    }
    return try row.map { try UnitCode(try desk.keyring().open($0)) }
  }
}
