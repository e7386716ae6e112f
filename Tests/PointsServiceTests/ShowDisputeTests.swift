import Casework
import PointsLaw
import PointsService
import Policy
import TestKit
import Testing
import Units

@Suite("An officer sees whose dispute it is, and the person sees that they looked (查看异议)")
struct ShowDisputeTests {
  @Test("name and number are masked, and the opening with its reason is beside the application")
  func filer() async throws {
    let filed = try await InquiryTests.filed()
    let bench = filed.bench
    let person = try #require(bench.city.people.first { $0.key == "criminalRecord" })
    func readings() async throws -> [OwnData.Reading] {
      try await ReadOwnData(bench.desk)(by: filed.person).records.flatMap(\.readings)
        .filter { $0.reason == ReadingReason.dispute.rawValue && !$0.isOwn }
    }
    #expect(try await readings() == [], "the list opens nothing of anybody")
    let view = try await ShowDispute(bench.desk)(
      filed.dispute.number, .eligibility, by: filed.window)
    #expect(view.filer.maskedName == "冯**" && person.name == "冯止戈")
    #expect(view.filer.maskedNumber == person.number.masked)
    #expect(view.filer.unit == nil)
    let read = try await readings()
    #expect(read.allSatisfy { $0.role == .window })
    #expect(
      Set(read.flatMap(\.fields)) == ["name", "maskedNumber", "eligibility", "remark"],
      "the whole number is not opened")
    _ = try await ShowDispute(bench.desk)(filed.dispute.number, .eligibility, by: filed.window)
    #expect(try await readings().count == 2 * read.count, "each opening is one of its own")
  }

  @Test("not an officer who is the person, of another district or in another role (回避)")
  func recusal() async throws {
    let filed = try await InquiryTests.filed()
    for other in [
      filed.bench.actor(filed.account, .window, .district("haidian")),
      filed.bench.actor(501, .window, .district("chaoyang")),
      filed.bench.actor(9001, .administrator), filed.person,
    ] {
      await #expect(throws: PointsRefusal.self) {
        try await ShowDispute(filed.bench.desk)(filed.dispute.number, .eligibility, by: other)
      }
    }
    let data = try await ReadOwnData(filed.bench.desk)(by: filed.person)
    #expect(
      !data.records.flatMap(\.readings).contains { $0.reason == "dispute" && !$0.isOwn },
      "whoever was refused has read nothing")
  }

  @Test("of a unit’s dispute the unit is named in full and the clerk who filed it masked")
  func unit() async throws {
    let bench = try await PointsBench.open()
    let account = try await bench.account("clerk")
    let clerk = { try bench.entity(account, "tax") }
    let unit = try await RegisterUnit(bench.desk)(try bench.code("tax").full, by: clerk())
    let evidence = try await CityTests.evidence(bench, about: unit.dossier)
    _ = try await DisputeUnit(bench.desk)(
      unit.dossier.number, seen: unit.version, reason: "税务已恢复正常", evidence: [evidence],
      by: clerk())
    let window = bench.actor(500, .window, .district("fengtai"))
    let row = try #require(try await ListDisputes(bench.desk)(by: window).rows.first)
    let view = try await ShowDispute(bench.desk)(row.number, .unit, by: window)
    #expect(view.filer.unit == row.name && row.name != nil)
    #expect(view.filer.maskedName == "方**" && view.filer.maskedNumber == nil)
    let data = try await ReadOwnData(bench.desk)(by: bench.actor(account, .applicant))
    #expect(data.records.flatMap(\.readings).contains { $0.reason == "dispute" && !$0.isOwn })
  }

  @Test("what was uploaded stands in one’s own data, with who opened it and why")
  func evidence() async throws {
    let filed = try await InquiryTests.filed()
    let bench = filed.bench
    let evidence = try await CityTests.evidence(bench, about: filed.application)
    let record = try #require(
      try await ReadOwnData(bench.desk)(by: filed.person).records
        .first { $0.dossier == DossierID(EvidenceRecord.kind, evidence) })
    #expect(record.title == EvidenceLifecycle.title && record.items.count == 1)
    let other = try await bench.checked("eligible")
    let data = try await ReadOwnData(bench.desk)(by: bench.actor(other, .applicant))
    #expect(!data.records.contains { $0.dossier.kind == EvidenceRecord.kind })
  }

  @Test("a dismissal says when while it is why the unit stands as it does, and no longer")
  func outline() async throws {
    let bench = try await PointsBench.open()
    let clerk = { try bench.entity(1, "tax") }
    let window = { bench.actor(500, .window, .district("fengtai")) }
    let show = ShowUnitDispute(bench.desk)
    let unit = try await RegisterUnit(bench.desk)(try bench.code("tax").full, by: clerk())
    let number = unit.dossier.number
    #expect(try await show.outline(number, by: clerk()) == nil)
    let evidence = try await CityTests.evidence(bench, about: unit.dossier)
    _ = try await DisputeUnit(bench.desk)(
      number, seen: unit.version, reason: "税务已恢复正常", evidence: [evidence], by: clerk())
    let open = try #require(try await show.outline(number, by: clerk()))
    #expect(open.state == .open && open.dismissedAt == nil)
    bench.clock.move(milliseconds: 3_600_000)
    _ = try await DecideUnitDispute(bench.desk)(
      open.number, seen: 1, isUpheld: false, remark: "税务状态仍不正常", by: window())
    let dismissed = try #require(try await show.outline(number, by: clerk()))
    #expect(dismissed.state == .dismissed && dismissed.dismissedAt == bench.clock.now)
    #expect(try await show(number, by: clerk())?.decidedAt == bench.clock.now)
    bench.clock.move(milliseconds: 3_600_000)
    _ = try await RegisterUnit(bench.desk)(try bench.code("tax").full, by: clerk())
    let again = try #require(try await show.outline(number, by: clerk()))
    #expect(
      again.state == .dismissed && again.dismissedAt == nil, "the registry was asked again since")
    await #expect(throws: PointsRefusal.self) {
      try await show.outline(number, by: bench.entity(2, "good"))
    }
  }
}
