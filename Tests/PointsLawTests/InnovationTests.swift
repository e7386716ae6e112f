import PointsLaw
import Policy
import Testing
import Units

/// Protects the rules around the innovation tables (创新创业; points.md 3.5, awards.md): years, the
/// enterprise routes C1 to C4, and that only the best claim counts. A claim that cannot score is never
/// an error: the same file is scored under several editions.
@Suite("Innovation: years, enterprise routes, the best claim")
struct InnovationTests {
  private func sheet(_ claims: InnovationClaim..., cycle: Int) throws -> ScoreSheet {
    try score(worker(cycle: cycle) { $0.innovation = claims }, cycle: cycle)
  }

  @Test(
    "a claim of the previous year counts, one of the cycle's own year does not",
    arguments: [2018, 2019, 2020, 2024])
  func afterLastYear(cycle: Int) throws {
    for (row, grade) in [
      (InnovationRow.fiveOneProject, Grade?.none), (.chinaNews, .special), (.worldSkills, nil),
      (.chinaInnovation, .first),
    ] {
      #expect(
        try sheet(InnovationClaim(row, grade: grade, year: cycle - 1), cycle: cycle)[.innovation]
          == "12.00")
      let late = try sheet(InnovationClaim(row, grade: grade, year: cycle), cycle: cycle)
      #expect(late[.innovation] == "0.00")
      #expect(late.warningTexts.count == 1)
      #expect(late.warningTexts.first?.contains("\(cycle)") == true)
    }
  }

  @Test(
    "a competition counts from its first year, an award from any",
    arguments: [
      (InnovationRow.chinaInnovation, Grade?.some(.first), 2012),
      (.beijingInnovation, .first, 2015),
      (.worldSkills, nil, 2011), (.nationalFirstClassSkills, nil, 2011),
      (.cityFirstClassSkills, nil, 2011), (.beijingCulturalCreativity, .first, 0),
      (.fiveOneProject, nil, 0), (.beijingNews, .first, 0),
    ])
  func firstYear(row: InnovationRow, grade: Grade?, first: Int) throws {
    for cycle in [2018, 2019, 2020] {
      func claim(_ year: Int) -> InnovationClaim {
        InnovationClaim(row, grade: grade, place: row.needsPlace(grade) ? 1 : nil, year: year)
      }
      let begun = try sheet(claim(max(first, 1950)), cycle: cycle)
      #expect(begun[.innovation] != "0.00")
      guard first > 0 else { continue }
      let early = try sheet(claim(first - 1), cycle: cycle)
      #expect(early[.innovation] == "0.00")
      #expect(early.warningTexts.first?.contains("before its first year \(first)") == true)
    }
  }

  // MARK: C1 to C3

  @Test(
    "C1 to C3 in the trial editions: three, two or one year within the three before the cycle",
    arguments: [
      (InnovationRow.C1, ["6.00", "4.00", "2.00"]), (.C2, ["6.00", "4.00", "2.00"]),
      (.C3, ["3.00", "2.00", "1.00"]),
    ])
  func enterpriseYears(row: InnovationRow, points: [String]) throws {
    for cycle in [2018, 2019] {
      func innovation(_ years: Int...) throws -> String {
        try sheet(InnovationClaim(row, years: years.map { cycle + $0 }), cycle: cycle)[.innovation]
      }
      #expect(try innovation(-3, -2, -1) == points[0])
      #expect(try innovation(-1, -3, -2) == points[0], "in any order")
      #expect(try innovation(-2, -1) == points[1])
      #expect(try innovation(-3, -1) == points[1])
      for year in [-3, -2, -1] { #expect(try innovation(year) == points[2]) }
      #expect(try innovation(-4, -3) == points[2], "the fourth year back does not count")
      #expect(try innovation(-1, 0) == points[2], "nor the cycle's own year")
      #expect(try innovation(-4, 0) == "0.00")
      #expect(try innovation() == "0.00")
    }
    for cycle in [2020, 2024] {
      let closed = try sheet(
        InnovationClaim(row, years: [cycle - 3, cycle - 2, cycle - 1]), cycle: cycle)
      #expect(closed[.innovation] == "0.00")
      #expect(closed.warningTexts == ["\(row.name) is not part of rules-2020"])
    }
  }

  @Test("a route that satisfies in no year says so")
  func noYear() throws {
    for row in [InnovationRow.C1, .C2, .C3] {
      let none = try sheet(InnovationClaim(row, years: [2014]), cycle: 2018)
      #expect(none.warningTexts.count == 1)
      #expect(none.warningTexts.first?.contains("2015 to 2017") == true)
    }
  }

  @Test("the years of different claims are not added up")
  func notAdded() throws {
    let two = try sheet(
      InnovationClaim(.C1, years: [2016]), InnovationClaim(.C1, years: [2017]),
      InnovationClaim(.C2, years: [2018]), cycle: 2019)
    #expect(two[.innovation] == "2.00")
    #expect(two.filing.innovation == 0)
  }

  @Test("routes may be opened and closed by a reform (reading 11)")
  func routesAreParameters() throws {
    let facts = worker(cycle: 2024) {
      $0.innovation = [InnovationClaim(.C1, years: [2021, 2022, 2023])]
    }
    #expect(try score(facts, cycle: 2024)[.innovation] == "0.00")
    #expect(
      try score(facts, cycle: 2024, reform: "innovation.enterprise.C1.open: yes")[.innovation]
        == "6.00")
    let old = worker(cycle: 2019) { $0.innovation = [InnovationClaim(.C3, years: [2018])] }
    #expect(
      try score(old, cycle: 2019, reform: "innovation.enterprise.C3.open: no")[.innovation]
        == "0.00")
  }

  // MARK: C4

  @Test(
    "C4 since 2020: 2, 4 and 6 points for 5, 20 and 40 million of equity financing",
    arguments: [
      ("0", "0.00"), ("4999999.99", "0.00"), ("5000000", "2.00"), ("5000000.01", "2.00"),
      ("19999999.99", "2.00"), ("20000000", "4.00"), ("39999999.99", "4.00"),
      ("40000000", "6.00"), ("1000000000000", "6.00"),
    ])
  func financing(amount: String, points: String) throws {
    for cycle in [2020, 2024] {
      let claim = InnovationClaim(.C4, years: [cycle - 1], financing: yuan(amount))
      let open = try sheet(claim, cycle: cycle)
      #expect(open[.innovation] == points)
      #expect(open.warnings.count == (points == "0.00" ? 1 : 0))
    }
    let trial = try sheet(
      InnovationClaim(.C4, years: [2017], financing: yuan(amount)), cycle: 2019)
    #expect(trial[.innovation] == "0.00")
    #expect(trial.warningTexts == ["C4 is not part of trial-2019"])
  }

  @Test("C4 needs one whole year among the three before the cycle; more earn no more")
  func financingYears() throws {
    func innovation(_ years: Int...) throws -> String {
      try sheet(
        InnovationClaim(.C4, years: years, financing: yuan("20000000")), cycle: 2020)[.innovation]
    }
    #expect(try innovation(2017) == "4.00")
    #expect(try innovation(2019) == "4.00")
    #expect(try innovation(2017, 2018, 2019) == "4.00")
    #expect(try innovation(2016) == "0.00")
    #expect(try innovation(2020) == "0.00")
    #expect(try innovation(2016, 2020) == "0.00")
    #expect(try innovation() == "0.00")
  }

  /// A case file must state the rank (MANUAL-2019 附件一(一)); facts built elsewhere may lack it.
  @Test("a claim without the rank that its points depend on scores nothing and says so")
  func noRank() throws {
    for cycle in [2019, 2020] {
      func claim(_ place: Int?) -> InnovationClaim {
        InnovationClaim(.nationalNaturalScience, grade: .second, place: place, year: 2017)
      }
      let without = try sheet(claim(nil), cycle: cycle)
      #expect(without[.innovation] == "0.00")
      #expect(
        without.warningTexts == [
          "nationalNaturalScience second: no rank is given, its points depend on it"
        ])
      #expect(
        try sheet(claim(6), cycle: cycle).warningTexts == [
          "nationalNaturalScience second: rank 6 is outside its table"
        ])
      #expect(try sheet(claim(5), cycle: cycle)[.innovation] == "10.00")
    }
  }

  // MARK: The best claim

  @Test("only the best claim counts")
  func best() throws {
    let sheet = try sheet(
      InnovationClaim(.beijingNews, grade: .third, year: 2015),
      InnovationClaim(.nationalScienceTechnologyProgress, grade: .special, place: 30, year: 2010),
      InnovationClaim(.nationalScienceTechnologyProgress, grade: .first, place: 11, year: 2010),
      cycle: 2020)
    #expect(sheet[.innovation] == "11.00")
    #expect(sheet.filing.innovation == 1)
    #expect(sheet.alternatives?.count == 3, "none, the first and the third")
  }

  @Test("every claim that cannot score is warned of, whichever is filed")
  func warnings() throws {
    let facts = worker {
      $0.innovation = [
        InnovationClaim(.C1, years: [2019]), InnovationClaim(.fiveOneProject, year: 2019),
        InnovationClaim(.fiveOneProject, year: 2020),
        InnovationClaim(.beijingInnovation, grade: .first, year: 2014),
      ]
    }
    #expect(try score(facts).warnings.count == 3)
    #expect(try score(facts, filing: Filing()).warnings.count == 3)
    for warning in try score(facts).warnings {
      #expect(!warning.wording.zh.isEmpty && !warning.wording.en.isEmpty)
    }
  }
}
