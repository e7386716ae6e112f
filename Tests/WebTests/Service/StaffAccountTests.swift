import Casework
import HTTPTypes
import PointsLaw
import PointsService
import Policy
import TestKit
import Testing
import Units

@testable import Web

@Suite("Security administrators look after accounts and roles, two at a time")
struct StaffAccountTests {
  @Test("a role is granted by two people, told with its scope, and effective at the next visit")
  func grant() async throws {
    let city = try await ServiceCity.staffed()
    let officer = try await city.account("officer-1")
    let page = "/security/accounts/\(officer)"
    var one = try await city.caller("security-1")
    #expect(one.page.words.contains("等待您确认的提议：0件") && one.page.words.contains("三员分立"))
    try await one.open("/security/accounts?role=officer")
    #expect(one.page.text.contains(page), "\(one.page.words)")
    try await one.open(page)
    #expect(one.page.words.contains("审核部门工作人员") && one.page.words.contains("税务"))
    #expect(one.page.words.contains("身份提供方 工作人员"), "its title, and not its name \(one.page.words)")
    try await one.open("\(page)/roles/grant")
    #expect(one.page.words.contains("授予哪个角色") && !one.page.text.contains("name=\"scope\""))
    try await one.open("\(page)/roles/grant?role=window")
    #expect(one.page.text.contains("<option value=\"haidian\">海淀区</option>"), "\(one.page.text)")
    #expect(!one.page.text.contains("value=\"municipal\""), "no window is the city’s")
    try await one.submit(["until": "someday"], to: "\(page)/roles/grant")
    #expect(one.page.status == 422 && one.page.words.contains("请选择区"))
    try await one.submit(
      ["scope": "haidian", "until": "someday"], to: "\(page)/roles/grant")
    #expect(one.page.status == 422 && one.page.words.contains("“someday”不是日期"))
    #expect(
      one.page.text.contains("<option value=\"haidian\" selected>"), "the choice is still there")
    #expect(one.page.text.contains("value=\"someday\"") && one.page.words.contains("区窗口工作人员"))
    try await one.open("\(page)/roles/grant")
    #expect(one.page.text.contains("<option value=\"haidian\" selected>"), "and is kept")
    try await one.open("\(page)/roles/grant?role=auditor")
    #expect(one.page.words.contains("范围 不限") && !one.page.text.contains("someday"))
    try await one.submit([:], to: "\(page)/roles/grant")
    #expect(one.page.status == 409, "\(one.page.words)")
    #expect(one.page.words.contains("管理系统、账户或审计的人员不得办理业务"))
    #expect(one.page.words.contains("平台规则：三员分立"))
    try await one.open("\(page)/roles/grant?role=window")
    try await one.submit(
      ["scope": "haidian", "until": "2021年6月30日"], to: "\(page)/roles/grant")
    #expect(one.page.words.contains("已提议，等待第二人确认"), "\(one.page.words)")
    #expect(one.page.words.contains("海淀区"))
    #expect(one.page.text.contains("\(page)/grant/withdraw"))
    #expect(!one.page.text.contains("\(page)/grant/confirm"), "another has to confirm it")
    for step in ["confirm", "reject"] {
      try await one.open("\(page)/grant/\(step)")
      #expect(
        one.page.words.contains("须由另一人核对后确认或否决") && !one.page.hasForm("\(page)/grant/\(step)"))
    }
    try await one.api(.post, "\(page)/grant/confirm", "{}")
    #expect(one.page.status == 409 && one.page.text.contains("提议人不得自行确认"))
    var two = try await city.caller("security-2", .en)
    #expect(two.page.words.contains("Proposals that wait for you: 1"))
    try await two.open("\(page)/grant/confirm")
    try await two.submit(to: "\(page)/grant/confirm")
    #expect(two.page.words.contains("Confirmed and done") && two.page.words.contains("Receipt:"))
    #expect(two.page.words.contains("1 July 2021 00:00"), "\(two.page.words)")
    try await two.api(.get, page)
    let roles = try #require(two.page.json["roles"] as? [[String: Any]])
    #expect(roles.contains { $0["scope"] as? String == "district/haidian" })
  }

  @Test(
    "where a role holds is asked for in its own way, and what is none of it is refused; programs send the same values",
    arguments: [
      ("window", "chaoyang", "district/chaoyang", "nowhere"),
      ("officer", "civil-affairs", "department/civil-affairs", ""),
      ("supervisor", "17", "supervisor/17", "0"),
      (
        "clerk", CreditCode.invented(number: 3).full,
        "entity/\(CreditCode.invented(number: 3).full)", "999999"
      ),
      ("administrator", "", "whole", "haidian"),
    ])
  func scopes(role: String, typed: String, scope: String, wrong: String) async throws {
    let city = try await ServiceCity.staffed()
    let officer = try await city.account("officer-1")
    let page = "/security/accounts/\(officer)"
    var one = try await city.caller("security-1")
    for language in [Language.en, .zh] {
      one.language = language
      try await one.open("\(page)/roles/grant?role=\(role)")
      #expect(one.page.status == 200 && one.page.text.contains("name=\"role\" value=\"\(role)\""))
      #expect(one.page.text.contains("name=\"scope\"") == (role != "administrator"))
      #expect(!one.page.words.contains("haidian"), "codes are not for people")
    }
    for body in ["{\"role\":\"\(role)\",\"scope\":\"\(wrong)\"}", "{\"role\":\"nobody\"}"] {
      try await one.api(.post, "\(page)/roles/grant", body)
      #expect([400, 422].contains(one.page.status), "\(one.page.text)")
    }
    try await one.api(
      .post, "\(page)/roles/grant", "{\"role\":\"\(role)\",\"scope\":\"\(typed)\"}")
    #expect(one.page.status == 200, "\(one.page.text)")
    var two = try await city.caller("security-2")
    try await two.open("\(page)/grant/confirm")
    try await two.submit(to: "\(page)/grant/confirm")
    try await two.api(.get, page)
    let roles = try #require(two.page.json["roles"] as? [[String: Any]])
    #expect(roles.contains { $0["scope"] as? String == scope && $0["role"] as? String == role })
    // It is taken away again, told in words before.
    try await two.open(page)
    #expect(two.page.text.contains("\(page)/roles/revoke?role=\(role)"))
    try await two.open("\(page)/roles/revoke?role=\(role)&scope=\(typed)")
    #expect(!two.page.text.contains("type=\"text\""), "there is nothing to be typed")
    try await two.submit(to: "\(page)/roles/revoke")
    #expect(two.page.words.contains("已提议，等待第二人确认"), "\(two.page.words)")
    try await two.open("\(page)/roles/revoke?role=nobody")
    #expect(two.page.status == 403)
  }

  @Test(
    "above every button about an account stands whose it is, and of a proposal what it is, by whom and until when",
    arguments: Language.allCases)
  func sights(language: Language) async throws {
    let city = try await ServiceCity.staffed()
    let account = try await city.account("eligible")
    let proposer = try await city.account("security-1")
    let page = "/security/accounts/\(account)"
    func say(_ key: String, _ number: Int64 = 0) -> String {
      city.site.text(key, language, ["number": "\(number)"])
    }
    let whose = [
      "林**", say("staff.account", account),
      "\(say("staff.account.audience")) \(say("staff.audience.person"))",
    ]
    var one = try await city.caller("security-1", language)
    for path in [
      "disable", "roles/grant", "roles/grant?role=window", "roles/revoke?role=window&scope=haidian",
      "unlock", "enable/propose", "grant/confirm",
    ] {
      try await one.open("\(page)/\(path)")
      for words in whose { #expect(one.page.words.contains(words), "\(path): \(one.page.words)") }
    }
    #expect(!one.page.hasForm("\(page)/grant/confirm"), "nothing has been proposed")
    #expect(one.page.words.contains(say("staff.proposals.none")))
    try await one.api(
      .post, "\(page)/roles/grant",
      #"{"role": "window", "scope": "haidian", "until": "2021-06-30"}"#)
    #expect(one.page.status == 200, "\(one.page.text)")
    let until = city.clock.now.adding(milliseconds: 3 * Instant.millisecondsOfDay)
    let what = [
      "\(say("staff.role")) \(say("service.role.window"))",
      "\(say("staff.scope")) \(language == .zh ? "海淀区" : "Haidian")",
      "\(say("staff.measure.until")) \(language == .zh ? "2021年7月1日" : "1 July 2021")",
      "\(say("staff.proposals.by")) \(say("staff.account", proposer))",
      "\(say("staff.proposals.until")) \(until.text(language))",
    ]
    var two = try await city.caller("security-2", language)
    for step in ["withdraw", "reject", "confirm"] {
      try await two.open("\(page)/grant/\(step)")
      for words in whose + what {
        #expect(two.page.words.contains(words), "\(step) \(words): \(two.page.words)")
      }
      #expect(two.page.hasForm("\(page)/grant/\(step)") == (step != "withdraw"))
    }
    city.clock.move(milliseconds: 3 * Instant.millisecondsOfDay)
    var late = try await city.caller("security-2", language)
    try await late.open("\(page)/grant/confirm")
    #expect(late.page.words.contains(say("staff.step.over")))
    #expect(!late.page.hasForm("\(page)/grant/confirm"))
    #expect(city.site.templates.missing.all == [])
  }

  @Test("only an account that is locked is unlocked")
  func unlock() async throws {
    let city = try await ServiceCity.staffed()
    let account = try await city.account("eligible")
    let page = "/security/accounts/\(account)"
    var one = try await city.caller("security-1")
    try await one.open(page)
    #expect(!one.page.text.contains("\(page)/unlock"))
    try await one.open("\(page)/unlock")
    #expect(one.page.words.contains("不需要解除锁定") && !one.page.words.contains("确认是本人要求"))
    #expect(!one.page.hasForm("\(page)/unlock"))
    try await one.api(.post, "\(page)/unlock", "{}")
    #expect(one.page.status == 409 && one.page.text.contains("账户没有锁定"), "\(one.page.text)")
    let history = try await city.cases.read { try $0.history(DossierID(Account.kind, account)) }
    let version = try #require(history.last { $0.name == "SignedIn" }).version
    try await city.hall.accounts.reportSignIn(version, city.actor(account, .applicant))
    try await one.open(page)
    #expect(one.page.text.contains("\(page)/unlock"))
    try await one.open("\(page)/unlock")
    #expect(one.page.words.contains("林**") && one.page.words.contains("确认是本人要求"))
    try await one.submit(to: "\(page)/unlock")
    #expect(one.page.words.contains("账户已解除锁定"), "\(one.page.words)")
  }

  @Test("a clerk named by the unit’s number is one of its clerks like those who sign in for it")
  func clerkByNumber() async throws {
    let city = try await ServiceCity.staffed()
    let unit = try await city.activeUnit()
    let person = try await city.account("eligible")
    let page = "/security/accounts/\(person)"
    var one = try await city.caller("security-1")
    try await one.api(
      .post, "\(page)/roles/grant", "{\"role\":\"clerk\",\"scope\":\"\(unit)\"}")
    #expect(one.page.status == 200, "\(one.page.text)")
    var two = try await city.caller("security-2")
    try await two.open("\(page)/grant/confirm")
    try await two.submit(to: "\(page)/grant/confirm")
    var clerk = try await city.caller("unit-good")
    try await clerk.api(.get, "/unit/clerks")
    let clerks = try #require(clerk.page.json["clerks"] as? [[String: Any]])
    #expect(clerks.map { $0["source"] as? String } == ["provider", "granted"], "\(clerks)")
  }

  @Test("somebody is stopped at once and comes back by two people; nobody acts on themselves")
  func disable() async throws {
    let city = try await ServiceCity.staffed()
    let officer = try await city.account("officer-1")
    var stopped = try await city.caller("officer-1")
    try await stopped.open("/work")
    #expect(stopped.page.status == 200 && stopped.page.words.contains("尚未开放"))
    let page = "/security/accounts/\(officer)"
    var one = try await city.caller("security-1")
    try await one.open("\(page)/disable")
    try await one.submit(to: "\(page)/disable")
    #expect(one.page.words.contains("账户已停用") && one.page.words.contains("回执编号"))
    try await stopped.open("/work")
    #expect(stopped.page.path.hasPrefix("/sign-in"), "\(stopped.page.path)")
    try await one.open("\(page)/enable/propose")
    try await one.submit(to: "\(page)/enable/propose")
    var two = try await city.caller("security-2")
    try await two.open("\(page)/enable/reject")
    try await two.submit(to: "\(page)/enable/reject")
    #expect(two.page.words.contains("已否决，没有办理") && two.page.words.contains("已停用"))
    let own = try #require(
      try await city.cases.read { reading in
        try Account.list(.staff, limit: 1000, in: reading).first {
          $0.grants.contains { $0.role == .security }
        }
      }
    ).number
    try await one.open("/security/accounts/\(own)")
    #expect(one.page.status == 403)
  }

  @Test(
    "an account is found by its person’s number, its holder masked, and opened before a sign-in")
  func find() async throws {
    let city = try await ServiceCity.staffed()
    let account = try await city.account("eligible")
    let person = try #require(city.city.people.first { $0.key == "eligible" })
    var one = try await city.caller("security-1")
    try await one.open("/security/accounts/find")
    try await one.submit(["identityNumber": "1"], to: "/security/accounts/find")
    #expect(one.page.status == 422)
    try await one.submit(["identityNumber": person.number.full], to: "/security/accounts/find")
    #expect(one.page.text.contains("/security/accounts/\(account)"))
    try await one.open("/security/accounts/\(account)")
    #expect(one.page.words.contains("林**") && !one.page.words.contains(person.name))
    #expect(!one.page.words.contains(person.number.full))
    try await one.open("/security/accounts/new")
    try await one.submit(["subject": ""], to: "/security/accounts/new")
    #expect(one.page.status == 422)
    try await one.submit(["subject": "officer-9"], to: "/security/accounts/new")
    #expect(one.page.words.contains("账户已开设") && one.page.words.contains("没有角色"))
    try await one.open("/security/accounts/999999")
    #expect(one.page.status == 403)
  }

  @Test(
    "nobody else comes to accounts and roles",
    arguments: ["city-1", "window-1", "supervisor-1", "auditor-1", "system-1", "eligible"])
  func others(subject: String) async throws {
    let city = try await ServiceCity.staffed()
    let officer = try await city.account("officer-1")
    var caller = try await city.caller(subject)
    for path in [
      "/security", "/security/accounts", "/security/accounts/find", "/security/accounts/new",
      "/security/accounts/\(officer)", "/security/accounts/\(officer)/disable",
      "/security/accounts/\(officer)/roles/grant",
      "/security/accounts/\(officer)/roles/revoke?role=window&scope=haidian",
    ] {
      try await caller.open(path)
      #expect(caller.page.status == 403, "\(subject) \(path)")
    }
  }
}
