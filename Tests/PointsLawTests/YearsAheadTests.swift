import PointsLaw
import Policy
import TestKit
import Testing
import Units

/// Protects what outlooks and gaps share: each year of each change is what it is when worked out alone.
@Suite("Years ahead")
struct YearsAheadTests {
  /// Every kind of change, begun before, in and after the years, and several at once.
  private static func changes(_ now: Month) -> [[LifeChange]] {
    let next = now + 1
    let kinds: [LifeChange] = [
      .ownHome(.changping, from: next), .ownHome(.haidian, from: now - 30),
      .rental(.haidian, from: next), .rental(.daxing, from: next + 24),
      .credential(.master, enrolled: next, graduated: next + 35),
      .credential(.juniorCollege, enrolled: next, graduated: next + 1000), .authorisation,
      .incomeTax(Yuan(fen: 10_000_000), from: now.year + 1),
    ]
    return [[]] + kinds.map { [$0] } + [kinds, [kinds[0], kinds[7]]]
  }

  @Test(
    "the scores and conditions of a year are those of its facts alone",
    arguments: [2018, 2019, 2020, 2024])
  func alone(_ cycle: Int) throws {
    let library = try Law.library()
    let population = Population(seed: 11, cycle: 2020)
    let now = try library.rules(cycle).referenceMonth
    for index in 0..<25 {
      let facts = population.person(index)
      var ahead = try YearsAhead(facts, library: library, from: cycle, years: 6)
      for changes in Self.changes(now) {
        let scores = ahead.scores(changes)
        for year in 0..<6 {
          let rules = try library.rules(cycle + year)
          var future = facts.carried(from: now, to: rules.referenceMonth)
          for change in changes {
            future = future.changed(by: change, until: rules.referenceMonth)
          }
          var scorer = Scorer(rules)
          #expect(scores[year] == scorer.score(future), "\(index) \(rules.cycle) \(changes)")
          let failures = scorer.failedConditions(future)
          #expect(
            ahead.failures(year, changes) == failures, "\(index) \(rules.cycle) \(changes)")
          #expect(scores[year].isEligible == failures.isEmpty)
        }
      }
    }
  }

  @Test("an outlook and a gap that share their years are those made alone")
  func shared() throws {
    let library = try Law.library()
    let path = CutOffPath(library.history)
    let target = Points(hundredths: 9713)
    let population = Population(seed: 12, cycle: 2020)
    for index in 0..<40 {
      let facts = population.person(index)
      var ahead = try YearsAhead(facts, library: library, from: 2020)
      let before = Outlook(&ahead, cutOffs: path)
      let gap = Gap(facts, &ahead, target: target)
      let after = Outlook(&ahead, cutOffs: path)
      let outlook = try Outlook(facts, library: library, from: 2020, cutOffs: path)
      #expect(before.years == outlook.years && after.years == outlook.years, "\(index)")
      let alone = try Gap(facts, library: library, cycle: 2020, target: target)
      #expect(Self.text(gap) == Self.text(alone), "\(index)")
      #expect(gap.total == outlook.years[0].total && gap.failures == outlook.years[0].failures)
    }
  }

  /// Otherwise a page could say in one place that going on as now reaches the list, and in another that it does not.
  @Test("to go on as now reaches the expected cut-offs in the cycle that the outlook says")
  func oneLine() throws {
    let library = try Law.library()
    let path = CutOffPath(library.history)
    let last = try #require(library.history.cycles.last)
    let population = Population(seed: 13, cycle: 2020)
    var differing = 0
    for index in 0..<60 {
      let facts = population.person(index)
      for cycle in [2020, last.cycle, last.cycle + 1] {
        var ahead = try YearsAhead(facts, library: library, from: cycle)
        let gap = Gap(facts, &ahead, cutOffs: path)
        let outlook = Outlook(&ahead, cutOffs: path)
        #expect(gap.target == outlook.years[0].middle, "\(index) \(cycle)")
        #expect(gap.levers.first?.name == "time")
        #expect(gap.levers.first?.reaches == outlook.expected, "\(index) \(cycle)")
        let fixed = Gap(facts, &ahead, target: last.cutOff)
        if fixed.levers.first?.reaches != outlook.expected { differing += 1 }
      }
    }
    #expect(differing > 0, "a line that stands still is another one")
  }

  private static func text(_ gap: Gap) -> String {
    var json = JSONWriter()
    json.gap("A-1", gap)
    return json.text
  }
}
