package import Casework
import Units

/// A second person says no to what was proposed (否决提议); nothing of it happens.
package struct RejectProposal: Sendable {
  private let desk: PointsDesk

  /// - Parameter desk: what use cases stand on.
  package init(_ desk: PointsDesk) { self.desk = desk }

  /// - Returns: the proposal.
  package func callAsFunction(_ number: Int64, seen: Int, by actor: Actor) async throws -> Done {
    let command = Command(
      key: actor.key, name: "rejectProposal", party: actor.party, role: actor.role,
      content: Array("\(number) \(seen)".utf8))
    let performed = try await desk.store.perform(command) { [desk] unit in
      var kept = try desk.decide(number, seen: seen, .reject, actor, in: unit)
      let dossier = try kept.save(in: unit)
      try desk.tellProposer(kept, in: unit)
      return Done.bytes(dossier)
    }
    return try Done(performed)
  }
}
