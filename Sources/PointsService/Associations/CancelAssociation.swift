package import Casework
import Units

/// An applicant takes back a request that the unit has not answered (撤回关联申请).
package struct CancelAssociation: Sendable {
  private let desk: PointsDesk

  /// - Parameter desk: what use cases stand on.
  package init(_ desk: PointsDesk) { self.desk = desk }

  /// - Parameter seen: the version that the applicant saw.
  package func callAsFunction(_ number: Int64, seen: Int, by actor: Actor) async throws -> Done {
    let content = desk.content { content in
      content.add(number)
      content.add(seen)
    }
    return try await desk.perform(.cancelAssociation, actor, content) { [desk] unit in
      var (kept, employer) = try desk.association(
        number, for: .cancelAssociation, actor, in: unit)
      let plan = try desk.plan(of: kept.content.cycle, in: unit)
      try desk.demandStage(.cancelAssociation, of: plan, actor)
      try kept.demand(seen: seen)
      try kept.take(.cancel)
      let dossier = try kept.save(in: unit)
      try desk.tellClerks(
        of: employer, PointsNotices.associationCancelled, ["case": .dossier(kept.id)],
        about: kept.id, in: unit)
      return dossier
    }
  }
}
