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
    /// When the window answered; `nil` before.
    package var decidedAt: Instant?
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

  /// The newest dispute without what was written in it (异议概况): looking at it is no event.
  package struct Outline: Hashable, Sendable {
    package var number: Int64
    package var state: DisputeLifecycle.Status
    /// When it was dismissed, while that is why the unit stands as it does: nothing was decided about the unit since.
    package var dismissedAt: Instant?
    /// When it was upheld, in the same way.
    package var upheldAt: Instant?
  }

  private let desk: PointsDesk

  /// - Parameter desk: what use cases stand on.
  package init(_ desk: PointsDesk) { self.desk = desk }

  /// - Parameter unit: the unit's dossier.
  /// - Returns: `nil` when it never filed one.
  package func outline(_ unit: Int64, by actor: Actor) async throws -> Outline? {
    try await desk.store.read { [desk] reading in
      let kept = try desk.unit(unit, for: .readCase, actor, in: reading)
      guard let newest = try Self.newest(of: kept, in: reading), let state = newest.status else {
        return nil
      }
      // A contact may be changed while a unit is barred, and decides nothing; nor does what is erased or read.
      let last = try reading.history(kept.id, before: kept.version + 1, limit: 100)
        .first { $0.name.hasPrefix("Unit") && $0.name != "UnitContactChanged" }
      return Outline(
        number: newest.id.number, state: state,
        dismissedAt: last?.name == "UnitDisputeDismissed" ? last?.at : nil,
        upheldAt: last?.name == "UnitDisputeUpheld" ? last?.at : nil)
    }
  }

  private static func newest(
    of unit: Kept<UnitContent>, in reading: any CaseReading
  ) throws -> Kept<DisputeContent>? {
    try Kept<DisputeContent>.list(DisputeContent.about(unit.id), limit: 1000, in: reading).last
  }

  /// - Parameter unit: the unit's dossier.
  /// - Returns: `nil` when it never filed one. Opening the words is an event.
  package func callAsFunction(_ unit: Int64, by actor: Actor) async throws -> View? {
    let found = try await desk.store.read { [desk] reading in
      let kept = try desk.unit(unit, for: .readCase, actor, in: reading)
      return try Self.newest(of: kept, in: reading)
    }
    guard let found, let state = found.status else { return nil }
    let words = try await ListDisputes(desk).words(of: found.id.number, by: actor)
    return View(
      number: found.id.number, version: found.version, state: state,
      district: found.content.district,
      filedAt: found.content.clock.start, decidedAt: found.content.clock.stopped,
      standing: found.content.clock.standing(at: actor.receivedAt, calendar: desk.calendar),
      evidence: found.content.evidence, reason: words.reason,
      inquiries: words.inquiries, answer: words.answer)
  }
}
