import Policy
import Testing
import Units

/// Protects the loading of parameter files: every number has a unit, a first cycle and an article, and
/// a file that lacks one is refused with the path of the parameter, never read with a default.
@Suite("Editions are loaded from parameter files")
struct EditionTests {
  @Test("values are read by their unit")
  func values() throws {
    let edition = try Statutes.edition()
    #expect(edition.id == "test-2020")
    #expect(edition.name == "test-2020")
    #expect(edition.title == Wording("试验政策", "Test policy"))
    #expect(edition.sources == ["BOOK": Wording("书", "Book")])
    func value(_ path: String) -> Parameter.Value? { edition.histories[path]?.first?.value }
    #expect(value("rounding") == .option("halfUp"))
    #expect(value("residence.own.pointsPerYear") == .points(Points(hundredths: 100)))
    #expect(value("residence.boundary") == .month(Month(2020, 7)))
    #expect(value("residence.lines") == .option("boundary"))
    #expect(value("ranking.quota") == .count(6000))
    #expect(value("district.citySix") == .names(["dongcheng", "xicheng"]))
    #expect(value("innovation.special") == .unpublished)
    #expect(value("innovation.firstYear") == Parameter.Value.none)
    #expect(value("tax.threshold") == .yuan(Yuan(fen: 10_000_000)))
    #expect(value("tax.from") == CivilDate(2017, 1, 1).map { .date($0) })
    #expect(value("tax.open") == .option("no"), "no is a word, not false")
    guard case .ranks(let rows) = value("innovation.place") else {
      Issue.record("no ranks")
      return
    }
    #expect(rows.map(\.from) == [1, 4, 6], "ranks are ordered")
    #expect(rows.map(\.to) == [3, 5, 10])
    #expect(rows.map { $0.points?.hundredths } == [1200, 1000, nil])
  }

  @Test("values are shown as a person writes them")
  func valueTexts() throws {
    let parameters = try Statutes.edition().parameters(in: 2020)
    let texts = Dictionary(uniqueKeysWithValues: parameters.map { ($0.path, $0.valueText) })
    #expect(texts["residence.own.pointsPerYear"] == "1")
    #expect(texts["residence.boundary"] == "2020-07")
    #expect(texts["district.citySix"] == "dongcheng xicheng")
    #expect(texts["innovation.place"] == "1-3: 12, 4-5: 10, 6-10: unpublished")
    #expect(texts["innovation.special"] == "unpublished")
    #expect(texts["innovation.firstYear"] == "none")
    #expect(texts["tax.threshold"] == "100000")
    #expect(texts["tax.from"] == "2017-01-01")
    #expect(texts["ranking.quota"] == "6000")
  }

  @Test(
    "a cycle uses the last value that has begun",
    arguments: [(2020, 6000), (2021, 6000), (2022, 7000), (2023, 7000), (2024, 8000), (2030, 8000)])
  func history(cycle: Int, quota: Int) throws {
    let inForce = try Statutes.edition().parameters(in: cycle)
    let parameter = try #require(inForce.first { $0.path == "ranking.quota" })
    #expect(parameter.value == .count(quota))
    #expect(parameter.article.document == "BOOK")
    #expect(inForce.map(\.path) == inForce.map(\.path).sorted())
    #expect(inForce.contains { $0.path == "tax.later" } == (cycle >= 2024))
  }

  @Test("before its first value a parameter is not in force")
  func beforeHistory() throws {
    #expect(try Statutes.edition().parameters(in: 2019).isEmpty)
  }

  @Test("an edition covers its cycles, ends included")
  func covers() throws {
    let edition = try Statutes.edition()
    #expect([2019, 2020, 2025, 2026].map(edition.covers) == [false, true, true, false])
    let open = try Statutes.edition(
      Statutes.header.replacing(", to: 2025", with: "") + Statutes.parameters)
    #expect(open.last == nil)
    #expect(open.covers(9999))
  }

  // MARK: Extending another edition

  static let child = """
    edition: test-2026
    extends: test-2020
    title: {zh: 新试验政策, en: New test policy}
    cycles: {from: 2026}
    sources:
      LETTER: {zh: 信, en: Letter}
    parameters:
      residence:
        own:
          pointsPerYear: {value: 1.5, unit: points, since: 2026, cite: "LETTER 1"}
      ranking:
        quota: {value: 9000, unit: count, since: 2026, cite: "BOOK 4"}

    """

  @Test("an extending edition states only what differs; a stated history replaces the whole one")
  func extending() throws {
    let base = try Statutes.edition()
    let edition = try Statutes.edition(EditionTests.child, bases: [base])
    #expect(edition.histories.count == base.histories.count)
    #expect(edition.histories["ranking.quota"]?.count == 1)
    #expect(edition.parameters(in: 2026).contains { $0.path == "residence.boundary" })
    #expect(Set(edition.sources.keys) == ["BOOK", "LETTER"])
    #expect(
      edition.histories["residence.own.pointsPerYear"]?.map(\.value)
        == [.points(Points(hundredths: 150))])
    #expect(base.histories["residence.own.pointsPerYear"]?.map(\.valueText) == ["1"])
  }

  @Test("a document that both editions list is called what the extending one says")
  func sourceOfBoth() throws {
    let base = try Statutes.edition()
    let edition = try Statutes.edition(
      EditionTests.child.replacing(
        "  LETTER: ", with: "  BOOK: {zh: 书（修订）, en: Revised book}\n  LETTER: "),
      bases: [base])
    #expect(edition.sources["BOOK"] == Wording("书（修订）", "Revised book"))
    #expect(edition.sources["LETTER"] == Wording("信", "Letter"))
    #expect(base.sources["BOOK"] == Wording("书", "Book"))
  }

  @Test("extending an edition that does not exist names extends")
  func unknownBase() throws {
    let problems = Statutes.problems(EditionTests.child)
    #expect(problems.map(\.path) == ["extends"])
    #expect(problems.map(\.value) == ["\"test-2020\""])
  }

  @Test("an article is a document and a place in it")
  func articles() {
    let article = Article("QA-2020 问7 表")
    #expect(article == Article(document: "QA-2020", place: "问7 表"))
    #expect(article?.description == "QA-2020 问7 表")
    for text in ["", "QA-2020", "QA-2020 ", " 问7", " "] { #expect(Article(text) == nil) }
  }
}
