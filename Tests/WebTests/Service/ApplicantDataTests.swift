import Casework
import HTTPTypes
import PointsService
import Policy
import TestKit
import Testing
import Units

@testable import Web

@Suite("An applicant sees what is held, and lets a family member fill in")
struct ApplicantDataTests {
  @Test(
    "values stay behind their masks until their owner opens them; readings say who and why (PIPL 第四十五条)",
    arguments: Language.allCases)
  func data(language: Language) async throws {
    var bench = try await ApplicantBench.open("eligible", language)
    try await bench.openUnit()
    try await bench.ask()
    try await bench.answer()
    let number = try #require(bench.city.city.people.first { $0.key == "eligible" }).number
    try await bench.person.open("/my/data")
    #expect(!bench.person.page.text.contains(number.full))
    #expect(bench.person.page.words.contains(number.masked))
    #expect(bench.person.page.words.contains(language == .zh ? "林*" : "林*"))
    #expect(
      bench.person.page.words.contains(
        language == .zh ? "单位经办人核实关联" : "clerk looked at requests"), "who read it, and why")
    try await bench.person.open("/my/data?open=yes")
    #expect(bench.person.page.words.contains(number.full))
    try await bench.person.api(.get, "/my/data")
    let records = try #require(bench.person.page.json["records"] as? [[String: Any]])
    #expect(records.count >= 3)
    #expect(bench.city.site.templates.missing.all == [])
  }

  @Test("the export is one file, needs a fresh proof, and has what the page shows")
  func export() async throws {
    var bench = try await ApplicantBench.open()
    try await bench.person.open("/my/data/export")
    try await bench.person.submit(to: "/my/data/export")
    #expect(bench.person.page.status == 200)
    #expect(
      bench.person.page.headers[.contentDisposition]
        == "attachment; filename=\"luohu-2020-07-20.json\"")
    #expect((bench.person.page.json["records"] as? [Any])?.isEmpty == false)
    bench.city.clock.move(milliseconds: 29 * 60_000)
    try await bench.person.open("/my/data/export")
    bench.city.clock.move(milliseconds: 2 * 60_000)
    try await bench.person.submit(to: "/my/data/export")
    #expect(bench.person.page.status == 403)
    #expect(bench.person.page.text.contains("/sign-in/again?to="))
  }

  @Test(
    "a code is shown once; the helper fills in and submits nothing, and either side ends it (PLATFORM 亲属代填)",
    arguments: Language.allCases)
  func helper(language: Language) async throws {
    var bench = try await ApplicantBench.undertaken(language)
    try await bench.person.open("/my/helpers")
    try await bench.person.submit(["until": "2020-13-01"], to: "/my/helpers")
    #expect(bench.person.page.status == 422)
    #expect(bench.person.page.text.contains("value=\"2020-13-01\""))
    try await bench.person.submit(["until": "2030-01-01"], to: "/my/helpers")
    #expect(bench.person.page.status == 409 && !bench.person.page.words.contains("+08:00"))
    #expect(
      bench.person.page.words.contains(language == .zh ? "至迟2021年7月" : "not after 21 July 2021"))
    try await bench.person.submit(["until": "2020-08-31"], to: "/my/helpers")
    let page = bench.person.page
    let match = try #require(page.text.firstMatch(of: /id="invitation">([A-Z0-9-]{19})</))
    let code = String(match.1)
    #expect(page.words.contains(language == .zh ? "只显示这一次" : "Shown this once"))
    try await bench.person.open("/my/helpers")
    #expect(!bench.person.page.text.contains(code), "never again")
    var helper = try await bench.city.caller("unpaid", language)
    try await helper.open("/account/invitation")
    try await helper.submit(["code": "ABCD", "go": "look"], to: "/account/invitation")
    #expect(helper.page.status == 409 && helper.page.text.contains("value=\"ABCD\""))
    try await helper.submit(
      ["code": code.lowercased(), "go": "look"], to: "/account/invitation")
    for words in language == .zh
      ? ["还没有接受", "林**", "至2020年8月31日", "只能由对方本人办理"]
      : ["Nothing is accepted yet", "林**", "31 August 2020", "for the applicant alone"]
    {
      #expect(helper.page.words.contains(words), "\(words): \(helper.page.words)")
    }
    #expect(!helper.page.words.contains("林一诺"))
    try await helper.submit(["go": "accept"], to: "/account/invitation")
    #expect(helper.page.path.contains("/account?done=account.done.accepted"))
    let before = helper.cookies["luohu-session"]
    try await helper.submit(to: "/account/role")
    #expect(helper.page.path.contains("/my/tasks"))
    #expect(helper.cookies["luohu-session"] != before, "a new token with the role")
    #expect(helper.page.words.contains(language == .zh ? "您在为亲属代填" : "You fill in for a family"))
    #expect(!helper.page.text.contains("/my/undertakings"))
    #expect(helper.page.words.contains(language == .zh ? "等您办理" : "It is your turn"))
    try await helper.open("/my/basics")
    try await helper.submit(
      [
        "maritalStatus": "married", "spouse.name": "沈知意",
        "spouse.number": ApplicantBench.child(1986, place: 497), "maySharePublicly": "false",
        "go": "save",
      ], to: "/my/basics")
    #expect(helper.page.path.contains("/my/tasks?done=my.done.basics"), "\(helper.page.words)")
    try await helper.open("/my/basics")
    #expect(helper.page.text.contains("沈知意"))
    // Again: what stood there before is erased, which is nothing that the helper changed.
    try await helper.submit(["go": "save"], to: "/my/basics")
    #expect(helper.page.path.contains("/my/tasks?done=my.done.basics"), "\(helper.page.words)")
    for path in ["/my/eligibility", "/my/data", "/my/association"] {
      try await helper.open(path)
      #expect(helper.page.status == 403, "\(path)")
    }
    try await helper.api(.post, "/my/eligibility/check", "{}")
    #expect(helper.page.status == 403 && helper.page.json["code"] as? String == "permission")
    try await bench.person.open("/my/data")
    #expect(
      bench.person.page.words.contains(language == .zh ? "亲属代填" : "a family member filled in"))
    #expect(
      bench.person.page.words.contains(
        language == .zh ? "亲属代填的修改" : "What a family helper changed"))
    try await bench.person.api(.get, "/my/data")
    let records = try #require(bench.person.page.json["records"] as? [[String: Any]])
    let changes = records.flatMap { $0["changes"] as? [[String: Any]] ?? [] }
    #expect(changes.map { $0["event"] as? String } == ["BasicsEdited", "BasicsEdited"])
    #expect(changes.first?["role"] as? String == "familyHelper")
    #expect(changes.first?["at"] as? String == bench.city.clock.now.description)
    try await bench.person.open("/account/messages")
    #expect(
      bench.person.page.words.contains(
        language == .zh ? "代填的亲属保存了您的基础信息" : "Your family helper saved"))
    #expect(bench.person.page.text.contains("/my/basics\""))
    // What the applicant does themselves is no news to them.
    try await bench.person.open("/my/basics")
    try await bench.person.submit(["go": "save"], to: "/my/basics")
    let told = try await bench.city.cases.read {
      [party = try await bench.actor(bench.person).party] in
      try Notice.list(of: party, in: $0).count { $0.notice.text == "points.basicsByHelper" }
    }
    #expect(told == 2)
    try await bench.person.open("/my/helpers")
    #expect(bench.person.page.words.contains("白**"), "\(bench.person.page.words)")
    let end = try #require(
      Caller.Form.all(bench.person.page.text).map(\.action).first { $0.hasSuffix("/end") })
    try await bench.person.submit(to: ServiceDoor.path(end))
    #expect(bench.person.page.path.contains("/my/helpers?done=my.done.ended"))
    try await helper.open("/my/tasks")
    #expect(helper.page.path.contains("why=roleEnded"), "at once")
    #expect(bench.city.site.templates.missing.all == [])
  }

  @Test("every reason for which something can be read has words of its own in both languages")
  func reasons() async throws {
    let city = try await ServiceCity.open()
    for language in Language.allCases {
      var said: Set<String> = []
      for reason in ReadingReason.allCases {
        let key = "my.data.reason.\(reason.rawValue)"
        #expect(city.site.wordings.has(key), "\(reason)")
        said.insert(city.site.text(key, language))
      }
      #expect(said.count == ReadingReason.allCases.count, "no two are told alike")
    }
  }
}
