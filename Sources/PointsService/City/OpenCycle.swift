package import Casework
import Units

/// The city proposes to open a planned cycle (开启年度申报); a second administrator confirms it. Units then have to be confirmed
/// anew, which ``CatchUp`` tells their clerks.
package struct OpenCycle: Sendable {
  private let desk: PointsDesk

  /// - Parameter desk: what use cases stand on.
  package init(_ desk: PointsDesk) { self.desk = desk }

  /// - Parameters:
  ///   - number: the cycle's dossier.
  ///   - seen: the version that is to be opened.
  /// - Returns: the proposal.
  package func callAsFunction(_ number: Int64, seen: Int, by actor: Actor) async throws -> Done {
    try await desk.propose(.openCycle(number, seen: seen), reason: nil, by: actor) { [desk] unit in
      try desk.cycle(number, for: .openCycle, .open, seen: seen, actor, in: unit) { kept in
        try desk.demandOpening(kept.content, at: unit.now, in: unit)
      }
    }
  }
}

extension PointsDesk {
  /// Whether a step could be taken by a cycle now.
  func cycle(
    _ number: Int64, for act: Act, _ step: CycleLifecycle.Step, seen: Int, _ actor: Actor,
    in reading: any CaseReading, _ check: (Kept<CycleContent>) throws -> Void = { _ in }
  ) throws -> Set<Relation> {
    try demand(act, actor, [.jurisdiction])
    guard var kept = try Kept<CycleContent>.find(number, in: reading) else {
      throw foreign(act, actor)
    }
    try kept.demand(seen: seen)
    try kept.take(step)
    try check(kept)
    return [.jurisdiction]
  }
}
