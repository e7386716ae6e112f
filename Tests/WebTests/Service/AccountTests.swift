import Casework
import HTTPTypes
import PointsService
import Policy
import TestKit
import Testing
import Units

@testable import Web

@Suite("Owners look after their accounts")
struct AccountTests {
  @Test(
    "everybody finds their role, sessions, sign-ins, messages, drafts and contact, in both languages",
    arguments: [
      "eligible", "unit-good", "window-1", "officer-1", "supervisor-1", "city-1", "security-1",
      "system-1", "auditor-1",
    ])
  func pages(subject: String) async throws {
    let city = try await ServiceCity.open()
    for language in Language.allCases {
      var caller = try await city.caller(subject, language)
      for path in [
        "/account", "/account/sign-ins", "/account/sessions", "/account/messages",
        "/account/drafts", "/account/contact", "/account/invitation",
      ] {
        try await caller.open(path)
        #expect(caller.page.status == 200, "\(path) \(caller.page.words.prefix(300))")
        #expect(caller.page.text.utf8.count < 100_000)
        guard path != "/account/invitation" else { continue }
        try await caller.api(.get, path)
        #expect(caller.page.status == 200 && !caller.page.json.isEmpty, "\(path)")
      }
    }
    #expect(city.site.templates.missing.all == [])
  }

  @Test(
    "every page says how many messages are unread and leads to them; read, they are gone at once",
    arguments: Language.allCases)
  func inbox(language: Language) async throws {
    let city = try await ServiceCity.open()
    var person = try await city.caller("eligible", language)
    let party = PartyID(account: try await city.account("eligible"))
    let root = language == .zh ? "" : "/en"
    let link = "href=\"\(root)/account/messages\">"
    func unread(_ count: Int) -> String {
      link + (language == .zh ? "\(count)条未读消息" : "unread messages: \(count)") + "</a>"
    }
    try await person.open("/my/eligibility")
    #expect(!person.page.text.contains(link))
    let text = try #require(PointsNotices.all.first { $0.places.isEmpty })
    _ = try await city.cases.perform(
      Command(key: "tell", name: "Tell", party: .system, role: .system)
    ) { unit in
      for _ in 0..<2 { try Notice.tell(party, text, [:], in: unit) }
      return []
    }
    for path in ["/my/tasks", "/account"] {
      try await person.open(path)
      #expect(person.page.text.contains(unread(2)), "pages that count themselves are never late")
    }
    city.clock.move(milliseconds: SessionDesk.freshness)
    for path in ["/my/eligibility", "/my/association", "/my/data", "/account/sessions"] {
      try await person.open(path)
      #expect(person.page.text.contains(unread(2)), "\(path)")
    }
    var other = try await city.caller("payerDiffers", language)
    try await other.open("/my/eligibility")
    #expect(!other.page.text.contains(link), "nobody else’s")
    try await person.open("/account/messages")
    try await person.submit(to: "/account/messages/read")
    #expect(!person.page.text.contains(link), "\(person.page.words)")
    try await person.open("/my/eligibility")
    #expect(!person.page.text.contains(link))
    #expect(city.site.templates.missing.all == [])
  }

  @Test(
    "a sign-in that was somebody else’s is reported: every device out, the account locked until a proof"
  )
  func report() async throws {
    let city = try await ServiceCity.open()
    var other = try await city.caller("eligible")
    var own = try await city.caller("eligible")
    try await own.open("/account/sign-ins")
    let match = try #require(
      own.page.text.firstMatch(of: /\/account\/sign-ins\/[0-9]+\/report/))
    try await own.open(String(match.0))
    #expect(own.page.words.contains("所有设备立即退出"), "said before it is done")
    try await own.submit(to: String(match.0))
    #expect(own.page.path.contains("/sign-in?why=locked"))
    #expect(own.page.words.contains("账户已锁定"))
    #expect(own.cookies["luohu-session"] == nil)
    try await other.open("/my/tasks")
    #expect(other.page.path.hasPrefix("/sign-in?"), "\(other.page.path)")
    // A session of the very moment in which all were ended is ended too.
    city.clock.move(milliseconds: 1)
    try await own.signIn("eligible")
    try await own.open("/account/messages")
    #expect(own.page.words.contains("账户锁定已解除"))
    try await own.open("/account/sign-ins/999999/report")
    #expect(own.page.status == 403)
  }

  @Test("a session is ended from another; everywhere ends all")
  func sessions() async throws {
    let city = try await ServiceCity.open()
    var first = try await city.caller("eligible")
    var second = try await city.caller("eligible")
    try await second.api(.get, "/account/sessions")
    let open = try #require(second.page.json["sessions"] as? [[String: Any]])
    #expect(open.count == 2)
    let number = try #require(open.first { $0["here"] as? Bool == false }?["number"] as? Int)
    try await second.open("/account/sessions")
    try await second.submit(to: "/account/sessions/\(number)/end")
    #expect(second.page.words.contains("已退出该设备"))
    try await first.open("/my/tasks")
    #expect(first.page.path.contains("why=unknown"))
    try await first.signIn("eligible")
    try await second.open("/account/sessions")
    try await second.submit(to: "/account/sign-out-everywhere")
    #expect(second.page.path.contains("why=endedEverywhere"))
    try await first.open("/my/tasks")
    #expect(first.page.path.hasPrefix("/sign-in?"))
  }

  @Test("a role that is not held is refused, and the session goes on as it was")
  func roles() async throws {
    let city = try await ServiceCity.open()
    var caller = try await city.caller("eligible")
    try await caller.api(.post, "/account/role", "{\"role\": \"auditor\", \"scope\": \"whole\"}")
    #expect(caller.page.status == 409 && caller.page.json["code"] as? String == "account")
    try await caller.open("/account")
    #expect(caller.page.status == 200 && caller.page.words.contains("申请人"))
  }

  @Test("messages are marked as read by their owner alone")
  func messages() async throws {
    var bench = try await ApplicantBench.open()
    try await bench.openUnit()
    try await bench.ask()
    try await bench.answer()
    try await bench.person.open("/account/messages")
    #expect(bench.person.page.words.contains("单位已确认关联"))
    #expect(bench.person.page.text.contains("/my/association"), "leads to where it goes on")
    try await bench.person.api(.get, "/account/messages")
    let rows = try #require(bench.person.page.json["messages"] as? [[String: Any]])
    let number = try #require(rows.first?["number"] as? Int)
    var other = try await bench.city.caller("payerDiffers")
    try await other.api(.post, "/account/messages/read", "{\"number\": [\"\(number)\"]}")
    try await bench.person.open("/account/messages")
    #expect(bench.person.page.words.contains("全部标为已读"), "another’s reading changes nothing")
    try await bench.person.submit(to: "/account/messages/read")
    #expect(!bench.person.page.words.contains("全部标为已读"))
  }

  @Test("what was typed and not sent is listed with its form, and can be deleted")
  func drafts() async throws {
    var bench = try await ApplicantBench.undertaken()
    try await bench.person.open("/my/basics")
    try await bench.person.submit(
      ["maritalStatus": "married", "go": "check"], to: "/my/basics")
    #expect(bench.person.page.status == 422)
    try await bench.person.open("/account/drafts")
    #expect(bench.person.page.words.contains("填写基础信息"))
    try await bench.person.submit(to: "/account/drafts/delete")
    #expect(bench.person.page.words.contains("没有未提交的填写"))
  }

  @Test("contact is changed by its owner after a fresh proof; staff correct it at their provider")
  func contact() async throws {
    let city = try await ServiceCity.open()
    var caller = try await city.caller("eligible")
    try await caller.open("/account/contact")
    try await caller.submit(
      ["mail": "lin@", "sms": "138-0000-0000", "wanted": "mail", "language": "en"],
      to: "/account/contact")
    #expect(caller.page.status == 422)
    #expect(caller.page.text.contains("value=\"lin@\""))
    #expect(caller.page.words.contains("电子邮箱须如name@example.com"))
    try await caller.submit(
      ["mail": "lin@example.com", "sms": "+86 138-0000-0000", "wanted": "mail", "language": "en"],
      to: "/account/contact")
    #expect(caller.page.words.contains("联系方式已保存"))
    try await caller.api(.get, "/account/contact")
    #expect(caller.page.json["mail"] as? String == "lin@example.com")
    #expect(caller.page.json["sms"] as? String == "13800000000")
    #expect(caller.page.json["wanted"] as? [String] == ["mail"])
    #expect(caller.page.json["language"] as? String == "en")
    city.clock.move(milliseconds: 16 * 60_000)
    try await caller.open("/account/contact")
    try await caller.submit(["mail": ""], to: "/account/contact")
    #expect(caller.page.status == 403)
    var staff = try await city.caller("auditor-1")
    try await staff.open("/account/contact")
    #expect(!staff.page.text.contains("<form method=\"post\" action=\"/account/contact\""))
    #expect(!staff.page.text.contains("name=\"mail\""))
  }
}
