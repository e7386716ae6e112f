package import Casework
import Units

/// The city proposes to close a cycle (结束年度申报); a second administrator confirms it. Its associations and applications end
/// with it, which ``CatchUp`` does and tells both sides.
package struct CloseCycle: Sendable {
  private let desk: PointsDesk

  /// - Parameter desk: what use cases stand on.
  package init(_ desk: PointsDesk) { self.desk = desk }

  /// - Parameters:
  ///   - number: the cycle's dossier.
  ///   - seen: the version that is to be closed.
  /// - Returns: the proposal.
  package func callAsFunction(_ number: Int64, seen: Int, by actor: Actor) async throws -> Done {
    try await desk.propose(.closeCycle(number, seen: seen), reason: nil, by: actor) {
      [desk] unit in
      try desk.cycle(number, for: .closeCycle, .close, seen: seen, actor, in: unit)
    }
  }
}
