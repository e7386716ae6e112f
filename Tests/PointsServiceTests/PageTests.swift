import Casework
import PointsLaw
import PointsService
import Policy
import TestKit
import Testing
import Units

@Suite("Lists page by page (分页)")
struct PageTests {
  private static func administrator(_ bench: PointsBench) -> Actor {
    bench.actor(9002, .administrator)
  }

  @Test("a full last page leads nowhere, and nobody is opened who is not shown")
  func fullPages() async throws {
    let bench = try await PointsBench.open()
    let unit = try await bench.activeUnit(clerk: 1)
    for key in ["eligible", "payerDiffers"] {
      let applicant = try await bench.checked(key)
      _ = try await RequestAssociation(bench.desk)(
        unit.code, knowing: true, by: bench.actor(applicant, .applicant))
    }
    let list = ListAssociations(bench.desk)
    let whole = try await list(unit.number, limit: 2, by: bench.entity(1))
    #expect(whole.rows.count == 2 && whole.next == nil)
    let first = try await list(unit.number, limit: 1, by: bench.entity(1))
    #expect(first.next == first.rows[0].number)
    let hidden = DossierID(AssociationContent.kind.access, whole.rows[1].number)
    #expect(try await bench.events(hidden).count == 1, "by the page that showed it")

    let units = try await ShowUnit(bench.desk).find("", limit: 1, by: Self.administrator(bench))
    #expect(units.units.count == 1 && units.next == nil)
    _ = try await bench.activeUnit("other", clerk: 2)
    for text in ["", "演示"] {
      let some = try await ShowUnit(bench.desk).find(text, limit: 1, by: Self.administrator(bench))
      #expect(some.units.map(\.number) == [unit.number] && some.next == unit.number, "\(text)")
      let rest = try await ShowUnit(bench.desk).find(
        text, after: try #require(some.next), limit: 1, by: Self.administrator(bench))
      #expect(rest.units.count == 1 && rest.next == nil, "\(text)")
    }

    let search = SearchActs(bench.desk, try #require(bench.store as? MemoryCases))
    let subject = SearchActs.Subject.dossier(DossierID(UnitContent.kind, unit.number))
    let acts = try await search(subject, by: bench.actor(3, .auditor)).rows.count
    #expect(
      try await search(subject, limit: acts, by: bench.actor(3, .auditor)).next == nil)
    #expect(
      try await search(subject, limit: acts - 1, by: bench.actor(3, .auditor)).next != nil)
  }

  @Test("barred people page by page; whoever is on the next page is not opened")
  func sanctions() async throws {
    let bench = try await PointsBench.open()
    for key in ["eligible", "payerDiffers"] {
      try await bench.account(key)
      let person = try #require(bench.city.people.first { $0.key == key })
      _ = try await bench.confirm(
        try await SanctionPerson(bench.desk)(
          identityNumber: person.number.full, until: CivilDate(daysSince1970: 20_000),
          reason: "提供虚假材料", by: bench.actor(9001, .administrator)))
    }
    let list = ListSanctions(bench.desk)
    let first = try await list(limit: 1, by: Self.administrator(bench))
    #expect(first.rows.count == 1 && first.next == first.rows[0].number)
    let rest = try await list(
      after: try #require(first.next), limit: 1, by: Self.administrator(bench))
    #expect(rest.rows.count == 1 && rest.next == nil)
    #expect(try await list(limit: 2, by: Self.administrator(bench)).next == nil)
  }

  @Test(
    "all proposals that wait are reached, and those that wait for oneself are counted on all pages")
  func proposals() async throws {
    let bench = try await PointsBench.open()
    let one = { bench.actor(9001, .administrator) }
    let plan = PlanCycle(bench.desk)
    let announced = try #require(plan.announced(2021))
    _ = try await plan(
      cycle: 2021, edition: announced.edition, rows: announced.rows, by: one())
    for (key, clerk) in [("good", Int64(1)), ("other", 2)] {
      let unit = try await bench.activeUnit(key, clerk: clerk)
      _ = try await SanctionUnit(bench.desk)(
        unit.number, until: CivilDate(daysSince1970: 20_000), reason: "出具虚假证明", by: one())
    }
    let show = ShowCycles(bench.desk)
    let first = try await show.proposals(limit: 2, by: Self.administrator(bench))
    #expect(first.rows.map(\.content.matter.act) == [.planCycle, .sanctionUnit])
    #expect(first.waitForMe == 3)
    let rest = try await show.proposals(
      after: try #require(first.next), limit: 2, by: Self.administrator(bench))
    #expect(rest.rows.map(\.content.matter.act) == [.sanctionUnit])
    #expect(rest.next == nil && rest.waitForMe == 3)
    #expect(try await show.proposals(limit: 3, by: one()).next == nil)
    #expect(try await show.proposals(limit: 3, by: one()).waitForMe == 0)
  }

  /// Disputes with the window of Haidian, filed a working day after another.
  private static func disputes(_ bench: PointsBench, _ count: Int) async throws {
    let person = try #require(bench.city.people.first { $0.key == "noPermit" })
    for place in 0..<count {
      let account = try await bench.account(person.name, person.number, "account-\(place)")
      let checked = try await CheckEligibility(bench.desk)(by: bench.actor(account, .applicant))
      _ = try await DisputeEligibility(bench.desk)(
        checked.dossier.number, seen: checked.version, reason: "登记有误，请核对",
        by: bench.actor(account, .applicant))
      bench.clock.move(milliseconds: Instant.millisecondsOfDay)
    }
  }

  @Test("the window's desk goes on where the page ended, whatever was decided meanwhile")
  func desk() async throws {
    let bench = try await PointsBench.open()
    try await Self.disputes(bench, 4)
    let window = { bench.actor(500, .window, .district("haidian")) }
    let desk = ListDisputes(bench.desk)
    let all = try await desk(limit: 4, by: window())
    #expect(all.next == nil && all.total == 4)
    let first = try await desk(limit: 2, by: window())
    #expect(first.rows == Array(all.rows.prefix(2)) && first.total == 4)
    let next = try #require(first.next)
    for row in first.rows {
      _ = try await DecideEligibilityDispute(bench.desk)(
        row.number, seen: row.version, isUpheld: false, remark: "登记属实", by: window())
    }
    let rest = try await desk(after: next, limit: 2, by: window())
    #expect(rest.rows.map(\.number) == all.rows.suffix(2).map(\.number))
    #expect(rest.next == nil && rest.total == 2)
  }

  @Test("those that wait for somebody else come last and keep their place while time passes")
  func waiting() async throws {
    let bench = try await PointsBench.open()
    try await Self.disputes(bench, 3)
    let window = { bench.actor(500, .window, .district("haidian")) }
    let desk = ListDisputes(bench.desk)
    for row in try await desk(by: window()).rows.prefix(2) {
      _ = try await AskApplicant(bench.desk)(
        row.number, seen: row.version, question: "请提供居住证", by: window())
    }
    let numbers = try await desk(by: window()).rows.map(\.number)
    #expect(numbers.count == 3 && numbers[0] > numbers[1] && numbers[1] < numbers[2])
    let first = try await desk(limit: 2, by: window())
    let next = try #require(first.next)
    #expect(ListDisputes.Place(next.description) == next)
    bench.clock.move(milliseconds: 10 * Instant.millisecondsOfDay)
    let rest = try await desk(after: next, limit: 2, by: window())
    #expect(rest.rows.map(\.number) == [numbers[2]])
    for text in ["", "50", "due.1", "due.1.0", "later.1.1", "due.-1.1", "due.1.1.1"] {
      #expect(ListDisputes.Place(text) == nil, "\(text)")
    }
  }

  @Test("the city sees what each window has to decide, what is late, and what was asked for")
  func windows() async throws {
    let bench = try await PointsBench.open()
    try await Self.disputes(bench, 2)
    let window = bench.actor(500, .window, .district("haidian"))
    let show = ShowCity(bench.desk)
    func stands() async throws -> [[Int]] {
      let windows = try await show(by: Self.administrator(bench)).windows
      #expect(windows.map(\.district) == [.haidian])
      return windows.map { [$0.waiting, $0.overdue, $0.asked] }
    }
    #expect(try await stands() == [[2, 0, 0]])
    for row in try await ListDisputes(bench.desk)(by: window).rows.suffix(1) {
      _ = try await AskApplicant(bench.desk)(
        row.number, seen: row.version, question: "请提供居住证", by: window)
    }
    bench.clock.move(milliseconds: 30 * Instant.millisecondsOfDay)
    #expect(try await stands() == [[1, 1, 1]])
  }
}
