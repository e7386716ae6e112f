import Casework
import HTTPTypes
import PointsService
import Policy
import TestKit
import Testing
import Units

@testable import Web

@Suite("Whoever the provider proves at level 2 alone finds both roads to level 3 (实人认证)")
struct LevelRoadTests {
  @Test(
    "refused for the level, the page names the provider’s road and the window’s: where, with what, for how long",
    arguments: Language.allCases)
  func roads(language: Language) async throws {
    let city = try await ServiceCity.staffed()
    var person = try await city.caller("levelTwo", language)
    try await person.open("/my/eligibility")
    try await person.submit(to: "/my/eligibility/check")
    try await person.open("/my/association")
    #expect(
      person.page.words.contains(language == .zh ? "居住地的区窗口" : "district where you live")
        && person.page.text.contains("/sign-in/again?to="), "said before the code is typed")
    try await person.submit(
      ["unitCode": "ABCD-EFGH-JKMN-PQRS", "go": "look"], to: "/my/association")
    #expect(person.page.status == 403)
    let road =
      language == .zh
      ? ["居住地的区窗口", "居民身份证", "临时居民身份证", "365天", "依据"]
      : ["window of the district where you live", "temporary identity card", "365 days"]
    for words in road { #expect(person.page.words.contains(words), "\(person.page.words)") }
    #expect(person.page.text.contains("/sign-in/again?to="), "the first road")
    try await person.api(.post, "/my/association", #"{"unitCode":"ABCDEFGHJKMNPQRS"}"#)
    #expect(person.page.status == 403 && person.page.json["proof"] as? String == "L3")
    let detail = try #require(person.page.json["detail"] as? String)
    #expect(detail.contains(language == .zh ? "区窗口" : "district"))
    try await person.open("/account")
    #expect(person.page.words.contains(language == .zh ? "二级（实名）" : "level 2"))
    #expect(!person.page.words.contains(language == .zh ? "区窗口核验" : "vouched for"))

    let account = try await city.account("levelTwo")
    let base = "/window/identity/\(account)/vouch"
    for (officer, step) in [("window-1", "propose"), ("window-2", "confirm")] {
      var officer = try await city.caller(officer)
      try await officer.open("\(base)/\(step)")
      try await officer.submit(["document": "identityCard"], to: "\(base)/\(step)")
      #expect(officer.page.status == 200, "\(officer.page.words)")
    }
    try await person.open("/account")
    let until = city.clock.now.adding(milliseconds: 365 * Instant.millisecondsOfDay)
    #expect(
      person.page.words.contains(
        language == .zh
          ? "二级（实名）；区窗口核验，有效至\(until.text(.zh))"
          : "vouched for by the district window until \(until.text(.en))"), "\(person.page.words)")
    try await person.api(.get, "/account")
    #expect(person.page.json["level"] as? String == "L2")
    #expect(person.page.json["vouchedUntil"] as? String == until.description)
    try await person.open("/my/association")
    try await person.submit(
      ["unitCode": "ABCD-EFGH-JKMN-PQRS", "go": "look"], to: "/my/association")
    #expect(person.page.status != 403, "only the code is wrong now")
    #expect(city.site.templates.missing.all == [])
  }

  @Test("whoever is proved at level 3, and staff, are shown no second road")
  func others() async throws {
    let city = try await ServiceCity.staffed()
    var person = try await city.caller("eligible")
    try await person.api(.get, "/account")
    #expect(person.page.json["vouchedUntil"] == nil && person.page.json["level"] as? String == "L3")
    let demands = try ActDemands.builtIn()
    for (role, level, isVouchable) in [
      (Role.applicant, AssuranceLevel.l2, true), (.applicant, .l1, false), (.clerk, .l2, true),
      (.window, .l2, false), (.security, .l2, false),
    ] {
      let actor = Actor(
        PartyID(account: 1), role, level: level, provedAt: city.clock.now,
        receivedAt: city.clock.now, key: "key-of-a-request")
      let step = try #require(demands.stepUp(.vouchIdentity, actor))
      #expect(step.isVouchable == isVouchable, "\(role) \(level)")
      #expect(step.wording.zh.contains("区窗口") == isVouchable)
    }
  }
}
