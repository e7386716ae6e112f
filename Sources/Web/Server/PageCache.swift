import Crypto
import HTTPTypes
import Hummingbird
import NIOCore
import Policy
import Synchronization
import Units

/// A page that depends on nothing a visitor sends (固定页面): rendered at the first request, then served
/// as it stands, with a tag by which browsers learn that what they kept is current.
final class FixedPage: Sendable {
  /// What is served.
  struct Rendered: Sendable {
    var body: ByteBuffer
    /// Says which text this is; changes with it.
    var tag: String
  }

  private let type: String
  private let render: @Sendable () -> String
  private let rendered = Mutex<Rendered?>(nil)

  init(type: String = "text/html; charset=utf-8", _ render: @escaping @Sendable () -> String) {
    self.type = type
    self.render = render
  }

  /// The page; rendered when nobody has asked before.
  var current: Rendered {
    rendered.withLock { rendered in
      if let rendered { return rendered }
      let text = Array(render().utf8)
      let hash = Array(SHA256.hash(data: text).prefix(12))
      let fresh = Rendered(body: ByteBuffer(bytes: text), tag: "\"\(Base64URL.text(hash))\"")
      rendered = fresh
      return fresh
    }
  }

  /// The page, or that it is still the one the visitor has.
  func response(to request: Request) -> Response {
    let page = current
    let isKnown = request.headers[values: .ifNoneMatch].contains { list in
      list.split(separator: ",").contains { FixedPage.names($0, page.tag) }
    }
    var headers = HTTPFields()
    headers.append(HTTPField(name: .eTag, value: page.tag))
    headers.append(HTTPField(name: .cacheControl, value: "public, max-age=300, must-revalidate"))
    if isKnown { return Response(status: .notModified, headers: headers) }
    headers.append(HTTPField(name: .contentType, value: type))
    return Response(status: .ok, headers: headers, body: ResponseBody(byteBuffer: page.body))
  }

  /// Whether an entry of `If-None-Match` is the tag; a weak one is as good (RFC 9110, 13.1.2).
  private static func names(_ entry: Substring, _ tag: String) -> Bool {
    var entry = entry.drop { $0 == " " }
    while entry.last == " " { entry.removeLast() }
    if entry.hasPrefix("W/") { entry = entry.dropFirst(2) }
    return entry == "*" || entry == tag
  }
}

extension RouterMethods where Context == SiteContext {
  /// Registers a page without input: rendered once, then served with `ETag` and `Cache-Control`.
  func fixedPage(
    _ route: Route, _ language: Language, _ render: @escaping @Sendable () -> String
  ) {
    let page = FixedPage(render)
    get(RouterPath(route.path(language))) { request, _ in page.response(to: request) }
  }

  /// Registers a document without input, such as one of the API, in the same way.
  func fixedDocument(
    _ path: String, type: String, _ render: @escaping @Sendable () -> String
  ) {
    let page = FixedPage(type: type, render)
    get(RouterPath(path)) { request, _ in page.response(to: request) }
  }
}
