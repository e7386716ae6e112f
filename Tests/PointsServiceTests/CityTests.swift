import Casework
import PointsService
import Policy
import TestKit
import Testing
import Units

@Suite("The city: cycles, sanctions, disputes of units (市人社局与区窗口)")
struct CityTests {
  @Test("a timetable is checked whole, and planning, opening and closing take two people each")
  func cycle() async throws {
    let bench = try await PointsBench(on: { MemoryCases(clock: $0) })
    let plan = PlanCycle(bench.desk)
    let announced = try #require(plan.announced(2020))
    var gap = announced.rows
    gap.remove(at: 1)
    for (cycle, edition, rows) in [
      (2020, "rules-2020", gap), (2020, "trial-2019", announced.rows), (2017, "trial-2018", gap),
      (2020, "rules-2020", []), (2020, "rules-2020", Array(announced.rows.prefix(1))),
      (2022, "rules-2020", announced.rows),
    ] {
      await #expect(throws: Problems.self, "\(cycle) \(edition) \(rows.count)") {
        try await plan(
          cycle: cycle, edition: edition, rows: rows, by: bench.actor(9001, .administrator))
      }
    }
    await #expect(throws: PointsRefusal.rule(.noCycle, nil)) {
      try await ShowTasks(bench.desk)(by: bench.actor(1, .applicant))
    }
    let proposed = try await plan(
      cycle: 2020, edition: "rules-2020", rows: announced.rows,
      by: bench.actor(9001, .administrator))
    #expect(try await ShowCycles(bench.desk)().isEmpty, "nothing happens before a second person")
    await #expect(throws: PointsRefusal.proposal(.samePerson)) {
      try await ConfirmProposal(bench.desk)(
        proposed.dossier.number, seen: proposed.version, by: bench.actor(9001, .administrator))
    }
    for role in Role.allCases where role != .administrator {
      await #expect(throws: PointsRefusal.self, "\(role)") {
        try await ConfirmProposal(bench.desk)(
          proposed.dossier.number, seen: proposed.version, by: bench.actor(9002, role))
      }
    }
    let planned = try await bench.confirm(proposed)
    #expect(planned.state == "planned")
    let first = try await OpenCycle(bench.desk)(
      planned.dossier.number, seen: planned.version, by: bench.actor(9001, .administrator))
    func another() async throws -> Done {
      try await OpenCycle(bench.desk)(
        planned.dossier.number, seen: planned.version, by: bench.actor(9003, .administrator))
    }
    await #expect(throws: PointsRefusal.rule(.proposalExists, nil), "one waits") {
      try await another()
    }
    bench.clock.set(bench.clock.now.adding(milliseconds: ProposalContent.patience))
    let later = try await another()
    #expect(later.state == "proposed", "the first has expired, before anything swept it up")
    await #expect(throws: PointsRefusal.self) { try await bench.confirm(first) }
    #expect(try await bench.confirm(later).state == "open")
  }

  /// The code of an act's refusal; `nil` when it was done.
  static func code(_ work: () async throws -> Done) async throws -> String? {
    do {
      _ = try await work()
      return nil
    } catch let refusal as PointsRefusal { return refusal.code }
  }

  @Test(
    "a cycle is opened when no other is still to be ranked, later than all, and before its filing is over"
  )
  func openings() async throws {
    let bench = try await PointsBench.open()
    let plan = PlanCycle(bench.desk)
    func propose(_ cycle: Int, _ rows: [StageBook.Row]) async throws -> Done {
      let planned = try await bench.confirm(
        try await plan(
          cycle: cycle, edition: "rules-2020", rows: rows, by: bench.actor(9001, .administrator)))
      return try await OpenCycle(bench.desk)(
        planned.dossier.number, seen: planned.version, by: bench.actor(9001, .administrator))
    }
    let next = try #require(plan.announced(2021)).rows
    // Ranking of 2020 lasts through 14 October.
    let end = PointsBench.moment(2020, 10, 15)
    bench.clock.set(end.adding(milliseconds: -1))
    #expect(try await Self.code { try await propose(2021, next) } == "cycleRunning")
    bench.clock.set(end)
    let proposed = try await propose(2021, next)
    let late = plan.draft(2022, from: try #require(plan.announced(2021))).rows
    let second = try await propose(2022, late)
    #expect(try await bench.confirm(proposed).state == "open")
    #expect(
      try await Self.code { try await bench.confirm(second) } == "cycleRunning", "as it is now")
    // 2021 is over: 2020, still in settlement, does not come back.
    let open = try #require(try await ShowCycles(bench.desk)().first { $0.content.cycle == 2021 })
    _ = try await bench.confirm(
      try await CloseCycle(bench.desk)(
        open.number, seen: open.version, by: bench.actor(9001, .administrator)))
    await #expect(throws: PointsRefusal.rule(.noCycle, nil)) {
      try await ShowTasks(bench.desk)(by: bench.actor(1, .applicant))
    }
    await #expect(throws: PointsRefusal.rule(.cycleExists, nil)) {
      try await plan(
        cycle: 2021, edition: "rules-2020", rows: next, by: bench.actor(9001, .administrator))
    }
    bench.clock.set(PointsBench.moment(2022, 5, 14, hour: 20))
    #expect(try await Self.code { try await bench.confirm(second) } != nil)
    #expect(
      try await Self.code { try await propose(2022, late) } == "cycleOver", "filing has ended")
  }

  @Test("an open cycle’s timetable is amended by two: nothing that is over, and no stage cut short")
  func amended() async throws {
    let bench = try await PointsBench.open()
    let plan = PlanCycle(bench.desk)
    let rows = try #require(plan.announced(2020)).rows
    func propose(_ change: (inout [StageBook.Row]) -> Void) async throws -> Done {
      var changed = rows
      change(&changed)
      return try await plan(
        cycle: 2020, edition: "rules-2020", rows: changed, by: bench.actor(9001, .administrator))
    }
    let earlier = PointsBench.moment(2020, 8, 10)
    let later = PointsBench.moment(2020, 8, 15, hour: 22)
    await #expect(throws: Problems.self, "filing cut short") {
      try await propose {
        $0[0].to = earlier
        $0[1].from = earlier
      }
    }
    await #expect(throws: Problems.self, "begun otherwise") {
      try await propose { $0[0].from = PointsBench.moment(2020, 7, 18) }
    }
    let longer = try await propose {
      $0[0].to = later
      $0[1].from = later
    }
    let person = bench.actor(1, .applicant)
    let end = { @Sendable in try await ShowTasks(bench.desk)(by: person).steps.first?.until?.value }
    #expect(try await end() == rows[0].to, "nothing before a second person")
    let done = try await bench.confirm(longer)
    #expect(done.state == "open")
    #expect(try await end() == later)
    let history = try await bench.store.read { try $0.history(done.dossier) }
    #expect(history.map(\.name) == ["CyclePlanned", "CycleOpened", "CycleAmended"])
    // Proposed in time, confirmed too late: what is over by then stays.
    bench.clock.set(PointsBench.moment(2020, 8, 14))
    let late = try await propose {
      $0[0].to = PointsBench.moment(2020, 8, 15, hour: 23)
      $0[1].from = PointsBench.moment(2020, 8, 15, hour: 23)
    }
    bench.clock.set(later)
    await #expect(throws: Problems.self) { try await bench.confirm(late) }
  }

  @Test("a proposal is rejected by another, taken back by its own, and expires after three days")
  func proposals() async throws {
    let bench = try await PointsBench.open()
    let unit = try await bench.activeUnit(clerk: 1)
    let until = try #require(CivilDate(2025, 7, 19))
    func propose() async throws -> Done {
      try await SanctionUnit(bench.desk)(
        unit.number, until: until, reason: "出具虚假证明", by: bench.actor(9001, .administrator))
    }
    for administrator in [Int64(9001), 9002] { bench.people.appoint(administrator, .whole) }
    let first = try await propose()
    #expect(try await bench.notices(9002) == ["points.proposalWaits"], "the other one is told")
    #expect(try await !bench.notices(9001).contains("points.proposalWaits"))
    let rejected = try await RejectProposal(bench.desk)(
      first.dossier.number, seen: first.version, by: bench.actor(9002, .administrator))
    #expect(rejected.state == "rejected")
    #expect(try await bench.notices(9001).last == "points.proposalDecided")
    let second = try await propose()
    await #expect(throws: PointsRefusal.self, "not one’s own") {
      try await WithdrawProposal(bench.desk)(
        second.dossier.number, seen: second.version, by: bench.actor(9002, .administrator))
    }
    let withdrawn = try await WithdrawProposal(bench.desk)(
      second.dossier.number, seen: second.version, by: bench.actor(9001, .administrator))
    #expect(withdrawn.state == "withdrawn")
    let third = try await propose()
    let waiting = try await ShowCycles(bench.desk).proposals(
      by: bench.actor(9001, .administrator)
    ).rows
    #expect(waiting.map(\.number) == [third.dossier.number] && waiting.map(\.isOwn) == [true])
    bench.clock.move(milliseconds: 3 * Instant.millisecondsOfDay - 1)
    #expect(try await CatchUp(bench.desk)(at: bench.clock.now).done.isEmpty)
    bench.clock.move(milliseconds: 1)
    await #expect(throws: PointsRefusal.self) { try await bench.confirm(third) }
    #expect(try await CatchUp(bench.desk)(at: bench.clock.now).done == [third.dossier])
    #expect(try await bench.dossier(third.dossier)?.state == "expired")
    #expect(try await bench.dossier(DossierID(UnitContent.kind, unit.number))?.state == "active")
  }

  @Test(
    "a bar returns waiting requests, leaves confirmed ones (二4), and ends after its day (TRIAL-2018 第十五条)"
  )
  func sanction() async throws {
    let asked = try await AssociationTests.asked()
    let bench = asked.bench
    let confirmed = try await bench.checked("payerDiffers")
    let other = try await RequestAssociation(bench.desk)(
      asked.unit.code, knowing: true, by: bench.actor(confirmed, .applicant))
    _ = try await ConfirmAssociation(bench.desk)(
      other.dossier.number, seen: other.version, by: asked.clerk)
    let today = bench.clock.now.beijing.date
    for until in [today.adding(days: -1), today.adding(months: 120).adding(days: 1)] {
      await #expect(throws: Problems.self, "\(until)") {
        try await SanctionUnit(bench.desk)(
          asked.unit.number, until: until, reason: "出具虚假证明",
          by: bench.actor(9001, .administrator))
      }
    }
    await #expect(throws: PointsRefusal.self, "no such unit") {
      try await SanctionUnit(bench.desk)(
        123_456, until: today, reason: "出具虚假证明", by: bench.actor(9001, .administrator))
    }
    let barred = try await bench.confirm(
      try await SanctionUnit(bench.desk)(
        asked.unit.number, until: today.adding(days: 1), reason: "出具虚假证明",
        by: bench.actor(9001, .administrator)))
    #expect(barred.state == "barred")
    await #expect(throws: PointsRefusal.rule(.unitInactive, nil), "it decides nothing any more") {
      try await ConfirmAssociation(bench.desk)(
        asked.number, seen: asked.done.version, by: asked.clerk)
    }
    let round = try await CatchUp(bench.desk)(at: bench.clock.now)
    #expect(round.done == [asked.done.dossier] && round.failed.isEmpty)
    #expect(try await bench.dossier(asked.done.dossier)?.state == "rejected")
    #expect(try await bench.dossier(other.dossier)?.state == "confirmed")
    #expect(try await bench.notices(asked.applicant).last == "points.associationReturned")
    bench.clock.set(Instant(today.adding(days: 2)).adding(milliseconds: -1))
    #expect(try await CatchUp(bench.desk)(at: bench.clock.now).done.isEmpty, "its last day")
    bench.clock.move(milliseconds: 1)
    #expect(try await CatchUp(bench.desk)(at: bench.clock.now).done == [barred.dossier])
    #expect(try await bench.dossier(barred.dossier)?.state == "unconfirmed")
    #expect(try await bench.notices(1).last == "points.unitBarLifted")
  }

  @Test("a bar is lifted before its day by two people; a dispute about it is settled with it")
  func lift() async throws {
    let bench = try await PointsBench.open()
    let unit = try await bench.activeUnit(clerk: 1)
    await #expect(throws: PointsRefusal.self, "it is not barred") {
      try await LiftSanction(bench.desk)(
        unit.number, reason: "情况已更正", by: bench.actor(9001, .administrator))
    }
    let barred = try await bench.confirm(
      try await SanctionUnit(bench.desk)(
        unit.number, until: try #require(CivilDate(2022, 1, 1)), reason: "出具虚假证明",
        by: bench.actor(9001, .administrator)))
    let evidence = try await Self.evidence(bench, about: barred.dossier)
    let disputed = try await DisputeUnit(bench.desk)(
      unit.number, seen: barred.version, reason: "并无此事", evidence: [evidence],
      by: bench.entity(1))
    #expect(disputed.state == "barDisputed")
    let lifted = try await bench.confirm(
      try await LiftSanction(bench.desk)(
        unit.number, reason: "情况已更正", by: bench.actor(9001, .administrator)))
    #expect(lifted.state == "unconfirmed")
    let window = bench.actor(500, .window, .district("haidian"))
    #expect(try await ListDisputes(bench.desk)(by: window).total == 0)
  }

  /// Evidence that was received and not inspected yet.
  static func evidence(
    _ bench: PointsBench, about id: DossierID, state: EvidenceLifecycle.Status = .received
  ) async throws -> Int64 {
    let command = Command(
      key: bench.key(), name: "ReceiveEvidence", party: .system, role: .system)
    let performed = try await bench.store.perform(command) { unit in
      let record = EvidenceRecord(about: id.description)
      let dossier = try unit.apply(
        DossierChange(
          DossierID(EvidenceRecord.kind, try unit.newNumber()), seen: 0,
          events: [.init("EvidenceReceived")], state: state.rawValue, body: record.json,
          keys: record.keys))
      return Array("\(dossier.id.number)".utf8)
    }
    return try #require(Int64(String(decoding: performed.answer, as: UTF8.self)))
  }

  @Test("a refused unit disputes with certificates; upheld, the registry’s word is waived (二2)")
  func disputeUnit() async throws {
    let bench = try await PointsBench.open()
    let unit = try await RegisterUnit(bench.desk)(
      try bench.code("outside").full, by: bench.entity(1, "outside"))
    let clerk = { try bench.entity(1, "outside") }
    let good = try await Self.evidence(bench, about: unit.dossier)
    let foreign = try await Self.evidence(bench, about: DossierID(UnitContent.kind, 4711))
    let infected = try await Self.evidence(bench, about: unit.dossier, state: .refused)
    let dispute = DisputeUnit(bench.desk)
    await #expect(throws: PointsRefusal.rule(.evidenceNeeded, nil)) {
      try await dispute(
        unit.dossier.number, seen: unit.version, reason: "实际在本市办公", evidence: [], by: clerk())
    }
    for wrong in [foreign, infected, 999_999] {
      await #expect(throws: PointsRefusal.rule(.evidenceUnfit, nil)) {
        try await dispute(
          unit.dossier.number, seen: unit.version, reason: "实际在本市办公", evidence: [good, wrong],
          by: clerk())
      }
    }
    let filed = try await dispute(
      unit.dossier.number, seen: unit.version, reason: "实际在本市办公", evidence: [good],
      by: clerk())
    #expect(filed.state == "disputed")
    let window = bench.actor(500, .window, .district("dongcheng"))
    let row = try #require(try await ListDisputes(bench.desk)(by: window).rows.first)
    #expect(row.matter == .unit && row.about == unit.dossier && row.evidence == [good])
    let decide = DecideUnitDispute(bench.desk)
    await #expect(throws: PointsRefusal.self, "not an eligibility dispute") {
      try await DecideEligibilityDispute(bench.desk)(
        row.number, seen: row.version, isUpheld: true, remark: "属实", by: window)
    }
    await #expect(throws: PointsRefusal.self, "nobody decides about their own unit") {
      try await decide(
        row.number, seen: row.version, isUpheld: true, remark: "属实",
        by: bench.actor(1, .window, .district("dongcheng")))
    }
    _ = try await decide(
      row.number, seen: row.version, isUpheld: true, remark: "证照属实", by: window)
    let view = try await ShowUnit(bench.desk)(unit.dossier.number, by: clerk())
    #expect(view.state == .unconfirmed && view.content.waived == [.outsideCity])
    #expect(try await bench.notices(1) == ["points.unitDisputeAnswered"])
    #expect(try await ListDisputes(bench.desk).words(of: row.number, by: clerk()).answer == "证照属实")
    let active = try await ActivateUnit(bench.desk)(
      unit.dossier.number, seen: view.version, contact: .init(name: "方正平", mobile: "13800000000"),
      by: clerk())
    #expect(active.state == "active", "also though the registry still says so")
    bench.clock.set(PointsBench.moment(2021, 4, 20, hour: 9))
    try await bench.openCycle(2021)
    #expect(try await CatchUp(bench.desk)(at: bench.clock.now).done == [unit.dossier])
    let version = try await ShowUnit(bench.desk)(unit.dossier.number, by: clerk()).version
    await #expect(
      throws: PointsRefusal.rule(.unitObstacle, UnitObstacle.outsideCity.wording),
      "the window decided for one cycle"
    ) {
      try await ActivateUnit(bench.desk)(unit.dossier.number, seen: version, by: clerk())
    }
  }

  @Test("a window cannot undo the bar of two administrators: upheld, they are told and lift it")
  func doubted() async throws {
    let bench = try await PointsBench.open()
    let unit = try await bench.activeUnit(clerk: 1)
    let administrators: [Int64] = [9001, 9002]
    // One more is a clerk of the unit, by another account, and may not decide.
    for account in administrators + [9003] { bench.people.appoint(account, .whole) }
    bench.people.join([9003, 1])
    let today = bench.clock.now.beijing.date
    func dispute(until: CivilDate) async throws -> (number: Int64, version: Int) {
      let barred = try await bench.confirm(
        try await SanctionUnit(bench.desk)(
          unit.number, until: until, reason: "出具虚假证明", by: bench.actor(9001, .administrator)))
      let evidence = try await Self.evidence(bench, about: barred.dossier)
      _ = try await DisputeUnit(bench.desk)(
        unit.number, seen: barred.version, reason: "并无此事", evidence: [evidence],
        by: bench.entity(1))
      let window = bench.actor(500, .window, .district("haidian"))
      let row = try #require(try await ListDisputes(bench.desk)(by: window).rows.first)
      return (row.number, row.version)
    }
    func uphold(_ dispute: (number: Int64, version: Int)) async throws -> ShowUnit.View {
      _ = try await DecideUnitDispute(bench.desk)(
        dispute.number, seen: dispute.version, isUpheld: true, remark: "核对属实",
        by: bench.actor(500, .window, .district("haidian")))
      return try await ShowUnit(bench.desk)(unit.number, by: bench.entity(1))
    }
    let first = try await uphold(dispute(until: today.adding(days: 9)))
    #expect(first.state == .barred && first.content.barredUntil == today.adding(days: 9))
    #expect(first.content.waived.isEmpty)
    for account in administrators {
      #expect(try await bench.notices(account).last == "points.unitBarDoubted")
    }
    #expect(try await !bench.notices(9003).contains("points.unitBarDoubted"))
    // A contact that is changed meanwhile decides nothing.
    _ = try await ChangeUnitContact(bench.desk)(
      unit.number, seen: first.version, contact: .init(name: "方正平", mobile: "010-87654321"),
      by: bench.entity(1))
    let outline = try await ShowUnitDispute(bench.desk).outline(unit.number, by: bench.entity(1))
    #expect(outline?.upheldAt == bench.clock.now && outline?.dismissedAt == nil)
    let lifted = try await bench.confirm(
      try await LiftSanction(bench.desk)(
        unit.number, reason: "区窗口核实", by: bench.actor(9001, .administrator)))
    #expect(lifted.state == "unconfirmed")
    // What the registry holds against it is settled, the bar stays.
    bench.city.cancel(try bench.code("good"))
    _ = try await bench.confirm(
      try await SanctionUnit(bench.desk)(
        unit.number, until: today.adding(days: 1), reason: "出具虚假证明",
        by: bench.actor(9001, .administrator)))
    #expect(try await RefreshUnits(bench.desk)(at: bench.clock.now).cancelled == 1)
    let id = DossierID(UnitContent.kind, unit.number)
    let gone = try await ShowUnit(bench.desk)(unit.number, by: bench.entity(1))
    let evidence = try await Self.evidence(bench, about: id)
    _ = try await DisputeUnit(bench.desk)(
      unit.number, seen: gone.version, reason: "并未注销", evidence: [evidence], by: bench.entity(1))
    let window = bench.actor(500, .window, .district("haidian"))
    let row = try #require(try await ListDisputes(bench.desk)(by: window).rows.first)
    let stays = try await uphold((row.number, row.version))
    #expect(stays.state == .barred && stays.content.waived == [.cancelled])
    #expect(try await bench.events(id).last == "UnitDisputeUpheld")
    // Of a bar that is over meanwhile nothing is left to lift.
    let again = try await Self.evidence(bench, about: id)
    _ = try await DisputeUnit(bench.desk)(
      unit.number, seen: stays.version, reason: "并无此事", evidence: [again], by: bench.entity(1))
    let second = try #require(try await ListDisputes(bench.desk)(by: window).rows.first)
    bench.clock.set(Instant(today.adding(days: 2)))
    let over = try await uphold((second.number, second.version))
    #expect(over.state == .unconfirmed && over.content.barredUntil == nil)
  }

  @Test(
    "a dismissed dispute leaves the unit refused, with the reason; the desk is in order of due time"
  )
  func dismissed() async throws {
    let bench = try await PointsBench.open()
    var numbers: [Int64] = []
    for (place, key) in ["tax", "outside", "cancelled"].enumerated() {
      let unit = try await RegisterUnit(bench.desk)(
        try bench.code(key).full, by: bench.entity(Int64(place + 1), key))
      let evidence = try await Self.evidence(bench, about: unit.dossier)
      _ = try await DisputeUnit(bench.desk)(
        unit.dossier.number, seen: unit.version, reason: "登记有误", evidence: [evidence],
        by: bench.entity(Int64(place + 1), key))
      numbers.append(unit.dossier.number)
      bench.clock.move(milliseconds: Instant.millisecondsOfDay)
    }
    let window = bench.actor(500, .window, .district("fengtai"))
    let row = try #require(try await ListDisputes(bench.desk)(by: window).rows.first)
    _ = try await DecideUnitDispute(bench.desk)(
      row.number, seen: row.version, isUpheld: false, remark: "证照与登记一致", by: window)
    #expect(try await bench.dossier(DossierID(UnitContent.kind, numbers[0]))?.state == "refused")
    await #expect(throws: PointsRefusal.self, "decided") {
      try await DecideUnitDispute(bench.desk)(
        row.number, seen: row.version + 1, isUpheld: true, remark: "再议",
        by: bench.actor(500, .window, .district("fengtai")))
    }
    for limit in [0, 201] {
      await #expect(throws: Problems.self) {
        try await ListDisputes(bench.desk)(limit: limit, by: window)
      }
    }
  }

  @Test("what the registry cancels is cancelled here, once; what the window waived is not")
  func refresh() async throws {
    let bench = try await PointsBench.open()
    let unit = try await bench.activeUnit(clerk: 1)
    let refresh = RefreshUnits(bench.desk)
    #expect(try await refresh(at: bench.clock.now).cancelled == 0)
    bench.city.cancel(try bench.code("good"))
    bench.city.outage = true
    let away = try await refresh(at: bench.clock.now)
    #expect(away.seen == 0 && away.next == nil)
    bench.city.outage = false
    #expect(try await refresh(at: bench.clock.now).cancelled == 1)
    #expect(try await refresh(at: bench.clock.now).cancelled == 0)
    #expect(try await bench.dossier(DossierID(UnitContent.kind, unit.number))?.state == "cancelled")
    #expect(try await bench.notices(1).last == "points.unitCancelled")
    let gone = try await ShowUnit(bench.desk)(unit.number, by: bench.entity(1))
    let evidence = try await Self.evidence(bench, about: DossierID(UnitContent.kind, unit.number))
    _ = try await DisputeUnit(bench.desk)(
      unit.number, seen: gone.version, reason: "并未注销", evidence: [evidence], by: bench.entity(1))
    let window = bench.actor(500, .window, .district("haidian"))
    let row = try #require(try await ListDisputes(bench.desk)(by: window).rows.first)
    _ = try await DecideUnitDispute(bench.desk)(
      row.number, seen: row.version, isUpheld: true, remark: "证照属实", by: window)
    let waived = try await refresh(at: bench.clock.now)
    #expect(waived.seen == 1 && waived.cancelled == 0, "the window waived it")
  }

  @Test(
    "the auditor finds acts by person, unit, officer and time, page by page, each with its proof")
  func search() async throws {
    let asked = try await AssociationTests.asked()
    let bench = asked.bench
    bench.clock.move(milliseconds: 60_000)
    _ = try await ConfirmAssociation(bench.desk)(
      asked.number, seen: asked.done.version,
      by: bench.actor(1, .clerk, .entity(bench.code("good"))))
    let model = try #require(bench.store as? MemoryCases)
    let search = SearchActs(bench.desk, model)
    let auditor = { bench.actor(700, .auditor) }
    let about = try await search(.about(account: asked.applicant), by: auditor())
    #expect(about.rows.first?.event == "AssociationConfirmed" || about.rows.count > 3)
    let names = about.rows.map(\.event)
    #expect(names.contains("AssociationRequested") && names.contains("EligibilityChecked"))
    #expect(names.contains("PersonalDataRead"), "who read in the cases")
    let by = try await search(.by(account: 1), from: bench.clock.now, by: auditor())
    #expect(by.rows.map(\.event).contains("AssociationConfirmed"))
    #expect(by.rows.allSatisfy { $0.at >= bench.clock.now && $0.party == PartyID(account: 1) })
    let unit = try await search(.unit(asked.unit.number), to: bench.clock.now, by: auditor())
    #expect(unit.rows.map(\.event).contains("UnitActivated"))
    var pages: [SearchActs.Row] = []
    var before: Int?
    repeat {
      let page = try await search(
        .dossier(asked.done.dossier), before: before, limit: 1, by: auditor())
      pages += page.rows
      before = page.next
    } while before != nil
    let history = try await bench.store.read { try $0.history(asked.done.dossier) }
    let own = pages.filter { $0.dossier == asked.done.dossier }
    #expect(own.map(\.version) == history.map(\.version).reversed())
    for row in own {
      let event = try #require(history.first { $0.version == row.version })
      #expect(
        row.reference
          == ReceiptReference(index: event.index, leaf: LedgerHash.leaf(event.leaf)))
    }
    let number = try #require(bench.city.people.first { $0.key == "eligible" }).number.full
    #expect(
      try await search.accounts(identityNumber: number.lowercased(), by: auditor())
        == [asked.applicant])
    #expect(!model.events.contains { ($0.body + $0.after).contains(number) })
    #expect(
      model.events.contains { $0.name == "ActsSearched" && $0.party == PartyID(account: 700) })
    for role in Role.allCases where role != .auditor {
      await #expect(throws: PointsRefusal.self, "\(role)") {
        try await search(.anything, by: bench.actor(700, role))
      }
    }
    await #expect(throws: Problems.self) {
      try await search(.anything, from: bench.clock.now, to: bench.clock.now, by: auditor())
    }
  }
}
