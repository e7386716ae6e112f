import Casework
import HTTPTypes
import Hummingbird
import Identity
import Policy

/// The pages around signing in.
extension SignInDesk {
  /// The ways to sign in, by who one is.
  func ways(_ request: Request, _ language: Language) -> Response {
    let to = returning(request)
    let why = request.uri.queryParameters["why"].flatMap { NotSignedIn(rawValue: String($0)) }
    let entrances = Identity.Audience.allCases.compactMap { audience -> View? in
      let parties = hall.parties.parties(for: audience)
      var ways = parties.map { party in
        View([
          "text": party.provider.title[language],
          // A lock ends by a proof that is newer than it.
          "link": link(
            "/sign-in/\(party.provider.name)", to: to, language,
            why == .locked ? "&again=new" : ""),
          "isForm": false,
        ])
      }
      if audience == .entity, hall.entities != nil {
        ways.append(
          View([
            "text": site.text("entrance.certificate", language),
            "link": link("/sign-in/certificate", to: to, language), "isForm": true,
          ]))
      }
      guard !ways.isEmpty else { return nil }
      return View([
        "id": "in-\(audience.rawValue)",
        "title": site.text("entrance.\(audience.rawValue)", language),
        "text": site.text("entrance.\(audience.rawValue).text", language), "ways": ways,
      ])
    }
    return .html(
      site.page(
        "sign-in",
        PageHead(
          title: site.text("entrance.title", language), language: language,
          route: .service("/sign-in")),
        [
          "entrances": entrances, "hasReason": why != nil, "reason": why?.wording[language] ?? "",
        ]))
  }

  func link(_ path: String, to: LocalPath, _ language: Language, _ more: String = "")
    -> String
  {
    Route.service(path).path(language) + "?to=\(FormEncoding.percent(to.text))\(more)"
  }

  /// Where somebody wants to go afterwards: a page of this site, or the begin of the service.
  func returning(_ request: Request) -> LocalPath {
    request.uri.queryParameters["to"].flatMap { LocalPath(String($0)) } ?? LocalPath("/my") ?? .home
  }

  /// Somebody who is signed in has to prove again who they are.
  func prove(_ request: Request, _ context: SiteContext, _ language: Language) async -> Response {
    let to = returning(request)
    guard let session = await session(request) else {
      return .goOn(link("/sign-in", to: to, language))
    }
    let title = site.text("entrance.prove", language)
    return .html(
      site.page(
        "prove", PageHead(title: title, language: language, route: .service("/sign-in/again")),
        [
          "goLink": link("/sign-in/\(session.provider)", to: to, language, "&again=yes"),
          "isForm": session.provider == SignInDesk.certificateProvider,
          "backLink": Route.service(to.text).path(language),
        ]))
  }

  /// Somebody is signed in, and did not get every role that the provider names. The address says which, and beside which of theirs, for
  /// nobody else could: it does nothing.
  func lost(_ request: Request, _ language: Language) async -> Response {
    let lost = LostRoles(askedBy: request)
    let to = returning(request)
    guard !lost.roles.isEmpty, await session(request) != nil else {
      return .goOn(Route.service(to.text).path(language))
    }
    let title = site.text("entrance.lost", language)
    return .html(
      site.page(
        "message", PageHead(title: title, language: language, route: .service("/sign-in/lost")),
        [
          "title": title, "paragraphs": [lost.wording[language]],
          "links": [
            View([
              "link": Route.service(to.text).path(language),
              "text": site.text("entrance.lost.on", language),
            ])
          ],
        ]))
  }

  /// After signing out here: whether to sign out at the provider too is one's own choice.
  func signedOut(_ request: Request, _ language: Language) async -> Response {
    var links = [
      View([
        "link": link("/sign-in", to: LocalPath("/my") ?? .home, language),
        "text": site.text("entrance.anew", language),
      ]),
      View(["link": Route.home.path(language), "text": site.text("server.home", language)]),
    ]
    // Of whoever has just signed out, or is still there: the next one at this browser must not read the token.
    let there = await session(request)
    if let kept = provider(request), !kept.tokens.identity.isEmpty,
      kept.hasLeft(at: ServerClock.seconds()) || there?.provider == kept.provider,
      let party = try? hall.parties.party(kept.provider),
      let address = await party.signOutAddress(kept.tokens)
    {
      links.insert(
        View(["link": address, "text": site.text("entrance.out.provider", language)]), at: 0)
    }
    let title = site.text("entrance.out", language)
    var response = Response.html(
      site.page(
        "message", PageHead(title: title, language: language, route: .service("/signed-out")),
        ["title": title, "paragraphs": [site.text("entrance.out.text", language)], "links": links]))
    // Whoever is still there goes on with it.
    if there == nil { response.headers.append(cookies.removing(.provider)) }
    return response
  }

  /// What is left of a session that is over: what its owner needs to sign out at the provider too, or nothing.
  func leaving(_ request: Request, to next: String) -> [HTTPField] {
    guard next == "/signed-out", var kept = provider(request) else {
      return [cookies.removing(.session), cookies.removing(.provider)]
    }
    kept.leftAt = ServerClock.seconds()
    return [cookies.removing(.session), cookies.setting(.provider, kept.sealed(site.seal))]
  }
}

extension LostRoles {
  /// As an address says it.
  var query: String {
    let held = Role.allCases.filter { role in conflicts.contains { $0.second == role } }
    func names(_ roles: [Role]) -> String { roles.map(\.rawValue).joined(separator: ",") }
    return "roles=\(names(roles))" + (held.isEmpty ? "" : "&held=\(names(held))")
  }

  init(askedBy request: Request) {
    func roles(_ name: String) -> [Role] {
      let names = request.uri.queryParameters[Substring(name)].map(String.init) ?? ""
      return names.split(separator: ",").compactMap { Role(rawValue: String($0)) }
    }
    self.init(roles("roles"), beside: roles("held"))
  }
}
