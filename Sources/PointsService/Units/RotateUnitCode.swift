package import Casework
import Units

/// A clerk has the code replaced, for instance because it went round (更换单位注册码); the old one finds nothing any more.
package struct RotateUnitCode: Sendable {
  private let desk: PointsDesk

  /// - Parameter desk: what use cases stand on.
  package init(_ desk: PointsDesk) { self.desk = desk }

  /// - Parameter seen: the version that the clerk saw.
  package func callAsFunction(_ number: Int64, seen: Int, by actor: Actor) async throws -> Done {
    let content = desk.content { content in
      content.add(number)
      content.add(seen)
    }
    return try await desk.perform(.rotateUnitCode, actor, content) { [desk] unit in
      var kept = try desk.unit(number, for: .rotateUnitCode, actor, in: unit)
      try kept.demand(seen: seen)
      let old = kept.content.unitCode
      let new = KeptValue(try desk.newCode(for: kept.id, in: unit))
      kept.content.unitCode = new
      try kept.take(.rotateCode) { $0.field("unitCode", new) }
      let dossier = try kept.save(in: unit)
      try desk.tellClerks(
        of: kept, PointsNotices.unitCodeRotated, ["case": .dossier(kept.id)], about: kept.id,
        but: actor.account, in: unit)
      return try desk.erase(old.map { [$0] } ?? [], of: dossier, in: unit)
    }
  }
}
