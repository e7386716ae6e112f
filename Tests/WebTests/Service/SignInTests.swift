import HTTPTypes
import Hummingbird
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
      ("city-1", "市级业务管理员"), ("security-1", "安全管理员"), ("auditor-1", "监察审计"),
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
    let session = try #require(await desk.session(request(caller.cookies)))
    func after(_ seconds: Int) -> ProviderRenewal {
      let then = ServerClock.seconds() + seconds
      return ProviderRenewal { then }
    }
    func check(
      _ renewal: ProviderRenewal, _ cookies: [String: String]
    ) async -> ProviderRenewal.Outcome {
      await renewal.check(session, request(cookies), desk)
    }
    guard case .unchanged = await check(after(0), caller.cookies) else {
      Issue.record("asked before it was due")
      return
    }
    let due = after(ProviderRenewal.every + 2)
    guard case .renewed(let cookie) = await check(due, caller.cookies) else {
      Issue.record("not renewed")
      return
    }
    #expect(cookie.value.hasPrefix("luohu-provider=") && cookie.value.contains("HttpOnly"))
    // A second page of the same browser, opened at the same time.
    guard case .unchanged = await check(due, caller.cookies) else {
      Issue.record("a token that serves once was shown twice")
      return
    }
    #expect(await desk.session(request(caller.cookies)) != nil)
    // The first token has been used: for the provider that is a thief's.
    guard case .ended = await check(after(ProviderRenewal.every + 100), caller.cookies) else {
      Issue.record("not ended")
      return
    }
    #expect(await desk.session(request(caller.cookies)) == nil)
  }
}
