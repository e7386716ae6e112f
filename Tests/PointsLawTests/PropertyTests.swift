import PointsLaw
import Policy
import TestKit
import Testing
import Units

/// Protects what must hold for everybody, whatever the facts: the sheet adds up, its arithmetic can be
/// done again by hand, more of what earns never earns less, and the order of lists means nothing.
@Suite("What holds for everybody")
struct PropertyTests {
  static let cycles = [2018, 2019, 2020, 2022, 2026]

  /// Random facts of a cycle, the same on every machine.
  static func people(_ cycle: Int, _ count: Int, seed: UInt64 = 1) -> [Facts] {
    var random = RandomFacts(seed: UInt64(cycle) &* 31 &+ seed)
    return (0..<count).map { random.next(cycle: cycle, small: $0 % 2 == 0) }
  }

  // MARK: The sheet

  @Test("the sum of the lines is the total, always", arguments: cycles)
  func sums(cycle: Int) throws {
    var scorer = Scorer(try Law.rules(cycle))
    for facts in PropertyTests.people(cycle, 150) {
      let sheet = scorer.sheet(facts)
      let lines = sheet.lines.map(\.points).reduce(.zero, +)
      let indicators = Indicator.allCases.map { sheet.points(of: $0) }.reduce(.zero, +)
      #expect(lines == sheet.total)
      #expect(indicators == sheet.total)
      let score = scorer.score(facts)
      #expect(score.total == sheet.total)
      #expect(score.isEligible == sheet.isEligible)
      #expect(Indicator.allCases.allSatisfy { score[$0] == sheet.points(of: $0) }, "\(facts)")
    }
  }

  @Test(
    "lines stand in the order of the sheet, once, never at 0, with facts and an article",
    arguments: cycles)
  func lines(cycle: Int) throws {
    var scorer = Scorer(try Law.rules(cycle))
    for facts in PropertyTests.people(cycle, 100, seed: 2) {
      let sheet = scorer.sheet(facts)
      let order = sheet.lines.map(\.line.rawValue)
      #expect(order == order.sorted() && Set(order).count == order.count)
      for line in sheet.lines {
        #expect(line.points != .zero)
        #expect(!line.detail.facts.isEmpty)
        #expect(line.detail.facts.allSatisfy { !$0.zh.isEmpty && !$0.en.isEmpty })
        #expect(!line.detail.parameters.isEmpty)
        for place in line.detail.parameters {
          let article = sheet.rules.parameter(place).article
          #expect(sheet.rules.sources[article.document] != nil, "\(article)")
        }
        #expect(!sheet.citation(line).isEmpty)
      }
      for (_, outcome) in sheet.conditions {
        guard case .notMet(let reason, let parameters) = outcome else { continue }
        #expect(!reason.zh.isEmpty && !reason.en.isEmpty && !parameters.isEmpty)
      }
    }
  }

  @Test("the arithmetic of every line, done again, gives its points", arguments: cycles)
  func arithmetic(cycle: Int) throws {
    let rules = try Law.rules(cycle)
    let rounding = rules.rounding.value
    var scorer = Scorer(rules)
    for (index, facts) in PropertyTests.people(cycle, 250, seed: 3).enumerated() {
      // The best filing, and one as somebody might file it.
      let filing =
        index % 2 == 0
        ? nil
        : Filing(
          credential: facts.credentials.isEmpty ? nil : index % facts.credentials.count,
          innovation: facts.innovation.isEmpty ? nil : index % facts.innovation.count,
          taxRoute: Filing.TaxRoute.allCases[index % 4 / 2])
      for line in scorer.sheet(facts, filing: filing).lines {
        let (numerator, denominator) = line.detail.formula.value
        let points = line.points.hundredths
        #expect(rounding.quotient(numerator, by: denominator) == points, "\(line.line) \(facts)")
        let shown = line.detail.formula.description
        #expect(
          Arithmetic.value(shown)?.hundredths(rounding) == points, "\(line.line): \(shown)")
      }
    }
  }

  @Test("the arithmetic as printed is read from left to right, with brackets, min and max")
  func calculator() {
    #expect(Arithmetic.value("122 ÷ 12 × 3") == .init(61, over: 2))
    #expect(Arithmetic.value("max(20 − 2 × 4, 0)") == .init(12))
    #expect(Arithmetic.value("−(9 ÷ 12 × (3 + 0.5))") == .init(-21, over: 8))
    #expect(Arithmetic.value("2 × −12") == .init(-24))
    #expect(Arithmetic.value("min(min(1 × 3, 12) + min(1 × 2, 12), 12)") == .init(5))
    #expect(Arithmetic.value("1 +") == nil)
    #expect(Arithmetic.value("") == nil)
  }

  // MARK: More is never less

  @Test("one more insured month never lowers employment", arguments: cycles)
  func moreInsurance(cycle: Int) throws {
    var scorer = Scorer(try Law.rules(cycle))
    for (index, facts) in PropertyTests.people(cycle, 80, seed: 4).enumerated() {
      let before = scorer.score(facts)[.employment]
      let extra = Month(1998, 7) + index * 7 % 330
      var more = facts
      for type in InsuranceType.allCases
      where !facts.insurance.contains(where: { $0.type == type && $0.months.contains(extra) }) {
        more.insurance.append(InsuranceSpell(type, MonthSpan(extra, extra), .haidian))
      }
      let after = scorer.score(more)[.employment]
      #expect(after >= before && after <= before + Points(hundredths: 25))
    }
  }

  @Test(
    "one more detention or violation never raises anything, one more honour never lowers",
    arguments: cycles)
  func moreRecords(cycle: Int) throws {
    var scorer = Scorer(try Law.rules(cycle))
    for (index, facts) in PropertyTests.people(cycle, 60, seed: 5).enumerated() {
      let before = scorer.score(facts)
      let date = CivilDate.last(of: Month(2014, 1) + index * 5 % 160)
      func after(_ change: (inout Facts) -> Void) -> Score {
        var changed = facts
        change(&changed)
        return scorer.score(changed)
      }
      #expect(after { $0.detentions.append(date) }.total <= before.total)
      #expect(after { $0.taxes.violations.append(date) }.total <= before.total)
      #expect(after { $0.taxes.owed = true }.total <= before.total)
      #expect(
        after { $0.honours.append(Honour(.capitalMoralModel, year: date.year)) }.total
          >= before.total)
      #expect(
        after { $0.taxes.authorised = true }.total >= before.total)
    }
  }

  @Test(
    "what may be left out never lowers the best total: claims, credentials, homes",
    arguments: cycles)
  func moreChoices(cycle: Int) throws {
    var scorer = Scorer(try Law.rules(cycle))
    let people = PropertyTests.people(cycle, 61, seed: 6)
    for (facts, other) in zip(people, people.dropFirst()) {
      let before = scorer.score(facts).total
      for credential in other.credentials {
        var more = facts
        more.credentials.insert(credential, at: 0)
        #expect(scorer.score(more).total >= before)
      }
      for claim in other.innovation {
        var more = facts
        more.innovation.append(claim)
        #expect(scorer.score(more).total >= before)
      }
      for home in other.residences
      where !facts.residences.contains(where: { $0.months.overlaps(home.months) }) {
        var more = facts
        more.residences.append(home)
        #expect(scorer.score(more).total >= before, "\(home) \(facts)")
      }
    }
  }

  @Test("a younger person never has fewer points", arguments: cycles)
  func younger(cycle: Int) throws {
    var scorer = Scorer(try Law.rules(cycle))
    var last = Points(hundredths: 0)
    for year in 1950...2000 {
      for birthday in ["01-01", "12-31"] {
        let points = scorer.score(
          worker(cycle: cycle) { $0.birthDate = day("\(year)-\(birthday)") })
        #expect(points[.age] >= last)
        last = points[.age]
      }
    }
  }

  // MARK: Order means nothing

  @Test("permuting the lists permutes the choices, never the total", arguments: cycles)
  func permutations(cycle: Int) throws {
    var scorer = Scorer(try Law.rules(cycle))
    for facts in PropertyTests.people(cycle, 120, seed: 7) {
      var turned = facts
      turned.insurance.reverse()
      turned.residences.reverse()
      turned.credentials.reverse()
      turned.innovation.reverse()
      turned.taxes.enterprises.reverse()
      turned.taxes.violations.reverse()
      turned.marriages?.reverse()
      turned.honours.reverse()
      turned.detentions.reverse()
      let sheet = scorer.sheet(facts)
      let other = scorer.sheet(turned)
      #expect(sheet.total == other.total, "\(facts)")
      #expect(sheet.failures == other.failures, "\(facts)")
      for indicator in [Indicator.employment, .innovation, .tax, .age, .honours, .lawAbiding] {
        #expect(sheet.points(of: indicator) == other.points(of: indicator))
      }
      // The same choices under their new places.
      var filing = other.filing
      filing.credential = filing.credential.map { facts.credentials.count - 1 - $0 }
      filing.innovation = filing.innovation.map { facts.innovation.count - 1 - $0 }
      filing.leftOut = filing.leftOut.map { facts.residences.count - 1 - $0 }.reversed()
      #expect(filing.leftOut.count == sheet.filing.leftOut.count)
      #expect(scorer.score(facts, filing: filing).total == sheet.total, "\(facts)")
    }
  }

  // MARK: Files

  @Test("facts written as a case file are read back equal, as JSON and as YAML", arguments: cycles)
  func roundTrip(cycle: Int) throws {
    var reader = CaseReader()
    for facts in PropertyTests.people(cycle, 120, seed: 8) {
      var json = JSONWriter()
      json.facts(facts)
      #expect(try reader.readJSON(json.text) == facts)
      #expect(try reader.readYAML(json.text) == facts)
    }
  }

  @Test("one scorer used for many people gives each what a new one gives", arguments: cycles)
  func reuse(cycle: Int) throws {
    let rules = try Law.rules(cycle)
    var scorer = Scorer(rules)
    var all = PackedCases(rules.packing)
    let people = PropertyTests.people(cycle, 80, seed: 9)
    var scores: [Score] = []
    for facts in people {
      scores.append(scorer.score(facts))
      all.append(facts)
      var fresh = Scorer(rules)
      #expect(fresh.score(facts) == scores.last)
    }
    var packed: [Score] = []
    for (index, score) in all.scores(rules).enumerated() {
      #expect(index == packed.count)
      packed.append(score)
    }
    #expect(packed == scores)
  }
}
