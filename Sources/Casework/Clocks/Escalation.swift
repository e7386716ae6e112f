package import Units

/// The clocks that have run out or soon will (到期与逾期), and what is done about each: one case that fails never stops
/// the others.
package enum Escalation {
  /// A clock that wants attention, and whose it is.
  package struct Case<ID: Hashable & Sendable>: Hashable, Sendable {
    package var id: ID
    package var clock: DeadlineClock
    package var standing: ClockStanding
  }

  /// What became of a case.
  package enum Outcome: Sendable {
    case done
    /// The error, for the log and the technician; the case comes again with the next round.
    case failed(any Error)
    /// The round was cancelled before its turn.
    case notReached
  }

  /// Clocks that are overdue, or due before a moment, those that have waited longest first. Clocks that stand still or
  /// have been stopped are left alone.
  ///
  /// - Parameter horizon: how far ahead to look; now, to see what is overdue only.
  package static func cases<ID: Hashable & Sendable>(
    _ clocks: some Sequence<(id: ID, clock: DeadlineClock)>, now: Instant, horizon: Instant,
    calendar: WorkingCalendar
  ) -> [Case<ID>] {
    var found: [(due: Instant, place: Int, item: Case<ID>)] = []
    for (id, clock) in clocks {
      let standing = clock.standing(at: now, calendar: calendar)
      let isWanted =
        switch standing.phase {
        case .overdue: true
        case .running: standing.due.value < horizon
        case .paused, .stoppedInTime, .stoppedLate: false
        }
      guard isWanted else { continue }
      found.append(
        (standing.due.value, found.count, Case(id: id, clock: clock, standing: standing)))
    }
    return found.sorted { ($0.due, $0.place) < ($1.due, $1.place) }.map(\.item)
  }

  /// Does something about each case, one after the other, and says what became of it: as many outcomes as cases,
  /// in their order.
  package static func run<ID: Hashable & Sendable>(
    _ cases: [Case<ID>], _ act: (Case<ID>) async throws -> Void
  ) async -> [(id: ID, outcome: Outcome)] {
    var outcomes: [(id: ID, outcome: Outcome)] = []
    for item in cases {
      guard !Task.isCancelled else {
        outcomes.append((item.id, .notReached))
        continue
      }
      do {
        try await act(item)
        outcomes.append((item.id, .done))
      } catch {
        outcomes.append((item.id, .failed(error)))
      }
    }
    return outcomes
  }
}
