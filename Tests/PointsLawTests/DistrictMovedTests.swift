import PointsLaw
import Policy
import TestKit
import Testing
import Units

/// Protects the job-housing indicator of the trial editions (职住区域; points.md 3.4, MANUAL-2019 职住区域):
/// moving from the six districts to others since January 2017, month by month as in the manual's
/// tables, and the short years that the manual of 2019 accepts.
@Suite("District in the trial editions: moving out")
struct DistrictMovedTests {
  /// Homes month by month from January 2017: `s` rented in the six districts, `S` owned there, `d` in
  /// a dormitory there, `O` owned outside, `r` rented outside, `.` none.
  static func homes(_ pattern: String) -> [Residence] {
    var homes: [Residence] = []
    var now = month("2017-01")
    var previous: Character = "."
    for mark in pattern {
      if mark == previous, mark != "." {
        homes[homes.count - 1].months.to = now
      } else if mark != "." {
        let district: District = mark == "O" || mark == "r" ? .tongzhou : .xicheng
        switch mark {
        case "S", "O":
          homes.append(Residence(.ownHome, owner: .`self`, MonthSpan(now, now), district))
        case "d": homes.append(Residence(.dormitory, MonthSpan(now, now), district))
        default: homes.append(Residence(.rental, MonthSpan(now, now), district))
        }
      }
      previous = mark
      now = now + 1
    }
    return homes
  }

  /// Insurance from 2012 in the six districts, then month by month from January 2017: `s` inside, `m`
  /// at the municipal agency, `o` outside, `.` not paid.
  static func jobs(_ pattern: String) -> [InsuranceSpell] {
    var spells = insured("2012-01", "2016-12")
    var now = month("2017-01")
    for mark in pattern {
      switch mark {
      case "s": spells += insured(MonthSpan(now, now), .fengtai)
      case "m": spells += insured(MonthSpan(now, now), .municipal)
      case "o": spells += insured(MonthSpan(now, now), .yizhuang)
      default: break
      }
      now = now + 1
    }
    return spells
  }

  /// The sheet with everything filed.
  static func sheet(
    _ homes: String, jobs: String? = nil, cycle: Int = 2019, reform: String? = nil
  ) throws -> ScoreSheet {
    let facts = worker(cycle: cycle) {
      $0.residences = DistrictMovedTests.homes(homes)
      if let jobs { $0.insurance = DistrictMovedTests.jobs(jobs) }
    }
    return try score(facts, cycle: cycle, filing: Filing(), reform: reform)
  }

  static func run(_ mark: String, _ count: Int) -> String {
    String(repeating: mark, count: count)
  }

  // MARK: The month tables of the manual

  /// A reform under which every counted month of one sort is a point: it shows the count itself.
  static let countHousing = """
    district.yearMonths: 1
    district.shortYear: no
    district.housing.pointsPerYear: 1
    district.housing.most: 100
    district.jobAndHousing.pointsPerYear: 0
    """
  static let countBoth = """
    district.yearMonths: 1
    district.shortYear: no
    district.housing.pointsPerYear: 0
    district.jobAndHousing.pointsPerYear: 1
    district.jobAndHousing.most: 100
    """

  @Test(
    "tables 1 and 2: months outside count once city six has been seen since January 2017",
    arguments: [
      ("sssOOOOOOssOOOOO", [0, 0, 0, 1, 2, 3, 4, 5, 6, 6, 6, 7, 8, 9, 10, 11]),
      ("OOsOOOOOOssOOOOO", [0, 0, 0, 1, 2, 3, 4, 5, 6, 6, 6, 7, 8, 9, 10, 11]),
    ])
  func housingTables(homes: String, counted: [Int]) throws {
    for length in 1...homes.count {
      let sheet = try DistrictMovedTests.sheet(
        String(homes.prefix(length)), reform: DistrictMovedTests.countHousing)
      #expect(
        sheet.points(of: .district).hundredths == counted[length - 1] * 100,
        "when the facts end after \(length) months")
    }
  }

  @Test("table 3: a month of both counts when both are outside and both have been inside")
  func bothTable() throws {
    let homes = "OOsOsOOOOssOOOOO"
    let jobs = "oossoooooooooooo"
    let counted = [0, 0, 0, 0, 0, 1, 2, 3, 4, 4, 4, 5, 6, 7, 8, 9]
    for length in 1...homes.count {
      let sheet = try DistrictMovedTests.sheet(
        String(homes.prefix(length)), jobs: String(jobs.prefix(length)),
        reform: DistrictMovedTests.countBoth)
      #expect(
        sheet.points(of: .district).hundredths == counted[length - 1] * 100,
        "when the facts end after \(length) months")
    }
  }

  @Test("the tables carried on: the twelfth month earns the year")
  func tablesCarriedOn() throws {
    let first = "sssOOOOOOssOOOOO"
    #expect(try DistrictMovedTests.sheet(first)[.district] == "0.00", "11 months")
    #expect(try DistrictMovedTests.sheet(first + "O")[.district] == "2.00")
    let homes = "OOsOsOOOOssOOOOO"
    let jobs = "oossoooooooooooo"
    // Job and housing reach 12 in 2018-07; housing alone has one month more.
    #expect(
      try DistrictMovedTests.sheet(homes + "OO", jobs: jobs + "oooooooo")[.district] == "2.00")
    #expect(
      try DistrictMovedTests.sheet(homes + "OOO", jobs: jobs + "oooooooo")[.district] == "4.00")
  }

  // MARK: Years

  @Test(
    "the short years of the manual of 2019: 11 months of a calendar year, 23 of both",
    arguments: [
      // 2017-02…12 and 2018-02…12.
      ("s" + run("O", 11) + run("s", 12), "2.00"), (run("s", 13) + run("O", 11), "2.00"),
      ("s" + run("O", 23), "4.00"),
      // One month fewer.
      ("s" + run("O", 10) + run("s", 13), "0.00"), (run("s", 14) + run("O", 10), "0.00"),
      ("s" + run("O", 22) + "s", "2.00"), ("ss" + run("O", 22), "2.00"),
      // Eleven months that are not February to December.
      ("ss" + run("O", 11) + run("s", 11), "0.00"),
      // Both short years without the January between them are 22 months.
      ("s" + run("O", 11) + "s" + run("O", 11), "2.00"),
      // Twelve accumulated months anywhere.
      ("ss" + run("O", 6) + "ss" + run("O", 6) + run("s", 8), "2.00"),
      ("ss" + run("O", 6) + "ss" + run("O", 5) + run("s", 9), "0.00"),
      (run("s", 12) + run("O", 12), "2.00"),
    ])
  func shortYears(homes: String, points: String) throws {
    #expect(homes.count == 24)
    #expect(try DistrictMovedTests.sheet(homes)[.district] == points)
    // The same for job and housing, at 4 a year.
    let jobs = String(homes.map { $0 == "O" ? "o" : "s" })
    let both = Points(hundredths: (Points(points)?.hundredths ?? 0) * 2)
    #expect(try DistrictMovedTests.sheet(homes, jobs: jobs)[.district] == both.description)
  }

  @Test("the edition of 2018 knows no short year")
  func noShortYear() throws {
    let homes = "s" + DistrictMovedTests.run("O", 11)
    #expect(try DistrictMovedTests.sheet(homes, cycle: 2018)[.district] == "0.00")
    #expect(
      try DistrictMovedTests.sheet(homes, cycle: 2018, reform: "district.shortYear: yes")[.district]
        == "2.00")
  }

  @Test("the edition of 2018 can never score here: at most eleven months can count (reading 10)")
  func neverIn2018() throws {
    var scorer = Scorer(try Law.rules(2018))
    for pattern in 0..<(1 << 12) {
      let marks = (0..<12).map { pattern >> $0 & 1 == 1 }
      let facts = worker(cycle: 2018) {
        $0.residences = DistrictMovedTests.homes(String(marks.map { $0 ? "O" : "S" }))
        $0.insurance = DistrictMovedTests.jobs(String(marks.map { $0 ? "o" : "s" }))
      }
      #expect(scorer.score(facts, filing: Filing())[.district] == .zero)
    }
    var random = RandomFacts(seed: 10)
    for _ in 0..<300 {
      let facts = random.next(cycle: 2018, small: true)
      #expect(scorer.score(facts)[.district] == .zero, "\(facts)")
    }
  }

  @Test("at most 6 for housing and 12 for both, were there more years")
  func most() throws {
    let homes = "s" + DistrictMovedTests.run("O", 23)
    let jobs = "s" + DistrictMovedTests.run("o", 23)
    let short = "district.yearMonths: 5"
    #expect(try DistrictMovedTests.sheet(homes, reform: short)[.district] == "6.00", "4 years")
    #expect(try DistrictMovedTests.sheet(homes, jobs: jobs, reform: short)[.district] == "12.00")
    #expect(
      try DistrictMovedTests.sheet(homes, reform: "district.yearMonths: 8")[.district] == "4.00")
  }

  // MARK: What counts

  @Test("before the move any kind of home, after it an own home")
  func kinds() throws {
    let year = DistrictMovedTests.run("O", 12)
    for before in ["s", "S", "d"] {
      #expect(try DistrictMovedTests.sheet(before + year)[.district] == "2.00", "\(before)")
    }
    #expect(
      try DistrictMovedTests.sheet("s" + DistrictMovedTests.run("r", 23))[.district] == "0.00")
    #expect(try DistrictMovedTests.sheet("r" + year)[.district] == "0.00", "not from city six")
    #expect(try DistrictMovedTests.sheet("." + year)[.district] == "0.00")
  }

  @Test("city six must be seen in January 2017 or later")
  func seen() throws {
    let facts = worker(cycle: 2019) {
      $0.residences =
        [rental("2010-01", "2016-12", .haidian)]
        + DistrictMovedTests.homes(DistrictMovedTests.run("O", 24))
    }
    #expect(try score(facts, cycle: 2019)[.district] == "0.00")
    let januaryToo = worker(cycle: 2019) {
      $0.residences =
        [rental("2010-01", "2017-01", .haidian)]
        + DistrictMovedTests.homes("." + DistrictMovedTests.run("O", 23))
    }
    #expect(try score(januaryToo, cycle: 2019)[.district] == "4.00")
  }

  @Test("the job too must have been seen inside since 2017; the municipal agency is inside")
  func jobSeen() throws {
    let homes = "s" + DistrictMovedTests.run("O", 23)
    func points(_ jobs: String) throws -> String {
      try DistrictMovedTests.sheet(homes, jobs: jobs)[.district]
    }
    #expect(try points(DistrictMovedTests.run("o", 24)) == "4.00", "housing only")
    #expect(try points("s" + DistrictMovedTests.run("o", 23)) == "8.00")
    #expect(try points("m" + DistrictMovedTests.run("o", 23)) == "8.00")
    #expect(try points("." + DistrictMovedTests.run("o", 23)) == "4.00", "no job is neither")
    #expect(
      try points("s" + DistrictMovedTests.run(".", 23)) == "4.00", "no job outside")
    #expect(
      try points(DistrictMovedTests.run("s", 13) + DistrictMovedTests.run("o", 11)) == "4.00",
      "11 months of both from February 2018 are a year of 4, housing two years of 2")
  }

  @Test("job-and-housing and housing-only are alternatives, the higher counts (reading 5)")
  func modes() throws {
    // With years of six months: 3 of housing earn 6, 1 of both earns 4.
    let homes = "s" + DistrictMovedTests.run("O", 23)
    let jobs = DistrictMovedTests.run("s", 18) + DistrictMovedTests.run("o", 6)
    let short = "district.yearMonths: 6\ndistrict.shortYear: no\n"
    #expect(try DistrictMovedTests.sheet(homes, jobs: jobs, reform: short)[.district] == "6.00")
    let first = short + "readings.districtModes: jobAndHousingFirst"
    #expect(try DistrictMovedTests.sheet(homes, jobs: jobs, reform: first)[.district] == "4.00")
    let none = DistrictMovedTests.run("s", 24)
    #expect(try DistrictMovedTests.sheet(homes, jobs: none, reform: first)[.district] == "6.00")
  }
}
