import Casework
import Crypto
import Policy
import TestKit
import Testing
import Units

@testable import Identity

@Suite("The identity provider of demonstrations")
struct DemoProviderTests {
  static let accounts = [
    DemoAccount(
      "zhang", .person, title: Wording("张三", "Zhang San"), note: Wording("可申报", "may apply"),
      claims: [
        DemoClaims.name: .text("张三"), DemoClaims.identityNumber: .text("990000199003070013"),
        "secret": .text("never told"),
      ], level: .l3),
    DemoAccount(
      "unit-1", .entity, title: Wording("示例公司", "Example Ltd"), note: Wording("经办人", "clerk"),
      claims: [
        DemoClaims.name: .text("示例公司"),
        DemoClaims.creditCode: .text(CreditCode.invented(number: 1).full),
      ], level: .l2),
    DemoAccount(
      "window-1", .staff, title: Wording("海淀窗口", "Haidian window"), note: Wording("窗口", "window"),
      claims: [
        DemoClaims.name: .text("王五"), DemoClaims.roles: .list([.text("window")]),
        DemoClaims.district: .text("haidian"),
      ], level: .l2),
    DemoAccount(
      "supervisor-1", .staff, title: Wording("主管单位", "Supervising unit"),
      note: Wording("编号3", "number 3"),
      claims: [
        DemoClaims.name: .text("赵六"), DemoClaims.roles: .list([.text("supervisor")]),
        DemoClaims.supervisingUnit: .number("3"),
      ], level: .l2),
  ]

  /// A demo provider behind a web server of this machine, and the relying parties for it over the network.
  struct Demo: Sendable {
    let provider: DemoProvider
    let clock: HandClock
    let web: WebLink

    func party(_ name: String, over link: OutgoingLink? = nil) throws -> RelyingParty {
      RelyingParty(
        try #require(provider.providers[name]), link ?? web.link, .demo,
        clock: clock.city)
    }

    /// What a browser does: asks for the page and chooses.
    func choose(_ subject: String, at address: String) throws -> String {
      let query = String(address.split(separator: "?", maxSplits: 1)[1])
      guard
        case .choice(let choice) = provider.answer(
          to: DemoRequest(path: "/authorize", query: query))
      else { throw Unexpected("no page to choose on") }
      var form = FormText()
      form.add("request", choice.request)
      form.add("account", subject)
      let answer = provider.answer(
        to: DemoRequest(isPost: true, path: "/authorize", body: form.text))
      guard case .redirect(let back) = answer else { throw Unexpected("\(answer)") }
      return String(back.split(separator: "?", maxSplits: 1)[1])
    }
  }

  static func clients() throws -> [DemoClient] {
    try Audience.allCases.map { audience in
      DemoClient(
        audience.rawValue, audience, title: audience.title,
        callback: try #require(
          WebAddress("https://luohu.example/sign-in/\(audience.rawValue)/callback")),
        afterSignOut: WebAddress("https://luohu.example/signed-out"))
    }
  }

  static func run(_ body: @Sendable (Demo) async throws -> Void) async throws {
    let clock = HandClock(Instant(milliseconds: 1_795_600_000_000))
    // The server is there before the provider, whose issuer is the server's address.
    let (providers, ready) = AsyncStream.makeStream(of: DemoProvider.self)
    let waiting = Task {
      for await provider in providers { return provider as DemoProvider? }
      return nil
    }
    let server = try await LoopbackServer { request in
      guard let provider = await waiting.value else { return .cut }
      let answer = provider.answer(
        to: DemoRequest(
          isPost: request.isPost, path: String(request.path.dropFirst(5)), query: request.query,
          body: request.body, authorization: request.authorization))
      guard case .json(let status, let body) = answer else { return .cut }
      return .json(body, status: status)
    }
    let provider = try await DemoProvider(
      .demo, issuer: try #require(WebAddress(server.address + "/demo")),
      clients: try clients(), accounts: accounts, clock: clock.city)
    ready.yield(provider)
    ready.finish()
    let web = WebLink()
    let outcome = await Result {
      try await body(Demo(provider: provider, clock: clock, web: web))
    }
    await web.close()
    await server.close()
    try outcome.get()
  }

  private static func signIn(
    _ demo: Demo, _ client: String, as subject: String, over link: OutgoingLink? = nil,
    _ order: SignInOrder = SignInOrder(.zh)
  ) async throws -> SignIn {
    let party = try demo.party(client, over: link)
    let (address, pending) = try await party.begin(order)
    return try await party.finish(try demo.choose(subject, at: address), pending)
  }

  @Test("only a demonstration has one: nobody may be anybody elsewhere")
  func refused() async throws {
    let issuer = try #require(WebAddress("https://luohu.example/demo"))
    for purpose in [Purpose.service, .rehearsal] {
      await #expect(throws: Problems.self) {
        _ = try await DemoProvider(purpose, issuer: issuer, clients: [], accounts: [])
      }
    }
    await #expect(throws: Problems.self) {
      _ = try await DemoProvider(
        .demo, issuer: issuer, clients: [],
        accounts: [Self.accounts[0], Self.accounts[0]])
    }
  }

  @Test("people, units and staff sign in over the network, with their roles and levels")
  func signIn() async throws {
    try await Self.run { demo in
      let person = try await Self.signIn(demo, "person", as: "zhang").identity
      #expect(person.name == "张三" && person.level == .l3)
      #expect(person.roles == [RoleGrant(.applicant, .whole, .provider)])
      let unit = try await Self.signIn(demo, "entity", as: "unit-1").identity
      #expect(
        unit.roles == [RoleGrant(.clerk, .entity(CreditCode.invented(number: 1)), .provider)])
      let window = try await Self.signIn(demo, "staff", as: "window-1").identity
      #expect(window.roles == [RoleGrant(.window, .district("haidian"), .provider)])
      #expect(window.level == .l2 && window.lostRoles.isEmpty)
      let supervisor = try await Self.signIn(demo, "staff", as: "supervisor-1").identity
      #expect(supervisor.roles == [RoleGrant(.supervisor, .supervisingUnit(3), .provider)])
    }
  }

  @Test("within the program no network is needed")
  func inside() async throws {
    try await Self.run { demo in
      let signIn = try await Self.signIn(demo, "person", as: "zhang", over: demo.provider.link)
      #expect(signIn.identity.name == "张三")
    }
  }

  @Test("somebody signed in proves again who they are")
  func again() async throws {
    try await Self.run { demo in
      let order = SignInOrder(again: "zhang", returnTo: .home, level: .l3, .zh)
      let signIn = try await Self.signIn(demo, "person", as: "zhang", over: nil, order)
      #expect(signIn.isAgain && signIn.identity.provedAgo == 0)
    }
  }

  @Test("who cancels is not signed in")
  func cancel() async throws {
    try await Self.run { demo in
      let party = try demo.party("person")
      let (address, pending) = try await party.begin(SignInOrder(.zh))
      var form = FormText()
      form.add("request", String(address.split(separator: "?", maxSplits: 1)[1]))
      form.add("answer", "cancel")
      let answer = demo.provider.answer(
        to: DemoRequest(isPost: true, path: "/authorize", body: form.text))
      guard case .redirect(let back) = answer else { throw Unexpected("\(answer)") }
      await #expect(throws: SignInFailure.declined) {
        _ = try await party.finish(
          String(back.split(separator: "?", maxSplits: 1)[1]), pending)
      }
    }
  }

  @Test("the page lists those of the audience alone, and nobody else can be chosen")
  func audience() async throws {
    try await Self.run { demo in
      let (address, _) = try await demo.party("staff").begin(SignInOrder(.zh))
      let query = String(address.split(separator: "?", maxSplits: 1)[1])
      guard
        case .choice(let choice) = demo.provider.answer(
          to: DemoRequest(path: "/authorize", query: query))
      else { throw Unexpected("no page") }
      #expect(choice.accounts.map(\.subject) == ["window-1", "supervisor-1"])
      #expect(throws: Unexpected.self) { _ = try demo.choose("zhang", at: address) }
    }
  }

  @Test("nobody is sent to an address that is not registered (open redirect)")
  func redirects() async throws {
    try await Self.run { demo in
      let (address, _) = try await demo.party("person").begin(SignInOrder(.zh))
      let query = String(address.split(separator: "?", maxSplits: 1)[1])
      let callback = FormText.encoded("https://luohu.example/sign-in/person/callback")
      for other in [
        "https://evil.example/", "https://luohu.example/sign-in/person/callback/",
        "https://luohu.example/sign-in/staff/callback", "",
      ] {
        let changed = query.replacing(callback, with: FormText.encoded(other))
        let answer = demo.provider.answer(to: DemoRequest(path: "/authorize", query: changed))
        guard case .page(400, _) = answer else { throw Unexpected("\(other): \(answer)") }
      }
    }
  }

  @Test("a request without PKCE, with the plain method, or for another flow is sent back")
  func requests() async throws {
    try await Self.run { demo in
      let (address, _) = try await demo.party("person").begin(SignInOrder(.zh))
      let query = String(address.split(separator: "?", maxSplits: 1)[1])
      let changes: [(String, String, String)] = [
        ("code_challenge_method=S256", "code_challenge_method=plain", "invalid_request"),
        ("&code_challenge_method=S256", "", "invalid_request"),
        ("code_challenge=", "code_challenge=AA", "invalid_request"),
        ("response_type=code", "response_type=token", "unsupported_response_type"),
        ("scope=openid", "scope=other", "invalid_scope"),
        ("ui_locales", "request=x&ui_locales", "invalid_request"),
        ("ui_locales", "prompt=none&ui_locales", "login_required"),
      ]
      for (old, new, error) in changes {
        #expect(query.contains(old))
        let answer = demo.provider.answer(
          to: DemoRequest(path: "/authorize", query: query.replacing(old, with: new)))
        guard case .redirect(let back) = answer else { throw Unexpected("\(new): \(answer)") }
        #expect(back.contains("error=\(error)&"), "\(new): \(back)")
      }
    }
  }

  /// A code for a client, and the verifier that goes with it.
  private static func code(_ demo: Demo) async throws -> (code: String, form: FormText) {
    let (address, pending) = try await demo.party("person").begin(SignInOrder(.zh))
    let back = try #require(FormText(try demo.choose("zhang", at: address)))
    let code = try #require(back["code"])
    var form = FormText()
    form.add("grant_type", "authorization_code")
    form.add("client_id", "person")
    form.add("redirect_uri", "https://luohu.example/sign-in/person/callback")
    form.add("code_verifier", pending.verifier)
    form.add("code", code)
    return (code, form)
  }

  private static func tokens(_ demo: Demo, _ body: String) -> JSONValue? {
    let answer = demo.provider.answer(to: DemoRequest(isPost: true, path: "/token", body: body))
    guard case .json(let status, let bytes) = answer else { return nil }
    let value = JSONValue(json: bytes)
    #expect((status == 200) == (value?["error"] == nil))
    return value
  }

  @Test("a code lives for sixty seconds")
  func codeTime() async throws {
    try await Self.run { demo in
      let (_, first) = try await Self.code(demo)
      demo.clock.move(milliseconds: 59_999)
      #expect(Self.tokens(demo, first.text)?["id_token"] != nil)
      let (_, second) = try await Self.code(demo)
      demo.clock.move(milliseconds: 60_000)
      #expect(Self.tokens(demo, second.text)?["error"]?.text == "invalid_grant")
    }
  }

  @Test("a code used twice ends what came of its first use (RFC 6749, 4.1.2)")
  func codeTwice() async throws {
    try await Self.run { demo in
      let (_, form) = try await Self.code(demo)
      let first = try #require(Self.tokens(demo, form.text))
      let access = try #require(first["access_token"]?.text)
      func userinfo() -> DemoAnswer {
        demo.provider.answer(
          to: DemoRequest(path: "/userinfo", authorization: "Bearer \(access)"))
      }
      guard case .json(200, let body) = userinfo() else { throw Unexpected("no userinfo") }
      #expect(JSONValue(json: body)?["secret"] == nil, "only agreed claims are told")
      #expect(Self.tokens(demo, form.text)?["error"]?.text == "invalid_grant")
      guard case .json(401, _) = userinfo() else { throw Unexpected("the token lives on") }
      let refresh = try #require(first["refresh_token"]?.text)
      let renewal = "grant_type=refresh_token&client_id=person&refresh_token=\(refresh)"
      #expect(Self.tokens(demo, renewal)?["error"]?.text == "invalid_grant")
    }
  }

  @Test("a code is for its client, address and verifier, and is spent by a wrong try")
  func codeBinding() async throws {
    try await Self.run { demo in
      let changes = [
        ("client_id=person", "client_id=staff"), ("sign-in%2Fperson", "sign-in%2Fstaff"),
        ("code_verifier=", "code_verifier=x"), ("code_verifier=", "other="),
      ]
      for (old, new) in changes {
        let (_, form) = try await Self.code(demo)
        let wrong = form.text.replacing(old, with: new)
        #expect(wrong != form.text)
        #expect(Self.tokens(demo, wrong)?["error"]?.text == "invalid_grant", "\(new)")
        #expect(Self.tokens(demo, form.text)?["error"]?.text == "invalid_grant", "spent")
      }
      #expect(Self.tokens(demo, "client_id=nobody")?["error"]?.text == "invalid_client")
      #expect(
        Self.tokens(demo, "client_id=person&grant_type=password")?["error"]?.text
          == "unsupported_grant_type")
    }
  }

  @Test("a refresh token works once, and the next one is another")
  func refresh() async throws {
    try await Self.run { demo in
      let party = try demo.party("person")
      let signIn = try await Self.signIn(demo, "person", as: "zhang")
      let renewal = try await party.renew(signIn.tokens, of: "zhang")
      #expect(renewal.identity?.name == "张三" && renewal.flaw == nil)
      #expect(renewal.level == signIn.identity.level)
      #expect(renewal.tokens.refresh != signIn.tokens.refresh)
      await #expect(throws: SignInFailure.ended) {
        _ = try await party.renew(signIn.tokens, of: "zhang")
      }
      _ = try await party.renew(renewal.tokens, of: "zhang")
    }
  }

  @Test("signing out ends the tokens and goes back to registered places only")
  func signOut() async throws {
    try await Self.run { demo in
      let party = try demo.party("person")
      let signIn = try await Self.signIn(demo, "person", as: "zhang")
      let address = try #require(await party.signOutAddress(signIn.tokens, state: "s"))
      let query = String(address.split(separator: "?", maxSplits: 1)[1])
      let elsewhere = query.replacing("luohu.example", with: "evil.example")
      guard
        case .page(200, _) = demo.provider.answer(
          to: DemoRequest(path: "/sign-out", query: elsewhere))
      else { throw Unexpected("sent elsewhere") }
      #expect(
        demo.provider.answer(to: DemoRequest(path: "/sign-out", query: query))
          == .redirect("https://luohu.example/signed-out?state=s"))
      await #expect(throws: SignInFailure.ended) {
        _ = try await party.renew(signIn.tokens, of: "zhang")
      }
    }
  }

  @Test("an address that is not there, or asked in another way, is a page that says so")
  func missing() async throws {
    try await Self.run { demo in
      for request in [
        DemoRequest(path: "/"), DemoRequest(path: "/token"),
        DemoRequest(isPost: true, path: "/keys"), DemoRequest(path: "/../token"),
      ] {
        guard case .page(404, _) = demo.provider.answer(to: request) else {
          throw Unexpected(request.path)
        }
      }
    }
  }
}
