import Casework
import PointsLaw
import PointsService
import Policy
import Store
import TestKit
import Testing
import Units

@testable import luohu

@Suite("The demo city (演示城市)")
struct DemoSeedTests {
  /// A sown city on the model.
  static func sown() async throws -> DemoBench {
    let clock = HandClock(DemoBench.opening)
    let installation = DemoBench.withPast(clock)
    let bench = try await DemoBench.open(
      MemoryCases(clock: installation.clock), clock, installation: installation)
    let sown = try await bench.seed.sow()
    #expect(sown.isNew && sown.cycle == 2026 && sown.omitted.count == 1)
    return bench
  }

  @Test("filing is under way in the year of the demo’s clock, with twenty days left")
  func cycle() async throws {
    let bench = try await Self.sown()
    let cycles = try await ShowCycles(bench.seed.points)()
    #expect(cycles.map(\.state) == [.closed, .open, .planned])
    #expect(cycles.map(\.content.cycle) == [2025, 2026, 2027])
    let cycle = cycles[1]
    let stage = try #require(cycle.plan.stage(at: bench.clock.now))
    #expect(stage.acts.isSuperset(of: [.requestAssociation, .acceptUndertaking, .editBasics]))
    let left = try #require(cycle.plan.timeLeft(at: bench.clock.now))
    #expect(left / Instant.millisecondsOfDay == 20)
  }

  @Test("applicants: eligible, not, or undetermined, as their row says; one by the window’s word")
  func standing() async throws {
    let bench = try await Self.sown()
    for (standing, subjects) in [
      (.eligible, ["eligible", "payerDiffers", "vouched", "levelTwo", "clerk", "insuranceGap"]),
      (
        .notEligible,
        ["noPermit", "latePermit", "retired", "supplementary", "criminalRecord", "unpaid"]
      ), (.undetermined, ["unknownPost", "unknownPermit"]),
    ] as [(EligibilityStanding, [String])] {
      for subject in subjects {
        let answer = try #require(
          try await ReadEligibility(bench.seed.points)(by: bench.actor(subject, .applicant)))
        #expect(answer.standing == standing, "\(subject)")
        #expect(answer.isByWindow == (subject == "insuranceGap"))
        #expect(answer.findings.count == 4)
      }
    }
  }

  /// Check, association, undertakings, basic information: done, waiting, needing attention or not started.
  @Test("the task lists of the demo’s applicants show every status there is")
  func tasks() async throws {
    let bench = try await Self.sown()
    func tasks(_ subject: String) async throws -> [ShowTasks.Step.Status] {
      try await ShowTasks(bench.seed.points)(by: bench.actor(subject, .applicant))
        .steps.map(\.status)
    }
    #expect(try await tasks("newcomer") == [.notStarted, .notStarted, .notStarted, .notStarted])
    #expect(try await tasks("eligible") == [.done, .notStarted, .notStarted, .notStarted])
    #expect(try await tasks("waiting") == [.done, .waiting, .notStarted, .notStarted])
    #expect(try await tasks("rejected") == [.done, .attention, .notStarted, .notStarted])
    #expect(try await tasks("confirmed") == [.done, .done, .notStarted, .notStarted])
    #expect(try await tasks("undertaken") == [.done, .done, .done, .notStarted])
    #expect(try await tasks("complete") == [.done, .done, .done, .done])
    #expect(try await tasks("leaver") == [.done, .attention, .notStarted, .notStarted])
    #expect(try await tasks("noPermit") == [.attention, .notStarted, .notStarted, .notStarted])
    #expect(try await tasks("criminalRecord").first == .attention)
    #expect(try await tasks("sanctioned") == [.attention, .notStarted, .notStarted, .notStarted])
    #expect(try await tasks("latePermit") == [.waiting, .notStarted, .notStarted, .notStarted])
    #expect(try await bench.notices("rejected").contains("points.associationRejected"))
    let data = try await ReadOwnData(bench.seed.points)(by: bench.actor("complete"))
    let fields = data.records.flatMap(\.values).map(\.field)
    #expect(fields.contains("spouseName") && fields.filter { $0 == "childName" }.count == 2)
    #expect(data.json.contains("韩沐晴"))
  }

  @Test("a family member fills in for another and submits nothing")
  func helper() async throws {
    let bench = try await Self.sown()
    let helper = try await bench.actor("helper", .familyHelper)
    let list = try await ShowTasks(bench.seed.points)(by: helper)
    let number = try #require(list.application)
    let edited = try await EditBasics(bench.seed.points)(
      number, seen: try #require(list.version),
      .init(maritalStatus: .widowed, maySharePublicly: true), by: helper)
    #expect(edited.state == "filling")
    await #expect(throws: PointsRefusal.self) {
      try await CheckEligibility(bench.seed.points)(by: helper)
    }
  }

  @Test("every unit is where its row says")
  func units() async throws {
    let bench = try await Self.sown()
    for (key, state, obstacles) in [
      ("fresh", nil, []), ("good", .active, []), ("settled", .active, []),
      ("other", .unconfirmed, []), ("tax", .refused, [.taxAbnormal]),
      ("outside", .refused, [.outsideCity]), ("cancelled", .refused, [.cancelled]),
      ("barred", .refused, [.barred]), ("sanctioned", .barred, []),
      ("closed", .cancelled, [.cancelled]), ("unanswered", .pending, []),
    ] as [(String, UnitLifecycle.Status?, [UnitObstacle])] {
      let unit = try await ShowUnit(bench.seed.points).mine(by: bench.actor("unit-\(key)"))
      #expect(unit?.state == state && unit?.obstacles ?? [] == obstacles, "\(key)")
      #expect(unit?.works ?? false == (state == .active))
      guard state == .barred else { continue }
      #expect(unit?.content.barredUntil == CivilDate(2027, 11, 26))
      #expect(try await bench.notices("unit-\(key)").contains("points.unitBarred"))
    }
  }

  @Test("the clerk’s list has more than one page, with both marks, and several clerks answer it")
  func list() async throws {
    let bench = try await Self.sown()
    let points = bench.seed.points
    let unit = try #require(
      try await ShowUnit(points).mine(by: bench.actor("unit-good"))
    ).number
    let list = ListAssociations(points)
    func all(_ filter: ListAssociations.Filter) async throws -> [ListAssociations.Row] {
      try await list(unit, filter, limit: 200, by: bench.actor("clerk", .clerk)).rows
    }
    let first = try await list(unit, .init(state: .requested), by: bench.actor("unit-good"))
    #expect(first.rows.count == 50 && first.next != nil)
    #expect(try await all(.init(state: .requested)).count == DemoCity.workforce + 2)
    #expect(try await all(.init(state: .confirmed)).count == 4)
    let rejected = try await all(.init(state: .rejected))
    #expect(rejected.count == 1 && rejected[0].remark?.contains("查无此人") == true)
    let differs = try await all(.init(match: .other))
    #expect(differs.count > 5 && differs.contains { $0.name == "苏晓岚" })
    #expect(try await all(.init(match: .unknown)).count == 6)
    #expect(Set(first.rows.map(\.name)).count > 30, "they have names of their own")
    let second = try await bench.actor("unit-good-2")
    let done = try await AnswerAssociations(points)(
      .confirm, first.rows.map { .init($0.number, seen: $0.version) }, by: second)
    #expect(
      done.allSatisfy { row in
        if case .done = row.outcome { true } else { false }
      })
    let invitations = try await bench.seed.office.delegations(bench.actor("clerk", .clerk))
    #expect(invitations.map(\.status) == [.active, .offered])
    let settled = try #require(
      try await ShowUnit(points).mine(by: bench.actor("unit-settled")))
    let own = try await list(settled.number, by: bench.actor("unit-settled"))
    #expect(own.rows.map(\.state) == [.confirmed, .ended])
    #expect(own.rows.last?.leftOn == CivilDate(2026, 11, 25))
  }

  private static func signIn(_ subject: String, _ bench: DemoBench) async throws -> SignedIn {
    let person = try #require(bench.seed.people[subject])
    return try await bench.seed.office.signIn(
      SignInRequest(
        person.identity, place: SignInPlace(device: "test", address: nil),
        provedAgo: 0, receivedAt: bench.clock.now,
        key: Base64URL.text(RandomSource.system.bytes(12))))
  }

  @Test("accounts: locked until a proof, disabled, vouched for, and one whose role waits")
  func accounts() async throws {
    let bench = try await Self.sown()
    let office = bench.seed.office
    #expect(try await bench.account("locked").status == .locked)
    #expect(try await bench.account("disabled").status == .disabled)
    #expect(try await bench.account("vouched").level(of: .l2, at: bench.clock.now) == .l3)
    #expect(try await bench.account("levelTwo").level(of: .l2, at: bench.clock.now) == .l2)
    #expect(bench.seed.people["levelTwo"]?.identity.level == .l2, "the other roads are shown to it")
    #expect(try await bench.account("newcomer").level(of: .l2, at: bench.clock.now) == .l2)
    await #expect(throws: AccountRefusal.disabled) { try await Self.signIn("disabled", bench) }
    await #expect(throws: AccountRefusal.notInvited) { try await Self.signIn("staff-new", bench) }
    #expect(try await Self.signIn("locked", bench).isNew == false)
    #expect(try await bench.account("locked").status == .active)
    let waiting = try await bench.store.read { try Account.proposed(.grantRole, in: $0) }
    #expect(waiting.map(\.number) == [try await bench.account("staff-new").number])
    await #expect(throws: AccountRefusal.proposal(.samePerson)) {
      try await office.confirm(
        .grantRole, for: waiting[0].number, bench.actor("security-1"))
    }
    try await office.confirm(.grantRole, for: waiting[0].number, bench.actor("security-2"))
    #expect(try await Self.signIn("staff-new", bench).grants.map(\.role) == [.window])
  }

  @Test("three proposals of one administrator wait, and the other can confirm or reject them")
  func proposals() async throws {
    let bench = try await Self.sown()
    let points = bench.seed.points
    let own = try await ShowCycles(points).proposals(by: bench.actor("city-1")).rows
    #expect(own.map(\.content.proposal.act) == [.sanctionUnit, .closeCycle, .sanctionPerson])
    #expect(own[2].about == "白**", "by a masked name, not by a number")
    #expect(own.allSatisfy { $0.isOwn })
    let other = try await ShowCycles(points).proposals(by: bench.actor("city-2")).rows
    #expect(other.allSatisfy { !$0.isOwn } && other.count == 3)
    let rejected = try await RejectProposal(points)(
      other[0].number, seen: other[0].version, by: bench.actor("city-2"))
    let closed = try await ConfirmProposal(points)(
      other[1].number, seen: other[1].version, by: bench.actor("city-2"))
    #expect(rejected.state == "rejected" && closed.state == "closed")
  }

  @Test("what the year before left: its case, an answer that never came, a bar that has ended")
  func past() async throws {
    let bench = try await Self.sown()
    let points = bench.seed.points
    let data = try await ReadOwnData(points)(by: bench.actor("returning", .applicant))
    let states = Dictionary(
      data.records.map { ($0.dossier.kind.rawValue, $0.state.zh) }, uniquingKeysWith: { $1 })
    #expect(states["application"] == "已结束" && states["association"] == "已终止")
    #expect(try await ShowTasks(points)(by: bench.actor("returning")).application == nil)
    let past = try await bench.seed.office.clerks(bench.actor("unit-other", .clerk)).past
    #expect(past.map(\.status) == [.expired])
    let vain = try await ShowCycles(points).allProposals(
      state: .expired, by: bench.actor("city-2")
    ).rows
    #expect(vain.map(\.about) == ["远山设计（演示）有限公司"])
    let ended = try await ListSanctions(points)(state: .ended, by: bench.actor("city-1")).rows
    #expect(ended.map(\.maskedName) == ["潘**"] && ended[0].until == CivilDate(2026, 5, 26))
    // Not barred any more: this year's application goes on.
    #expect(try await ShowTasks(points)(by: bench.actor("served")).steps.first?.status == .done)
    #expect(bench.seed.clock.now() == bench.clock.now, "the city's time is now")
  }

  @Test("the windows see what is theirs, and every act of the city is found by the auditor")
  func offices() async throws {
    let bench = try await Self.sown()
    let points = bench.seed.points
    for subject in ["window-haidian-1", "window-haidian-2"] {
      let desk = try await ListDisputes(points)(by: bench.actor(subject))
      #expect(desk.rows.map(\.isWaiting) == [false, true], "one was asked for more")
      #expect(desk.rows[0].matter == .eligibility && desk.rows[0].standing.daysLeft == 10)
    }
    #expect(try await ListDisputes(points)(by: bench.actor("window-chaoyang-1")).total == 0)
    let search = SearchActs(points, try #require(bench.store as? MemoryCases))
    let barred = try await ListSanctions(points)(
      state: .active, by: bench.actor("city-1")
    ).rows
    #expect(barred.map(\.maskedName) == ["吴**"] && barred[0].until == CivilDate(2031, 12, 31))
    let acts = try await search(
      .by(account: try await bench.account("city-2").number), by: bench.actor("auditor-1"))
    #expect(
      acts.rows.map(\.event).filter { $0.hasPrefix("Cycle") }
        == ["CyclePlanned", "CycleOpened", "CyclePlanned", "CycleClosed"],
      "the next year’s, this year’s, and the last of the year before on this page")
  }

  @Test(
    "with evidence: one dispute waits with its certificate, one unit is asked for more, one is upheld, one dismissed"
  )
  func evidence() async throws {
    let place = try EvidencePlace()
    let bench = try await DemoBench.open(
      place.cases, place.clock, installation: place.installation, evidence: place.receive,
      keyring: place.keyring)
    #expect(try await bench.seed.sow().omitted == [])
    let points = bench.seed.points
    func unit(_ key: String) async throws -> ShowUnit.View {
      try #require(try await ShowUnit(points).mine(by: bench.actor("unit-\(key)")))
    }
    #expect(try await unit("disputing").state == .disputed)
    let upheld = try await unit("upheld")
    #expect(upheld.state == .unconfirmed && upheld.content.waived == [.taxAbnormal])
    let dismissed = try await unit("dismissed")
    #expect(dismissed.state == .refused && dismissed.obstacles == [.outsideCity])
    #expect(try await bench.notices("unit-dismissed").last == "points.unitDisputeAnswered")
    let desk = try await ListDisputes(points)(by: bench.actor("window-haidian-2"))
    #expect(Set(desk.rows.map(\.matter)) == [.unit, .eligibility])
    let asked = try #require(
      try await ShowUnitDispute(points)(
        try await unit("asked").number, by: bench.actor("unit-asked")))
    let isPaused = if case .paused = asked.standing.phase { true } else { false }
    #expect(asked.state == .waiting && isPaused)
    #expect(asked.inquiries.map(\.question) == ["请补充税务机关出具的恢复正常户证明"])
    #expect(try await bench.notices("unit-asked").contains("points.disputeQuestioned"))
    let units = desk.rows.filter { $0.matter == .unit }
    #expect(units.map(\.isWaiting) == [false, true], "the window sees which of them it has asked")
    let answered = try await SupplementDispute(points)(
      asked.number, seen: asked.version, reply: "证明已于上周开具，现附上", by: bench.actor("unit-asked"))
    #expect(answered.state == "open", "the unit can answer")
    let waiting = try #require(units.first)
    let opened = try await place.open(
      OpenEvidence.Request(
        key: "open", party: try await bench.account("window-haidian-2").party, role: .window,
        evidence: DossierID(EvidenceRecord.kind, try #require(waiting.evidence.first)),
        reason: .dispute))
    #expect(opened.pdf.starts(with: Array("%PDF-".utf8)))
  }
}
