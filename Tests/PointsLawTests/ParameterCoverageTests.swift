import PointsLaw
import Policy
import TestKit
import Testing
import Units

/// Protects the promise that every number of the law is a parameter that the rules read (points.md 1):
/// changed a little through a reform, each one changes somebody's score or eligibility. A number
/// written in code, or a parameter that nobody reads, would not.
@Suite("Every parameter matters to somebody")
struct ParameterCoverageTests {
  enum Fate { case matters, refused, silent }

  /// What no facts can show, by cycle, and why.
  static func silent(_ cycle: Int) -> Set<String> {
    // Ranking scores nothing; the tests of ranking read these.
    var paths: Set<String> = ["ranking.quota"]
    // These have one alternative, so nothing else can be written there (ReadingTests).
    paths.formUnion(["conditions.residencePermit.by", "readings.incomeTaxRhythm"])
    for person in ["men", "womenManagement", "womenWorkers"] {
      let delay = "conditions.retirement.\(person).delay"
      // Nobody born late enough for the longest delay retires before 2039 (RetirementTests).
      paths.insert("\(delay).most")
      // Until 2026 the longest delay is 0, and nobody with a delay reaches the age.
      if cycle < 2026 { paths.formUnion(["\(delay).from", "\(delay).every"]) }
    }
    if cycle == 2018 {
      // Eleven months can count at most, and the edition knows no short year (reading 10).
      paths.formUnion([
        "district.citySix", "district.housing.pointsPerYear", "district.housing.most",
        "district.jobAndHousing.pointsPerYear", "district.jobAndHousing.most",
      ])
    }
    if cycle < 2020 {
      // By December 2018 there are two years at most: 4 or 8 points, far from the most.
      paths.formUnion([
        "district.housing.most", "district.jobAndHousing.most", "readings.districtModes",
      ])
    } else {
      // Nothing is published for these competitions, from whatever year.
      for row in ["chinaChuangyi", "beijingEntrepreneurship"] {
        paths.insert("innovation.competitions.\(row).firstYear")
      }
      // The windows of these cycles begin after April 2012.
      paths.insert("conditions.insurance.required.medical.rural.from")
    }
    return paths
  }

  /// Parts of the trial policy that the rules of 2020 have closed or replaced (UnusedReformTests).
  static let closed: Set<String> = {
    var paths: Set = [
      "district.shortYear", "readings.districtModes", "readings.studyResidence",
      "tax.income.average", "tax.income.points", "tax.enterprise.average",
      "tax.enterprise.points",
    ]
    for route in ["C1", "C2", "C3"] {
      for years in ["oneYear", "twoYears", "threeYears"] {
        paths.insert("innovation.enterprise.\(route).\(years)")
      }
    }
    return paths
  }()

  /// Shapes whose numbers the edition of the cycle does not state (ReadingTests), or whose month by
  /// month memory would be too long; and the numbers of shapes that are not in force.
  static func refused(_ cycle: Int) -> Set<String> {
    shapes(cycle).union(cycle < 2020 ? [] : closed)
  }

  private static func shapes(_ cycle: Int) -> Set<String> {
    switch cycle {
    case ..<2020:
      [
        "district.rule", "education.deduction.rule", "innovation.enterprise.C4.open",
        "ranking.rule", "tax.income.rule",
      ]
    case ..<2026: ["district.rule"]
    default: ["district.rule", "education.deduction.rule", "residence.lines"]
    }
  }

  /// People of a cycle with their scores under the law.
  private struct Pool {
    let people: [Facts]
    let scores: [Score]

    init(_ people: [Facts], _ scorer: inout Scorer) {
      self.people = people
      scores = people.map { scorer.score($0) }
    }

    /// Whether somebody among the first ones has another score under other rules.
    func differs(_ rules: Rules, first count: Int = .max) -> Bool {
      var scorer = Scorer(rules)
      return zip(people, scores).prefix(count).contains { scorer.score($0) != $1 }
    }
  }

  /// - Parameter prefix: in cycle 2026 the conditions alone, for the delays that begin then.
  @Test(
    "a small change of any parameter is noticed",
    arguments: [(2018, ""), (2019, ""), (2024, ""), (2026, "conditions.")])
  func every(cycle: Int, prefix: String) throws {
    let library = try Law.library()
    let parameters = try library.edition(of: cycle).parameters(in: cycle)
      .filter { $0.path.hasPrefix(prefix) }
    var law = Scorer(try Law.rules(cycle))
    let claims = Pool(ParameterCoverageTests.claims(cycle), &law)
    let conditions = Pool(ParameterCoverageTests.retiring(cycle), &law)
    let all = Pool(ParameterCoverageTests.people(cycle), &law)
    var expected = ParameterCoverageTests.silent(cycle)
    // Whether ranking is by cut-off or quota scores nothing either.
    if cycle >= 2020 { expected.insert("ranking.rule") }
    var fates: [Fate: Set<String>] = [:]
    for parameter in parameters {
      let path = parameter.path
      let near = path.hasPrefix("innovation.") ? claims : conditions
      // What cannot matter is looked for in fewer people.
      let count = expected.contains(path) ? 150 : Int.max
      var fate = Fate.silent
      for value in ParameterCoverageTests.variants(parameter, cycle: cycle) {
        do throws(Problems) {
          let rules = try library.rules(cycle, reform: Law.reform("\(path): \(value)"))
          if near.differs(rules) || all.differs(rules, first: count) {
            fate = .matters
            break
          }
        } catch {
          fate = .refused
        }
      }
      fates[fate, default: []].insert(path)
    }
    let known = Set(parameters.map(\.path))
    #expect(fates[.silent] == expected.intersection(known))
    #expect(fates[.refused] ?? [] == ParameterCoverageTests.refused(cycle).intersection(known))
  }

  // MARK: Small changes

  /// Other values of the same unit, near the one in force, as in a reform file.
  static func variants(_ parameter: Parameter, cycle: Int) -> [String] {
    switch parameter.value {
    case .points(let points):
      [100, -100].map { Points(hundredths: points.hundredths + $0).short }
    case .unpublished: ["1"]
    case .count(let count): [count + 1, max(count - 1, 0)].map(String.init)
    case .yuan(let yuan): [yuan.fen + 1, yuan.fen - 1].map { Yuan(fen: $0).description }
    case .month(let month): [1, -1, -12].map { (month + $0).description }
    case .date(let date): ["\(date.month)-02", CivilDate.last(of: date.month - 1).description]
    case .names(let names):
      names.map { name in "[\(names.filter { $0 != name }.joined(separator: ", "))]" }
    case .ranks(let rows):
      rows.indices.map { changed in
        let parts = rows.enumerated().map { index, row in
          let points = row.points ?? .zero
          let value = index == changed ? points + Points(hundredths: 100) : points
          return "\(row.from)-\(row.to): \(value.short)"
        }
        return "{\(parts.joined(separator: ", "))}"
      }
    case .none:
      switch parameter.unit {
      case .month: ["\(Month(cycle - 1, 12) - 11)"]
      case .date: ["\(cycle - 2)-06-01"]
      case .year: [String(cycle - 1)]
      default: ["6"]
      }
    case .option(let option):
      (options[parameter.path] ?? ["yes", "no"]).filter { $0 != option }
    }
  }

  private static let options: [String: [String]] = [
    "rounding": Rounding.allCases.map(\.rawValue),
    "conditions.residencePermit.by": PermitDeadline.allCases.map(\.rawValue),
    "residence.lines": ResidenceLines.allCases.map(\.rawValue),
    "education.deduction.rule": DeductionRule.allCases.map(\.rawValue),
    "district.rule": DistrictRule.allCases.map(\.rawValue),
    "tax.income.rule": IncomeTaxRule.allCases.map(\.rawValue),
    "ranking.rule": RankingRule.allCases.map(\.rawValue),
    "readings.imputedType": ImputedType.allCases.map(\.rawValue),
    "readings.earlyRental": EarlyRental.allCases.map(\.rawValue),
    "readings.studyResidence": StudyResidence.allCases.map(\.rawValue),
    "readings.singleCredentialWindow": SingleCredentialWindow.allCases.map(\.rawValue),
    "readings.districtLeftover": DistrictLeftover.allCases.map(\.rawValue),
    "readings.districtDecember": DistrictDecember.allCases.map(\.rawValue),
    "readings.districtModes": DistrictModes.allCases.map(\.rawValue),
    "readings.supplementaryCount": SupplementaryCount.allCases.map(\.rawValue),
    "readings.ageReached": AgeReached.allCases.map(\.rawValue),
    "readings.incomeTaxRhythm": IncomeTaxRhythm.allCases.map(\.rawValue),
  ]

  // MARK: People

  /// Random people, people at the edges of the rules, and the worked cases.
  static func people(_ cycle: Int) -> [Facts] {
    var random = RandomFacts(seed: UInt64(cycle))
    var people = (0..<60).map { _ in random.next(cycle: cycle, small: true) } + edges(cycle)
    for example in WorkedCaseTests.all {
      if let (facts, _) = try? WorkedCaseTests.read(example) { people.append(facts) }
    }
    return people + (0..<540).map { _ in random.next(cycle: cycle, small: true) }
  }

  private static func edges(_ cycle: Int) -> [Facts] {
    let last = Month(cycle - 1, 12)
    func spell(_ month: Month) -> String { month.description }
    let window = spell(last - 83)
    var people = [
      worker(cycle: cycle), worker(cycle: cycle, insured: 83), worker(cycle: cycle, insured: 85),
      worker(cycle: cycle, insured: 11), worker(cycle: cycle, insured: 12),
    ]
    func add(_ change: (inout Facts) -> Void) { people.append(worker(cycle: cycle, change)) }
    for count in 4...6 {
      add {
        $0.insurance = $0.insurance.makingUp(
          spell(last - 40), spell(last - 41 + count), types: [.pension, .medical])
      }
    }
    for first in ["2012-03", "2012-04", "2012-05"] {
      add {
        $0.household = .rural
        $0.insurance = $0.insurance.without(
          window, spell(month(first) - 1), types: [.medical])
      }
    }
    add { $0.insurance = $0.insurance.without(window, spell(last - 12), types: [.maternity]) }
    add { $0.criminalRecord = true }
    for title in HonourTitle.allCases { add { $0.honours = [Honour(title, year: 2015)] } }
    for level in Credential.Level.allCases {
      for degree in [false, true] where level != .juniorCollege || !degree {
        for graduated in [month("2002-07"), last - 20] {
          add {
            $0.credentials = [
              Credential(
                level, diploma: true, degree: degree, enrolled: graduated - 3,
                graduated: graduated)
            ]
          }
        }
      }
    }
    for paid in ["100000", "99999.99"] {
      add {
        $0.taxes = Taxes(
          authorised: true,
          income: (1...3).map { IncomeTax(year: cycle - $0, paid: yuan(paid)) })
      }
    }
    for paid in ["200000", "199999.99"] {
      add {
        $0.taxes = Taxes(
          authorised: true,
          enterprises: (1...3).map {
            EnterpriseTax(name: "e", year: cycle - $0, share: .whole, paid: yuan(paid))
          })
      }
    }
    return people
  }

  private static func claims(_ cycle: Int) -> [Facts] {
    var claims: [InnovationClaim] = []
    for row in InnovationRowTests.ranked {
      for stretch in row.stretches {
        claims.append(
          InnovationClaim(row.row, grade: row.grade, place: stretch.last, year: cycle - 2))
      }
      claims.append(InnovationClaim(row.row, grade: row.grade, place: 7, year: cycle - 2))
    }
    for row in InnovationRowTests.flat + InnovationRowTests.unpublished {
      claims.append(InnovationClaim(row.row, grade: row.grade, year: cycle - 2))
    }
    for (row, first) in [
      (InnovationRow.chinaInnovation, 2012), (.beijingInnovation, 2015), (.worldSkills, 2011),
      (.nationalFirstClassSkills, 2011), (.cityFirstClassSkills, 2011),
    ] {
      for year in [first - 1, first] {
        claims.append(
          InnovationClaim(
            row, grade: row.grades.first, place: row.needsPlace(nil) ? 1 : nil, year: year))
      }
    }
    for row in [InnovationRow.C1, .C2, .C3] {
      for count in 1...3 {
        claims.append(InnovationClaim(row, years: (1...count).map { cycle - $0 }))
      }
      claims.append(InnovationClaim(row, years: [cycle - 4]))
    }
    for amount in ["5000000", "20000000", "40000000"] {
      for year in [cycle - 4, cycle - 3] {
        claims.append(InnovationClaim(.C4, years: [year], financing: yuan(amount)))
      }
    }
    return claims.map { claim in worker(cycle: cycle) { $0.innovation = [claim] } }
  }

  /// Everybody whose retirement is near the reference date, month by month.
  private static func retiring(_ cycle: Int) -> [Facts] {
    var people: [Facts] = []
    for (person, years) in [
      (RetirementTests.Person.man, 60), (.womanManagement, 55), (.womanWorker, 50),
    ] {
      for offset in -14...2 {
        let month = Month(cycle - 1 - years, 12) + offset
        for born in [CivilDate(month.year, month.month, 15), CivilDate.last(of: month)] {
          if let born { people.append(RetirementTests.facts(person, born, cycle: cycle)) }
        }
      }
    }
    return people
  }
}
