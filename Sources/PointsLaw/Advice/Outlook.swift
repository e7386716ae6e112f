package import Policy
package import Units

/// What cut-offs to expect (落户分值预期): a fixed one, or the last published one growing.
package struct CutOffPath: Sendable {
  /// Published cut-offs by cycle.
  private let known: [Int: Points]
  private let lastKnown: (cycle: Int, points: Points)?
  private let fixed: Points?
  /// Whether the same cut-off is expected in every cycle.
  package var isFixed: Bool { fixed != nil }
  /// Growth from one cycle to the next: slowest, middle, fastest.
  package let growth: (low: Points, middle: Points, high: Points)

  /// The same cut-off in every cycle.
  package init(fixed: Points) {
    known = [:]
    lastKnown = nil
    self.fixed = fixed
    growth = (.zero, .zero, .zero)
  }

  /// Published cut-offs where there are some, then growth from the last one: the slowest, the
  /// median and the fastest of the years since 2020, or one growth that is given. The median of an
  /// even number of years is the mean of the middle two, rounded half-up.
  package init(_ history: History, growth given: Points? = nil) {
    known = Dictionary(uniqueKeysWithValues: history.cycles.map { ($0.cycle, $0.cutOff) })
    lastKnown = history.cycles.last.map { ($0.cycle, $0.cutOff) }
    fixed = nil
    let sorted = history.growth.sorted()
    if let given {
      growth = (given, given, given)
    } else if let low = sorted.first, let high = sorted.last {
      let middle =
        sorted[(sorted.count - 1) / 2].hundredths + sorted[sorted.count / 2].hundredths
      growth = (low, Points(hundredths: Rounding.halfUp.quotient(middle, by: 2)), high)
    } else {
      growth = (.zero, .zero, .zero)
    }
  }

  /// The expected cut-off of a cycle: slowest, middle and fastest growth.
  package func expected(_ cycle: Int) -> (low: Points, middle: Points, high: Points) {
    if let fixed { return (fixed, fixed, fixed) }
    if let points = known[cycle] { return (points, points, points) }
    guard let lastKnown, cycle > lastKnown.cycle else { return (.zero, .zero, .zero) }
    let years = cycle - lastKnown.cycle
    func grown(_ growth: Points) -> Points {
      Points(hundredths: lastKnown.points.hundredths + years * growth.hundredths)
    }
    return (grown(growth.low), grown(growth.middle), grown(growth.high))
  }
}

/// The years to come (前景): the same life carried forward, against the cut-offs to expect.
package struct Outlook: Sendable {
  package struct Year: Hashable, Sendable {
    package var cycle: Int
    package var edition: String
    package var total: Points
    /// Conditions that are not met.
    package var failures: [Condition]
    package var low: Points
    package var middle: Points
    package var high: Points

    package var isEligible: Bool { failures.isEmpty }

    /// On the list if the cut-off were this.
    func reaches(_ cutOff: Points) -> Bool { isEligible && total >= cutOff }
  }

  package var years: [Year]

  /// The first cycle on the list when cut-offs grow as slowly as they ever have, as usual, and as
  /// fast as they ever have; `nil`: not within these years.
  package var earliest: Int? { years.first { $0.reaches($0.low) }?.cycle }
  package var expected: Int? { years.first { $0.reaches($0.middle) }?.cycle }
  package var latest: Int? { years.first { $0.reaches($0.high) }?.cycle }

  /// - Parameters:
  ///   - first: the cycle whose reference month is the present of the facts.
  ///   - changes: laid over the facts in every year in which they have begun.
  package init(
    _ facts: Facts, library: Library, from first: Int, years count: Int = 10,
    changes: [LifeChange] = [], cutOffs: CutOffPath
  ) throws(Problems) {
    var ahead = try YearsAhead(facts, library: library, from: first, years: count)
    self.init(&ahead, changes: changes, cutOffs: cutOffs)
  }

  /// The outlook in years that others look at too.
  package init(_ ahead: inout YearsAhead, changes: [LifeChange] = [], cutOffs: CutOffPath) {
    years = []
    let scores = ahead.scores(changes)
    for (place, year) in ahead.cycles.enumerated() {
      let score = scores[place]
      let cutOff = cutOffs.expected(year.cycle)
      years.append(
        Year(
          cycle: year.cycle, edition: year.edition, total: score.total,
          failures: score.isEligible ? [] : ahead.failures(place, changes),
          low: cutOff.low, middle: cutOff.middle, high: cutOff.high))
    }
  }
}
