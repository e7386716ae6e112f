import Casework
import HTTPTypes
import Hummingbird
import Identity
import NIOCore
import PointsLaw
import Policy
import TestKit
import Testing
import Units

@testable import Web

extension Caller {
  /// Goes to the provider and answers there, but does not come back yet.
  ///
  /// - Returns: the address with the code that the provider sends the browser to.
  mutating func callback(_ subject: String, to path: String = "/my", _ more: String = "")
    async throws -> String
  {
    let audience = try city.audience(subject)
    try await send(
      .get, "/sign-in/\(audience.rawValue)?to=\(FormEncoding.percent(path))\(more)")
    try await send(.get, local(try #require(page.headers[.location])))
    let form = try #require(Form.all(page.text).first { $0.action.contains("/authorize") })
    let pairs = form.pairs.filter { $0.name != "account" } + [("account", subject)]
    try await send(
      .post, form.action, [.contentType: "application/x-www-form-urlencoded"],
      body: ByteBuffer(string: Caller.encoded(pairs)))
    return local(try #require(page.headers[.location]))
  }

  static func encoded(_ pairs: [(name: String, value: String)]) -> String {
    pairs.map { FormEncoding.percent($0.name) + "=" + FormEncoding.percent($0.value) }
      .joined(separator: "&")
  }

  private func local(_ address: String) -> String {
    address.hasPrefix(ServiceCity.address)
      ? String(address.dropFirst(ServiceCity.address.count)) : address
  }
}

/// Protects a session from whoever would take it over, or make somebody use theirs (会话安全).
@Suite("A session is its owner's alone")
struct AttackSessionTests {
  @Test("a token that was planted before signing in is worth nothing, before and after (fixation)")
  func fixation() async throws {
    let city = try await ServiceCity.open()
    var caller = city.caller()
    let planted = SessionToken(.system).cookie
    caller.cookies["luohu-session"] = planted
    try await caller.signIn("eligible")
    let token = try #require(caller.cookies["luohu-session"])
    #expect(token != planted)
    #expect(try await !city.letsIn(planted))
    #expect(try await city.letsIn(token))
  }

  @Test("signing in on a browser with somebody's session ends that session; nothing is shared")
  func takingOver() async throws {
    let city = try await ServiceCity.open()
    let attacker = try await city.caller("newcomer")
    let planted = attacker.cookies["luohu-session"]
    var victim = city.caller()
    victim.cookies = attacker.cookies
    try await victim.signIn("eligible")
    #expect(victim.cookies["luohu-session"] != planted)
    #expect(try await !city.letsIn(planted))
  }

  @Test("a callback works once, in the browser that asked, and with its own state")
  func replay() async throws {
    let city = try await ServiceCity.open()
    var caller = city.caller()
    let callback = try await caller.callback("eligible")
    let pending = caller.cookies

    var stranger = city.caller()
    try await stranger.send(.get, callback)
    #expect(stranger.page.status == 403)
    #expect(stranger.cookies["luohu-session"] == nil)

    var other = city.caller()
    _ = try await other.callback("newcomer")
    try await other.send(.get, callback)
    #expect(other.page.status == 403)
    #expect(other.cookies["luohu-session"] == nil)

    let state = try #require(callback.firstRange(of: "state="))
    var forged = city.caller()
    forged.cookies = pending
    try await forged.send(.get, callback[..<state.upperBound] + "AAAA")
    #expect(forged.page.status == 403)

    try await caller.send(.get, callback)
    #expect(caller.cookies["luohu-session"] != nil)
    caller.cookies = pending
    try await caller.send(.get, callback)
    #expect(caller.page.status == 403)
    #expect(caller.cookies["luohu-session"] == nil)
  }

  @Test("an answer of one provider does not serve at another's address (mix-up)")
  func mixUp() async throws {
    let city = try await ServiceCity.open()
    var caller = city.caller()
    let callback = try await caller.callback("eligible")
    try await caller.send(.get, callback.replacing("/sign-in/person/", with: "/sign-in/staff/"))
    #expect(caller.page.status == 403)
    #expect(caller.cookies["luohu-session"] == nil)
  }

  @Test("proving again gives a new token at once, and the old one is nobody's")
  func rotation() async throws {
    let city = try await ServiceCity.open()
    var caller = try await city.caller("eligible")
    let old = try #require(caller.cookies["luohu-session"])
    let callback = try await caller.callback("eligible", "&again=yes")
    try await caller.send(.get, callback)
    let new = try #require(caller.cookies["luohu-session"])
    #expect(new != old)
    #expect(try await !city.letsIn(old))
    #expect(try await city.letsIn(new))
  }

  @Test("proving again as somebody else is refused and changes nothing")
  func otherPerson() async throws {
    let city = try await ServiceCity.open()
    var caller = try await city.caller("eligible")
    let old = caller.cookies["luohu-session"]
    let callback = try await caller.callback("newcomer", "&again=yes")
    try await caller.send(.get, callback)
    #expect(caller.page.status == 403)
    #expect(caller.cookies["luohu-session"] == old)
    #expect(try await city.letsIn(old))
    // Both are in the owner’s history: the newest first, with the time, the provider and no level that was proved.
    try await caller.api(.get, "/account/sign-ins")
    let lines = try #require(caller.page.json["lines"] as? [[String: Any]], "\(caller.page.text)")
    #expect(lines.map { $0["kind"] as? String } == ["failed", "signedIn"])
    #expect(lines.map { $0["level"] as? String } == [nil, "L3"])
    #expect(lines.allSatisfy { $0["provider"] as? String == "person" })
    #expect(lines.allSatisfy { $0["at"] as? String == city.clock.now.description })
    // A failure is nothing of the other person’s.
    var other = try await city.caller("newcomer")
    try await other.api(.get, "/account/sign-ins")
    let others = try #require(other.page.json["lines"] as? [[String: Any]])
    #expect(others.map { $0["kind"] as? String } == ["signedIn"])
    for (language, word) in [(Language.zh, "失败"), (.en, "failed")] {
      caller.language = language
      try await caller.open("/account/sign-ins")
      #expect(
        caller.page.text.contains("<span class=\"tag tag-warn\">\(word)</span>"),
        "\(caller.page.text)")
    }
  }

  @Test("whoever fails to prove again has to wait, and the session is no worse for it")
  func failedProofs() async throws {
    let city = try await ServiceCity.open()
    var caller = try await city.caller("eligible")
    let token = caller.cookies["luohu-session"]
    // Five are free.
    for _ in 0..<6 {
      let callback = try await caller.callback("newcomer", "&again=yes")
      try await caller.send(.get, callback)
      #expect(caller.page.status == 403)
    }
    try await caller.send(.get, "/sign-in/person?to=%2Fmy&again=yes")
    #expect(caller.page.status == 429)
    #expect(caller.page.headers[.retryAfter] != nil)
    #expect(try await city.letsIn(token))
  }

  @Test("proving again without the provider's cookie still asks for a new proof")
  func freshProof() async throws {
    let city = try await ServiceCity.open()
    var caller = try await city.caller("eligible")
    caller.cookies["luohu-provider"] = nil
    try await caller.send(.get, "/sign-in/person?to=%2Fmy&again=yes")
    #expect(caller.page.headers[.location]?.contains("max_age=") == true)
    try await caller.send(.get, "/sign-in/person?to=%2Fmy")
    #expect(caller.page.headers[.location]?.contains("max_age=") == false)
  }

  @Test("another site's link to a new proof shows a page with a button, and draws on no limit")
  func foreignLinks() async throws {
    let city = try await ServiceCity.open(hasCycle: false)
    var caller = try await city.caller("eligible")
    let path = "/sign-in/person?to=%2Fmy&again=yes"
    // Ten at once are allowed.
    for site in Array(repeating: "cross-site", count: 10) + ["same-site"] {
      try await caller.send(.get, path, [.secFetchSite: site])
      #expect(caller.page.status == 200 && caller.page.text.contains("again=yes"))
      #expect(caller.cookies["luohu-pending"] == nil)
    }
    try await caller.send(.get, path, [.secFetchSite: "same-origin"])
    #expect(caller.page.status == 303 && caller.cookies["luohu-pending"] != nil)
    // Typed, or from a bookmark.
    try await caller.send(.get, path, [.secFetchSite: "none"])
    #expect(caller.page.status == 303)
  }

  @Test("whoever was locked is asked for a proof that the provider makes anew")
  func afterLock() async throws {
    let city = try await ServiceCity.open(hasCycle: false)
    var caller = city.caller()
    try await caller.send(.get, "/sign-in?why=locked")
    let link = String(
      try #require(caller.page.text.firstMatch(of: /href="([^"]*\/person[^"]*)"/)).1)
    try await caller.send(.get, link.replacing("&amp;", with: "&"))
    let location = try #require(caller.page.headers[.location])
    #expect(location.contains("prompt=login") && location.contains("max_age="))
    try await caller.send(.get, "/sign-in/person?to=%2Fmy&again=yes")
    #expect(caller.page.headers[.location]?.contains("prompt=") == false)
  }

  @Test("the provider's token is shown to whoever has just signed out, and to nobody later")
  func tokenOfAnother() async throws {
    let city = try await ServiceCity.open()
    var caller = try await city.caller("eligible")
    let kept = caller.cookies["luohu-provider"]
    // The session has ended by itself; somebody else sits down.
    caller.cookies["luohu-session"] = nil
    try await caller.send(.get, "/signed-out")
    #expect(caller.page.status == 200 && !caller.page.text.contains("id_token_hint"))
    #expect(caller.cookies["luohu-provider"] == nil)
    for (path, isShown) in [("/sign-out", true), ("/account/sign-out-everywhere", false)] {
      caller = try await city.caller("eligible")
      #expect(kept != nil && caller.cookies["luohu-provider"] != nil)
      try await caller.open("/account/sessions")
      try await caller.submit(to: path)
      if !isShown {
        #expect(caller.cookies["luohu-provider"] == nil)
        try await caller.open("/signed-out")
      }
      #expect(caller.page.text.contains("id_token_hint") == isShown, "\(path)")
      #expect(caller.cookies["luohu-session"] == nil && caller.cookies["luohu-provider"] == nil)
    }
  }

  @Test("after signing out the token is worth nothing, for pages and programs")
  func signedOut() async throws {
    let city = try await ServiceCity.open()
    var caller = try await city.caller("eligible")
    let token = caller.cookies["luohu-session"]
    try await caller.api(.post, "/sign-out", "{}")
    #expect(caller.page.status == 200, "\(caller.page.text)")
    #expect(try await !city.letsIn(token))
    try await caller.api(.post, "/sign-out", "{}")
    #expect(caller.page.status == 401)
    #expect(caller.page.headers[.wwwAuthenticate] == "Bearer realm=\"luohu\"")
    #expect(caller.page.json["code"] as? String == "signIn")
  }

  @Test("what is no token lets nobody in, and neither do two at once")
  func malformed() async throws {
    let city = try await ServiceCity.open()
    let caller = try await city.caller("eligible")
    let token = try #require(caller.cookies["luohu-session"])
    var bad = [
      "", "x", token + "A", String(token.dropLast()), token.uppercased(), token.lowercased(),
      "\(token) ", String(repeating: "A", count: 4000), "' OR 1=1 --", "../../etc", "%00",
    ]
    bad.removeAll { $0 == token }
    for text in bad where text != "\(token) " {
      var other = city.caller()
      try await other.send(
        .post, "/api/v1/sign-out",
        [.authorization: "Bearer \(text)", .contentType: "application/json"],
        body: ByteBuffer(string: "{}"))
      #expect(other.page.status == 401, "\(text.prefix(50))")
      try await other.send(.get, "/my", [.cookie: "luohu-session=\(text)"])
      #expect(other.page.headers[.location]?.hasPrefix("/sign-in") == true, "\(text.prefix(50))")
    }
    for cookie in [
      "luohu-session=\(token); luohu-session=\(token)x", "luohu-session=x; luohu-session=\(token)",
    ] {
      var other = city.caller()
      try await other.send(.get, "/my", [.cookie: cookie])
      #expect(other.page.headers[.location]?.hasPrefix("/sign-in") == true, "two cookies")
    }
    // A bearer that is none is not helped by a cookie beside it.
    var other = city.caller()
    try await other.send(
      .post, "/api/v1/sign-out",
      [
        .authorization: "Basic \(token)", .contentType: "application/json",
        .cookie: "luohu-session=\(token)",
      ], body: ByteBuffer(string: "{}"))
    #expect(other.page.status == 401)
    #expect(try await city.letsIn(token))
  }

  @Test("cookies are for this host alone; under encryption they never travel in the clear")
  func cookies() async throws {
    let name = try #require(WebAddress("https://luohu.example"))
    let tied = SessionCookie(name).setting(.session, "v").value
    #expect(tied == "__Host-luohu-session=v; Path=/; HttpOnly; SameSite=Lax; Secure")
    #expect(SessionCookie(name).removing(.session).value.hasSuffix("; Secure; Max-Age=0"))
    let city = try await ServiceCity.open()
    var caller = city.caller()
    try await caller.send(.get, try await caller.callback("eligible"))
    let set = caller.page.headers[values: .setCookie]
    #expect(set.count >= 2)
    for cookie in set {
      #expect(cookie.contains("; HttpOnly"), "\(cookie)")
      #expect(cookie.contains("; SameSite=Lax"), "\(cookie)")
      #expect(cookie.contains("; Path=/"), "\(cookie)")
      #expect(!cookie.contains("Domain"), "\(cookie)")
    }
  }

  @Test(
    "a disabled account and a role that was taken away hold in another process within five seconds"
  )
  func otherProcess() async throws {
    let city = try await ServiceCity.open()
    let other = try city.secondProcess()
    let one = try await city.caller("eligible")
    let two = try await city.caller("window-1")
    let here = try #require(one.cookies["luohu-session"])
    let there = try #require(two.cookies["luohu-session"])
    for token in [here, there] { #expect(try await other.letsIn(token)) }
    let number = try await city.account(ofToken: here)
    try await city.hall.accounts.disable(
      number,
      Actor(
        PartyID(account: 900_003), .security, level: .l4, provedAt: city.clock.now,
        receivedAt: city.clock.now, key: city.hall.freshKey()))
    try await city.dropRoles(of: try await city.account(ofToken: there))
    city.clock.move(milliseconds: 5000)
    for token in [here, there] { #expect(try await !other.letsIn(token)) }
  }
}

extension ServiceCity {
  /// Whether the service takes a token for somebody's.
  func letsIn(_ token: String?) async throws -> Bool {
    var caller = caller()
    try await caller.send(.get, "/my", [.cookie: "luohu-session=\(token ?? "")"])
    return caller.page.headers[.location]?.hasPrefix("/sign-in") != true
  }

  /// Another process on the same store, with what it remembers itself.
  func secondProcess() throws -> ServiceCity {
    let demands = try ActDemands.builtIn()
    let second = Hall(
      installation: hall.installation, accounts: hall.accounts,
      sessions: SessionDesk(cases, cases, demands, clock: hall.installation.clock),
      drafts: hall.drafts, limits: hall.limits, points: hall.points, notices: hall.notices,
      parties: hall.parties, demo: hall.demo, proof: hall.proof, evidence: hall.evidence,
      lists: hall.lists,
      address: hall.address)
    let site = try Site(
      library: .builtIn(), seal: self.site.seal, proof: hall.proof, hall: second)
    return ServiceCity(
      cases: cases, clock: clock, city: city, hall: second, site: site)
  }

  func account(ofToken token: String) async throws -> Int64 {
    let hash = try #require(SessionToken(cookie: token)).hash
    return try #require(try await cases.session(tokenHash: hash)).account
  }

  /// Takes every role of an account away, as its provider's next word does.
  func dropRoles(of number: Int64) async throws {
    let command = Command(
      key: hall.freshKey(), name: "DropRoles", party: .system, role: .system)
    _ = try await cases.perform(command) { unit in
      let id = DossierID(Account.kind, number)
      guard let dossier = try unit.dossier(id) else {
        throw StoreFailure.invalid("no account \(number)")
      }
      let body = dossier.body.replacing(/"grants": \[.*?\]/, with: "\"grants\": []")
      try unit.apply(
        DossierChange(
          id, seen: dossier.version, events: [.init("RolesDropped")], state: dossier.state,
          body: body, keys: dossier.keys))
      return []
    }
  }
}
