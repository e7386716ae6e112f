import Casework
import PointsService
import Policy
import TestKit
import Testing
import Units

@Suite("What a unit’s clerks look at (单位查看)")
struct EmployerViewTests {
  @Test("counts are by state and mark, of one cycle, and open nobody’s name")
  func counts() async throws {
    let asked = try await AssociationTests.asked()
    let bench = asked.bench
    let other = try await bench.checked("payerDiffers")
    _ = try await RequestAssociation(bench.desk)(
      asked.unit.code, knowing: true, by: bench.actor(other, .applicant))
    let before = try await bench.events(asked.done.dossier)
    let counts = try #require(
      try await CountAssociations(bench.desk)(asked.unit.number, by: asked.clerk))
    #expect(counts.cycle == 2020 && counts.of() == 2 && counts.of(.requested) == 2)
    #expect(counts.of(.requested, .other) == 1 && counts.of(nil, .same) == 1)
    #expect(counts.of(.confirmed) == 0)
    if case .allowed(let stage) = counts.answering {
      #expect(stage.name == "filing")
    } else {
      Issue.record("requests are answered while filing")
    }
    #expect(try await bench.events(asked.done.dossier) == before)
    await #expect(throws: PointsRefusal.self, "another unit’s clerk") {
      try await CountAssociations(bench.desk)(asked.unit.number, by: bench.entity(2, "other"))
    }
  }

  @Test(
    "a selection shows what is the unit’s, in its order, as it stands now; opening it is an event")
  func selected() async throws {
    let asked = try await AssociationTests.asked()
    let bench = asked.bench
    let other = try await bench.activeUnit("other", clerk: 2)
    let person = try await bench.checked("payerDiffers")
    let foreign = try await RequestAssociation(bench.desk)(
      other.code, by: bench.actor(person, .applicant))
    let list = ListAssociations(bench.desk)
    let rows = try await list.selected(
      [foreign.dossier.number, 999_999, asked.number], of: asked.unit.number, by: asked.clerk)
    #expect(rows.map(\.number) == [asked.number] && rows.map(\.name) == ["林一诺"])
    #expect(try await list.selected([], of: asked.unit.number, by: asked.clerk).isEmpty)
    #expect(try await list.one(asked.number, by: asked.clerk).version == asked.done.version)
    await #expect(throws: Problems.self) {
      try await list.selected(
        Array(1...501).map(Int64.init), of: asked.unit.number, by: asked.clerk)
    }
    for number in [foreign.dossier.number, 999_999] {
      await #expect(throws: bench.refusedAsForeign) {
        try await list.one(number, by: asked.clerk)
      }
    }
    let data = try await ReadOwnData(bench.desk)(by: asked.person)
    let reasons = data.records.flatMap(\.readings).map(\.reason)
    #expect(reasons.contains("selection") && reasons.contains("association"))
  }

  @Test("the contact is opened for the clerk who may change it, and for nobody else")
  func contact() async throws {
    let bench = try await PointsBench.open()
    let unit = try await bench.activeUnit(clerk: 1)
    let contact = try await ReadUnitContact(bench.desk)(unit.number, by: bench.entity(1))
    #expect(contact == .init(name: "方正平", mobile: "01012345678"))
    await #expect(throws: PointsRefusal.self) {
      try await ReadUnitContact(bench.desk)(unit.number, by: bench.entity(2, "other"))
    }
    let city = bench.actor(7, .administrator)
    await #expect(throws: PointsRefusal.self) {
      try await ReadUnitContact(bench.desk)(unit.number, by: city)
    }
  }
}

extension PointsBench {
  /// How a case of somebody else and none at all are refused to a clerk.
  fileprivate var refusedAsForeign: PointsRefusal {
    .permission(
      PermissionRefusal(
        reason: .notYours, article: desk.permissions.entry(.readCase).article))
  }
}
