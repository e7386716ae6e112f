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
    try await one.open("/city/cycles/new")
    for year in [2022, 2021, 2020] {
      #expect(one.page.text.contains("href=\"/city/cycles/new/\(year)\""))
    }
    for typed in ["2017", "10000", "明年"] {
      try await one.open("/city/cycles/new?cycle=\(FormEncoding.percent(typed))")
      #expect(one.page.status == 422 && one.page.words.contains("2018至9999的年份"), "\(typed)")
      #expect(one.page.text.contains("value=\"\(typed)\""), "what was typed is still there")
      #expect(one.page.text.contains("href=\"#f-cycle\""))
    }
    try await one.open("/city/cycles/new?cycle=2031")
    #expect(one.page.text.contains("href=\"/city/cycles/new/2031\""))
    for year in ["2017", "10000", "x", "02020"] {
      try await one.open("/city/cycles/new/\(year)")
      #expect(
        one.page.status == 403, "\(year) \(one.page.words)")
    }
    let plan = "/city/cycles/new/2020"
    try await one.open(plan)
    #expect(one.page.words.contains("积分落户新版政策（2020年起）"))
    #expect(one.page.words.contains("代替这些阶段，合并办理：公示、落户办理"))
    #expect(
      one.page.text.contains(
        "type=\"datetime-local\" id=\"f-stages-0--from\" name=\"stages[0].from\" value=\"2020-07-17T08:00\""
      ),
      "\(one.page.text)")
    try await one.submit(["stages[0].from": "昨天"], to: plan)
    #expect(
      one.page.status == 422 && one.page.words.contains("“申报”的开始须为日期和时刻"), "\(one.page.words)")
    #expect(one.page.text.contains("value=\"昨天\""), "nothing typed is lost")
    try await one.submit(
      ["stages[0].to": "2020-08-16T00:00:00.001", "stages[0].from": "2020-07-17 08:00"], to: plan)
    #expect(one.page.status == 422 && one.page.words.contains("不得与前一阶段重叠"), "\(one.page.words)")
    #expect(
      one.page.text.contains("href=\"#f-stages-1--from\""), "at the stage that begins too early")
    try await one.submit(
      ["stages[0].to": "2020-08-15T20:00", "stages[3].from": "", "stages[3].to": ""], to: plan)
    #expect(one.page.status == 422 && one.page.words.contains("还须有：部门复核及积分排名"))
    #expect(one.page.text.contains("href=\"#f-stages-3--from\""), "at the stage that is missing")
    var fresh = try await city.caller("city-1")
    try await fresh.open("\(plan)?from=2021")
    #expect(fresh.page.words.contains("由2021年度的日程改变年份得到"))
    #expect(
      fresh.page.text.contains("value=\"2020-04-15T08:00\""),
      "chosen anew, in place of what was typed")
    try await fresh.open(plan)
    #expect(fresh.page.text.contains("value=\"2020-08-15T20:00\""))
    try await fresh.submit(
      ["stages[3].from": "2020-09-13T00:00", "stages[3].to": "2020-10-14"], to: plan)
    #expect(fresh.page.words.contains("已提议，等待另一名管理员确认"), "\(fresh.page.words)")
    let proposal = "/city/proposals/\(try await city.newest(ProposalContent.kind))"
    try await fresh.open("\(proposal)/confirm")
    #expect(fresh.page.words.contains("这是您的提议：须由另一人核对后确认或否决"), "\(fresh.page.words)")
    #expect(!fresh.page.hasForm("\(proposal)/confirm"))
    try await fresh.api(.post, "\(proposal)/confirm", #"{"seen":1}"#)
    #expect(fresh.page.status == 409 && fresh.page.text.contains("提议人不得自行确认"))
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
    try await two.open(plan)
    #expect(two.page.words.contains("进行中的阶段只能延后结束"))
    try await two.submit(["stages[0].to": "2020-08-15T18:00"], to: plan)
    #expect(
      two.page.status == 422
        && two.page.words.contains("进行中的“申报”自2020年7月17日 08:00起，结束只能延后：不早于2020年8月15日 20:00"),
      "\(two.page.words)")
    #expect(two.page.text.contains("href=\"#f-stages-0--to\""))
    try await two.open("/city/cycles/new/2022")
    #expect(two.page.words.contains("每个时刻都须核对"))
    #expect(two.page.text.contains("value=\"2022-04-15T08:00\""))
    try await two.api(.get, "/city/cycles/new/2022")
    #expect(two.page.json["movedFrom"] as? Int == 2021, "\(two.page.text)")
    #expect(
      (two.page.json["stages"] as? [[String: Any]])?.first?["from"] as? String
        == "2022-04-15T08:00:00.000+08:00")
    try await two.api(.get, "/city/cycles/new/2022?from=2020")
    #expect(two.page.json["movedFrom"] as? Int == 2020)
    // A program sends the stages that are held; what it reads back has the recesses too.
    try await two.api(
      .post, "/city/cycles/new/2022",
      #"{"stages":[{"stage":"filing","from":"2022-04-15T08:00","to":"2022-05-14T20:00"},{"stage":"recess","from":"2022-05-14T20:00"}]}"#
    )
    #expect(two.page.status == 422 && two.page.text.contains("stages[1].stage"), "\(two.page.text)")
    try await two.api(
      .post, "/city/cycles/new/2022",
      #"{"stages":[{"stage":"filing","from":"2022-04-15T08:00","to":"2022-05-14T20:00"},{"stage":"results","from":"2022-05-15T00:00","to":"2022-06-04"},{"stage":"query","from":"2022-06-05T00:00","to":"2022-06-11"},{"stage":"review","from":"2022-06-12T00:00","to":"2022-07-11"},{"stage":"noticeAndSettlement","from":"2022-07-12T00:00"}]}"#
    )
    #expect(two.page.status == 200, "\(two.page.text)")
    let newest = try await city.newest(ProposalContent.kind)
    try await two.api(.get, "/city/proposals/\(newest)")
    let stages = try #require(two.page.json["stages"] as? [[String: Any]]).map {
      $0["stage"] as? String ?? ""
    }
    #expect(stages == ["filing", "recess", "results", "query", "review", "noticeAndSettlement"])
  }

  @Test(
    "units are found by credit code, by a part of the name and by window, wide or narrow letters alike"
  )
  func search() async throws {
    let city = try await ServiceCity.staffed()
    let good = try await city.activeUnit()
    let other = try await city.activeUnit("other")
    let administrator = try await city.actor(city.account("city-1"), .administrator)
    var one = try await city.caller("city-1")
    let unit = try #require(city.city.units.first { $0.key == "good" }).registered
    func numbers(_ query: String) async throws -> [Int64] {
      try await one.api(.get, "/city/units?\(query)")
      let rows = try #require(one.page.json["units"] as? [[String: Any]], "\(one.page.text)")
      return rows.compactMap { ($0["number"] as? Int).map(Int64.init) }
    }
    func text(_ text: String) -> String { "search=\(FormEncoding.percent(text))" }
    #expect(try await numbers("") == [good, other].sorted())
    #expect(try await numbers(text(unit.code.full)) == [good])
    #expect(try await numbers(text(unit.code.full.lowercased())) == [good])
    #expect(try await numbers(text(String(unit.name.prefix(4)))) == [good])
    #expect(try await numbers(text("软件(演示)")) == [good], "narrow brackets find wide ones")
    #expect(try await numbers(text("没有这个")) == [])
    #expect(try await numbers(text(unit.code.full) + "&state=barred") == [])
    let here = try await numbers("district=\(unit.district.name)")
    #expect(here.contains(good))
    for district in District.allCases where district != unit.district {
      #expect(try await !numbers("district=\(district.name)").contains(good))
    }
    try await one.open("/city/units?\(text("字"))")
    #expect(one.page.status == 422 && one.page.words.contains("名称中至少2个字"), "\(one.page.words)")
    #expect(one.page.text.contains("value=\"字\""), "what was typed is still there")
    try await one.open("/city/units?district=mars")
    #expect(one.page.status == 422)
    let page = try await ShowUnit(city.hall.points).find(
      "演示", limit: 1, by: administrator)
    #expect(page.units.map(\.number) == [min(good, other)] && page.next == min(good, other))
    let rest = try await ShowUnit(city.hall.points).find(
      "演示", after: page.next ?? 0, limit: 5,
      by: administrator)
    #expect(rest.units.map(\.number) == [max(good, other)] && rest.next == nil)
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
    try await one.submit(["until": "2022年12月31日", "reason": "提供虚假材料"], to: "\(page)/bar")
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
    // From an old page: nothing is offered that would only be refused.
    for (step, words) in [
      ("confirm", "提议已有结果"), ("reject", "提议已有结果"), ("withdraw", "提议已有结果"),
    ] {
      try await one.open("\(third)/\(step)")
      #expect(one.page.words.contains(words) && !one.page.hasForm("\(third)/\(step)"), "\(step)")
    }
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
    try await one.open("/city/cycles/new/2020")
    try await one.submit(to: "/city/cycles/new/2020")
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
      "/city", "/city/cycles", "/city/cycles/new", "/city/cycles/new/2020", "/city/units",
      "/city/units/\(unit)",
      "/city/sanctions", "/city/units/\(unit)/bar", "/city/proposals/\(proposal.dossier.number)",
    ] {
      try await caller.open(path)
      #expect(caller.page.status == 403, "\(subject) \(path) \(caller.page.status)")
      #expect(!caller.page.words.contains("提供虚假材料"))
    }
  }
}
