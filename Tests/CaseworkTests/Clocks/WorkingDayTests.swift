import Casework
import Policy
import Testing
import Units

@Suite("Working days of China (工作日), as the State Council announced them")
struct WorkingDayTests {
  let calendar: WorkingCalendar

  init() throws { calendar = try .china() }

  @Test(
    "what the notices say",
    arguments: [
      // 国办发明电〔2019〕16号 and 〔2020〕1号: Spring Festival of 2020, prolonged to 2 February.
      ("2020-01-19", .makeUpWorkday), ("2020-01-23", .workday), ("2020-01-24", .holiday),
      ("2020-01-31", .holiday), ("2020-02-01", .holiday), ("2020-02-02", .holiday),
      ("2020-02-03", .workday), ("2020-10-08", .holiday), ("2020-10-10", .makeUpWorkday),
      // 〔2019〕3号: four days of May in 2019, two Sundays worked for them.
      ("2019-04-28", .makeUpWorkday), ("2019-05-01", .holiday), ("2019-05-03", .holiday),
      ("2019-05-05", .makeUpWorkday), ("2019-05-06", .workday),
      // 〔2018〕15号 reaches back into 2018.
      ("2018-12-29", .makeUpWorkday), ("2018-12-31", .holiday), ("2019-01-01", .holiday),
      // The eve of the Spring Festival of 2024 was not a holiday.
      ("2024-02-09", .workday), ("2024-02-10", .holiday), ("2024-02-18", .makeUpWorkday),
      // The longest Spring Festival holiday, 〔2025〕7号.
      ("2026-02-14", .makeUpWorkday), ("2026-02-23", .holiday), ("2026-02-24", .workday),
      ("2020-07-18", .weekend),
    ] as [(String, WorkingCalendar.Kind)])
  func announced(text: String, kind: WorkingCalendar.Kind) throws {
    let day = try day(text)
    #expect(calendar.kind(of: day) == kind)
    #expect(calendar.isAnnounced(day, day))
  }

  @Test(
    "working days of each year, counted apart",
    arguments: [
      (2018, 250), (2019, 250), (2020, 249), (2021, 250), (2022, 249), (2023, 249), (2024, 251),
      (2025, 248),
    ])
  func years(year: Int, count: Int) throws {
    let found = calendar.count(from: try day("\(year)-01-01"), to: try day("\(year + 1)-01-01"))
    #expect(found == Reckoned(count, isFirm: true))
  }

  @Test("what is not announced is provisional from its first day on, and counts weekends alone")
  func provisional() throws {
    #expect(calendar.adding(1, to: try day("2026-12-23")).isFirm)
    #expect(!calendar.adding(1, to: try day("2026-12-24")).isFirm)
    #expect(!calendar.isAnnounced(try day("2017-12-31"), try day("2018-01-02")))
    #expect(calendar.kind(of: try day("2027-02-06")) == .weekend)
    #expect(
      calendar.kind(of: try day("2027-10-01")) == .workday, "a Friday; nobody has announced it free"
    )
    let due = calendar.adding(10, to: try day("2026-12-22"))
    #expect(due == Reckoned(try day("2027-01-05"), isFirm: false))
  }

  static let good = """
    announced: {from: 2020-01-01, through: 2021-12-24}
    years:
      - {year: 2020, notices: [a], free: [[2020-05-01, 2020-05-05]], worked: [2020-05-09]}
      - {year: 2021, notices: [b], free: [], worked: []}
    """

  @Test(
    "a file that cannot be right is refused with the place",
    arguments: [
      ("2021-12-24}", "2019-12-24}", "announced"), ("through: 2021", "through: 2022", "announced"),
      ("notices: [b]", "notices: []", "years[1]"), ("year: 2021", "year: 2020", "years[1]"),
      ("year: 2021", "year: 2022", "years[1].year"),
      ("[[2020-05-01, 2020-05-05]]", "[[2020-05-05, 2020-05-01]]", "years[0].free[0]"),
      ("[[2020-05-01, 2020-05-05]]", "[[2020-05-01, 2021-05-05]]", "years[0].free[0]"),
      ("[[2020-05-01, 2020-05-05]]", "[[2020-05-01]]", "years[0].free[0]"),
      ("[[2020-05-01, 2020-05-05]]", "[[2020-05-01, 2020-05-32]]", "years[0].free[0][1]"),
      ("[2020-05-09]", "[2020-05-08]", "years[0].worked[0]"),
      ("[2020-05-09]", "[2020-05-02]", "years[0].worked[0]"),
      ("[2020-05-09]", "[2021-05-09]", "years[0].worked[0]"),
      ("worked: [2020-05-09]", "working: []", "years[0]"),
      ("announced:", "known:", ""), ("years:", "years: []\nmore:", "announced"),
    ])
  func refused(old: String, new: String, path: String) throws {
    _ = try WorkingCalendar(yaml: Array(Self.good.utf8))
    let text = Self.good.replacing(old, with: new)
    #expect(text != Self.good)
    let problems = #expect(throws: Problems.self) { try WorkingCalendar(yaml: Array(text.utf8)) }
    #expect(problems?.list.first?.path == "working-days.yaml: \(path)")
  }
}
