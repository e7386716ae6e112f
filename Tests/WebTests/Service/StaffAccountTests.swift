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
    try await one.open("\(page)/roles/grant")
    try await one.submit(["role": "window", "scope": "nowhere"], to: "\(page)/roles/grant")
    #expect(one.page.status == 422 && one.page.words.contains("窗口填区的拼音"))
    #expect(one.page.text.contains("value=\"nowhere\""), "what was typed is still there")
    try await one.submit(["role": "auditor", "scope": ""], to: "\(page)/roles/grant")
    #expect(one.page.status == 409, "\(one.page.words)")
    #expect(one.page.words.contains("管理系统、账户或审计的人员不得办理业务"))
    #expect(one.page.words.contains("平台规则：三员分立"))
    try await one.submit(
      ["role": "window", "scope": "haidian", "until": "2021-06-30"], to: "\(page)/roles/grant")
    #expect(one.page.words.contains("已提议，等待第二人确认"), "\(one.page.words)")
    #expect(one.page.words.contains("海淀区"))
    try await one.open("\(page)/grant/confirm")
    try await one.submit(to: "\(page)/grant/confirm")
    #expect(one.page.status == 409 && one.page.words.contains("提议人不得自行确认"))
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
    arguments: ["city-1", "window-1", "auditor-1", "system-1", "eligible"])
  func others(subject: String) async throws {
    let city = try await ServiceCity.staffed()
    let officer = try await city.account("officer-1")
    var caller = try await city.caller(subject)
    for path in [
      "/security", "/security/accounts", "/security/accounts/find", "/security/accounts/new",
      "/security/accounts/\(officer)", "/security/accounts/\(officer)/disable",
      "/security/accounts/\(officer)/roles/grant",
    ] {
      try await caller.open(path)
      #expect(caller.page.status == 403, "\(subject) \(path)")
    }
  }
}
