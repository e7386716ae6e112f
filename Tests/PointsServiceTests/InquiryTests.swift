import Casework
import PointsLaw
import PointsService
import Policy
import TestKit
import Testing
import Units

@Suite("The window asks for more before it decides (要求补充)")
struct InquiryTests {
  /// Somebody not eligible who has filed a dispute with the window of Haidian.
  struct Filed {
    var bench: PointsBench
    var account: Int64
    var application: DossierID
    var dispute: ListDisputes.Row

    var window: Actor { bench.actor(500, .window, .district("haidian")) }
    var person: Actor { bench.actor(account, .applicant) }

    func row() async throws -> ListDisputes.Row {
      try #require(
        try await ListDisputes(bench.desk)(by: window).rows
          .first { $0.number == dispute.number })
    }
  }

  static func filed() async throws -> Filed {
    let bench = try await PointsBench.open()
    let account = try await bench.checked("criminalRecord")
    let answer = try #require(
      try await ReadEligibility(bench.desk)(by: bench.actor(account, .applicant)))
    let done = try await DisputeEligibility(bench.desk)(
      answer.application, seen: answer.version, reason: "判决已撤销，请核对",
      by: bench.actor(account, .applicant))
    let row = try #require(
      try await ListDisputes(bench.desk)(
        by: bench.actor(500, .window, .district("haidian"))
      ).rows.first)
    return Filed(bench: bench, account: account, application: done.dossier, dispute: row)
  }

  @Test(
    "the clock stands still until the answer was received, and both sides are told (PLATFORM 计时)")
  func pause() async throws {
    let filed = try await Self.filed()
    let bench = filed.bench
    #expect(filed.dispute.standing.due.value == PointsBench.moment(2020, 8, 4))
    bench.clock.move(milliseconds: Instant.millisecondsOfDay)
    let asked = try await AskApplicant(bench.desk)(
      filed.dispute.number, seen: filed.dispute.version, question: "请提供撤销判决书", by: filed.window)
    #expect(asked.state == "waiting")
    #expect(try await bench.notices(filed.account).last == "points.disputeQuestioned")
    let waiting = try await filed.row()
    #expect(waiting.isWaiting && waiting.standing.waitsFor == .applicant)
    let tasks = try await ShowTasks(bench.desk)(by: filed.person)
    #expect(tasks.steps[0].status == .attention && tasks.steps[0].waitsFor == .applicant)
    // Wednesday and Thursday pass: two working days.
    bench.clock.move(milliseconds: 2 * Instant.millisecondsOfDay)
    let words = try await ListDisputes(bench.desk).words(of: waiting.number, by: filed.person)
    #expect(words.inquiries.map(\.question) == ["请提供撤销判决书"] && words.inquiries[0].reply == nil)
    let evidence = try await CityTests.evidence(bench, about: filed.application)
    let supplemented = try await SupplementDispute(bench.desk)(
      waiting.number, seen: waiting.version, reply: "判决书见附件", evidence: [evidence],
      by: filed.person)
    #expect(supplemented.state == "open")
    #expect(try await bench.notices(500).last == "points.disputeSupplemented")
    let row = try await filed.row()
    #expect(!row.isWaiting && row.standing.waitsFor == .window && row.evidence == [evidence])
    #expect(row.standing.due.value == PointsBench.moment(2020, 8, 6))
    _ = try await DecideEligibilityDispute(bench.desk)(
      row.number, seen: row.version, isUpheld: true, remark: "判决书属实", by: filed.window)
    let all = try await ListDisputes(bench.desk).words(of: row.number, by: filed.person)
    #expect(all.inquiries[0].reply == "判决书见附件" && all.answer == "判决书属实")
    let data = try await ReadOwnData(bench.desk)(by: filed.person)
    #expect(data.json.contains("请提供撤销判决书") && data.json.contains("判决书见附件"))
  }

  @Test(
    "an officer whose time is over makes nobody wait; one millisecond before it is not over",
    arguments: [(-1, true), (0, false)])
  func over(offset: Int64, isPossible: Bool) async throws {
    let filed = try await Self.filed()
    filed.bench.clock.set(PointsBench.moment(2020, 8, 4).adding(milliseconds: offset))
    func ask() async throws -> Done {
      try await AskApplicant(filed.bench.desk)(
        filed.dispute.number, seen: filed.dispute.version, question: "请补充材料", by: filed.window)
    }
    if isPossible {
      #expect(try await ask().state == "waiting")
    } else {
      await #expect(throws: PointsRefusal.rule(.clockOver, nil)) { try await ask() }
      #expect(try await filed.row().standing.phase == .overdue)
    }
  }

  @Test("not twice, not unasked, not by others, not after another device")
  func refused() async throws {
    let filed = try await Self.filed()
    let bench = filed.bench
    let ask = AskApplicant(bench.desk)
    let supplement = SupplementDispute(bench.desk)
    let (number, version) = (filed.dispute.number, filed.dispute.version)
    await #expect(throws: PointsRefusal.self, "nothing was asked") {
      try await supplement(number, seen: version, reply: "另有说明", by: filed.person)
    }
    for foreign in [
      bench.actor(501, .window, .district("chaoyang")), filed.person,
      bench.actor(9001, .administrator), bench.actor(filed.account, .window, .district("haidian")),
    ] {
      await #expect(throws: PointsRefusal.self) {
        try await ask(number, seen: version, question: "请补充材料", by: foreign)
      }
    }
    await #expect(throws: Problems.self) {
      try await ask(number, seen: version, question: "？", by: filed.window)
    }
    let asked = try await ask(number, seen: version, question: "请补充材料", by: filed.window)
    await #expect(throws: PointsRefusal.self, "it waits already") {
      try await ask(number, seen: asked.version, question: "再补充", by: filed.window)
    }
    for foreign in [
      bench.actor(77, .applicant), bench.actor(78, .familyHelper, .person(filed.account)),
      filed.window, try bench.entity(1),
    ] {
      await #expect(throws: PointsRefusal.self) {
        try await supplement(number, seen: asked.version, reply: "代为补充", by: foreign)
      }
    }
    let other = try await CityTests.evidence(bench, about: DossierID(UnitContent.kind, 4711))
    await #expect(throws: PointsRefusal.rule(.evidenceUnfit, nil)) {
      try await supplement(
        number, seen: asked.version, reply: "见附件", evidence: [other], by: filed.person)
    }
    await #expect(
      throws: StoreFailure.conflict(
        DossierID(DisputeContent.kind, number), current: asked.version)
    ) {
      try await supplement(number, seen: version, reply: "见附件", by: filed.person)
    }
    // Whoever does not answer does not keep the window from deciding.
    let decided = try await DecideEligibilityDispute(bench.desk)(
      number, seen: asked.version, isUpheld: false, remark: "逾期未补充，无法核实", by: filed.window)
    #expect(decided.state == "dismissed")
  }

  @Test("a unit's clerks are asked and one of them answers; a second round; the waiting come last")
  func unit() async throws {
    let bench = try await PointsBench.open()
    let window = bench.actor(500, .window, .district("fengtai"))
    let clerk = { try bench.entity(1, "tax") }
    let unit = try await RegisterUnit(bench.desk)(try bench.code("tax").full, by: clerk())
    let evidence = try await CityTests.evidence(bench, about: unit.dossier)
    _ = try await DisputeUnit(bench.desk)(
      unit.dossier.number, seen: unit.version, reason: "税务已恢复正常", evidence: [evidence],
      by: clerk())
    // Days are counted from the next one: on the first, waiting takes nothing.
    bench.clock.move(milliseconds: Instant.millisecondsOfDay)
    var row = try #require(try await ListDisputes(bench.desk)(by: window).rows.first)
    for round in 1...2 {
      let asked = try await AskApplicant(bench.desk)(
        row.number, seen: row.version, question: "请补充第\(round)份材料",
        by: bench.actor(500, .window, .district("fengtai")))
      #expect(try await bench.notices(1).filter { $0 == "points.disputeQuestioned" }.count == round)
      bench.clock.move(milliseconds: 3_600_000)
      _ = try await SupplementDispute(bench.desk)(
        row.number, seen: asked.version, reply: "第\(round)份见附件", by: clerk())
      row = try #require(try await ListDisputes(bench.desk)(by: window).rows.first)
    }
    let words = try await ListDisputes(bench.desk).words(of: row.number, by: clerk())
    #expect(words.inquiries.map(\.reply) == ["第1份见附件", "第2份见附件"])
    // Two hours of a working day.
    #expect(row.standing.due.value == PointsBench.moment(2020, 8, 4, hour: 2))
    await #expect(throws: PointsRefusal.self, "an officer who is the unit's clerk as well") {
      try await AskApplicant(bench.desk)(
        row.number, seen: row.version, question: "请补充材料",
        by: bench.actor(1, .window, .district("fengtai")))
    }
  }
}
