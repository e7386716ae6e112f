package import Policy
package import Units

/// What would close the distance to a number of points (差距), by lawful means, and when each matures.
package struct Gap: Sendable {
  package struct Lever: Sendable {
    package var name: String
    package var wording: Wording
    package var changes: [LifeChange]
    /// Points above the same year without the lever, by cycle.
    package var gains: [(cycle: Int, gain: Points)]
    /// The first cycle with a gain, and the first with the largest one.
    package var begins: Int?
    package var matures: Int?
    package var largest: Points
    /// The first cycle in which total and eligibility reach that cycle's target.
    package var reaches: Int?
  }

  /// That of the cycle.
  package var target: Points
  package var cycle: Int
  package var total: Points
  /// Conditions that are not met in the cycle.
  package var failures: [Condition]
  /// The first is to go on as now, the last all of them together.
  package var levers: [Lever]

  package var missing: Points { max(target - total, .zero) }

  package init(
    _ facts: Facts, library: Library, cycle: Int, target: Points, years: Int = 10
  ) throws(Problems) {
    var ahead = try YearsAhead(facts, library: library, from: cycle, years: years)
    self.init(facts, &ahead, target: target)
  }

  /// The gap in years that others look at too.
  ///
  /// - Parameter ahead: the years of these facts, the first being their present.
  package init(_ facts: Facts, _ ahead: inout YearsAhead, target: Points) {
    self.init(facts, &ahead, cutOffs: CutOffPath(fixed: target))
  }

  /// The gap to the cut-offs to expect, each cycle's its own, as an ``Outlook`` has them.
  ///
  /// - Parameters:
  ///   - ahead: as above.
  ///   - cutOffs: of which the usual growth counts.
  package init(_ facts: Facts, _ ahead: inout YearsAhead, cutOffs: CutOffPath) {
    let cycles = ahead.cycles.map(\.cycle)
    let targets = cycles.map { cutOffs.expected($0).middle }
    target = targets[0]
    cycle = cycles[0]
    let base = ahead.unchanged
    let total = base[0].total
    self.total = total
    failures = base[0].isEligible ? [] : ahead.failures(0)
    levers = []
    var plans = Gap.plans(facts, ahead.rules)
    plans.append(
      ("together", Wording("以上各项同时进行", "all of these together"), plans.flatMap(\.changes)))
    plans.insert(
      ("time", Wording("保持现在的工作和住所", "go on working and living as now"), []), at: 0)
    for plan in plans {
      let scores = ahead.scores(plan.changes)
      let gains = cycles.indices.map { year in
        let without = plan.changes.isEmpty ? total : base[year].total
        return (cycle: cycles[year], gain: scores[year].total - without)
      }
      let largest = gains.map(\.gain).max() ?? .zero
      guard plan.changes.isEmpty || largest > .zero else { continue }
      levers.append(
        Lever(
          name: plan.name, wording: plan.wording, changes: plan.changes, gains: gains,
          begins: gains.first { $0.gain > .zero }?.cycle,
          matures: gains.first { $0.gain == largest && largest > .zero }?.cycle,
          largest: largest,
          reaches: cycles.indices.first { scores[$0].isEligible && scores[$0].total >= targets[$0] }
            .map { cycles[$0] }))
    }
  }

  /// What a person can lawfully do from the month after the reference date; innovation and honours
  /// are not planned.
  private static func plans(
    _ facts: Facts, _ rules: Rules
  ) -> [(name: String, wording: Wording, changes: [LifeChange])] {
    let next = rules.referenceMonth + 1
    var plans: [(name: String, changes: [LifeChange])] = [
      ("ownHomeOutside", [.ownHome(.changping, from: next)]),
      ("registeredRental", [.rental(.haidian, from: next)]),
    ]
    for level in Credential.Level.allCases {
      let study = rules.education.windows?[Int(level.rawValue)].value ?? 36
      plans.append(
        (level.name, [.credential(level, enrolled: next, graduated: next + (study - 1))]))
    }
    if !facts.taxes.authorised { plans.append(("authorisation", [.authorisation])) }
    if let threshold = rules.tax.incomeThreshold?.value ?? rules.tax.incomeAverage?.value {
      plans.append(("incomeTax", [.incomeTax(threshold, from: rules.cycle)]))
    }
    return plans.map { ($0.name, $0.changes[0].wording, $0.changes) }
  }
}
