import Casework
import PointsService
import Policy
import TestKit
import Testing
import Units

@Suite("One person with two accounts (同一人的两个账户)")
struct SamePersonTests {
  @Test("nobody is the second person of their own proposal, by whichever account (双人办理)")
  func proposals() async throws {
    let bench = try await PointsBench.open()
    let unit = try await bench.activeUnit(clerk: 1)
    bench.people.join([9001, 9003])
    let proposal = try await SanctionUnit(bench.desk)(
      unit.number, until: PointsBench.moment(2021, 1, 1).beijing.date, reason: "出具虚假证明",
      by: bench.actor(9001, .administrator))
    let again = bench.actor(9003, .administrator)
    await #expect(throws: PointsRefusal.proposal(.samePerson)) {
      try await ConfirmProposal(bench.desk)(
        proposal.dossier.number, seen: proposal.version, by: again)
    }
    await #expect(throws: PointsRefusal.proposal(.samePerson)) {
      try await RejectProposal(bench.desk)(
        proposal.dossier.number, seen: proposal.version, by: again)
    }
    #expect(try await bench.dossier(proposal.dossier)?.version == proposal.version)
    #expect(try await bench.confirm(proposal).state == "barred")
  }

  @Test("a person has one association in a cycle, by whichever account (注册关联 五 注意②)")
  func associations() async throws {
    let bench = try await PointsBench.open()
    let unit = try await bench.activeUnit(clerk: 1)
    let one = try await bench.checked("eligible")
    let person = try #require(bench.city.people.first { $0.key == "eligible" })
    let two = try await bench.account(person.name, person.number, "another account")
    _ = try await CheckEligibility(bench.desk)(by: bench.actor(two, .applicant))
    bench.people.join([one, two])
    let request = RequestAssociation(bench.desk)
    let first = try await request(unit.code, by: bench.actor(one, .applicant))
    await #expect(throws: PointsRefusal.rule(.otherAccount, nil), "it waits") {
      try await request(unit.code, by: bench.actor(two, .applicant))
    }
    let cancelled = try await CancelAssociation(bench.desk)(
      first.dossier.number, seen: first.version, by: bench.actor(one, .applicant))
    #expect(cancelled.state == "cancelled")
    let second = try await request(unit.code, by: bench.actor(two, .applicant))
    let confirmed = try await ConfirmAssociation(bench.desk)(
      second.dossier.number, seen: second.version, by: bench.entity(1))
    await #expect(throws: PointsRefusal.rule(.otherAccount, nil), "it is fixed") {
      try await request(unit.code, by: bench.actor(one, .applicant))
    }
    _ = try await RecordLeaver(bench.desk)(
      second.dossier.number, seen: confirmed.version, leftOn: bench.clock.now.beijing.date,
      by: bench.entity(1))
    await #expect(throws: PointsRefusal.rule(.otherAccount, nil), "it cannot be made again") {
      try await request(unit.code, by: bench.actor(one, .applicant))
    }
  }

  @Test("an administrator keeps out of people of their own unit, by whichever account of theirs")
  func colleagues() async throws {
    let bench = try await PointsBench.open()
    let unit = try await bench.activeUnit(clerk: 9001)
    let one = try await bench.checked("eligible")
    let person = try #require(bench.city.people.first { $0.key == "eligible" })
    let two = try await bench.account(person.name, person.number, "another account")
    _ = try await CheckEligibility(bench.desk)(by: bench.actor(two, .applicant))
    bench.people.join([one, two])
    _ = try await RequestAssociation(bench.desk)(unit.code, by: bench.actor(two, .applicant))
    await #expect {
      try await SanctionPerson(bench.desk)(
        identityNumber: person.number.full, until: PointsBench.moment(2021, 1, 1).beijing.date,
        reason: "提供虚假材料", by: bench.actor(9001, .administrator))
    } throws: { error in
      guard case PointsRefusal.permission(let refusal) = error else { return false }
      return refusal.reason == .ownUnit
    }
  }

  @Test("a bar holds through its day, whatever becomes of the unit in the registry (第十五条)")
  func bar() async throws {
    let bench = try await PointsBench.open()
    let unit = try await bench.activeUnit(clerk: 1)
    let until = bench.clock.now.beijing.date.adding(days: 30)
    _ = try await bench.confirm(
      try await SanctionUnit(bench.desk)(
        unit.number, until: until, reason: "出具虚假证明", by: bench.actor(9001, .administrator)))
    bench.city.cancel(try bench.code("good"))
    #expect(try await RefreshUnits(bench.desk)(at: bench.clock.now).cancelled == 1)
    let id = DossierID(UnitContent.kind, unit.number)
    let evidence = try await CityTests.evidence(bench, about: id)
    let version = try #require(try await bench.dossier(id)?.version)
    _ = try await DisputeUnit(bench.desk)(
      unit.number, seen: version, reason: "没有注销", evidence: [evidence], by: bench.entity(1))
    let body = try #require(try await bench.dossier(id)?.body)
    let dispute = try #require(try UnitContent(json: body, of: id).dispute)
    _ = try await DecideUnitDispute(bench.desk)(
      dispute, seen: 1, isUpheld: false, remark: "登记已注销",
      by: bench.actor(500, .window, .district("haidian")))
    // The registry takes it back: only the city's own bar is left.
    bench.city.cancel(try bench.code("good"), false)
    let register = RegisterUnit(bench.desk)
    let code = try bench.code("good").full
    let refused = try await register(code, by: bench.entity(1))
    #expect(refused.state == "refused")
    let view = try await ShowUnit(bench.desk)(unit.number, by: bench.entity(1))
    #expect(view.obstacles == [.barred])
    bench.clock.move(milliseconds: 31 * Instant.millisecondsOfDay)
    #expect(try await register(code, by: bench.entity(1)).state == "unconfirmed")
  }
}
