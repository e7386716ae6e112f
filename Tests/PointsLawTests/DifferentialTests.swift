import PointsLaw
import Policy
import TestKit
import Testing
import Units

/// The engine against the naive scorer, which was written from the policy alone.
@Suite("The engine agrees with the naive scorer on random facts")
struct DifferentialTests {
  static let cycles = [2018, 2019, 2020, 2021, 2022, 2024, 2026, 2031]

  @Test("lines, conditions and totals of the best filing", arguments: cycles)
  func bestFiling(cycle: Int) throws {
    let library = try Library.builtIn()
    var scorer = Scorer(try library.rules(cycle))
    var random = RandomFacts(seed: UInt64(cycle) &* 7919)
    for _ in 0..<200 {
      let facts = random.next(cycle: cycle, small: true)
      let best = NaiveScorer.best(facts, cycle: cycle)
      let sheet = scorer.sheet(facts)
      #expect(NaiveChoices(sheet.filing) == best, "\(facts)")
      let naive = NaiveScorer.score(facts, cycle: cycle, choices: best)
      #expect(sheet.total.hundredths == naive.total, "\(facts)")
      #expect(sheet.naiveLines == naive.lines, "\(facts)")
      #expect(sheet.failures == naive.failures, "\(facts)")
      let score = scorer.score(facts)
      #expect(score.total == sheet.total, "traced = fast: \(facts)")
      #expect(score.isEligible == sheet.isEligible, "traced = fast: \(facts)")
      for indicator in Indicator.allCases {
        #expect(score[indicator] == sheet.points(of: indicator), "traced = fast: \(facts)")
      }
    }
  }

  @Test("a filing scored as filed", arguments: cycles)
  func asFiled(cycle: Int) throws {
    let library = try Library.builtIn()
    var scorer = Scorer(try library.rules(cycle))
    var random = RandomFacts(seed: UInt64(cycle) &* 104_729)
    for index in 0..<200 {
      let facts = random.next(cycle: cycle, small: false)
      func pick(_ count: Int, _ salt: Int) -> Int? {
        let value = (index &* 31 &+ salt) % (count + 1)
        return value == count ? nil : value
      }
      let filing = Filing(
        credential: pick(facts.credentials.count, 1),
        innovation: pick(facts.innovation.count, 2),
        taxRoute: pick(2, 3).map { Filing.TaxRoute.allCases[$0] },
        leftOut: facts.residences.indices.filter { index >> ($0 % 6) & 1 == 1 })
      let naive = NaiveScorer.score(
        facts, cycle: cycle,
        choices: NaiveChoices(
          credential: filing.credential, innovation: filing.innovation,
          taxRoute: filing.taxRoute?.rawValue, leftOut: filing.leftOut))
      let sheet = scorer.sheet(facts, filing: filing)
      #expect(sheet.total.hundredths == naive.total, "\(filing) \(facts)")
      #expect(sheet.naiveLines == naive.lines, "\(filing) \(facts)")
      #expect(scorer.score(facts, filing: filing).total == sheet.total)
    }
  }

  @Test("best filing equals brute force for people with many homes", arguments: [2018, 2019, 2024])
  func manyHomes(cycle: Int) throws {
    let library = try Library.builtIn()
    var scorer = Scorer(try library.rules(cycle))
    var random = RandomFacts(seed: UInt64(cycle) &* 15_485_863)
    for _ in 0..<40 {
      let facts = random.next(cycle: cycle, small: false)
      #expect(
        NaiveChoices(scorer.bestFiling(facts)) == NaiveScorer.best(facts, cycle: cycle),
        "\(facts)")
    }
  }
}

extension NaiveChoices {
  init(_ filing: Filing) {
    self.init(
      credential: filing.credential, innovation: filing.innovation,
      taxRoute: filing.taxRoute?.rawValue, leftOut: filing.leftOut)
  }
}

extension ScoreSheet {
  var naiveLines: [String: Int] {
    Dictionary(
      uniqueKeysWithValues: lines.map {
        ("\($0.line.indicator.name).\($0.line.name)", $0.points.hundredths)
      })
  }

  var failures: [String] {
    conditions.compactMap { condition, outcome in
      if case .met = outcome { nil } else { condition.name }
    }
  }
}
