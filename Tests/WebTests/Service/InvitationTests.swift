import Casework
import HTTPTypes
import PointsService
import Policy
import TestKit
import Testing
import Units

@testable import Web

@Suite("An invitation is looked at before it is accepted, and whoever is helped sees everything")
struct InvitationTests {
  @Test(
    "a clerk’s invitation names the unit; looking accepts nothing", arguments: Language.allCases)
  func clerk(language: Language) async throws {
    let city = try await ServiceCity.staffed()
    _ = try await city.activeUnit()
    let unit = try #require(city.city.units.first { $0.key == "good" }).registered
    let giver = try await city.caller("unit-good")
    let invitation = try await city.hall.accounts.offerClerk(try await city.actor(giver))
    var person = try await city.caller("eligible", language)
    try await person.open("/account/invitation")
    try await person.submit(
      ["code": invitation.code, "go": "look"], to: "/account/invitation")
    for words in [
      unit.name, unit.code.full, language == .zh ? "还没有接受" : "Nothing is accepted yet",
      language == .zh ? "单位经办人" : "unit clerk",
    ] {
      #expect(person.page.words.contains(words), "\(words): \(person.page.words)")
    }
    try await person.api(
      .post, "/account/invitation", #"{"code":"\#(invitation.code)","look":true}"#)
    let seen = try #require(person.page.json["result"] as? [String: Any])
    #expect(seen["accepted"] as? Bool == false && seen["name"] as? String == unit.name)
    #expect(seen["delegation"] == nil && seen["acceptBefore"] is String)
    let list = try await city.hall.accounts.delegations(try await city.actor(giver))
    #expect(list.map(\.status) == [.offered])
    try await person.open("/account/invitation")
    try await person.submit(
      ["code": invitation.code, "go": "look"], to: "/account/invitation")
    try await person.submit(["go": "accept"], to: "/account/invitation")
    #expect(
      person.page.path.contains("/account?done=account.done.accepted"), "\(person.page.words)")
    #expect(city.site.templates.missing.all == [])
  }

  @Test(
    "who has two roles signs in in the one that the address needs, and is always told of the other")
  func twoRoles() async throws {
    let city = try await ServiceCity.staffed()
    _ = try await city.activeUnit()
    let giver = try await city.caller("unit-good")
    let office = city.hall.accounts
    let invitation = try await office.offerClerk(try await city.actor(giver))
    var person = try await city.caller("eligible")
    #expect(!person.page.words.contains("切换身份"), "one role, nothing to choose")
    _ = try await office.acceptRole(
      code: invitation.code, try await city.actor(person), address: nil)
    city.hall.sessions.forget(account: try await city.account("eligible"))
    try await person.open("/my/tasks")
    #expect(person.page.text.contains("/account#roles") && person.page.words.contains("切换身份（另有1个）"))
    // Every page has the link in its frame; the refusal has it again where the other role can go on.
    let link = "<a href=\"/account#roles\">切换身份（另有1个）</a>"
    for (path, links) in [("/my/tasks", 1), ("/unit", 2), ("/city", 1)] {
      try await person.open(path)
      #expect(person.page.status == (path == "/my/tasks" ? 200 : 403), "\(path)")
      #expect(person.page.text.ranges(of: link).count == links, "\(path)")
    }
    for (path, words) in [
      ("/unit/associations", "单位经办人"), ("/en/unit", "Clerk of a unit"), ("/my/tasks", "申请人"),
      ("/my", "申请人"), ("/account/messages", "申请人"),
    ] {
      var again = city.caller()
      try await again.signIn("eligible", to: path)
      #expect(again.page.words.contains(words), "\(path): \(again.page.words)")
    }
  }

  @Test("a message names the unit, and leads to its page or to the role that the page needs")
  func messagesOfTwoRoles() async throws {
    let city = try await ServiceCity.staffed()
    let number = try await city.activeUnit()
    let unit = try #require(city.city.units.first { $0.key == "good" }).registered
    let giver = try await city.caller("unit-good")
    let office = city.hall.accounts
    let invitation = try await office.offerClerk(try await city.actor(giver))
    var person = try await city.caller("eligible")
    _ = try await office.acceptRole(
      code: invitation.code, try await city.actor(person), address: nil)
    city.hall.sessions.forget(account: try await city.account("eligible"))
    let proposed = try await SanctionUnit(city.hall.points)(
      number, until: try #require(CivilDate(2022, 12, 31)), reason: "提供虚假材料",
      by: city.actor(900_001, .administrator))
    _ = try await ConfirmProposal(city.hall.points)(
      proposed.dossier.number, seen: proposed.version, by: city.actor(900_002, .administrator))
    try await person.open("/account/messages")
    #expect(person.page.words.contains("单位被禁入") && person.page.words.contains(unit.name))
    #expect(
      person.page.text.contains("href=\"/account#roles\">切换到“单位经办人”身份后查看"),
      "as an applicant there is nothing to see of it")
    try await person.api(.get, "/account/messages")
    let rows = try #require(person.page.json["messages"] as? [[String: Any]])
    #expect(rows.contains { $0["unit"] as? String == unit.name })
    var clerk = city.caller()
    try await clerk.signIn("eligible", to: "/unit")
    try await clerk.open("/account/messages")
    #expect(clerk.page.text.contains("href=\"/unit/dispute\">去查看"), "\(clerk.page.text)")
    #expect(city.site.templates.missing.all == [])
  }

  @Test("a helper sees the applicant’s undertakings without a form, and uploads nothing")
  func undertakings() async throws {
    var bench = try await ApplicantBench.open()
    try await bench.openUnit()
    try await bench.ask()
    try await bench.answer()
    let office = bench.city.hall.accounts
    let help = try await office.offerHelp(
      try await bench.actor(bench.person),
      until: bench.city.clock.now.adding(milliseconds: 30 * Instant.millisecondsOfDay))
    var helper = try await bench.city.caller("unpaid")
    _ = try await office.acceptRole(
      code: help.code, try await bench.actor(helper), address: nil)
    bench.city.hall.sessions.forget(account: try await bench.city.account("unpaid"))
    try await helper.open("/account")
    #expect(helper.page.words.contains("亲属代填（林**）"), "\(helper.page.words)")
    try await helper.submit(to: "/account/role")
    let path = "/my/undertakings/\(Undertaking.allCases[0].rawValue)"
    try await helper.open(path)
    #expect(helper.page.status == 200 && helper.page.words.contains("只能由申请人本人作出承诺"))
    #expect(!helper.page.text.contains("name=\"accepted\""), "no form that would be refused")
    try await helper.open("/my/undertakings")
    #expect(helper.page.words.contains("未承诺") && !helper.page.words.contains("已于"))
    try await bench.undertake()
    try await helper.open("/my/undertakings")
    #expect(!helper.page.words.contains("未承诺"), "the applicant’s state, not the helper’s")
    #expect(helper.page.words.contains("已于") && !helper.page.words.contains("去填写基础信息"))
    for path in ["/my/eligibility", "/my/eligibility/evidence"] {
      try await helper.open(path)
      #expect(helper.page.status == 403, "\(path)")
    }
    try await helper.open("/my/helpers")
    #expect(helper.page.words.contains("为林**代填"), "\(helper.page.words)")
  }
}
