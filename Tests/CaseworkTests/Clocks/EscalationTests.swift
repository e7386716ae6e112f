import Casework
import Policy
import Synchronization
import Testing
import Units

@Suite("Clocks that run out (到期与逾期)")
struct EscalationTests {
  let calendar: WorkingCalendar
  let book: ClockBook

  init() throws {
    calendar = try .china()
    book = try .builtIn()
  }

  func clock(_ name: String, _ start: String) throws -> DeadlineClock {
    DeadlineClock(try book.rule(name), start: try moment(start))
  }

  @Test("overdue and nearly due clocks come in the order of their ends, others not at all")
  func order() throws {
    var paused = try clock("recheckTax", "2020-07-01 09:00")
    try paused.pause(
      at: try moment("2020-07-02 09:00"), waitsFor: .applicant, reason: "papers", calendar: calendar
    )
    var done = try clock("recheckTax", "2020-07-01 09:00")
    try done.stop(at: try moment("2020-07-20"))
    let clocks: [(id: Int, clock: DeadlineClock)] = [
      (1, try clock("recheckTax", "2020-07-17 09:00")),  // until 2020-08-01
      (2, try clock("recheckRental", "2020-07-10 09:00")),  // until 2020-07-25
      (3, paused), (4, done),
      (5, try clock("recheckTax", "2020-07-10 10:00")),  // until 2020-07-25 as well
      (6, try clock("recheckTax", "2020-07-24 09:00")),
    ]
    func found(_ now: String, _ horizon: String) throws -> [Int] {
      try Escalation.cases(
        clocks, now: moment(now), horizon: moment(horizon), calendar: calendar
      ).map(\.id)
    }
    #expect(try found("2020-07-24 23:59:59.999", "2020-07-24 23:59:59.999") == [])
    #expect(try found("2020-07-25", "2020-07-25") == [2, 5])
    #expect(try found("2020-07-24", "2020-08-01") == [2, 5])
    #expect(try found("2020-07-24", "2020-08-01 00:00:00.001") == [2, 5, 1])
  }

  struct Failure: Error {}

  @Test("one case that fails stops none of the others, and every case has its outcome")
  func failing() async throws {
    let clocks = try (1...6).map { (id: $0, clock: try clock("recheckTax", "2020-07-01 09:00")) }
    let now = try moment("2020-09-01")
    let cases = Escalation.cases(clocks, now: now, horizon: now, calendar: calendar)
    let reached = Mutex<[Int]>([])
    let outcomes = await Escalation.run(cases) { item in
      reached.withLock { $0.append(item.id) }
      if item.id % 3 == 1 { throw Failure() }
    }
    #expect(reached.withLock(\.self) == Array(1...6))
    #expect(outcomes.map(\.id) == Array(1...6))
    for (id, outcome) in outcomes {
      switch outcome {
      case .done: #expect(id % 3 != 1)
      case .failed(let error): #expect(id % 3 == 1 && error is Failure)
      case .notReached: Issue.record("\(id) was not reached")
      }
    }
  }

  @Test("a cancelled round says which cases it did not reach")
  func cancelled() async throws {
    let clocks = try (1...4).map { (id: $0, clock: try clock("recheckTax", "2020-07-01 09:00")) }
    let now = try moment("2020-09-01")
    let cases = Escalation.cases(clocks, now: now, horizon: now, calendar: calendar)
    let outcomes = await Task {
      await Escalation.run(cases) { item in
        if item.id == 2 { withUnsafeCurrentTask { $0?.cancel() } }
      }
    }.value
    let reached = outcomes.map { outcome in
      if case .notReached = outcome.outcome { false } else { true }
    }
    #expect(reached == [true, true, false, false])
  }

  @Test("the book has the deadlines of all three services with their articles")
  func builtIn() throws {
    #expect(try book.rule("recheckTax").period == .workingDays(10))
    #expect(try book.rule("recheckTitle").period == .calendarDays(10))
    #expect(try book.rule("graduateNotice").period == .workingDays(5))
    #expect(try book.rule("graduateDecision").period == .workingDays(10))
    let permit = try book.rule("permitDecision")
    #expect(permit.period == .workingDays(20) && permit.hours.length == 23_400_000)
    #expect(permit.article.description == "PERMIT 五 办理时限")
    for rule in book.rules {
      #expect(!rule.title.zh.isEmpty && !rule.title.en.isEmpty)
      #expect(rule.owedBy != rule.owedTo)
      #expect(rule.onExpiry != .lapse)
    }
    let unknown = #expect(throws: Problems.self) { try book.rule("nothing") }
    #expect(unknown?.list.first?.allowed.en.contains("recheckTax") == true)
    #expect(throws: Problems.self) { try book.hours("nothing") }
  }

  static let good = """
    hours: {desk: {spans: [["08:30", "11:30"]], cite: "X 1"}}
    clocks:
      one: {days: 3, unit: workingDays, hours: desk, owedBy: officer, owedTo: applicant, onExpiry: escalate, cite: "X 2", title: {zh: 一, en: one}}
    """

  @Test(
    "a file of deadlines that cannot be right is refused",
    arguments: [
      ("days: 3", "days: 0"), ("days: 3", "days: three"), ("workingDays", "weeks"),
      ("hours: desk", "hours: night"), ("owedBy: officer", "owedBy: nobody"),
      ("onExpiry: escalate", "onExpiry: lapse"), ("onExpiry: escalate", "onExpiry: refuse"),
      ("\"X 2\"", "X"), ("en: one", "en: ''"), ("08:30", "8:30"), ("08:30", "11:30"),
      ("08:30", "24:01"), ("\"11:30\"]", "\"11:60\"]"), ("title", "name"),
    ])
  func refused(old: String, new: String) throws {
    #expect(try ClockBook(yaml: Array(Self.good.utf8)).rules.count == 1)
    let text = Self.good.replacing(old, with: new)
    #expect(text != Self.good)
    #expect(throws: Problems.self) { try ClockBook(yaml: Array(text.utf8)) }
  }
}
