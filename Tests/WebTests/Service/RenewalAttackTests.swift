import Casework
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import NIOCore
import PointsLaw
import Policy
import TestKit
import Testing
import Units

@testable import Identity
@testable import Web

/// Protects a provider's later word from whoever would rather not have it asked for (续期).
@Suite("Nobody gets round being asked about again (续期)")
struct RenewalAttackTests {
  private static func session(_ caller: Caller) async throws -> Casework.Session? {
    let hash = try #require(SessionToken(cookie: caller.cookies["luohu-session"] ?? "")).hash
    return try await caller.city.cases.session(tokenHash: hash)
  }

  /// Sets when the provider has to be asked about a browser's session; by default it is due.
  private static func set(
    _ caller: Caller, _ moment: Instant? = Instant(milliseconds: 1000)
  ) async throws {
    let session = try #require(try await session(caller))
    #expect(
      try await caller.city.cases.renew(session.number, from: session.renewAt, to: moment))
    caller.city.hall.sessions.forget(session)
  }

  private static func asked(_ caller: Caller) -> Int {
    caller.page.headers[values: .setCookie].count { $0.hasPrefix("luohu-provider=") }
  }

  /// By the machine's clock.
  private static func moment(after seconds: Int = 0) -> Instant {
    ProviderRenewal().moment(after: seconds)
  }

  /// Cookies that are none of a session's own.
  private static func foreign(_ city: ServiceCity) async throws -> [String?] {
    let same = try await city.caller("eligible").cookies["luohu-provider"]
    let other = try await city.caller("newcomer").cookies["luohu-provider"]
    return [nil, "x", same, other]
  }

  @Test(
    "without a cookie of its own a session ends when it is due, and not before: whoever has it signs in and comes back"
  )
  func pages() async throws {
    let city = try await ServiceCity.open(hasCycle: false)
    let to = "/account/messages?before=3"
    for cookie in try await Self.foreign(city) {
      var caller = try await city.caller("eligible")
      caller.cookies["luohu-provider"] = cookie
      try await caller.open("/account")
      #expect(caller.page.status == 200)
      try await Self.set(caller)
      try await caller.send(.get, to)
      #expect(
        caller.page.headers[.location]
          == "/sign-in?to=\(FormEncoding.percent(to))&why=unknown", "\(cookie ?? "none")")
      #expect(try await Self.session(caller) == nil)
      let token = caller.cookies["luohu-session"]
      #expect(try await !city.letsIn(token))
      try await caller.signIn("eligible", to: to)
      #expect(caller.page.path == to && caller.page.status == 200)
    }
    var twice = try await city.caller("eligible")
    let own = try #require(twice.cookies["luohu-provider"])
    twice.cookies["luohu-provider"] = "\(own); luohu-provider=\(own)"
    try await Self.set(twice)
    try await twice.send(.get, "/account")
    #expect(twice.page.headers[.location]?.hasPrefix("/sign-in?") == true)
  }

  @Test("the session whose cookie somebody else showed is none the worse, and renews with its own")
  func owner() async throws {
    let city = try await ServiceCity.open(hasCycle: false)
    var owner = try await city.caller("eligible")
    var thief = try await city.caller("eligible")
    thief.cookies["luohu-provider"] = owner.cookies["luohu-provider"]
    try await Self.set(thief)
    try await thief.send(.get, "/account")
    #expect(try await Self.session(thief) == nil)
    try await Self.set(owner)
    let earliest = Self.moment(after: ProviderRenewal.every)
    try await owner.send(.get, "/account")
    #expect(owner.page.status == 200 && Self.asked(owner) == 1)
    #expect(try #require(try await Self.session(owner)?.renewAt) >= earliest)
  }

  @Test(
    "a form that comes too late to ask loses nothing that was typed",
    arguments: Language.allCases)
  func forms(language: Language) async throws {
    let city = try await ServiceCity.open(hasCycle: false)
    var caller = try await city.caller("eligible", language)
    try await caller.open("/account/program")
    try await Self.set(caller)
    caller.cookies["luohu-provider"] = nil
    try await caller.submit(["name": "a < 名单"], to: "/account/program")
    #expect(caller.page.status == 403)
    #expect(caller.page.text.contains("value=\"a &lt; 名单\""), "\(caller.page.text)")
    #expect(caller.page.text.contains("/sign-in?to=/account/program"), "\(caller.page.text)")
    #expect(caller.page.words.contains(NotSignedIn.unknown.wording[language]))
    #expect(try await Self.session(caller) == nil)
    #expect(!city.cases.events.contains { $0.name == "ProgramAdmitted" })
  }

  @Test("the API is no way round it, with a cookie or with the token as a bearer")
  func programs() async throws {
    let city = try await ServiceCity.open(hasCycle: false)
    var caller = try await city.caller("eligible")
    try await caller.api(.get, "/account")
    #expect(caller.page.status == 200)
    try await Self.set(caller)
    for _ in 0..<2 {
      try await caller.api(.get, "/account")
      #expect(caller.page.status == 401 && caller.page.json["code"] as? String == "signIn")
      #expect(caller.page.json["detail"] as? String == NotSignedIn.unconfirmed.wording.zh)
      try await caller.api(.post, "/my/eligibility/check", "{}")
      #expect(caller.page.status == 401)
    }
    // Its browser has the cookie: it is asked, and the bearer serves again.
    try await caller.send(.get, "/api/v1/account")
    #expect(caller.page.status == 200 && Self.asked(caller) == 1)
    try await caller.api(.get, "/account")
    #expect(caller.page.status == 200)
    try await Self.set(caller)
    caller.cookies["luohu-provider"] = nil
    try await caller.send(.get, "/api/v1/account")
    #expect(caller.page.status == 401)
    #expect(try await Self.session(caller) == nil)
  }

  @Test("a program's own token goes on when its owner's browser is signed out")
  func programToken() async throws {
    let city = try await ServiceCity.open(hasCycle: false)
    var owner = try await city.caller("eligible")
    try await owner.open("/account/program")
    try await owner.submit(["name": "名单同步"], to: "/account/program")
    var program = city.caller()
    program.cookies["luohu-session"] = owner.page.words.split(separator: " ").map(String.init)
      .first { SessionToken(cookie: $0) != nil }
    #expect(try await Self.session(program)?.renewAt == nil)
    try await Self.set(owner)
    owner.cookies["luohu-provider"] = nil
    try await owner.send(.get, "/account")
    #expect(try await Self.session(owner) == nil)
    try await program.api(.get, "/account")
    #expect(program.page.status == 200, "\(program.page.text)")
  }

  @Test("a session of which nobody knows, as one from before, goes on without a cookie")
  func unknown() async throws {
    let city = try await ServiceCity.open(hasCycle: false)
    var caller = try await city.caller("eligible")
    try await Self.set(caller, nil)
    for cookie in try await Self.foreign(city) {
      caller.cookies["luohu-provider"] = cookie
      try await caller.open("/account")
      #expect(caller.page.status == 200 && Self.asked(caller) == 0)
      try await caller.api(.get, "/account")
      #expect(caller.page.status == 200)
    }
    #expect(try await Self.session(caller)?.renewAt == nil)
  }

  @Test(
    "where no token to ask with comes along, or one that is not kept, nobody is asked about",
    arguments: [nil, 701, 700] as [Int?])
  func noToken(length: Int?) async throws {
    let city = try await ServiceCity.open(hasCycle: false).answering { request, told in
      guard request.form?["grant_type"] == "authorization_code" else { return }
      told["refresh_token"] = length.map { JSONValue.text(String(repeating: "r", count: $0)) }
    }
    let caller = try await city.caller("eligible")
    #expect((try await Self.session(caller)?.renewAt == nil) == (length != 700))
  }

  @Test(
    "a provider that is away ends nobody who could be asked about, and is asked again in a minute"
  )
  func away() async throws {
    let city = try await ServiceCity.open(hasCycle: false).answering {
      request, _ throws(OutgoingFault) in
      if request.form?["grant_type"] == "refresh_token" { throw OutgoingFault.broken }
    }
    var caller = try await city.caller("eligible")
    try await Self.set(caller)
    let (soon, late) = (Self.moment(after: ProviderRenewal.pause), ProviderRenewal.every)
    try await caller.send(.get, "/account")
    #expect(caller.page.status == 200 && Self.asked(caller) == 0)
    let next = try #require(try await Self.session(caller)?.renewAt)
    #expect(next >= soon && next < Self.moment(after: late))
    try await caller.api(.get, "/account")
    #expect(caller.page.status == 200)
    caller.cookies["luohu-provider"] = nil
    try await caller.send(.get, "/account")
    #expect(caller.page.status == 200, "not due")
    try await Self.set(caller)
    try await caller.send(.get, "/account")
    #expect(caller.page.status == 303)
    #expect(try await Self.session(caller) == nil)
  }

  @Test("of many requests at a time one asks, in whatever process; its answer has the next token")
  func together() async throws {
    let city = try await ServiceCity.open(hasCycle: false)
    let second = try city.secondProcess()
    var caller = try await city.caller("eligible")
    let used = caller.cookies["luohu-provider"]
    try await Self.set(caller)
    let done = try await withThrowingTaskGroup(of: Caller.self) { group -> [Caller] in
      for number in 0..<16 {
        group.addTask { [cookies = caller.cookies] in
          var one = Caller(city: number % 2 == 0 ? city : second, language: .zh)
          one.cookies = cookies
          try await one.send(.get, number % 4 < 2 ? "/account" : "/api/v1/account")
          return one
        }
      }
      return try await group.reduce(into: []) { $0.append($1) }
    }
    #expect(done.allSatisfy { $0.page.status == 200 })
    #expect(done.map(Self.asked).reduce(0, +) == 1)
    let renewed = try #require(done.first { Self.asked($0) == 1 })
    caller.cookies = renewed.cookies
    #expect(caller.cookies["luohu-provider"] != used)
    try await Self.set(caller)
    try await caller.send(.get, "/account")
    #expect(caller.page.status == 200 && Self.asked(caller) == 1)
    // The first has been used: for the provider it is a thief's.
    caller.cookies["luohu-provider"] = used
    try await Self.set(caller)
    try await caller.send(.get, "/account")
    #expect(caller.page.status == 303)
    #expect(try await Self.session(caller) == nil)
  }

  @Test(
    "a new proof brings the next token to the same session, and is asked for also when it is due"
  )
  func stepUp() async throws {
    let city = try await ServiceCity.open(hasCycle: false)
    var caller = try await city.caller("eligible")
    let before = try #require(try await Self.session(caller))
    try await Self.set(caller)
    let now = Self.moment()
    let callback = try await caller.callback("eligible", to: "/my", "&again=yes")
    try await caller.send(.get, callback)
    let after = try #require(try await Self.session(caller))
    #expect(after.number == before.number && after.tokenHash != before.tokenHash)
    #expect(try #require(after.renewAt) > now)
    try await Self.set(caller)
    try await caller.send(.get, "/account")
    #expect(caller.page.status == 200 && Self.asked(caller) == 1)
  }

  @Test("a role that was taken away is gone for the first request that is due, whatever it is")
  func roleGone() async throws {
    let city = try await ServiceCity.open(hasCycle: false)
    let changed = try city.answering { request, told in
      guard request.address.hasSuffix("/userinfo") else { return }
      told[DemoClaims.roles] = .list([.text("auditor")])
    }
    for isForm in [false, true] {
      var caller = try await city.caller("window-1")
      try await caller.open("/account/sessions")
      let form = try #require(
        Caller.Form.all(caller.page.text).first { $0.action.hasSuffix("/sign-out-everywhere") })
      try await Self.set(caller)
      var later = Caller(city: changed, language: .zh)
      later.cookies = caller.cookies
      if isForm {
        try await later.send(form) { _ in "" }
        #expect(later.page.status == 403)
        #expect(later.page.words.contains(NotSignedIn.roleEnded.wording.zh))
      } else {
        try await later.send(.get, "/api/v1/account")
        #expect(later.page.status == 401)
        #expect(later.page.json["detail"] as? String == NotSignedIn.roleEnded.wording.en)
      }
      #expect(Self.asked(later) == 1, "the next token comes along all the same")
    }
  }

  @Test("what was received in time is in time, however long the provider takes to answer")
  func slow() async throws {
    let city = try await ServiceCity.open(hasCycle: false)
    let clock = city.clock
    let slow = try city.answering { request, _ in
      if request.form?["grant_type"] == "refresh_token" { clock.move(milliseconds: 5000) }
    }
    let caller = try await city.caller("eligible")
    try await Self.set(caller)
    let begun = clock.now
    let point = ServicePoint.button("/account/x", Wording("办理", "Do"), .enterService) { visit in
      #expect(visit.actor.receivedAt == begun)
      return Outcome("service.done.keepMine", next: "/account")
    }
    let doing = try #require(point.doing)
    let door = ServiceDoor(site: slow.site, hall: slow.hall)
    let router = Router(context: SiteContext.self)
    router.post("/account/x") { request, context in
      await door.act(point, doing, .program(.zh), request, context)
    }
    let cookies = caller.cookies.map { "\($0.key)=\($0.value)" }.joined(separator: "; ")
    let answer = try await Application(responder: router.buildResponder()).test(.router) {
      try await $0.execute(
        uri: "/account/x", method: .post,
        headers: [.cookie: cookies, .contentType: "application/json"],
        body: ByteBuffer(string: "{}"))
    }
    #expect(answer.status == .ok)
    #expect(clock.now == begun.adding(milliseconds: 5000))
  }

  @Test(
    "the page after signing out takes nothing from whoever is still there, and all from the others"
  )
  func signedOut() async throws {
    let city = try await ServiceCity.open(hasCycle: false)
    var caller = try await city.caller("eligible")
    try await caller.send(.get, "/signed-out")
    #expect(caller.cookies["luohu-provider"] != nil)
    try await caller.open("/account/sessions")
    try await Self.set(caller)
    try await caller.submit(to: "/sign-out")
    #expect(caller.page.text.contains("id_token_hint"))
    #expect(caller.cookies["luohu-session"] == nil && caller.cookies["luohu-provider"] == nil)
  }
}

extension ServiceCity {
  /// The same city with a provider that answers otherwise: what it tells in JSON can be changed.
  func answering(
    _ change:
      @escaping @Sendable (OutgoingRequest, inout [String: JSONValue]) throws(OutgoingFault) -> Void
  ) throws -> ServiceCity {
    let demo = try #require(hall.demo)
    let link = OutgoingLink { request throws(OutgoingFault) in
      var answer = try await demo.link.send(request)
      guard case .object(var told)? = JSONValue(json: answer.body) else { return answer }
      try change(request, &told)
      answer.body = JSONValue.object(told).bytes
      return answer
    }
    let clock = clock
    let changed = Hall(
      installation: hall.installation, accounts: hall.accounts, sessions: hall.sessions,
      drafts: hall.drafts, limits: hall.limits, points: hall.points, notices: hall.notices,
      parties: RelyingParties(
        demo.providers.providers.map { provider in
          RelyingParty(
            provider, link, .demo, clock: clock.city, steady: { clock.now.milliseconds })
        }),
      demo: demo, demoCity: hall.demoCity, proof: hall.proof, evidence: nil, lists: hall.lists,
      address: hall.address)
    let site = try Site(
      library: .builtIn(), seal: self.site.seal, proof: hall.proof, hall: changed)
    return ServiceCity(cases: cases, clock: clock, city: city, hall: changed, site: site)
  }
}
