import HTTPTypes
import Hummingbird
import HummingbirdTesting
import NIOCore
import PointsLaw
import Policy
import Testing
import Units

@testable import Web

/// Somebody who fills the calculator in, page by page, as a browser without script would.
struct Visitor {
  let client: any TestClientProtocol
  let language: Language
  /// The last page seen.
  private(set) var text = ""
  private(set) var status: HTTPResponse.Status = .ok

  init(_ client: any TestClientProtocol, _ language: Language) {
    self.client = client
    self.language = language
  }

  mutating func get(_ route: Route) async throws {
    let response = try await client.execute(uri: route.path(language), method: .get)
    (status, text) = (response.status, String(buffer: response.body))
  }

  mutating func post(_ page: String, _ fields: KeyValuePairs<String, String>) async throws {
    try await post(page, fields.map { ($0.key, $0.value) })
  }

  mutating func post(_ page: String, _ fields: [(String, String)]) async throws {
    let body = fields.map { "\(Self.encoded($0.0))=\(Self.encoded($0.1))" }.joined(separator: "&")
    let response = try await client.execute(
      uri: Route.calculatorPage(page).path(language), method: .post,
      headers: [.contentType: "application/x-www-form-urlencoded"],
      body: ByteBuffer(string: body))
    (status, text) = (response.status, String(buffer: response.body))
  }

  /// Posts with the sealed value of the page last seen.
  mutating func go(_ page: String, _ fields: KeyValuePairs<String, String>) async throws {
    try await post(page, [("state", state)] + fields.map { ($0.key, $0.value) })
  }

  var state: String {
    guard let start = text.firstRange(of: "name=\"state\" value=\"") else { return "" }
    return String(text[start.upperBound...].prefix { $0 != "\"" })
  }

  private static func encoded(_ text: String) -> String {
    text.utf8.map { byte in
      let isPlain =
        UInt8(ascii: "0")...UInt8(ascii: "9") ~= byte
        || UInt8(ascii: "a")...UInt8(ascii: "z") ~= byte
        || UInt8(ascii: "A")...UInt8(ascii: "Z") ~= byte
      let digits = String(byte, radix: 16, uppercase: true)
      return isPlain
        ? String(Unicode.Scalar(byte)) : "%" + (digits.count == 1 ? "0" : "") + digits
    }.joined()
  }
}

@Suite("The calculator, page by page, without script")
struct CalculatorTests {
  static func visit(
    _ language: Language = .zh, _ body: @escaping @Sendable (Visitor, Site) async throws -> Void
  ) async throws {
    let site = try Site(library: Library.builtIn(), seal: Seal())
    try await Application(router: site.router()).test(.router) { client in
      try await body(Visitor(client, language), site)
    }
    #expect(site.templates.missing.all == [], "templates ask only for what their views have")
  }

  static let person: KeyValuePairs = [
    "birthDate": "1980年5月17日", "sex": "female", "post": "worker", "household": "urban",
    "permit": "yes", "residencePermitAppliedOn": "2014.3.1", "criminalRecord": "no", "go": "next",
  ]

  @Test("from the start to the result, in both languages", arguments: Language.allCases)
  func journey(_ language: Language) async throws {
    try await Self.visit(language) { visitor, site in
      var visitor = visitor
      try await visitor.get(.calculator)
      #expect(visitor.status == .ok)
      try await visitor.post("start", ["cycle": "2020", "go": "tasks"])
      #expect(visitor.text.contains(site.text("calculator.tasks", language)))
      try await visitor.go("tasks", ["go": "person"])
      try await visitor.go("person", Self.person)
      #expect(visitor.status == .ok)
      #expect(visitor.text.contains(site.text("calculator.insurance.intro", language)))
      try await visitor.go(
        "insurance",
        [
          "insurance[0].types": "all", "insurance[0].from": "2009-11", "insurance[0].to": "",
          "insurance[0].district": "haidian", "insurance[0].payment": "normal",
          "insurance[0].recordedOn": "", "go": "next",
        ])
      #expect(visitor.status == .ok)
      try await visitor.go(
        "residences",
        [
          "residences[0].home": "ownSpouse", "residences[0].from": "2015-06",
          "residences[0].to": "2016-04", "residences[0].district": "changping",
          "marriages[0].from": "2010-05", "marriages[0].to": "", "go": "next",
        ])
      #expect(visitor.status == .ok)
      try await visitor.go(
        "credentials",
        [
          "credentials[0].level": "bachelor", "credentials[0].papers": "unsure",
          "credentials[0].enrolled": "1998-09", "credentials[0].graduated": "2002-07", "go": "next",
        ])
      #expect(visitor.status == .ok)
      try await visitor.go(
        "innovation",
        [
          "innovation[0].row": InnovationRow.cityFirstClassSkills.wording[language],
          "innovation[0].grade": "", "innovation[0].place": "2", "innovation[0].year": "2017",
          "innovation[0].years": "", "innovation[0].financing": "", "go": "next",
        ])
      #expect(visitor.status == .ok)
      try await visitor.go(
        "tax",
        [
          "taxes.authorised": "yes", "taxes.taxOwed": "no", "income[0].year": "2017",
          "income[0].paid": "120,000元", "income[1].year": "2018", "income[1].paid": "90000",
          "income[2].year": "2019", "income[2].paid": "100000", "violations[0].date": "",
          "go": "next",
        ])
      #expect(visitor.status == .ok)
      try await visitor.go(
        "honours",
        [
          "honours[0].title": HonourTitle.nationalModelWorker.wording[language],
          "honours[0].year": "2015", "go": "next",
        ])
      #expect(visitor.status == .ok)
      try await visitor.go("record", ["detentions[0].date": "", "go": "result"])
      #expect(visitor.status == .ok)
      // 122 months 30.50, own home 0.92 and 111 imputed 4.63, bachelor 10.50 or 15.00, skills 4,
      // two years of tax 4, age 20, honour 20.
      #expect(visitor.text.contains("94.55 – 99.05"))
      #expect(visitor.text.contains("122 ÷ 12 × 3"))
    }
  }

  @Test("what is wrong is said on top and at its field, and nothing typed is lost")
  func problems() async throws {
    try await Self.visit { visitor, _ in
      var visitor = visitor
      try await visitor.post("person", ["birthDate": "1980-02-30", "sex": "male", "go": "next"])
      #expect(visitor.status == .unprocessableContent)
      #expect(visitor.text.contains("<title>错误：申请人"))
      #expect(visitor.text.contains("href=\"#f-birthDate\""))
      #expect(visitor.text.contains("value=\"1980-02-30\""))
      #expect(visitor.text.contains("aria-invalid=\"true\""))
      try await visitor.go("person", ["go": "insurance"])
      try await visitor.go("insurance", ["go": "person"])
      #expect(visitor.text.contains("value=\"1980-02-30\""), "kept across pages")
      try await visitor.go("tasks", ["go": "result"])
      #expect(visitor.status == .unprocessableContent)
    }
  }

  @Test("rows are added, removed and closed up")
  func rows() async throws {
    try await Self.visit { visitor, _ in
      var visitor = visitor
      try await visitor.post(
        "record",
        [
          "detentions[0].date": "2019-02-11", "detentions[1].date": "2018-02-11",
          "go": "add:detentions",
        ])
      #expect(visitor.text.contains("name=\"detentions[2].date\" value=\"\""))
      try await visitor.go(
        "record",
        [
          "detentions[0].date": "2019-02-11",
          "detentions[1].date": "2018-02-11", "go": "remove:detentions[0]",
        ])
      #expect(visitor.text.contains("name=\"detentions[0].date\" value=\"2018-02-11\""))
      #expect(!visitor.text.contains("2019-02-11"))
    }
  }

  @Test(
    "a sealed value that was forged, cut or is huge is answered clearly",
    arguments: ["x", "AAAA", String(repeating: "A", count: 5000), "%%%", "<script>"])
  func forged(_ state: String) async throws {
    try await Self.visit { visitor, site in
      var visitor = visitor
      try await visitor.post("tasks", ["state": state, "go": "result"])
      #expect(visitor.status == .badRequest)
      #expect(visitor.text.contains(site.text("calculator.broken.unreadable", .zh)))
      #expect(!visitor.text.contains("<script>"))
    }
  }

  @Test("a sealed value of another installation is refused, an old one of ours is only old answers")
  func replayed() async throws {
    try await Self.visit { visitor, site in
      var visitor = visitor
      let foreign = Seal().close(Draft(cycle: 2020).bytes, .calculation)
      try await visitor.post("tasks", ["state": foreign])
      #expect(visitor.status == .badRequest)
      let own = site.seal.close(Draft(cycle: 2020).bytes, .calculation)
      for _ in 0..<2 {
        try await visitor.post("tasks", ["state": own])
        #expect(visitor.status == .ok)
      }
      try await visitor.post("tasks", ["state": String(repeating: "A", count: 200_000)])
      #expect(visitor.status == .contentTooLarge)
      let gone = site.seal.close(Draft(cycle: 1999).bytes, .calculation)
      try await visitor.post("tasks", ["state": gone])
      #expect(visitor.status == .badRequest)
    }
  }

  @Test("more answers than a page carries are refused, not dropped")
  func tooMany() async throws {
    try await Self.visit { visitor, site in
      var visitor = visitor
      let fields = (0..<1500).map {
        ("detentions[\($0)].date", "a date that nobody can read, number \($0)")
      }
      try await visitor.post("record", fields + [("go", "next")])
      #expect(visitor.status == .contentTooLarge)
      #expect(visitor.text.contains(site.text("calculator.broken.tooLarge", .zh)))
    }
  }

  @Test("a case file is opened, kept and opened again; a broken one can be mended in place")
  func files() async throws {
    try await Self.visit { visitor, _ in
      var visitor = visitor
      var json = JSONWriter()
      json.facts(Population(seed: 7, cycle: 2020).person(3))
      let text = String(decoding: json.bytes, as: UTF8.self)
      try await visitor.post("open", ["case": text, "cycle": "2020", "go": "result"])
      #expect(visitor.status == .ok)
      let first = visitor.text
      try await visitor.go("download", [:])
      #expect(visitor.status == .ok)
      let kept = visitor.text
      try await visitor.post("open", ["case": kept, "cycle": "2020", "go": "result"])
      #expect(Self.score(visitor.text) == Self.score(first))
      try await visitor.post(
        "open",
        [
          "case": Base64URL.text(Array(kept.utf8)), "encoded": "yes", "cycle": "2020",
          "go": "result",
        ])
      #expect(Self.score(visitor.text) == Self.score(first), "as a shared link carries it")
      try await visitor.post("open", ["file": "", "cycle": "2020"])
      #expect(visitor.status == .unprocessableContent)
      #expect(visitor.text.contains("<title>错误：") && visitor.text.contains("请先选择事实文件"))
      #expect(visitor.text.contains("href=\"#file\"") && visitor.text.contains("id=\"file-error\""))
      try await visitor.post("open", ["case": "{\"id\": \"<b>\"}", "cycle": "2020"])
      #expect(visitor.status == .unprocessableContent)
      #expect(visitor.text.contains("birthDate: null"))
      #expect(visitor.text.contains("&lt;b&gt;") && !visitor.text.contains("<b>"))
    }
  }

  static func score(_ text: String) -> Substring? {
    text.firstRange(of: "<p class=\"score\">").map { text[$0.upperBound...].prefix { $0 != "<" } }
  }

  @Test("ten quick questions give a range that the full answers lie in")
  func short() async throws {
    try await Self.visit { visitor, _ in
      var visitor = visitor
      try await visitor.post("short", ["cycle": "2020", "go": "start"])
      #expect(visitor.status == .ok)
      try await visitor.go("short", ["birthDate": "", "go": "result"])
      #expect(visitor.status == .unprocessableContent)
      try await visitor.go(
        "short",
        [
          "birthDate": "1980-05-17", "sex": "male", "permit": "yes", "criminalRecord": "no",
          "short.insuredSince": "2010-01", "short.insuredIn": "haidian", "short.home": "rental",
          "short.homeSince": "2010-01", "short.homeIn": "haidian", "short.level": "none",
          "short.tax": "unsure", "short.honour": "unsure", "go": "result",
        ])
      #expect(visitor.status == .ok)
      // 120 months: 30 and 5, age 20, tax 0 to 6, honour 0 or 20.
      #expect(visitor.text.contains("55.00 – 81.00"))
    }
  }

  @Test("scenarios are kept, compared, taken up and dropped; three at most")
  func scenarios() async throws {
    try await Self.visit { visitor, site in
      var visitor = visitor
      var json = JSONWriter()
      json.facts(Population(seed: 7, cycle: 2020).person(3))
      let text = String(decoding: json.bytes, as: UTF8.self)
      try await visitor.post("open", ["case": text, "cycle": "2020", "go": "result"])
      for _ in 0..<4 { try await visitor.go("result", ["scenario": "", "go": "keep"]) }
      #expect(visitor.text.contains("方案3") && !visitor.text.contains("方案4"))
      try await visitor.go("result", ["go": "take:0"])
      #expect(visitor.status == .ok)
      try await visitor.go("result", ["go": "drop:0"])
      try await visitor.go("result", ["go": "drop:7"])
      #expect(visitor.text.contains("方案3") && !visitor.text.contains("方案1<"))
    }
  }

  @Test("the time line leads to its rows: on their page by link, elsewhere by a button of the form")
  func timeline() async throws {
    try await Self.visit { visitor, _ in
      var visitor = visitor
      let home = [
        ("residences[0].home", "ownSelf"), ("residences[0].from", "2010-01"),
        ("residences[0].district", "haidian"),
      ]
      try await visitor.post("person", Self.person)
      let kept = { (visitor: Visitor, go: String) in
        [("state", visitor.state)] + home + [("go", go)]
      }
      try await visitor.post("residences", kept(visitor, "stay"))
      #expect(visitor.text.contains("<a href=\"#f-residences-0--from\" aria-label=\"自有住所"))
      #expect(visitor.text.contains("<th scope=\"row\"><a href=\"#f-residences-0--from\">自有住所"))
      try await visitor.post("residences", kept(visitor, "insurance"))
      #expect(!visitor.text.contains("href=\"#f-residences"), "its row stands elsewhere")
      let button = { (page: String) in
        "<button class=\"quiet\" form=\"answers\" "
          + "formaction=\"/calculator/\(page)#f-residences-0--from\" name=\"go\" value=\"residences\">"
      }
      #expect(visitor.text.contains(button("insurance")), "takes along what is typed there")
      try await visitor.go(
        "insurance",
        [
          "insurance[0].types": "all", "insurance[0].from": "2010-01",
          "insurance[0].district": "haidian", "insurance[0].payment": "normal", "go": "result",
        ])
      #expect(visitor.status == .ok && visitor.text.contains("<p class=\"score\">"))
      #expect(visitor.text.contains(button("result")))
      try await visitor.go("result", ["go": "residences"])
      #expect(visitor.text.contains("id=\"f-residences-0--from\""))
      #expect(visitor.text.contains("value=\"2010-01\""))
    }
  }

  @Test("the total alone answers the script", arguments: Language.allCases)
  func total(_ language: Language) async throws {
    try await Self.visit(language) { visitor, site in
      var visitor = visitor
      try await visitor.post("total", ["section": "person", "birthDate": "1980-05-17"])
      #expect(visitor.status == .ok)
      #expect(!visitor.text.contains("<html"))
    }
  }

  @Test("other pages of the calculator lead back to its start")
  func others() async throws {
    try await Self.visit { visitor, _ in
      var visitor = visitor
      try await visitor.get(.calculatorPage("tasks"))
      #expect(visitor.status == .seeOther)
      try await visitor.post("nowhere", [:])
      #expect(visitor.status == .notFound)
      try await visitor.get(.calculatorPage("shared"))
      #expect(visitor.status == .ok)
    }
  }
}
