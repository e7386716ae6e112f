import Testing
import Units

/// Protects days of the civil calendar: only days that exist, ordered, and months added the way the
/// retirement rule of points.md 2 needs it (the last day of the month when the day does not exist).
@Suite("Days of the calendar")
struct CivilDateTests {
  @Test(
    "29 February exists in leap years only",
    arguments: [
      (2000, true), (2016, true), (2020, true), (2400, true), (1900, false), (2015, false),
      (2019, false), (2100, false),
    ])
  func leapYears(year: Int, isLeap: Bool) {
    #expect((CivilDate(year, 2, 29) != nil) == isLeap)
    #expect(CivilDate.days(year: year, month: 2) == (isLeap ? 29 : 28))
    #expect(CivilDate.last(of: Month(year, 2)).day == (isLeap ? 29 : 28))
    #expect(CivilDate(year, 2, 30) == nil)
  }

  @Test(
    "the last day of each month",
    arguments: zip(1...12, [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]))
  func lastDays(month: Int, days: Int) {
    #expect(CivilDate.last(of: Month(2019, month)).day == days)
    #expect(CivilDate(2019, month, days) == CivilDate.last(of: Month(2019, month)))
    #expect(CivilDate(2019, month, days + 1) == nil)
  }

  @Test(
    "a day is YYYY-MM-DD",
    arguments: ["2020-07-17", "1980-05-17", "2016-02-29", "0001-01-01", "9999-12-31"])
  func reading(text: String) throws {
    let day = try #require(CivilDate(text))
    #expect(day.description == text)
    #expect(CivilDate(day.year, day.monthOfYear, day.day) == day)
    #expect(day.month == Month(day.year, day.monthOfYear))
  }

  @Test(
    "a day that does not exist is none",
    arguments: [
      "2015-02-29", "2019-02-30", "2019-04-31", "2019-06-31", "2019-09-31", "2019-11-31",
      "2019-01-32", "2019-01-00", "2019-00-10", "2019-13-01", "0000-01-01", "2019-1-1", "20190101",
      "2019-01", "2019/01/01", "2019-01-01T00:00:00", "2019-01-1 ", " 2019-01-1", "2019-01-0x", "",
      "２０１９-01-01", "2019-0２-1",
    ])
  func refused(text: String) {
    #expect(CivilDate(text) == nil)
  }

  @Test("numbers outside the calendar are no day")
  func outside() {
    #expect(CivilDate(0, 1, 1) == nil)
    #expect(CivilDate(10_000, 1, 1) == nil)
    #expect(CivilDate(2019, 0, 1) == nil)
    #expect(CivilDate(2019, 13, 1) == nil)
    #expect(CivilDate(2019, 1, 0) == nil)
    #expect(CivilDate(2019, 1, -1) == nil)
  }

  @Test(
    "months are added to the same day, or to the last day of a shorter month",
    arguments: [
      Sum("2020-01-31", 1, "2020-02-29"), Sum("2019-01-31", 1, "2019-02-28"),
      Sum("2019-10-31", 1, "2019-11-30"), Sum("2019-12-31", 2, "2020-02-29"),
      Sum("2019-03-31", -1, "2019-02-28"), Sum("2019-03-30", -1, "2019-02-28"),
      Sum("1960-02-29", 12, "1961-02-28"), Sum("1960-02-29", 48, "1964-02-29"),
      Sum("1960-02-29", 720, "2020-02-29"), Sum("1960-02-29", 600, "2010-02-28"),
      Sum("1965-08-31", 722, "2025-10-31"), Sum("1965-08-31", 723, "2025-11-30"),
      Sum("2019-05-17", 0, "2019-05-17"), Sum("2019-05-17", 12, "2020-05-17"),
      Sum("2019-12-01", 1, "2020-01-01"), Sum("2020-01-15", -1, "2019-12-15"),
    ])
  func adding(sum: Sum) throws {
    let day = try #require(CivilDate(sum.day))
    #expect(day.adding(months: sum.months).description == sum.result)
  }

  struct Sum: Sendable, CustomTestStringConvertible {
    let day: String
    let months: Int
    let result: String

    init(_ day: String, _ months: Int, _ result: String) {
      self.day = day
      self.months = months
      self.result = result
    }

    var testDescription: String { "\(day) + \(months) months" }
  }

  @Test("every day of 1999 to 2004 is after the one before it and is read back")
  func order() throws {
    var previous = try #require(CivilDate(1998, 12, 31))
    var count = 0
    for year in 1999...2004 {
      for month in 1...12 {
        for number in 1...CivilDate.days(year: year, month: month) {
          let day = try #require(CivilDate(year, month, number))
          #expect(previous < day)
          #expect(CivilDate(day.description) == day)
          previous = day
          count += 1
        }
      }
    }
    #expect(count == 6 * 365 + 2, "two leap years")
  }
}
