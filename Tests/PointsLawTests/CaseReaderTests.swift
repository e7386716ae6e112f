import PointsLaw
import Policy
import TestKit
import Testing
import Units

/// Protects the reading of the lists of a case file (case-format.md): homes, credentials, claims,
/// taxes and marriages, the entry that is blamed, and that all problems come at once.
@Suite("Case files: lists, blame, and what is read")
struct CaseReaderTests {
  typealias Mistake = CaseProblemTests.Mistake

  // MARK: Homes and marriages

  static let homeMistakes = [
    home(
      #""owner": "self", "from": "2015-01", "to": "2015-12", "district": "daxing""#, "kind", "null"),
    home(
      #""kind": "flat", "from": "2015-01", "to": "2015-12", "district": "daxing""#, "kind",
      "\"flat\""),
    home(
      #""kind": "ownHome", "from": "2015-01", "to": "2015-12", "district": "daxing""#, "owner",
      "null"),
    home(
      #""kind": "ownHome", "owner": "parent", "from": "2015-01", "to": "2015-12", "district": "daxing""#,
      "owner", "\"parent\""),
    home(
      #""kind": "rental", "owner": "self", "from": "2015-01", "to": "2015-12", "district": "daxing""#,
      "owner", "\"self\""),
    home(
      #""kind": "dormitory", "owner": "spouse", "from": "2015-01", "to": "2015-12", "district": "daxing""#,
      "owner", "\"spouse\""),
    home(#""kind": "rental", "to": "2015-12", "district": "daxing""#, "from", "null"),
    home(#""kind": "rental", "from": "2015-01", "district": "daxing""#, "to", "null"),
    home(#""kind": "rental", "from": "2015-01", "to": "2015-12""#, "district", "null"),
    home(
      #""kind": "rental", "from": "2015-12", "to": "2015-11", "district": "daxing""#, "to",
      "\"2015-11\""),
    home(
      #""kind": "rental", "from": "2015-01", "to": "2015-13", "district": "daxing""#, "to",
      "\"2015-13\""),
    home(
      #""kind": "rental", "from": "2015-01", "to": "2015-12", "district": "municipal""#, "district",
      "\"municipal\""),
    home(
      #""kind": "rental", "kind": "dormitory", "from": "2015-01", "to": "2015-12", "district": "daxing""#,
      "kind", "\"dormitory\""),
    home(
      #""kind": "rental", "from": "2015-01", "to": "2015-12", "district": "daxing", "rent": 5000"#,
      "rent", "5000"),
    Mistake("residences", "[\"home\"]", "residences[0]", "\"home\""),
    Mistake("marriages", #"[{"to": "2015-12"}]"#, "marriages[0].from", "null"),
    Mistake("marriages", "[{}]", "marriages[0].from", "null"),
    Mistake(
      "marriages", #"[{"from": "2015-12", "to": "2015-11"}]"#, "marriages[0].to", "\"2015-11\""),
    Mistake("marriages", #"[{"from": "2015-12", "to": null}]"#, "marriages[0].to", "null"),
    Mistake(
      "marriages", #"[{"from": "2015-12", "with": "B"}]"#, "marriages[0].with", "\"B\""),
    Mistake("marriages", "[[]]", "marriages[0]", "[]"),
  ]

  /// A mistake in the second home.
  private static func home(_ fields: String, _ key: String, _ value: String) -> Mistake {
    let first =
      #"{"kind": "ownHome", "owner": "spouse", "from": "2000-01", "to": "2000-12", "district": "yizhuang"}"#
    return Mistake("residences", "[\(first), {\(fields)}]", "residences[1].\(key)", value)
  }

  @Test("homes and marriages", arguments: homeMistakes)
  func homesAndMarriages(mistake: Mistake) {
    CaseProblemTests.expect(mistake)
  }

  @Test("of two entries that share a month the later listed one is blamed, whichever is earlier")
  func overlaps() {
    func home(_ from: String, _ to: String) -> String {
      #"{"kind": "rental", "from": "\#(from)", "to": "\#(to)", "district": "daxing"}"#
    }
    func blamed(_ key: String, _ entries: [String]) -> [String] {
      CaseProblemTests.problems(
        CaseProblemTests.text([(key, "[\(entries.joined(separator: ", "))]")])
      ).map(\.path)
    }
    let spring = home("2015-01", "2015-06")
    #expect(blamed("residences", [spring, home("2015-07", "2015-12")]).isEmpty)
    #expect(blamed("residences", [home("2015-07", "2015-12"), spring]).isEmpty)
    #expect(blamed("residences", [spring, home("2015-06", "2015-12")]) == ["residences[1]"])
    #expect(blamed("residences", [home("2015-06", "2015-12"), spring]) == ["residences[1]"])
    #expect(
      blamed(
        "residences", [home("2014-01", "2014-12"), spring, home("2016-01", "2016-12"), spring])
        == ["residences[3]"])
    #expect(
      blamed("residences", [home("2014-01", "2016-12"), spring, home("2015-05", "2015-05")])
        == ["residences[1]", "residences[2]"])
    func marriage(_ from: String, _ to: String?) -> String {
      #"{"from": "\#(from)"\#(to.map { #", "to": "\#($0)""# } ?? "")}"#
    }
    #expect(
      blamed("marriages", [marriage("2010-01", "2012-03"), marriage("2012-04", nil)]).isEmpty)
    #expect(
      blamed("marriages", [marriage("2010-01", "2012-03"), marriage("2012-03", nil)])
        == ["marriages[1]"])
    #expect(
      blamed("marriages", [marriage("2010-01", nil), marriage("2015-01", "2015-06")])
        == ["marriages[1]"])
    #expect(
      blamed("marriages", [marriage("2015-01", nil), marriage("2010-01", nil)]) == ["marriages[1]"])
  }

  @Test("spells of one type may not share a month, supplementary or not; of two types they may")
  func spells() {
    func spell(_ from: String, _ to: String, _ more: String = "") -> String {
      #"{"from": "\#(from)", "to": "\#(to)", "district": "haidian"\#(more)}"#
    }
    func blamed(_ insurance: String) -> [String] {
      CaseProblemTests.problems(CaseProblemTests.text([("insurance", insurance)])).map(\.path)
    }
    let year = spell("2015-01", "2015-12")
    let madeUp = spell("2015-12", "2016-02", #", "supplementary": true"#)
    #expect(blamed("{\"pension\": [\(year)], \"medical\": [\(madeUp)]}").isEmpty)
    #expect(blamed("{\"pension\": [\(year), \(madeUp)]}") == ["insurance.pension[1]"])
    #expect(blamed("{\"injury\": [\(madeUp), \(year)]}") == ["insurance.injury[1]"])
  }

  // MARK: Credentials

  static let credentialMistakes = [
    credential(
      #""diploma": true, "degree": true, "enrolled": "2000-09", "graduated": "2004-07""#, "level",
      "null"),
    credential(
      #""level": "phd", "diploma": true, "degree": true, "enrolled": "2000-09", "graduated": "2004-07""#,
      "level", "\"phd\""),
    credential(
      #""level": "bachelor", "degree": true, "enrolled": "2000-09", "graduated": "2004-07""#,
      "diploma", "null"),
    credential(
      #""level": "bachelor", "diploma": true, "enrolled": "2000-09", "graduated": "2004-07""#,
      "degree", "null"),
    credential(
      #""level": "bachelor", "diploma": "yes", "degree": true, "enrolled": "2000-09", "graduated": "2004-07""#,
      "diploma", "\"yes\""),
    credential(
      #""level": "bachelor", "diploma": true, "degree": true, "graduated": "2004-07""#, "enrolled",
      "null"),
    credential(
      #""level": "bachelor", "diploma": true, "degree": true, "enrolled": "2000-09""#, "graduated",
      "null"),
    credential(
      #""level": "bachelor", "diploma": true, "degree": true, "enrolled": "2000", "graduated": "2004-07""#,
      "enrolled", "\"2000\""),
    credential(
      #""level": "bachelor", "diploma": true, "degree": true, "enrolled": "2004-07", "graduated": "2004-06""#,
      "graduated", "\"2004-06\""),
    credential(
      #""level": "master", "diploma": false, "degree": false, "enrolled": "2000-09", "graduated": "2004-07""#,
      "degree", "false"),
    credential(
      #""level": "juniorCollege", "diploma": true, "degree": true, "enrolled": "2000-09", "graduated": "2004-07""#,
      "degree", "true"),
    credential(
      #""level": "bachelor", "diploma": true, "degree": true, "enrolled": "2000-09", "graduated": "2004-07", "school": "x""#,
      "school", "\"x\""),
    Mistake("credentials", "[true]", "credentials[0]", "true"),
  ]

  private static func credential(_ fields: String, _ key: String, _ value: String) -> Mistake {
    Mistake("credentials", "[{\(fields)}]", "credentials[0].\(key)", value)
  }

  @Test("credentials", arguments: credentialMistakes)
  func credentials(mistake: Mistake) {
    CaseProblemTests.expect(mistake)
  }

  // MARK: All at once

  @Test("all problems of a case are reported at once")
  func allAtOnce() {
    let text = CaseProblemTests.text([
      ("id", "5"), ("sex", nil), ("household", "\"x\""), ("nickname", "1"),
      ("insurance", #"{"pension": [{"from": "2013-01"}], "dental": 1}"#),
      (
        "residences",
        #"[{"kind": "rental", "from": "2015-12", "to": "2015-01", "district": "x", "owner": "self"}, 7]"#
      ),
      ("taxes", #"{"income": {"17": 1, "2018": -1}, "violations": ["x"]}"#),
      ("detentions", "[1, 2]"),
    ])
    let paths = CaseProblemTests.problems(text).map(\.path)
    #expect(
      Set(paths) == [
        "id", "sex", "household", "nickname", "insurance.pension[0].to",
        "insurance.pension[0].district", "insurance.dental", "residences[0].to",
        "residences[0].district", "residences[0].owner", "residences[1]", "taxes.authorised",
        "taxes.income.17", "taxes.income.2018", "taxes.violations[0]", "detentions[0]",
        "detentions[1]",
      ])
    #expect(Set(paths).count == paths.count, "each once")
  }

  @Test("a credential with two mistakes has two problems")
  func credentialTwice() {
    let text = CaseProblemTests.text([
      (
        "credentials",
        #"[{"level": "bachelor", "diploma": false, "degree": false, "enrolled": "2004-09", "graduated": "2000-07"}]"#
      )
    ])
    #expect(
      Set(CaseProblemTests.problems(text).map(\.path))
        == ["credentials[0].graduated", "credentials[0].degree"])
  }

  @Test(
    "a text that is no case at all is a problem of the whole",
    arguments: ["[]", "5", "\"x\"", "null", "{", "", "{} {}"])
  func noCase(text: String) {
    var reader = CaseReader()
    let problems = #expect(throws: Problems.self) { try reader.readJSON(text) }
    #expect(problems?.list.map(\.path) == ["(case)"])
    #expect(problems?.list.first?.allowed.zh.isEmpty == false)
  }

  @Test(
    "a YAML text that is no case at all",
    arguments: ["- a", "x", "a: [", "", "a: &b 1\nc: *b", "a: 1\n---\nb: 2"])
  func noYAMLCase(text: String) {
    var reader = CaseReader()
    let problems = #expect(throws: Problems.self) { try reader.readYAML(text) }
    #expect(problems?.list.map(\.path) == ["(case)"])
  }

  @Test("a list of more than two thousand entries is refused as a whole")
  func longLists() {
    let dates = Array(repeating: "\"2019-02-11\"", count: 2001).joined(separator: ",")
    let problems = CaseProblemTests.problems(CaseProblemTests.text([("detentions", "[\(dates)]")]))
    #expect(problems.map(\.path) == ["detentions"])
    let fine = Array(repeating: "\"2019-02-11\"", count: 2000).joined(separator: ",")
    #expect(
      CaseProblemTests.problems(CaseProblemTests.text([("detentions", "[\(fine)]")])).isEmpty)
  }

  // MARK: What is read

  @Test("the example of the format is read as it is meant")
  func example() throws {
    var reader = CaseReader()
    let facts = try reader.readYAML(
      """
      id: "A-000001"                    # free text
      birthDate: 1980-05-17
      sex: female
      post: worker
      household: urban
      residencePermitAppliedOn: "2014-03-01"
      criminalRecord: false
      insurance:
        pension:
          - {from: 2009-11, to: "2019-12", district: haidian}
          - {from: "2009-08", to: "2009-09", district: haidian, supplementary: true, cause: agency, recordedOn: 2011-02-10}
      residences:
        - {kind: ownHome, owner: spouse, from: "2015-06", to: "2016-04", district: changping}
        - {kind: rental, from: "2018-01", to: "2018-02", district: yizhuang}
      credentials:
        - {level: bachelor, diploma: true, degree: false, enrolled: "1998-09", graduated: "2002-08"}
      innovation:
        - {route: award, award: nationalNaturalScience, grade: second, place: 4, year: 2018}
        - {route: competition, competition: worldSkills, year: 2017}
        - {route: enterprise, kind: C4, years: [2019, 2017], financing: "21000000.50"}
      taxes:
        authorised: true
        income: {2018: 90000.00, 2017: "120000.01"}
        enterprises:
          - {name: "某合伙企业", year: 2017, share: 0.10, paid: 2000000}
        violations: ["2018-05-04"]
      marriages: [{from: "2010-05"}]
      honours:
        - {title: nationalModelWorker, year: 2015}
      detentions: [2019-02-11]
      """)
    #expect(facts.birthDate == day("1980-05-17"))
    #expect(facts.residencePermit == .appliedOn(day("2014-03-01")))
    #expect(facts.criminalRecord == false)
    #expect(
      facts.insurance == [
        InsuranceSpell(.pension, months("2009-11", "2019-12"), .haidian),
        InsuranceSpell(
          .pension, months("2009-08", "2009-09"), .haidian,
          supplementary: Supplementary(byAgency: true, recordedOn: day("2011-02-10"))),
      ])
    #expect(
      facts.residences == [
        ownHome("2015-06", "2016-04", .changping, of: .spouse),
        rental("2018-01", "2018-02", .yizhuang),
      ])
    #expect(
      facts.credentials == [
        PointsLawTests.credential(.bachelor, "1998-09", "2002-08", degree: false)
      ])
    #expect(
      facts.innovation == [
        InnovationClaim(.nationalNaturalScience, grade: .second, place: 4, year: 2018),
        InnovationClaim(.worldSkills, year: 2017),
        InnovationClaim(.C4, years: [2019, 2017], financing: yuan("21000000.5")),
      ])
    #expect(facts.taxes.income.map(\.year) == [2017, 2018])
    #expect(facts.taxes.income.map(\.paid) == [yuan("120000.01"), yuan("90000")])
    #expect(facts.taxes.enterprises.first?.share == share("0.1"))
    #expect(facts.taxes.violations == [day("2018-05-04")])
    #expect(!facts.taxes.owed)
    #expect(facts.marriages == [Marriage(from: month("2010-05"))])
    #expect(facts.honours == [Honour(.nationalModelWorker, year: 2015)])
    #expect(facts.detentions == [day("2019-02-11")])
  }

  @Test("absent parts mean what the format says: no permit, not authorised, vouched for")
  func absentParts() throws {
    var reader = CaseReader()
    let facts = try reader.readJSON(CaseProblemTests.text([("residencePermitAppliedOn", nil)]))
    #expect(facts.residencePermit == .none)
    #expect(facts.taxes == Taxes())
    #expect(facts.marriages == nil)
    #expect(facts.residences.isEmpty && facts.detentions.isEmpty)
    let never = try reader.readJSON(CaseProblemTests.text([("marriages", "[]")]))
    #expect(never.marriages == [])
  }
}
