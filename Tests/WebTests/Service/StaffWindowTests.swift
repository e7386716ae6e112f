import Casework
import HTTPTypes
import PointsLaw
import PointsService
import Policy
import TestKit
import Testing
import Units

@testable import Web

@Suite("A district window decides disputes and vouches for identities")
struct StaffWindowTests {
  @Test("the queue shows what waits in the own district, due first, and the same to a program")
  func queue() async throws {
    let city = try await ServiceCity.staffed()
    let first = try await city.eligibilityDispute()
    city.clock.move(milliseconds: 86_400_000)
    _ = try await city.eligibilityDispute("criminalRecord", "判决已撤销")
    let other = try await city.unitDispute()
    var window = try await city.caller("window-1")
    #expect(window.page.words.contains("海淀区窗口：待处理2件，逾期0件"), "\(window.page.words)")
    #expect(!window.page.text.contains("/unit/\(other.dispute)"), "that is Dongcheng’s")
    try await window.open("/window?matter=unit")
    #expect(window.page.words.contains("没有符合条件的待办异议"))
    try await window.open("/window?matter=nothing")
    #expect(window.page.status == 422)
    #expect(!window.page.words.contains("第一页"))
    try await window.open("/window?after=due.1.1")
    #expect(window.page.text.contains("<a href=\"/window\">第一页</a>"), "a way back")
    #expect(!window.page.words.contains("下一页"))
    try await window.open("/window?after=50")
    #expect(window.page.status == 422, "no place")
    // Ten working days from 2020-07-20 end with 2020-08-03.
    city.clock.set(Instant(try #require(CivilDate(2020, 8, 4))))
    window = try await city.caller("window-1")
    try await window.open("/window?overdue=yes")
    #expect(window.page.words.contains("待处理1件，逾期1件"))
    #expect(window.page.words.contains("已逾期"))
    try await window.api(.get, "/window?overdue=yes")
    let rows = try #require(window.page.json["disputes"] as? [[String: Any]])
    #expect(rows.map { $0["number"] as? Int64 } == [first])
    #expect((rows[0]["deadline"] as? [String: Any])?["phase"] as? String == "overdue")
    let english = try await city.caller("window-1", .en)
    #expect(english.page.words.contains("Window of Haidian"), "\(english.page.words)")
  }

  @Test("an eligibility dispute shows record and claim, and is decided with a reason and a receipt")
  func eligibility() async throws {
    let city = try await ServiceCity.staffed()
    let number = try await city.eligibilityDispute()
    var window = try await city.caller("window-1")
    let path = "/window/disputes/eligibility/\(number)"
    try await window.open(path)
    let person = try #require(city.city.people.first { $0.key == "noPermit" })
    let masked = PersonalField.name.mask.shown(person.name)
    for words in [
      "持有本市居住证", "不符合", "主张：符合", "不一致", "无异议", "居住证已于去年申领", "剩余10个工作日", masked,
      person.number.masked, "申请人可以发起关联", "再次提出异议（依据：《积分落户申报手册（2019年）》资格条件）",
    ] {
      #expect(window.page.words.contains(words), "\(words): \(window.page.words)")
    }
    #expect(
      !window.page.text.contains(person.name) && !window.page.text.contains(person.number.full))
    try await window.submit(["decision": "", "remark": "核对"], to: path)
    #expect(window.page.status == 422)
    #expect(window.page.words.contains("请选择异议成立或不成立"))
    #expect(window.page.text.contains(">核对</textarea>"), "what was typed is still there")
    try await window.submit(["decision": "upheld", "remark": "好"], to: path)
    #expect(window.page.status == 422 && window.page.words.contains("2至500字"))
    try await window.submit(["decision": "upheld", "remark": "居住证记录属实"], to: path)
    // Once more before what cannot be changed, and back to the form with all that was typed.
    for words in [
      "还没有作出决定", "决定后不能更改", person.number.masked, "异议成立：按符合资格条件继续申报", "居住证记录属实",
    ] {
      #expect(window.page.words.contains(words), "\(words): \(window.page.words)")
    }
    try await window.api(.get, path)
    #expect(window.page.json["state"] as? String == "open")
    try await window.open(path)
    try await window.submit(["decision": "upheld", "remark": "居住证记录属实"], to: path)
    let edit = try #require(
      Caller.Form.all(window.page.text).first { $0.pairs.contains { $0 == ("go", "edit") } })
    try await window.post(edit.action, edit.pairs)
    #expect(window.page.status == 200 && window.page.text.contains(">居住证记录属实</textarea>"))
    #expect(window.page.text.contains(/value="upheld" checked/))
    try await window.submit(to: path)
    try await window.submit(to: path)
    #expect(window.page.words.contains("已认定异议成立") && window.page.words.contains("回执编号"))
    #expect(window.page.words.contains("居住证记录属实") && window.page.words.contains("按期办结"))
    #expect(window.page.words.contains("处理时间 2020年7月20日 10:00"))
    #expect(window.page.words.contains("现在的登记信息") && !window.page.words.contains("异议主张"))
    try await window.api(.get, path)
    #expect(window.page.json["state"] as? String == "upheld")
    let filer = try #require(window.page.json["filer"] as? [String: Any])
    #expect(
      filer["name"] as? String == masked && filer.keys.contains("unit")
        && filer["unit"] as? String == nil)
    #expect(filer["identityNumber"] as? String == person.number.masked)
    // The person reads who looked, why, and at what.
    var own = try await city.caller("noPermit")
    try await own.open("/my/data")
    for words in ["区窗口工作人员 办理异议", "姓名、身份证号码（掩码）、资格条件校验详情"] {
      #expect(own.page.words.contains(words), "\(words): \(own.page.words)")
    }
    try await window.open("\(path)/ask")
    #expect(window.page.words.contains("异议已经办结") && !window.page.hasForm("\(path)/ask"))
    #expect(window.page.text.contains("href=\"\(path)\""), "a way back")
    try await window.api(
      .post, path, #"{"decision":"dismissed","remark":"再议一次","seen":2}"#)
    #expect(window.page.status == 409, "decided once")
  }

  @Test("a unit’s dispute names what the registry holds against it, with its article and evidence")
  func unit() async throws {
    let city = try await ServiceCity.staffed()
    let filed = try await city.unitDispute("tax")
    // Nobody of another district sees it, and it looks like none.
    var foreign = try await city.caller("window-1")
    let path = "/window/disputes/unit/\(filed.dispute)"
    try await foreign.open(path)
    let refused = foreign.page
    try await foreign.open("/window/disputes/unit/999999")
    #expect(
      refused.status == 403
        && refused.words == foreign.page.words.replacing("999999", with: "\(filed.dispute)"))
    try await foreign.api(.post, path, #"{"decision":"upheld","remark":"证照属实","seen":1}"#)
    #expect(foreign.page.status == 403)
    var none = try await city.caller("window-1")
    try await none.open("/window/disputes/eligibility/\(filed.dispute)")
    #expect(none.page.status == 403, "it is not about eligibility")
    let view = try await ShowDispute(city.hall.points)(
      filed.dispute, .unit, by: city.actor(77, .window, .district("fengtai")))
    let line = try #require(view.lines.first { $0.name == "taxAbnormal" })
    #expect(line.differs && line.claimed.zh.contains("税务状态正常") && !line.articles.isEmpty)
    #expect(view.lines.count { $0.differs } == 1 && view.evidence.count == 1)
  }

  @Test(
    "a unit’s dispute says whose it is and what follows either way", arguments: Language.allCases)
  func unitPage(_ language: Language) async throws {
    let city = try await ServiceCity.staffed()
    let filed = try await city.unitDispute("disputing")
    var window = try await city.caller("window-1", language)
    try await window.open("/window/disputes/unit/\(filed.dispute)")
    for words in language == .zh
      ? ["清溪环保（演示）有限公司", "以法人身份登录", "仍由两名管理员解除", "再次提出异议（依据：《积分落户申报手册（2019年）》注册关联 二2）"]
      : [
        "清溪环保（演示）有限公司", "signed in as the legal entity", "lifted by two administrators",
        "filing manual for points-based settlement, 2019, 注册关联 二2",
      ]
    {
      #expect(window.page.words.contains(words), "\(words): \(window.page.words)")
    }
    #expect(city.site.templates.missing.all == [])
  }

  @Test("two officers saw the same version: the second is told, and keeps what they typed")
  func conflict() async throws {
    let city = try await ServiceCity.staffed()
    let number = try await city.eligibilityDispute()
    let path = "/window/disputes/eligibility/\(number)"
    var one = try await city.caller("window-1")
    var two = try await city.caller("window-2")
    try await one.open(path)
    try await two.open(path)
    try await one.submit(["decision": "dismissed", "remark": "记录无误"], to: path)
    try await one.submit(to: path)
    let form = try #require(Caller.Form.all(two.page.text).first { $0.action == path })
    try await two.post(
      path,
      form.pairs.filter { $0.name != "remark" }
        + [("decision", "upheld"), ("remark", "应予支持")])
    #expect(two.page.status == 409, "\(two.page.status)")
    #expect(two.page.words.contains("记录无误"), "the answer that there is now")
  }

  @Test("two officers vouch for somebody: found by number, proposed by one, confirmed by another")
  func vouch() async throws {
    let city = try await ServiceCity.staffed()
    let account = try await city.account("eligible")
    let person = try #require(city.city.people.first { $0.key == "eligible" })
    var one = try await city.caller("window-1")
    try await one.open("/window/identity")
    try await one.submit(["identityNumber": "99000019"], to: "/window/identity")
    #expect(one.page.status == 422 && one.page.words.contains("应为18位"))
    try await one.submit(["identityNumber": person.number.full], to: "/window/identity")
    #expect(one.page.text.contains("/window/identity/\(account)"), "\(one.page.words)")
    #expect(!one.page.path.contains(person.number.full))
    try await one.open("/window/identity/\(account)")
    #expect(one.page.words.contains("林**") && !one.page.words.contains(person.name))
    let base = "/window/identity/\(account)/vouch"
    try await one.open("\(base)/propose")
    #expect(one.page.words.contains("林**") && one.page.words.contains("三天内"))
    try await one.submit(to: "\(base)/propose")
    #expect(one.page.status == 422 && one.page.words.contains("请选择您当面核验的证件"))
    try await one.submit(["document": "temporaryCard"], to: "\(base)/propose")
    #expect(one.page.words.contains("已提议，等待第二人确认"), "\(one.page.words)")
    #expect(!one.page.words.contains("可以办理"), "no heading with nothing below it")
    #expect(one.page.words.contains("临时居民身份证"))
    try await one.open("\(base)/confirm")
    #expect(one.page.words.contains("须由另一人核对后确认或否决") && !one.page.hasForm("\(base)/confirm"))
    try await one.api(.post, "\(base)/confirm", #"{"document":"temporaryCard"}"#)
    #expect(one.page.status == 409 && one.page.text.contains("提议人不得自行确认"))
    try await one.open("/window/identity/\(account)/unlock/propose")
    #expect(one.page.words.contains("不需要解除锁定"), "it is not locked")
    #expect(!one.page.hasForm("/window/identity/\(account)/unlock/propose"))
    var two = try await city.caller("window-2", .en)
    try await two.open("/window/identity")
    #expect(two.page.words.contains("Waits for you"), "\(two.page.words)")
    let readings = { city.cases.events.count { $0.name == "PersonalDataRead" } }
    let before = readings()
    try await two.open("\(base)/confirm")
    #expect(readings() == before + 1, "its owner sees who looked")
    for words in ["林**", "By confirming you declare", "Temporary identity card", "Proposed at"] {
      #expect(two.page.words.contains(words), "\(words): \(two.page.words)")
    }
    #expect(!two.page.words.contains(person.name) && !two.page.words.contains(person.number.full))
    try await two.submit(["document": "identityCard"], to: "\(base)/confirm")
    #expect(two.page.status == 409 && two.page.words.contains("same kind of document"))
    try await two.submit(["document": "temporaryCard"], to: "\(base)/confirm")
    #expect(
      two.page.words.contains("Confirmed and done") && two.page.words.contains("Vouched for until"))
    try await two.api(.get, "/window/identity/\(account)")
    #expect(two.page.json["vouchedUntil"] is String)
    // Members of staff are no business of a window.
    let staff = try await city.account("city-1")
    try await two.open("/window/identity/\(staff)")
    #expect(two.page.status == 403)
  }

  @Test("another district’s window is answered as if nothing had been proposed")
  func otherDistrict() async throws {
    let city = try await ServiceCity.staffed()
    let account = try await city.account("eligible")
    let base = "/window/identity/\(account)/vouch"
    var foreign = try await city.caller("window-3")
    try await foreign.open("\(base)/confirm")
    let (status, none) = (foreign.page.status, foreign.page.words)
    #expect(status == 403)
    try await foreign.api(.post, "\(base)/confirm", #"{"document":"identityCard"}"#)
    let answer = foreign.page.json["detail"] as? String
    var one = try await city.caller("window-1")
    try await one.open("\(base)/propose")
    try await one.submit(["document": "identityCard"], to: "\(base)/propose")
    try await one.api(.get, "/window/identity/\(account)")
    let proposal = try #require((one.page.json["proposals"] as? [[String: Any]])?.first)
    #expect(proposal["document"] as? String == "identityCard" && proposal["proposedAt"] is String)
    for step in ["confirm", "reject", "withdraw"] {
      try await foreign.open("\(base)/\(step)")
      #expect(foreign.page.status == status && foreign.page.words == none, "\(step)")
    }
    try await foreign.api(.post, "\(base)/confirm", #"{"document":"identityCard"}"#)
    #expect(foreign.page.status == 403 && foreign.page.json["detail"] as? String == answer)
    try await foreign.open("/window/identity")
    #expect(foreign.page.words.contains("没有等待确认的提议"))
    try await foreign.api(.get, "/window/identity/\(account)")
    #expect((foreign.page.json["proposals"] as? [Any])?.isEmpty == true)
    var two = try await city.caller("window-2")
    try await two.api(.post, "\(base)/confirm", #"{"document":"identityCard"}"#)
    #expect(two.page.status == 200, "\(two.page.words)")
  }

  @Test(
    "nobody else comes to a window’s pages",
    arguments: [
      "city-1", "supervisor-1", "security-1", "auditor-1", "system-1", "eligible", "unit-good",
    ])
  func others(subject: String) async throws {
    let city = try await ServiceCity.staffed()
    var caller = try await city.caller(subject)
    for path in ["/window", "/window/identity", "/window/disputes/unit/1"] {
      try await caller.open(path)
      #expect(caller.page.status == 403, "\(subject) \(path)")
    }
  }
}
