import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import NIOCore
import PointsLaw
import Policy
import Synchronization
import Testing

@testable import Web

/// Protects what every request meets, whatever the page: an answer to every failure, in the right
/// language and form, with the headers, and nothing of the visitor's in the log.
@Suite("The front door")
struct ServerFrontDoorTests {
  struct Unforeseen: Error, CustomStringConvertible {
    var description: String { "王某某 11010119800101001X" }
  }

  final class Lines: Sendable {
    private let lines = Mutex<[String]>([])
    func add(_ line: [UInt8]) {
      lines.withLock { $0.append(String(decoding: line, as: UTF8.self)) }
    }
    var all: [String] { lines.withLock { $0 } }
  }

  /// Some routes behind a door; `body` is given a client and the log.
  static func serve(
    _ settings: Settings = Settings(), live: Bool = false,
    _ routes: (Router<SiteContext>) -> Void,
    _ body: @escaping @Sendable (any TestClientProtocol, Lines) async throws -> Void
  ) async throws {
    let lines = Lines()
    var settings = settings
    settings.port = 0
    let site = try Site(library: Library.builtIn(), seal: Seal())
    let router = Router(context: SiteContext.self, options: .autoGenerateHeadEndpoints)
    routes(router)
    let server = WebServer(
      site: site, settings: settings, version: "0", log: ServerLog { lines.add($0) })
    let application = try server.application(router)
    try await application.test(live ? .live : .router) { try await body($0, lines) }
    #expect(site.templates.missing.all == [])
  }

  @Test("what fails inside is a page with the request's number, and the log has the kind only")
  func failure() async throws {
    try await Self.serve { router in
      router.get("/en/broken/:id") { _, _ -> String in throw Unforeseen() }
      router.get("/api/v1/broken") { _, _ -> String in throw Unforeseen() }
    } _: { client, lines in
      let page = try await client.execute(uri: "/en/broken/secret?name=secret", method: .get)
      #expect(page.status == .internalServerError)
      let number = try #require(page.headers[.requestNumber])
      let text = String(buffer: page.body)
      #expect(text.contains("Something went wrong") && text.contains(number))
      let problem = try await client.execute(
        uri: "/api/v1/broken", method: .get, headers: [.acceptLanguage: "en-GB,zh;q=0.5"])
      #expect(problem.status == .internalServerError)
      #expect(problem.headers[.contentType] == "application/problem+json")
      let parsed = try JSONSerialization.jsonObject(with: Data(String(buffer: problem.body).utf8))
      let object = try #require(parsed as? [String: Any])
      #expect(object["title"] as? String == "Something went wrong")
      #expect(object["status"] as? Int == 500)
      #expect(object["requestId"] as? String == problem.headers[.requestNumber])
      let log = lines.all.joined()
      #expect(log.contains(#""kind": "Unforeseen""#) && log.contains(number))
      #expect(log.contains(#""route": "/en/broken/{id}""#))
      #expect(!log.contains("secret") && !log.contains("11010119800101001X"))
    }
  }

  @Test("an answer of a library gets words, a page keeps its own")
  func words() async throws {
    try await Self.serve { router in
      router.get("/bare") { _, _ -> String in throw HTTPError(.badRequest, message: "raw") }
      router.get("/page") { _, _ in Response.html("<p>own</p>", status: .unprocessableContent) }
      for address in ["/wait", "/api/v1/wait"] {
        router.get(RouterPath(address)) { _, _ -> String in
          throw HTTPError(.tooManyRequests, headers: [.retryAfter: "7"])
        }
      }
    } _: { client, _ in
      let bare = try await client.execute(uri: "/bare", method: .get)
      #expect(bare.status == .badRequest)
      #expect(String(buffer: bare.body).contains("请求有误"))
      #expect(!String(buffer: bare.body).contains("raw"))
      let page = try await client.execute(uri: "/page", method: .get)
      #expect(page.status == .unprocessableContent)
      #expect(String(buffer: page.body) == "<p>own</p>")
      let wait = try await client.execute(uri: "/wait", method: .get)
      #expect(wait.status == .tooManyRequests)
      #expect(wait.headers[.retryAfter] == "7")
      let told = try await client.execute(uri: "/api/v1/wait", method: .get)
      #expect(
        String(buffer: told.body).contains(#""type": "/api#too-many""#), "as the guide promises")
    }
  }

  @Test("a method that an address does not take is answered with those it takes")
  func methods() async throws {
    try await Self.serve { router in
      router.get("/a/:id") { _, _ in "a" }
      router.post("/a/:id") { _, _ in "b" }
      router.post("/only") { _, _ in "c" }
    } _: { client, _ in
      let wrong = try await client.execute(uri: "/a/7", method: .delete)
      #expect(wrong.status == .methodNotAllowed)
      #expect(wrong.headers[.allow] == "GET, HEAD, POST")
      let get = try await client.execute(uri: "/only", method: .get)
      #expect(get.status == .methodNotAllowed)
      #expect(get.headers[.allow] == "POST")
      let none = try await client.execute(uri: "/a/7/8", method: .delete)
      #expect(none.status == .notFound)
      #expect(none.headers[.allow] == nil)
      let head = try await client.execute(uri: "/a/7", method: .head)
      #expect(head.status == .ok)
      #expect(head.body.readableBytes == 0)
    }
  }

  @Test(
    "slashes too many lead to the address without, never to another site",
    arguments: [
      ("/rules/", "/rules"), ("/rules//a/?b=c", "/rules/a?b=c"),
      ("//evil.example/", "/evil.example"),
      ("//evil.example/..", "/evil.example/.."), ("/\\evil.example/", nil), ("/%5Cevil/", nil),
      ("//evil.example%2f..//", nil),
    ])
  func slashes(_ address: String, _ place: String?) async throws {
    try await Self.serve { _ in
    } _: { client, _ in
      let answer = try await client.execute(uri: address, method: .get)
      #expect(answer.headers[.location] == place)
      #expect(answer.status == (place == nil ? .notFound : .movedPermanently))
      let post = try await client.execute(uri: address, method: .post)
      #expect(post.status == (place == nil ? .notFound : .permanentRedirect))
    }
  }

  @Test("a body is taken up to its limit, announced or not")
  func bodies() async throws {
    var settings = Settings()
    settings.bodyBytes = 2000
    settings.bulkBytes = 3000
    try await Self.serve(settings) { router in
      router.post("/x") { request, context in
        "\(try await request.body.collect(upTo: context.maxUploadSize).readableBytes)"
      }
      router.post("/api/v1/rank") { request, context in
        "\(try await request.body.collect(upTo: context.maxUploadSize).readableBytes)"
      }
    } _: { client, _ in
      func post(_ path: String, _ size: Int) async throws -> TestResponse {
        try await client.execute(
          uri: path, method: .post, body: ByteBuffer(repeating: 1, count: size))
      }
      #expect(String(buffer: try await post("/x", 2000).body) == "2000")
      #expect(try await post("/x", 2001).status == .contentTooLarge)
      #expect(String(buffer: try await post("/api/v1/rank", 3000).body) == "3000")
      let large = try await post("/api/v1/rank", 3001)
      #expect(large.status == .contentTooLarge)
      #expect(large.headers[.contentType] == "application/problem+json")
    }
  }

  @Test("an address may be long, but not without end")
  func addresses() async throws {
    try await Self.serve { router in
      router.get("/x") { _, _ in "x" }
    } _: { client, _ in
      let query = String(repeating: "q", count: 7990)
      #expect(try await client.execute(uri: "/x?\(query)", method: .get).status == .ok)
      let long = try await client.execute(uri: "/x?\(query)\(query)", method: .get)
      #expect(long.status == .uriTooLong)
    }
  }

  @Test("an answer that takes too long is given up, by the work itself or over its head")
  func answerTime() async throws {
    for path in ["/cooperative", "/stubborn"] { try await answerTime(path) }
  }

  private func answerTime(_ path: String) async throws {
    var settings = Settings()
    settings.answerSeconds = 1
    try await Self.serve(settings, live: true) { router in
      router.get("/cooperative") { _, context in
        for _ in 0..<100 {
          try context.checkTime()
          try await Task.sleep(for: .milliseconds(30))
        }
        return "done"
      }
      router.get("/stubborn") { _, _ in
        try await Task.sleep(for: .seconds(4))
        return "done"
      }
    } _: { client, _ in
      let answer = try await client.execute(uri: path, method: .get)
      #expect(answer.status == .serviceUnavailable, "\(path)")
      #expect(answer.headers[.contentSecurityPolicy]?.hasPrefix("default-src 'none'") == true)
      #expect(String(buffer: answer.body).contains("这个请求在规定时间内没有算完"))
    }
  }

  @Test("a caller's number is taken when it can carry nothing else")
  func numbers() {
    func number(_ text: String) -> String { RequestNumber([.requestNumber: text]).text }
    let uuid = "0F8FAD5B-D9CB-469F-A165-70867728950E"
    #expect(number(uuid) == uuid.lowercased())
    #expect(number("4bf92f3577b34da6a3ce929d0e0e4736") == "4bf92f3577b34da6a3ce929d0e0e4736")
    for other in ["", "11010119800101001X", "110101198001010012", "王某某", uuid + "0", "a b"] {
      let made = number(other)
      #expect(made != other && made.utf8.count == 32)
    }
    let trace = RequestNumber([
      .traceParent: "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"
    ])
    #expect(trace.trace == "4bf92f3577b34da6a3ce929d0e0e4736")
    for bad in ["00-x-y-z", "01-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01", ""] {
      #expect(RequestNumber([.traceParent: bad]).trace == "")
    }
  }
}
