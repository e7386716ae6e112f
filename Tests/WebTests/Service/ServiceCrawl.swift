import Hummingbird
import Policy
import Testing

@testable import Web

/// Every page of the service that somebody can reach by links (可达页面), and what stands on it.
struct ServiceCrawl {
  struct Found {
    let point: ServicePoint
    /// With its places filled in and its query, without language.
    let path: String
    let status: Int
    let text: String
  }

  /// - Parameter most: pages that are looked at; a list with pages of its own must not go on for ever.
  static func pages(_ caller: inout Caller, most: Int = 150) async throws -> [Found] {
    let points = caller.city.site.points
    var waiting = ["/my"] + points.filter { $0.reading != nil && $0.places.isEmpty }.map(\.path)
    var seen = Set(waiting)
    var pages: [Found] = []
    while !waiting.isEmpty, pages.count < most {
      let path = waiting.removeFirst()
      guard let point = points.first(where: { $0.isAt(bare(path)) }) else { continue }
      try await caller.send(.get, caller.language == .zh ? path : "/en\(path)")
      pages.append(
        Found(point: point, path: path, status: caller.page.status, text: caller.page.text))
      for link in links(caller.page.text) where seen.insert(link).inserted {
        if points.contains(where: { $0.reading != nil && $0.isAt(bare(link)) }) {
          waiting.append(link)
        }
      }
    }
    return pages
  }

  /// Without what stands after `?` and `#`.
  static func bare(_ path: String) -> String { String(path.prefix { $0 != "?" && $0 != "#" }) }

  private static func links(_ page: String) -> [String] {
    page.matches(of: /href="(\/[^"]*)"/).map {
      ServiceDoor.path(String($0.1).replacing("&amp;", with: "&"))
    }
  }
}

extension Caller {
  /// Sends a form of a page, with every field that can be typed in holding something.
  mutating func send(_ form: Form, typing value: (String) -> String) async throws {
    let pairs = form.pairs.map { pair in
      Caller.isOurs(pair.name) ? pair : (name: pair.name, value: value(pair.name))
    }
    try await send(
      .post, form.action, [.contentType: "application/x-www-form-urlencoded"],
      body: ByteBuffer(string: Caller.encoded(pairs)))
  }

  static func isOurs(_ name: String) -> Bool { Visit.own.contains(name) }
}
