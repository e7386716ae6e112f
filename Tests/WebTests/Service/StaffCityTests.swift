import Casework
import HTTPTypes
import PointsLaw
import PointsService
import Policy
import TestKit
import Testing
import Units

@testable import Web

@Suite("The city’s administrators plan, open and close cycles and bar units, two at a time")
struct StaffCityTests {
  @Test("a cycle is planned from an edition, looked through and opened by two people")
  func cycle() async throws {
    let city = try await ServiceCity.staffed(hasCycle: false)
    var one = try await city.caller("city-1")
    #expect(one.page.words.contains("没有开启的年度"))
    try await one.open("/city/cycles/new?cycle=2020")
    #expect(
      one.page.words.contains("2020年度已公布的日程")
        && one.page.text.contains("<option value=\"rules-2020\" selected>积分落户新版政策（2020年起）</option>")
    )
    #expect(one.page.text.contains("<option value=\"trial-2018\">积分落户试行政策（2018年度）</option>"))
    #expect(one.page.text.contains(">申报 2020-07-17T08:00 2020-08-15T20:00\n"), "\(one.page.text)")
    let announced = try #require(
      one.page.text.firstMatch(of: /<textarea[^>]*>([^<]*)<\/textarea>/)?.1)
    try await one.submit(["timetable": "filing yesterday -"], to: "/city/cycles/new")
    #expect(one.page.status == 422 && one.page.words.contains("第1行须为"), "\(one.page.words)")
    #expect(one.page.text.contains("filing yesterday -</textarea>"))
    try await one.submit(
      ["timetable": "filing 2020-07-17T08:00 2020-08-15T20:00\nresults 2020-09-01T08:00 -"],
      to: "/city/cycles/new")
    #expect(one.page.status == 422 && one.page.words.contains("空档"), "\(one.page.words)")
    try await one.submit(
      ["timetable": "filing 2020-07-17T08:00 2020-08-15"], to: "/city/cycles/new")
    #expect(one.page.status == 422 && one.page.words.contains("还须有：部门审核结果汇总"))
    #expect(one.page.words.contains("2020年8月16日 00:00"), "a day as an end is over at its midnight")
    try await one.submit(["edition": "trial-2018"], to: "/city/cycles/new")
    #expect(one.page.status == 422 && one.page.words.contains("2020年度适用：积分落户新版政策"))
    #expect(
      one.page.text.contains("<option value=\"trial-2018\" selected>"), "nothing typed is lost")
    var fresh = try await city.caller("city-1")
    try await fresh.open("/city/cycles/new?cycle=2020")
    try await fresh.submit(
      [
        "timetable": String(announced), "edition": "rules-2020", "cycle": "2020",
      ], to: "/city/cycles/new")
    #expect(fresh.page.words.contains("已提议，等待另一名管理员确认"), "\(fresh.page.words)")
    let proposal = "/city/proposals/\(try await city.newest(ProposalContent.kind))"
    try await fresh.open("\(proposal)/confirm")
    try await fresh.submit(to: "\(proposal)/confirm")
    #expect(fresh.page.words.contains("提议人不得自行确认"), "\(fresh.page.words)")
    var two = try await city.caller("city-2")
    #expect(two.page.words.contains("等待您确认的提议：1件"), "\(two.page.words)")
    try await two.open(proposal)
    #expect(two.page.words.contains("申报") && two.page.words.contains("2020年7月17日 08:00"))
    try await two.open("\(proposal)/confirm")
    for words in ["编制年度日程", "2020年度", "2020年7月17日 08:00", "政策版本：积分落户新版政策（2020年起）"] {
      #expect(two.page.words.contains(words), "what is confirmed stands on its page: \(words)")
    }
    try await two.submit(to: "\(proposal)/confirm")
    #expect(two.page.words.contains("已确认并办理") && two.page.words.contains("回执编号"))
    let cycle = "/city/cycles/\(try await city.newest(CycleContent.kind))"
    try await two.open("\(cycle)/open")
    try await two.submit(to: "\(cycle)/open")
    let opening = "/city/proposals/\(try await city.newest(ProposalContent.kind))"
    try await fresh.open("\(opening)/confirm")
    for words in ["各单位须重新确认单位信息", "个已激活的单位", "2020年7月17日 08:00"] {
      #expect(
        fresh.page.words.contains(words), "what follows is said before it is confirmed: \(words)")
    }
    try await fresh.submit(to: "\(opening)/confirm")
    try await fresh.open("/city")
    #expect(fresh.page.words.contains("2020") && fresh.page.words.contains("申报"))
    try await fresh.api(.get, cycle)
    #expect(fresh.page.json["state"] as? String == "open")
    #expect((fresh.page.json["stages"] as? [Any])?.isEmpty == false)
    try await fresh.api(.get, "/city")
    #expect((fresh.page.json["cycle"] as? [String: Any])?["year"] as? Int == 2020)
    try await two.open("/city/cycles/new?cycle=2020")
    #expect(two.page.words.contains("进行中的阶段只能延后结束"))
    try await two.submit(
      ["timetable": String(announced).replacing("2020-08-15T20:00", with: "2020-08-15T18:00")],
      to: "/city/cycles/new")
    #expect(
      two.page.status == 422 && two.page.words.contains("第1行：进行中的“申报”"), "\(two.page.words)")
    try await two.open("/city/cycles/new?cycle=2022")
    #expect(two.page.words.contains("每个时刻都须核对"))
    #expect(two.page.words.contains("2022年度底稿") && two.page.words.contains("2022年4月15日 08:00"))
  }

  @Test("a unit is barred by two people with a reason, and the bar lifted; one may take it back")
  func sanction() async throws {
    let city = try await ServiceCity.staffed()
    let unit = try await city.activeUnit()
    let page = "/city/units/\(unit)"
    var one = try await city.caller("city-1")
    try await one.open("/city/units?state=active")
    #expect(one.page.words.contains("星辰软件（演示）有限公司"))
    try await one.open(page)
    try await one.open("\(page)/bar")
    try await one.submit(["until": "2019-01-01", "reason": "提供虚假材料"], to: "\(page)/bar")
    #expect(one.page.status == 422 && one.page.words.contains("今日起10年内"), "\(one.page.words)")
    #expect(one.page.text.contains("提供虚假材料</textarea>"))
    try await one.submit(["until": "2022-12-31", "reason": "提供虚假材料"], to: "\(page)/bar")
    #expect(one.page.words.contains("已提议") && one.page.words.contains("提供虚假材料"))
    let first = "/city/proposals/\(try await city.newest(ProposalContent.kind))"
    try await one.open("\(first)/withdraw")
    try await one.submit(to: "\(first)/withdraw")
    #expect(one.page.words.contains("已撤回"))
    try await one.open("\(page)/bar")
    try await one.submit(["until": "2022-12-31", "reason": "提供虚假材料"], to: "\(page)/bar")
    let second = "/city/proposals/\(try await city.newest(ProposalContent.kind))"
    var two = try await city.caller("city-2", .en)
    try await two.open("\(second)/confirm")
    try await two.submit(to: "\(second)/confirm")
    #expect(two.page.words.contains("Confirmed and done"))
    try await two.open("/city/sanctions")
    #expect(two.page.words.contains("星辰软件（演示）有限公司") && two.page.words.contains("31 December 2022"))
    try await two.open("\(page)/lift")
    try await two.submit(["reason": "查明属实误报"], to: "\(page)/lift")
    let third = "/city/proposals/\(try await city.newest(ProposalContent.kind))"
    try await one.open("\(third)/reject")
    try await one.submit(to: "\(third)/reject")
    #expect(one.page.words.contains("已否决"))
    try await one.api(.get, page)
    #expect(one.page.json["state"] as? String == "barred")
    #expect(one.page.json["barredUntil"] as? String == "2022-12-31")
  }

  @Test("the home counts what there is and what is late, and asks for no new proof of identity")
  func home() async throws {
    let city = try await ServiceCity.staffed()
    _ = try await city.eligibilityDispute()
    city.clock.set(Instant(try #require(CivilDate(2020, 8, 4))))
    var one = try await city.caller("city-1")
    city.clock.move(milliseconds: 9 * 60_000)
    try await one.open("/city")
    city.clock.move(milliseconds: 9 * 60_000)
    try await one.open("/city")
    #expect(one.page.status == 200, "18 minutes after the sign-in")
    try await one.api(.get, "/city")
    let windows = try #require(one.page.json["windows"] as? [[String: Any]])
    #expect(windows.count == 1 && windows[0]["overdue"] as? Int == 1)
    // To propose takes a newer proof; the page says so and stays.
    try await one.open("/city/cycles/new?cycle=2020")
    try await one.submit(to: "/city/cycles/new")
    #expect(one.page.status == 403 && one.page.words.contains("需要再次核验身份"))
    #expect(one.page.text.contains("/sign-in/again?to="))
  }

  @Test(
    "nobody else comes to the city’s pages",
    arguments: [
      "window-1", "supervisor-1", "security-1", "auditor-1", "system-1", "eligible", "unit-good",
    ])
  func others(subject: String) async throws {
    let city = try await ServiceCity.staffed()
    let unit = try await city.activeUnit("other")
    let proposer = try await city.account("city-1")
    let proposal = try await SanctionUnit(city.hall.points)(
      unit, until: try #require(CivilDate(2021, 1, 1)), reason: "提供虚假材料",
      by: city.actor(proposer, .administrator))
    var caller = try await city.caller(subject)
    for path in [
      "/city", "/city/cycles", "/city/cycles/new", "/city/units", "/city/units/\(unit)",
      "/city/sanctions", "/city/units/\(unit)/bar", "/city/proposals/\(proposal.dossier.number)",
    ] {
      try await caller.open(path)
      #expect(caller.page.status == 403, "\(subject) \(path) \(caller.page.status)")
      #expect(!caller.page.words.contains("提供虚假材料"))
    }
  }
}
