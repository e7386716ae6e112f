import Casework
import HTTPTypes
import Hummingbird
import NIOCore
import PointsLaw
import PointsService
import Policy
import TestKit
import Testing
import Units

@testable import Web

@Suite("A unit’s clerk registers, confirms and hands out the code (注册关联 一至二)")
struct EmployerUnitTests {
  @Test(
    "registered, confirmed and active: each page says what is next", arguments: Language.allCases)
  func journey(_ language: Language) async throws {
    let city = try await ServiceCity.open()
    var clerk = try await city.caller("unit-good", language)
    func has(_ zh: String, _ en: String, _ place: SourceLocation = #_sourceLocation) {
      let words = language == .zh ? zh : en
      #expect(
        clerk.page.words.contains(words), "\(clerk.page.words.prefix(500))", sourceLocation: place)
    }
    has("请先注册单位", "Register the unit first")
    try await clerk.open("/unit/register")
    #expect(clerk.page.text.contains("value=\"\(CreditCode.invented(number: 1).full)\""))
    try await clerk.submit()
    #expect(clerk.page.path.contains("done=unit.done.registered"))
    has("请确认2020年度单位信息", "Confirm the unit’s data for cycle 2020")
    has("海淀区", "Haidian")
    has("回执编号", "Receipt")
    try await clerk.open("/unit/confirm")
    has("确认后本年度不能撤销", "cannot be taken back in this cycle")
    try await clerk.submit(["contact.name": "1", "contact.mobile": "123", "contact.mail": "a@"])
    #expect(clerk.page.status == 422)
    has("证件上的姓名", "the name on the identity card")
    has("联系人电话须为7至15位数字", "a telephone number has 7 to 15 digits")
    has("电子邮箱须如name@example.com", "a mail address is one like name@example.com")
    #expect(clerk.page.text.contains("href=\"#f-contact-mobile\""))
    #expect(clerk.page.text.contains("value=\"a@\""), "nothing typed is lost")
    try await clerk.submit([
      "contact.name": "方正平", "contact.mobile": "+86（010）1234 ５678", "contact.mail": "",
    ])
    has("没有待处理的关联申请", "No requests are waiting")
    try await clerk.open("/unit/code")
    let code = try await city.code(clerk)
    has(code, code)
    for group in code.split(separator: "-") { has(String(group), String(group)) }
    has(language == .zh ? "第1组" : "", "Group 1")
    try await clerk.open("/unit/contact")
    #expect(clerk.page.text.contains("value=\"方正平\""))
    #expect(clerk.page.text.contains("value=\"01012345678\""))
    try await clerk.open("/unit/confirm")
    has("2020年度已确认", "Confirmed for cycle 2020")
    #expect(Caller.Form.all(clerk.page.text).count == 1, "no form but that of signing out")
    #expect(city.site.templates.missing.all == [])
  }

  @Test("a program reads the same facts and does the same acts")
  func program() async throws {
    let city = try await ServiceCity.open()
    var clerk = try await city.caller("unit-good")
    try await clerk.api(.get, "/unit")
    #expect(clerk.page.json["registered"] as? Bool == false)
    #expect(clerk.page.json["obstacles"] as? [String] == [])
    let code = CreditCode.invented(number: 1).full
    try await clerk.api(.post, "/unit/register", #"{"creditCode":"\#(code)"}"#)
    #expect(clerk.page.json["state"] as? String == "unconfirmed", "\(clerk.page.text)")
    let version = try #require(clerk.page.json["version"] as? Int)
    try await clerk.api(.get, "/unit")
    #expect(clerk.page.json["creditCode"] as? String == code)
    #expect(clerk.page.json["district"] as? String == "haidian")
    #expect(clerk.page.json["codeWorks"] as? Bool == false)
    try await clerk.api(
      .post, "/unit/confirm",
      #"{"seen":\#(version),"contact.name":"方正平","contact.mobile":"01012345678"}"#)
    #expect(clerk.page.json["state"] as? String == "active", "\(clerk.page.text)")
    try await clerk.api(.get, "/unit")
    #expect(clerk.page.json["codeWorks"] as? Bool == true)
    #expect(clerk.page.json["confirmedFor"] as? Int == 2020)
    #expect((clerk.page.json["associations"] as? [String: Int])?["requested"] == 0)
    try await clerk.api(.get, "/unit/contact")
    #expect(clerk.page.json["mobile"] as? String == "01012345678")
  }

  @Test(
    "a unit that the registry speaks against is refused with the reason and its article (二1)",
    arguments: [
      ("outside", "用人单位须在北京市行政区域内登记注册", "《积分落户申报手册（2019年）》注册关联 二1"),
      ("cancelled", "单位登记已注销或吊销", "《积分落户申报手册（2019年）》注册关联 二1"),
      ("tax", "税务登记为非正常状态", "平台规则：登记信息"),
      ("barred", "单位在失信禁入期内，至2022年12月31日（含当日）。", "《北京市积分落户操作管理细则（试行）》第十五条"),
    ])
  func refused(key: String, reason: String, article: String) async throws {
    let city = try await ServiceCity.open()
    var clerk = try await city.caller("unit-\(key)")
    try await clerk.open("/unit/register")
    try await clerk.submit()
    for words in ["单位未通过登记核验", reason, article, "提出异议", "重新注册"] {
      #expect(clerk.page.words.contains(words), "\(words): \(clerk.page.words.prefix(600))")
    }
    try await clerk.open("/unit/confirm")
    #expect(clerk.page.words.contains("单位现为“未通过”，不能确认"))
    try await clerk.open("/unit/dispute")
    #expect(clerk.page.words.contains("尚未上传证照"))
    try await clerk.api(.get, "/unit/dispute")
    #expect(clerk.page.json["canDispute"] as? Bool == true)
  }

  @Test(
    "a barred unit is told that neither code nor year can be used, without ways into dead ends",
    arguments: Language.allCases)
  func keptOut(_ language: Language) async throws {
    let city = try await ServiceCity.staffed()
    let unit = try await city.activeUnit()
    let proposed = try await SanctionUnit(city.hall.points)(
      unit, until: try #require(CivilDate(2022, 12, 31)), reason: "提供虚假材料",
      by: city.actor(900_001, .administrator))
    _ = try await ConfirmProposal(city.hall.points)(
      proposed.dossier.number, seen: proposed.version, by: city.actor(900_002, .administrator))
    var clerk = try await city.caller("unit-good", language)
    func has(_ zh: String, _ en: String, _ place: SourceLocation = #_sourceLocation) {
      let words = language == .zh ? zh : en
      #expect(clerk.page.words.contains(words), "\(clerk.page.words)", sourceLocation: place)
    }
    try await clerk.open("/unit")
    has("单位现为“禁入”，其间不能确认", "cannot be confirmed while that lasts")
    has("单位现为“禁入”，其间不能使用", "the code does not work while that lasts")
    has("单位现为“禁入”，其间不能处理关联申请", "requests cannot be answered while that lasts")
    has("此前确认的年度（现不生效） 2020年度", "Confirmed before (does not count now) cycle 2020")
    for path in ["/unit/confirm", "/unit/code"] {
      #expect(!clerk.page.text.contains("\(path)\""), "\(path)")
    }
    try await clerk.open("/unit/code")
    has("注册码不能使用，也不能更换，请勿告知员工", "does not work and cannot be changed")
    for words in ["/unit/code/rotate", "/unit/confirm", "data-print", "data-copy"] {
      #expect(!clerk.page.text.contains(words), "\(words)")
    }
    #expect(!clerk.page.words.contains(language == .zh ? "请将注册码告知" : "Give it to those"))
    try await clerk.open("/unit/code/rotate")
    has("注册码不能使用，也不能更换", "cannot be changed")
    #expect(Caller.Form.all(clerk.page.text).count == 1, "no form but that of signing out")
    try await clerk.open("/unit/confirm")
    has("不能确认，注册码也不能使用", "cannot be confirmed; its code does not work either")
    try await clerk.open("/unit/associations")
    has("单位现为“禁入”，其间不能处理关联申请", "requests cannot be answered while that lasts")
    #expect(!clerk.page.words.contains(language == .zh ? "可处理至" : "can be answered until"))
    #expect(city.site.templates.missing.all == [])
  }

  @Test("while the registry is away the registration waits, and goes on by itself")
  func away() async throws {
    let city = try await ServiceCity.open()
    var clerk = try await city.caller("unit-good")
    city.city.outage = true
    try await clerk.open("/unit/register")
    try await clerk.submit()
    #expect(clerk.page.words.contains("已提交注册，等待登记信息"))
    city.city.outage = false
    _ = try await CatchUp(city.hall.points)(at: city.hall.now)
    try await clerk.open("/unit")
    #expect(clerk.page.words.contains("请确认2020年度单位信息"))
  }

  @Test("another entity’s code is refused, and stays in its field (一)")
  func otherEntity() async throws {
    let city = try await ServiceCity.open()
    var clerk = try await city.caller("unit-good")
    let other = CreditCode.invented(number: 2).full
    try await clerk.open("/unit/register")
    try await clerk.submit(["creditCode": other])
    #expect(clerk.page.status == 422 && clerk.page.text.contains("<title>错误：单位注册"))
    #expect(clerk.page.text.contains("href=\"#f-creditCode\""))
    #expect(clerk.page.words.contains("只能为登录的法人办理"))
    #expect(clerk.page.words.contains("《积分落户申报手册（2019年）》注册关联 一"))
    #expect(clerk.page.text.contains("value=\"\(other)\""))
    try await clerk.submit(["creditCode": other.replacing("9", with: "8")])
    #expect(clerk.page.status == 422, "a code whose check character does not fit")
  }

  @Test("without a cycle there is nothing to confirm, and the page says so")
  func noCycle() async throws {
    let city = try await ServiceCity.open(hasCycle: false)
    var clerk = try await city.caller("unit-good", .en)
    try await clerk.open("/unit/register")
    try await clerk.submit()
    #expect(clerk.page.words.contains("No cycle is open now"))
    try await clerk.open("/unit/associations")
    #expect(clerk.page.status == 409 && clerk.page.words.contains("No cycle is open now"))
  }

  @Test("a new code takes a fresh proof; requests and associations are not touched")
  func rotate() async throws {
    let city = try await ServiceCity.open()
    var clerk = try await city.clerk()
    let old = try await city.code(clerk)
    try await city.ask("eligible", old)
    city.clock.move(milliseconds: 16 * 60_000)
    try await clerk.open("/unit/code/rotate")
    #expect(clerk.page.words.contains("旧码立即失效"))
    #expect(clerk.page.words.contains("须在15分钟内核验过身份"), "said before")
    try await clerk.submit()
    #expect(clerk.page.status == 403 && clerk.page.words.contains("需要再次核验身份"))
    #expect(try await city.code(clerk) == old)
    try await clerk.signIn("unit-good", to: "/unit/code/rotate")
    try await clerk.submit()
    #expect(clerk.page.words.contains("注册码已更换"), "\(clerk.page.words.prefix(400))")
    let new = try await city.code(clerk)
    #expect(new != old && clerk.page.words.contains(new))
    try await clerk.open("/unit")
    #expect(clerk.page.words.contains("1条关联申请待处理"))
  }

  @Test("two clerks change the contact at once: the second sees it, and keeps what was typed (二4)")
  func contact() async throws {
    let city = try await ServiceCity.open()
    var first = try await city.clerk()
    var second = try await city.caller("unit-good-2")
    try await first.open("/unit/contact")
    try await second.open("/unit/contact")
    try await first.submit(["contact.mobile": "01000000001"])
    #expect(first.page.words.contains("联系人已保存"))
    try await second.submit(["contact.mobile": "01000000002"])
    #expect(second.page.status == 409 && second.page.words.contains("内容已有变化"))
    #expect(second.page.text.contains("value=\"01000000002\""))
    try await second.submit()
    #expect(second.page.words.contains("联系人已保存"))
  }

  @Test("whoever is no clerk reads the same as about a unit that is not there")
  func foreign() async throws {
    let city = try await ServiceCity.open()
    var person = try await city.caller("eligible")
    for path in ["/unit", "/unit/code", "/unit/associations", "/unit/clerks"] {
      try await person.open(path)
      #expect(person.page.status == 403, "\(path)")
    }
    var clerk = try await city.caller("unit-other")
    try await clerk.open("/unit/code")
    #expect(clerk.page.status == 409 && clerk.page.words.contains("单位尚未注册，请先"))
  }
}
