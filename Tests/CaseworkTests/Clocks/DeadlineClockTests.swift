import Casework
import Policy
import TestKit
import Testing
import Units

@Suite("Deadlines (期限)")
struct DeadlineClockTests {
  let calendar: WorkingCalendar
  let office: DayHours

  init() throws {
    calendar = try .china()
    office = try ClockBook.builtIn().hours("permitWindow")
  }

  func rule(_ period: ClockPeriod, hours: DayHours = .wholeDay) throws -> ClockRule {
    try ClockRule(
      name: "test", title: Wording(same: "test"), period: period, hours: hours, owedBy: .officer,
      owedTo: .applicant, onExpiry: .escalate, article: Article(document: "TEST", place: "1"))
  }

  func clock(_ period: ClockPeriod, _ start: String, hours: DayHours = .wholeDay) throws
    -> DeadlineClock
  {
    DeadlineClock(try rule(period, hours: hours), start: try moment(start))
  }

  func due(_ clock: DeadlineClock, at now: Instant? = nil) -> Instant {
    clock.standing(at: now ?? clock.start, calendar: calendar).due.value
  }

  @Test(
    "working days are counted from the next day and end at midnight (自次日起10个工作日)",
    arguments: [
      ("2020-07-17 09:00", 10, "2020-08-01"), ("2020-07-17 00:00", 10, "2020-08-01"),
      ("2020-07-17 23:59:59.999", 10, "2020-08-01"), ("2020-07-18 00:00", 10, "2020-08-01"),
      ("2020-07-19 23:59:59.999", 10, "2020-08-01"), ("2020-07-20 00:00", 10, "2020-08-04"),
      // Over Spring Festival of 2020.
      ("2020-01-22 10:00", 1, "2020-01-24"), ("2020-01-22 10:00", 2, "2020-02-04"),
      // A make-up workday counts: Sunday 19 January 2020.
      ("2020-01-17 10:00", 1, "2020-01-20"),
    ])
  func workingDays(start: String, days: Int, end: String) throws {
    let clock = try clock(.workingDays(days), start)
    #expect(due(clock) == (try moment(end)))
  }

  @Test("in office hours the last day ends when the office closes (Civil Code art. 203)")
  func officeHours() throws {
    let clock = try clock(.workingDays(20), "2021-08-02 10:00", hours: office)
    #expect(due(clock) == (try moment("2021-08-30 17:00")))
  }

  @Test(
    "calendar days that end on a free day are over with the next working day",
    arguments: [
      // 10 days from Friday 17 July: Monday the 27th. 8 days: Saturday the 25th, so Monday.
      ("2020-07-17 09:00", 10, "2020-07-28"), ("2020-07-17 09:00", 8, "2020-07-28"),
      ("2020-07-17 09:00", 7, "2020-07-25"), ("2020-07-17 09:00", 9, "2020-07-28"),
      // Ends on 26 January 2020, in the prolonged holiday.
      ("2020-01-19 09:00", 7, "2020-02-04"),
      // Ends on Sunday 28 June 2020, a make-up workday.
      ("2020-06-18 09:00", 10, "2020-06-29"),
    ])
  func calendarDays(start: String, days: Int, end: String) throws {
    #expect(due(try clock(.calendarDays(days), start)) == (try moment(end)))
  }

  @Test("the millisecond before the end is in time, the end itself is too late")
  func boundary() throws {
    let end = try moment("2020-08-01")
    for (offset, phase) in [(-1, .stoppedInTime), (0, .stoppedLate)]
      as [(Int64, ClockStanding.Phase)]
    {
      var clock = try clock(.workingDays(10), "2020-07-17 09:00")
      let before = clock.standing(at: end.adding(milliseconds: offset), calendar: calendar)
      #expect(before.phase == (offset < 0 ? .running : .overdue))
      #expect(before.left == -offset)
      #expect(before.daysLeft == (offset < 0 ? 1 : 0))
      try clock.stop(at: end.adding(milliseconds: offset))
      let standing = clock.standing(at: end.adding(milliseconds: 9_999_999), calendar: calendar)
      #expect(standing.phase == phase)
      #expect(standing.late == 0, "it was stopped at the very end")
    }
    let late = try clock(.workingDays(10), "2020-07-17 09:00")
      .standing(at: end.adding(milliseconds: 5), calendar: calendar)
    #expect(late.late == 5 && late.left == 0)
  }

  @Test("whole days are left at the start, begun days count whole")
  func daysLeft() throws {
    let clock = try clock(.workingDays(10), "2020-07-17 09:00")
    func left(_ text: String) throws -> Int {
      clock.standing(at: try moment(text), calendar: calendar).daysLeft
    }
    #expect(try left("2020-07-17 09:00") == 10)
    #expect(try left("2020-07-20 00:00") == 10)
    #expect(try left("2020-07-20 00:00:00.001") == 10)
    #expect(try left("2020-07-21 00:00") == 9)
    #expect(try left("2020-07-25 12:00") == 5)
  }

  @Test("a pause moves the end by the working time that it took, over any days and hours")
  func pauses() throws {
    var random = Seeded(2020)
    for _ in 0..<400 {
      let hours = random.number(0...1) == 0 ? office : .wholeDay
      let start = try moment("2020-01-02").adding(
        milliseconds: Int64(random.number(0...25_000_000_000)))
      var clock = DeadlineClock(
        try rule(.workingDays(random.number(1...25)), hours: hours), start: start)
      let time = CountedTime(calendar, hours: hours, isOnWorkdays: true)
      var expected = due(clock)
      var last = start
      for _ in 0..<random.number(1...4) {
        let room = expected.milliseconds - last.milliseconds
        guard room > 1 else { break }
        let from = last.adding(milliseconds: Int64(random.number(0...Int(room - 1))))
        let to = from.adding(milliseconds: Int64(random.number(0...1_500_000_000)))
        try clock.pause(at: from, waitsFor: .applicant, reason: "papers", calendar: calendar)
        try clock.resume(at: to)
        // Shifted by the counted time of the pause; what lies before counting begins took none.
        let base = clock.base
        let paused = time.milliseconds(from: max(base, from), to: max(base, to))
        expected = time.moment(after: paused, since: expected)
        #expect(due(clock, at: to) == expected)
        last = to
      }
    }
  }

  @Test("two pauses that touch are one, and a pause of no time is none")
  func joined() throws {
    var random = Seeded(7)
    for period in [ClockPeriod.workingDays(5), .calendarDays(9)] {
      for _ in 0..<200 {
        let start = try moment("2020-04-20").adding(
          milliseconds: Int64(random.number(0...700_000_000)))
        let plain = DeadlineClock(try rule(period), start: start)
        let room = Int(due(plain).milliseconds - start.milliseconds)
        let first = start.adding(milliseconds: Int64(random.number(0...room - 1)))
        let second = first.adding(milliseconds: Int64(random.number(0...900_000_000)))
        let third = second.adding(milliseconds: Int64(random.number(0...900_000_000)))
        func paused(_ stops: [(Instant, Instant)]) throws -> DeadlineClock {
          var clock = plain
          for (from, to) in stops {
            try clock.pause(at: from, waitsFor: .applicant, reason: "papers", calendar: calendar)
            try clock.resume(at: to)
          }
          return clock
        }
        let once = try paused([(first, third)])
        #expect(due(try paused([(first, second), (second, third)])) == due(once))
        #expect(due(try paused([(first, first), (first, third), (third, third)])) == due(once))
        #expect(due(try paused([(first, first)])) == due(plain))
        #expect(due(once) >= due(plain))
      }
    }
  }

  @Test("while it stands still the time left does not change and nothing is overdue")
  func standingStill() throws {
    var clock = try clock(.workingDays(10), "2020-07-17 09:00")
    let paused = try moment("2020-07-22 15:00")
    try clock.pause(at: paused, waitsFor: .applicant, reason: "papers", calendar: calendar)
    let before = clock.standing(at: paused, calendar: calendar)
    for later in ["2020-07-23 15:00", "2020-07-25 03:00", "2020-12-31 00:00"] {
      let now = try moment(later)
      let standing = clock.standing(at: now, calendar: calendar)
      #expect(standing.left == before.left)
      #expect(standing.due.value > now)
      #expect(standing.waitsFor == .applicant && standing.waiting == .officer)
      guard case .paused(let pause) = standing.phase else {
        Issue.record("\(standing.phase)")
        continue
      }
      #expect(pause.from == paused && pause.reason == "papers")
    }
    try clock.resume(at: try moment("2020-07-25 03:00"))
    let after = clock.standing(at: try moment("2020-07-26 00:00"), calendar: calendar)
    #expect(after.left == before.left, "the weekend takes nothing")
    #expect(after.phase == .running && after.waitsFor == .officer && after.waiting == .applicant)
    #expect(clock.pauses.count == 1 && clock.pauses[0].to != nil)
  }

  @Test("a pause on the free days at the end leaves the first working day after it")
  func pauseAtTheEnd() throws {
    // Eight days from 17 July end on Saturday the 25th, so Monday the 27th closes it.
    var clock = try clock(.calendarDays(8), "2020-07-17 09:00")
    try clock.pause(
      at: try moment("2020-07-26 10:00"), waitsFor: .applicant, reason: "papers",
      calendar: calendar)
    try clock.resume(at: try moment("2020-07-26 11:00"))
    #expect(due(clock) == (try moment("2020-07-28")))
    try clock.pause(
      at: try moment("2020-07-27 23:59:59.999"), waitsFor: .applicant, reason: "papers",
      calendar: calendar)
    let waiting = clock.standing(at: try moment("2020-08-01 12:00"), calendar: calendar)
    #expect(waiting.due.value == (try moment("2020-08-04")), "a Saturday: the Monday after")
    try clock.resume(at: try moment("2020-07-30 12:00"))
    #expect(due(clock) == (try moment("2020-07-31")))
  }

  @Test("what cannot be is refused and changes nothing")
  func refusals() throws {
    let start = try moment("2020-07-17 09:00")
    let end = try moment("2020-08-01")
    var clock = try clock(.workingDays(10), "2020-07-17 09:00")
    func pause(at moment: Instant) throws(ClockRefusal) {
      try clock.pause(at: moment, waitsFor: .applicant, reason: "papers", calendar: calendar)
    }
    #expect(throws: ClockRefusal.early(last: start)) {
      try pause(at: start.adding(milliseconds: -1))
    }
    #expect(throws: ClockRefusal.notPaused) { try clock.resume(at: start) }
    #expect(throws: ClockRefusal.expired(end)) { try pause(at: end) }
    #expect(clock.pauses.isEmpty)
    try pause(at: end.adding(milliseconds: -1))
    #expect(throws: ClockRefusal.paused(since: end.adding(milliseconds: -1))) { try pause(at: end) }
    #expect(throws: ClockRefusal.early(last: end.adding(milliseconds: -1))) {
      try clock.resume(at: start)
    }
    try clock.stop(at: end.adding(milliseconds: 7))
    #expect(clock.pauses[0].to == end.adding(milliseconds: 7))
    #expect(clock.standing(at: end, calendar: calendar).phase == .stoppedInTime, "it stood still")
    let stopped = ClockRefusal.stopped(end.adding(milliseconds: 7))
    #expect(throws: stopped) { try clock.stop(at: end.adding(milliseconds: 8)) }
    #expect(throws: stopped) { try clock.resume(at: end.adding(milliseconds: 8)) }
    #expect(throws: stopped) { try pause(at: end.adding(milliseconds: 8)) }
  }

  @Test("a fixed moment stays where it is")
  func fixed() throws {
    let end = try moment("2020-08-15 20:00")
    var clock = DeadlineClock(try rule(.moment(end)), start: try moment("2020-07-17 08:00"))
    #expect(throws: ClockRefusal.fixed) {
      try clock.pause(
        at: try moment("2020-07-20"), waitsFor: .applicant, reason: "papers", calendar: calendar)
    }
    #expect(due(clock) == end)
    let standing = clock.standing(at: end.adding(milliseconds: -1), calendar: calendar)
    #expect(standing.phase == .running && standing.left == 1)
    #expect(clock.standing(at: end, calendar: calendar).phase == .overdue)
  }

  @Test("an end beyond the announced holidays says that it is provisional")
  func provisional() throws {
    let firm = try clock(.workingDays(2), "2026-12-22 09:00")
    #expect(
      firm.standing(at: firm.start, calendar: calendar).due
        == Reckoned(try moment("2026-12-25"), isFirm: true))
    let open = try clock(.workingDays(3), "2026-12-22 09:00")
    #expect(!open.standing(at: open.start, calendar: calendar).due.isFirm)
    let days = try clock(.calendarDays(5), "2026-12-22 09:00")
    #expect(!days.standing(at: days.start, calendar: calendar).due.isFirm)
  }

  @Test("an office's silence costs the applicant nothing, their own may")
  func silence() throws {
    for role in Role.allCases {
      let rule = Result {
        try ClockRule(
          name: "test", title: Wording(same: "test"), period: .workingDays(1), owedBy: role,
          owedTo: .applicant, onExpiry: .lapse, article: Article(document: "TEST", place: "1"))
      }
      let mayLose: Set<Role> = [.applicant, .familyHelper, .clerk, .visitor]
      #expect(((try? rule.get()) != nil) == mayLose.contains(role), "\(role)")
    }
    for days in [0, -1, 3661] {
      #expect(throws: Problems.self) { try rule(.workingDays(days)) }
      #expect(throws: Problems.self) { try rule(.calendarDays(days)) }
    }
  }
}
