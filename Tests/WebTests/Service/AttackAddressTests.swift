import HTTPTypes
import Hummingbird
import NIOCore
import Policy
import Testing

@testable import Web

/// Protects people from addresses that lead elsewhere, or smuggle something into an answer (网址攻击).
@Suite("No address leads off the site or into an answer's head")
struct AttackAddressTests {
  /// As they stand after `to=`, escaped.
  static let hostile = [
    "//evil.example", "///evil.example", "/%5Cevil.example", "%5C%5Cevil.example",
    "%2F%2Fevil.example",
    "https://evil.example", "https:evil.example", "HtTpS://evil.example/my", "javascript:alert(1)",
    "data:text/html,x", "/%09/evil.example", "/%0A/evil.example",
    "/%0D%0ALocation:%20https://evil.example",
    "/my%0D%0ASet-Cookie:%20a=b", "/%00", "%20//evil.example", "@evil.example", ".evil.example",
    "/my%7F", "/%E2%80%AE", "/%2F%2Fevil.example", "%EF%BC%8F%EF%BC%8Fevil.example", "", "/",
    "/%5C/evil.example", "/..//evil.example", "%2e%2e//evil.example",
  ]

  @Test("after signing in one is on this site, whatever `to` said", arguments: hostile)
  func openRedirect(to: String) async throws {
    let city = try await ServiceCity.open(hasCycle: false)
    for language in ["", "/en"] {
      var caller = city.caller()
      try await caller.send(.get, "\(language)/sign-in?to=\(to)")
      #expect(caller.page.status == 200)
      for link in caller.page.text.matches(of: /href="([^"]*)"/) {
        #expect(isLocal(String(link.1)), "\(link.1)")
      }
      try await caller.send(.get, "\(language)/sign-in/person?to=\(to)")
      try await caller.send(
        .get,
        String(try #require(caller.page.headers[.location]).dropFirst(ServiceCity.address.count)))
      let form = try #require(
        Caller.Form.all(caller.page.text).first { $0.action.contains("/authorize") })
      let pairs = form.pairs.filter { $0.name != "account" } + [("account", "eligible")]
      try await caller.send(
        .post, form.action, [.contentType: "application/x-www-form-urlencoded"],
        body: ByteBuffer(string: Caller.encoded(pairs)))
      let back = try #require(caller.page.headers[.location])
      #expect(back.hasPrefix("\(ServiceCity.address)/sign-in/person/callback?"))
      try await caller.send(.get, String(back.dropFirst(ServiceCity.address.count)))
      #expect(caller.cookies["luohu-session"] != nil)
      #expect(isLocal(try #require(caller.page.headers[.location])))
      #expect(caller.page.headers[values: .setCookie].allSatisfy { $0.hasPrefix("luohu-") })
    }
  }

  /// Whether a browser stays on this site.
  private func isLocal(_ link: String) -> Bool {
    link.hasPrefix("#") || link == "data:,"
      || link.hasPrefix("/") && !link.hasPrefix("//") && !link.contains("\\")
        && link.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F }
  }

  @Test("what is asked for is written escaped into Location and into pages")
  func headers() async throws {
    let city = try await ServiceCity.open(hasCycle: false)
    for path in [
      "/my?x=%0D%0AX-Evil:%201", "/my?%0D%0A%0D%0A<script>", "/account?done=%3Cscript%3E",
      "/en/my?to=//evil.example&x=\"><script>alert(1)</script>",
    ] {
      var caller = city.caller()
      try await caller.send(.get, path)
      if let location = caller.page.headers[.location] {
        #expect(isLocal(location), "\(location)")
      }
      #expect(!caller.page.text.contains("<script>alert"))
      #expect(!caller.page.headers.contains { $0.name.rawName.lowercased() == "x-evil" })
    }
  }

  @Test("a page says only sentences of its own after an act, whatever the address says")
  func said() async throws {
    let city = try await ServiceCity.open()
    for subject in [
      "eligible", "unit-good", "window-1", "officer-1", "supervisor-1", "city-1", "security-1",
      "system-1", "auditor-1",
    ] {
      var caller = try await city.caller(subject)
      let pages = try await ServiceCrawl.pages(&caller, most: 3)
      for page in pages where page.status == 200 {
        try await caller.send(
          .get,
          "\(ServiceCrawl.bare(page.path))?done=x.done.y&receipt=%22%3E%3Cscript%3Ealert(1)%3C/script%3E"
        )
        #expect(caller.page.status < 500)
        #expect(!caller.page.text.contains("<script>alert"))
        #expect(!caller.page.text.contains("x.done.y"), "\(page.path)")
      }
    }
  }

  @Test("detours through the address reach nothing")
  func paths() async throws {
    let city = try await ServiceCity.open(hasCycle: false)
    let caller = try await city.caller("eligible")
    for path in [
      "/my/..%2Faccount", "/my/../security", "/en/en/my", "/%6Dy", "/my%00", "/MY", "/my;x=1",
      "/my%2F", "/api/v1/../../security", "/api/v1/security/../my/tasks", "/.//security",
      "/security%2Faccounts", "/api/v1/%73ecurity",
    ] {
      var caller = caller
      try await caller.send(.get, path)
      #expect(
        [301, 303, 400, 403, 404].contains(caller.page.status), "\(path): \(caller.page.status)")
      if let location = caller.page.headers[.location] { #expect(isLocal(location), "\(location)") }
    }
  }
}
