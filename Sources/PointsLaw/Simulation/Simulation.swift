import Policy
package import Units

/// Many people in memory under several rules (政策推演): the law as it is beside what-ifs.
package struct Simulation: Sendable {
  /// The law first, then the reforms.
  package let rules: [Rules]
  /// For each of `rules`, which of the packed forms it scores.
  private let forms: [Int]
  private let packings: [Packing]
  package private(set) var parts: [Part] = []

  /// Some of the people, packed once for every way in which the rules pack.
  package struct Part: Sendable {
    package fileprivate(set) var packed: [PackedCases]
    package fileprivate(set) var groups: [Groups] = []
    package fileprivate(set) var ids: [String] = []
    /// The line each person stood on.
    package fileprivate(set) var lines: [Int] = []
    /// Places of people who are not counted.
    fileprivate var leftOut: Set<Int> = []

    package var count: Int { groups.count }

    /// Counts a person no more: what is packed already is not packed again for one broken line.
    package mutating func leaveOut(_ place: Int) { leftOut.insert(place) }
  }

  /// Totals and eligibility of a part's people under each of the rules.
  package struct PartScores: Sendable {
    package var totals: [[Int32]]
    package var eligible: [[Bool]]
  }

  package init(law: Rules, reforms: [Rules]) {
    rules = [law] + reforms
    var packings: [Packing] = []
    var forms: [Int] = []
    for rules in [law] + reforms {
      if let known = packings.firstIndex(of: rules.packing) {
        forms.append(known)
      } else {
        forms.append(packings.count)
        packings.append(rules.packing)
      }
    }
    self.packings = packings
    self.forms = forms
  }

  package var count: Int { parts.reduce(0) { $0 + $1.count - $1.leftOut.count } }

  package func emptyPart() -> Part { Part(packed: packings.map { PackedCases($0) }) }

  /// Adds a person to a part.
  package func add(_ facts: Facts, line: Int, to part: inout Part) {
    for index in part.packed.indices { part.packed[index].append(facts) }
    part.groups.append(Groups(facts, at: rules[0]))
    part.ids.append(facts.id)
    part.lines.append(line)
  }

  package mutating func append(_ part: Part) {
    var part = part
    part.ids = []
    part.lines = []
    parts.append(part)
  }

  /// Scores a part under all rules; parts can be scored side by side.
  package func score(_ part: Part) -> PartScores {
    var scores = PartScores(totals: [], eligible: [])
    for (rules, form) in zip(rules, forms) {
      let all = part.packed[form].scores(rules)
      scores.totals.append(all.map { Int32(truncatingIfNeeded: $0.total.hundredths) })
      scores.eligible.append(all.map(\.isEligible))
    }
    for index in rules.indices {
      for place in part.leftOut { scores.eligible[index][place] = false }
    }
    return scores
  }

  /// What comes out of all parts' scores, in the order of ``parts``.
  package func outcomes(_ scores: [PartScores], limits: [Ranking.Limit]) -> [Outcome] {
    var outcomes: [Outcome] = []
    for index in rules.indices {
      let cutOff = Simulation.cutOff(
        scores.lazy.map { ($0.totals[index], $0.eligible[index]) }, limits[index])
      outcomes.append(
        Outcome(name: rules[index].edition, limit: limits[index], cutOff: cutOff))
    }
    for (part, score) in zip(parts, scores) {
      for person in 0..<part.count where !part.leftOut.contains(person) {
        let places = part.groups[person].places
        let was = outcomes[0].admits(score.totals[0][person], score.eligible[0][person])
        for index in outcomes.indices {
          let total = score.totals[index][person]
          let isEligible = score.eligible[index][person]
          let isAdmitted = outcomes[index].admits(total, isEligible)
          let change = Int(total) - Int(score.totals[0][person])
          outcomes[index].all.count(was: was, isNow: isAdmitted, isEligible, change)
          for grouping in Grouping.allCases {
            outcomes[index].groups[grouping.rawValue][Int(places[grouping.rawValue])]
              .count(was: was, isNow: isAdmitted, isEligible, change)
          }
        }
      }
    }
    return outcomes
  }

  /// The total of the last one admitted, by counting; `nil` when nobody is.
  private static func cutOff(
    _ scores: some Sequence<(totals: [Int32], eligible: [Bool])>, _ limit: Ranking.Limit
  ) -> Points? {
    let least: Int32 = -200_000
    var counts = [Int32](repeating: 0, count: 400_000)
    for (totals, eligible) in scores {
      for person in totals.indices where eligible[person] {
        counts[Int(min(max(totals[person], least), -least - 1) - least)] += 1
      }
    }
    var admitted = 0
    var last: Points?
    for place in counts.indices.reversed() where counts[place] > 0 {
      let points = Points(hundredths: place + Int(least))
      switch limit {
      case .quota(let quota): if admitted >= quota { return last }
      case .cutOff(let cutOff): if points < cutOff { return last }
      }
      admitted += Int(counts[place])
      last = points
    }
    return last
  }
}

/// What one set of rules gives (推演结果).
package struct Outcome: Sendable {
  package var name: String
  package var limit: Ranking.Limit
  package var cutOff: Points?
  package var all = Tally()
  /// By grouping, then by group.
  package var groups: [[Tally]] = Grouping.allCases.map { grouping in
    grouping.groups.map { _ in Tally() }
  }

  package struct Tally: Hashable, Sendable {
    package var people = 0
    package var eligible = 0
    package var admitted = 0
    /// On the list now and not under the law, and the other way round.
    package var gainers = 0
    package var losers = 0
    /// Sum of the changes of points of all people, in hundredths.
    package var change = 0

    mutating func count(was: Bool, isNow: Bool, _ isEligible: Bool, _ change: Int) {
      people += 1
      if isEligible { eligible += 1 }
      if isNow { admitted += 1 }
      if isNow && !was { gainers += 1 }
      if was && !isNow { losers += 1 }
      self.change += change
    }

    /// Mean change of points, rounded to hundredths.
    package var meanChange: Points {
      people == 0
        ? .zero : Points(hundredths: Rounding.halfUp.quotient(change, by: people))
    }
  }

  func admits(_ total: Int32, _ isEligible: Bool) -> Bool {
    guard isEligible, let cutOff else { return false }
    return Int(total) >= cutOff.hundredths
  }
}
