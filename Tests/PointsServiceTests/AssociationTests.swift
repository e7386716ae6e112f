import Casework
import PointsService
import Policy
import TestKit
import Testing
import Units

@Suite("Associations (关联)")
struct AssociationTests {
  /// An active unit with the clerk of account 1, and an applicant who asked for it.
  struct Asked {
    var bench: PointsBench
    var unit: (number: Int64, code: String)
    var applicant: Int64
    var done: Done

    var clerk: Actor { bench.actor(1, .clerk, .entity(CreditCode.invented(number: 1))) }
    var person: Actor { bench.actor(applicant, .applicant) }
    var number: Int64 { done.dossier.number }
  }

  static func asked(_ key: String = "eligible") async throws -> Asked {
    let bench = try await PointsBench.open()
    let unit = try await bench.activeUnit(clerk: 1)
    let applicant = try await bench.checked(key)
    let done = try await RequestAssociation(bench.desk)(
      unit.code, by: bench.actor(applicant, .applicant))
    return Asked(bench: bench, unit: unit, applicant: applicant, done: done)
  }

  @Test(
    "a clerk is told of new requests once a day while the message is unread, and again after reading it"
  )
  func toldOnce() async throws {
    let bench = try await PointsBench.open()
    let unit = try await bench.activeUnit(clerk: 1)
    func ask(_ applicant: Int64) async throws -> Done {
      try await RequestAssociation(bench.desk)(
        unit.code, knowing: true, by: bench.actor(applicant, .applicant))
    }
    func askAgain(_ applicant: Int64, _ done: Done) async throws -> Done {
      _ = try await CancelAssociation(bench.desk)(
        done.dossier.number, seen: done.version, by: bench.actor(applicant, .applicant))
      return try await ask(applicant)
    }
    func told() async throws -> [(id: DossierID, notice: Notice, isRead: Bool)] {
      try await bench.store.read {
        try Notice.list(of: PartyID(account: 1), in: $0).filter {
          $0.notice.text == "points.associationRequested"
        }
      }
    }
    _ = try await ask(bench.checked("eligible"))
    let second = try await bench.checked("payerDiffers")
    var asked = try await ask(second)
    let first = try await told()
    #expect(first.map(\.notice.about) == [DossierID(UnitContent.kind, unit.number)], "two requests")
    _ = try await bench.store.perform(bench.entity(1).command(.readNotices, content: [])) { unit in
      try Notice.markRead(first[0].id, by: PartyID(account: 1), in: unit)
      return []
    }
    asked = try await askAgain(second, asked)
    #expect(try await told().count == 2, "read, so told anew")
    asked = try await askAgain(second, asked)
    #expect(try await told().count == 2)
    bench.clock.set(Instant(bench.clock.now.beijing.date.adding(days: 1)))
    _ = try await askAgain(second, asked)
    #expect(try await told().count == 3, "unread since yesterday, so told anew")
  }

  @Test("requested, confirmed, and then fixed for the cycle (五2, 注意②); both sides are told")
  func confirmed() async throws {
    let asked = try await Self.asked()
    let bench = asked.bench
    #expect(asked.done.state == "requested")
    #expect(try await bench.notices(1) == ["points.associationRequested"])
    await #expect(throws: PointsRefusal.self, "one request at a time") {
      try await RequestAssociation(bench.desk)(asked.unit.code, by: asked.person)
    }
    let page = try await ListAssociations(bench.desk)(asked.unit.number, by: asked.clerk)
    #expect(page.rows.map(\.name) == ["林一诺"] && page.rows.map(\.match) == [.same])
    #expect(page.rows.first?.maskedNumber.hasPrefix("990****") == true)
    let confirmed = try await ConfirmAssociation(bench.desk)(
      asked.number, seen: asked.done.version, by: asked.clerk)
    #expect(confirmed.state == "confirmed")
    #expect(try await bench.notices(asked.applicant) == ["points.associationConfirmed"])
    for act in ["cancel", "request", "reject"] {
      await #expect(throws: PointsRefusal.self, "\(act)") {
        switch act {
        case "cancel":
          _ = try await CancelAssociation(bench.desk)(
            asked.number, seen: confirmed.version, by: asked.person)
        case "request":
          _ = try await RequestAssociation(bench.desk)(asked.unit.code, by: asked.person)
        default:
          _ = try await RejectAssociation(bench.desk)(
            asked.number, seen: confirmed.version, remark: "不是本单位员工", by: asked.clerk)
        }
      }
    }
  }

  @Test("a rejection says why, and the applicant may try another unit (五2)")
  func rejected() async throws {
    let asked = try await Self.asked()
    let bench = asked.bench
    await #expect(throws: PointsRefusal.rule(.remarkNeeded, nil)) {
      try await RejectAssociation(bench.desk)(
        asked.number, seen: asked.done.version, remark: "  ", by: asked.clerk)
    }
    for length in [1, 501] {
      await #expect(throws: Problems.self) {
        try await RejectAssociation(bench.desk)(
          asked.number, seen: asked.done.version, remark: String(repeating: "不", count: length),
          by: asked.clerk)
      }
    }
    _ = try await RejectAssociation(bench.desk)(
      asked.number, seen: asked.done.version, remark: "查无此人", by: asked.clerk)
    let data = try await ReadOwnData(bench.desk)(by: asked.person)
    #expect(data.records.flatMap(\.values).contains { $0.field == "remark" && $0.text == "查无此人" })
    let other = try await bench.activeUnit("other", clerk: 2)
    await #expect(throws: PointsRefusal.rule(.payerDiffers, nil)) {
      try await RequestAssociation(bench.desk)(other.code, by: asked.person)
    }
    let found = try await LookUpUnit(bench.desk)(other.code, by: asked.person)
    #expect(found.match == .other && found.warning != nil && found.name.contains("远山"))
    let again = try await RequestAssociation(bench.desk)(
      other.code, knowing: true, by: asked.person)
    #expect(again.dossier == asked.done.dossier, "one a cycle and applicant")
    let page = try await ListAssociations(bench.desk)(
      other.number, .init(match: .other), by: bench.entity(2, "other"))
    #expect(page.rows.map(\.remark) == [nil], "not what the other unit said")
    #expect(
      try await ListAssociations(bench.desk)(asked.unit.number, by: asked.clerk).rows.isEmpty)
    await #expect(throws: PointsRefusal.self, "no longer this unit’s") {
      try await ConfirmAssociation(bench.desk)(
        asked.number, seen: again.version, by: asked.clerk)
    }
  }

  @Test(
    "acts outside filing are refused with the stage that allows them, to the millisecond of the complete request"
  )
  func stages() async throws {
    let asked = try await Self.asked()
    let bench = asked.bench
    let end = PointsBench.moment(2020, 8, 15, hour: 20)
    bench.clock.set(end.adding(milliseconds: 5_000))
    let late = bench.actor(1, .clerk, .entity(try bench.code("good")), at: end)
    do {
      _ = try await ConfirmAssociation(bench.desk)(
        asked.number, seen: asked.done.version, by: late)
      Issue.record("it was over")
    } catch PointsRefusal.stage(let refusal, let article) {
      #expect(refusal.last?.name == "filing" && refusal.act == .confirmAssociation)
      #expect(article.description == "MANUAL-2019 注册关联 五2")
    }
    let inTime = bench.actor(
      1, .clerk, .entity(try bench.code("good")), at: end.adding(milliseconds: -1))
    let done = try await ConfirmAssociation(bench.desk)(
      asked.number, seen: asked.done.version, by: inTime)
    #expect(done.state == "confirmed", "complete before the end, done after it")
    await #expect(throws: PointsRefusal.self) {
      try await RequestAssociation(bench.desk)(
        asked.unit.code, by: bench.actor(asked.applicant, .applicant))
    }
  }

  @Test("who is not eligible, unverified, unchecked, or asks an inactive unit does not get through")
  func refused() async throws {
    let bench = try await PointsBench.open()
    let unit = try await bench.activeUnit(clerk: 1)
    let unchecked = try await bench.account("eligible")
    let refused = try await bench.checked("criminalRecord")
    let unknown = try await bench.checked("unknownPost")
    await #expect(throws: PointsRefusal.rule(.eligibilityUnchecked, nil)) {
      try await RequestAssociation(bench.desk)(unit.code, by: bench.actor(unchecked, .applicant))
    }
    await #expect(throws: PointsRefusal.rule(.notEligible, nil)) {
      try await RequestAssociation(bench.desk)(unit.code, by: bench.actor(refused, .applicant))
    }
    await #expect(
      throws: PointsRefusal.stepUp(StepUp(level: .l3, reason: .level, isVouchable: true))
    ) {
      try await RequestAssociation(bench.desk)(
        unit.code, by: bench.actor(unknown, .applicant, level: .l2))
    }
    let done = try await RequestAssociation(bench.desk)(
      unit.code, by: bench.actor(unknown, .applicant))
    #expect(done.state == "requested", "a missing fact keeps nobody out")
    for role in Role.allCases where role != .applicant {
      await #expect(throws: PointsRefusal.self, "\(role)") {
        try await RequestAssociation(bench.desk)(unit.code, by: bench.actor(unknown, role))
      }
    }
    // A clerk decides about others, never about themselves.
    bench.people.appoint(unknown, .unit(unit.number))
    do {
      _ = try await ConfirmAssociation(bench.desk)(
        done.dossier.number, seen: done.version,
        by: bench.actor(unknown, .clerk, .unit(unit.number)))
      Issue.record("decided about themselves")
    } catch PointsRefusal.permission(let refusal) {
      #expect(refusal.reason == .ownCase)
    }
  }

  @Test("two clerks answer the same row at once: one is done, the other is told so")
  func race() async throws {
    let asked = try await Self.asked()
    let bench = asked.bench
    let rows = [AnswerAssociations.Row(asked.number, seen: asked.done.version)]
    async let yes = AnswerAssociations(bench.desk)(.confirm, rows, by: asked.clerk)
    async let no = AnswerAssociations(bench.desk)(.reject, rows, remark: "不是本单位员工", by: asked.clerk)
    let outcomes = try await [yes, no].flatMap { $0.map(\.outcome) }
    let done = outcomes.filter { if case .done = $0 { true } else { false } }
    let changed = outcomes.filter { if case .changed = $0 { true } else { false } }
    #expect(done.count == 1 && changed.count == 1, "\(outcomes)")
  }

  @Test(
    "many at once: a frozen selection, an outcome for each row, and all of it once under one key")
  func many() async throws {
    let bench = try await PointsBench.open()
    let unit = try await bench.activeUnit(clerk: 1)
    var rows: [AnswerAssociations.Row] = []
    for key in ["eligible", "payerDiffers", "unknownPost", "unknownPermit"] {
      let applicant = try await bench.checked(key)
      let done = try await RequestAssociation(bench.desk)(
        unit.code, knowing: true, by: bench.actor(applicant, .applicant))
      rows.append(.init(done.dossier.number, seen: done.version))
    }
    // One moved on after the clerk looked, one does not exist.
    let taken = try await bench.account("payerDiffers")
    _ = try await CancelAssociation(bench.desk)(
      rows[1].number, seen: rows[1].seen, by: bench.actor(taken, .applicant))
    rows.append(.init(999_999, seen: 1))
    let actor = try bench.entity(1)
    let first = try await AnswerAssociations(bench.desk)(.confirm, rows, by: actor)
    #expect(first.map(\.row) == rows)
    #expect(
      first.map { row in
        switch row.outcome {
        case .done(_, let state): state
        case .changed: "changed"
        case .refused(let code, _, _): code
        }
      } == ["confirmed", "changed", "confirmed", "confirmed", "permission"])
    let before = (bench.store as? MemoryCases)?.events.count
    let second = try await AnswerAssociations(bench.desk)(.confirm, rows, by: actor)
    #expect(second.map(\.outcome) == first.map(\.outcome))
    #expect((bench.store as? MemoryCases)?.events.count == before, "nothing happens again")
    await #expect(throws: StoreFailure.keyReused(actor.key)) {
      try await AnswerAssociations(bench.desk)(.confirm, Array(rows.dropLast()), by: actor)
    }
    for wrong in [[], [rows[0], rows[0]], Array(repeating: rows[0], count: 501)] {
      await #expect(throws: Problems.self) {
        try await AnswerAssociations(bench.desk)(.confirm, wrong, by: bench.entity(1))
      }
    }
  }

  @Test(
    "asked while the records were away, the request is marked when they are back, and the applicant told (五 注意①)",
    arguments: [("eligible", InsuranceMatch.same, false), ("payerDiffers", .other, true)])
  func payerLater(key: String, match: InsuranceMatch, isTold: Bool) async throws {
    let bench = try await PointsBench.open()
    let unit = try await bench.activeUnit(clerk: 1)
    bench.city.outage = true
    let applicant = try await bench.checked(key)
    let done = try await RequestAssociation(bench.desk)(
      unit.code, by: bench.actor(applicant, .applicant))
    func mark() async throws -> InsuranceMatch? {
      try await ListAssociations(bench.desk)(unit.number, by: bench.entity(1)).rows.first?.match
    }
    #expect(try await mark() == .unknown)
    bench.city.outage = false
    #expect(try await CatchUp(bench.desk)(at: bench.clock.now).failed.isEmpty)
    #expect(try await mark() == match)
    #expect(
      try await bench.events(done.dossier) == ["AssociationRequested", "InsurancePayerCompared"])
    #expect(
      try await bench.notices(applicant).contains("points.associationPayerDiffers") == isTold)
    _ = try await CheckEligibility(bench.desk)(by: bench.actor(applicant, .applicant))
    #expect(try await bench.events(done.dossier).count == 2, "nothing new, nothing said")
  }

  @Test("nobody takes back another's request, and no unit answers another unit's rows")
  func others() async throws {
    let asked = try await Self.asked()
    let bench = asked.bench
    let stranger = try await bench.checked("payerDiffers")
    func refusal(_ number: Int64) async throws -> PointsRefusal? {
      do {
        _ = try await CancelAssociation(bench.desk)(
          number, seen: asked.done.version, by: bench.actor(stranger, .applicant))
        return nil
      } catch { return error as? PointsRefusal }
    }
    let foreign = try await refusal(asked.number)
    let unknown = try await refusal(999_999)
    #expect(foreign != nil && foreign == unknown)
    _ = try await bench.activeUnit("other", clerk: 2)
    let rows = [
      AnswerAssociations.Row(asked.number, seen: asked.done.version), .init(999_999, seen: 1),
    ]
    let outcomes = try await AnswerAssociations(bench.desk)(
      .confirm, rows, by: bench.entity(2, "other")
    ).map(\.outcome)
    #expect(outcomes.count == 2 && outcomes[0] == outcomes[1])
    guard case .refused("permission", _, _) = outcomes[0] else {
      Issue.record("\(outcomes)")
      return
    }
    #expect(try await bench.dossier(asked.done.dossier)?.state == "requested")
  }

  @Test("a leaver ends the association, not before it was confirmed, in the future or a year ago")
  func leaver() async throws {
    let asked = try await Self.asked()
    let bench = asked.bench
    bench.people.appoint(2, .entity(try bench.code("good")))
    let today = bench.clock.now.beijing.date
    await #expect(throws: PointsRefusal.self) {
      try await RecordLeaver(bench.desk)(
        asked.number, seen: asked.done.version, leftOn: today, by: asked.clerk)
    }
    let confirmed = try await ConfirmAssociation(bench.desk)(
      asked.number, seen: asked.done.version, by: asked.clerk)
    for days in [1, -366] {
      await #expect(throws: Problems.self) {
        try await RecordLeaver(bench.desk)(
          asked.number, seen: confirmed.version, leftOn: today.adding(days: days), by: asked.clerk)
      }
    }
    let left = try await RecordLeaver(bench.desk)(
      asked.number, seen: confirmed.version, leftOn: today, by: asked.clerk)
    #expect(left.state == "ended")
    // The other clerk is told, and not the one who did it.
    #expect(try await bench.notices(2).last == "points.associationEnded")
    #expect(try await !bench.notices(1).contains("points.associationEnded"))
    #expect(try await bench.notices(asked.applicant).last == "points.associationEnded")
    await #expect(throws: PointsRefusal.self, "not again in this cycle") {
      try await RequestAssociation(bench.desk)(asked.unit.code, by: asked.person)
    }
    // A slip is taken back: the association goes on, until the cycle is over.
    let stays = try await WithdrawLeaver(bench.desk)(
      asked.number, seen: left.version, by: asked.clerk)
    #expect(stays.state == "confirmed")
    #expect(try await bench.notices(2).last == "points.associationRestored")
    #expect(try await !bench.notices(1).contains("points.associationRestored"))
    #expect(try await bench.notices(asked.applicant).last == "points.associationRestored")
    await #expect(throws: PointsRefusal.self, "nobody has left") {
      try await WithdrawLeaver(bench.desk)(asked.number, seen: stays.version, by: asked.clerk)
    }
    let again = try await RecordLeaver(bench.desk)(
      asked.number, seen: stays.version, leftOn: today, by: asked.clerk)
    let cycle = try #require(try await ShowCycles(bench.desk)().first)
    _ = try await bench.confirm(
      try await CloseCycle(bench.desk)(
        cycle.number, seen: cycle.version, by: bench.actor(9001, .administrator)))
    #expect(try await !WithdrawLeaver(bench.desk).isPossible(asked.number, by: asked.clerk))
    do {
      _ = try await WithdrawLeaver(bench.desk)(asked.number, seen: again.version, by: asked.clerk)
      Issue.record("the cycle was over")
    } catch PointsRefusal.lifecycle(let refusal) {
      #expect(refusal.reason.zh == "年度已结束，关联随之终止。")
    }
  }

  @Test("the end of the cycle ends what is open, once, and tells both sides")
  func close() async throws {
    let asked = try await Self.asked()
    let bench = asked.bench
    let cycles = try await ShowCycles(bench.desk)()
    let cycle = try #require(cycles.first)
    _ = try await bench.confirm(
      try await CloseCycle(bench.desk)(
        cycle.number, seen: cycle.version, by: bench.actor(9001, .administrator)))
    let round = try await CatchUp(bench.desk)(at: bench.clock.now)
    #expect(round.failed.isEmpty && round.done.contains(asked.done.dossier))
    #expect(try await bench.dossier(asked.done.dossier)?.state == "ended")
    #expect(try await bench.notices(asked.applicant).last == "points.associationClosed")
    #expect(try await bench.notices(1).last == "points.associationClosed")
    #expect(try await CatchUp(bench.desk)(at: bench.clock.now).done.isEmpty)
  }

  @Test("the list by pages and filters; the export is an act with an event and a data dictionary")
  func list() async throws {
    let bench = try await PointsBench.open()
    let unit = try await bench.activeUnit(clerk: 1)
    for key in ["eligible", "payerDiffers", "unknownPost"] {
      let applicant = try await bench.checked(key)
      _ = try await RequestAssociation(bench.desk)(
        unit.code, knowing: true, by: bench.actor(applicant, .applicant))
    }
    let list = ListAssociations(bench.desk)
    let first = try await list(unit.number, limit: 2, by: bench.entity(1))
    #expect(first.rows.count == 2)
    let rest = try await list(
      unit.number, after: try #require(first.next), limit: 2, by: bench.entity(1))
    #expect(rest.rows.count == 1 && rest.next == nil)
    #expect(
      try await list(unit.number, .init(match: .other), by: bench.entity(1)).rows.map(\.name)
        == ["苏晓岚"])
    #expect(
      try await list(unit.number, .init(state: .confirmed), by: bench.entity(1)).rows.isEmpty)
    #expect(try await list(unit.number, .init(cycle: 2019), by: bench.entity(1)).rows.isEmpty)
    for limit in [0, 201] {
      await #expect(throws: Problems.self) {
        try await list(unit.number, limit: limit, by: bench.entity(1))
      }
    }
    let (table, export) = try await ExportAssociations(bench.desk)(unit.number, by: bench.entity(1))
    #expect(table.rows.count == 3 && table.rows.allSatisfy { $0.count == table.columns.count })
    #expect(table.rows[0].contains(.term(AssociationLifecycle.title(of: .requested))))
    #expect(try await bench.events(export.dossier) == ["AssociationsExported"])
    let reader = try await bench.account("eligible")
    let data = try await ReadOwnData(bench.desk)(by: bench.actor(reader, .applicant))
    let association = try #require(
      data.records.first { $0.dossier.kind == AssociationContent.kind })
    #expect(association.readings.contains { $0.role == .clerk && $0.reason == "export" })
    await #expect(throws: PointsRefusal.self, "a foreign clerk exports nothing") {
      try await ExportAssociations(bench.desk)(unit.number, by: bench.entity(2, "other"))
    }
  }
}
