import Casework
import PointsLaw
import PointsService
import Policy
import TestKit
import Testing
import Units

@Suite("Units (用人单位)")
struct UnitTests {
  @Test(
    "registering is decided by the registry, with every reason (MANUAL-2019 注册关联 二1)",
    arguments: [
      ("good", "unconfirmed", [] as [UnitObstacle]), ("other", "unconfirmed", []),
      ("outside", "refused", [.outsideCity]), ("cancelled", "refused", [.cancelled]),
      ("tax", "refused", [.taxAbnormal]), ("barred", "refused", [.barred]),
    ])
  func register(key: String, state: String, obstacles: [UnitObstacle]) async throws {
    let bench = try await PointsBench.open()
    let done = try await RegisterUnit(bench.desk)(
      try bench.code(key).full.lowercased(), by: bench.entity(1, key))
    #expect(done.state == state)
    let view = try await ShowUnit(bench.desk)(done.dossier.number, by: bench.entity(1, key))
    #expect(view.obstacles == obstacles)
    #expect(!view.works)
  }

  @Test(
    "a mistyped credit code is refused before the registry is asked, an unknown one by its word")
  func codes() async throws {
    let bench = try await PointsBench.open()
    let good = try bench.code("good").full
    let wrong = good.dropLast() + (good.hasSuffix("0") ? "1" : "0")
    await #expect(throws: Problems.self) {
      try await RegisterUnit(bench.desk)(String(wrong), by: bench.entity(1))
    }
    let unknown = CreditCode.invented(number: 4711)
    let done = try await RegisterUnit(bench.desk)(
      unknown.full, by: bench.actor(1, .clerk, .entity(unknown)))
    #expect(done.state == "refused")
  }

  @Test("nobody registers another legal entity, and only a clerk registers at all")
  func others() async throws {
    let bench = try await PointsBench.open()
    let good = try bench.code("good")
    await #expect(throws: PointsRefusal.rule(.otherEntity, nil)) {
      try await RegisterUnit(bench.desk)(good.full, by: bench.entity(1, "other"))
    }
    await #expect(
      throws: PointsRefusal.rule(.otherEntity, nil), "a unit’s delegate registers no other"
    ) {
      try await RegisterUnit(bench.desk)(good.full, by: bench.actor(2, .clerk, .unit(99)))
    }
    let unit = try await RegisterUnit(bench.desk)(good.full, by: bench.entity(1))
    await #expect(throws: PointsRefusal.self, "no clerk of it by the accounts") {
      try await RegisterUnit(bench.desk)(
        good.full, by: bench.actor(2, .clerk, .unit(unit.dossier.number)))
    }
    for role in Role.allCases where role != .clerk {
      await #expect(throws: PointsRefusal.self, "\(role)") {
        try await RegisterUnit(bench.desk)(good.full, by: bench.actor(3, role))
      }
    }
  }

  @Test("the same request is registered once; its key for another unit is refused")
  func repeated() async throws {
    let bench = try await PointsBench.open()
    var actor = try bench.entity(1)
    let code = try bench.code("good").full
    let first = try await RegisterUnit(bench.desk)(code, by: actor)
    let second = try await RegisterUnit(bench.desk)(code, by: actor)
    #expect(!first.isRepeated && second.isRepeated)
    #expect(first.dossier == second.dossier && first.events == second.events)
    actor.scope = .entity(try bench.code("other"))
    await #expect(throws: StoreFailure.keyReused(actor.key)) {
      try await RegisterUnit(bench.desk)(try bench.code("other").full, by: actor)
    }
  }

  @Test("while the registry is away the request is kept, and goes on by itself")
  func outage() async throws {
    let bench = try await PointsBench.open()
    bench.city.outage = true
    let good = try await RegisterUnit(bench.desk)(try bench.code("good").full, by: bench.entity(1))
    let bad = try await RegisterUnit(bench.desk)(
      try bench.code("outside").full, by: bench.entity(2, "outside"))
    #expect(good.state == "pending" && bad.state == "pending")
    await #expect(throws: PointsRefusal.self, "it waits already") {
      try await RegisterUnit(bench.desk)(try bench.code("good").full, by: bench.entity(1))
    }
    let waiting = try await CatchUp(bench.desk)(at: bench.clock.now)
    #expect(Set(waiting.waiting) == [good.dossier, bad.dossier] && waiting.done.isEmpty)
    bench.city.outage = false
    let done = try await CatchUp(bench.desk)(at: bench.clock.now)
    #expect(Set(done.done) == [good.dossier, bad.dossier] && done.failed.isEmpty)
    #expect(try await bench.dossier(good.dossier)?.state == "unconfirmed")
    #expect(try await bench.dossier(bad.dossier)?.state == "refused")
    #expect(try await bench.notices(1) == ["points.unitRegistered"])
    #expect(try await bench.notices(2) == ["points.unitRefused"])
    #expect(try await CatchUp(bench.desk)(at: bench.clock.now).done.isEmpty, "nothing twice")
  }

  @Test(
    "confirming makes the code once; the next cycle keeps it but wants the data confirmed again (二3)"
  )
  func yearly() async throws {
    let bench = try await PointsBench.open()
    let unit = try await bench.activeUnit(clerk: 1)
    #expect(try await ShowUnit(bench.desk)(unit.number, by: bench.entity(1)).works)
    bench.clock.set(PointsBench.moment(2021, 4, 20, hour: 9))
    try await bench.openCycle(2021)
    #expect(
      try await !ShowUnit(bench.desk)(unit.number, by: bench.entity(1)).works,
      "not for the new cycle, also before the platform has noted it")
    let round = try await CatchUp(bench.desk)(at: bench.clock.now)
    #expect(round.done == [DossierID(UnitContent.kind, unit.number)])
    let view = try await ShowUnit(bench.desk)(unit.number, by: bench.entity(1))
    #expect(view.state == .unconfirmed)
    _ = try await ActivateUnit(bench.desk)(unit.number, seen: view.version, by: bench.entity(1))
    let code = try await ReadUnitCode(bench.desk)(unit.number, by: bench.entity(1))
    #expect(code?.description == unit.code)
  }

  @Test(
    "what the registry holds against a unit at its confirmation refuses it with the reasons, which it can dispute (二2, 二3)"
  )
  func declined() async throws {
    let bench = try await PointsBench.open()
    let unit = try await bench.activeUnit(clerk: 1)
    let id = DossierID(UnitContent.kind, unit.number)
    bench.people.appoint(2, .entity(try bench.code("good")))
    bench.clock.set(PointsBench.moment(2021, 4, 20, hour: 9))
    try await bench.openCycle(2021)
    _ = try await CatchUp(bench.desk)(at: bench.clock.now)
    bench.city.cancel(try bench.code("good"))
    let version = try #require(try await bench.dossier(id)).version
    let actor = try bench.entity(1)
    let refusal = PointsRefusal.rule(.unitObstacle, UnitObstacle.cancelled.wording)
    for _ in 1...2 {
      await #expect(throws: refusal, "also when the same request comes again") {
        try await ActivateUnit(bench.desk)(unit.number, seen: version, by: actor)
      }
    }
    let view = try await ShowUnit(bench.desk)(unit.number, by: bench.entity(1))
    #expect(view.state == .refused && view.obstacles == [.cancelled] && !view.works)
    #expect(try await bench.events(id).suffix(2) == ["UnitConfirmationExpired", "UnitRefused"])
    #expect(try await bench.notices(2).last == "points.unitDeclined", "the other clerk is told")
    let evidence = try await CityTests.evidence(bench, about: id)
    let disputed = try await DisputeUnit(bench.desk)(
      unit.number, seen: view.version, reason: "并未注销", evidence: [evidence], by: bench.entity(1))
    #expect(disputed.state == "disputed")
  }

  @Test(
    "an outdated version and a missing contact do not activate; a registry away keeps nobody out")
  func activation() async throws {
    let bench = try await PointsBench.open()
    let unit = try await RegisterUnit(bench.desk)(try bench.code("good").full, by: bench.entity(1))
    let number = unit.dossier.number
    await #expect(throws: Problems.self, "no contact") {
      try await ActivateUnit(bench.desk)(number, seen: unit.version, by: bench.entity(1))
    }
    let contact = ActivateUnit.Contact(name: "方正平", mobile: "13800000000", mail: "a@b.example")
    await #expect(throws: StoreFailure.conflict(unit.dossier, current: unit.version)) {
      try await ActivateUnit(bench.desk)(
        number, seen: unit.version + 1, contact: contact, by: bench.entity(1))
    }
    for broken in [
      ActivateUnit.Contact(name: "方", mobile: "13800000000"),
      .init(name: "方正平", mobile: "123456"), .init(name: "方正平", mobile: "1234567890123456"),
      .init(name: "方正平", mobile: "13800000000", mail: "a@"),
      .init(name: "=1+1", mobile: "1380000000"),
    ] {
      await #expect(throws: Problems.self, "\(broken)") {
        try await ActivateUnit(bench.desk)(
          number, seen: unit.version, contact: broken, by: bench.entity(1))
      }
    }
    bench.city.cancel(try bench.code("good"))
    bench.city.outage = true
    let active = try await ActivateUnit(bench.desk)(
      number, seen: unit.version, contact: contact, by: bench.entity(1))
    #expect(active.state == "active", "what the registry said last counts while it is away")
  }

  @Test("the old code finds nothing after it was replaced, and no event or body has a code")
  func rotation() async throws {
    let bench = try await PointsBench.open()
    let unit = try await bench.activeUnit(clerk: 1)
    let applicant = try await bench.checked("eligible")
    let view = try await ShowUnit(bench.desk)(unit.number, by: bench.entity(1))
    _ = try await RotateUnitCode(bench.desk)(unit.number, seen: view.version, by: bench.entity(1))
    let new = try #require(try await ReadUnitCode(bench.desk)(unit.number, by: bench.entity(1)))
    #expect(new.description != unit.code)
    await #expect(throws: Self.unknown(left: 9)) {
      try await LookUpUnit(bench.desk)(unit.code, by: bench.actor(applicant, .applicant))
    }
    let found = try await LookUpUnit(bench.desk)(
      new.letters.lowercased(), by: bench.actor(applicant, .applicant))
    #expect(found.unit == unit.number && found.match == .same && found.warning == nil)
    #expect(found.district == .haidian)
    let model = try #require(bench.store as? MemoryCases)
    let texts = model.events.map { $0.body + $0.after }.joined()
    #expect(!texts.contains(new.letters) && !texts.contains(unit.code.replacing("-", with: "")))
    for person in bench.city.people {
      #expect(!texts.contains(person.number.full) && !texts.contains(person.name))
    }
  }

  /// Who mistypes is told how often they may.
  private static func unknown(left: Int) -> PointsRefusal {
    .rule(
      .codeUnknown,
      Wording("24小时内还可输错\(left)次。", "You may enter \(left) more wrong codes within 24 hours."))
  }

  @Test("after ten unknown codes within a day no more are looked at; a day later they are")
  func attempts() async throws {
    let bench = try await PointsBench.open()
    let unit = try await bench.activeUnit(clerk: 1)
    let applicant = try await bench.checked("eligible")
    for seed in 0..<10 as Range<UInt64> {
      await #expect(throws: Self.unknown(left: 9 - Int(seed))) {
        try await LookUpUnit(bench.desk)(
          UnitCodeTests.code(seed + 100).letters, by: bench.actor(applicant, .applicant))
      }
    }
    let again = Wording("2020年7月21日 10:00起可以再试。", "You may try again from 21 July 2020 10:00.")
    await #expect(throws: PointsRefusal.rule(.codeAttempts, again)) {
      try await RequestAssociation(bench.desk)(
        unit.code, by: bench.actor(applicant, .applicant))
    }
    bench.clock.move(milliseconds: Instant.millisecondsOfDay - 1)
    await #expect(throws: PointsRefusal.rule(.codeAttempts, again)) {
      try await LookUpUnit(bench.desk)(unit.code, by: bench.actor(applicant, .applicant))
    }
    bench.clock.move(milliseconds: 1)
    let found = try await LookUpUnit(bench.desk)(unit.code, by: bench.actor(applicant, .applicant))
    #expect(found.unit == unit.number)
  }

  @Test(
    "clerks are those whom the accounts name at that moment: all are told, and one who left can do nothing"
  )
  func clerks() async throws {
    let bench = try await PointsBench.open()
    let unit = try await bench.activeUnit(clerk: 1)
    let (second, third) = (try await bench.account("clerk"), try await bench.account("retired"))
    bench.people.appoint(second, .entity(try bench.code("good")))
    bench.people.appoint(third, .unit(unit.number))
    let delegate = { bench.actor(third, .clerk, .unit(unit.number)) }
    #expect(
      try await ReadUnitCode(bench.desk)(unit.number, by: delegate())?.description == unit.code)
    let applicant = try await bench.checked("eligible")
    _ = try await RequestAssociation(bench.desk)(
      unit.code, by: bench.actor(applicant, .applicant))
    for clerk in [1, second, third] {
      #expect(try await bench.notices(clerk).last == "points.associationRequested")
    }
    func version() async throws -> Int {
      try await ShowUnit(bench.desk)(unit.number, by: bench.entity(1)).version
    }
    _ = try await RotateUnitCode(bench.desk)(
      unit.number, seen: version(), by: bench.entity(1))
    _ = try await ChangeUnitContact(bench.desk)(
      unit.number, seen: version(), contact: .init(name: "方正平", mobile: "010-87654321"),
      by: delegate())
    #expect(try await bench.notices(1).last == "points.unitContactChanged")
    #expect(
      try await bench.notices(second).suffix(2)
        == ["points.unitCodeRotated", "points.unitContactChanged"])
    #expect(
      try await bench.notices(third).last == "points.unitCodeRotated",
      "who changed it knows, and is told what the others did")
    bench.people.dismiss(third, .unit(unit.number))
    await #expect(throws: PointsRefusal.self) {
      try await ReadUnitCode(bench.desk)(unit.number, by: delegate())
    }
    let mine = try await ShowUnit(bench.desk).mine(by: bench.entity(1))
    #expect(mine?.number == unit.number)
    #expect(try await ShowUnit(bench.desk).mine(by: bench.entity(1, "tax")) == nil)
  }

  @Test("a foreign unit and none at all are refused in the same words")
  func foreign() async throws {
    let bench = try await PointsBench.open()
    let unit = try await bench.activeUnit(clerk: 1)
    func refusal(_ number: Int64, _ actor: Actor) async -> PointsRefusal? {
      do {
        _ = try await ShowUnit(bench.desk)(number, by: actor)
        return nil
      } catch { return error as? PointsRefusal }
    }
    for actor in [
      try bench.entity(7, "other"), bench.actor(7, .clerk, .unit(unit.number)),
      bench.actor(7, .clerk, .unit(99)), bench.actor(7, .window, .district("chaoyang")),
      bench.actor(7, .applicant),
    ] {
      let foreign = await refusal(unit.number, actor)
      let unknown = await refusal(123_456, actor)
      #expect(foreign != nil && foreign == unknown)
    }
    #expect(await refusal(unit.number, bench.actor(7, .window, .district("haidian"))) == nil)
  }

  @Test("a bar on record says until when (TRIAL-2018 第十五条)")
  func barEnds() async throws {
    let bench = try await PointsBench.open()
    let done = try await RegisterUnit(bench.desk)(
      try bench.code("barred").full, by: bench.entity(8, "barred"))
    let view = try await ShowUnit(bench.desk)(done.dossier.number, by: bench.entity(8, "barred"))
    #expect(view.obstacles == [.barred])
    #expect(view.wording(of: .barred).zh == "单位在失信禁入期内，至2022年12月31日（含当日）。")
    #expect(view.wording(of: .barred).en.hasSuffix("through 31 December 2022."))
    for obstacle in [UnitObstacle.barred, .cancelled] {
      #expect(obstacle.wording(barredUntil: nil) == obstacle.wording)
    }
  }
}
