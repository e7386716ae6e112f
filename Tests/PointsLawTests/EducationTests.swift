import PointsLaw
import Policy
import Testing
import Units

/// Protects the education indicator (教育背景; points.md 3.3, QA-2020 questions 5 and 6): what each
/// credential is worth in each edition, and what study takes back from employment and residence.
@Suite("Education: worth and deduction")
struct EducationTests {
  struct Worth: Sendable, CustomTestStringConvertible {
    let level: Credential.Level
    let diploma: Bool
    let degree: Bool
    let trial: String
    let rules: String
    /// Months of the window since 2020.
    let window: Int

    init(
      _ level: Credential.Level, diploma: Bool, degree: Bool, trial: String, rules: String,
      window: Int
    ) {
      self.level = level
      self.diploma = diploma
      self.degree = degree
      self.trial = trial
      self.rules = rules
      self.window = window
    }

    var testDescription: String { "\(level) diploma \(diploma) degree \(degree)" }

    func credential(_ enrolled: Month, _ graduated: Month) -> Credential {
      Credential(level, diploma: diploma, degree: degree, enrolled: enrolled, graduated: graduated)
    }
  }

  static let table = [
    Worth(.juniorCollege, diploma: true, degree: false, trial: "10.50", rules: "10.50", window: 36),
    Worth(.bachelor, diploma: true, degree: false, trial: "0.00", rules: "10.50", window: 36),
    Worth(.bachelor, diploma: false, degree: true, trial: "0.00", rules: "10.50", window: 36),
    Worth(.bachelor, diploma: true, degree: true, trial: "15.00", rules: "15.00", window: 48),
    Worth(.master, diploma: true, degree: false, trial: "0.00", rules: "15.00", window: 48),
    Worth(.master, diploma: false, degree: true, trial: "0.00", rules: "15.00", window: 48),
    Worth(.master, diploma: true, degree: true, trial: "26.00", rules: "26.00", window: 36),
    Worth(.doctor, diploma: true, degree: false, trial: "0.00", rules: "26.00", window: 36),
    Worth(.doctor, diploma: false, degree: true, trial: "0.00", rules: "26.00", window: 36),
    Worth(.doctor, diploma: true, degree: true, trial: "37.00", rules: "37.00", window: 36),
  ]

  @Test("every credential in every edition, before anything was earned", arguments: table)
  func worth(row: Worth) throws {
    for cycle in [2018, 2019, 2020, 2024, 2026] {
      let facts = worker(cycle: cycle) {
        $0.credentials = [row.credential(month("1998-09"), month("2002-07"))]
      }
      let expected = cycle < 2020 ? row.trial : row.rules
      let filed = try score(facts, cycle: cycle, filing: Filing(credential: 0))
      #expect(filed[.education] == expected)
      #expect(filed[line: .gross] == expected)
      #expect(filed[line: .deduction] == "0.00")
      #expect(filed.warnings.count == (expected == "0.00" ? 1 : 0))
      let best = try score(facts, cycle: cycle)
      #expect(best.filing.credential == (expected == "0.00" ? nil : 0))
      #expect(best[.education] == expected)
    }
  }

  @Test(
    "a credential counts if its graduation month is not after the reference date", arguments: table)
  func graduation(row: Worth) throws {
    for cycle in [2018, 2019, 2020, 2022] {
      let last = Month(cycle - 1, 12)
      func sheet(_ graduated: Month) throws -> ScoreSheet {
        try score(
          worker(cycle: cycle) { $0.credentials = [row.credential(last - 40, graduated)] },
          cycle: cycle, filing: Filing(credential: 0))
      }
      #expect(try sheet(last)[line: .gross] == (cycle < 2020 ? row.trial : row.rules))
      let late = try sheet(last + 1)
      #expect(late[.education] == "0.00", "no deduction either")
      #expect(late.warnings.count == 1)
    }
  }

  // MARK: Since 2020: a fixed window

  @Test("the window ends with the graduation month and goes with the points", arguments: table)
  func window(row: Worth) throws {
    // Insured 2000-01…2005-12 and never since.
    func deduction(_ graduated: Month) throws -> String {
      try score(
        worker {
          $0.insurance = insured("2000-01", "2005-12")
          $0.credentials = [row.credential(graduated - 1, graduated)]
        }, filing: Filing(credential: 0))[line: .deduction]
    }
    let last = month("2005-12")
    #expect(try deduction(last + (row.window - 1)) == "-0.29", "the first month of the window")
    #expect(try deduction(last + row.window) == "0.00", "the month before it")
    #expect(try deduction(last) == (row.window == 48 ? "-14.00" : "-10.50"), "all of it")
    #expect(try deduction(month("2000-01")) == "-0.29", "the graduation month itself")
    #expect(try deduction(month("1999-12")) == "0.00")
  }

  @Test(
    "k months of employment in the window take back k × 3.5 ÷ 12, rounded once",
    arguments: [
      (0, "0.00"), (1, "-0.29"), (2, "-0.58"), (9, "-2.63"), (15, "-4.38"), (33, "-9.63"),
      (36, "-10.50"), (48, "-14.00"), (60, "-14.00"),
    ])
  func windowMonths(count: Int, points: String) throws {
    let graduated = month("2013-06")
    let facts = worker {
      $0.insurance = insured(MonthSpan(graduated - (count - 1), month("2019-12")))
      $0.credentials = [credential(.bachelor, "2012-09", "2013-06")]
    }
    #expect(try score(facts, filing: Filing(credential: 0))[line: .deduction] == points)
  }

  @Test("months that scored nothing are not taken back, and homes do not matter since 2020")
  func windowEarnings() throws {
    func deduction(_ change: (inout Facts) -> Void) throws -> String {
      let facts = worker {
        $0.insurance = insured("2012-01", "2019-12")
        $0.credentials = [credential(.bachelor, "2009-09", "2013-06")]
        change(&$0)
      }
      return try score(facts, filing: Filing(credential: 0))[line: .deduction]
    }
    #expect(try deduction { _ in } == "-5.25", "18 months")
    #expect(
      try deduction { $0.insurance = $0.insurance.makingUp("2012-03", "2012-04") } == "-4.67",
      "supplementary months never scored")
    #expect(try deduction { $0.residences = [ownHome("2009-07", "2013-06")] } == "-5.25")
    #expect(try deduction { $0.residences = [rental("2009-07", "2013-06")] } == "-5.25")
  }

  @Test("a net of zero or below is not claimed, but a filed claim is scored as filed")
  func notWorthIt() throws {
    let facts = worker {
      $0.credentials = [credential(.juniorCollege, "2013-09", "2015-12")]
    }
    let filed = try score(facts, filing: Filing(credential: 0))
    #expect(filed[line: .gross] == "10.50")
    #expect(filed[line: .deduction] == "-10.50")
    #expect(filed[.education] == "0.00")
    #expect(filed.warningTexts.contains { $0.contains("do not claim it") })
    let best = try score(facts)
    #expect(best.filing.credential == nil)
    #expect(best[.education] == "0.00")
    #expect(best.warningTexts.contains { $0.contains("do not claim it") }, "and says so")
  }

  @Test("the best credential is the one that nets most, not the one worth most")
  func bestCredential() throws {
    func best(_ credentials: [Credential]) throws -> (Int?, String) {
      let sheet = try score(worker { $0.credentials = credentials })
      return (sheet.filing.credential, sheet[.education])
    }
    let bachelor = credential(.bachelor, "2001-09", "2005-07")
    let master = credential(.master, "2014-09", "2017-06")
    let single = credential(.master, "2014-09", "2017-06", degree: false)
    #expect(try best([bachelor, master]) == (1, "15.50"), "26 − 10.50")
    #expect(try best([bachelor, single]) == (0, "15.00"), "15 − 14.00 is less")
    #expect(try best([bachelor, bachelor]) == (0, "15.00"), "the first of equals")
    #expect(try best([]) == (nil, "0.00"))
  }

  // MARK: Trial editions: the months really studied

  /// Cycle 2019, insured 2012-01…2018-12, a bachelor's study with everything filed.
  private func trial(
    _ enrolled: String, _ graduated: String, _ homes: Residence..., cycle: Int = 2019
  ) throws -> ScoreSheet {
    try score(
      worker(cycle: cycle) {
        $0.insurance = insured("2012-01", "2018-12")
        $0.residences = homes
        $0.credentials = [credential(.bachelor, enrolled, graduated)]
      }, cycle: cycle, filing: Filing(credential: 0))
  }

  @Test("a degree taken in eight months of work and rented rooms: 15 − 2.33 = 12.67 (question 6)")
  func eightMonths() throws {
    for cycle in [2018, 2019] {
      let sheet = try trial("2014-09", "2015-04", cycle: cycle)
      #expect(sheet[line: .deduction] == "-2.33")
      #expect(sheet[.education] == "12.67")
    }
  }

  @Test("enrolment and graduation month are studied months")
  func studyEnds() throws {
    #expect(try trial("2013-01", "2013-12")[line: .deduction] == "-3.50", "12 months")
    #expect(try trial("2012-12", "2013-12")[line: .deduction] == "-3.79", "13 months")
    #expect(try trial("2013-01", "2014-01")[line: .deduction] == "-3.79", "13 months")
    #expect(try trial("2013-05", "2013-05")[line: .deduction] == "-0.29", "one month")
    #expect(try trial("2009-09", "2011-12")[line: .deduction] == "0.00", "before employment")
    #expect(try trial("2009-09", "2012-01")[line: .deduction] == "-0.29", "its first month")
  }

  @Test(
    "residence is taken back at what it scored: own home 1, filed and imputed 0.5, else nothing")
  func studyResidence() throws {
    #expect(
      try trial("2013-01", "2013-12", ownHome("2013-01", "2013-12"))[line: .deduction] == "-4.00")
    #expect(
      try trial("2013-01", "2013-12", ownHome("2013-07", "2014-12"))[line: .deduction] == "-3.75",
      "6 own, 6 imputed")
    #expect(try trial("2017-01", "2017-12")[line: .deduction] == "-3.00", "nothing filed in 2017")
    #expect(
      try trial("2017-01", "2017-12", rental("2017-01", "2017-12"))[line: .deduction] == "-3.50")
    #expect(
      try trial("2017-01", "2017-12", dormitory("2017-07", "2018-12"))[line: .deduction]
        == "-3.25")
    #expect(try trial("2016-07", "2017-06")[line: .deduction] == "-3.25", "6 imputed, 6 not filed")
    #expect(
      try trial("2016-07", "2017-06", rental("2016-01", "2017-12"))[line: .deduction] == "-3.50")
    #expect(
      try trial("2005-01", "2005-12", ownHome("2005-01", "2005-12"))[line: .deduction] == "-1.00",
      "an own home before employment")
  }

  @Test("employment and residence themselves stay whole")
  func whole() throws {
    let with = try trial("2013-01", "2013-12", rental("2017-01", "2018-12"))
    let without = try score(
      worker(cycle: 2019) {
        $0.insurance = insured("2012-01", "2018-12")
        $0.residences = [rental("2017-01", "2018-12")]
      }, cycle: 2019)
    #expect(with[.employment] == without[.employment])
    #expect(with[.residence] == without[.residence])
  }

  @Test("five years of work while studying take back more than a bachelor's is worth")
  func studyNotWorthIt() throws {
    let filed = try trial("2012-01", "2016-12")
    #expect(filed[line: .deduction] == "-17.50")
    #expect(filed[.education] == "-2.50")
    #expect(filed.warningTexts.contains { $0.contains("do not claim it") })
    let best = try score(
      worker(cycle: 2019) { $0.credentials = [credential(.bachelor, "2012-01", "2016-12")] },
      cycle: 2019)
    #expect(best.filing.credential == nil)
    #expect(best[.education] == "0.00")
  }

  @Test("a claim worth nothing has no deduction (trial, diploma alone)")
  func worthless() throws {
    let facts = worker(cycle: 2019) {
      $0.credentials = [credential(.bachelor, "2013-01", "2016-12", degree: false)]
    }
    let filed = try score(facts, cycle: 2019, filing: Filing(credential: 0))
    #expect(filed[.education] == "0.00")
    #expect(filed.lines.allSatisfy { $0.line.indicator != .education })
    #expect(filed.warnings.count == 1)
  }
}
