import TestKit
import Testing
import Units

/// Protects the counting of months: inclusive (含当月), across years, and only months that exist.
@Suite("Months are read, counted and compared")
struct MonthTests {
  @Test("January 2009 to August 2009 is eight months, both included (points.md 1)")
  func inclusive() {
    #expect(MonthSpan(Month(2009, 1), Month(2009, 8)).count == 8)
    #expect(MonthSpan(Month(2009, 8), Month(2009, 8)).count == 1)
    #expect(MonthSpan(Month(2013, 1), Month(2019, 12)).count == 84)
    #expect(MonthSpan(Month(2009, 8), Month(2009, 7)).count == 0)
    #expect(MonthSpan(Month(2009, 8), Month(2001, 1)).count == 0)
  }

  @Test(
    "a month is YYYY-MM",
    arguments: [
      ("2019-12", 2019, 12), ("1998-07", 1998, 7), ("0001-01", 1, 1), ("9999-12", 9999, 12),
    ])
  func reading(text: String, year: Int, month: Int) throws {
    let read = try #require(Month(text))
    #expect(read == Month(year, month))
    #expect(read.year == year)
    #expect(read.month == month)
    #expect(read.description == text)
  }

  @Test(
    "a month that does not exist is none",
    arguments: [
      "2019-00", "2019-13", "2019-99", "0000-01", "2019-1", "2019/01", "201901", "19-01",
      "2019-01-01", "", " 2019-01", "2019-01 ", "2019-0a", "-019-01", "２０１９-01", "20190-1",
      "2019-1２", "+019-01",
    ])
  func refused(text: String) {
    #expect(Month(text) == nil)
  }

  @Test("months add and subtract across the turn of the year")
  func adding() {
    #expect(Month(2019, 12) + 1 == Month(2020, 1))
    #expect(Month(2020, 1) - 1 == Month(2019, 12))
    #expect(Month(2019, 12) - 83 == Month(2013, 1), "the first month of the insurance window")
    #expect(Month(2020, 7) + 1 == Month(2020, 8))
    #expect(Month(2019, 6) + 0 == Month(2019, 6))
    #expect(Month(2019, 6) + -18 == Month(2017, 12))
    #expect(Month(2020, 1).distance(since: Month(2019, 12)) == 1)
    #expect(Month(2019, 12).distance(since: Month(2020, 1)) == -1)
    #expect(Month(2019, 12).distance(since: Month(1998, 7)) == 257)
  }

  @Test("adding and distance are inverse, and order is the order of the calendar")
  func property() {
    var random = Seeded(1998_07)
    for _ in 0..<5000 {
      let month = Month(random.number(1...9998), random.number(1...12))
      let count = random.number(-6...6)
      let other = month + count
      #expect(other.distance(since: month) == count)
      #expect(other - count == month)
      #expect((other > month) == (count > 0))
      #expect(
        (month < other)
          == ((month.year, month.month) < (other.year, other.month)))
      #expect(Month(month.description) == month)
    }
  }

  @Test("two stretches overlap when they share one month")
  func overlaps() {
    let spring = MonthSpan(Month(2018, 1), Month(2018, 6))
    #expect(spring.overlaps(MonthSpan(Month(2018, 6), Month(2018, 9))))
    #expect(!spring.overlaps(MonthSpan(Month(2018, 7), Month(2018, 9))))
    #expect(spring.overlaps(MonthSpan(Month(2017, 1), Month(2018, 1))))
    #expect(!spring.overlaps(MonthSpan(Month(2017, 1), Month(2017, 12))))
    #expect(spring.overlaps(MonthSpan(Month(2018, 3), Month(2018, 3))))
    #expect(spring.overlaps(spring))
  }

  @Test("the months in both stretches; none when they only touch")
  func intersection() {
    let year = MonthSpan(Month(2018, 1), Month(2018, 12))
    #expect(
      year.intersection(MonthSpan(Month(2018, 7), Month(2019, 6)))
        == MonthSpan(Month(2018, 7), Month(2018, 12)))
    #expect(year.intersection(MonthSpan(Month(2019, 1), Month(2019, 6))).count == 0)
    #expect(year.intersection(year) == year)
    #expect(year.contains(Month(2018, 1)))
    #expect(year.contains(Month(2018, 12)))
    #expect(!year.contains(Month(2017, 12)))
    #expect(!year.contains(Month(2019, 1)))
  }

  @Test("a stretch is printed with its ends, one month alone by itself")
  func printing() {
    #expect(MonthSpan(Month(2018, 1), Month(2018, 12)).description == "2018-01…2018-12")
    #expect(MonthSpan(Month(2018, 1), Month(2018, 1)).description == "2018-01")
    #expect(Month(7, 3).description == "0007-03" && Month(9999, 12).description == "9999-12")
    #expect(Month(10_000, 1).description == "10000-01", "carried far ahead")
    #expect(Month.pad(7, 2) == "07")
    #expect(Month.pad(12_345, 4) == "12345")
  }
}
