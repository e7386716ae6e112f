import Casework
import HTTPTypes
import Hummingbird
import NIOCore
import PointsService
import Policy

/// What hindered an act, told to whoever wanted it (不予办理的答复): what, why with its article, what can be done and until when. A browser
/// gets a page, a program a problem (RFC 9457); both read the same words.
struct ServiceRefusal: Sendable {
  let site: Site
  let hall: Hall
  let face: ServiceDoor.Face
  let context: SiteContext
  /// Who is refused, once that is known: their page keeps the account, the way out and the sections of the role.
  var visit: Visit?

  /// What is said about an error.
  struct Told {
    /// For programs; the guide of the API explains it.
    var code: String
    var status: HTTPResponse.Status
    var words: Wording
    var article: Article?
    var retryAfter: Int?
    /// The level that has to be proved.
    var proof: AssuranceLevel?
    /// The version that is there now.
    var version: Int?
  }

  private var language: Language { face.language }

  // MARK: What it is

  /// - Returns: `nil` for a fault of the program, which has a page of its own.
  static func told(_ error: any Error) -> Told? {
    switch error {
    case let refusal as PointsRefusal: told(refusal)
    case let refusal as AccountRefusal: told(refusal)
    case let refusal as PermissionRefusal:
      Told(code: "permission", status: .forbidden, words: refusal.wording, article: refusal.article)
    case let refusal as LifecycleRefusal:
      Told(code: "state", status: .conflict, words: refusal.reason, article: refusal.article)
    case let refusal as ProposalRefusal: told(PointsRefusal.proposal(refusal))
    case is Unknown:
      Told(
        code: "permission", status: .forbidden,
        words: PermissionRefusal(
          reason: .notYours, article: Article(document: "PLATFORM", place: "案卷")
        ).wording, article: Article(document: "PLATFORM", place: "案卷"))
    case let wait as TryAgain:
      Told(
        code: "tooMany", status: .tooManyRequests, words: wait.wording, retryAfter: wait.seconds)
    case let failure as StoreFailure: told(failure)
    case let failure as EvidenceFailure: told(failure)
    case let failure as VaultFailure: told(failure)
    case let unreadable as OpenEvidence.Unreadable: told(unreadable)
    case let failure as SealedBlob.Failure: told(failure)
    case let failure as SealFailure: told(failure)
    case is SessionLost:
      Told(code: "signIn", status: .unauthorized, words: NotSignedIn.unknown.wording)
    case DraftRefusal.tooLarge:
      Told(
        code: "tooLarge", status: .contentTooLarge,
        words: Wording("填写的内容过多，未能保存草稿。", "What was typed is too long to be kept."))
    case DraftRefusal.tooMany(let most):
      Told(
        code: "tooMany", status: .conflict,
        words: Wording(
          "已保存\(most)份未提交的填写，请先提交或删除其中一些。",
          "\(most) forms are kept already; send or delete some first."))
    default: nil
    }
  }

  private static func told(_ refusal: PointsRefusal) -> Told {
    var told = Told(
      code: refusal.code, status: .conflict, words: refusal.wording, article: refusal.article)
    switch refusal {
    case .permission: told.status = .forbidden
    case .stepUp(let step):
      told.status = .forbidden
      told.proof = step.level
    case .rule(let rule, _):
      told.status = RefusalCode.status(of: rule)
      // Wrong codes are counted for a day; an hour later there may be room for one.
      if told.status == .serviceUnavailable { told.retryAfter = 60 }
      if told.status == .tooManyRequests { told.retryAfter = 3600 }
    case .stage, .lifecycle, .proposal: break
    }
    return told
  }

  private static func told(_ refusal: AccountRefusal) -> Told {
    var told = Told(
      code: "account", status: .conflict, words: refusal.wording, article: refusal.article)
    switch refusal {
    case .permission:
      told.code = "permission"
      told.status = .forbidden
    case .stepUp(let step):
      told.code = "stepUp"
      told.status = .forbidden
      told.proof = step.level
    case .disabled, .locked, .notInvited, .noRole, .otherIdentity, .lowerLevel:
      told.status = .forbidden
    default: break
    }
    return told
  }

  private static func told(_ failure: StoreFailure) -> Told? {
    switch failure {
    case .conflict(_, let current):
      Told(
        code: "conflict", status: .conflict,
        words: Wording(
          "在您查看之后，此事项已有变化，请核对现在的内容；仍可提交的，您填写的内容保留在下面，核对后再提交。",
          "This was changed after you looked at it; see what is there now. Where it can still be sent, what you typed is kept below: check it and send it again."
        ), version: current)
    case .taken:
      Told(
        code: "conflict", status: .conflict,
        words: Wording("该事项已办理过，不能重复办理。", "This exists already and cannot be made twice."))
    case .keyReused:
      Told(
        code: "keyReused", status: .conflict,
        words: Wording(
          "此请求已提交过，而内容不同；请刷新页面后重新提交。",
          "A request under this key was sent before with another content; load the page anew and send again."
        ))
    case .ledgerClosed:
      Told(
        code: "ledgerClosed", status: .serviceUnavailable,
        words: Wording(
          "办理记录暂时不能写入，为保证每项办理都有据可查，现在只能查看。您填写的内容没有丢失，恢复后再提交即可；期限因此受影响的，不会对您不利。",
          "The record of acts cannot be written, so that for now you can only look. Nothing that you typed is lost; send it again later. You bear no disadvantage from it."
        ), retryAfter: 60)
    case .unavailable, .outcomeUnknown, .leaseLost:
      Told(
        code: "unavailable", status: .serviceUnavailable,
        words: Wording(
          "系统暂时繁忙或不可用，您填写的内容没有丢失，请稍后再试；同一页面重复提交不会重复办理。",
          "The system is busy or away. Nothing that you typed is lost; try again in a moment. Sending the same page twice does it once."
        ), retryAfter: 5)
    case .olderDatabase, .newerDatabase, .invalid, .corrupt: nil
    }
  }

  /// A refusal that is about what stands in a field of the form (填写有误), as the mistake of that field; `nil` for another reason.
  func mistake(_ error: any Error, _ doing: ServicePoint.Doing) -> [Problem]? {
    let field =
      switch error {
      case let refusal as AccountRefusal: refusal.field
      case PointsRefusal.rule(let rule, _): rule.field
      default: nil as String?
      }
    guard let field, doing.fields.contains(where: { $0.name == field }),
      let told = ServiceRefusal.told(error)
    else { return nil }
    func words(_ language: Language) -> String {
      told.words[language]
        + (told.article.map { article in
          site.text("service.article", language, ["article": article.text(language)])
        } ?? "")
    }
    return [Problem(path: field, value: "", allowed: Wording(words(.zh), words(.en)))]
  }

  // MARK: Telling it

  /// The banner above the form that is shown again; `nil` for what needs a page of its own.
  func banner(
    _ error: any Error, _ request: Request
  ) -> (Visit.Banner, HTTPResponse.Status)? {
    guard let told = ServiceRefusal.told(error) else { return nil }
    note(error)
    var words = told.words[language]
    if let article = told.article {
      words += site.text("service.article", language, ["article": article.text(language)])
    }
    var banner = Visit.Banner(
      .danger, site.text("service.refused.\(told.code)", language, or: "service.refused"), words)
    if told.proof != nil { banner.link = proofLink(request) }
    return (banner, told.status)
  }

  private func proofLink(_ request: Request) -> (text: String, path: String) {
    let back = ServiceDoor.path(request.uri.path)
    return (site.text("service.prove", language), "/sign-in/again?to=\(FormEncoding.percent(back))")
  }

  func response(_ error: any Error, _ request: Request) -> Response {
    if let rejection = error as? Rejection { return plain(rejection, request) }
    if error is NIOTooManyBytesError { return plain(Rejection(.tooLarge), request) }
    if let http = error as? HTTPError {
      return plain(Rejection(Rejection.Reason(http.status)), request)
    }
    if let details = error as? ProblemDetails { return details.response(language) }
    if let problems = error as? Problems { return problem(problems.list, request) }
    if let one = error as? Problem { return problem([one], request) }
    guard let told = ServiceRefusal.told(error) else {
      site.report("service", "\(type(of: error))", context.requestNumber)
      return plain(Rejection(.failure), request)
    }
    if face.isProgram {
      note(error)
      return program(told)
    }
    guard let (banner, status) = banner(error, request) else {
      return plain(Rejection(.failure), request)
    }
    var links = [home, site.askingLink(language)]
    if told.code == "permission", let other = otherRole { links.insert(other, at: 0) }
    if let link = banner.link {
      links.insert(
        View(["link": Route.service(link.path).path(language), "text": link.text]), at: 0)
    }
    var response = page(
      "message", banner.title, at: ServiceDoor.path(request.uri.path),
      ["title": banner.title, "paragraphs": [banner.text], "links": links], status: status)
    if let seconds = told.retryAfter { response.headers[.retryAfter] = "\(seconds)" }
    return response
  }

  /// The way to another role of the same account, where one of them has its section at this address.
  private var otherRole: View? {
    guard let visit else { return nil }
    let others = hall.sessions.otherRoles(visit.session, at: hall.now)
    guard others.contains(where: ServiceMenu.grants(at: visit.place)) else { return nil }
    return [
      "link": visit.link("/account") + "#roles",
      "text": visit.say("service.others", ["count": "\(others.count)"]),
    ]
  }

  private var home: View {
    ["link": Route.service("/my").path(language), "text": site.text("service.home", language)]
  }

  /// A page in the frame of whoever is refused; in that of the public while nobody is signed in.
  private func page(
    _ template: String, _ title: String, at path: String, _ view: View,
    status: HTTPResponse.Status
  ) -> Response {
    guard var visit else {
      return .html(
        site.page(
          template, PageHead(title: title, language: language, route: .service(path)), view),
        status: status)
    }
    visit.problems = []
    visit.banner = nil
    return .html(site.service(Sheet(template, title, view), visit), status: status)
  }

  private func plain(_ rejection: Rejection, _ request: Request) -> Response {
    if visit != nil, !face.isProgram {
      let (title, paragraphs) = rejection.reason.words(site, language, context.requestNumber)
      var response = page(
        "message", title, at: ServiceDoor.path(request.uri.path),
        [
          "title": title, "paragraphs": paragraphs,
          "links": [home, site.askingLink(language)],
        ],
        status: rejection.reason.status)
      response.headers.append(contentsOf: rejection.headers)
      return response
    }
    return RejectionPages(site).response(
      rejection, status: rejection.reason.status, to: request, number: context.requestNumber)
  }

  private func problem(_ problems: [Problem], _ request: Request) -> Response {
    if face.isProgram {
      return ProblemDetails(Problems(problems)).response(language)
    }
    let title = site.text("service.values", language)
    let place = ServiceDoor.path(request.uri.path)
    var links = [home]
    // What is wrong stands in the address: without it the page opens.
    if request.method == .get, request.uri.query != nil {
      links.insert(
        View([
          "link": Route.service(place).path(language),
          "text": site.text("service.values.again", language),
        ]), at: 0)
    }
    return page(
      "message", title, at: place,
      [
        "title": title, "paragraphs": problems.map { $0.allowed[language] }, "links": links,
      ], status: .unprocessableContent)
  }

  func program(_ told: Told) -> Response {
    var response = Response.json(status: told.status) { json in
      json.object { json in
        json.field("type", "/api#service-\(told.code)")
        json.field(
          "title", site.text("service.refused.\(told.code)", language, or: "service.refused"))
        json.field("status", told.status.code)
        json.field("detail", told.words[language])
        json.field("code", told.code)
        if let article = told.article { json.field("article", article.description) }
        if let proof = told.proof { json.field("proof", proof.rawValue) }
        if let version = told.version { json.field("version", version) }
      }
    }
    response.headers[.contentType] = "application/problem+json"
    response.headers[.contentLanguage] = language == .zh ? "zh-CN" : "en"
    if let seconds = told.retryAfter { response.headers[.retryAfter] = "\(seconds)" }
    return response
  }

  // MARK: Nobody is signed in

  /// A browser goes to sign in and comes back; a program is told.
  func signIn(_ reason: NotSignedIn, _ request: Request) -> Response {
    if face.isProgram { return unauthorized(reason) }
    let to = asked(request)
    let why = reason == .none ? "" : "&why=\(reason.rawValue)"
    return .goOn(Route.service("/sign-in").path(language) + "?to=\(FormEncoding.percent(to))\(why)")
  }

  /// A form came from a session that has ended. Everything in it goes along on a page, and can be sent again once
  /// somebody has signed in beside it.
  func signInAgain(_ reason: NotSignedIn, _ sent: FormBody, _ request: Request) -> Response {
    if face.isProgram { return unauthorized(reason) }
    return carrying(
      sent, site.text("service.ended", language), reason.wording[language], request,
      status: .forbidden, mustSignIn: true)
  }

  /// A form came while the store was away, so that not even its own page can be drawn.
  func later(_ error: any Error, _ sent: FormBody, _ request: Request) -> Response {
    guard !face.isProgram, !sent.pairs.isEmpty, let told = ServiceRefusal.told(error),
      told.status.code == 503,
      let (banner, status) = banner(error, request)
    else { return response(error, request) }
    var response = carrying(
      sent, banner.title, banner.text, request, status: status, mustSignIn: false)
    if let seconds = told.retryAfter { response.headers[.retryAfter] = "\(seconds)" }
    return response
  }

  private func carrying(
    _ sent: FormBody, _ title: String, _ reason: String, _ request: Request,
    status: HTTPResponse.Status, mustSignIn: Bool
  ) -> Response {
    page(
      "ended", title, at: ServiceDoor.path(request.uri.path),
      [
        "title": title, "reason": reason, "mustSignIn": mustSignIn,
        "signInLink": Route.service("/sign-in").path(language)
          + "?to=\(FormEncoding.percent(asked(request)))",
        "action": Route.service(asked(request)).path(language),
        // Files stay with whoever has them: a page cannot hand them in again.
        "carried": sent.pairs.filter { pair in !sent.files.contains { $0.name == pair.name } }
          .map { View(["name": $0.name, "value": $0.value]) },
      ], status: status)
  }

  /// The address that was asked for, without language.
  private func asked(_ request: Request) -> String {
    ServiceDoor.path(request.uri.path) + (request.uri.query.map { "?\($0)" } ?? "")
  }

  private func unauthorized(_ reason: NotSignedIn) -> Response {
    var response = program(
      Told(code: "signIn", status: .unauthorized, words: reason.wording))
    response.headers[.wwwAuthenticate] = "Bearer realm=\"luohu\""
    return response
  }
}
