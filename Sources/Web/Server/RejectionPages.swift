import HTTPTypes
import Hummingbird
import NIOCore
import Policy
import Synchronization

/// The answers to requests that are refused: a page in the page's language, a problem (RFC 9457) to
/// programs. Pages are rendered once, so that refusing costs less than answering.
final class RejectionPages: Sendable {
  private struct Key: Hashable {
    var reason: Rejection.Reason
    var language: Language
  }

  private let site: Site
  private let pages = Mutex<[Key: ByteBuffer]>([:])

  init(_ site: Site) { self.site = site }

  /// - Parameters:
  ///   - status: the answer's status, which may be another of the same class than the reason's own.
  ///   - number: the request's number, shown where somebody may want to ask.
  func response(
    _ rejection: Rejection, status: HTTPResponse.Status, to request: Request, number: String
  ) -> Response {
    let path = request.uri.path
    var headers = rejection.headers
    headers[.cacheControl] = "no-store"
    let isProgram = path.hasPrefix("/api/")
    let language = isProgram ? Negotiation.language(request.headers) : Language(ofPath: path)
    let body: ByteBuffer
    if isProgram {
      headers[.contentType] = "application/problem+json"
      headers[.contentLanguage] = language.rawValue
      body = problem(rejection.reason, status, language, number)
    } else {
      headers[.contentType] = "text/html; charset=utf-8"
      body = page(rejection.reason, language, number)
    }
    return Response(status: status, headers: headers, body: ResponseBody(byteBuffer: body))
  }

  func page(_ reason: Rejection.Reason, _ language: Language, _ number: String)
    -> ByteBuffer
  {
    if reason == .failure { return render(reason, language, number) }
    let key = Key(reason: reason, language: language)
    if let page = pages.withLock({ $0[key] }) { return page }
    let page = render(reason, language, number)
    pages.withLock { $0[key] = page }
    return page
  }

  private func render(
    _ reason: Rejection.Reason, _ language: Language, _ number: String
  ) -> ByteBuffer {
    let (title, paragraphs) = reason.words(site, language, number)
    let links = [
      View(["link": Route.home.path(language), "text": site.text("server.home", language)]),
      site.askingLink(language),
    ]
    return ByteBuffer(
      string: site.page(
        "message", PageHead(title: title, language: language, route: .home),
        ["title": title, "paragraphs": paragraphs, "links": links]))
  }

  private func problem(
    _ reason: Rejection.Reason, _ status: HTTPResponse.Status, _ language: Language,
    _ number: String
  ) -> ByteBuffer {
    let title = JSONText.quoted(site.text("server.\(reason)", language))
    let detail = JSONText.quoted(site.text("server.\(reason).detail", language))
    return ByteBuffer(
      string: #"{"type": "\#(reason.type)", "title": \#(title), "status": \#(status.code), "#
        + #""detail": \#(detail), "requestId": \#(JSONText.quoted(number))}"# + "\n")
  }

  /// The same in both languages and plain text, for requests that were not understood far enough to
  /// know either.
  func plain(_ reason: Rejection.Reason) -> String {
    Language.allCases.map { site.text("server.\(reason).detail", $0) + "\n" }.joined()
  }
}

extension Rejection.Reason {
  /// What a page says of it.
  ///
  /// - Parameter number: the request's, said where somebody may want to ask.
  func words(
    _ site: Site, _ language: Language, _ number: String
  ) -> (title: String, paragraphs: [String]) {
    var paragraphs = [site.text("server.\(self).detail", language)]
    if self == .failure {
      paragraphs.append(site.text("server.number", language, ["number": number]))
    }
    return (site.text("server.\(self)", language), paragraphs)
  }
}

extension Language {
  /// The language of the page at an address.
  init(ofPath path: String) { self = path == "/en" || path.hasPrefix("/en/") ? .en : .zh }
}

extension Rejection.Reason {
  /// The type of the problem (RFC 9457): one that the guide of the interface explains, where it has one.
  fileprivate var type: String {
    let kind: ProblemDetails.Kind? =
      switch self {
      case .malformed: .malformed
      case .notFound: .unknownAddress
      case .wrongMethod: .method
      case .tooLarge: .tooLarge
      case .rate: .tooMany
      case .busy, .answerTime, .stopping: .busy
      case .readTime, .longAddress, .headerTooLarge, .failure: nil
      }
    return kind.map(\.type) ?? "about:blank"
  }
}
