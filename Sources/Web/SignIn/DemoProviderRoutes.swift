import Casework
import HTTPTypes
import Hummingbird
import Identity
import NIOCore
import Policy

extension Site {
  /// The identity provider that demonstrations bring along (演示身份提供方), as pages and addresses of this site.
  func addDemoProvider(_ demo: DemoProvider, _ hall: Hall, to router: Router<SiteContext>) {
    let root = DemoProviderPath.root
    let answer: @Sendable (Request, SiteContext) async throws -> Response = { request, _ in
      var body = ""
      if request.method == .post {
        body = String(buffer: try await request.body.collect(upTo: 64 * 1024))
      }
      let asked = DemoRequest(
        isPost: request.method == .post, path: String(request.uri.path.dropFirst(root.count)),
        query: request.uri.query ?? "", body: body,
        authorization: request.headers[.authorization])
      return draw(demo.answer(to: asked), request)
    }
    for path in [
      "/.well-known/openid-configuration", "/keys", "/authorize", "/userinfo", "/sign-out",
    ] {
      router.get(RouterPath(root + path), use: answer)
    }
    for path in ["/authorize", "/token", "/userinfo", "/sign-out"] {
      router.post(RouterPath(root + path), use: answer)
    }
  }

  private func draw(_ answer: DemoAnswer, _ request: Request) -> Response {
    let asked = request.uri.queryParameters["ui_locales"].map(String.init) ?? ""
    let language: Language =
      asked.hasPrefix("en")
      ? .en : asked.hasPrefix("zh") ? .zh : Negotiation.language(request.headers)
    switch answer {
    case .json(let status, let body):
      return Response(
        status: HTTPResponse.Status(code: status),
        headers: [.contentType: "application/json", .cacheControl: "no-store"],
        body: ResponseBody(byteBuffer: ByteBuffer(bytes: body)))
    case .redirect(let address): return .goOn(address)
    case .page(let status, let words):
      let title = text("entrance.demo", language)
      return .html(
        page(
          "message", PageHead(title: title, language: language, route: .service("/sign-in")),
          [
            "title": title, "paragraphs": [words[language]],
            "links": [
              View([
                "link": Route.service("/sign-in").path(language),
                "text": text("entrance.anew", language),
              ])
            ],
          ]), status: HTTPResponse.Status(code: status))
    case .choice(let choice):
      return .html(
        page(
          "demo-choice",
          PageHead(
            title: text("entrance.demo", language), language: language, route: .service("/sign-in")),
          [
            "action": "\(DemoProviderPath.root)/authorize?ui_locales=\(language.rawValue)",
            "request": choice.request, "client": choice.client[language],
            "people": choice.accounts.map { account in
              View([
                "subject": account.subject, "title": account.title[language],
                "note": account.note[language], "level": account.level.title[language],
              ])
            },
          ]))
    }
  }
}

/// Where the demo provider stands on this site (演示身份提供方地址).
package enum DemoProviderPath {
  package static let root = "/demo-provider"
}
