package import Casework
package import PointsLaw
package import Units

/// A unit's clerks see where its dispute stands (异议进度): filed when, with which window, due when, decided how.
package struct ShowUnitDispute: Sendable {
  /// The newest dispute of a unit (单位异议).
  package struct View: Hashable, Sendable {
    package var number: Int64
    package var version: Int
    package var state: DisputeLifecycle.Status
    /// Whose window decides.
    package var district: District
    package var filedAt: Instant
    /// How its clock stands, by working days.
    package var standing: ClockStanding
    package var evidence: [Int64]
    /// What the unit wrote.
    package var reason: String
    /// What the window asked before it decides, and what it was told; oldest first.
    package var inquiries: [ListDisputes.Words.Inquiry]
    /// What the window answered; `nil` before.
    package var answer: String?
  }

  private let desk: PointsDesk

  /// - Parameter desk: what use cases stand on.
  package init(_ desk: PointsDesk) { self.desk = desk }

  /// - Parameter unit: the unit's dossier.
  /// - Returns: `nil` when it never filed one. Opening the words is an event.
  package func callAsFunction(_ unit: Int64, by actor: Actor) async throws -> View? {
    let found = try await desk.store.read { [desk] reading in
      let kept = try desk.unit(unit, for: .readCase, actor, in: reading)
      return try Kept<DisputeContent>.list(
        DisputeContent.about(kept.id), limit: 1000, in: reading
      ).last
    }
    guard let found, let state = found.status else { return nil }
    let words = try await ListDisputes(desk).words(of: found.id.number, by: actor)
    return View(
      number: found.id.number, version: found.version, state: state,
      district: found.content.district,
      filedAt: found.content.clock.start,
      standing: found.content.clock.standing(at: actor.receivedAt, calendar: desk.calendar),
      evidence: found.content.evidence, reason: words.reason,
      inquiries: words.inquiries, answer: words.answer)
  }
}
