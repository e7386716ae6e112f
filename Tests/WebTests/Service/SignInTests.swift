import Casework
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import NIOCore
import Policy
import Testing

@testable import Web

@Suite("People sign in and out with the demo provider")
struct SignInTests {
  @Test(
    "everybody is led to where their role begins",
    arguments: [
      ("eligible", "申请人"), ("unit-good", "单位经办人"), ("window-1", "区窗口工作人员"),
      ("officer-1", "审核部门工作人员"), ("supervisor-1", "主管单位工作人员"), ("city-1", "市级业务管理员"),
      ("security-1", "安全管理员"), ("system-1", "系统管理员"), ("auditor-1", "监察审计"),
    ])
  func roles(subject: String, role: String) async throws {
    let city = try await ServiceCity.open()
    let caller = try await city.caller(subject)
    #expect(caller.page.status == 200, "\(caller.page.path)")
    #expect(caller.page.words.contains(role), "\(caller.page.words.prefix(300))")
  }

  @Test(
    "whoever comes unasked signs in first and comes back; after signing out the token is worth nothing"
  )
  func inAndOut() async throws {
    let city = try await ServiceCity.open()
    var caller = city.caller(.en)
    try await caller.open("/account")
    #expect(caller.page.path == "/en/sign-in?to=/account")
    #expect(caller.page.words.contains("Sign in"))
    try await caller.signIn("eligible", to: "/account")
    #expect(caller.page.path == "/en/account")
    let token = caller.cookies["luohu-session"]
    try await caller.submit(to: "/sign-out")
    #expect(caller.page.words.contains("You are signed out here"))
    #expect(caller.cookies["luohu-session"] == nil)
    caller.cookies["luohu-session"] = token
    try await caller.open("/account")
    #expect(caller.page.path.hasPrefix("/en/sign-in?to=/account&why=unknown"))
  }

  @Test("somebody who declines at the provider reads that they did")
  func declined() async throws {
    let city = try await ServiceCity.open()
    var caller = city.caller()
    try await caller.open("/sign-in/person?to=/my")
    try await caller.submit(["answer": "cancel"], to: "/demo-provider/authorize")
    #expect(caller.page.status == 403)
    #expect(caller.page.words.contains("您取消了登录"))
    #expect(caller.cookies.isEmpty, "\(caller.cookies.keys)")
  }

  @Test(
    "a provider that no longer vouches for somebody ends their session, one that is asked keeps it")
  func renewal() async throws {
    let city = try await ServiceCity.open()
    let caller = try await city.caller("eligible")
    let desk = SignInDesk(site: city.site, hall: city.hall)
    func request(_ cookies: [String: String]) -> Request {
      Request(
        head: HTTPRequest(
          method: .get, scheme: "http", authority: "localhost", path: "/account",
          headerFields: [
            .cookie: cookies.map { "\($0.key)=\($0.value)" }.joined(separator: "; ")
          ]), body: RequestBody(buffer: ByteBuffer()))
    }
    func after(_ seconds: Int) -> ProviderRenewal {
      let then = ServerClock.seconds() + seconds
      return ProviderRenewal { then }
    }
    func check(
      _ renewal: ProviderRenewal, _ cookies: [String: String]
    ) async throws -> ProviderRenewal.Outcome {
      let session = try #require(await desk.session(request(cookies)))
      return await renewal.check(session, request(cookies), desk)
    }
    guard case .unchanged = try await check(after(0), caller.cookies) else {
      Issue.record("asked before it was due")
      return
    }
    let due = after(ProviderRenewal.every + 2)
    guard case .renewed(let cookie) = try await check(due, caller.cookies) else {
      Issue.record("not renewed")
      return
    }
    #expect(cookie.value.hasPrefix("luohu-provider=") && cookie.value.contains("HttpOnly"))
    // A second page of the same browser, opened at the same time.
    guard case .unchanged = try await check(due, caller.cookies) else {
      Issue.record("a token that serves once was shown twice")
      return
    }
    #expect(await desk.session(request(caller.cookies)) != nil)
    // The first token has been used: for the provider that is a thief's.
    guard case .ended = try await check(after(2 * ProviderRenewal.every + 4), caller.cookies) else {
      Issue.record("not ended")
      return
    }
    #expect(await desk.session(request(caller.cookies)) == nil)
  }

  @Test("a token that was renewed goes with every answer, whatever becomes of the page")
  func renewedBesideFailure() async throws {
    let permission = PermissionRefusal(
      reason: .notYours, article: Article(document: "PLATFORM", place: "案卷"))
    let failures: [((any Error)?, Int)] = [
      (nil, 303), (StoreFailure.unavailable("u"), 503), (StoreFailure.ledgerClosed("r"), 503),
      (permission, 403), (Unknown(), 403), (Problem.argument("a", "1", "二", "two"), 422),
      (StoreFailure.corrupt("a fault of the program"), 500),
    ]
    for (failure, status) in failures {
      let city = try await ServiceCity.open(hasCycle: false)
      var caller = try await city.caller("eligible")
      let used = try #require(caller.cookies["luohu-provider"])
      let point = ServicePoint.page("/account", Wording("账户", "Account"), .enterService) { _ in
        if let failure { throw failure }
        return .going(to: "/account/messages")
      }
      let reading = try #require(point.reading)
      let then = ServerClock.seconds() + ProviderRenewal.every + 2
      let door = ServiceDoor(
        site: city.site, hall: city.hall, renewal: ProviderRenewal { then })
      let router = Router(context: SiteContext.self)
      router.get("/account") { request, context in
        await door.read(point, reading, .browser(.zh), request, context)
      }
      let cookies = caller.cookies.map { "\($0.key)=\($0.value)" }.joined(separator: "; ")
      let answer = try await Application(responder: router.buildResponder()).test(.router) {
        try await $0.execute(uri: "/account", method: .get, headers: [.cookie: cookies])
      }
      #expect(answer.status.code == status)
      let set = answer.headers[values: .setCookie].filter { $0.hasPrefix("luohu-provider=") }
      #expect(set.count == 1, "\(failure.map { "\($0)" } ?? "the page"): \(answer.headers)")
      let fresh = try #require(set.first?.dropFirst(15).prefix { $0 != ";" })
      #expect(fresh != used)
      // The provider takes the new one; the old one, shown again, would be a thief's.
      caller.cookies["luohu-provider"] = String(fresh)
      let next = ProviderRenewal { then + 2 * ProviderRenewal.every }
      let request = Request(
        head: HTTPRequest(
          method: .get, scheme: "http", authority: "localhost", path: "/account",
          headerFields: [
            .cookie: caller.cookies.map { "\($0.key)=\($0.value)" }.joined(separator: "; ")
          ]), body: RequestBody(buffer: ByteBuffer()))
      let desk = SignInDesk(site: city.site, hall: city.hall)
      let session = try #require(await desk.session(request))
      guard case .renewed = await next.check(session, request, desk) else {
        Issue.record("the token that was given does not renew")
        continue
      }
    }
  }
}
