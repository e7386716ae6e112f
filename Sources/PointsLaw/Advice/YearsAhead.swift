package import Policy
import Units

/// One life carried forward (延续), year by year, with the scorers of those years: what every outlook and the
/// gap of one person share, so that nothing is worked out twice. No change of life touches the insurance,
/// so each year packs it once.
package struct YearsAhead {
  /// Each has packed the facts of its year.
  private var scorers: [Scorer]
  /// The facts of each year when life goes on as now.
  private let carried: [Facts]
  /// The scores of each year when life goes on as now.
  let unchanged: [Score]

  /// - Parameters:
  ///   - first: the cycle whose reference month is the present of the facts.
  ///   - count: at least one.
  /// - Throws: what is wrong with the cycle.
  package init(
    _ facts: Facts, library: Library, from first: Int, years count: Int = 10
  ) throws(Problems) {
    var scorers: [Scorer] = []
    for cycle in first..<first + count { scorers.append(Scorer(try library.rules(cycle))) }
    let now = scorers[0].rules.referenceMonth
    let carried = scorers.map { facts.carried(from: now, to: $0.rules.referenceMonth) }
    unchanged = carried.indices.map { scorers[$0].score(carried[$0]) }
    self.carried = carried
    self.scorers = scorers
  }

  /// The rules of the present.
  var rules: Rules { scorers[0].rules }

  /// The years in order.
  var cycles: [(cycle: Int, edition: String)] {
    scorers.map { ($0.rules.cycle, $0.rules.edition) }
  }

  /// The scores of each year with changes laid over the life, each from when it has begun.
  package mutating func scores(_ changes: [LifeChange]) -> [Score] {
    scorers.indices.map { year in
      let end = scorers[year].rules.referenceMonth
      guard changes.contains(where: { $0.hasBegun(by: end) }) else { return unchanged[year] }
      let future = facts(year, changes)
      return scorers[year].score(variant: future)
    }
  }

  /// The conditions that are not met in a year with changes laid over the life.
  package mutating func failures(_ year: Int, _ changes: [LifeChange] = []) -> [Condition] {
    let future = facts(year, changes)
    return scorers[year].failedConditions(variant: future)
  }

  private func facts(_ year: Int, _ changes: [LifeChange]) -> Facts {
    var facts = carried[year]
    for change in changes { facts.change(change, until: scorers[year].rules.referenceMonth) }
    return facts
  }
}
