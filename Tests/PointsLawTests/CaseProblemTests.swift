import PointsLaw
import Policy
import Testing
import Units

/// Protects the contract of case files (case-format.md): every mistake is a problem that names the
/// path, shows the value and says what is allowed, in both languages; nothing is guessed.
@Suite("Problems of a case file")
struct CaseProblemTests {
  /// A case with one part written differently.
  struct Mistake: Sendable, CustomTestStringConvertible {
    let key: String
    let json: String
    let path: String
    let value: String

    /// - Parameter value: what the problem shows; the same as `json` unless it says otherwise.
    init(_ key: String, _ json: String, _ path: String? = nil, _ value: String? = nil) {
      self.key = key
      self.json = json
      self.path = path ?? key
      self.value = value ?? json
    }

    var testDescription: String { "\(key): \(json)" }
  }

  static let spell = #"{"from": "2013-01", "to": "2019-12", "district": "haidian"}"#

  /// A case of which each mistake replaces or adds one key; `nil` leaves the key out.
  static func text(_ changes: [(String, String?)]) -> String {
    var fields: [(key: String, json: String)] = [
      ("id", "\"A-1\""), ("birthDate", "\"1980-05-17\""), ("sex", "\"female\""),
      ("post", "\"worker\""), ("household", "\"urban\""),
      ("residencePermitAppliedOn", "\"2014-03-01\""), ("criminalRecord", "false"),
      (
        "insurance",
        "{" + InsuranceType.allCases.map { "\"\($0.name)\": [\(spell)]" }.joined(separator: ", ")
          + "}"
      ),
    ]
    for (key, json) in changes {
      let place = fields.firstIndex { $0.key == key }
      if let place { fields.remove(at: place) }
      if let json { fields.insert((key, json), at: place ?? fields.count) }
    }
    return "{" + fields.map { "\"\($0.key)\": \($0.json)" }.joined(separator: ", ") + "}"
  }

  /// The problems of a text, after a check that YAML gives the same and all are worded.
  static func problems(_ text: String) -> [Problem] {
    func read(_ body: (inout CaseReader) throws(Problems) -> Facts) -> [Problem] {
      var reader = CaseReader()
      do throws(Problems) {
        _ = try body(&reader)
        return []
      } catch {
        return error.list
      }
    }
    let json = read { reader throws(Problems) in try reader.readJSON(text) }
    let yaml = read { reader throws(Problems) in try reader.readYAML(text) }
    #expect(json == yaml, "the same problems from YAML: \(text)")
    for problem in json {
      #expect(!problem.path.isEmpty && !problem.value.isEmpty)
      #expect(!problem.allowed.en.isEmpty && !problem.allowed.zh.isEmpty)
      // Long values are cut in a text, ProblemTests.
      let shown = problem.value.count > 200 ? problem.value.prefix(200) + "…" : problem.value[...]
      #expect(problem.text(.en).hasPrefix("\(problem.path): \(shown): "))
    }
    return json
  }

  static func expect(_ mistake: Mistake) {
    let problems = problems(text([(mistake.key, mistake.json)]))
    #expect(problems.map(\.path) == [mistake.path])
    #expect(problems.map(\.value) == [mistake.value])
  }

  @Test("the case that the mistakes are made in is right")
  func right() {
    #expect(CaseProblemTests.problems(CaseProblemTests.text([])).isEmpty)
  }

  @Test(
    "each required key is named when it is missing, with the value null",
    arguments: [
      "id", "birthDate", "sex", "post", "household", "criminalRecord", "insurance",
    ])
  func missing(key: String) {
    let problems = CaseProblemTests.problems(CaseProblemTests.text([(key, nil)]))
    #expect(problems.map(\.path) == [key])
    #expect(problems.map(\.value) == ["null"])
  }

  @Test(
    "null is never a value",
    arguments: [
      "id", "birthDate", "sex", "post", "household", "residencePermitAppliedOn", "criminalRecord",
      "insurance", "residences", "credentials", "innovation", "taxes", "marriages", "honours",
      "detentions",
    ])
  func null(key: String) {
    CaseProblemTests.expect(Mistake(key, "null"))
  }

  @Test("a reader that tells few problems tells the first ones, of whatever kind")
  func few() {
    var reader = CaseReader()
    reader.mostProblems = 3
    let unknown = (0..<5).map { ("strange\($0)", Optional("1")) }
    #expect {
      try reader.readJSON(CaseProblemTests.text(unknown + [("sex", "null")]))
    } throws: { error in
      (error as? Problems)?.list.map(\.path) == ["strange0", "strange1", "strange2"]
    }
  }

  @Test("keys that may be absent may be absent, and lists may be empty")
  func absent() {
    #expect(
      CaseProblemTests.problems(CaseProblemTests.text([("residencePermitAppliedOn", nil)]))
        .isEmpty)
    let empty = ["residences", "credentials", "innovation", "marriages", "honours", "detentions"]
    #expect(
      CaseProblemTests.problems(
        CaseProblemTests.text(empty.map { ($0, "[]") } + [("insurance", "{}")])
      )
      .isEmpty)
  }

  static let personMistakes = [
    Mistake("id", "\"\""), Mistake("id", "5"), Mistake("id", "[\"A\"]"), Mistake("id", "true"),
    Mistake("birthDate", "\"1980-02-30\""), Mistake("birthDate", "\"1981-02-29\""),
    Mistake("birthDate", "\"1980-05\""), Mistake("birthDate", "19800517"),
    Mistake("birthDate", "\"17.05.1980\""), Mistake("birthDate", "\"\""),
    Mistake("sex", "\"f\""), Mistake("sex", "\"Female\""), Mistake("sex", "1"),
    Mistake("post", "\"manager\""), Mistake("post", "[]"),
    Mistake("household", "\"city\""), Mistake("household", "{}"),
    Mistake("residencePermitAppliedOn", "\"2014-02-29\""),
    Mistake("residencePermitAppliedOn", "\"2014-03\""),
    Mistake("residencePermitAppliedOn", "false"),
    Mistake("criminalRecord", "\"no\""), Mistake("criminalRecord", "0"),
    Mistake("criminalRecord", "\"false\""),
    Mistake("nickname", "\"x\""), Mistake("Sex", "\"female\""),
    Mistake("insurance", "[]"), Mistake("insurance", "\"x\""), Mistake("residences", "{}"),
    Mistake("credentials", "\"none\""), Mistake("innovation", "0"), Mistake("taxes", "[]"),
    Mistake("marriages", "{}"), Mistake("honours", "true"), Mistake("detentions", "\"2019-02-11\""),
    Mistake("detentions", "[\"2019-02-29\"]", "detentions[0]", "\"2019-02-29\""),
    Mistake("detentions", "[\"2019-02-11\", 5]", "detentions[1]", "5"),
    Mistake("honours", "[5]", "honours[0]", "5"),
    Mistake(
      "honours", #"[{"title": "bestWorker", "year": 2015}]"#, "honours[0].title", "\"bestWorker\""),
    Mistake("honours", #"[{"year": 2015}]"#, "honours[0].title", "null"),
    Mistake("honours", #"[{"title": "nationalModelWorker"}]"#, "honours[0].year", "null"),
    Mistake(
      "honours", #"[{"title": "nationalModelWorker", "year": 2015.0}]"#, "honours[0].year", "2015.0"
    ),
    Mistake(
      "honours", #"[{"title": "nationalModelWorker", "year": "2015"}]"#, "honours[0].year",
      "\"2015\""),
    Mistake(
      "honours", #"[{"title": "nationalModelWorker", "year": 2015, "rank": 1}]"#, "honours[0].rank",
      "1"),
  ]

  @Test("the person and the simple lists", arguments: personMistakes)
  func person(mistake: Mistake) {
    CaseProblemTests.expect(mistake)
  }

  static let insuranceMistakes = [
    Mistake("insurance", #"{"housing": []}"#, "insurance.housing", "[]"),
    Mistake("insurance", #"{"pension": {}}"#, "insurance.pension", "{}"),
    Mistake("insurance", #"{"pension": null}"#, "insurance.pension", "null"),
    Mistake("insurance", #"{"pension": [5]}"#, "insurance.pension[0]", "5"),
    inSpell(#""to": "2019-12", "district": "haidian""#, "from", "null"),
    inSpell(#""from": "2013-01", "district": "haidian""#, "to", "null"),
    inSpell(#""from": "2013-01", "to": "2019-12""#, "district", "null"),
    inSpell(#""from": "2013-00", "to": "2019-12", "district": "haidian""#, "from", "\"2013-00\""),
    inSpell(
      #""from": "2013-01-01", "to": "2019-12", "district": "haidian""#, "from", "\"2013-01-01\""),
    inSpell(#""from": 201301, "to": "2019-12", "district": "haidian""#, "from", "201301"),
    inSpell(#""from": "2013-02", "to": "2013-01", "district": "haidian""#, "to", "\"2013-01\""),
    inSpell(
      #""from": "2013-01", "to": "2019-12", "district": "pudong""#, "district", "\"pudong\""),
    inSpell(
      #""from": "2013-01", "to": "2019-12", "district": "haidian", "months": 84"#, "months", "84"),
    inSpell(
      #""from": "2013-01", "to": "2019-12", "district": "haidian", "supplementary": "yes""#,
      "supplementary", "\"yes\""),
    inSpell(
      #""from": "2013-01", "to": "2019-12", "district": "haidian", "cause": "agency""#, "cause",
      "\"agency\""),
    inSpell(
      #""from": "2013-01", "to": "2019-12", "district": "haidian", "supplementary": false, "cause": "agency""#,
      "cause", "\"agency\""),
    inSpell(
      #""from": "2013-01", "to": "2019-12", "district": "haidian", "supplementary": true, "cause": "employer""#,
      "cause", "\"employer\""),
    inSpell(
      #""from": "2013-01", "to": "2019-12", "district": "haidian", "recordedOn": "2014-01-01""#,
      "recordedOn", "\"2014-01-01\""),
    inSpell(
      #""from": "2013-01", "to": "2019-12", "district": "haidian", "supplementary": true, "recordedOn": "2015-02-29""#,
      "recordedOn", "\"2015-02-29\""),
    inSpell(
      #""from": "2013-01", "from": "2013-01", "to": "2019-12", "district": "haidian""#, "from",
      "\"2013-01\""),
  ]

  /// A mistake in the second spell of medical insurance.
  private static func inSpell(_ fields: String, _ key: String, _ value: String) -> Mistake {
    let first = #"{"from": "2000-01", "to": "2000-12", "district": "municipal"}"#
    return Mistake(
      "insurance", #"{"medical": [\#(first), {\#(fields)}]}"#, "insurance.medical[1].\(key)", value)
  }

  @Test("insurance", arguments: insuranceMistakes)
  func insurance(mistake: Mistake) {
    CaseProblemTests.expect(mistake)
  }
}
