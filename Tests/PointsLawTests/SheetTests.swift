import PointsLaw
import Policy
import Testing
import Units

/// Protects the public form of a score sheet (case-format.md, Output of scoring): the keys in their
/// order, points as strings of two decimals, an explanation whose points add up to the total.
@Suite("The score sheet as JSON")
struct SheetTests {
  static func json(_ sheet: ScoreSheet, _ language: Language = .en) throws -> Document {
    var json = JSONWriter()
    json.score(sheet, language)
    return try Document.reading(json.text)
  }

  /// The example of the format without its C4 entry.
  static func example() throws -> ScoreSheet {
    let example = try #require(
      WorkedCaseTests.all.first { $0.name == "case-format-example" })
    let (facts, _) = try WorkedCaseTests.read(example)
    return try score(facts, cycle: 2020)
  }

  @Test("the keys of an object stand in the order of the contract")
  func keys() throws {
    let document = try SheetTests.json(SheetTests.example())
    #expect(
      document.pairs(0).map(\.key) == [
        "id", "cycle", "edition", "eligible", "failures", "total", "indicators", "choices",
        "alternatives", "warnings", "explanation",
      ])
    let indicators = try #require(document.value(of: 0, "indicators"))
    #expect(document.pairs(indicators).map(\.key) == Indicator.allCases.map(\.name))
    let explanation = try #require(document.value(of: 0, "explanation"))
    for line in document.items(explanation) {
      #expect(
        document.pairs(line).map(\.key) == [
          "indicator", "line", "points", "arithmetic", "facts", "citation",
        ])
    }
  }

  @Test("the first line of the example is the one that the format prints")
  func firstLine() throws {
    let document = try SheetTests.json(SheetTests.example())
    let explanation = try #require(document.value(of: 0, "explanation"))
    let line = try #require(document.items(explanation).first)
    let texts = document.pairs(line).map { document.string($0.value) }
    #expect(texts.prefix(4) == ["employment", "employment", "30.50", "122 ÷ 12 × 3"])
    #expect(texts.allSatisfy { !$0.isEmpty })
    #expect(document.json(try #require(document.value(of: 0, "total"))) == "\"63.37\"")
    #expect(
      document.json(try #require(document.value(of: 0, "choices")))
        == #"{"credential": 0, "innovation": 0, "taxRoute": "income"}"#)
    #expect(
      document.json(try #require(document.value(of: 0, "warnings")))
        == #"["C1 is not part of rules-2020"]"#)
  }

  @Test(
    "points are strings with two decimals and add up to the total", arguments: Language.allCases)
  func points(language: Language) throws {
    for cycle in PropertyTests.cycles {
      for facts in PropertyTests.people(cycle, 25, seed: 10) {
        let document = try SheetTests.json(try score(facts, cycle: cycle), language)
        func read(_ node: Int) throws -> Points {
          #expect(document.kind(node) == .text)
          let text = document.string(node)
          #expect(text.split(separator: ".").last?.count == 2)
          return try #require(Points(text))
        }
        let total = try read(try #require(document.value(of: 0, "total")))
        let explanation = try #require(document.value(of: 0, "explanation"))
        let lines = try document.items(explanation).map {
          try read(try #require(document.value(of: $0, "points")))
        }
        #expect(lines.reduce(.zero, +) == total)
        let indicators = try #require(document.value(of: 0, "indicators"))
        #expect(
          try document.pairs(indicators).map { try read($0.value) }.reduce(.zero, +) == total)
      }
    }
  }

  @Test("without choices there is nothing left out to print; with some, their places are")
  func leftOut() throws {
    let facts = worker(cycle: 2019) {
      $0.residences = [ownHome("2007-09", "2009-08"), ownHome("2005-09", "2007-08")]
      $0.credentials = [credential(.bachelor, "2005-09", "2009-08")]
    }
    let best = try SheetTests.json(try score(facts, cycle: 2019))
    #expect(
      best.json(try #require(best.value(of: 0, "choices")))
        == #"{"credential": 0, "innovation": null, "taxRoute": null, "leftOut": [0]}"#)
    let filed = try SheetTests.json(try score(facts, cycle: 2019, filing: Filing()))
    #expect(
      filed.json(try #require(filed.value(of: 0, "choices")))
        == #"{"credential": null, "innovation": null, "taxRoute": null}"#)
    #expect(filed.value(of: 0, "alternatives") == nil, "absent for a filing given")
  }

  @Test("failed conditions are listed with reason and citation; the case is scored all the same")
  func failures() throws {
    let facts = worker {
      $0.residencePermit = .none
      $0.criminalRecord = true
    }
    let document = try SheetTests.json(try score(facts))
    #expect(document.kind(try #require(document.value(of: 0, "eligible"))) == .no)
    let failures = document.items(try #require(document.value(of: 0, "failures")))
    #expect(failures.count == 2)
    for failure in failures {
      #expect(document.pairs(failure).map(\.key) == ["condition", "reason", "citation"])
      #expect(document.pairs(failure).allSatisfy { !document.string($0.value).isEmpty })
    }
    #expect(document.string(try #require(document.value(of: 0, "total"))) == "44.50")
  }

  /// A woman of 52 who may be a manager or a worker, whose medical insurance begins in 2012-04: enough
  /// for a rural household only (points.md 2). Nothing is known of her permit and record.
  private static let unknown = worker(cycle: 2019) {
    $0.birthDate = day("1966-06-01")
    $0.post = nil
    $0.household = nil
    $0.residencePermit = .unknown
    $0.criminalRecord = nil
    $0.insurance = insured("2012-01", "2018-12").without(
      "2012-01", "2012-03", types: [.medical])
  }

  @Test("what is missing to decide a condition is a failure in words, with no article to cite")
  func undeterminedFailures() throws {
    let sheet = try score(SheetTests.unknown, cycle: 2019)
    for (language, reasons) in [
      (
        Language.en,
        [
          "the day the residence permit was applied for", "the post (worker or management)",
          "the household (urban or rural)", "whether there is a criminal record",
        ]
      ),
      (.zh, ["居住证申领日期", "岗位（工人或管理岗）", "户口性质（城镇职工或农村劳动力）", "有无刑事犯罪记录"]),
    ] {
      let document = try SheetTests.json(sheet, language)
      #expect(document.kind(try #require(document.value(of: 0, "eligible"))) == .no)
      let failures = document.items(try #require(document.value(of: 0, "failures")))
      let texts = failures.map { failure in
        document.pairs(failure).map { document.string($0.value) }
      }
      #expect(texts.map { $0[0] } == Condition.allCases.map(\.name))
      #expect(texts.map { $0[1] } == reasons)
      #expect(texts.map { $0[2] } == ["", "", "", ""])
    }
  }

  @Test("the trace of a condition: met, not met and why, or undetermined and what is missing")
  func tracedConditions() throws {
    func conditions(_ facts: Facts) throws -> [String] {
      var json = JSONWriter()
      json.trace(try score(facts, cycle: 2019))
      let document = try Document.reading(json.text)
      let list = document.items(try #require(document.value(of: 0, "conditions")))
      return list.map { condition in
        document.pairs(condition).map { key, node in
          switch document.kind(node) {
          case .text: document.string(node)
          case .object: "\(key) \(document.pairs(node).map { document.string($0.value) })"
          default: "\(key)"
          }
        }.joined(separator: ", ")
      }
    }
    #expect(
      try conditions(worker(cycle: 2019)) == Condition.allCases.map { "\($0.name), met" })
    #expect(
      try conditions(SheetTests.unknown) == [
        #"residencePermit, undetermined, missing ["居住证申领日期", "#
          + #""the day the residence permit was applied for"]"#,
        #"retirementAge, undetermined, missing ["岗位（工人或管理岗）", "the post (worker or management)"]"#,
        #"insurance, undetermined, missing ["户口性质（城镇职工或农村劳动力）", "the household (urban or rural)"]"#,
        #"criminalRecord, undetermined, missing ["有无刑事犯罪记录", "whether there is a criminal record"]"#,
      ])
    #expect(
      try conditions(worker(cycle: 2019) { $0.criminalRecord = true }).last
        == #"criminalRecord, notMet, reason ["有刑事犯罪记录", "there is a criminal record"], parameters"#)
  }

  @Test("a reform is named where the edition is")
  func reform() throws {
    let sheet = try score(worker(), reform: "name: doubled\nresidence.imputed.pointsPerYear: 1")
    let document = try SheetTests.json(sheet)
    #expect(document.string(try #require(document.value(of: 0, "edition"))) == "rules-2020+doubled")
    #expect(document.string(try #require(document.value(of: 0, "total"))) == "48.00")
    let line = try #require(sheet.lines.first { $0.line == .imputed })
    #expect(sheet.citation(line) == "REFORM doubled")
  }
}
