import Casework
import HTTPTypes
import NIOCore
import PointsService
import Policy
import TestKit
import Testing
import Units

@testable import Web

/// Protects accounts from tokens that their owners gave to programs (程序令牌).
@Suite("A token for a program is made in a browser, shown once, and does less than its owner")
struct ProgramTokenTests {
  /// Makes one on its page.
  private static func made(_ caller: inout Caller, _ name: String = "名单同步") async throws -> String {
    try await caller.open("/account/sign-ins")
    #expect(caller.page.text.contains("/account/program\""))
    try await caller.open("/account/program")
    try await caller.submit(["name": name], to: "/account/program")
    #expect(caller.page.status == 200, "\(caller.page.words.prefix(400))")
    let tokens = caller.page.words.split(separator: " ").map(String.init)
      .filter { SessionToken(cookie: $0) != nil }
    return try #require(tokens.first)
  }

  @Test("it is shown once with its limits, and listed by its name", arguments: Language.allCases)
  func page(language: Language) async throws {
    let city = try await ServiceCity.open()
    var caller = try await city.caller("eligible", language)
    try await caller.open("/account/program")
    #expect(caller.page.words.contains(language == .zh ? "30分钟" : "30 minutes"))
    #expect(caller.page.words.contains(language == .zh ? "8小时" : "8 hours"))
    try await caller.submit(["name": " "], to: "/account/program")
    #expect(caller.page.status == 422 && caller.page.text.contains("id=\"f-name-error\""))
    let token = try await Self.made(&caller, "名单同步")
    #expect(caller.page.words.contains("名单同步"))
    #expect(caller.page.headers[.setCookie] == nil && caller.cookies["luohu-session"] != token)
    for path in ["/account/sessions", "/account/sign-ins", "/account/program", "/my/data?open=yes"]
    {
      try await caller.open(path)
      #expect(!caller.page.text.contains(token), "\(path)")
      if path.contains("si") {
        #expect(caller.page.words.contains("名单同步"), "\(path): \(caller.page.words)")
      }
    }
    #expect(!city.cases.events.contains { $0.body.contains(token) || $0.body.contains("名单同步") })
    try await caller.api(.get, "/account/sign-ins")
    let lines = try #require(caller.page.json["lines"] as? [[String: Any]])
    #expect(lines.contains { $0["kind"] as? String == "program" })
    #expect(city.site.templates.missing.all == [])
  }

  @Test("it acts in its owner’s name over the API, and is nobody’s in a browser")
  func use() async throws {
    let city = try await ServiceCity.open()
    var owner = try await city.caller("eligible")
    let token = try await Self.made(&owner)
    var program = city.caller()
    program.cookies["luohu-session"] = token
    try await program.api(.get, "/account")
    #expect(program.page.status == 200, "\(program.page.text)")
    #expect((program.page.json["role"] as? [String: Any])?["role"] as? String == "applicant")
    try await program.api(.post, "/my/eligibility/check", "{}")
    #expect(program.page.status == 200, "\(program.page.text)")
    try await program.api(.get, "/account/sessions")
    let sessions = try #require(program.page.json["sessions"] as? [[String: Any]])
    #expect(sessions.count { $0["program"] as? Bool == true && $0["here"] as? Bool == true } == 1)
    try await program.api(.post, "/my/data/export", "{}")
    #expect(program.page.status == 403 && program.page.json["code"] as? String == "stepUp")
    try await owner.api(.post, "/my/data/export", "{}")
    #expect(owner.page.status == 200, "its owner has just proved who they are")
    try await program.api(
      .post, "/account/role", "{\"role\": \"applicant\", \"scope\": \"whole\"}")
    #expect(program.page.status == 409 && program.page.json["code"] as? String == "account")
    try await program.api(.post, "/account/program", "{\"name\": \"x\"}")
    #expect(program.page.status == 404, "programs make none")
    try await program.api(.get, "/account")
    #expect(program.page.status == 200, "and the token is what it was")
    // As a cookie it opens nothing, neither pages nor the API, and no step-up goes on from it.
    try await program.send(.get, "/api/v1/account")
    #expect(program.page.status == 401)
    try await program.send(.get, "/account")
    #expect(
      program.page.status == 303 && program.page.headers[.location]?.hasPrefix("/sign-in") == true)
    try await program.send(.get, "/sign-in/again?to=/account")
    #expect(program.page.headers[.location]?.hasPrefix("/sign-in?") == true)
  }

  @Test("it ends from its owner’s list alone, and everywhere; an old proof makes none")
  func ends() async throws {
    let city = try await ServiceCity.open()
    var owner = try await city.caller("eligible")
    var program = city.caller()
    program.cookies["luohu-session"] = try await Self.made(&owner)
    try await owner.api(.get, "/account/sessions")
    let sessions = try #require(owner.page.json["sessions"] as? [[String: Any]])
    let number = try #require(
      sessions.first { $0["program"] as? Bool == true }?["number"] as? Int)
    try await owner.open("/account/sessions")
    try await owner.submit(to: "/account/sessions/\(number)/end")
    try await program.api(.get, "/account")
    #expect(program.page.status == 401)
    program.cookies["luohu-session"] = try await Self.made(&owner)
    city.clock.move(milliseconds: 16 * 60_000)
    try await owner.open("/account/program")
    try await owner.submit(["name": "another"], to: "/account/program")
    #expect(owner.page.status == 403 && owner.page.text.contains("value=\"another\""))
    #expect(owner.page.text.contains("/sign-in/again?to="))
    try await owner.open("/account/sessions")
    try await owner.submit(to: "/account/sign-out-everywhere")
    try await program.api(.get, "/account")
    #expect(program.page.status == 401)
  }
}
