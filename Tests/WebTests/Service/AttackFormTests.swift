import Casework
import Foundation
import HTTPTypes
import Hummingbird
import NIOCore
import PointsService
import Policy
import TestKit
import Testing

@testable import Web

/// Protects people from forms that others send in their name, and the service from what nobody would type (表单攻击).
@Suite("A form is its session's own, and whatever stands in it stays text")
struct AttackFormTests {
  static let somebody = [
    "eligible", "unit-good", "window-1", "officer-1", "supervisor-1", "city-1", "security-1",
    "system-1", "auditor-1",
  ]
  private static let form: HTTPFields = [.contentType: "application/x-www-form-urlencoded"]

  // MARK: Forms of others

  @Test("without its token, with another form's or another session's, nothing is done (CSRF)")
  func forged() async throws {
    let city = try await ServiceCity.open()
    var caller = try await city.caller("eligible")
    let token = try #require(caller.cookies["luohu-session"])
    let own = try #require(Caller.Form.all(caller.page.text).first { $0.action == "/sign-out" })
    let genuine = try #require(own.pairs.first { $0.name == "token" }).value
    var other = try await city.caller("newcomer")
    let foreign = try #require(
      Caller.Form.all(other.page.text).first { $0.action == "/sign-out" }?.pairs.first {
        $0.name == "token"
      }
    ).value
    let session = try await city.session(token)
    for pairs in [
      [], [("token", "")], [("token", "x")], [("token", foreign)],
      [("token", FormToken.make("/drafts", session))], [("token", genuine + "A")],
      [("token", genuine.uppercased())], [("token", genuine), ("token", "x")],
    ] {
      try await caller.send(
        .post, "/sign-out", Self.form, body: ByteBuffer(string: Caller.encoded(pairs)))
      #expect(caller.page.status == 403, "\(pairs)")
      #expect(try await city.letsIn(token))
    }
    let body = ByteBuffer(string: Caller.encoded([("token", genuine)]))
    for headers: HTTPFields in [
      [.secFetchSite: "cross-site"], [.secFetchSite: "same-site"],
      [.origin: "https://evil.example"], [.origin: "null"],
      [.origin: "http://localhost.evil.example"],
      [.origin: "http://localhost:81"], [.origin: "https://localhost"],
      [.secFetchSite: "same-origin", .origin: "https://evil.example"],
    ] {
      var headers = headers
      headers[.contentType] = "application/x-www-form-urlencoded"
      try await caller.send(.post, "/sign-out", headers, body: body)
      #expect(caller.page.status == 403, "\(headers)")
      #expect(try await city.letsIn(token))
    }
    try await other.send(
      .post, "/sign-out",
      [
        .contentType: "application/x-www-form-urlencoded", .origin: "http://localhost",
        .secFetchSite: "same-origin",
      ],
      body: ByteBuffer(string: Caller.encoded([("token", foreign)])))
    #expect(other.page.status == 303)
    // Another site's form is not drawn either, to be sent by a visitor who trusts this page.
    try await caller.send(
      .post, "/my/association", Self.form,
      body: ByteBuffer(string: Caller.encoded([("unitCode", "EVIL-EVIL"), ("owner", "x")])))
    #expect(caller.page.status == 403 && !caller.page.text.contains("EVIL"))
  }

  @Test("the API is not used by forms, nor by another site's page with the browser's cookie")
  func programs() async throws {
    let city = try await ServiceCity.open()
    var caller = try await city.caller("eligible")
    let token = try #require(caller.cookies["luohu-session"])
    for type in [
      "application/x-www-form-urlencoded", "text/plain", "multipart/form-data; boundary=x", "",
      "text/plain; application/json", "application/jsonp",
    ] {
      try await caller.send(
        .post, "/api/v1/sign-out", type.isEmpty ? [:] : [.contentType: type],
        body: ByteBuffer(string: "{}"))
      #expect(caller.page.status == 415, "\(type)")
      #expect(caller.page.headers[.acceptPost] == "application/json")
    }
    for headers: HTTPFields in [[.secFetchSite: "cross-site"], [.origin: "https://evil.example"]] {
      var headers = headers
      headers[.contentType] = "application/json"
      try await caller.send(
        .post, "/api/v1/sign-out", headers, body: ByteBuffer(string: "{}"))
      #expect(caller.page.status == 401)
    }
    #expect(try await city.letsIn(token))
    try await caller.send(
      .post, "/api/v1/sign-out", [.contentType: "application/json"],
      body: ByteBuffer(string: "{}"))
    #expect(caller.page.status == 200)
    #expect(try await !city.letsIn(token))
  }

  // MARK: What stands in forms

  static let markup = #""><script>alert(1)</script><img src=x onerror=alert(2)>'"#

  @Test("markup in every field of every form comes back as text", arguments: somebody)
  func scripts(subject: String) async throws {
    let city = try await ServiceCity.open()
    var caller = try await city.caller(subject)
    for page in try await ServiceCrawl.pages(&caller, most: 40) {
      expectPlain(caller.page.text, page.path)
      for form in Caller.Form.all(page.text) where form.action != "/sign-out" {
        try await caller.send(form) { _ in AttackFormTests.markup }
        #expect(caller.page.status < 500, "\(form.action)")
        expectPlain(caller.page.text, form.action)
        city.clock.move(milliseconds: 2000)
      }
    }
    for page in try await ServiceCrawl.pages(&caller, most: 40) {
      expectPlain(page.text, page.path)
    }
    var reader = try await city.caller("eligible")
    try await reader.send(.get, "/sign-in?to=/my&why=\(FormEncoding.percent(Self.markup))")
    expectPlain(reader.page.text, "/sign-in")
  }

  private func expectPlain(_ text: String, _ place: String) {
    #expect(!text.contains("<script>alert"), "\(place)")
    #expect(!text.contains("<img src=x"), "\(place)")
  }

  static let values = [
    "", " ", "\u{0}", "{{token}}", "[[service.home]]", "\r\nX-Evil: 1", "' OR 1=1 --", "-1",
    "9223372036854775808", "1e309", "NaN", "2020-02-30", "𠀀𠮷👨‍👩‍👧", "\u{202E}abc", "\u{FEFF}",
    String(repeating: "字", count: 30_000),
  ]

  @Test("no form falls over whatever stands in it", arguments: somebody)
  func values(subject: String) async throws {
    let city = try await ServiceCity.open()
    var caller = try await city.caller(subject)
    for page in try await ServiceCrawl.pages(&caller, most: 40) {
      for form in Caller.Form.all(page.text) where form.action != "/sign-out" {
        for value in Self.values {
          try await caller.send(form) { _ in value }
          #expect(caller.page.status < 500, "\(form.action): \(value.prefix(20))")
          #expect(!caller.page.headers.contains { $0.name.rawName.lowercased() == "x-evil" })
          city.clock.move(milliseconds: 500)
        }
      }
    }
  }

  @Test("huge and broken bodies are refused at every address, and nothing falls over")
  func bodies() async throws {
    let city = try await ServiceCity.open(hasCycle: false)
    var callers: [Caller] = []
    for subject in ["eligible", "unit-good", "city-1"] {
      callers.append(try await city.caller(subject))
    }
    let url = "application/x-www-form-urlencoded"
    let json = "application/json"
    let bodies: [(type: String, body: String)] = [
      (url, "a=%"), (url, "a=%zz&%=1"), (url, "token=%FF"), (url, "=&=&&&==="),
      (url, String(repeating: "a=1&", count: 30_000)),
      (url, String(repeating: "x", count: 2 << 20)),
      ("multipart/form-data", "x"), ("multipart/form-data; boundary=", "x"),
      ("multipart/form-data; boundary=b", "--b\r\n\r\n"),
      ("multipart/form-data; boundary=b", "--b--"),
      (
        "multipart/form-data; boundary=b",
        "--b\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\nx"
      ),
      ("text/xml", "<x/>"), ("", "a=1"), (json, ""), (json, "null"), (json, "[]"), (json, "{"),
      (json, #"{"a": }"#), (json, String(repeating: "[", count: 100_000)),
      (json, #"{"seen": 1e400}"#), (json, #"{"seen": 1, "seen": 2}"#), (json, #"{"": ""}"#),
      (json, "{\"a\": \"\u{0}\"}"), (json, String(repeating: " ", count: 2 << 20)),
    ]
    for point in city.site.points where point.doing != nil && point.path != "/sign-out" {
      let path = point.path.replacing(/:\w+/, with: "1")
      for (index, body) in bodies.enumerated() {
        var caller = callers[index % callers.count]
        let headers: HTTPFields = body.type.isEmpty ? [:] : [.contentType: body.type]
        for place in [path, "/en\(path)", Endpoint.base + path] {
          try await caller.send(.post, place, headers, body: ByteBuffer(string: body.body))
          #expect(
            (400..<500).contains(caller.page.status), "\(place) \(body.type): \(caller.page.status)"
          )
        }
      }
    }
  }

  // MARK: What is typed

  @Test(
    "nothing that somebody was shown is kept by a browser, whoever asks and whatever the answer")
  func stored() async throws {
    let city = try await ServiceCity.open()
    for subject in Self.somebody {
      var caller = try await city.caller(subject)
      for point in city.site.points {
        let path = point.path.replacing(/:\w+/, with: "1")
        for (method, place) in [
          (HTTPRequest.Method.get, path), (.get, "/en\(path)"), (.post, path),
          (.get, Endpoint.base + path), (.post, Endpoint.base + path),
        ] where path != "/sign-out" {
          try await caller.send(method, place)
          guard ![404, 405].contains(caller.page.status) else { continue }
          #expect(
            caller.page.headers[.cacheControl]?.contains("no-store") == true,
            "\(method) \(place): \(caller.page.status)")
        }
      }
    }
  }

  /// What somebody has typed, and nobody else may see.
  private static let secret = "只有我知道的内容"

  /// The forms of one's pages that keep what is typed, each with the names of what is typed as text.
  private static func keeping(
    _ caller: inout Caller
  ) async throws -> (pages: [ServiceCrawl.Found], forms: [String: [String]]) {
    let pages = try await ServiceCrawl.pages(&caller)
    var forms: [String: [String]] = [:]
    for page in pages where page.point.doing?.keepsDraft == true {
      let path = ServiceCrawl.bare(page.path)
      let form = Caller.Form.all(page.text).first { ServiceDoor.path($0.action) == path }
      let texts = (page.point.doing?.fields ?? []).filter {
        if case .text = $0.kind { true } else { false }
      }.map(\.name)
      let names = form.map { form in
        texts.filter { name in form.pairs.contains { $0.name == name } }
      }
      if let names, !names.isEmpty { forms[path] = names }
    }
    return (pages, forms)
  }

  @Test(
    "two people on one browser never see each other's drafts, which each of them sees",
    arguments: [
      ("eligible", "payerDiffers"), ("unit-good", "unit-good-2"), ("security-1", "security-2"),
    ])
  func drafts(first: String, second: String) async throws {
    let city = try await ServiceCity.open()
    if first == "eligible" {
      for subject in [first, second] {
        let account = try await city.account(subject)
        _ = try await CheckEligibility(city.hall.points)(by: city.actor(account, .applicant))
      }
    }
    func type(_ text: String, _ browser: Caller, _ path: String, _ names: [String]) async throws
      -> Int
    {
      var browser = browser
      let session = try await city.session(try #require(browser.cookies["luohu-session"]))
      try await browser.send(
        .post, "/drafts", Self.form,
        body: ByteBuffer(
          string: Caller.encoded(
            [
              ("token", FormToken.make("/drafts", session)), ("draft-form", path), ("draft", "0"),
            ] + names.map { ($0, text) })))
      return browser.page.status
    }
    var browser = try await city.caller(first)
    let account = try await city.session(try #require(browser.cookies["luohu-session"])).account
    let own = try await Self.keeping(&browser).forms
    for (path, names) in own { #expect(try await type(Self.secret, browser, path, names) == 200) }
    let seen = try await Self.keeping(&browser).pages
    for path in own.keys {
      #expect(
        seen.contains { ServiceCrawl.bare($0.path) == path && $0.text.contains(Self.secret) },
        "\(first) finds at \(path) what they typed")
    }
    try await browser.open("/account")
    try await browser.submit(to: "/sign-out")
    // The same browser, the next person: other cookies may have stayed.
    try await browser.signIn(second)
    let other = try await Self.keeping(&browser)
    let common = Set(own.keys).intersection(other.forms.keys)
    #expect(!common.isEmpty, "\(first) and \(second) have forms in common")
    for page in other.pages { #expect(!page.text.contains(Self.secret), "\(second) \(page.path)") }
    // Nor can they write over it by naming its version.
    for path in common {
      #expect(try await type("别人的", browser, path, other.forms[path] ?? []) == 200)
      let kept = try await city.hall.drafts.draft(of: account, form: path)
      #expect(kept?.fields.map(\.value) == own[path]?.map { _ in Self.secret }, "\(path)")
    }
  }

  @Test(
    "a session that ended while somebody typed loses nothing: the page carries it, and it is sent after signing in"
  )
  func ended() async throws {
    let city = try await ServiceCity.open()
    for (subject, stranger, minutes) in [
      ("eligible", "payerDiffers", 31), ("unit-good", "unit-other", 31),
    ] {
      var caller = try await city.caller(subject)
      let pages = try await ServiceCrawl.pages(&caller, most: 40)
      let forms = pages.compactMap { page -> (texts: [String], form: Caller.Form)? in
        guard let doing = page.point.doing, doing.keepsDraft,
          let form = Caller.Form.all(page.text).first(where: {
            ServiceDoor.path($0.action) == ServiceCrawl.bare(page.path)
          })
        else { return nil }
        let texts = doing.fields.filter { if case .text = $0.kind { true } else { false } }
        return (texts.map(\.name), form)
      }
      #expect(!forms.isEmpty, "\(subject) has forms")
      for (texts, form) in forms {
        city.clock.move(milliseconds: Int64(minutes) * 60_000)
        try await caller.send(form) { "typed \($0) \"<&" }
        #expect(caller.page.status == 403, "\(form.action)")
        let carried = try #require(
          Caller.Form.all(caller.page.text).first { $0.action == form.action })
        for pair in form.pairs where !Caller.isOurs(pair.name) {
          #expect(
            carried.pairs.contains {
              $0.name == pair.name && $0.value == "typed \(pair.name) \"<&"
            },
            "\(form.action) \(pair.name)")
        }
        // Somebody else who signs in at the same browser is shown nothing of it.
        var next = caller
        try await next.signIn(stranger)
        try await next.send(
          .post, carried.action, Self.form, body: ByteBuffer(string: Caller.encoded(carried.pairs)))
        #expect(next.page.status == 403, "\(form.action)")
        for name in texts { #expect(!next.page.text.contains("typed \(name)"), "\(form.action)") }
        // The same person signs in on another tab, and sends it.
        var tab = caller
        try await tab.signIn(subject)
        caller.cookies = tab.cookies
        try await caller.send(
          .post, carried.action, Self.form, body: ByteBuffer(string: Caller.encoded(carried.pairs)))
        #expect(caller.page.status == 403, "\(form.action)")
        // A page that has no form in this state says so instead.
        guard
          let fresh = Caller.Form.all(caller.page.text).first(where: { $0.action == form.action })
        else { continue }
        #expect(
          fresh.pairs.first { $0.name == "token" }?.value
            != carried.pairs.first { $0.name == "token" }?.value)
        for name in texts where form.pairs.contains(where: { $0.name == name && $0.value.isEmpty })
        {
          #expect(
            fresh.pairs.first { $0.name == name }?.value == "typed \(name) \"<&",
            "\(form.action) \(name)")
        }
        city.clock.move(milliseconds: Int64(minutes) * 60_000)
      }
    }
  }

  @Test("too many changes at once are told when to come again")
  func limits() async throws {
    let city = try await ServiceCity.open()
    let point = try #require(
      city.site.points.first {
        $0.programDoing.map { !$0.fields.isEmpty && !$0.takesFiles } ?? false
      })
    var caller = try await city.caller("city-1")
    for subject in Self.somebody {
      let role = try await city.session(
        try #require(try await city.caller(subject).cookies["luohu-session"])
      ).role
      guard city.hall.permissions.refusal(try #require(point.doing).act, role) == nil else {
        continue
      }
      caller = try await city.caller(subject)
      break
    }
    let body = ServiceSample.body(try #require(point.doing).fields)
    let path = point.path.replacing(/:\w+/, with: "1")
    var waits: String?
    for _ in 0..<70 {
      try await caller.api(.post, path, body)
      #expect(caller.page.status < 500)
      if caller.page.status == 429 {
        waits = caller.page.headers[.retryAfter]
        #expect(caller.page.json["code"] as? String == "tooMany")
        break
      }
    }
    let seconds = try #require(waits.flatMap { Int($0) })
    #expect((1...60).contains(seconds))
  }
}

extension ServiceCity {
  func session(_ token: String) async throws -> Casework.Session {
    let hash = try #require(SessionToken(cookie: token)).hash
    return try #require(try await cases.session(tokenHash: hash))
  }
}
