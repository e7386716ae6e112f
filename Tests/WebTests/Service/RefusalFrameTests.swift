import Casework
import PointsService
import Policy
import TestKit
import Testing

@testable import Web

@Suite("Whoever is refused keeps their account, the way out and the demonstration’s banner")
struct RefusalFrameTests {
  @Test(
    "pages that refuse somebody who is signed in stand in the frame of their role",
    arguments: Language.allCases)
  func frame(language: Language) async throws {
    let city = try await ServiceCity.staffed()
    var caller = try await city.caller("city-1", language)
    let prefix = language == .zh ? "" : "/en"
    for (path, status) in [
      ("/my/data", 403), ("/city/units/999999", 403), ("/audit", 403),
      ("/city/units?after=x", 422),
    ] {
      try await caller.open(path)
      let page = caller.page
      #expect(page.status == status, "\(path) \(page.words.prefix(200))")
      #expect(page.text.contains("<section class=\"who\""), "\(path): who is signed in")
      #expect(page.text.contains("href=\"\(prefix)/account\""), "\(path): the account")
      #expect(
        Caller.Form.all(page.text).contains { $0.action == "\(prefix)/sign-out" },
        "\(path): the way out")
      #expect(page.text.contains("<section class=\"demo\""), "\(path): it is a demonstration")
      #expect(page.text.contains("href=\"\(prefix)/city\""), "\(path): the role’s sections")
    }
    // The way out of such a page works.
    try await caller.submit(to: "/sign-out")
    #expect(caller.cookies["luohu-session"] == nil)
    // Nobody who is not signed in is shown an account.
    try await caller.open("/my/data")
    #expect(!caller.page.text.contains("<section class=\"who\""))
    #expect(city.site.templates.missing.all == [])
  }

  @Test(
    "every page says that it is a demonstration or a rehearsal, its time, and whether its registry is away",
    arguments: [Purpose.demo, .rehearsal, .service], Language.allCases)
  func banner(purpose: Purpose, language: Language) async throws {
    let city = try await ServiceCity.staffed(purpose: purpose)
    var caller = try await city.caller("city-1", language)
    func said(_ path: String = "/city") async throws -> String? {
      try await caller.open(path)
      return caller.page.text.firstMatch(of: /<section class="demo"[^>]*>(.*?)<\/section>/)
        .map { String($0.1).replacing(/<[^>]*>/, with: "") }
    }
    // PointsBench.filing
    let expected: [Purpose: (zh: String, en: String)] = [
      .demo: (
        "演示系统：人物与单位均为虚构，办理结果没有效力。系统时间：2020年7月20日 10:00。",
        "Demonstration: people and units are invented, and nothing that is done here has any effect. Its time: 20 July 2020 10:00."
      ),
      .rehearsal: (
        "演练系统：办理结果没有效力。系统时间：2020年7月20日 10:00。",
        "Rehearsal: nothing that is done here has any effect. Its time: 20 July 2020 10:00."
      ),
    ]
    let words = expected[purpose].map { language == .zh ? $0.zh : $0.en }
    #expect(try await said() == words)
    // Nor is anybody misled who has not signed in; pages that are kept say no time.
    for path in ["/", "/sign-in", "/calculator", "/verify", "/rules"] {
      let text = try await said(path)
      #expect((text == nil) == (words == nil), "\(path)")
      if let text { #expect(words?.hasPrefix(text) == true, "\(path): \(text)") }
    }
    guard purpose == .demo, let words else { return }
    city.city.outage = true
    let away = language == .zh ? "登记信息已停用。" : " The registry is switched off."
    #expect(try await said() == words + away)
  }

  @Test("a form that was sent from a page of another role is refused in the frame, too")
  func button() async throws {
    let city = try await ServiceCity.staffed()
    var caller = try await city.caller("city-1")
    try await caller.post("/my/association/cancel", [("token", "x")])
    #expect(caller.page.status == 403, "\(caller.page.words.prefix(200))")
    #expect(caller.page.text.contains("<section class=\"who\""))
  }
}
