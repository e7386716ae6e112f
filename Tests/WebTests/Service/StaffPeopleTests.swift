import Casework
import HTTPTypes
import PointsService
import Policy
import TestKit
import Testing
import Units

@testable import Web

@Suite("The city bars people for dishonesty, two administrators at a time (TRIAL-2018 第十五条)")
struct StaffPeopleTests {
  private static let new = "/city/sanctions/people/new"
  private static let reason = "提交虚假租赁合同，经核实"

  private static func number(_ city: ServiceCity, _ key: String = "eligible") throws -> String {
    try #require(city.city.people.first { $0.key == key }).number.full
  }

  /// Proposed through the pages by one administrator; the proposal's page.
  private static func propose(_ one: inout Caller, _ city: ServiceCity) async throws -> String {
    try await one.open(new)
    try await one.submit(
      ["identityNumber": try number(city), "until": "2025-12-31", "reason": reason], to: new)
    try await one.submit(to: new)
    return "/city/proposals/\(try await city.newest(ProposalContent.kind))"
  }

  @Test(
    "the person is looked up and shown masked before anything is proposed; mistakes keep what was typed"
  )
  func look() async throws {
    let city = try await ServiceCity.staffed()
    _ = try await city.account("eligible")
    let person = try #require(city.city.people.first { $0.key == "eligible" })
    var one = try await city.caller("city-1")
    try await one.open("/city/sanctions")
    #expect(one.page.text.contains("href=\"\(Self.new)\""), "\(one.page.words)")
    try await one.open(Self.new)
    #expect(one.page.text.contains("value=\"2025-12-31\""), "the policy's day")
    try await one.submit(
      ["identityNumber": "99000019", "until": "2035-01-01", "reason": "假"], to: Self.new)
    #expect(one.page.status == 422)
    for words in ["应为18位", "10年内", "理由须为2至500字"] {
      #expect(one.page.words.contains(words), "\(words): \(one.page.words)")
    }
    for text in ["value=\"99000019\"", "value=\"2035-01-01\"", ">假</textarea>"] {
      #expect(one.page.text.contains(text), "\(text)")
    }
    try await one.submit(["until": "soon"], to: Self.new)
    #expect(one.page.status == 422 && one.page.words.contains("不是日期，请填写年、月、日"))
    // Somebody of the city who has never signed in.
    try await one.submit(
      [
        "identityNumber": try Self.number(city, "retired"), "until": "2025.12.31",
        "reason": Self.reason,
      ], to: Self.new)
    #expect(one.page.status == 422 && one.page.words.contains("没有在本平台登录过"), "\(one.page.words)")
    #expect(one.page.text.contains("\(Self.reason)</textarea>"))
    try await one.submit(["identityNumber": person.number.full], to: Self.new)
    #expect(one.page.words.contains("林**") && !one.page.words.contains(person.name))
    #expect(one.page.words.contains(ResidentNumber.masked(person.number.full)))
    #expect(!one.page.words.contains(person.number.full) && !one.page.path.contains("9900"))
    #expect(one.page.words.contains("还没有提议"))
    try await one.submit(["go": "edit"], to: Self.new)
    #expect(one.page.text.contains("value=\"\(person.number.full)\""))
    #expect(one.page.text.contains("\(Self.reason)</textarea>"))
    #expect(
      try await city.cases.read {
        try $0.dossiers(DossierQuery(ProposalContent.kind, state: "proposed", limit: 9)).isEmpty
      })
    // That somebody looked is for the person to see.
    var applicant = try await city.caller("eligible")
    try await applicant.open("/my/data")
    #expect(applicant.page.words.contains("提议或办理失信处理"), "\(applicant.page.words)")
    #expect(city.site.templates.missing.all == [])
  }

  @Test(
    "proposed, confirmed, listed, lifted, and listed as over, in both languages",
    arguments: Language.allCases)
  func whole(language: Language) async throws {
    let city = try await ServiceCity.staffed()
    let account = try await city.account("eligible")
    _ = try await CheckEligibility(city.hall.points)(by: city.actor(account, .applicant))
    let masked = ResidentNumber.masked(try Self.number(city))
    var one = try await city.caller("city-1", language)
    let proposal = try await Self.propose(&one, city)
    #expect(
      one.page.words.contains(
        language == .zh ? "已提议，等待另一名管理员确认" : "another administrator has to confirm it"),
      "\(one.page.words)")
    for words in ["林**", masked, Self.reason, language == .zh ? "2025年12月31日" : "31 December 2025"]
    {
      #expect(one.page.words.contains(words), "\(words): \(one.page.words)")
    }
    try await one.open("/city")
    #expect(one.page.words.contains("林**") && !one.page.words.contains("account/"))
    try await one.open("\(proposal)/confirm")
    #expect(!one.page.hasForm("\(proposal)/confirm"))
    try await one.api(.post, "\(proposal)/confirm", #"{"seen":1}"#)
    #expect(one.page.status == 409, "not by whoever proposed it")
    var two = try await city.caller("city-2", language)
    try await two.api(.get, proposal)
    #expect(two.page.json["about"] as? String == "林**")
    #expect(two.page.json["identityNumber"] as? String == masked)
    try await two.open("\(proposal)/confirm")
    try await two.submit(to: "\(proposal)/confirm")
    #expect(two.page.words.contains(language == .zh ? "已确认并办理" : "Confirmed and done"))
    // What became of it stays to be seen, without opening whom it was about.
    try await two.open("/city/proposals?state=confirmed")
    #expect(
      two.page.status == 200 && two.page.text.contains(proposal)
        && !two.page.words.contains("林**"))
    try await two.open("/city/proposals?state=proposed")
    #expect(!two.page.text.contains(proposal), "it does not wait any more")
    try await two.open("/city/proposals?state=gone")
    #expect(two.page.status == 422)
    let number = try await city.newest(SanctionContent.kind)
    let page = "/city/sanctions/people/\(number)"
    try await two.open("/city/sanctions/people?state=active")
    #expect(two.page.words.contains("林**") && two.page.words.contains(masked))
    #expect(!two.page.words.contains(Self.reason), "the list does not open reasons")
    try await two.open(page)
    #expect(two.page.words.contains(Self.reason) && two.page.words.contains("林**"))
    try await two.api(.get, page)
    #expect(two.page.json["state"] as? String == "active")
    #expect(two.page.json["until"] as? String == "2025-12-31")
    #expect(two.page.json["reason"] as? String == Self.reason)
    // Barred already: the look says so, and there is nothing to send.
    try await one.open(Self.new)
    try await one.submit(
      ["identityNumber": try Self.number(city), "reason": "另有虚假材料"], to: Self.new)
    #expect(one.page.words.contains(language == .zh ? "不能再次禁入" : "cannot be barred twice"))
    #expect(
      Caller.Form.all(one.page.text).count { $0.action.hasSuffix(Self.new) } == 1, "only back")
    // The barred person reads it.
    var person = try await city.caller("eligible", language)
    try await person.open("/my/tasks")
    #expect(
      person.page.words.contains(language == .zh ? "2025年12月31日" : "31 December 2025"),
      "\(person.page.words)")
    #expect(!person.page.words.contains("2025-12-31"))
    // Wherever they go they read the bar, never that they may go on.
    try await person.open("/my/eligibility")
    for words in language == .zh
      ? ["失信禁入至2025年12月31日", "《北京市积分落户操作管理细则（试行）》第十五条"]
      : [
        "through 31 December 2025", "operating rules for points-based settlement (trial), 第十五条",
        "two administrators can lift",
      ]
    {
      #expect(person.page.words.contains(words), "\(words): \(person.page.words)")
    }
    #expect(person.page.text.contains("/my/data?open=yes\""), "where the reason is read")
    #expect(!person.page.words.contains(language == .zh ? "可以与用人单位关联" : "You may associate"))
    #expect(
      !person.page.text.contains("/my/association\">\(language == .zh ? "去" : "Associate with")"))
    try await person.api(.get, "/my/eligibility")
    #expect(person.page.json["barredUntil"] as? String == "2025-12-31")
    try await person.open("/my/association")
    #expect(person.page.words.contains(language == .zh ? "现在不能发起关联" : "You cannot ask a unit yet"))
    #expect(!person.page.text.contains("name=\"unitCode\""))
    try await one.open("\(page)/lift")
    #expect(
      one.page.words.contains(language == .zh ? "看不到这里的理由" : "that the bar is over, not this"))
    #expect(!one.page.words.contains(language == .zh ? "禁入后本人可见" : "the person once barred"))
    try await one.submit(["reason": "误"], to: "\(page)/lift")
    #expect(one.page.status == 422 && one.page.text.contains(">误</textarea>"))
    try await one.submit(["reason": "复核后查明属实误报"], to: "\(page)/lift")
    let lifting = "/city/proposals/\(try await city.newest(ProposalContent.kind))"
    #expect(one.page.words.contains("林**") && one.page.words.contains(masked))
    try await two.open("/city")
    #expect(two.page.words.contains("林**") && !two.page.words.contains("sanction/"))
    try await two.open("\(lifting)/confirm")
    try await two.submit(to: "\(lifting)/confirm")
    try await two.open("/city/sanctions/people?state=active")
    #expect(!two.page.words.contains("林**"))
    try await two.open("/city/sanctions/people")
    #expect(two.page.words.contains("林**"))
    #expect(two.page.words.contains(SanctionLifecycle.title(of: .lifted)[language]))
    try await two.open(page)
    #expect(!two.page.text.contains("\(page)/lift"), "it is over")
    try await two.open("\(page)/lift")
    try await two.submit(["reason": "再次解除一次"], to: "\(page)/lift")
    #expect(two.page.status == 409, "\(two.page.words)")
    #expect(city.site.templates.missing.all == [])
  }

  @Test("programs look and propose at the same address, and read the list with its next page")
  func program() async throws {
    let city = try await ServiceCity.staffed()
    _ = try await city.account("eligible")
    let number = try Self.number(city)
    var one = try await city.caller("city-1")
    try await one.api(.post, Self.new, #"{"identityNumber":"\#(number)","look":true}"#)
    #expect(one.page.status == 200, "\(one.page.text)")
    let found = try #require(one.page.json["result"] as? [String: Any])
    #expect(found["name"] as? String == "林**" && found["pastBars"] as? Int == 0)
    #expect(found["identityNumber"] as? String == ResidentNumber.masked(number))
    #expect(one.page.json["dossier"] == nil, "nothing was proposed")
    try await one.api(.post, Self.new, #"{"identityNumber":"\#(number)"}"#)
    #expect(one.page.status == 422 && one.page.text.contains("\"reason\""), "\(one.page.text)")
    try await one.api(
      .post, Self.new, #"{"identityNumber":"\#(number)","reason":"提交虚假材料"}"#)
    #expect(one.page.status == 200 && one.page.json["state"] as? String == "proposed")
    let proposal = try await city.newest(ProposalContent.kind)
    var two = try await city.caller("city-2")
    try await two.api(.post, "/city/proposals/\(proposal)/confirm", #"{"seen":1}"#)
    #expect(two.page.status == 200, "\(two.page.text)")
    try await two.api(.get, "/city/sanctions/people?state=active")
    let people = try #require(two.page.json["people"] as? [[String: Any]])
    #expect(people.map { $0["name"] as? String } == ["林**"] && people[0]["reason"] == nil)
    #expect(people[0]["until"] as? String == "2025-12-31", "the policy's day")
    try await two.api(.get, "/city/sanctions/people?state=nothing")
    #expect(two.page.status == 400 || two.page.status == 422)
    let last = try #require(people[0]["number"] as? Int)
    try await two.api(.get, "/city/sanctions/people?after=\(last)")
    #expect((two.page.json["people"] as? [Any])?.isEmpty == true)
  }

  @Test("nobody bars themselves; to propose takes a new proof, and what was typed is still there")
  func refused() async throws {
    let city = try await ServiceCity.staffed()
    _ = try await city.account("eligible")
    var one = try await city.caller("city-1")
    city.clock.move(milliseconds: 9 * 60_000)
    try await one.open(Self.new)
    city.clock.move(milliseconds: 9 * 60_000)
    try await one.submit(
      ["identityNumber": try Self.number(city), "reason": Self.reason], to: Self.new)
    #expect(one.page.status == 403 && one.page.words.contains("需要再次核验身份"))
    #expect(one.page.text.contains("\(Self.reason)</textarea>"))
    // Somebody who administers and applies has two accounts and is one person.
    let account = try await city.account("eligible")
    await #expect(throws: PointsRefusal.self) {
      try await LookUpPerson(city.hall.points)(
        identityNumber: try Self.number(city), by: city.actor(account, .administrator))
    }
  }

  @Test(
    "nobody else comes to these pages, and an unknown bar looks like none",
    arguments: [
      "window-1", "supervisor-1", "security-1", "auditor-1", "system-1", "eligible", "unit-good",
    ])
  func others(subject: String) async throws {
    let city = try await ServiceCity.staffed()
    _ = try await city.account("eligible")
    var one = try await city.caller("city-1")
    let proposal = try await Self.propose(&one, city)
    var two = try await city.caller("city-2")
    try await two.open("\(proposal)/confirm")
    try await two.submit(to: "\(proposal)/confirm")
    let number = try await city.newest(SanctionContent.kind)
    var caller = try await city.caller(subject)
    for path in [
      "/city/sanctions/people", Self.new, "/city/sanctions/people/\(number)",
      "/city/sanctions/people/\(number)/lift",
    ] {
      try await caller.open(path)
      #expect(caller.page.status == 403, "\(subject) \(path) \(caller.page.status)")
      #expect(!caller.page.words.contains("林**") && !caller.page.words.contains(Self.reason))
    }
    try await caller.api(
      .post, Self.new, #"{"identityNumber":"\#(try Self.number(city))","look":true}"#)
    #expect(caller.page.status == 403)
    try await two.api(.get, "/city/sanctions/people/999999")
    #expect(two.page.status == 403 && two.page.json["code"] as? String == "permission")
  }
}
