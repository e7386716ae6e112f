import Casework
import HTTPTypes
import Hummingbird
import Identity
import NIOCore
import Policy
import Units

extension Site {
  /// The way in and out (登录与退出): the providers, what they answer, and the demo provider's own page.
  func addSignIn(_ hall: Hall, to router: Router<SiteContext>) {
    let desk = SignInDesk(site: self, hall: hall)
    for language in Language.allCases {
      router.page(.service("/sign-in"), language) { request, _ in desk.ways(request, language) }
      router.page(.service("/sign-in/again"), language) { request, context in
        await desk.prove(request, context, language)
      }
      router.page(.service("/signed-out"), language) { request, _ in
        await desk.signedOut(request, language)
      }
      router.page(.service("/sign-in/lost"), language) { request, _ in
        await desk.lost(request, language)
      }
      // Its button is on the page of the ways to sign in.
      router.page(.service("/sign-in/certificate"), language) { request, _ in
        .goOn(desk.link("/sign-in", to: desk.returning(request), language))
      }
      router.post(RouterPath(Route.service("/sign-in/certificate").path(language))) {
        request, context in
        await desk.certificate(request, context, language)
      }
      router.page(.service("/sign-in/:provider"), language) { request, context in
        await desk.begin(request, context, language)
      }
    }
    router.get(RouterPath("\(Endpoint.base)/machine")) { request, context in
      await desk.machine(request, context)
    }
    // Providers know one address each, without a language.
    router.get("/sign-in/:provider/callback") { request, context in
      await desk.finish(request, context)
    }
    router.get("/sign-in/:provider/ended") { request, context in
      await desk.ended(request, context)
    }
    router.post("/sign-in/:provider/ended") { request, context in
      await desk.ended(request, context)
    }
    if let demo = hall.demo { addDemoProvider(demo, hall, to: router) }
  }
}

/// Signs people in and out with the providers of the installation (登录台).
struct SignInDesk: Sendable {
  let site: Site
  let hall: Hall

  var cookies: SessionCookie { SessionCookie(hall.address) }

  // MARK: To the provider and back

  /// Sends a browser to a provider.
  func begin(_ request: Request, _ context: SiteContext, _ language: Language) async -> Response {
    // Cookies and the provider's way back belong to one name of this site.
    if let host = request.head.authority, !hall.isNamed(host) {
      return .goOn(hall.address.text + request.uri.description)
    }
    do {
      let party = try hall.parties.party(context.parameters.get("provider") ?? "")
      let to = Route.service(returning(request).text).path(language)
      let returnTo = LocalPath(to) ?? .home
      var order = SignInOrder(returnTo: returnTo, language)
      switch request.uri.queryParameters["again"] {
      case nil: break
      // A lock ends by a proof that is newer than it.
      case "new": order.proof = .new
      default:
        order.proof = .recent
        if let session = await session(request) {
          // A link of another site would use up its owner's attempts.
          guard !isForeign(request) else { return await prove(request, context, language) }
          try await hall.accounts.demandMayProve(
            account: session.account, address: place(request, context).address)
          if let kept = provider(request), kept.provider == party.provider.name {
            order = SignInOrder(again: kept.subject, returnTo: returnTo, level: .l1, language)
          }
        }
      }
      let (address, pending) = try await party.begin(order)
      var response = Response.goOn(address)
      response.headers.append(
        cookies.setting(
          .pending, site.seal.close(Array(pending.text.utf8), .signIn),
          seconds: Int(PendingSignIn.lasting / 1000)))
      return response
    } catch let failure as SignInFailure {
      return failed(failure, context, language)
    } catch {
      return ServiceRefusal(
        site: site, hall: hall, face: .browser(language), context: context
      ).response(error, request)
    }
  }

  /// A browser comes back from a provider.
  func finish(_ request: Request, _ context: SiteContext) async -> Response {
    let pending = cookies.value(.pending, request).flatMap { site.seal.open($0, .signIn) }
      .flatMap { PendingSignIn(text: String(decoding: $0, as: UTF8.self)) }
    let language = Language(ofPath: pending?.returnTo.text ?? "/")
    var response: Response
    do {
      let party = try hall.parties.party(context.parameters.get("provider") ?? "")
      let signIn = try await party.finish(request.uri.query ?? "", pending)
      response = try await come(signIn, request, context, language)
    } catch let failure as SignInFailure {
      await record(failure, pending, request, context)
      response = failed(failure, context, language)
    } catch let refusal as AccountRefusal where refusal.isLock {
      response = refused([refusal.wording[language]], .forbidden, language, why: .locked)
    } catch AccountRefusal.noRole(let lost) {
      response = refused([AccountRefusal.noRole(lost).wording[language]], .forbidden, language)
    } catch {
      response = ServiceRefusal(
        site: site, hall: hall, face: .browser(language), context: context
      ).response(error, request)
    }
    response.headers.append(cookies.removing(.pending))
    return response
  }

  /// Somebody who was to prove again that they are the one who is signed in did not: it is counted, and in the account's
  /// history.
  private func record(
    _ failure: SignInFailure, _ pending: PendingSignIn?, _ request: Request, _ context: SiteContext
  ) async {
    guard pending?.again != nil, failure.isFailedProof, let session = await session(request) else {
      return
    }
    do {
      _ = try await hall.accounts.recordFailedProof(
        account: session.account, provider: session.provider, reason: failure.code,
        place: place(request, context), key: hall.freshKey())
    } catch {
      site.report("sign-in", "\(type(of: error))", context.requestNumber)
    }
  }

  private func come(
    _ signIn: SignIn, _ request: Request, _ context: SiteContext, _ language: Language
  ) async throws -> Response {
    let proven = signIn.identity
    let tokens = KeptProvider.kept(signIn.tokens)
    let order = SignInRequest(
      SignedInIdentity(proven),
      place: place(request, context), providerSession: proven.session,
      provedAgo: proven.provedAgo,
      isWanted: ServiceMenu.grants(at: signIn.returnTo.text),
      renewAt: ProviderRenewal().next(with: tokens), receivedAt: hall.now, key: hall.freshKey())
    let old = await session(request)
    let done: SignedIn
    if signIn.isAgain {
      guard let old else { throw SessionLost() }
      done = try await hall.accounts.stepUp(old, order)
      hall.sessions.forget(old)
    } else {
      done = try await hall.accounts.signIn(order)
      if let old { try await end(old) }
    }
    var next = signIn.returnTo.text
    if !done.lost.roles.isEmpty {
      next = link(
        "/sign-in/lost", to: LocalPath(ServiceDoor.path(next)) ?? .home, language,
        "&\(done.lost.query)")
    }
    var response = Response.goOn(next)
    response.headers.append(cookies.setting(.session, done.token.cookie))
    let kept = KeptProvider(
      provider: proven.provider, subject: proven.subject, session: done.session.number,
      tokens: tokens)
    response.headers.append(cookies.setting(.provider, kept.sealed(site.seal)))
    return response
  }

  func place(_ request: Request, _ context: SiteContext) -> SignInPlace {
    SignInPlace(
      device: DeviceText.of(request.headers[.userAgent] ?? ""),
      address: context.visitor.flatMap { ClientAddress($0) })
  }

  /// Ends the session that a browser had before.
  func end(_ session: Session) async throws {
    let actor = Actor(
      PartyID(account: session.account), session.role, session.scope, level: session.level,
      provedAt: session.provedAt, receivedAt: hall.now, key: hall.freshKey())
    try await hall.accounts.signOut(session.number, actor)
    hall.sessions.forget(session)
  }

  func failed(
    _ failure: SignInFailure, _ context: SiteContext, _ language: Language
  ) -> Response {
    site.report("sign-in", failure.code, context.requestNumber)
    let status: HTTPResponse.Status =
      switch failure {
      case .unknownProvider: .notFound
      case .unavailable, .metadata, .refused, .exchange, .userinfo: .serviceUnavailable
      default: .forbidden
      }
    return refused([failure.wording[language]], status, language)
  }

  func refused(
    _ words: [String], _ status: HTTPResponse.Status, _ language: Language,
    why: NotSignedIn? = nil
  ) -> Response {
    let title = site.text("entrance.failed", language)
    return .html(
      site.page(
        "message", PageHead(title: title, language: language, route: .service("/sign-in")),
        [
          "title": title, "paragraphs": words,
          "links": [
            View([
              "link": Route.service("/sign-in").path(language)
                + (why.map { "?why=\($0.rawValue)" } ?? ""),
              "text": site.text("entrance.anew", language),
            ]),
            site.askingLink(language),
          ],
        ]), status: status)
  }

  // MARK: Notices of providers

  /// The provider says that a session of its own has ended, so ours ends. Its page loads the address in a frame (GET), or its
  /// server sends a signed token (POST). A frame's answer is always the same, so that nobody learns from it which sessions there are.
  func ended(_ request: Request, _ context: SiteContext) async -> Response {
    var status = HTTPResponse.Status.ok
    var ancestors = "'none'"
    do {
      let party = try hall.parties.party(context.parameters.get("provider") ?? "")
      let over: EndedSession
      if request.method == .post {
        let body = try await request.body.collect(upTo: 64 * 1024)
        over = try await party.backChannel(String(buffer: body))
      } else {
        ancestors = party.provider.issuer.origin
        over = try party.frontChannel(request.uri.query ?? "")
      }
      if let session = over.session {
        let accounts = try await hall.accounts.signOut(
          provider: over.provider, providerSession: session, key: hall.freshKey())
        for account in accounts { hall.sessions.forget(account: account) }
      } else if let subject = over.subject {
        let account = try await hall.accounts.signOut(
          provider: over.provider, subject: subject, key: hall.freshKey())
        if let account { hall.sessions.forget(account: account) }
      }
    } catch let failure as SignInFailure {
      site.report("sign-in", failure.code, context.requestNumber)
      if request.method == .post { status = .badRequest }
    } catch {
      site.report("sign-in", "\(type(of: error))", context.requestNumber)
      status = .serviceUnavailable
    }
    return Response(
      status: status,
      headers: [
        .cacheControl: "no-store", .contentType: "text/html; charset=utf-8",
        .contentSecurityPolicy: SecurityHeaders.policy(framedBy: ancestors),
      ],
      body: ResponseBody(byteBuffer: ByteBuffer(string: "\n")))
  }

  // MARK: Who is there

  /// The session of a browser; `nil` when it has none that holds.
  func session(_ request: Request) async -> Session? {
    // Nothing is done with it, so it needs no key.
    let standing = try? await hall.sessions.standing(
      cookies.token(request, isProgram: false), for: nil, receivedAt: hall.now, key: "")
    guard case .signedIn(_, let session) = standing, !session.isProgram else { return nil }
    return session
  }

  func provider(_ request: Request) -> KeptProvider? {
    cookies.value(.provider, request).flatMap { KeptProvider(sealed: $0, site.seal) }
  }

  /// Whether a page of another site led here, as far as the browser says.
  private func isForeign(_ request: Request) -> Bool {
    ["cross-site", "same-site"].contains(request.headers[.secFetchSite])
  }
}
