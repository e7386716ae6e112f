import Casework
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import NIOCore
import PointsLaw
import PointsService
import Policy
import TestKit
import Testing
import Units

@testable import Identity
@testable import Web

/// What a provider says when it is asked again, and what is told of roles that it could not give.
@Suite("A provider's later word holds (续期)")
struct RenewalEffectTests {
  typealias Claims = [String: JSONValue]

  /// The city's hall, where the provider says something else when it is asked again.
  ///
  /// - Parameter identifies: whether identity numbers of staff are read as well.
  private static func hall(
    _ city: ServiceCity, token: @escaping @Sendable (inout Claims) -> Void = { _ in },
    userinfo: @escaping @Sendable (inout Claims) -> Void = { _ in }, isAway: Bool = false,
    identifies: Bool = false
  ) throws -> Hall {
    let demo = try #require(city.hall.demo)
    let link = OutgoingLink { request throws(OutgoingFault) in
      if isAway, request.address.hasSuffix("/userinfo") { throw OutgoingFault.broken }
      var answer = try await demo.link.send(request)
      guard case .object(var told)? = JSONValue(json: answer.body) else { return answer }
      if request.form?["grant_type"] == "refresh_token", let text = told["id_token"]?.text,
        case .object(var claims)? = demo.key.claims(of: text)
      {
        token(&claims)
        told["id_token"] = demo.key.token(.object(claims)).map { .text($0) }
      } else if request.address.hasSuffix("/userinfo") {
        userinfo(&told)
      } else {
        return answer
      }
      answer.body = JSONValue.object(told).bytes
      return answer
    }
    let clock = city.clock
    return Hall(
      installation: city.hall.installation, accounts: city.hall.accounts,
      sessions: city.hall.sessions, drafts: city.hall.drafts, limits: city.hall.limits,
      points: city.hall.points, notices: city.hall.notices,
      parties: RelyingParties(
        demo.providers.providers.map { provider in
          var provider = provider
          if identifies { provider.claims.identityNumber = ClaimPath(DemoClaims.identityNumber) }
          return RelyingParty(
            provider, link, .demo, clock: clock.city, steady: { clock.now.milliseconds })
        }),
      demo: demo, proof: city.hall.proof, evidence: nil, lists: city.hall.lists,
      address: city.hall.address)
  }

  private static func request(_ caller: Caller) -> Request {
    Request(
      head: HTTPRequest(
        method: .get, scheme: "http", authority: "localhost", path: "/account",
        headerFields: [
          .cookie: caller.cookies.map { "\($0.key)=\($0.value)" }.joined(separator: "; ")
        ]), body: RequestBody(buffer: ByteBuffer()))
  }

  /// Asks the provider again, when it is due.
  private static func check(
    _ caller: Caller, _ hall: Hall
  ) async throws -> ProviderRenewal.Outcome {
    let desk = SignInDesk(site: caller.city.site, hall: hall)
    let session = try #require(await desk.session(request(caller)))
    let then = ServerClock.seconds() + ProviderRenewal.every + 2
    return await ProviderRenewal { then }.check(session, request(caller), desk)
  }

  @Test("for somebody else it vouches for nobody here: the session ends")
  func otherSubject() async throws {
    let city = try await ServiceCity.open(hasCycle: false)
    let caller = try await city.caller("eligible")
    let hall = try Self.hall(city, token: { $0["sub"] = .text("newcomer") })
    guard case .ended = try await Self.check(caller, hall) else {
      Issue.record("the session goes on")
      return
    }
    #expect(try await !city.letsIn(caller.cookies["luohu-session"]))
  }

  @Test("a role that it does not name any more is gone at once")
  func roleGone() async throws {
    let city = try await ServiceCity.open(hasCycle: false)
    var caller = try await city.caller("window-1")
    let hall = try Self.hall(
      city, userinfo: { $0[DemoClaims.roles] = .list([.text("auditor")]) })
    guard case .renewed = try await Self.check(caller, hall) else {
      Issue.record("the role is still there")
      return
    }
    try await caller.open("/window")
    #expect(caller.page.path.contains("why=roleEnded"), "\(caller.page.path)")
  }

  @Test("a lower level lowers the session, and the page that asked is drawn with it")
  func lowerLevel() async throws {
    let city = try await ServiceCity.open(hasCycle: false)
    let caller = try await city.caller("eligible")
    let hall = try Self.hall(city, token: { $0["acr"] = .text(DemoClaims.acr(.l2)) })
    let point = ServicePoint.page("/account", Wording("账户", "Account"), .enterService) { visit in
      #expect(visit.session.level == .l2 && visit.actor.level == .l2)
      return .going(to: "/account/messages")
    }
    let reading = try #require(point.reading)
    let then = ServerClock.seconds() + ProviderRenewal.every + 2
    let door = ServiceDoor(site: city.site, hall: hall, renewal: ProviderRenewal { then })
    let router = Router(context: SiteContext.self)
    router.get("/account") { request, context in
      await door.read(point, reading, .browser(.zh), request, context)
    }
    let cookies = caller.cookies.map { "\($0.key)=\($0.value)" }.joined(separator: "; ")
    let answer = try await Application(responder: router.buildResponder()).test(.router) {
      try await $0.execute(uri: "/account?a=b", method: .get, headers: [.cookie: cookies])
    }
    #expect(answer.status == .seeOther)
    #expect(answer.headers[.location] == "/account/messages")
    let set = answer.headers[values: .setCookie].filter { $0.hasPrefix("luohu-provider=") }
    #expect(set.count == 1)
    let desk = SignInDesk(site: city.site, hall: city.hall)
    #expect(await desk.session(Self.request(caller))?.level == .l2)
  }

  @Test(
    "what could not be had now is asked for again soon, what is not believed after a quarter of an hour",
    arguments: [true, false])
  func again(isAway: Bool) async throws {
    let city = try await ServiceCity.open(hasCycle: false)
    let caller = try await city.caller("window-1")
    let hall = try Self.hall(
      city, token: { if !isAway { $0["aud"] = .text("another") } }, isAway: isAway)
    let now = ServerClock.seconds()
    guard case .renewed = try await Self.check(caller, hall) else {
      Issue.record("the token for renewing is lost")
      return
    }
    let token = try #require(caller.cookies["luohu-session"])
    let next = try #require(try await city.session(token).renewAt)
    let asked = next.milliseconds / 1000 - Int64(now + ProviderRenewal.every)
    // Seconds of the machine may pass meanwhile, minutes do not.
    #expect((asked < Int64(ProviderRenewal.pause) * 2) == isAway)
  }

  @Test("what it cannot be believed is no reason to end a session, and is reported")
  func flaw() async throws {
    let city = try await ServiceCity.open(hasCycle: false)
    let caller = try await city.caller("eligible")
    let hall = try Self.hall(city, token: { $0["aud"] = .text("another") })
    guard case .renewed = try await Self.check(caller, hall) else {
      Issue.record("the token for renewing is lost")
      return
    }
    #expect(try await city.letsIn(caller.cookies["luohu-session"]))
  }

  @Test(
    "who signs in without a role that the provider names reads which, and finds it in the history")
  func lostRole() async throws {
    let city = try await ServiceCity.open(hasCycle: false)
    var caller = city.caller(.en)
    try await caller.signIn("window-lost", to: "/work")
    #expect(caller.page.path.hasPrefix("/en/sign-in/lost?"))
    #expect(
      caller.page.words.contains(
        "you did not get them: district window officer. The identity provider does not say where"),
      "\(caller.page.words)")
    #expect(!caller.page.words.contains("held together"))
    #expect(caller.page.text.contains("href=\"/en/work\""))
    try await caller.open("/account/sign-ins")
    #expect(caller.page.words.contains("not given: District window"), "\(caller.page.words)")
    try await caller.open("/sign-in/lost?roles=nobody,%3Cb%3E&to=/account")
    #expect(caller.page.path == "/en/account")
    var nobody = city.caller()
    try await nobody.open("/sign-in/lost?roles=auditor&to=/rules")
    #expect(nobody.page.path == "/rules", "nobody is told that they are signed in")
  }

  @Test("who gets no role at all reads which one was lost, and is not let in")
  func noRole() async throws {
    let city = try await ServiceCity.open(hasCycle: false)
    var caller = city.caller()
    let callback = try await caller.callback("window-none")
    try await caller.send(.get, callback)
    #expect(caller.page.status == 403 && caller.cookies["luohu-session"] == nil)
    #expect(caller.page.words.contains("没有可用的角色，不能登录"), "\(caller.page.words)")
    #expect(caller.page.words.contains("没有给出“区窗口工作人员”的范围"), "\(caller.page.words)")
    #expect(caller.page.words.contains("请联系安全管理员"))
  }

  /// The city, where the provider says of every member of staff that they are one human being, with these roles.
  private static func oneHand(_ roles: [Role], _ city: ServiceCity) throws -> ServiceCity {
    let number = try #require(city.city.people.first).number.full
    let hall = try hall(
      city,
      userinfo: {
        $0[DemoClaims.identityNumber] = .text(number)
        $0[DemoClaims.roles] = .list(roles.map { .text($0.rawValue) })
      }, identifies: true)
    let site = try Site(
      library: .builtIn(), seal: city.site.seal, proof: city.hall.proof, hall: hall)
    return ServiceCity(
      cases: city.cases, clock: city.clock, city: city.city, hall: hall, site: site)
  }

  @Test("roles that nobody holds together are named, with the reason and whom to ask (三员分立)")
  func apart() async throws {
    let city = try await ServiceCity.open(hasCycle: false)
    var first = try Self.oneHand([.security, .auditor], city).caller()
    try await first.signIn("security-1", to: "/account")
    #expect(first.page.path.hasPrefix("/sign-in/lost?"), "\(first.page.path)")
    let reason =
      "“监察审计”与您（含您的其他账户）已有的“安全管理员”不能由同一人担任：系统管理员、安全管理员、审计员三员分立，不得兼任。请联系安全管理员。"
    #expect(first.page.words.contains(reason), "\(first.page.words)")
    // From another account of the same human being: no role is left, and no session.
    var other = try Self.oneHand([.auditor], city).caller()
    let callback = try await other.callback("auditor-1")
    try await other.send(.get, callback)
    #expect(other.page.status == 403 && other.cookies["luohu-session"] == nil)
    #expect(
      other.page.words.contains("没有可用的角色，不能登录。身份认证平台给出了以下角色，但本次登录没有取得：监察审计。" + reason),
      "\(other.page.words)")
    // What does not conflict is not said to, whatever an address names.
    try await first.open("/sign-in/lost?roles=window&held=applicant,nobody&to=/account")
    #expect(first.page.words.contains("没有给出“区窗口工作人员”的范围"))
    #expect(!first.page.words.contains("不能由同一人担任"))
  }
}
