import Casework
import Hummingbird
import HummingbirdTesting
import PointsLaw
import PointsService
import Policy
import Testing

@testable import Web

@Suite("Articles as people read them (依据)")
struct ArticleTextTests {
  @Test("a document is called by its title, what the platform lays down by its rule")
  func text() {
    let article = Article(document: "MANUAL-2019", place: "注册关联 二1")
    #expect(article.text(.zh) == "《积分落户申报手册（2019年）》注册关联 二1")
    #expect(article.text(.en) == "filing manual for points-based settlement, 2019, 注册关联 二1")
    #expect(
      Article("MANUAL-2019 附件一(二)4; QA-2020 问8")?.text(.zh)
        == "《积分落户申报手册（2019年）》附件一(二)4、《北京市新版积分落户政策解读与问答》问8")
    #expect(Article(document: "PLATFORM", place: "凭证").text(.zh) == "平台规则：凭证")
    #expect(
      Article.text(["TRIAL-2018 第十五条", "MANUAL-2019 资格条件"], .zh)
        == "《北京市积分落户操作管理细则（试行）》第十五条、《积分落户申报手册（2019年）》资格条件")
  }

  @Test("whatever a service cites has a title")
  func titles() throws {
    let permissions = try PermissionTable.builtIn()
    let acts = ServiceCatalogue.areas.flatMap(\.points).flatMap { point in
      [point.reading?.act, point.doing?.act].compactMap(\.self).map {
        permissions.entry($0).article
      }
    }
    #expect(acts.count > 50)
    let articles =
      acts + Rule.allCases.map(\.article) + UnitObstacle.allCases.map(\.article)
      + [EvidenceLimits.article]
    for article in articles where article.document != "PLATFORM" {
      #expect(Article.titles[article.document] != nil, "\(article)")
    }
  }

  @Test("a document of an edition is called as the edition’s list of sources has it")
  func sources() throws {
    for edition in try Library.builtIn().editions {
      for (name, source) in edition.sources {
        let title = try #require(Article.titles[name], "\(name)")
        #expect(source.zh.hasPrefix(title.zh), "\(name)")
        #expect(source.en.lowercased().hasPrefix(title.en.lowercased()), "\(name)")
      }
      for parameter in edition.histories.values.joined() {
        #expect(Article.titles[parameter.article.document] != nil, "\(parameter.article)")
      }
    }
  }

  /// The short names of documents that parameters, acts and rules cite.
  private static func codes() throws -> Set<String> {
    let permissions = try PermissionTable.builtIn()
    let acts = Act.allCases.map { permissions.entry($0).article.document }
    let sources = try Library.builtIn().editions.flatMap(\.sources.keys)
    return Set(acts + sources + Article.titles.keys + Rule.allCases.map(\.article.document))
  }

  /// What a reader sees of it, without what is sealed in fields and addresses.
  private static func words(_ page: String) -> String {
    var open = Caller.Page()
    open.text = page
    return open.words
  }

  /// Every page for everybody, by its address without language.
  private static func pages(_ language: Language) async throws -> [String: String] {
    let city = try await ServiceCity.open(hasCycle: false)
    var caller = city.caller(language)
    var pages: [String: String] = [:]
    let routes: [Route] = [
      .design, .compare, .calculator, .calculatorPage("shared"), .verify, .service("/sign-in"),
      .service("/signed-out"),
    ]
    for route in ReferenceTests.routes + routes {
      try await caller.open(route.path(.zh))
      #expect(caller.page.status == 200, "\(caller.page.path)")
      pages[route.path(.zh)] = caller.page.text
    }
    // What is asked of the law, and what it answers.
    let reference = try ReferenceSite()
    for (name, answer) in [("met", "2010-01"), ("notMet", "2025-12"), ("open", "")] {
      let asked = ReferenceEligibilityTests.eligible.merging(["since": answer]) { $1 }
      pages["/eligibility \(name)"] =
        try await reference.post(Route.eligibility.path(language), asked).text
    }
    try await CalculatorTests.visit(language) { visitor, _ in
      var visitor = visitor
      for cycle in [2018, 2020, 2026] {
        for person in 0..<8 {
          var json = JSONWriter()
          json.facts(Population(seed: 7, cycle: cycle).person(person))
          try await visitor.post(
            "open",
            [
              "case": String(decoding: json.bytes, as: UTF8.self), "cycle": "\(cycle)",
              "go": "result",
            ])
          #expect(visitor.status == .ok)
          #expect(Self.words(visitor.text).contains(language == .zh ? "《" : "filing manual"))
          let codes = try Self.codes().filter(Self.words(visitor.text).contains)
          #expect(codes.isEmpty, "\(cycle) \(person): \(codes)")
        }
      }
    }
    return pages
  }

  @Test(
    "no page for everybody names a document by its code; the guide of the API does",
    arguments: Language.allCases)
  func codes(language: Language) async throws {
    let codes = try Self.codes()
    #expect(codes.isSuperset(of: ["MANUAL-2019", "QA-2020", "LISTS", "PLATFORM"]))
    let pages = try await Self.pages(language)
    for (path, page) in pages {
      let found = codes.filter(Self.words(page).contains)
      #expect(found.isEmpty, "\(path): \(found)")
    }
    let edition = Self.words(try #require(pages["/rules/rules-2020"]))
    #expect(
      edition.contains(
        language == .zh
          ? "《北京市新版积分落户政策解读与问答》问5 表" : "the 2020 revision explained, 问5 表"))
    let guide = try await ServiceCity.open(hasCycle: false).site.apiGuide(language)
    #expect(guide.contains("MANUAL-2019"), "programs get the short name")
    // Every address beside the service is among them, but what is for programs, for running it, or no page.
    for entry in BrowserAlone.routes.keys {
      let first = entry.split(separator: "/").first.map(String.init) ?? ""
      guard !["api", "healthz", "assets", "sign-in", "demo-provider"].contains(first) else {
        continue
      }
      #expect(
        pages.keys.contains { path in
          let (own, other) = (entry.split(separator: "/"), path.split(separator: "/"))
          return own.count == other.count
            && zip(own, other).allSatisfy { $0.first == ":" || $0 == $1 }
        }, "\(entry)")
    }
  }
}
