import TestKit
import Testing
import Units

@Suite("Time that counts (工作时间)")
struct DayHoursTests {
  static let hour: Int64 = 3_600_000
  static let half = hour / 2

  /// 2020-05: the 1st to 5th are free, Saturday the 9th is worked.
  static let calendar: WorkingCalendar = {
    let first = CivilDate(2020, 1, 1) ?? CivilDate(code: 0)
    let last = CivilDate(2020, 12, 31) ?? CivilDate(code: 0)
    return WorkingCalendar(
      announced: first...last,
      holidays: Set((1...5).compactMap { CivilDate(2020, 5, $0) }),
      makeUpWorkdays: Set([CivilDate(2020, 5, 9)].compactMap(\.self)))
  }()

  static let office =
    DayHours([8 * hour + half..<11 * hour + half, 13 * hour + half..<17 * hour])
    ?? .wholeDay

  @Test("hours are in order, apart, not empty and within the day")
  func hours() {
    let day = Instant.millisecondsOfDay
    #expect(DayHours([0..<day])?.length == day)
    #expect(Self.office.length == 6 * Self.hour + Self.half)
    #expect(DayHours([0..<1, 1..<2])?.length == 2, "touching is not overlapping")
    for wrong in [[], [5..<5], [0..<2, 1..<3], [4..<6, 1..<2], [-1..<3], [0..<day + 1]]
      as [[Range<Int64>]]
    {
      #expect(DayHours(wrong) == nil)
    }
  }

  @Test("the days of the week are those of the calendar on the wall")
  func weekdays() throws {
    let known = [
      ("2020-07-17", 5), ("2020-07-19", 7), ("2020-07-20", 1), ("1970-01-01", 4), ("1969-12-28", 7),
    ]
    for (text, weekday) in known {
      #expect(try #require(CivilDate(text)).weekday == weekday)
    }
  }

  @Test("a working day is none when free, and one on a weekend when made up")
  func kinds() throws {
    func kind(_ day: Int) throws -> WorkingCalendar.Kind {
      Self.calendar.kind(of: try #require(CivilDate(2020, 5, day)))
    }
    #expect(try kind(2) == .holiday, "a Saturday")
    #expect(try kind(4) == .holiday, "a Monday")
    #expect(try kind(6) == .workday)
    #expect(try kind(9) == .makeUpWorkday)
    #expect(try kind(10) == .weekend)
  }

  @Test("adding, subtracting and counting working days agree from any day")
  func laws() throws {
    var random = Seeded(7)
    let start = try #require(CivilDate(2019, 12, 20))
    for _ in 0..<400 {
      let day = start.adding(days: random.number(0...380))
      let count = random.number(1...60)
      let later = Self.calendar.adding(count, to: day)
      #expect(Self.calendar.isWorkday(later.value))
      let next = day.adding(days: 1)
      #expect(
        Self.calendar.count(from: next, to: later.value.adding(days: 1)).value == count)
      if Self.calendar.isWorkday(day) {
        #expect(Self.calendar.adding(-count, to: later.value).value == day)
      }
      #expect(later.isFirm == (Self.calendar.isAnnounced(day, later.value)))
    }
    #expect(Self.calendar.adding(0, to: start).value == start)
    #expect(Self.calendar.count(from: start, to: start).value == 0)
    #expect(Self.calendar.count(from: start, to: start.adding(days: -9)).value == 0)
  }

  @Test("measures begin and end to the millisecond, and skip lunch and free days")
  func measure() throws {
    let time = CountedTime(Self.calendar, hours: Self.office, isOnWorkdays: true)
    let thursday = try #require(CivilDate(2020, 4, 30))
    func at(_ day: CivilDate, _ hour: Int64, _ rest: Int64 = 0) -> Instant {
      Instant(day, millisecondOfDay: hour * Self.hour + rest)
    }
    #expect(time.milliseconds(from: at(thursday, 11), to: at(thursday, 14)) == Self.hour)
    #expect(time.milliseconds(from: at(thursday, 17), to: at(thursday, 24)) == 0)
    #expect(time.milliseconds(from: at(thursday, 17, -1), to: at(thursday, 24)) == 1)
    #expect(
      time.milliseconds(from: at(thursday, 8, Self.half), to: at(thursday, 8, Self.half + 1)) == 1)
    #expect(time.milliseconds(from: at(thursday, 14), to: at(thursday, 11)) == 0)
    let wednesday = try #require(CivilDate(2020, 5, 6))
    #expect(
      time.milliseconds(from: at(thursday, 16), to: at(wednesday, 9)) == Self.hour + Self.half)
    // The end of a stretch, not the beginning of the next.
    #expect(
      time.moment(after: 3 * Self.hour, since: at(thursday, 0)) == at(thursday, 11, Self.half))
    #expect(
      time.moment(after: 3 * Self.hour + 1, since: at(thursday, 0))
        == at(thursday, 13, Self.half + 1))
    #expect(time.moment(after: 1, since: at(thursday, 17)) == at(wednesday, 8, Self.half + 1))
    #expect(time.moment(after: 0, since: at(thursday, 18)) == at(thursday, 18))
  }

  @Test("a moment is the first by which so much has passed")
  func inverse() throws {
    var random = Seeded(8)
    let origin = Instant(try #require(CivilDate(2020, 4, 25)))
    for isOnWorkdays in [true, false] {
      for hours in [DayHours.wholeDay, Self.office] {
        let time = CountedTime(Self.calendar, hours: hours, isOnWorkdays: isOnWorkdays)
        for _ in 0..<150 {
          let start = origin.adding(milliseconds: Int64(random.number(0...1_000_000_000)))
          let amount = Int64(random.number(1...500_000_000))
          let end = time.moment(after: amount, since: start)
          #expect(time.milliseconds(from: start, to: end) == amount)
          #expect(time.milliseconds(from: start, to: end.adding(milliseconds: -1)) == amount - 1)
        }
      }
    }
  }
}
