import Casework
import HTTPTypes
import Policy
import TestKit
import Testing
import Units

@testable import PointsService
@testable import Web

@Suite("An applicant associates with the unit and undertakes (MANUAL-2019 注册关联 五、六)")
struct ApplicantAssociationTests {
  @Test(
    "the unit is shown before anything is sent; then it waits, can be taken back, and asked for again",
    arguments: Language.allCases)
  func journey(language: Language) async throws {
    var bench = try await ApplicantBench.open("eligible", language)
    try await bench.openUnit()
    try await bench.person.open("/my/association")
    #expect(
      bench.person.page.words.contains(language == .zh ? "请先校验资格条件" : "You cannot ask a unit yet")
    )
    try await bench.person.open("/my/eligibility")
    try await bench.person.submit(to: "/my/eligibility/check")
    try await bench.person.open("/my/association")
    #expect(bench.person.page.words.contains(language == .zh ? "本年度不能更改" : "fixed for the cycle"))
    try await bench.person.submit(
      ["unitCode": bench.code.lowercased(), "go": "look"], to: "/my/association")
    #expect(bench.person.page.words.contains("星辰软件（演示）有限公司"))
    #expect(bench.person.page.words.contains(language == .zh ? "海淀区" : "Haidian"))
    #expect(bench.person.page.words.contains(language == .zh ? "还没有发送" : "Nothing has been sent"))
    try await bench.person.submit(["go": "send"], to: "/my/association")
    #expect(bench.person.page.words.contains(language == .zh ? "待单位确认" : "has to confirm"))
    try await bench.person.submit(to: "/my/association/cancel")
    #expect(bench.person.page.words.contains(language == .zh ? "已撤回" : "taken back"))
    try await bench.person.submit(
      ["unitCode": bench.code, "go": "look"], to: "/my/association")
    try await bench.person.submit(["go": "send"], to: "/my/association")
    try await bench.answer("未查到此人")
    try await bench.person.open("/my/association")
    #expect(bench.person.page.words.contains("未查到此人"), "the unit's words")
    try await bench.person.submit(
      ["unitCode": bench.code, "go": "look"], to: "/my/association")
    try await bench.person.submit(["go": "send"], to: "/my/association")
    try await bench.answer()
    try await bench.person.open("/my/association")
    #expect(bench.person.page.text.contains("/my/undertakings"))
    #expect(!bench.person.page.text.contains("name=\"unitCode\""), "fixed for the cycle")
    try await bench.person.api(.get, "/my/association")
    #expect(bench.person.page.json["state"] as? String == "confirmed")
    #expect(bench.person.page.json["unit"] as? String == "星辰软件（演示）有限公司")
    try await bench.person.open("/my/eligibility")
    #expect(
      !bench.person.page.text.contains("/my/association\" class"), "nothing to ask for any more")
    #expect(
      !bench.person.page.words.contains(language == .zh ? "去与单位关联" : "You may associate"))
    #expect(bench.city.site.templates.missing.all == [])
  }

  @Test("a mistyped code is explained and kept in its field; an unknown one says how many are left")
  func codes() async throws {
    var bench = try await ApplicantBench.open()
    try await bench.openUnit()
    try await bench.person.open("/my/eligibility")
    try await bench.person.submit(to: "/my/eligibility/check")
    try await bench.person.open("/my/association")
    try await bench.person.submit(["unitCode": "7K3X-A0", "go": "look"], to: "/my/association")
    #expect(bench.person.page.status == 422)
    #expect(bench.person.page.words.contains("单位注册码应为16位，现为6位"))
    #expect(bench.person.page.text.contains("value=\"7K3X-A0\""))
    let unknown = UnitCode(random: { Array(repeating: 7, count: $0) }).description
    try await bench.person.submit(["unitCode": unknown, "go": "look"], to: "/my/association")
    #expect(bench.person.page.status == 422 && bench.person.page.text.contains("<title>错误："))
    #expect(bench.person.page.text.contains("href=\"#f-unitCode\""))
    #expect(bench.person.page.words.contains("24小时内还可输错9次"))
    #expect(bench.person.page.words.contains("《积分落户申报手册（2019年）》注册关联 五1"))
    #expect(bench.person.page.text.contains("value=\"\(unknown)\""))
    // Right codes and slips are never counted.
    for _ in 0..<12 {
      try await bench.person.submit(["unitCode": bench.code, "go": "look"], to: "/my/association")
      #expect(bench.person.page.status == 200)
      try await bench.person.open("/my/association")
      try await bench.person.submit(["unitCode": "7K3X-A0", "go": "look"], to: "/my/association")
      #expect(bench.person.page.status == 422)
    }
    // Nine more unknown ones are, whichever way they come.
    for left in (0..<9).reversed() {
      try await bench.person.api(
        .post, "/my/association", "{\"unitCode\": \"\(unknown)\", \"look\": \(left % 2 == 0)}")
      #expect(bench.person.page.text.contains("还可输错\(left)次"), "\(bench.person.page.text)")
    }
    try await bench.person.open("/my/association")
    try await bench.person.submit(["unitCode": bench.code, "go": "look"], to: "/my/association")
    #expect(bench.person.page.status == 429)
    #expect(bench.person.page.words.contains("2020年7月21日 10:00起可以再试"), "\(bench.person.page.words)")
  }

  @Test("when another unit pays the insurance nothing is sent without a tick (注册关联 五 注意①)")
  func payerDiffers() async throws {
    var bench = try await ApplicantBench.open("payerDiffers")
    try await bench.openUnit()
    try await bench.person.open("/my/eligibility")
    try await bench.person.submit(to: "/my/eligibility/check")
    try await bench.person.api(
      .post, "/my/association", "{\"unitCode\": \"\(bench.code)\", \"look\": true}")
    let found = try #require(bench.person.page.json["result"] as? [String: Any])
    #expect(found["match"] as? String == "other" && found["warning"] != nil)
    try await bench.person.api(.post, "/my/association", "{\"unitCode\": \"\(bench.code)\"}")
    #expect(bench.person.page.status == 409)
    #expect(bench.person.page.json["code"] as? String == "payerDiffers")
    try await bench.person.open("/my/association")
    try await bench.person.submit(
      ["unitCode": bench.code, "go": "look"], to: "/my/association")
    #expect(bench.person.page.words.contains("参保单位不一致"))
    try await bench.person.submit(["go": "send"], to: "/my/association")
    #expect(bench.person.page.status == 422)
    #expect(bench.person.page.words.contains("星辰软件（演示）有限公司"), "the unit is shown again")
    #expect(bench.person.page.words.contains("确要发送的请勾选"))
    try await bench.person.submit(["go": "send", "knowing": "true"], to: "/my/association")
    #expect(bench.person.page.words.contains("关联申请已发送"))
  }

  @Test(
    "an undertaking needs its tick and a fresh proof, and is kept by version, hash and time",
    arguments: Language.allCases)
  func undertakings(language: Language) async throws {
    var bench = try await ApplicantBench.open("eligible", language)
    try await bench.openUnit()
    try await bench.person.open("/my/undertakings/noCrime")
    #expect(!bench.person.page.text.contains("name=\"accepted\""), "not before the association")
    try await bench.ask()
    try await bench.answer()
    try await bench.person.open("/my/undertakings/noCrime")
    #expect(bench.person.page.words.contains(language == .zh ? "我没有刑事犯罪记录" : "I have no criminal"))
    try await bench.person.submit(to: "/my/undertakings/noCrime")
    #expect(bench.person.page.status == 422)
    #expect(
      bench.person.page.words.contains(
        language == .zh ? "请阅读全文后勾选" : "read the text and tick the box"))
    bench.city.clock.move(milliseconds: 16 * 60_000)
    try await bench.person.submit(["accepted": "true"], to: "/my/undertakings/noCrime")
    #expect(bench.person.page.status == 403)
    #expect(bench.person.page.text.contains("/sign-in/again?to="))
    let asked = language == .zh ? "需要刚刚核验过的身份" : "A fresh proof of identity is needed"
    #expect(!bench.person.page.words.contains(asked), "the refusal has said it")
    try await bench.person.open("/my/undertakings/noCrime")
    #expect(bench.person.page.words.contains(asked))
    try await bench.person.signIn("eligible", to: "/my/undertakings")
    try await bench.undertake()
    #expect(bench.person.page.path.contains("/my/undertakings?done=my.done.accepted"))
    try await bench.person.api(.get, "/my/undertakings/noCrime")
    let json = bench.person.page.json
    #expect((json["hash"] as? String)?.count == 64 && json["version"] as? Int == 1)
    #expect(json["acceptedAt"] as? String == "\(bench.city.clock.now)")
    try await bench.person.open("/my/undertakings/none")
    #expect(bench.person.page.status == 403, "what is not there looks like what is another's")
    #expect(bench.city.site.templates.missing.all == [])
  }
}
