import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Identity
import NIOCore
import Policy
import Testing

@testable import Web

/// A browser, or a program, of somebody who uses the service (来访者): keeps cookies, follows to the next page, sends the forms that it
/// was shown.
struct Caller {
  let city: ServiceCity
  var language: Language
  /// By name.
  var cookies: [String: String] = [:]
  /// The page that is open.
  var page = Page()

  struct Page {
    var path = ""
    var status = 0
    var headers: HTTPFields = [:]
    var text = ""

    var json: [String: Any] {
      (try? JSONSerialization.jsonObject(with: Data(text.utf8))) as? [String: Any] ?? [:]
    }

    /// What a reader sees: the page without tags.
    var words: String {
      LanguageMarks.unmarked(text).replacing(
        /<script.*?<\/script>|<[^>]*>/.dotMatchesNewlines(), with: " "
      )
      .replacing(/\s+/, with: " ")
      .replacing("&quot;", with: "\"").replacing("&#39;", with: "'")
      .replacing("&lt;", with: "<").replacing("&gt;", with: ">").replacing("&amp;", with: "&")
    }

    /// Whether there is a button that sends something to an address, by its path without language.
    func hasForm(_ path: String) -> Bool {
      Form.all(text).contains { ServiceDoor.path($0.action) == path }
    }
  }

  init(city: ServiceCity, language: Language) {
    self.city = city
    self.language = language
  }

  // MARK: Requests

  /// One request, without following where it leads.
  mutating func send(
    _ method: HTTPRequest.Method, _ path: String, _ headers: HTTPFields = [:],
    body: ByteBuffer? = nil, withCookies: Bool = true
  ) async throws {
    var headers = headers
    if withCookies, !cookies.isEmpty {
      headers[.cookie] = cookies.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
        .joined(separator: "; ")
    }
    let sent = headers
    let response = try await Application(responder: city.responder).test(.router) { client in
      try await client.execute(uri: path, method: method, headers: sent, body: body)
    }
    page = Page(
      path: path, status: response.status.code, headers: response.headers,
      text: String(buffer: response.body))
    for cookie in response.headers[values: .setCookie] {
      let pair = cookie.prefix { $0 != ";" }
      guard let sign = pair.firstIndex(of: "=") else { continue }
      let value = String(pair[pair.index(after: sign)...])
      cookies[String(pair[..<sign])] = cookie.contains("Max-Age=0") ? nil : value
    }
  }

  private mutating func follow() async throws {
    var steps = 0
    while [301, 302, 303, 307, 308].contains(page.status), steps < 8,
      var next = page.headers[.location]
    {
      if next.hasPrefix(ServiceCity.address) { next.removeFirst(ServiceCity.address.count) }
      try await send(.get, next)
      steps += 1
    }
  }

  /// Opens a page, by its path without language.
  mutating func open(_ path: String) async throws {
    try await send(.get, language == .zh ? path : "/en\(path)")
    try await follow()
  }

  /// Sends a form of the open page with these values in place of what stands in it, and goes on to the next page.
  ///
  /// - Parameter action: of the form, without language; the first form with fields of its own when `nil`.
  mutating func submit(
    _ fields: KeyValuePairs<String, String> = [:], to action: String? = nil
  ) async throws {
    let form = try #require(
      Form.all(page.text).first { form in
        let path = ServiceDoor.path(String(form.action.prefix { $0 != "?" }))
        return action.map { $0 == path } ?? (path != "/sign-out")
      }, "no form to \(action ?? "send") on \(page.path): \(page.words.prefix(300))")
    var pairs = form.pairs.filter { pair in !fields.contains { $0.key == pair.name } }
    pairs += fields.map { ($0.key, $0.value) }
    try await post(form.action, pairs)
  }

  /// Sends pairs as a form, as they are, and goes on to the next page.
  mutating func post(_ path: String, _ pairs: [(name: String, value: String)]) async throws {
    let body = pairs.map { FormEncoding.percent($0.name) + "=" + FormEncoding.percent($0.value) }
      .joined(separator: "&")
    try await send(
      .post, path, [.contentType: "application/x-www-form-urlencoded"],
      body: ByteBuffer(string: body))
    try await follow()
  }

  /// Asks the API as a program: with the session's token, not with the browser's cookie.
  mutating func api(
    _ method: HTTPRequest.Method, _ path: String, _ body: String? = nil,
    _ more: HTTPFields = [:]
  ) async throws {
    var headers = more
    headers[.authorization] = "Bearer \(cookies["luohu-session"] ?? "")"
    headers[.acceptLanguage] = language.rawValue
    if body != nil { headers[.contentType] = "application/json" }
    try await send(
      method, Endpoint.base + path, headers, body: body.map { ByteBuffer(string: $0) },
      withCookies: false)
  }

  /// Signs in as somebody of the demo provider.
  mutating func signIn(_ subject: String, to path: String = "/my") async throws {
    let audience = try city.audience(subject)
    try await open("/sign-in/\(audience.rawValue)?to=\(path)")
    try await submit(["account": subject], to: "/demo-provider/authorize")
    #expect(cookies["luohu-session"] != nil, "\(subject) is signed in: \(page.words.prefix(300))")
  }

  // MARK: Forms

  /// A form as it stands on a page.
  struct Form {
    var action: String
    var pairs: [(name: String, value: String)]

    static func all(_ page: String) -> [Form] {
      page.matches(of: /<form[^>]*action="([^"]*)"[^>]*>(.*?)<\/form>/.dotMatchesNewlines()).map {
        Form(action: plain($0.1), pairs: fields(String($0.2)))
      }
    }

    private static func fields(_ text: String) -> [(name: String, value: String)] {
      var pairs: [(name: String, value: String)] = []
      for match in text.matches(of: /<(input|select|textarea)\b([^>]*)>/) {
        let tag = String(match.2)
        guard let name = attribute("name", tag) else { continue }
        let rest = text[match.range.upperBound...]
        switch String(match.1) {
        case "select":
          let inside = rest.prefix(
            upTo: rest.firstRange(of: "</select>")?.lowerBound ?? rest.endIndex)
          let chosen = inside.matches(of: /<option value="([^"]*)"( selected)?/)
          let value = chosen.first { $0.2 != nil } ?? chosen.first
          pairs.append((name, plain(value?.1 ?? "")))
        case "textarea":
          pairs.append((name, plain(rest.prefix { $0 != "<" })))
        default:
          let type = attribute("type", tag) ?? "text"
          if ["file", "submit"].contains(type) { continue }
          if ["radio", "checkbox"].contains(type), !tag.contains(" checked") { continue }
          pairs.append((name, attribute("value", tag) ?? ""))
        }
      }
      return pairs
    }

    private static func attribute(_ name: String, _ tag: String) -> String? {
      guard let start = tag.firstRange(of: " \(name)=\"") else { return nil }
      return plain(tag[start.upperBound...].prefix { $0 != "\"" })
    }

    private static func plain(_ text: some StringProtocol) -> String {
      String(text).replacing("&quot;", with: "\"").replacing("&#39;", with: "'")
        .replacing("&lt;", with: "<").replacing("&gt;", with: ">").replacing("&amp;", with: "&")
    }
  }
}
