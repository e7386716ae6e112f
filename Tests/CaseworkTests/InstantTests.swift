import Testing
import Units

@Suite("Moments and Beijing time")
struct InstantTests {
  @Test(
    "known moments",
    arguments: [
      (0, "1970-01-01T08:00:00.000+08:00"),
      (-1, "1970-01-01T07:59:59.999+08:00"),
      (-28_800_001, "1969-12-31T23:59:59.999+08:00"),
      (1_594_944_000_000, "2020-07-17T08:00:00.000+08:00"),
      (1_582_905_599_999, "2020-02-28T23:59:59.999+08:00"),
      (1_582_905_600_000, "2020-02-29T00:00:00.000+08:00"),
    ] as [(Int64, String)])
  func known(milliseconds: Int64, text: String) {
    #expect(Instant(milliseconds: milliseconds).description == text)
  }

  @Test("every day from 1900 to 2100 has one number, in order, and comes back from it")
  func days() throws {
    var date = try #require(CivilDate(1900, 1, 1))
    let end = try #require(CivilDate(2100, 12, 31))
    var number = date.daysSince1970
    while date < end {
      #expect(CivilDate(daysSince1970: number) == date)
      let next = date.adding(days: 1)
      #expect(next > date && next.daysSince1970 == number + 1)
      #expect(CivilDate(next.year, next.monthOfYear, next.day) == next)
      (date, number) = (next, number + 1)
    }
    #expect(CivilDate(1970, 1, 1)?.daysSince1970 == 0)
  }
}
