import Foundation
import FoundationXML
import PointsLaw
import Policy
import TestKit
import Testing
import Units

/// Protects what-ifs over a population (政策推演): what is told of a reform is what two whole rankings
/// would tell, and the law itself stays what it is.
@Suite("Simulation of reforms")
struct SimulationTests {
  static let reforms = [
    "name: gentler-age\nage.lossPerYear: 2",
    "name: own-home-double\nresidence.own.pointsPerYear: 2",
    // These pack facts differently from the law.
    "name: two-districts\ndistrict.citySix: [dongcheng, xicheng]",
    "name: late-start\nemployment.from: 2012-01",
    "name: two-tax-years\ntax.years: 2",
  ]
  static let limits: [Ranking.Limit] = [
    .quota(1), .quota(15), .quota(10_000), .cutOff(Points(hundredths: 6000)),
    .cutOff(Points(hundredths: 100_000)),
  ]

  // MARK: People

  /// Nasty ones, most of them ineligible, and ordinary ones of all ages, districts and schools.
  static func people(cycle: Int) -> [Facts] {
    var random = RandomFacts(seed: 2020)
    let nasty = (0..<40).map { _ in random.next(cycle: cycle, small: true) }
    let districts: [District] = [.haidian, .tongzhou, .xicheng, .chaoyang, .yizhuang]
    let last = Month(cycle - 1, 12)
    let plain = (0..<40).map { number in
      worker(cycle: cycle, insured: 84 + number * 11 % 140, at: districts[number % 5]) {
        $0.id = "plain-\(number)"
        $0.birthDate = day("\(1968 + number % 23)-05-17")
        if number % 3 == 0 {
          $0.residences = [ownHome("2015-06", "\(last)", districts[number % 4])]
        }
        if number % 4 > 0 {
          let level = Credential.Level.allCases[number % 4]
          $0.credentials = [credential(level, "2000-09", "2004-06")]
        }
        if number % 6 == 0 {
          $0.taxes = Taxes(
            authorised: true,
            income: (cycle - 3..<cycle).map { IncomeTax(year: $0, paid: yuan("100000")) })
        }
      }
    }
    return nasty + plain
  }

  /// The people in memory, in parts.
  private func simulation(
    _ people: [Facts], cycle: Int, reforms: [Rules], parts: Int = 3
  ) throws -> Simulation {
    var simulation = Simulation(law: try Law.rules(cycle), reforms: reforms)
    for number in 0..<parts {
      var part = simulation.emptyPart()
      for (index, facts) in people.enumerated() where index * parts / people.count == number {
        simulation.add(facts, line: index + 1, to: &part)
      }
      simulation.append(part)
    }
    return simulation
  }

  /// What comes out with the same limit under all rules.
  private func outcomes(_ simulation: Simulation, _ limit: Ranking.Limit) -> [Outcome] {
    simulation.outcomes(
      simulation.parts.map(simulation.score), limits: simulation.rules.map { _ in limit })
  }

  private func run(
    _ people: [Facts], cycle: Int, reforms: [Rules], _ limit: Ranking.Limit, parts: Int = 3
  ) throws -> [Outcome] {
    try outcomes(simulation(people, cycle: cycle, reforms: reforms, parts: parts), limit)
  }

  /// The people as candidates, each under its place among them.
  private func candidates(_ people: [Facts], _ rules: Rules) -> Candidates {
    var scorer = Scorer(rules)
    var candidates = Candidates()
    for (index, facts) in people.enumerated() {
      let isNew = candidates.append(id: "\(index)", scorer.score(facts))
      precondition(isNew)
    }
    return candidates
  }

  // MARK: The same as two rankings

  @Test("cut-offs, gainers and losers equal those of whole rankings", arguments: [2019, 2020])
  func sameAsRankings(cycle: Int) throws {
    let people = Self.people(cycle: cycle)
    let reforms = try Self.reforms.map { try Law.rules(cycle, reform: $0) }
    let simulation = try self.simulation(people, cycle: cycle, reforms: reforms)
    let scores = simulation.parts.map(simulation.score)
    let candidates = simulation.rules.map { self.candidates(people, $0) }
    for limit in Self.limits {
      let outcomes = simulation.outcomes(scores, limits: simulation.rules.map { _ in limit })
      let rankings = candidates.map { Ranking($0, limit) }
      let admitted = rankings.map { Set($0.order.prefix($0.admitted)) }
      for (index, outcome) in outcomes.enumerated() {
        let name = "\(simulation.rules[index].edition), \(limit)"
        #expect(outcome.name == simulation.rules[index].edition)
        #expect(outcome.cutOff == rankings[index].cutOff, "\(name)")
        #expect(outcome.all.people == people.count)
        #expect(outcome.all.eligible == rankings[index].order.count, "\(name)")
        #expect(outcome.all.admitted == admitted[index].count, "\(name)")
        #expect(outcome.all.gainers == admitted[index].subtracting(admitted[0]).count, "\(name)")
        #expect(outcome.all.losers == admitted[0].subtracting(admitted[index]).count, "\(name)")
        let totals = zip(candidates[index].scores, candidates[0].scores)
        let change = totals.reduce(0) { $0 + $1.0.total.hundredths - $1.1.total.hundredths }
        #expect(outcome.all.change == change, "\(name)")
      }
    }
  }

  @Test("the reforms of these tests do move people")
  func reformsMatter() throws {
    let reforms = try Self.reforms.map { try Law.rules(2020, reform: $0) }
    let outcomes = try run(Self.people(cycle: 2020), cycle: 2020, reforms: reforms, .quota(15))
    for outcome in outcomes.dropFirst() { #expect(outcome.all.change != 0, "\(outcome.name)") }
    #expect(outcomes.contains { $0.all.gainers > 0 && $0.all.losers > 0 })
  }

  @Test("groups add up to everybody, each grouping on its own", arguments: [2019, 2020])
  func groupsAddUp(cycle: Int) throws {
    let reforms = try Self.reforms.map { try Law.rules(cycle, reform: $0) }
    for outcome in try run(Self.people(cycle: cycle), cycle: cycle, reforms: reforms, .quota(12)) {
      for grouping in Grouping.allCases {
        let tallies = outcome.groups[grouping.rawValue]
        #expect(tallies.count == grouping.groups.count)
        #expect(tallies.reduce(0) { $0 + $1.people } == outcome.all.people)
        #expect(tallies.reduce(0) { $0 + $1.eligible } == outcome.all.eligible)
        #expect(tallies.reduce(0) { $0 + $1.admitted } == outcome.all.admitted)
        #expect(tallies.reduce(0) { $0 + $1.gainers } == outcome.all.gainers)
        #expect(tallies.reduce(0) { $0 + $1.losers } == outcome.all.losers)
        #expect(tallies.reduce(0) { $0 + $1.change } == outcome.all.change)
      }
    }
  }

  @Test("a reform never changes the law's outcome, nor does another reform")
  func lawStays() throws {
    let people = Self.people(cycle: 2020)
    let reforms = try Self.reforms.map { try Law.rules(2020, reform: $0) }
    let alone = try run(people, cycle: 2020, reforms: [], .quota(15))[0]
    let together = try run(people, cycle: 2020, reforms: reforms, .quota(15))
    #expect(together[0].tallies == alone.tallies)
    #expect(together[0].cutOff == alone.cutOff)
    #expect(alone.all.gainers == 0 && alone.all.losers == 0 && alone.all.change == 0)
    for (number, reform) in reforms.enumerated() {
      let single = try run(people, cycle: 2020, reforms: [reform], .quota(15))[1]
      #expect(single.tallies == together[number + 1].tallies, "\(reform.edition)")
    }
  }

  @Test("it does not matter how the people are cut into parts", arguments: [1, 7, 100])
  func parts(count: Int) throws {
    let people = Self.people(cycle: 2020)
    let reforms = try Self.reforms.map { try Law.rules(2020, reform: $0) }
    let whole = try run(people, cycle: 2020, reforms: reforms, .quota(15))
    let simulation = try self.simulation(people, cycle: 2020, reforms: reforms, parts: count)
    #expect(simulation.count == people.count)
    let cut = outcomes(simulation, .quota(15))
    #expect(cut.map(\.tallies) == whole.map(\.tallies))
    #expect(cut.map(\.cutOff) == whole.map(\.cutOff))
  }

  @Test("different limits for the law and a reform: a larger quota only admits more")
  func ownLimits() throws {
    let people = Self.people(cycle: 2020)
    var simulation = Simulation(law: try Law.rules(2020), reforms: [try Law.rules(2020)])
    var part = simulation.emptyPart()
    for facts in people { simulation.add(facts, line: 1, to: &part) }
    simulation.append(part)
    let scores = simulation.parts.map(simulation.score)
    let outcomes = simulation.outcomes(scores, limits: [.quota(5), .quota(15)])
    #expect(outcomes[0].all.admitted >= 5)
    #expect(outcomes[1].all.gainers == outcomes[1].all.admitted - outcomes[0].all.admitted)
    #expect(outcomes[1].all.losers == 0)
    #expect(outcomes[1].all.change == 0)
  }

  @Test("nobody, and nobody eligible")
  func nobody() throws {
    let empty = try run([], cycle: 2020, reforms: [], .quota(1), parts: 1)[0]
    #expect(empty.cutOff == nil)
    #expect(empty.all.people == 0 && empty.all.eligible == 0 && empty.all.admitted == 0)
    #expect(empty.all.meanChange == .zero)
    let facts = worker { $0.criminalRecord = true }
    let barred = try run([facts], cycle: 2020, reforms: [], .quota(1), parts: 1)[0]
    #expect(barred.cutOff == nil)
    #expect(barred.all.people == 1 && barred.all.eligible == 0 && barred.all.admitted == 0)
  }

  // MARK: Groups of a person

  @Test(
    "age bands by the age reached in the year of the reference date",
    arguments: [
      ("1985-01-01", "under 35"), ("1984-12-31", "35–39"), ("1980-01-01", "35–39"),
      ("1979-06-01", "40–44"), ("1970-01-01", "45–49"), ("1969-12-31", "50 and over"),
      ("1950-01-01", "50 and over"),
    ])
  func ageBands(birth: String, band: String) throws {
    let groups = Groups(worker { $0.birthDate = day(birth) }, at: try Law.rules(2020))
    #expect(name(groups, .ageBand) == band)
  }

  @Test("highest credential by the reference date, district and years of the pension")
  func otherGroups() throws {
    let rules = try Law.rules(2020)
    let facts = worker(insured: 0) {
      $0.insurance =
        insured("2005-01", "2012-12", .haidian) + insured("2013-01", "2020-06", .tongzhou)
      $0.credentials = [
        credential(.bachelor, "1998-09", "2002-08"), credential(.doctor, "2016-09", "2020-01"),
        credential(.juniorCollege, "1995-09", "1998-08"),
      ]
    }
    #expect(name(Groups(facts, at: rules), .education) == "bachelor")
    #expect(name(Groups(facts, at: rules), .district) == "Tongzhou")
    #expect(name(Groups(facts, at: rules), .yearsPaid) == "13–15", "15 years to 2019-12")
    let none = worker(insured: 0)
    for grouping in [Grouping.education, .district] {
      #expect(name(Groups(none, at: rules), grouping) == "none")
    }
    #expect(name(Groups(none, at: rules), .yearsPaid) == "under 7")
    for (months, band) in [
      (83, "under 7"), (84, "7–9"), (119, "7–9"), (120, "10–12"), (228, "19 and over"),
    ] {
      #expect(name(Groups(worker(insured: months), at: rules), .yearsPaid) == band, "\(months)")
    }
  }

  private func name(_ groups: Groups, _ grouping: Grouping) -> String {
    grouping.groups[Int(groups.places[grouping.rawValue])].en
  }

  // MARK: Chart

  @Test(
    "the chart is well-formed, titled and described in both languages", arguments: Language.allCases
  )
  func chart(language: Language) throws {
    let names = ["plain", #"<&>"quoted" 'x'"#, "改革·1"]
    let reforms = try names.map { name in
      try Law.library().rules(
        2020,
        reform: Reform(name: name, changes: [.init(path: "residence.own.pointsPerYear", json: "2")])
      )
    }
    let outcomes = try run(Self.people(cycle: 2020), cycle: 2020, reforms: reforms, .quota(15))
    let svg = ReformChart(outcomes, language).svg
    // The document keeps its nodes alive.
    let document = try XMLDocument(xmlString: svg)
    let root = try #require(document.rootElement())
    #expect(root.name == "svg")
    #expect(root.value("role") == "img")
    let labels = root.value("aria-labelledby")?.split(separator: " ") ?? []
    #expect(labels.count == 2)
    for (label, name) in zip(labels, ["title", "desc"]) {
      let found = root.descendants.first { $0.value("id") == String(label) }
      #expect(found?.name == name)
      #expect(found?.stringValue?.isEmpty == false)
    }
    let texts = root.descendants.filter { $0.name == "text" }.compactMap(\.stringValue)
    for name in names {
      #expect(texts.contains { $0.contains("rules-2020+\(name)") }, "every reform is named")
    }
    let height = try #require(root.value("height").flatMap { Int($0) })
    for element in root.descendants {
      if let y = element.value("y").flatMap({ Int($0) }) {
        #expect(y < height, "nothing is drawn below the picture")
      }
      if let width = element.value("width").flatMap({ Int($0) }) { #expect(width >= 0) }
    }
  }

  /// Everybody has a criminal record (刑事犯罪记录), so the list is empty with and without the reform.
  @Test("a list without anybody has no cut-off to draw", arguments: Language.allCases)
  func chartOfNobody(language: Language) throws {
    let people = (0..<5).map { number in
      worker {
        $0.id = "barred-\(number)"
        $0.criminalRecord = true
      }
    }
    let reform = try Law.rules(
      2020, reform: "name: lenient\nconditions.criminalRecord.allowed: yes")
    let outcomes = try run(
      people, cycle: 2020,
      reforms: [try Law.rules(2020, reform: "name: r\nage.points: 2"), reform],
      .quota(1))
    #expect(outcomes.map { $0.cutOff?.description } == [nil, nil, "44.50"])
    let svg = ReformChart(outcomes, language).svg
    let cutOff = language == .zh ? "落户分值" : "cut-off"
    #expect(svg.contains("rules-2020+r: \(cutOff) – → –<"))
    #expect(svg.contains("rules-2020+lenient: \(cutOff) – → 44.50<"))
  }

  @Test("a chart of the law alone is well-formed too")
  func emptyChart() throws {
    let outcomes = try run([], cycle: 2020, reforms: [], .quota(1), parts: 1)
    #expect(throws: Never.self) {
      try XMLDocument(xmlString: ReformChart(outcomes, .en).svg)
    }
  }
}

extension Outcome {
  /// Everything counted.
  fileprivate var tallies: [[Tally]] { [[all]] + groups }
}

extension XMLElement {
  /// An attribute's value; `attribute(forName:)` finds none in a document with a default namespace.
  fileprivate func value(_ name: String) -> String? {
    attributes?.first { $0.name == name }?.stringValue
  }

  fileprivate var descendants: [XMLElement] {
    (children ?? []).compactMap { $0 as? XMLElement }.flatMap { [$0] + $0.descendants }
  }
}
