import Casework
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Identity
import NIOCore
import Testing

@testable import Web

/// The address at which providers say that a session of theirs is over.
@Suite("A provider’s session ends, and ours with it (前端通道登出)")
struct ProviderEndTests {
  static let issuer = "\(ServiceCity.address)\(DemoProviderPath.root)"

  /// The provider's number of a browser's session.
  private static func sid(_ caller: Caller) async throws -> String {
    let desk = SignInDesk(site: caller.city.site, hall: caller.city.hall)
    let cookies = caller.cookies.map { "\($0.key)=\($0.value)" }.joined(separator: "; ")
    let request = Request(
      head: HTTPRequest(
        method: .get, scheme: "http", authority: "localhost", path: "/account",
        headerFields: [.cookie: cookies]), body: RequestBody(buffer: ByteBuffer()))
    let session = try #require(await desk.session(request))
    return try #require(session.providerSession)
  }

  private static func isIn(_ caller: Caller) async throws -> Bool {
    var caller = caller
    try await caller.send(.get, "/account")
    return caller.page.status == 200
  }

  private static func notice(_ provider: String, _ iss: String?, _ sid: String?) -> String {
    let pairs = [iss.map { "iss=\(FormEncoding.percent($0))" }, sid.map { "sid=\($0)" }]
    return "/sign-in/\(provider)/ended?" + pairs.compactMap(\.self).joined(separator: "&")
  }

  @Test(
    "right provider, issuer and session end it at once, in every browser that has it, and no other")
  func ends() async throws {
    let city = try await ServiceCity.open(hasCycle: false)
    let one = try await city.caller("eligible")
    let other = try await city.caller("eligible")
    let somebody = try await city.caller("newcomer")
    // The provider's frame sends no cookie of ours.
    var frame = city.caller()
    try await frame.send(.get, Self.notice("person", Self.issuer, try await Self.sid(one)))
    #expect(frame.page.status == 200 && frame.page.text == "\n")
    #expect(frame.page.headers[.cacheControl] == "no-store")
    #expect(try await !Self.isIn(one))
    var program = one
    try await program.api(.get, "/account")
    #expect(program.page.status == 401, "nor is it of use to a program")
    #expect(try await Self.isIn(other), "another session of the same person")
    #expect(try await Self.isIn(somebody))
  }

  @Test("whatever else is said ends nothing, and is answered in the same way")
  func endsNothing() async throws {
    let city = try await ServiceCity.open(hasCycle: false)
    let caller = try await city.caller("eligible")
    let clerk = try await city.caller("unit-good")
    let sid = try await Self.sid(caller)
    let foreign = try await Self.sid(clerk)
    var frame = city.caller()
    // What an end that was right is answered with.
    var gone = try await city.caller("newcomer")
    try await frame.send(.get, Self.notice("person", Self.issuer, try await Self.sid(gone)))
    let right = frame.page
    try await gone.send(.get, "/account")
    #expect(gone.page.status != 200)
    for path in [
      Self.notice("person", Self.issuer, "nobody"), Self.notice("person", Self.issuer, foreign),
      Self.notice("person", "https://other.example", sid), Self.notice("entity", Self.issuer, sid),
      Self.notice("staff", Self.issuer, sid), Self.notice("person", Self.issuer, nil),
      Self.notice("person", Self.issuer, ""), Self.notice("person", nil, sid),
      Self.notice("person", nil, nil), Self.notice("person", Self.issuer, "\(sid)&sid=\(sid)"),
      Self.notice("person", Self.issuer, "%GG"),
      "/sign-in/person/ended?logout_token=x&sid=\(sid)",
      Self.notice("person", Self.issuer, String(repeating: "x", count: 4000)),
    ] {
      try await frame.send(.get, path)
      #expect(frame.page.status == right.status && frame.page.text == right.text, "\(path)")
      #expect(frame.page.headers == right.headers, "\(path)")
      // In the browser itself neither: its cookie is not what decides.
      var browser = caller
      try await browser.send(.get, path)
      #expect(browser.page.text == right.text && browser.cookies == caller.cookies, "\(path)")
      #expect(try await Self.isIn(caller), "\(path)")
      #expect(try await Self.isIn(clerk), "\(path)")
    }
  }

  @Test("a server’s notice takes a signed token: no form of another site can send one")
  func posts() async throws {
    let city = try await ServiceCity.open(hasCycle: false)
    var caller = try await city.caller("eligible")
    let sid = try await Self.sid(caller)
    let form = "application/x-www-form-urlencoded"
    for body in [
      "", "sid=\(sid)", "iss=\(FormEncoding.percent(Self.issuer))&sid=\(sid)", "logout_token=",
      "logout_token=e30.e30.", "logout_token=x&sid=\(sid)",
    ] {
      for path in ["/sign-in/person/ended", Self.notice("person", Self.issuer, sid)] {
        try await caller.send(
          .post, path, [.contentType: form, .origin: "https://evil.example"],
          body: ByteBuffer(string: body))
        #expect(caller.page.status == 400 && caller.page.text == "\n", "\(path) \(body)")
        #expect(try await Self.isIn(caller), "\(path) \(body)")
      }
    }
    // Nothing else of the service can be done there: the address takes no act of a form.
    try await caller.send(
      .post, "/sign-in/person/ended", [.contentType: form],
      body: ByteBuffer(string: "action=/account/sessions/end&token=x&key=y"))
    #expect(caller.page.status == 400)
    #expect(try await Self.isIn(caller))
  }

  @Test("the provider’s pages may frame the answer, nobody’s else, and no other page of ours")
  func framing() async throws {
    let city = try await ServiceCity.open(hasCycle: false)
    let server = WebServer(
      site: city.site, settings: Settings(), version: "0", log: ServerLog { _ in })
    let application = try server.application(city.site.router())
    try await application.test(.router) { client in
      let framed = SecurityHeaders.policy(framedBy: ServiceCity.address)
      let closed = SecurityHeaders.policy(framedBy: "'none'")
      for (path, policy) in [
        (Self.notice("person", Self.issuer, "nobody"), framed),
        (Self.notice("person", Self.issuer, ""), framed),
        (Self.notice("person", "https://a.example", "x"), framed),
        (Self.notice("nowhere", Self.issuer, "x"), closed), ("/", closed), ("/sign-in", closed),
        ("/account", closed), ("/healthz", closed), ("/nothing", closed),
      ] {
        let answer = try await client.execute(uri: path, method: .get)
        #expect(answer.headers[values: .contentSecurityPolicy] == [policy], "\(path)")
      }
    }
  }

  @Test(
    "an issuer’s origin is its scheme, host and port",
    arguments: [
      ("https://id.example.org/realms/city", "https://id.example.org"),
      ("https://id.example.org", "https://id.example.org"),
      ("http://localhost:8080?x=/y", "http://localhost:8080"),
      ("http://[::1]:9/a/b", "http://[::1]:9"),
    ])
  func origins(address: String, origin: String) throws {
    let read = try #require(WebAddress(address))
    #expect(read.origin == origin)
  }
}
