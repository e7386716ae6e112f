package import Casework
import Units

/// Cycles and proposals as the city's administrators see them (年度与提议).
package struct ShowCycles: Sendable {
  /// A cycle as it stands (年度现状).
  package struct View: Hashable, Sendable {
    package var number: Int64
    package var version: Int
    package var state: CycleLifecycle.Status
    package var content: CycleContent
    package var plan: StagePlan
  }

  /// A proposal that waits for a second person (待确认提议).
  package struct Waiting: Hashable, Sendable {
    package var number: Int64
    package var version: Int
    package var content: ProposalContent
    /// Whoever looks proposed it, and cannot confirm it.
    package var isOwn: Bool
  }

  private let desk: PointsDesk

  /// - Parameter desk: what use cases stand on.
  package init(_ desk: PointsDesk) { self.desk = desk }

  /// All cycles, oldest first: public, like the timetable itself.
  package func callAsFunction() async throws -> [View] {
    try await desk.store.read { [desk] reading in
      try Kept<CycleContent>.list(limit: 1000, in: reading).compactMap { kept in
        try kept.status.map { state in
          View(
            number: kept.id.number, version: kept.version, state: state, content: kept.content,
            plan: try desk.plan(kept.content))
        }
      }.sorted { $0.content.cycle < $1.content.cycle }
    }
  }

  /// Proposals that wait, oldest first.
  package func proposals(after: Int64 = 0, by actor: Actor) async throws -> [Waiting] {
    try desk.demand(.planCycle, actor, [.jurisdiction])
    return try await desk.store.read { reading in
      try Kept<ProposalContent>.list(
        ProposalContent.open, state: .proposed, after: after, in: reading
      ).map { kept in
        Waiting(
          number: kept.id.number, version: kept.version, content: kept.content,
          isOwn: kept.content.proposal.proposed.party == actor.party)
      }
    }
  }
}
