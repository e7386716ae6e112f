import PointsLaw
import Policy
import Testing
import Units

/// Protects what is read from records (points.md 3.6–3.9): tax violations and detentions with the
/// edges of their windows, age by the identity card, and honours.
@Suite("Violations, detentions, age and honours")
struct RecordTests {
  // MARK: Windows

  /// A day, the cycle, and whether it counts.
  static let windows: [(String, Int, Bool)] = [
    // Trial editions: from 2017-01-01 to the reference date.
    ("2016-12-31", 2018, false), ("2017-01-01", 2018, true), ("2017-12-31", 2018, true),
    ("2018-01-01", 2018, false), ("2016-12-31", 2019, false), ("2017-01-01", 2019, true),
    ("2018-12-31", 2019, true), ("2019-01-01", 2019, false),
    // Since 2020: the 60 months that end with the reference date (reading 7).
    ("2014-12-31", 2020, false), ("2015-01-01", 2020, true), ("2016-12-31", 2020, true),
    ("2019-12-31", 2020, true), ("2020-01-01", 2020, false), ("2018-12-31", 2024, false),
    ("2019-01-01", 2024, true), ("2023-12-31", 2024, true), ("2024-01-01", 2024, false),
    ("2000-02-29", 2024, false), ("2020-02-29", 2024, true),
  ]

  @Test("a detention costs 30 within its window", arguments: windows)
  func detention(text: String, cycle: Int, counts: Bool) throws {
    let facts = worker(cycle: cycle) { $0.detentions = [day(text)] }
    #expect(try score(facts, cycle: cycle)[.lawAbiding] == (counts ? "-30.00" : "0.00"))
  }

  @Test("a tax violation costs 12 within the same window, authorised or not", arguments: windows)
  func violation(text: String, cycle: Int, counts: Bool) throws {
    for authorised in [false, true] {
      let facts = worker(cycle: cycle) {
        $0.taxes = Taxes(authorised: authorised, violations: [day(text)])
      }
      let sheet = try score(facts, cycle: cycle)
      #expect(sheet[line: .violations] == (counts ? "-12.00" : "0.00"))
      #expect(sheet[.tax] == (counts ? "-12.00" : "0.00"))
    }
  }

  @Test("every entry counts, equal dates too")
  func everyEntry() throws {
    let days = [day("2018-05-04"), day("2018-05-04"), day("2019-12-31"), day("2014-12-31")]
    let facts = worker {
      $0.detentions = days
      $0.taxes = Taxes(authorised: true, violations: days)
    }
    let sheet = try score(facts)
    #expect(sheet[.lawAbiding] == "-90.00")
    #expect(sheet[.tax] == "-36.00")
    #expect(sheet.total.description == "-81.50", "the total goes below zero")
  }

  @Test(
    "tax still owed is one more violation, whatever the date", arguments: [2018, 2019, 2020, 2024])
  func owed(cycle: Int) throws {
    func tax(_ violations: String...) throws -> String {
      try score(
        worker(cycle: cycle) {
          $0.taxes = Taxes(violations: violations.map(day), owed: true)
        }, cycle: cycle)[line: .violations]
    }
    #expect(try tax() == "-12.00")
    #expect(try tax("\(cycle - 1)-06-01") == "-24.00")
    #expect(try tax("2010-06-01") == "-12.00")
  }

  @Test("violations stand beside what the taxes earn")
  func beside() throws {
    let facts = worker {
      $0.taxes = Taxes(
        authorised: true, income: (2017...2019).map { IncomeTax(year: $0, paid: yuan("100000")) },
        violations: [day("2018-05-04")])
    }
    let sheet = try score(facts)
    #expect(sheet[line: .tax] == "6.00")
    #expect(sheet[line: .violations] == "-12.00")
    #expect(sheet[.tax] == "-6.00")
  }

  @Test("the window is a parameter: a date, a number of months, or both")
  func windowParameters() throws {
    let facts = worker { $0.detentions = [day("2017-06-30"), day("2018-06-30")] }
    #expect(try score(facts)[.lawAbiding] == "-60.00")
    #expect(
      try score(facts, reform: "lawAbiding.lookBackMonths: 24")[.lawAbiding] == "-30.00")
    #expect(try score(facts, reform: "lawAbiding.from: 2017-07-01")[.lawAbiding] == "-30.00")
    #expect(try score(facts, reform: "lawAbiding.lookBackMonths: none")[.lawAbiding] == "-60.00")
    #expect(
      try score(facts, reform: "lawAbiding.lookBackMonths: 12\nlawAbiding.from: 2010-01-01")[
        .lawAbiding] == "0.00", "the later of the two")
  }

  // MARK: Age

  @Test(
    "the table of QA-2020 question 10, by cycle and birth year",
    arguments: 2018...2027)
  func ageTable(cycle: Int) throws {
    let points: [Int: String] = [47: "16.00", 48: "12.00", 49: "8.00", 50: "4.00"]
    for years in [20, 45, 46, 47, 48, 49, 50, 51, 60] {
      let birthYear = cycle - 1 - years
      let expected = years <= 46 ? "20.00" : cycle < 2020 ? "0.00" : points[years] ?? "0.00"
      for birthday in ["01-01", "01-02", "02-28", "07-17", "12-31"] {
        for sex in Sex.allCases {
          let facts = worker(cycle: cycle) {
            $0.birthDate = day("\(birthYear)-\(birthday)")
            $0.sex = sex
          }
          #expect(
            try score(facts, cycle: cycle)[.age] == expected, "born \(birthYear)-\(birthday)")
        }
      }
    }
  }

  @Test(
    "the edges of the table as it is published for cycle 2020",
    arguments: [
      ("1980-05-17", "20.00"), ("1973-01-01", "20.00"), ("1972-12-31", "16.00"),
      ("1972-02-29", "16.00"), ("1972-01-01", "16.00"), ("1971-12-31", "12.00"),
      ("1971-01-01", "12.00"), ("1970-12-31", "8.00"), ("1970-01-01", "8.00"),
      ("1969-12-31", "4.00"), ("1969-01-01", "4.00"), ("1968-12-31", "0.00"),
      ("1950-01-01", "0.00"),
    ])
  func ageEdges(birth: String, points: String) throws {
    #expect(try score(worker { $0.birthDate = day(birth) })[.age] == points)
  }

  @Test("on the reading that an age is reached on the birthday, 1 January is the older side")
  func ageReading() throws {
    func points(_ birth: String, cycle: Int) throws -> String {
      try score(
        worker(cycle: cycle) { $0.birthDate = day(birth) }, cycle: cycle,
        reform: "readings.ageReached: birthday")[.age]
    }
    #expect(try points("1973-01-01", cycle: 2020) == "16.00")
    #expect(try points("1973-01-02", cycle: 2020) == "20.00")
    #expect(try points("1972-01-01", cycle: 2020) == "12.00")
    #expect(try points("1972-01-01", cycle: 2019) == "0.00")
    #expect(try points("1972-01-02", cycle: 2019) == "20.00")
  }

  // MARK: Honours

  @Test("every title earns 20 in every edition", arguments: HonourTitle.allCases)
  func titles(title: HonourTitle) throws {
    for cycle in [2018, 2019, 2020, 2024] {
      func sheet(_ year: Int) throws -> ScoreSheet {
        try score(
          worker(cycle: cycle) { $0.honours = [Honour(title, year: year)] }, cycle: cycle)
      }
      #expect(try sheet(cycle - 1)[.honours] == "20.00")
      #expect(try sheet(1989)[.honours] == "20.00")
      let late = try sheet(cycle)
      #expect(late[.honours] == "0.00", "of a year after the previous one")
      #expect(late.warningTexts.count == 1)
      #expect(late.warningTexts.first?.contains(title.name) == true)
    }
  }

  @Test("there are eleven titles, and several honours score once")
  func once() throws {
    #expect(HonourTitle.allCases.count == 11)
    let all = worker { $0.honours = HonourTitle.allCases.map { Honour($0, year: 2015) } }
    #expect(try score(all)[.honours] == "20.00")
    let lateToo = worker {
      $0.honours = [
        Honour(.nationalModelWorker, year: 2020), Honour(.capitalMoralModel, year: 2019),
      ]
    }
    let sheet = try score(lateToo)
    #expect(sheet[.honours] == "20.00")
    #expect(sheet.warnings.count == 1)
  }
}
