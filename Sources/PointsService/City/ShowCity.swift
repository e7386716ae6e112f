package import Casework
package import PointsLaw
import Policy
import Units

/// How the city's work stands (全市情况), for its administrators: the cycle, what there is, what waits and what is late.
package struct ShowCity: Sendable {
  /// How many there are in a state (数量).
  package struct Count<State: Hashable & Sendable>: Hashable, Sendable {
    package var state: State
    package var count: Int
  }

  /// What waits at a district's window (区窗口待办).
  package struct Window: Hashable, Sendable {
    package var district: District
    /// Those that the window has to decide.
    package var waiting: Int
    /// Of these, those beyond their time.
    package var overdue: Int
    /// Those in which somebody else has to answer first (待补充).
    package var asked: Int
  }

  /// All of it (全市情况).
  package struct View: Hashable, Sendable {
    /// The timetable of the cycle in which people file now; `nil` when none is open.
    package var plan: StagePlan?
    package var stage: Stage?
    /// Units in every state; `pending` ones wait for the registry.
    package var units: [Count<UnitLifecycle.Status>]
    /// Associations of the open cycle in every state but ended.
    package var associations: [Count<AssociationLifecycle.Status>]
    /// Windows at which a dispute is not decided, the longest queue first.
    package var windows: [Window]
  }

  private let desk: PointsDesk

  /// - Parameter desk: what use cases stand on.
  package init(_ desk: PointsDesk) { self.desk = desk }

  /// - Throws: ``PointsRefusal/permission(_:)`` for everybody but the city's administrators.
  package func callAsFunction(by actor: Actor) async throws -> View {
    guard actor.role == .administrator else { throw desk.foreign(.readCase, actor) }
    try desk.demand(.readCase, actor, [.jurisdiction])
    return try await desk.store.read { [desk] reading in
      let cycle = try desk.currentCycle(in: reading)
      let units = try UnitLifecycle.Status.allCases.map { state in
        Count(
          state: state,
          count: try reading.count(UnitContent.kind, state: state.rawValue, key: nil))
      }
      let associations = try AssociationLifecycle.Status.allCases.filter { $0 != .ended }.map {
        state in
        let key = cycle.map { AssociationContent.key(cycle: $0.number) }
        return Count(
          state: state,
          count: try key.map {
            try reading.count(AssociationContent.kind, state: state.rawValue, key: $0)
          } ?? 0)
      }
      return View(
        plan: cycle?.plan, stage: cycle?.plan.stage(at: actor.receivedAt), units: units,
        associations: associations, windows: try desk.windows(at: actor.receivedAt, in: reading))
    }
  }
}

extension PointsDesk {
  /// What waits at the windows.
  fileprivate func windows(
    at now: Instant, in reading: any CaseReading
  ) throws -> [ShowCity.Window] {
    var found: [District: ShowCity.Window] = [:]
    for state in DisputeLifecycle.Status.allCases where !DisputeLifecycle.isEnd(state) {
      var after: Int64 = 0
      while true {
        let page = try Kept<DisputeContent>.list(
          state: state, after: after, limit: 1000, in: reading)
        for kept in page {
          let district = kept.content.district
          var window =
            found[district]
            ?? ShowCity.Window(district: district, waiting: 0, overdue: 0, asked: 0)
          if state == .waiting {
            window.asked += 1
          } else {
            window.waiting += 1
            let standing = kept.content.clock.standing(at: now, calendar: calendar)
            if standing.phase == .overdue { window.overdue += 1 }
          }
          found[district] = window
        }
        guard page.count == 1000, let last = page.last else { break }
        after = last.id.number
      }
    }
    return found.values.sorted {
      ($1.waiting, $0.district.rawValue) < ($0.waiting, $1.district.rawValue)
    }
  }
}
