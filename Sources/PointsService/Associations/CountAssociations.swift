package import Casework
import Units

/// How many requests and associations a unit has (关联统计), by state and mark, and whether they can be answered now. Nobody's name
/// is opened for it.
package struct CountAssociations: Sendable {
  /// The numbers of one cycle (统计).
  package struct Counts: Hashable, Sendable {
    package var cycle: Int
    /// Whether requests can be answered at this moment, or when.
    package var answering: StageAnswer
    fileprivate var numbers: [AssociationLifecycle.Status: [InsuranceMatch: Int]] = [:]

    /// How many are in a state, or in all states, with a mark or with any.
    package func of(
      _ state: AssociationLifecycle.Status? = nil, _ match: InsuranceMatch? = nil
    ) -> Int {
      numbers.reduce(0) { sum, entry in
        guard state == nil || state == entry.key else { return sum }
        return entry.value.reduce(sum) { sum, entry in
          match == nil || match == entry.key ? sum + entry.value : sum
        }
      }
    }
  }

  private let desk: PointsDesk

  /// - Parameter desk: what use cases stand on.
  package init(_ desk: PointsDesk) { self.desk = desk }

  /// - Parameters:
  ///   - unit: the unit's dossier.
  ///   - cycle: the open one when `nil`.
  /// - Returns: `nil` when no cycle is open.
  package func callAsFunction(
    _ unit: Int64, cycle: Int? = nil, by actor: Actor
  ) async throws -> Counts? {
    try await desk.store.read { [desk] reading in
      let employer = try desk.unit(unit, for: .readCase, actor, in: reading)
      guard let cycle = try cycle ?? desk.currentCycle(in: reading)?.number else { return nil }
      let plan = try desk.plan(of: cycle, in: reading)
      var counts = Counts(
        cycle: cycle,
        answering: plan.answer(.confirmAssociation, receivedAt: actor.receivedAt))
      for match in InsuranceMatch.allCases {
        let key = AssociationContent.key(unit: employer.id.number, cycle: cycle, match: match)
        var after: Int64 = 0
        while true {
          let page = try reading.dossiers(
            DossierQuery(AssociationContent.kind, key: key, after: after, limit: 1000))
          for dossier in page {
            guard let state = AssociationLifecycle.Status(rawValue: dossier.state) else {
              throw StoreFailure.corrupt("\(dossier.id): no state")
            }
            counts.numbers[state, default: [:]][match, default: 0] += 1
          }
          guard page.count == 1000, let last = page.last else { break }
          after = last.id.number
        }
      }
      return counts
    }
  }
}
