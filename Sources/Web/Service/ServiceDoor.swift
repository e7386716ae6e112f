import Casework
import HTTPTypes
import Hummingbird
import Identity
import NIOCore
import PointsService
import Policy
import Units

/// The door of the service (办事入口): who comes, whether they may, and what they are answered, for every point in the same way.
///
/// Order of what is asked: the provider where that is due, session, form of this session, role, proof of identity, limits; then the
/// act itself asks how the visitor stands to the case.
struct ServiceDoor: Sendable {
  let site: Site
  let hall: Hall
  var renewal = ProviderRenewal()

  /// A page, or an address of the API.
  enum Face: Sendable {
    case browser(Language)
    case program(Language)

    var language: Language {
      switch self {
      case .browser(let language), .program(let language): language
      }
    }

    var isProgram: Bool { if case .program = self { true } else { false } }
  }

  /// Shows what a point has to show.
  func read(
    _ point: ServicePoint, _ reading: ServicePoint.Reading, _ face: Face, _ request: Request,
    _ context: SiteContext
  ) async -> Response {
    var refusal = ServiceRefusal(site: site, hall: hall, face: face, context: context)
    let renewed = await self.renewed(face, request)
    var response: Response
    do {
      if face.isProgram { try ServiceDoor.check(request.uri.query, reading.query) }
      var visit: Visit
      switch try await arrive(
        point, reading.act, face, request, context, FormBody(pairs: []), hall.now)
      {
      case .success(let come): visit = come
      case .failure(let reason): return bringing(renewed, refusal.signIn(reason, request))
      }
      refusal.visit = visit
      try admit(reading.act, visit)
      if let step = visit.step { throw PointsRefusal.stepUp(step) }
      visit.banner = try await said(visit)
      if let doing = point.doing, doing.keepsDraft, !face.isProgram {
        visit.typed = try await kept(visit, form: path(request))
      }
      let sheet = try await shown(reading, &visit, face)
      response = try respond(sheet, visit, face)
    } catch {
      response = refusal.response(error, request)
    }
    return bringing(renewed, response)
  }

  /// Does what a point does.
  func act(
    _ point: ServicePoint, _ doing: ServicePoint.Doing, _ face: Face, _ request: Request,
    _ context: SiteContext
  ) async -> Response {
    var renewed: HTTPField?
    let response = await act(point, doing, face, request, context, &renewed)
    return bringing(renewed, response)
  }

  private func act(
    _ point: ServicePoint, _ doing: ServicePoint.Doing, _ face: Face, _ request: Request,
    _ context: SiteContext, _ renewed: inout HTTPField?
  ) async -> Response {
    var refusal = ServiceRefusal(site: site, hall: hall, face: face, context: context)
    var come: Visit?
    var sent = FormBody(pairs: [])
    do {
      if face.isProgram {
        try ServiceDoor.check(request.uri.query, [])
        sent = try await ProgramBody.read(request, doing, upTo: context.maxUploadSize)
      } else {
        sent = try await FormBody.read(request, upTo: context.maxUploadSize)
      }
      // What came in time is in time, however long the provider takes.
      let received = hall.now
      renewed = await self.renewed(face, request)
      var visit: Visit
      switch try await arrive(
        point, doing.act, face, request, context, sent, received)
      {
      case .success(let arrived): visit = arrived
      case .failure(let reason): return refusal.signInAgain(reason, sent, request)
      }
      refusal.visit = visit
      try admit(doing.act, visit)
      if case .browser = face, !hall.isOwn(request) || !isGenuine(sent, visit, request) {
        return try await stale(&visit, doing, request)
      }
      // From here on what was sent is the visitor's own, and kept.
      come = visit
      if doing.keepsDraft, let choice = DraftConflict.Choice(rawValue: sent["go"] ?? "") {
        return try await settle(choice, &visit, request)
      }
      // Told on the form itself, so that nothing that was typed is lost.
      if let step = visit.step { throw PointsRefusal.stepUp(step) }
      // Keeping what is typed has a limit of its own.
      if !doing.isForBrowsers {
        try await hall.limits.draw([.change], account: visit.session.account, address: nil)
      }
      let outcome = try await doing.run(visit)
      if doing.keepsDraft, !face.isProgram, !outcome.isUnfinished {
        try? await hall.drafts.finish(
          form: path(request), of: visit.session.account, seen: visit.draftSeen,
          sent: visit.answers)
      }
      return try await respond(outcome, visit, face, request)
    } catch {
      guard var visit = come, case .browser = face else {
        return refusal.later(error, sent, request)
      }
      return await back(&visit, doing, error, refusal, request)
    }
  }

  // MARK: Arriving

  private func arrive(
    _ point: ServicePoint, _ act: Act, _ face: Face, _ request: Request, _ context: SiteContext,
    _ sent: FormBody, _ received: Instant
  ) async throws -> Result<Visit, NotSignedIn> {
    var token = SessionCookie(hall.address).token(request, isProgram: face.isProgram)
    // A page of another site that got past the browser's own rules is nobody.
    if face.isProgram, !hall.isOwn(request) { token = nil }
    // A program that says a key has to say one; a form without a key is sent once.
    let given =
      face.isProgram
      ? request.headers[.idempotencyKey] : sent["key"].flatMap { $0.isEmpty ? nil : $0 }
    guard
      given.map({ key in
        (8...100).contains(key.utf8.count) && key.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F }
      }) ?? true
    else {
      throw Problem.argument(
        face.isProgram ? "Idempotency-Key" : "key", JSONText.quoted(given ?? ""), "8至100个ASCII字符",
        "8 to 100 characters of ASCII")
    }
    let key = given ?? hall.freshKey()
    let standing = try await hall.sessions.standing(
      token, for: act, receivedAt: received, key: key)
    let (actor, session): (Actor, Session)
    var step: StepUp?
    switch standing {
    case .notSignedIn(let reason): return .failure(reason)
    case .signedIn(let who, let with): (actor, session) = (who, with)
    case .mustStepUp(let needed, let who, let with): (actor, session, step) = (who, with, needed)
    }
    let isBearer = face.isProgram && request.headers[.authorization] != nil
    // A program's token is no browser's: no cookie makes a page of it.
    if session.isProgram, !isBearer { return .failure(.unknown) }
    if isBearer, renewal.isDue(session) { return .failure(.unconfirmed) }
    var parameters: [String: String] = [:]
    for (name, value) in context.parameters { parameters[String(name)] = String(value) }
    for (name, value) in request.uri.queryParameters { parameters["?\(name)"] = String(value) }
    return .success(
      Visit(
        site: site, hall: hall, point: point, language: face.language, actor: actor,
        session: session, step: step, isBearer: isBearer,
        address: context.visitor.flatMap { ClientAddress($0) },
        parameters: parameters, sent: sent))
  }

  /// Whether the role ever does such a thing.
  private func admit(_ act: Act, _ visit: Visit) throws {
    if let refused = hall.permissions.refusal(act, visit.actor.role) {
      throw PointsRefusal.permission(refused)
    }
    // What stands there is the visitor's own, and nobody has anything of their own in a role at work.
    if visit.point.path.hasPrefix("/my/"),
      ![.applicant, .familyHelper].contains(visit.actor.role)
    {
      throw Unknown()
    }
  }

  /// The path without the language.
  func path(_ request: Request) -> String { ServiceDoor.path(request.uri.path) }

  static func path(_ path: String) -> String {
    path == "/en" ? "/" : path.hasPrefix("/en/") ? String(path.dropFirst(3)) : path
  }

  private func isGenuine(_ sent: FormBody, _ visit: Visit, _ request: Request) -> Bool {
    FormToken.isGenuine(sent["token"] ?? "", for: path(request), visit.session)
  }

  // MARK: Answering

  /// Draws a page; after mistakes in its address, where the page has them as a form, once more with what is wrong.
  private func shown(
    _ reading: ServicePoint.Reading, _ visit: inout Visit, _ face: Face
  ) async throws -> Sheet {
    do { return try await reading.show(visit) } catch {
      guard reading.showsMistakes, !face.isProgram, let problems = ServiceDoor.problems(error)
      else { throw error }
      visit.problems = problems
      return try await reading.show(visit)
    }
  }

  /// What is wrong with what somebody typed; `nil` for another reason.
  private static func problems(_ error: any Error) -> [Problem]? {
    (error as? Problems)?.list ?? (error as? Problem).map { [$0] }
  }

  private func respond(_ sheet: Sheet, _ visit: Visit, _ face: Face) throws -> Response {
    if face.isProgram, let write = sheet.json { return .json(write) }
    if let file = sheet.file { return .download(file) }
    guard !face.isProgram else { throw Unknown() }
    if let path = sheet.goTo { return .goOn(visit.link(path)) }
    return .html(
      site.service(sheet, visit), status: visit.problems.isEmpty ? .ok : .unprocessableContent)
  }

  private func respond(
    _ outcome: Outcome, _ visit: Visit, _ face: Face, _ request: Request
  ) async throws -> Response {
    var reference: String?
    let events = outcome.done?.events ?? outcome.events
    if !events.isEmpty {
      reference = try? await hall.proof.reference(
        of: events.upperBound - 1, leaf: outcome.done?.lastLeaf)
    }
    var response: Response
    if case .program = face {
      response = .json { json in
        json.object { json in
          if let done = outcome.done {
            json.object("dossier") { json in
              json.field("kind", done.dossier.kind.rawValue)
              json.field("number", Int(done.dossier.number))
            }
            json.field("version", done.version)
            json.field("state", done.state)
            json.field("repeated", done.isRepeated)
          }
          if let reference { json.field("receipt", reference) }
          if let write = outcome.json {
            json.key("result")
            write(&json)
          }
        }
      }
    } else if let kept = outcome.kept {
      response = .json(status: kept.isOther ? .conflict : .ok) { json in
        json.object { $0.field("version", String(kept.version)) }
      }
    } else if let sheet = outcome.sheet {
      response = try respond(sheet, visit, face)
    } else {
      var address = visit.link(outcome.next)
      address += address.contains("?") ? "&" : "?"
      address += "done=\(outcome.said)"
      if let reference { address += "&receipt=\(reference)" }
      response = .goOn(address)
    }
    for cookie in outcome.cookies { response.headers.append(cookie) }
    if outcome.endsSession {
      for cookie in SignInDesk(site: site, hall: hall).leaving(request, to: outcome.next) {
        response.headers.append(cookie)
      }
    }
    return response
  }

  /// What the last act came to, told on the page after it.
  private func said(_ visit: Visit) async throws -> Visit.Banner? {
    guard let key = visit.parameters["?done"], key.contains(".done."), site.wordings.has(key) else {
      return nil
    }
    var banner = Visit.Banner(.success, visit.say(key), "")
    if let reference = ReceiptReference(visit.parameters["?receipt"] ?? "") {
      banner.text = visit.say("service.receipt", ["reference": reference.description])
      banner.link = (visit.say("service.receipt.link"), "/verify?reference=\(reference)")
    }
    return banner
  }

  func kept(_ visit: Visit, form: String) async throws -> Visit.Typed? {
    guard let draft = try await hall.drafts.draft(of: visit.session.account, form: form) else {
      return nil
    }
    return Visit.Typed(
      fields: FormBody(pairs: draft.fields.map { ($0.name, $0.value) }), version: draft.version,
      savedAt: draft.savedAt)
  }

  // MARK: Going back to the form

  /// Shows the form again with everything that was typed, and says what hindered.
  private func back(
    _ visit: inout Visit, _ doing: ServicePoint.Doing, _ error: any Error,
    _ refusal: ServiceRefusal,
    _ request: Request
  ) async -> Response {
    var version: Int64 = 0
    if doing.keepsDraft { version = await keep(&visit, form: path(request)) }
    guard visit.point.reading != nil else { return refusal.later(error, visit.sent, request) }
    visit.typed = Visit.Typed(fields: visit.sent, version: version)
    do {
      if let problems = ServiceDoor.problems(error) ?? refusal.mistake(error, doing) {
        visit.problems = problems
        return try await again(&visit, nil, request, status: .unprocessableContent)
      }
      guard let (banner, status) = refusal.banner(error, request) else {
        return refusal.response(error, request)
      }
      var response = try await again(&visit, banner, request, status: status)
      if let seconds = ServiceRefusal.told(error)?.retryAfter {
        response.headers[.retryAfter] = "\(seconds)"
      }
      return response
    } catch {
      return refusal.later(error, visit.sent, request)
    }
  }

  func again(
    _ visit: inout Visit, _ banner: Visit.Banner?, _ request: Request, status: HTTPResponse.Status
  ) async throws -> Response {
    if let banner { visit.banner = banner }
    if visit.typed == nil, !visit.sent.pairs.isEmpty {
      visit.typed = Visit.Typed(fields: visit.sent, version: visit.draftSeen)
    }
    guard let reading = visit.point.reading else {
      let banner = visit.banner ?? Visit.Banner(.warning, visit.say("service.stale"), "")
      let sheet = Sheet(
        "message", banner.title,
        [
          "title": banner.title, "paragraphs": [banner.text],
          "links": [
            View(["link": visit.link("/my"), "text": visit.say("service.home")])
          ],
        ])
      visit.banner = nil
      return .html(site.service(sheet, visit), status: status)
    }
    return .html(site.service(try await reading.show(visit), visit), status: status)
  }

  /// Keeps what was typed; nothing personal is lost when the act has to wait. What another device has kept meanwhile is not
  /// overwritten, and shown beside it.
  ///
  /// - Returns: the version that is there now; 0 when none could be kept, which does not keep the page from being shown.
  private func keep(_ visit: inout Visit, form: String) async -> Int64 {
    let answer = try? await hall.drafts.save(
      visit.answers, form: form, of: visit.session.account, seen: visit.draftSeen)
    switch answer {
    case .saved(let version): return version
    case .conflict(let kept?, let typed):
      visit.conflict = DraftConflict(kept, typed)
      return kept.version
    case .conflict(nil, _), nil: return 0
    }
  }

  /// Does what somebody chose of two versions, and shows the form with it.
  private func settle(
    _ choice: DraftConflict.Choice, _ visit: inout Visit, _ request: Request
  ) async throws -> Response {
    let form = path(request)
    if choice == .keepMine {
      try await hall.limits.draw([.draft], account: visit.session.account, address: nil)
      let version = await keep(&visit, form: form)
      if visit.conflict != nil || version == 0 {
        // A third version came meanwhile, or the store is away: everything is still there.
        visit.typed = Visit.Typed(fields: visit.sent, version: version)
        return try await again(&visit, nil, request, status: .conflict)
      }
    }
    let said = choice == .keepMine ? "service.done.keepMine" : "service.done.takeOther"
    return .goOn("\(visit.link(form))?done=\(said)")
  }
}
