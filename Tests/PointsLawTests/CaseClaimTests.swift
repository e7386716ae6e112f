import PointsLaw
import Policy
import Testing
import Units

/// Protects the reading of claims, taxes and filings (case-format.md): each row of the innovation
/// tables has its own keys, money and shares are decimals, and a filing names places that exist.
@Suite("Case files: claims, taxes and filings")
struct CaseClaimTests {
  typealias Mistake = CaseProblemTests.Mistake

  private static func claim(_ fields: String, _ key: String, _ value: String) -> Mistake {
    Mistake("innovation", "[{\(fields)}]", "innovation[0].\(key)", value)
  }

  static let claimMistakes = [
    claim(#""award": "fiveOneProject", "year": 2018"#, "route", "null"),
    claim(#""route": "prize", "award": "fiveOneProject", "year": 2018"#, "route", "\"prize\""),
    claim(#""route": "award", "year": 2018"#, "award", "null"),
    claim(#""route": "award", "award": "nobel", "year": 2018"#, "award", "\"nobel\""),
    claim(#""route": "award", "award": "worldSkills", "year": 2018"#, "award", "\"worldSkills\""),
    claim(#""route": "award", "award": "fiveOneProject""#, "year", "null"),
    claim(#""route": "award", "award": "fiveOneProject", "year": 18"#, "year", "18"),
    claim(#""route": "award", "award": "fiveOneProject", "year": 1899"#, "year", "1899"),
    claim(#""route": "award", "award": "fiveOneProject", "year": 2018.0"#, "year", "2018.0"),
    claim(#""route": "award", "award": "fiveOneProject", "year": 2e3"#, "year", "2e3"),
    claim(#""route": "award", "award": "fiveOneProject", "year": "2018""#, "year", "\"2018\""),
    // Grades.
    claim(#""route": "award", "award": "chinaNews", "year": 2018"#, "grade", "null"),
    claim(
      #""route": "award", "award": "chinaNews", "grade": "fourth", "year": 2018"#, "grade",
      "\"fourth\""),
    claim(
      #""route": "award", "award": "nationalNaturalScience", "grade": "third", "year": 2018"#,
      "grade", "\"third\""),
    claim(
      #""route": "award", "award": "fiveOneProject", "grade": "first", "year": 2018"#, "grade",
      "\"first\""),
    claim(
      #""route": "competition", "competition": "chinaInnovation", "year": 2018"#, "grade", "null"),
    claim(
      #""route": "competition", "competition": "chinaInnovation", "grade": "single", "year": 2018"#,
      "grade", "\"single\""),
    claim(
      #""route": "competition", "competition": "worldSkills", "grade": "first", "year": 2018"#,
      "grade", "\"first\""),
    claim(
      #""route": "competition", "competition": "chinaChuangyi", "grade": "first", "year": 2018"#,
      "grade", "\"first\""),
    // Places.
    claim(
      #""route": "award", "award": "nationalNaturalScience", "grade": "second", "year": 2018"#,
      "place", "null"),
    claim(
      #""route": "award", "award": "beijingScienceTechnology", "grade": "third", "year": 2018"#,
      "place", "null"),
    claim(
      #""route": "competition", "competition": "cityFirstClassSkills", "year": 2018"#, "place",
      "null"),
    claim(
      #""route": "competition", "competition": "cityFirstClassSkills", "place": 0, "year": 2018"#,
      "place", "0"),
    claim(
      #""route": "competition", "competition": "cityFirstClassSkills", "place": -1, "year": 2018"#,
      "place", "-1"),
    claim(
      #""route": "competition", "competition": "cityFirstClassSkills", "place": 1.5, "year": 2018"#,
      "place", "1.5"),
    claim(
      #""route": "competition", "competition": "cityFirstClassSkills", "place": "1", "year": 2018"#,
      "place", "\"1\""),
    claim(
      #""route": "competition", "competition": "worldSkills", "place": 1, "year": 2018"#, "place",
      "1"),
    claim(
      #""route": "competition", "competition": "chinaInnovation", "grade": "first", "place": 1, "year": 2018"#,
      "place", "1"),
    claim(
      #""route": "competition", "competition": "beijingEntrepreneurship", "place": 1, "year": 2018"#,
      "place", "1"),
    // Keys of another route.
    claim(
      #""route": "award", "competition": "worldSkills", "award": "fiveOneProject", "year": 2018"#,
      "competition", "\"worldSkills\""),
    claim(
      #""route": "award", "award": "fiveOneProject", "year": 2018, "years": [2018]"#, "years",
      "[2018]"),
    // Enterprises.
    claim(#""route": "enterprise", "years": [2018]"#, "kind", "null"),
    claim(#""route": "enterprise", "kind": "C5", "years": [2018]"#, "kind", "\"C5\""),
    claim(#""route": "enterprise", "kind": "C1""#, "years", "null"),
    claim(#""route": "enterprise", "kind": "C1", "years": 2018"#, "years", "2018"),
    claim(#""route": "enterprise", "kind": "C1", "years": [2018, "2017"]"#, "years[1]", "\"2017\""),
    claim(#""route": "enterprise", "kind": "C1", "years": [2018, 2017, 2018]"#, "years[2]", "2018"),
    claim(#""route": "enterprise", "kind": "C4", "years": [2018]"#, "financing", "null"),
    claim(
      #""route": "enterprise", "kind": "C4", "years": [2018], "financing": -1"#, "financing", "-1"),
    claim(
      #""route": "enterprise", "kind": "C4", "years": [2018], "financing": "5 million""#,
      "financing", "\"5 million\""),
    claim(
      #""route": "enterprise", "kind": "C2", "years": [2018], "financing": 5000000"#, "financing",
      "5000000"),
    claim(
      #""route": "enterprise", "kind": "C1", "years": [2018], "year": 2018"#, "year", "2018"),
    Mistake("innovation", "[\"fiveOneProject\"]", "innovation[0]", "\"fiveOneProject\""),
  ]

  @Test("innovation claims", arguments: claimMistakes)
  func claims(mistake: Mistake) {
    CaseProblemTests.expect(mistake)
  }

  @Test("a place may be stated where it does not matter, and must be where it does")
  func places() throws {
    var reader = CaseReader()
    for row in InnovationRow.allCases where row.route != .enterprise {
      for grade in row.grades.isEmpty ? [nil] : row.grades.map(Optional.some) {
        for place in row.needsPlace(grade) ? [7] : row.mayHavePlace ? [nil, 7] : [nil] {
          let facts = worker {
            $0.innovation = [InnovationClaim(row, grade: grade, place: place, year: 2018)]
          }
          var json = JSONWriter()
          json.facts(facts)
          #expect(try reader.readJSON(json.text).innovation == facts.innovation)
        }
      }
    }
  }

  // MARK: Taxes

  private static func taxes(_ fields: String, _ path: String, _ value: String) -> Mistake {
    Mistake("taxes", "{\(fields)}", "taxes.\(path)", value)
  }

  private static func enterprise(_ fields: String, _ key: String, _ value: String) -> Mistake {
    taxes(#""authorised": true, "enterprises": [{\#(fields)}]"#, "enterprises[0].\(key)", value)
  }

  static let taxMistakes = [
    taxes("", "authorised", "null"),
    taxes(#""authorised": "yes""#, "authorised", "\"yes\""),
    taxes(#""authorised": true, "owed": true"#, "owed", "true"),
    taxes(#""authorised": true, "taxOwed": 0"#, "taxOwed", "0"),
    taxes(#""authorised": true, "income": []"#, "income", "[]"),
    taxes(#""authorised": true, "income": {"17": 1}"#, "income.17", "1"),
    taxes(#""authorised": true, "income": {"1899": 1}"#, "income.1899", "1"),
    taxes(#""authorised": true, "income": {"20180": 1}"#, "income.20180", "1"),
    taxes(#""authorised": true, "income": {"year": 1}"#, "income.year", "1"),
    taxes(#""authorised": true, "income": {"2018": -1}"#, "income.2018", "-1"),
    taxes(#""authorised": true, "income": {"2018": 0.001}"#, "income.2018", "0.001"),
    taxes(#""authorised": true, "income": {"2018": 1e5}"#, "income.2018", "1e5"),
    taxes(#""authorised": true, "income": {"2018": "1e5"}"#, "income.2018", "\"1e5\""),
    taxes(#""authorised": true, "income": {"2018": "1,000"}"#, "income.2018", "\"1,000\""),
    taxes(#""authorised": true, "income": {"2018": ""}"#, "income.2018", "\"\""),
    taxes(#""authorised": true, "income": {"2018": true}"#, "income.2018", "true"),
    taxes(#""authorised": true, "income": {"2018": null}"#, "income.2018", "null"),
    taxes(
      #""authorised": true, "income": {"2018": 1000000000000.01}"#, "income.2018",
      "1000000000000.01"),
    taxes(#""authorised": true, "income": {"2018": 1, "2017": 2, "2018": 3}"#, "income.2018", "3"),
    taxes(#""authorised": true, "violations": ["2018-02-29"]"#, "violations[0]", "\"2018-02-29\""),
    taxes(#""authorised": true, "violations": {}"#, "violations", "{}"),
    taxes(#""authorised": true, "enterprises": {}"#, "enterprises", "{}"),
    taxes(#""authorised": true, "enterprises": [1]"#, "enterprises[0]", "1"),
    enterprise(#""year": 2017, "share": 0.1, "paid": 1"#, "name", "null"),
    enterprise(#""name": "", "year": 2017, "share": 0.1, "paid": 1"#, "name", "\"\""),
    enterprise(#""name": "e", "share": 0.1, "paid": 1"#, "year", "null"),
    enterprise(#""name": "e", "year": 2017, "paid": 1"#, "share", "null"),
    enterprise(#""name": "e", "year": 2017, "share": 0.1"#, "paid", "null"),
    enterprise(#""name": "e", "year": 2017, "share": 1.01, "paid": 1"#, "share", "1.01"),
    enterprise(#""name": "e", "year": 2017, "share": -0.1, "paid": 1"#, "share", "-0.1"),
    enterprise(#""name": "e", "year": 2017, "share": "10%", "paid": 1"#, "share", "\"10%\""),
    enterprise(#""name": "e", "year": 2017, "share": 0.1, "paid": -1"#, "paid", "-1"),
    enterprise(
      #""name": "e", "year": 2017, "share": 0.1, "paid": 1, "city": "x""#, "city", "\"x\""),
  ]

  @Test("taxes", arguments: taxMistakes)
  func taxProblems(mistake: Mistake) {
    CaseProblemTests.expect(mistake)
  }

  @Test("income tax of more than two thousand years is refused as a whole, like any long list")
  func manyYears() {
    func problems(_ count: Int) -> [Problem] {
      let years = (1900..<1900 + count).map { "\"\($0)\": 1" }.joined(separator: ", ")
      return CaseProblemTests.problems(
        CaseProblemTests.text([("taxes", "{\"authorised\": true, \"income\": {\(years)}}")]))
    }
    #expect(problems(2000).isEmpty)
    #expect(problems(2001).map(\.path) == ["taxes.income"])
    #expect(problems(2001).map(\.allowed.en) == ["at most 2000 entries"])
  }

  @Test("one entry for an enterprise and year; names are equal only if their code points are")
  func repeatedEnterprise() {
    func blamed(_ entries: (String, Int)...) -> [String] {
      let list = entries.map {
        #"{"name": "\#($0.0)", "year": \#($0.1), "share": 0.1, "paid": 1}"#
      }
      let taxes = #"{"authorised": true, "enterprises": [\#(list.joined(separator: ", "))]}"#
      return CaseProblemTests.problems(CaseProblemTests.text([("taxes", taxes)])).map(\.path)
    }
    #expect(blamed(("e", 2017), ("e", 2018), ("f", 2017)).isEmpty)
    #expect(blamed(("e", 2017), ("f", 2017), ("e", 2017)) == ["taxes.enterprises[2]"])
    #expect(blamed(("\u{E9}", 2017), ("e\u{301}", 2017)).isEmpty, "é in two spellings")
  }

  @Test("money and shares are numbers or texts, and never pass through binary floating point")
  func decimals() throws {
    var reader = CaseReader()
    func taxes(_ json: String) throws -> Taxes {
      try reader.readJSON(CaseProblemTests.text([("taxes", json)])).taxes
    }
    for amount in ["99999.99", "\"99999.99\"", "99999.990", "\"099999.99\""] {
      #expect(
        try taxes(#"{"authorised": true, "income": {"2018": \#(amount)}}"#).income.first?.paid
          == yuan("99999.99"), "\(amount)")
    }
    let third = "0.333333333333333333"
    for text in [third, "\"\(third)\""] {
      #expect(
        try taxes(
          #"{"authorised": true, "enterprises": [{"name": "e", "year": 2017, "share": \#(text), "paid": 0.1}]}"#
        ).enterprises.first?.share == share(third))
    }
  }

  // MARK: Filings

  static let filingMistakes: [(String, String, String)] = [
    (#"{"credential": -1}"#, "claims.credential", "-1"),
    (#"{"credential": 0.5}"#, "claims.credential", "0.5"),
    (#"{"credential": "0"}"#, "claims.credential", "\"0\""),
    (#"{"innovation": true}"#, "claims.innovation", "true"),
    (#"{"taxRoute": "both"}"#, "claims.taxRoute", "\"both\""),
    (#"{"taxRoute": 1}"#, "claims.taxRoute", "1"),
    (#"{"leftOut": 0}"#, "claims.leftOut", "0"),
    (#"{"leftOut": [0, -1]}"#, "claims.leftOut[1]", "-1"),
    (#"{"leftOut": [0, 0]}"#, "claims.leftOut[1]", "0"),
    (#"{"residences": []}"#, "claims.residences", "[]"),
    (#"{"credential": 0, "credential": 0}"#, "claims.credential", "0"),
    ("[]", "claims", "[]"),
  ]

  @Test("a filing with a mistake is refused at its path", arguments: filingMistakes)
  func filing(text: String, path: String, value: String) {
    var reader = CaseReader()
    let problems = #expect(throws: Problems.self) { try reader.readFilingJSON(text) }
    #expect(problems?.list.map(\.path) == [path])
    #expect(problems?.list.map(\.value) == [value])
    #expect(problems?.list.allSatisfy { !$0.allowed.zh.isEmpty && !$0.allowed.en.isEmpty } == true)
  }

  @Test("choices as YAML: the same mistakes, and a text that is no choices at all")
  func filingYAML() {
    var reader = CaseReader()
    for (text, path) in [("leftOut: [0, 0]", "claims.leftOut[1]"), ("a: b: c", "claims")] {
      let problems = #expect(throws: Problems.self) {
        try Array(text.utf8).withUnsafeBytes { try reader.readFiling(yaml: $0) }
      }
      #expect(problems?.list.map { $0.path.prefix(path.count) } == [path[...]], "\(text)")
    }
    let many = Array(repeating: "0", count: 2001).joined(separator: ", ")
    let problems = #expect(throws: Problems.self) {
      try reader.readFilingJSON(#"{"leftOut": [\#(many)]}"#)
    }
    #expect(problems?.list.map(\.path) == ["claims.leftOut"])
  }

  @Test("absent and null mean none; absent leftOut is empty")
  func absentClaims() throws {
    var reader = CaseReader()
    #expect(try reader.readFilingJSON("{}") == Filing())
    #expect(
      try reader.readFilingJSON(
        #"{"credential": null, "innovation": null, "taxRoute": null, "leftOut": []}"#) == Filing())
    #expect(
      try reader.readFilingJSON(
        #"{"leftOut": [2, 0], "taxRoute": "enterprise", "innovation": 3, "credential": 1}"#)
        == Filing(credential: 1, innovation: 3, taxRoute: .enterprise, leftOut: [2, 0]))
  }

  @Test("a place that the case does not have is named with those that it has")
  func missingPlaces() {
    let facts = worker {
      $0.credentials = [credential(.bachelor, "1998-09", "2002-07")]
      $0.residences = [ownHome("2013-01", "2013-12"), ownHome("2014-01", "2014-12")]
    }
    func problems(_ filing: Filing) -> [String] { filing.problems(with: facts).map(\.path) }
    #expect(problems(Filing(credential: 0, leftOut: [1, 0])).isEmpty)
    #expect(problems(Filing(credential: 1)) == ["claims.credential"])
    #expect(problems(Filing(innovation: 0)) == ["claims.innovation"])
    #expect(problems(Filing(leftOut: [0, 2])) == ["claims.leftOut[1]"])
    #expect(
      problems(Filing(credential: 9, innovation: 9, leftOut: [9])) == [
        "claims.credential", "claims.innovation", "claims.leftOut[0]",
      ])
    #expect(
      problems(Filing(taxRoute: .enterprise)).isEmpty, "a route that earns nothing is no error")
  }
}
