import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Policy
import Synchronization
import Testing

@testable import Web

/// Protects the speed of pages without input: they are rendered once, and a browser that has one is
/// told so instead of sent it again.
@Suite("Fixed pages")
struct ServerPageCacheTests {
  final class Count: Sendable {
    let value = Mutex(0)
  }

  @Test("are rendered once, and not sent to who has them")
  func once() async throws {
    let count = Count()
    let router = Router(context: SiteContext.self)
    router.fixedPage(.rules, .en) {
      count.value.withLock { $0 += 1 }
      return "<p>rules</p>"
    }
    try await Application(router: router).test(.router) { client in
      let first = try await client.execute(uri: "/en/rules", method: .get)
      #expect(String(buffer: first.body) == "<p>rules</p>")
      #expect(first.headers[.contentType] == "text/html; charset=utf-8")
      #expect(first.headers[.cacheControl] == "public, max-age=300, must-revalidate")
      let tag = try #require(first.headers[.eTag])
      for known in [tag, "W/\(tag)", "\"other\", \(tag)", "*"] {
        let again = try await client.execute(
          uri: "/en/rules", method: .get, headers: [.ifNoneMatch: known])
        #expect(again.status == .notModified, "\(known)")
        #expect(again.body.readableBytes == 0)
        #expect(again.headers[.eTag] == tag)
      }
      let other = try await client.execute(
        uri: "/en/rules", method: .get, headers: [.ifNoneMatch: "\"other\""])
      #expect(other.status == .ok)
    }
    #expect(count.value.withLock { $0 } == 1)
  }
}
