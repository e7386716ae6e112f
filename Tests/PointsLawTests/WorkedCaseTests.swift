import PointsLaw
import Policy
import Testing
import Units

/// Protects the worked cases: whole case files with what they must give, from the examples of the
/// manuals and the edges of the policy (Fixtures/worked-cases.jsonl). What a line's `expect` names must
/// hold.
@Suite("Worked cases")
struct WorkedCaseTests {
  /// One line of the fixture, kept as text.
  struct Worked: Sendable, CustomTestStringConvertible {
    let name: String
    let cycle: Int
    let expect: String
    let caseText: String
    let claims: String?

    var testDescription: String { name }
  }

  static let all: [Worked] = lines().compactMap { line in
    let document = Document()
    guard (try? document.read(json: line)) != nil,
      let name = document.value(of: 0, "name"), let cycle = document.value(of: 0, "cycle"),
      let year = Int(document.string(cycle)), let expect = document.value(of: 0, "expect"),
      let facts = document.value(of: 0, "case")
    else { return nil }
    return Worked(
      name: document.string(name), cycle: year, expect: document.json(expect),
      caseText: document.json(facts), claims: document.value(of: 0, "claims").map(document.json))
  }

  private static func lines() -> [String] {
    File.fixture("worked-cases.jsonl").split(separator: "\n").map(String.init)
  }

  @Test("the fixture is complete")
  func complete() {
    #expect(WorkedCaseTests.lines().count == 95)
    #expect(WorkedCaseTests.all.count == 95)
    #expect(Set(WorkedCaseTests.all.map(\.name)).count == 95)
  }

  @Test("a worked case gives what it names", arguments: all)
  func worked(example: Worked) throws {
    let expect = Expectation(try Document.reading(example.expect))
    do throws(Problems) {
      let (facts, filing) = try WorkedCaseTests.read(example)
      #expect(expect.list("error") == nil, "an error was expected")
      var scorer = Scorer(try WorkedCaseTests.rules(example.cycle))
      expect.check(scorer.sheet(facts, filing: filing))
      if filing == nil { expect.check(scorer.score(facts)) }
    } catch {
      #expect(error.list.map(\.path) == expect.list("error"))
    }
  }

  @Test("a worked case gives the same as YAML", arguments: all.filter { $0.claims == nil })
  func asYAML(example: Worked) throws {
    var reader = CaseReader()
    let left = Result { () throws(Problems) in try reader.readJSON(example.caseText) }
    let right = Result { () throws(Problems) in try reader.readYAML(example.caseText) }
    switch (left, right) {
    case (.success(let left), .success(let right)): #expect(left == right)
    case (.failure(let left), .failure(let right)): #expect(left.list == right.list)
    default: Issue.record("one is read, the other is not")
    }
  }

  private static func rules(_ cycle: Int) throws(Problems) -> Rules {
    try Library.builtIn().rules(cycle)
  }

  /// The facts and the filing of a worked case.
  static func read(_ example: Worked) throws(Problems) -> (Facts, Filing?) {
    var reader = CaseReader()
    let facts = try reader.readJSON(example.caseText)
    guard let claims = example.claims else { return (facts, nil) }
    let filing = try reader.readFilingJSON(claims)
    let problems = filing.problems(with: facts)
    guard problems.isEmpty else { throw Problems(problems) }
    return (facts, filing)
  }
}

/// What a worked case names.
private struct Expectation {
  let document: Document

  init(_ document: Document) { self.document = document }

  private func value(_ key: String) -> Int? { document.value(of: document.root, key) }

  func list(_ key: String) -> [String]? {
    value(key).map { document.items($0).map(document.string) }
  }

  private func pairs(_ key: String) -> [(key: String, value: Int)] {
    value(key).map(document.pairs) ?? []
  }

  func check(_ score: Score) {
    if let total = value("total") {
      #expect(score.total.description == document.string(total), "without the steps")
    }
    if let eligible = value("eligible") {
      #expect(score.isEligible == (document.kind(eligible) == .yes))
    }
  }

  func check(_ sheet: ScoreSheet) {
    if let eligible = value("eligible") {
      #expect(sheet.isEligible == (document.kind(eligible) == .yes))
    }
    if let failures = list("failures") { #expect(sheet.failures == failures) }
    if let total = value("total") { #expect(sheet.total.description == document.string(total)) }
    for (name, points) in pairs("indicators") {
      let indicator = Indicator.allCases.first { $0.name == name }
      #expect(
        indicator.map { sheet.points(of: $0).description } == document.string(points), "\(name)")
    }
    for (name, points) in pairs("lines") {
      let line = sheet.lines.first { $0.line.name == name }
      #expect(line?.points.description == document.string(points), "\(name)")
    }
    if let choices = value("choices") { check(choices, sheet.filing) }
    if let alternatives = value("alternatives") {
      let items = document.items(alternatives)
      #expect(sheet.alternatives?.count == items.count)
      for (item, alternative) in zip(items, sheet.alternatives ?? []) {
        if let total = document.value(of: item, "total") {
          #expect(alternative.total.description == document.string(total))
        }
        if let choices = document.value(of: item, "choices") {
          check(choices, alternative.filing)
          #expect(
            alternative.filing.leftOut.isEmpty == (document.value(of: choices, "leftOut") == nil))
        }
      }
    }
    if let warnings = value("warnings") {
      if document.kind(warnings) == .list {
        #expect(sheet.warningTexts == document.items(warnings).map(document.string))
      } else {
        #expect(String(sheet.warnings.count) == document.string(warnings))
      }
    }
  }

  /// Choices as the scoring contract prints them; only those named are compared.
  private func check(_ choices: Int, _ filing: Filing) {
    for (name, value) in document.pairs(choices) {
      let expected = document.json(value)
      switch name {
      case "credential": #expect(filing.credential.map(String.init) ?? "null" == expected)
      case "innovation": #expect(filing.innovation.map(String.init) ?? "null" == expected)
      case "taxRoute":
        #expect(filing.taxRoute.map { "\"\($0.rawValue)\"" } ?? "null" == expected)
      case "leftOut": #expect("\(filing.leftOut)" == expected)
      default: Issue.record("unknown choice \(name)")
      }
    }
  }
}
