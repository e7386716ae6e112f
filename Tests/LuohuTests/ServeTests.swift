import Foundation
import TestKit
import Testing

/// Protects the server as a process: it starts, keeps its limits on a real network, tells nobody what
/// visitors sent, and ends without dropping anybody.
@Suite("luohu serve", .serialized)
struct ServeTests {
  @Test("every kind of answer carries the security headers and a number")
  func headers() async throws {
    let server = try await ServedProcess.start(["--limits-body", "1024"])
    let page = try await server.ask("/")
    let asset = try #require(page.body.firstMatch(of: #/\/assets\/[0-9a-f]+\/luohu\.css/#)?.output)
    let large = Data(repeating: 65, count: 5000)
    let answers = [
      ("page", page, 200),
      ("asset", try await server.ask(String(asset)), 200),
      ("head", try await server.ask("/en", ["-I"]), 200),
      ("health", try await server.ask("/healthz"), 200),
      ("ready", try await server.ask("/readyz"), 200),
      ("metrics", try await server.ask("/metrics"), 200),
      ("redirect", try await server.ask("/en/"), 301),
      ("missing", try await server.ask("/none"), 404),
      ("missing interface", try await server.ask("/api/v1/none"), 404),
      ("method", try await server.ask("/en", ["-X", "DELETE"]), 405),
      ("large", try await server.ask("/en", ["--data-binary", "@-"], input: large), 413),
      (
        "header",
        try await server.ask("/en", ["-H", "X-A: \(String(repeating: "a", count: 20_000))"]),
        431
      ),
    ]
    for (name, answer, status) in answers {
      #expect(answer.status == status, "\(name)")
      #expect(
        answer.headers["content-security-policy"]
          == "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; "
          + "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
        "\(name)")
      #expect(answer.headers["x-content-type-options"] == "nosniff", "\(name)")
      #expect(answer.headers["referrer-policy"] == "no-referrer", "\(name)")
      #expect(answer.headers["permissions-policy"]?.contains("camera=()") == true, "\(name)")
      #expect(answer.headers["cross-origin-opener-policy"] == "same-origin", "\(name)")
      #expect(answer.headers["strict-transport-security"] == nil, "\(name): not encrypted")
      if name != "header" { #expect(answer.headers["x-request-id"]?.count == 32, "\(name)") }
    }
    #expect(try await server.stop() == 0)
  }

  @Test("what visitors send stands nowhere in the log")
  func noPersonalData() async throws {
    let server = try await ServedProcess.start(["--log-level", "info"])
    let marker = "王小明-11010119900307888X"
    let escaped = "%E7%8E%8B%E5%B0%8F%E6%98%8E-11010119900307888X"
    let body = Data(#"{"name": "\#(marker)"}"#.utf8)
    for path in ["/", "/none", "/api/v1/score", "/assets/x/\(escaped)", "/\(escaped)"] {
      for method in ["GET", "POST"] {
        _ = try await server.ask(
          "\(path)?name=\(escaped)",
          [
            "-X", method, "--data-binary", "@-", "-A", marker, "-H", "X-Request-Id: \(marker)",
            "-H", "Cookie: \(marker)", "-H", "traceparent: \(marker)",
            "-H", "X-Forwarded-For: 203.0.113.77",
          ], input: body)
      }
    }
    let log = try server.log
    let metrics = try await server.ask("/metrics").body
    for text in [log, metrics] {
      for part in ["王小明", "888X", "888x", "%E7", "203.0.113.77", "127.0.0.1\", \"m"] {
        #expect(!text.contains(part), "\(part)")
      }
    }
    var requests = 0
    for line in log.split(separator: "\n") {
      let object = try #require(
        try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any], "\(line)")
      guard object["event"] as? String == "request" else { continue }
      requests += 1
      let names: Set = ["time", "level", "event", "id", "method", "route", "status", "ms", "bytes"]
      #expect(Set(object.keys) == names)
    }
    #expect(requests == 10)
  }

  @Test("the caller's request number and trace are kept")
  func numbers() async throws {
    let server = try await ServedProcess.start()
    let number = "4bf92f3577b34da6a3ce929d0e0e4736"
    let answer = try await server.ask(
      "/",
      ["-H", "X-Request-Id: \(number)", "-H", "traceparent: 00-\(number)-00f067aa0ba902b7-01"])
    #expect(answer.headers["x-request-id"] == number)
    #expect(try server.log.contains(#""id": "\#(number)", "trace": "\#(number)""#))
  }

  @Test("an address that asks too often is told when to come back; the operator never is")
  func rate() async throws {
    let server = try await ServedProcess.start([
      "--rate-requests", "1", "--rate-burst", "3", "--rate-loopback", "true", "--proxies", "1",
    ])
    for _ in 0..<3 {
      let answer = try await server.ask(
        "/en", ["-H", "X-Forwarded-For: 203.0.113.9, 203.0.113.1"])
      #expect(answer.status == 200)
    }
    // So many at once that a slow machine does not get away with it.
    let answers = try await withThrowingTaskGroup(of: ServedProcess.Answer.self) { group in
      for _ in 0..<40 {
        group.addTask {
          try await server.ask("/api/v1/none", ["-H", "X-Forwarded-For: 203.0.113.1"])
        }
      }
      return try await group.reduce(into: []) { $0.append($1) }
    }
    let refused = try #require(answers.first { $0.status == 429 })
    #expect(refused.headers["retry-after"] == "1")
    #expect(refused.headers["content-type"] == "application/problem+json")
    let other = try await server.ask("/en", ["-H", "X-Forwarded-For: 203.0.113.1, 203.0.113.2"])
    #expect(other.status == 200, "only what the own proxy says counts")
    #expect(try await server.ask("/healthz", ["-H", "X-Forwarded-For: 203.0.113.1"]).status == 200)
    #expect(
      try await server.ask("/metrics", ["-H", "X-Forwarded-For: 203.0.113.1"]).status == 404,
      "the counts are not for those who come through the proxy")
  }

  @Test("this machine's own requests are not limited unless it is asked for")
  func loopback() async throws {
    let server = try await ServedProcess.start(["--rate-requests", "1", "--rate-burst", "1"])
    for _ in 0..<5 { #expect(try await server.ask("/healthz").status == 200) }
    for _ in 0..<5 { #expect(try await server.ask("/en").status == 200) }
  }

  @Test(
    "who sends slower than allowed is answered and cut off",
    arguments: [
      "GET / HTTP/1.1\r\nHost: a\r\nX-Slow: ",
      "POST /en HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\nabc",
      "POST /en HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n",
    ])
  func slow(_ start: String) async throws {
    let server = try await ServedProcess.start(["--time-read", "1", "--time-idle", "30"])
    let connection = try Connection(port: server.port)
    let begin = ContinuousClock.now
    connection.send(start)
    let answer = ServedProcess.parse(await connection.receive())
    #expect(answer.status == 408)
    #expect(answer.headers["x-content-type-options"] == "nosniff")
    #expect(ContinuousClock.now - begin < .seconds(6))
    #expect(try await server.ask("/en").status == 200)
  }

  @Test("what is no request is answered plainly and cut off")
  func malformed() async throws {
    let server = try await ServedProcess.start()
    for text in [
      "NONSENSE\r\n\r\n", "GET / HTTP/9.9\r\n\r\n", "GET / HTTP/1.1\r\nBad Header\r\n\r\n",
    ] {
      let connection = try Connection(port: server.port)
      connection.send(text)
      let answer = ServedProcess.parse(await connection.receive())
      #expect(answer.status == 400, "\(text)")
      #expect(answer.headers["connection"] == "close")
      #expect(answer.body.contains("无法理解这个请求"))
    }
  }

  @Test("an announced body that is too large is refused before it is sent")
  func expectation() async throws {
    let server = try await ServedProcess.start()
    func announce(_ size: Int) async throws -> String {
      let connection = try Connection(port: server.port)
      connection.send(
        "POST /en HTTP/1.1\r\nHost: a\r\nConnection: close\r\nExpect: 100-continue\r\n"
          + "Content-Length: \(size)\r\n\r\n")
      try await Task.sleep(for: .milliseconds(200))
      if size < 100 { connection.send(String(repeating: "a", count: size)) }
      return await connection.receive()
    }
    let small = try await announce(10)
    #expect(small.hasPrefix("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 405"))
    let large = try await announce(100_000_000)
    #expect(large.hasPrefix("HTTP/1.1 413"))
  }

  @Test("more connections than allowed wait until one is closed")
  func connections() async throws {
    let server = try await ServedProcess.start(["--limits-connections", "1", "--time-read", "3600"])
    var first: Connection? = try Connection(port: server.port)
    first?.send("GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n")
    try await Task.sleep(for: .milliseconds(300))
    let waiting = try await server.ask("/healthz", ["--max-time", "1"])
    #expect(waiting.status == 0)
    first = nil
    #expect(try await server.ask("/healthz").status == 200)
  }

  @Test("the counts are readable and count routes, not addresses")
  func metrics() async throws {
    let server = try await ServedProcess.start()
    for _ in 0..<3 { _ = try await server.ask("/en?x=1") }
    for path in ["/assets/a/b", "/assets/c/d"] { _ = try await server.ask(path) }
    let answer = try await server.ask("/metrics")
    #expect(answer.headers["content-type"] == "text/plain; version=0.0.4; charset=utf-8")
    let sample = #/[a-z_]+(\{[a-z]+="[^"]*"(,[a-z]+="[^"]*")*\})? [0-9.]+/#
    var families: Set<Substring> = []
    for line in answer.body.split(separator: "\n") {
      if line.hasPrefix("# TYPE ") {
        families.insert(line.split(separator: " ")[2])
      } else if !line.hasPrefix("# HELP ") {
        #expect(line.wholeMatch(of: sample) != nil, "\(line)")
      }
    }
    #expect(families.contains("process_resident_memory_bytes"))
    let lines = Set(answer.body.split(separator: "\n"))
    #expect(
      lines.contains(#"luohu_http_requests_total{route="/en",method="GET",status="2xx"} 3"#))
    #expect(
      lines.contains(
        #"luohu_http_requests_total{route="/assets/{hash}/{name}",method="GET",status="4xx"} 2"#))
    #expect(
      lines.contains(
        #"luohu_http_request_duration_seconds_bucket{route="/en",le="+Inf"} 3"#))
  }

  @Test("told to stop, it finishes what is under way, takes nothing new and ends with 0")
  func shutdown() async throws {
    let server = try await ServedProcess.start()
    let connection = try Connection(port: server.port)
    let idle = try Connection(port: server.port)
    connection.send("POST /en HTTP/1.1\r\nHost: a\r\nContent-Length: 6\r\n\r\nabc")
    try await Task.sleep(for: .milliseconds(300))
    server.program.send(SIGTERM)
    try await Task.sleep(for: .milliseconds(300))
    #expect(server.program.isRunning, "a request is under way")
    #expect(throws: Connection.Refused.self) { try Connection(port: server.port) }
    connection.send("def")
    let answer = ServedProcess.parse(await connection.receive())
    #expect(answer.status == 405)
    #expect(await idle.receive() == "")
    #expect(try await server.stop() == 0)
    #expect(try server.log.contains(#""event": "stopped""#))
  }

  @Test("told to stop, it does not wait for ever")
  func cutOff() async throws {
    let server = try await ServedProcess.start(["--shutdown-wait", "1"])
    let connection = try Connection(port: server.port)
    connection.send("POST /en HTTP/1.1\r\nHost: a\r\nContent-Length: 6\r\n\r\nabc")
    try await Task.sleep(for: .milliseconds(300))
    #expect(try await server.stop() == 0)
    #expect(try server.log.contains(#""event": "stopped""#))
    withExtendedLifetime(connection) {}
  }

  @Test("before it stops it can be not ready for a while, still serving")
  func drain() async throws {
    let server = try await ServedProcess.start(["--shutdown-drain", "2"])
    #expect(try await server.ask("/readyz").status == 200)
    server.program.send(SIGTERM)
    try await Task.sleep(for: .milliseconds(300))
    let ready = try await server.ask("/readyz")
    #expect(ready.status == 503)
    #expect(ready.headers["retry-after"] == "5")
    #expect(try await server.ask("/en").status == 200)
    #expect(try await server.stop() == 0)
  }
}
