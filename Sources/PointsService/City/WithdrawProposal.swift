package import Casework
import Units

/// The proposer takes a proposal back (撤回提议).
package struct WithdrawProposal: Sendable {
  private let desk: PointsDesk

  /// - Parameter desk: what use cases stand on.
  package init(_ desk: PointsDesk) { self.desk = desk }

  /// - Returns: the proposal.
  package func callAsFunction(_ number: Int64, seen: Int, by actor: Actor) async throws -> Done {
    let command = Command(
      key: actor.key, name: "withdrawProposal", party: actor.party, role: actor.role,
      content: Array("\(number) \(seen)".utf8))
    let performed = try await desk.store.perform(command) { [desk] unit in
      var kept = try desk.decide(number, seen: seen, .withdraw, actor, in: unit)
      let dossier = try kept.save(in: unit)
      try desk.tellProposer(kept, in: unit)
      return Done.bytes(dossier)
    }
    return try Done(performed)
  }
}
