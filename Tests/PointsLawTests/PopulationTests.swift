import PointsLaw
import Policy
import Testing
import Units

/// Protects the synthetic population (模拟申请人): it looks like the pool of 2020 and like the list
/// published from it, it is the same everywhere, and every case in it is a valid one.
///
/// The figures are those of the city's list of 2020 and of press reports of it and of the pool.
@Suite("Synthetic population")
struct PopulationTests {
  /// Applicants of cycle 2020.
  static let applicants = 122_852

  /// People at or above a score, of the applicants of 2020.
  static let atOrAbove = [
    (99, 3450), (98, 4678), (97, 6219), (96, 8341), (95, 10_886), (93, 16_573), (90, 26_249),
    (87, 37_394), (84, 49_213), (81, 61_389), (78, 72_707), (75, 82_151), (72, 90_945),
    (69, 97_762), (66, 105_088), (63, 110_726), (60, 113_923),
  ]

  /// The whole pool, scored once for all tests.
  private static let pool = Task { try await Pool(seed: 2020) }

  // MARK: Calibration

  @Test("the share at or above every published score, within 1.5 percentage points")
  func shape() async throws {
    let pool = try await Self.pool.value
    let ranked = pool.scores.filter(\.isEligible)
    for (least, count) in Self.atOrAbove {
      let points = Points(hundredths: least * 100)
      let expected = percent(count, of: Self.applicants)
      let ranked = (
        count: Double(ranked.count { $0.total >= points }), of: Double(ranked.count)
      )
      let all = Double(pool.scores.count { $0.total >= points })
      for (share, what) in [
        (ranked.count / Double(Self.applicants), "ranked, of all applicants"),
        (ranked.count / ranked.of, "ranked, of all ranked"),
        (all / Double(Self.applicants), "eligible or not, of all applicants"),
      ] {
        #expect(abs(share * 100 - expected) < 1.5, "\(least) points, \(what)")
      }
    }
  }

  @Test("the cut-off for 6,000 places, the equals at it and the highest total")
  func list() async throws {
    let pool = try await Self.pool.value
    let cutOff = try #require(pool.cutOff)
    #expect(near(cutOff, 97.13, within: 0.25))
    #expect((6000...6120).contains(pool.listed.count), "equal scores fare alike")
    #expect(near(pool.listed.map(\.total).max() ?? .zero, 124.17, within: 5))
  }

  @Test("means and spreads of the listed people's indicators")
  func indicators() async throws {
    let pool = try await Self.pool.value
    let employment = pool.column(.employment)
    #expect(abs(mean(employment) - 47.78) < 0.8)
    #expect(abs(deviation(employment) - 6.70) < 0.4)
    let residence = pool.column(.residence)
    #expect(abs(mean(residence) - 13.58) < 0.25)
    #expect(abs(deviation(residence) - 2.37) < 0.2)
    #expect(abs(mean(pool.gross) - 15.85) < 0.4)
    #expect(abs(deviation(pool.gross) - 6.62) < 0.4)
    #expect(abs(mean(pool.deductions) + 0.92) < 0.2)
    #expect(abs(share(pool.deductions) { $0 < 0 } - 0.13) < 0.025)
    let district = pool.column(.district)
    #expect(abs(mean(district) - 3.34) < 0.2)
    #expect(abs(share(district) { $0 == 0 } - 0.258) < 0.03)
    let tax = pool.column(.tax)
    #expect(abs(mean(tax) - 0.92) < 0.12)
    #expect(abs(share(tax) { $0 == 0 } - 0.792) < 0.025)
    #expect(abs(mean(pool.column(.age)) - 19.38) < 0.12)
    #expect(abs(share(pool.column(.innovation)) { $0 > 0 } - 0.019) < 0.006)
    let honoured = pool.listed.count { $0[.honours] > .zero }
    #expect((8...34).contains(honoured), "about 19 people")
  }

  @Test("how the listed people's indicators go together")
  func correlations() async throws {
    let pool = try await Self.pool.value
    let employment = pool.column(.employment)
    let tax = pool.column(.tax)
    for (name, one, other, expected) in [
      ("employment and residence", employment, pool.column(.residence), 0.60),
      ("employment and education", employment, pool.gross, -0.69),
      ("employment and district", employment, pool.column(.district), -0.20),
      ("employment and tax", employment, tax, -0.25),
      ("education and tax", pool.gross, tax, 0.17),
    ] {
      #expect(abs(correlation(one, other) - expected) < 0.06, "\(name)")
    }
  }

  @Test("every condition is failed by somebody, all together by 1.5 in 100 people")
  func conditions() async throws {
    let pool = try await Self.pool.value
    let refused = pool.scores.indices.filter { !pool.scores[$0].isEligible }
    #expect(abs(percent(refused.count, of: Self.applicants) - 1.5) < 0.2)
    var failed: Set<Condition> = []
    var scorer = Scorer(try Law.rules(2020))
    let population = Population(seed: 2020, cycle: 2020)
    for index in refused.prefix(400) {
      for (condition, outcome) in scorer.sheet(population.person(index)).conditions {
        if case .notMet = outcome { failed.insert(condition) }
      }
    }
    #expect(failed == Set(Condition.allCases))
  }

  // MARK: The same people everywhere

  @Test("the same seed gives the same bytes, on every machine")
  func bytes() {
    #expect(fingerprint(seed: 2020, cycle: 2020) == 0xAE73_0702_3BDC_E223)
    #expect(fingerprint(seed: .max, cycle: 2022) == 0x5BDB_BCB2_DB15_81C5)
  }

  @Test("a person depends on the seed and the place, not on who came before")
  func order() {
    let one = Population(seed: 7, cycle: 2020)
    let other = Population(seed: 7, cycle: 2020)
    let forwards = (0..<300).map(one.person)
    let backwards = (0..<300).reversed().map(other.person)
    #expect(forwards == backwards.reversed())
    let next = Population(seed: 8, cycle: 2020)
    #expect((0..<300).allSatisfy { forwards[$0] != next.person($0) })
    #expect(Set(forwards.map(\.insurance)).count > 290, "neighbours are strangers")
  }

  @Test(
    "identifiers count from 1 with at least seven digits",
    arguments: [
      (0, "P-0000001"), (122_851, "P-0122852"), (9_999_998, "P-9999999"),
      (9_999_999, "P-10000000"), (99_999_999, "P-100000000"),
    ])
  func identifiers(index: Int, id: String) {
    #expect(Population(seed: 1, cycle: 2020).person(index).id == id)
  }

  // MARK: Valid cases

  @Test("every case reads back as it was written", arguments: [2018, 2019, 2020, 2024, 2031])
  func valid(cycle: Int) throws {
    let population = Population(seed: 5, cycle: cycle)
    var reader = CaseReader()
    var json = JSONWriter()
    for index in 0..<400 {
      let facts = population.person(index)
      json.removeAll()
      json.facts(facts)
      let read = try reader.readJSON(json.text)
      #expect(read == facts)
    }
  }

  @Test("another cycle has the same people, every month and year moved")
  func otherCycle() {
    let (usual, later) = (Population(seed: 3, cycle: 2020), Population(seed: 3, cycle: 2023))
    for index in 0..<500 {
      let (one, other) = (usual.person(index), later.person(index))
      #expect(other.birthDate == one.birthDate.adding(months: 36))
      #expect(other.insurance.map(\.months.from) == one.insurance.map { $0.months.from + 36 })
      #expect(other.insurance.map(\.months.to) == one.insurance.map { $0.months.to + 36 })
      #expect(other.residences.map(\.months.from) == one.residences.map { $0.months.from + 36 })
      #expect(other.credentials.map(\.graduated) == one.credentials.map { $0.graduated + 36 })
      #expect(other.taxes.income.map(\.year) == one.taxes.income.map { $0.year + 3 })
      #expect(other.taxes.income.map(\.paid) == one.taxes.income.map(\.paid))
      #expect(other.marriages?.map(\.from) == one.marriages?.map { $0.from + 36 })
    }
  }

  /// FNV-1a of the first 1,000 cases as JSON Lines.
  private func fingerprint(seed: UInt64, cycle: Int) -> UInt64 {
    let population = Population(seed: seed, cycle: cycle)
    var json = JSONWriter()
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    for index in 0..<1000 {
      json.removeAll()
      json.facts(population.person(index))
      json.endLine()
      for byte in json.bytes { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
    }
    return hash
  }

  private func percent(_ count: Int, of all: Int) -> Double { Double(count) * 100 / Double(all) }

  private func near(_ points: Points, _ value: Double, within width: Double) -> Bool {
    abs(Double(points.hundredths) / 100 - value) <= width
  }
}

/// The pool of 2020 with its best filings scored, and the 6,000 and their equals.
private struct Pool: Sendable {
  var scores: [Score] = []
  var listed: [Score] = []
  var cutOff: Points?
  /// Education before the deduction, and the deduction, of the listed people.
  var gross: [Double] = []
  var deductions: [Double] = []

  init(seed: UInt64) async throws {
    let population = Population(seed: seed, cycle: 2020)
    let rules = try Law.rules(2020)
    var candidates = Candidates()
    for part in await Pool.scored(population, rules) {
      for (id, score) in part {
        scores.append(score)
        let isNew = candidates.append(id: id, score)
        #expect(isNew, "identifiers are unique")
      }
    }
    let ranking = Ranking(candidates, .quota(6000))
    cutOff = ranking.cutOff
    var scorer = Scorer(rules)
    for index in ranking.order.prefix(ranking.admitted) {
      listed.append(scores[index])
      let lines = scorer.sheet(population.person(index)).lines
      gross.append(Pool.points(lines, .gross))
      deductions.append(Pool.points(lines, .deduction))
    }
  }

  /// Everybody, in parts made side by side.
  private static func scored(_ population: Population, _ rules: Rules) async -> [[(String, Score)]]
  {
    await withTaskGroup(of: (Int, [(String, Score)]).self) { group in
      let size = (PopulationTests.applicants + 7) / 8
      for part in 0..<8 {
        group.addTask {
          let places = part * size..<min((part + 1) * size, PopulationTests.applicants)
          var scorer = Scorer(rules)
          return (
            part,
            places.map { index in
              let facts = population.person(index)
              return (facts.id, scorer.score(facts))
            }
          )
        }
      }
      var parts = [[(String, Score)]](repeating: [], count: 8)
      for await (part, people) in group { parts[part] = people }
      return parts
    }
  }

  func column(_ indicator: Indicator) -> [Double] {
    listed.map { Double($0[indicator].hundredths) / 100 }
  }

  private static func points(_ lines: [ScoreSheet.ScoreLine], _ line: Line) -> Double {
    lines.filter { $0.line == line }.reduce(0) { $0 + Double($1.points.hundredths) / 100 }
  }
}

// MARK: Statistics

private func mean(_ values: [Double]) -> Double { values.reduce(0, +) / Double(values.count) }

private func deviation(_ values: [Double]) -> Double {
  let middle = mean(values)
  return mean(values.map { ($0 - middle) * ($0 - middle) }).squareRoot()
}

private func correlation(_ one: [Double], _ other: [Double]) -> Double {
  let (left, right) = (mean(one), mean(other))
  let common = mean(zip(one, other).map { ($0 - left) * ($1 - right) })
  return common / deviation(one) / deviation(other)
}

private func share(_ values: [Double], _ condition: (Double) -> Bool) -> Double {
  Double(values.count(where: condition)) / Double(values.count)
}
