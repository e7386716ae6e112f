import Casework
import PointsLaw
import PointsService
import Policy
import TestKit
import Testing
import Units

@Suite("An applicant’s first steps (申请人)")
struct ApplicantTests {
  @Test(
    "everybody of the demo city meets what they are there to show (MANUAL-2019 资格条件)",
    arguments: [
      ("eligible", EligibilityStanding.eligible, nil as Condition?),
      ("payerDiffers", .eligible, nil), ("clerk", .eligible, nil),
      ("noPermit", .notEligible, .residencePermit), ("latePermit", .notEligible, .residencePermit),
      ("retired", .notEligible, .retirementAge), ("insuranceGap", .notEligible, .insurance),
      ("supplementary", .notEligible, .insurance), ("unpaid", .notEligible, .insurance),
      ("criminalRecord", .notEligible, .criminalRecord),
      ("unknownPost", .undetermined, .retirementAge),
      ("unknownPermit", .undetermined, .residencePermit),
    ])
  func standing(key: String, standing: EligibilityStanding, condition: Condition?) async throws {
    let bench = try await PointsBench.open()
    let account = try await bench.checked(key)
    let answer = try #require(
      try await ReadEligibility(bench.desk)(by: bench.actor(account, .applicant)))
    #expect(answer.standing == standing)
    #expect(answer.findings.count == 4 && answer.factsAt == PointsBench.filing)
    if let condition {
      let finding = try #require(answer.findings.first { $0.condition == condition.name })
      #expect(finding.answer != .met && finding.reason != nil && !finding.articles.isEmpty)
    } else {
      #expect(answer.findings.allSatisfy { $0.answer == .met })
    }
  }

  @Test("every state that the demo city promises is there, and its numbers belong to nobody")
  func city() async throws {
    let bench = try await PointsBench.open()
    for person in bench.city.people {
      #expect(person.number.full.hasPrefix("990000"))
      #expect(throws: ResidentNumber.Flaw.region, "not outside a demo") {
        try ResidentNumber(person.number.full, today: bench.clock.now.beijing.date)
      }
    }
    #expect(Set(bench.city.people.map(\.number)).count == bench.city.people.count)
    #expect(Set(bench.city.people.map(\.key)).count == bench.city.people.count)
    #expect(Set(bench.city.units.map(\.registered.code)).count == bench.city.units.count)
    let met = Set(
      bench.city.units.flatMap {
        UnitObstacle.all($0.registered, on: bench.clock.now.beijing.date)
      })
    #expect(met == [.outsideCity, .cancelled, .taxAbnormal, .barred])
  }

  @Test(
    "while the records are away the check waits, and is made by itself; nothing that was found is lost"
  )
  func outage() async throws {
    let bench = try await PointsBench.open()
    let account = try await bench.account("eligible")
    let actor = { bench.actor(account, .applicant) }
    bench.city.outage = true
    let done = try await CheckEligibility(bench.desk)(by: actor())
    #expect(try await ReadEligibility(bench.desk)(by: actor())?.standing == .waiting)
    #expect(try await CatchUp(bench.desk)(at: bench.clock.now).waiting == [done.dossier])
    bench.city.outage = false
    #expect(try await CatchUp(bench.desk)(at: bench.clock.now).done == [done.dossier])
    #expect(try await ReadEligibility(bench.desk)(by: actor())?.standing == .eligible)
    #expect(try await bench.notices(account) == ["points.eligibilityChecked"])
    bench.city.outage = true
    await #expect(throws: PointsRefusal.rule(.registryUnavailable, nil)) {
      try await CheckEligibility(bench.desk)(by: actor())
    }
    #expect(try await ReadEligibility(bench.desk)(by: actor())?.standing == .eligible)
  }

  @Test(
    "a dispute goes to the window of the district, has a working-day clock, and upheld it stands")
  func dispute() async throws {
    let bench = try await PointsBench.open()
    let account = try await bench.checked("criminalRecord")
    let answer = try #require(
      try await ReadEligibility(bench.desk)(by: bench.actor(account, .applicant)))
    _ = try await DisputeEligibility(bench.desk)(
      answer.application, seen: answer.version, reason: "判决已撤销，请核对",
      by: bench.actor(account, .applicant))
    let window = bench.actor(500, .window, .district("haidian"))
    let desk = try await ListDisputes(bench.desk)(by: window)
    let row = try #require(desk.rows.first)
    #expect(desk.total == 1 && row.matter == .eligibility)
    // Ten working days from Monday 2020-07-20, counted from the next day, end with Monday 2020-08-03.
    #expect(row.standing.due.value == PointsBench.moment(2020, 8, 4) && row.standing.daysLeft == 10)
    #expect(
      try await ListDisputes(bench.desk).words(of: row.number, by: window).reason.hasPrefix("判决"))
    #expect(
      try await ListDisputes(bench.desk)(by: bench.actor(501, .window, .district("chaoyang"))).total
        == 0)
    for foreign in [
      bench.actor(501, .window, .district("chaoyang")), bench.actor(account, .applicant),
      // Nobody decides about themselves.
      bench.actor(account, .window, .district("haidian")),
    ] {
      await #expect(throws: PointsRefusal.self) {
        try await DecideEligibilityDispute(bench.desk)(
          row.number, seen: row.version, isUpheld: true, remark: "同意", by: foreign)
      }
    }
    _ = try await DecideEligibilityDispute(bench.desk)(
      row.number, seen: row.version, isUpheld: true, remark: "核对属实",
      by: bench.actor(500, .window, .district("haidian")))
    #expect(try await ListDisputes(bench.desk)(by: window).total == 0)
    _ = try await CheckEligibility(bench.desk)(by: bench.actor(account, .applicant))
    let after = try #require(
      try await ReadEligibility(bench.desk)(by: bench.actor(account, .applicant)))
    #expect(after.standing == .eligible && after.isByWindow, "also after a new check")
    await #expect(throws: PointsRefusal.rule(.nothingToDispute, nil)) {
      try await DisputeEligibility(bench.desk)(
        after.application, seen: after.version, reason: "再次提出",
        by: bench.actor(account, .applicant))
    }
  }

  /// Records that have somebody else's facts for everybody (登记信息有变).
  private struct OtherRecords: CityRegistry {
    var city: DemoCity
    var key: String

    func unit(_ code: CreditCode) async throws(RegistryFailure) -> RegisteredUnit? {
      try await city.unit(code)
    }

    func person(_: ResidentNumber) async throws(RegistryFailure) -> RegisteredPerson? {
      city.people.first { $0.key == key }?.registered
    }
  }

  /// The same desk over other records.
  fileprivate static func desk(_ bench: PointsBench, _ key: String) throws -> PointsDesk {
    try PointsDesk(
      store: bench.store, keyring: bench.desk.keyring,
      registry: OtherRecords(city: bench.city, key: key), people: bench.people,
      acceptsInvented: true)
  }

  /// Somebody whose records change, and the window that decides about them.
  private struct Disputing {
    let bench: PointsBench
    let account: Int64

    var actor: Actor { bench.actor(account, .applicant) }
    var window: Actor { bench.actor(500, .window, .district("haidian")) }

    init(_ key: String) async throws {
      bench = try await PointsBench.open()
      account = try await bench.checked(key)
    }

    /// What is found, as one line: the standing, whether by the window, and the conditions that it upheld.
    func found() async throws -> String {
      let answer = try #require(try await ReadEligibility(bench.desk)(by: actor))
      let upheld = answer.findings.filter(\.isUpheld).map(\.condition).sorted()
      return ([answer.standing.rawValue, answer.isByWindow ? "window" : "records"] + upheld)
        .joined(separator: " ")
    }

    func check(as key: String) async throws -> String {
      _ = try await CheckEligibility(ApplicantTests.desk(bench, key))(by: actor)
      return try await found()
    }

    func file() async throws -> (number: Int64, version: Int) {
      let answer = try #require(try await ReadEligibility(bench.desk)(by: actor))
      _ = try await DisputeEligibility(bench.desk)(
        answer.application, seen: answer.version, reason: "登记有误", by: actor)
      let row = try #require(try await ListDisputes(bench.desk)(by: window).rows.first)
      return (row.number, row.version)
    }

    func uphold(_ dispute: (number: Int64, version: Int)) async throws -> String {
      _ = try await DecideEligibilityDispute(bench.desk)(
        dispute.number, seen: dispute.version, isUpheld: true, remark: "核对属实", by: window)
      return try await found()
    }
  }

  @Test(
    "what the window upholds is the disputed condition: another that a later check finds not met counts, and can be disputed"
  )
  func upheldCondition() async throws {
    let one = try await Disputing("criminalRecord")
    #expect(try await one.uphold(one.file()) == "eligible window criminalRecord")
    #expect(try await one.check(as: "criminalRecord") == "eligible window criminalRecord")
    #expect(try await one.check(as: "noPermit") == "notEligible records")
    #expect(try await one.uphold(one.file()) == "eligible window residencePermit")
    #expect(try await one.check(as: "unknownPermit") == "undetermined records residencePermit")
    #expect(
      try await one.check(as: "criminalRecord") == "notEligible records", "it was cleared since")
  }

  @Test("nobody knew, the window upheld it, and the records then say no: that was not decided")
  func unknownThenNot() async throws {
    let one = try await Disputing("unknownPermit")
    #expect(
      try await one.uphold(one.file()) == "eligible window criminalRecord residencePermit")
    #expect(try await one.check(as: "noPermit") == "notEligible records")
  }

  @Test("an officer decides about the check that they saw, not about a newer one")
  func checkedMeanwhile() async throws {
    let one = try await Disputing("criminalRecord")
    let seen = try await one.file()
    #expect(try await one.check(as: "noPermit") == "notEligible records")
    let id = DossierID(DisputeContent.kind, seen.number)
    await #expect(throws: StoreFailure.conflict(id, current: seen.version + 1)) {
      try await one.uphold(seen)
    }
    #expect(
      try await one.uphold((seen.number, seen.version + 1)) == "eligible window residencePermit")
  }

  @Test("what a window upheld before findings said so still stands")
  func olderDecision() async throws {
    let one = try await Disputing("criminalRecord")
    _ = try await one.uphold(one.file())
    let bench = one.bench
    let number = try #require(try await ReadEligibility(bench.desk)(by: one.actor)).application
    let id = DossierID(ApplicationContent.kind, number)
    let command = Command(key: bench.key(), name: "old", party: .system, role: .system)
    _ = try await bench.store.perform(command) { [keyring = bench.desk.keyring()] unit in
      let dossier = try #require(try unit.dossier(id))
      var content = try ApplicationContent(json: dossier.body, of: id)
      let value = try #require(content.eligibility.details)
      let row = try #require(try unit.values([value.id], of: id, reason: .own).first)
      let text = try keyring.open(row)
      let old = text.replacing(",\"upheld\":true", with: "").replacing(
        ", \"upheld\": true", with: "")
      #expect(old != text)
      let field = PersonalField("eligibility", mask: .ends(first: 0, last: 0))
      content.eligibility.details = KeptValue(try unit.keep(old, field, of: id, keyring))
      try unit.apply(
        DossierChange(
          id, seen: try #require(try unit.dossier(id)).version,
          events: [.init("EligibilityChecked")], state: dossier.state, body: content.json,
          keys: content.keys(try #require(ApplicationLifecycle.Status(rawValue: dossier.state)))))
      return []
    }
    #expect(try await one.found() == "eligible window")
    #expect(try await one.check(as: "criminalRecord") == "eligible window criminalRecord")
  }

  @Test(
    "whoever turns out not to be eligible after the unit has confirmed goes no further (注册关联 四)")
  func late() async throws {
    let (asked, number) = try await Self.associated()
    let bench = asked.bench
    _ = try await CheckEligibility(Self.desk(bench, "noPermit"))(by: asked.person)
    let text = try #require(
      try await AcceptUndertaking(bench.desk).texts(
        for: asked.person, on: bench.clock.now.beijing.date
      ).first?.text)
    await #expect(throws: PointsRefusal.rule(.notEligible, nil)) {
      try await AcceptUndertaking(bench.desk)(
        text.undertaking, version: text.version, hash: text.hash, by: asked.person)
    }
    let version = try #require(try await ShowTasks(bench.desk)(by: asked.person).version)
    await #expect(throws: PointsRefusal.rule(.notEligible, nil)) {
      try await EditBasics(bench.desk)(
        number, seen: version, .init(maritalStatus: .single, maySharePublicly: false),
        by: asked.person)
    }
    let steps = try await ShowTasks(bench.desk)(by: asked.person).steps
    #expect(steps.map(\.isBlocked) == [false, false, true, true])
  }

  /// Somebody whose unit has confirmed them.
  static func associated() async throws -> (asked: AssociationTests.Asked, application: Int64) {
    let asked = try await AssociationTests.asked()
    _ = try await ConfirmAssociation(asked.bench.desk)(
      asked.number, seen: asked.done.version, by: asked.clerk)
    let tasks = try await ShowTasks(asked.bench.desk)(by: asked.person)
    return (asked, try #require(tasks.application))
  }

  static func accept(_ asked: AssociationTests.Asked) async throws -> Done {
    let accept = AcceptUndertaking(asked.bench.desk)
    let day = asked.bench.clock.now.beijing.date
    var last: Done?
    for (text, _) in try await accept.texts(for: asked.person, on: day) {
      last = try await accept(
        text.undertaking, version: text.version, hash: text.hash, by: asked.person)
    }
    return try #require(last)
  }

  @Test(
    "undertakings come after the unit’s confirmation, by version and hash, with the time (注册关联 六)")
  func undertakings() async throws {
    let asked = try await AssociationTests.asked()
    let accept = AcceptUndertaking(asked.bench.desk)
    let day = asked.bench.clock.now.beijing.date
    let texts = try await accept.texts(for: asked.person, on: day)
    #expect(texts.count == Undertaking.allCases.count && texts.allSatisfy { $0.acceptance == nil })
    let text = texts[0].text
    await #expect(throws: PointsRefusal.rule(.notAssociated, nil)) {
      try await accept(text.undertaking, version: 1, hash: text.hash, by: asked.person)
    }
    _ = try await ConfirmAssociation(asked.bench.desk)(
      asked.number, seen: asked.done.version, by: asked.clerk)
    for (version, hash) in [(2, text.hash), (1, String(text.hash.dropLast()))] {
      await #expect(throws: PointsRefusal.rule(.undertakingChanged, nil)) {
        try await accept(text.undertaking, version: version, hash: hash, by: asked.person)
      }
    }
    let one = try await accept(text.undertaking, version: 1, hash: text.hash, by: asked.person)
    #expect(one.state == "opened")
    let same = try await accept(text.undertaking, version: 1, hash: text.hash, by: asked.person)
    #expect(same.version == one.version && same.events.isEmpty)
    #expect(try await Self.accept(asked).state == "undertaken")
    let accepted = try await accept.texts(for: asked.person, on: day)
    for (text, acceptance) in accepted {
      let acceptance = try #require(acceptance)
      #expect(acceptance.undertaking == text.undertaking && acceptance.hash == text.hash)
      #expect(acceptance.at == asked.bench.clock.now)
    }
  }

  private static func day(_ year: Int, _ month: Int, _ day: Int) throws -> CivilDate {
    try #require(CivilDate(year, month, day))
  }

  @Test(
    "basic information: every mistake at once, children are minors on the reference date, two devices"
  )
  func basics() async throws {
    let (asked, number) = try await Self.associated()
    let bench = asked.bench
    let edit = EditBasics(bench.desk)
    func child(_ birth: CivilDate, _ place: Int = 1) -> EditBasics.Relative {
      .init(
        name: "林小诺", number: ResidentNumber.invented(birth: birth, isMale: true, place: place).full)
    }
    let plain = EditBasics.Entry(maritalStatus: .single, maySharePublicly: false)
    let version = try #require(try await ShowTasks(bench.desk)(by: asked.person).version)
    await #expect(throws: PointsRefusal.rule(.undertakingMissing, nil)) {
      try await edit(number, seen: version, plain, by: asked.person)
    }
    let ready = try await Self.accept(asked)
    // Under 18 on 2019-12-31: born on 2002-01-01 is, on 2001-12-31 is not.
    let spouse = EditBasics.Relative(
      name: "沈知意",
      number: ResidentNumber.invented(birth: try Self.day(1990, 1, 1), isMale: false, place: 3).full
    )
    let minor = child(try Self.day(2002, 1, 1))
    let own = EditBasics.Relative(
      name: "林一诺",
      number: try #require(bench.city.people.first { $0.key == "eligible" }).number.full
        .lowercased())
    for (entry, count) in [
      (EditBasics.Entry(maritalStatus: .married, maySharePublicly: true), 1),
      (.init(maritalStatus: .single, spouse: spouse, maySharePublicly: true), 1),
      (
        .init(
          maritalStatus: .married, spouse: .init(name: "1", number: "123"),
          children: [child(try Self.day(2001, 12, 31)), minor, minor], maySharePublicly: true), 4
      ),
      (
        .init(
          maritalStatus: .divorced,
          children: try (0..<11).map { child(try Self.day(2010, 1, 1), $0) }, maySharePublicly: true
        ), 1
      ),
      // Nobody is their own spouse or child, and no spouse is one's child.
      (.init(maritalStatus: .married, spouse: own, maySharePublicly: true), 1),
      (.init(maritalStatus: .single, children: [own], maySharePublicly: true), 2),
      (
        .init(
          maritalStatus: .married, spouse: spouse, children: [spouse], maySharePublicly: true), 2
      ),
    ] {
      do {
        _ = try await edit(number, seen: ready.version, entry, by: asked.person)
        Issue.record("accepted \(entry)")
      } catch let problems as Problems {
        #expect(problems.list.count == count, "\(problems.list.map { $0.text(.en) })")
        #expect(!problems.list.contains { $0.value.contains(spouse.number) })
        if entry.spouse == own {
          #expect(problems.list.map(\.path) == ["spouse.number"])
          #expect(problems.list[0].allowed.zh == "这是申请人本人的身份证号码，请填写配偶的")
        }
      }
    }
    let whole = EditBasics.Entry(
      maritalStatus: .married, spouse: spouse, children: [minor], maySharePublicly: false)
    let first = try await edit(number, seen: ready.version, whole, by: asked.person)
    #expect(first.state == "filling")
    await #expect(throws: StoreFailure.conflict(first.dossier, current: first.version)) {
      try await edit(number, seen: ready.version, plain, by: asked.person)
    }
    let helper = bench.actor(77, .familyHelper, .person(asked.applicant))
    let second = try await edit(number, seen: first.version, plain, by: helper)
    let data = try await ReadOwnData(bench.desk)(by: asked.person)
    let fields = data.records.flatMap(\.values).map(\.field)
    #expect(!fields.contains("spouseName"), "what was replaced is erased")
    for foreign in [
      bench.actor(77, .familyHelper, .person(4)), bench.actor(78, .applicant), asked.clerk,
    ] {
      await #expect(throws: PointsRefusal.self) {
        try await edit(number, seen: second.version, plain, by: foreign)
      }
    }
  }

  @Test(
    "the task list says what is done, what waits, for whom and until when, and asks for it in one round"
  )
  func tasks() async throws {
    let bench = try await PointsBench(on: { WatchedCases(MemoryCases(clock: $0)) })
    try await bench.openCycle()
    let watched = try #require(bench.store as? WatchedCases)
    let account = try await bench.account("eligible")
    let end = PointsBench.moment(2020, 8, 15, hour: 20)
    func steps() async throws -> [ShowTasks.Step] {
      try await ShowTasks(bench.desk)(by: bench.actor(account, .applicant)).steps
    }
    let fresh = try await steps()
    #expect(fresh.map(\.status) == [.notStarted, .notStarted, .notStarted, .notStarted])
    #expect(fresh.map(\.isBlocked) == [false, true, true, true] && fresh[0].until?.value == end)
    let unit = try await bench.activeUnit(clerk: 1)
    _ = try await CheckEligibility(bench.desk)(by: bench.actor(account, .applicant))
    let asked = try await RequestAssociation(bench.desk)(
      unit.code, by: bench.actor(account, .applicant))
    let waiting = try await steps()
    #expect(watched.surprises == [])
    #expect(
      waiting[1].status == .waiting && waiting[1].waitsFor == .clerk
        && waiting[1].until?.value == end)
    _ = try await ConfirmAssociation(bench.desk)(
      asked.dossier.number, seen: asked.version, by: bench.entity(1))
    #expect(try await steps().map(\.isBlocked) == [false, false, false, true])
    // A newer cycle was opened meanwhile: what was foreseen is of the old one, what is said of the new one.
    bench.clock.set(PointsBench.moment(2021, 4, 20))
    try await bench.openCycle(2021)
    let list = try await ShowTasks(bench.desk)(by: bench.actor(account, .applicant))
    #expect(list.cycle == 2021 && list.application == nil)
    #expect(list.steps.map(\.status) == fresh.map(\.status))
  }

  @Test("my data: what is held, who read it and why; exported as JSON and text, with an event")
  func ownData() async throws {
    let asked = try await AssociationTests.asked()
    let bench = asked.bench
    _ = try await ListAssociations(bench.desk)(asked.unit.number, by: asked.clerk)
    let (data, export) = try await ExportOwnData(bench.desk)(by: asked.person)
    let number = try #require(bench.city.people.first { $0.key == "eligible" }).number.full
    #expect(data.json.contains(number) && data.text(.zh).contains(number))
    #expect(data.text(.zh).contains("林一诺") && data.text(.en).contains("insurance"))
    #expect(throws: Never.self) { try Document().read(json: data.json) }
    let readings = data.records.flatMap(\.readings)
    #expect(readings.contains { $0.role == .clerk && !$0.isOwn && $0.reason == "list" })
    #expect(readings.contains { $0.role == .applicant && $0.isOwn })
    #expect(try await bench.events(export.dossier) == ["OwnDataExported"])
    await #expect(throws: PointsRefusal.self) {
      try await ReadOwnData(bench.desk)(by: bench.actor(3, .auditor))
    }
    let unit = try await ReadOwnData(bench.desk)(of: asked.unit.number, by: asked.clerk)
    #expect(unit.records.flatMap(\.values).contains { $0.field == "mobile" })
  }
}
