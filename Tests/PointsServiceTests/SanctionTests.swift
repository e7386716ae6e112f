import Casework
import PointsService
import Policy
import TestKit
import Testing
import Units

@Suite("A person barred for dishonesty (对申请人失信处理)")
struct SanctionTests {
  static let reason = "提交虚假租赁合同，经核实"

  static func number(_ bench: PointsBench, _ key: String = "eligible") throws -> String {
    try #require(bench.city.people.first { $0.key == key }).number.full
  }

  /// Two administrators bar somebody.
  static func bar(
    _ bench: PointsBench, _ key: String = "eligible", until: CivilDate
  ) async throws -> Done {
    try await bench.confirm(
      try await SanctionPerson(bench.desk)(
        identityNumber: try number(bench, key), until: until, reason: reason,
        by: bench.actor(9001, .administrator)))
  }

  @Test("the policy's bar ends with the fifth year after this one (TRIAL-2018 第十五条)")
  func usual() throws {
    let day = try #require(CivilDate(2020, 7, 20))
    #expect(SanctionPerson.usual(from: day) == CivilDate(2025, 12, 31))
  }

  @Test("a waiting request goes back, nothing can be gone on with, and the person is told why")
  func bar() async throws {
    let asked = try await AssociationTests.asked()
    let bench = asked.bench
    let until = try #require(CivilDate(2025, 12, 31))
    let sanction = try await Self.bar(bench, until: until)
    #expect(sanction.state == "active" && sanction.dossier.kind == SanctionContent.kind)
    #expect(try await bench.dossier(asked.done.dossier)?.state == "rejected")
    #expect(try await bench.notices(asked.applicant).last == "points.personBarred")
    let barred = PointsRefusal.rule(
      .personBarred, Wording("禁入至2025年12月31日（含当日）。", "The bar ends with 31 December 2025."))
    await #expect(throws: barred) {
      try await RequestAssociation(bench.desk)(asked.unit.code, by: asked.person)
    }
    await #expect(throws: barred) {
      try await LookUpUnit(bench.desk)(asked.unit.code, by: asked.person)
    }
    _ = try await CheckEligibility(bench.desk)(by: asked.person)
    let answer = try #require(try await ReadEligibility(bench.desk)(by: asked.person))
    #expect(answer.standing == .eligible && answer.barredUntil == until, "the conditions are met")
    let tasks = try await ShowTasks(bench.desk)(by: asked.person).steps
    #expect(tasks[0].status == .attention && tasks[0].remark.zh.contains("2025年12月31日"))
    #expect(tasks[1].isBlocked)
    let data = try await ReadOwnData(bench.desk)(by: asked.person)
    #expect(data.json.contains(Self.reason), "whoever is barred can read why")
    let rows = try await ListSanctions(bench.desk)(by: bench.actor(9002, .administrator)).rows
    #expect(rows.map(\.maskedName) == ["林**"] && rows[0].until == until && rows[0].state == .active)
    #expect(rows[0].maskedNumber.contains("***") && rows[0].reason == nil)
    let one = try await ListSanctions(bench.desk).one(
      rows[0].number, by: bench.actor(9002, .administrator))
    #expect(one.reason == Self.reason && one.maskedName == "林**")
  }

  @Test("before the first check of a cycle, and without one, the task list says the same")
  func unchecked() async throws {
    let bench = try await PointsBench.open()
    let account = try await bench.account("eligible")
    let person = bench.actor(account, .applicant)
    #expect(try await ShowTasks(bench.desk)(by: person).barredUntil == nil)
    let until = bench.clock.now.beijing.date.adding(days: 1)
    _ = try await Self.bar(bench, until: until)
    let tasks = try await ShowTasks(bench.desk)(by: person)
    #expect(tasks.application == nil && tasks.barredUntil == until)
    #expect(
      tasks.steps[0].status == .attention && tasks.steps[0].remark.zh.contains(until.text(.zh)))
    #expect(tasks.steps.dropFirst().allSatisfy { $0.isBlocked })
    let helper = bench.actor(77, .familyHelper, .person(account))
    #expect(try await ShowTasks(bench.desk)(by: helper).barredUntil == until)
    let meanwhile = try await ShowTasks(bench.desk).meanwhile(by: person)
    #expect(meanwhile.barredUntil == until && meanwhile.unread == tasks.unread)
    let other = bench.actor(try await bench.account("payerDiffers"), .applicant)
    #expect(try await ShowTasks(bench.desk)(by: other).barredUntil == nil)
    bench.clock.set(Instant(until.adding(days: 1)).adding(milliseconds: -1))
    #expect(
      try await ShowTasks(bench.desk)(by: bench.actor(account, .applicant)).barredUntil == until)
    bench.clock.set(Instant(until.adding(days: 1)))
    let over = try await ShowTasks(bench.desk)(by: bench.actor(account, .applicant))
    #expect(over.barredUntil == nil && over.steps[0].status == .notStarted)
  }

  @Test("after the confirmation nothing more can be filled in, by a family member neither")
  func filling() async throws {
    let (asked, number) = try await ApplicantTests.associated()
    let bench = asked.bench
    let accept = AcceptUndertaking(bench.desk)
    let texts = try await accept.texts(for: asked.person, on: bench.clock.now.beijing.date)
    _ = try await accept(
      texts[0].text.undertaking, version: texts[0].text.version, hash: texts[0].text.hash,
      by: asked.person)
    _ = try await Self.bar(bench, until: try #require(CivilDate(2025, 12, 31)))
    #expect(try await bench.dossier(asked.done.dossier)?.state == "confirmed", "it stays")
    #expect(
      try await CityTests.code {
        try await accept(
          texts[1].text.undertaking, version: texts[1].text.version, hash: texts[1].text.hash,
          by: asked.person)
      } == "personBarred")
    let version = try #require(try await ShowTasks(bench.desk)(by: asked.person).version)
    for actor in [asked.person, bench.actor(77, .familyHelper, .person(asked.applicant))] {
      #expect(
        try await CityTests.code {
          try await EditBasics(bench.desk)(
            number, seen: version, .init(maritalStatus: .single, maySharePublicly: true),
            by: actor)
        } == "personBarred")
    }
  }

  @Test("another account of the same person is barred with it, also one that comes later")
  func accounts() async throws {
    let bench = try await PointsBench.open()
    let first = try await bench.checked("eligible")
    _ = try await Self.bar(bench, until: try #require(CivilDate(2025, 12, 31)))
    let person = try #require(bench.city.people.first { $0.key == "eligible" })
    let second = try await bench.account(person.name, person.number, "second")
    _ = try await CheckEligibility(bench.desk)(by: bench.actor(second, .applicant))
    for account in [first, second] {
      let answer = try await ReadEligibility(bench.desk)(by: bench.actor(account, .applicant))
      #expect(answer?.barredUntil == CivilDate(2025, 12, 31))
    }
    let other = try await bench.checked("payerDiffers")
    let answer = try await ReadEligibility(bench.desk)(by: bench.actor(other, .applicant))
    #expect(answer?.barredUntil == nil && answer?.standing == .eligible)
  }

  @Test("the bar holds on its last day and is over with the next; the person is told and goes on")
  func end() async throws {
    let bench = try await PointsBench.open()
    let unit = try await bench.activeUnit(clerk: 1)
    let account = try await bench.checked("eligible")
    let today = bench.clock.now.beijing.date
    let sanction = try await Self.bar(bench, until: today.adding(days: 1))
    let midnight = Instant(today.adding(days: 2))
    bench.clock.set(midnight.adding(milliseconds: -1))
    #expect(try await CatchUp(bench.desk)(at: bench.clock.now).done.isEmpty)
    await #expect(throws: PointsRefusal.self) {
      try await RequestAssociation(bench.desk)(unit.code, by: bench.actor(account, .applicant))
    }
    bench.clock.set(midnight)
    // Nothing has to have run for it: the day alone decides.
    let asked = try await RequestAssociation(bench.desk)(
      unit.code, by: bench.actor(account, .applicant))
    #expect(asked.state == "requested")
    #expect(try await CatchUp(bench.desk)(at: bench.clock.now).done == [sanction.dossier])
    #expect(try await bench.dossier(sanction.dossier)?.state == "ended")
    #expect(try await bench.notices(account).last == "points.personBarLifted")
    #expect(try await CatchUp(bench.desk)(at: bench.clock.now).done.isEmpty)
  }

  @Test("two administrators lift it before its day; it cannot be imposed twice or lifted twice")
  func lift() async throws {
    let bench = try await PointsBench.open()
    let account = try await bench.checked("eligible")
    let until = try #require(CivilDate(2025, 12, 31))
    let sanction = try await Self.bar(bench, until: until)
    await #expect(throws: PointsRefusal.self) { try await Self.bar(bench, until: until) }
    let propose = LiftPersonSanction(bench.desk)
    for foreign in [
      bench.actor(500, .window, .district("haidian")), bench.actor(account, .applicant),
    ] {
      await #expect(throws: PointsRefusal.self) {
        try await propose(sanction.dossier.number, reason: "复议撤销", by: foreign)
      }
    }
    let proposal = try await propose(
      sanction.dossier.number, reason: "复议撤销", by: bench.actor(9001, .administrator))
    await #expect(throws: PointsRefusal.proposal(.samePerson)) {
      try await ConfirmProposal(bench.desk)(
        proposal.dossier.number, seen: proposal.version, by: bench.actor(9001, .administrator))
    }
    #expect(try await bench.confirm(proposal).state == "lifted")
    let answer = try await ReadEligibility(bench.desk)(by: bench.actor(account, .applicant))
    #expect(answer?.barredUntil == nil)
    #expect(try await bench.notices(account).last == "points.personBarLifted")
    await #expect(throws: PointsRefusal.self, "it is over") {
      try await propose(
        sanction.dossier.number, reason: "再次撤销", by: bench.actor(9001, .administrator))
    }
    #expect(try await Self.bar(bench, until: until).state == "active", "a new reason, a new bar")
  }

  @Test("the day, the number and the people who propose are checked")
  func refused() async throws {
    let bench = try await PointsBench.open()
    let account = try await bench.checked("eligible")
    let today = bench.clock.now.beijing.date
    let sanction = SanctionPerson(bench.desk)
    let number = try Self.number(bench)
    for until in [today.adding(days: -1), today.adding(months: 120).adding(days: 1)] {
      await #expect(throws: Problems.self) {
        try await sanction(
          identityNumber: number, until: until, reason: Self.reason,
          by: bench.actor(9001, .administrator))
      }
    }
    for until in [today, today.adding(months: 120)] {
      let done = try await sanction(
        identityNumber: number, until: until, reason: Self.reason,
        by: bench.actor(9001, .administrator))
      #expect(done.state == "proposed")
      await #expect(throws: PointsRefusal.rule(.proposalExists, nil), "whatever its day") {
        try await sanction(
          identityNumber: number, until: today.adding(days: 7), reason: Self.reason,
          by: bench.actor(9002, .administrator))
      }
      _ = try await WithdrawProposal(bench.desk)(
        done.dossier.number, seen: done.version, by: bench.actor(9001, .administrator))
    }
    await #expect(throws: Problems.self) {
      try await sanction(
        identityNumber: "12345", until: today, reason: Self.reason,
        by: bench.actor(9001, .administrator))
    }
    // Somebody of the city who has no account here.
    await #expect(throws: PointsRefusal.self) {
      try await sanction(
        identityNumber: try Self.number(bench, "retired"), until: today, reason: Self.reason,
        by: bench.actor(9001, .administrator))
    }
    for role in Role.allCases where role != .administrator {
      await #expect(throws: PointsRefusal.self, "\(role)") {
        try await sanction(
          identityNumber: number, until: today, reason: Self.reason, by: bench.actor(9002, role))
      }
    }
    await #expect(throws: PointsRefusal.self, "nobody bars themselves") {
      try await sanction(
        identityNumber: number, until: today, reason: Self.reason,
        by: bench.actor(account, .administrator))
    }
    for role in Role.allCases where role != .administrator && role != .auditor {
      await #expect(throws: PointsRefusal.self, "\(role)") {
        try await ListSanctions(bench.desk)(by: bench.actor(9002, role))
      }
    }
    #expect(try await ListSanctions(bench.desk)(by: bench.actor(3, .auditor)).rows.isEmpty)
  }

  @Test("an administrator who is a clerk of the person's unit stays out of it")
  func ownUnit() async throws {
    let asked = try await AssociationTests.asked()
    let bench = asked.bench
    await #expect(throws: PointsRefusal.self) {
      try await SanctionPerson(bench.desk)(
        identityNumber: try Self.number(bench), until: bench.clock.now.beijing.date,
        reason: Self.reason, by: bench.actor(1, .administrator))
    }
  }

  @Test("a person is looked up masked, with earlier bars; proposals name people by masked names")
  func look() async throws {
    let bench = try await PointsBench.open()
    let account = try await bench.checked("eligible")
    let number = try Self.number(bench)
    let look = LookUpPerson(bench.desk)
    let first = try await look(identityNumber: number, by: bench.actor(9001, .administrator))
    #expect(first.maskedName == "林**" && first.maskedNumber == ResidentNumber.masked(number))
    #expect(first.barredUntil == nil && first.pastBars == 0)
    let until = try #require(CivilDate(2025, 12, 31))
    let sanction = try await Self.bar(bench, until: until)
    let barred = try await look(identityNumber: number, by: bench.actor(9001, .administrator))
    #expect(barred.barredUntil == until && barred.pastBars == 0)
    let lift = try await LiftPersonSanction(bench.desk)(
      sanction.dossier.number, reason: "复议撤销", by: bench.actor(9001, .administrator))
    let waiting = try await ShowCycles(bench.desk).proposals(
      by: bench.actor(9002, .administrator)
    ).rows
    #expect(waiting.map(\.about) == ["林**"] && waiting[0].maskedNumber == nil)
    let one = try await ShowCycles(bench.desk).proposal(
      lift.dossier.number, by: bench.actor(9002, .administrator))
    #expect(one.about == "林**" && one.maskedNumber == ResidentNumber.masked(number))
    _ = try await bench.confirm(lift)
    let over = try await look(identityNumber: number, by: bench.actor(9001, .administrator))
    #expect(over.barredUntil == nil && over.pastBars == 1)
    // Each look is for the person to see, and says why.
    let data = try await ReadOwnData(bench.desk)(by: bench.actor(account, .applicant))
    let reasons = data.records.flatMap(\.readings).map(\.reason)
    #expect(reasons.contains("sanction") && reasons.contains("proposal"))
    for role in Role.allCases where role != .administrator {
      await #expect(throws: PointsRefusal.self, "\(role)") {
        try await look(identityNumber: number, by: bench.actor(9002, role))
      }
    }
    await #expect(throws: PointsRefusal.self, "oneself") {
      try await look(identityNumber: number, by: bench.actor(account, .administrator))
    }
    await #expect(throws: Problems.self) {
      try await look(identityNumber: "12345", by: bench.actor(9001, .administrator))
    }
  }
}
