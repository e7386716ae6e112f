import Policy
import Testing
import Units

/// Protects the law from what-ifs: a reform (政策推演) makes a new edition that names it, refuses what
/// it cannot change, and leaves the edition it starts from as it was.
@Suite("Reforms are laid over an edition")
struct ReformTests {
  @Test("a reform changes the values it names and nothing else")
  func applying() throws {
    let law = try Statutes.edition()
    let reform = try Statutes.reform(
      """
      name: own-home-doubles
      residence.own.pointsPerYear: 2
      residence.boundary: 2021-01
      district.citySix: [dongcheng]
      innovation.place: {1-1: 9.5}
      innovation.special: 7
      tax.from: none
      tax.open: yes
      rounding: halfEven
      """)
    #expect(reform.name == "own-home-doubles")
    #expect(reform.changes.map(\.path).first == "residence.own.pointsPerYear")
    let reformed = try law.applying(reform, in: 2020)
    func value(_ path: String) -> Parameter.Value? { reformed.histories[path]?.last?.value }
    #expect(value("residence.own.pointsPerYear") == .points(Points(hundredths: 200)))
    #expect(value("residence.boundary") == .month(Month(2021, 1)))
    #expect(value("district.citySix") == .names(["dongcheng"]))
    #expect(reformed.histories["innovation.place"]?.last?.valueText == "1-1: 9.5")
    #expect(value("innovation.special") == .points(Points(hundredths: 700)))
    #expect(value("tax.from") == Parameter.Value.none)
    #expect(value("tax.open") == .option("yes"))
    #expect(value("rounding") == .option("halfEven"))
    let changed = Set(reform.changes.map(\.path))
    for (path, history) in law.histories where !changed.contains(path) {
      #expect(reformed.histories[path] == history)
    }
    #expect(reformed.histories.count == law.histories.count)
  }

  @Test("a reform never leaks: the edition it starts from stays the law")
  func leaks() throws {
    let law = try Statutes.edition()
    let before = law.histories
    let reformed = try law.applying(
      Statutes.reform("residence.own.pointsPerYear: 2\nranking.quota: 1"), in: 2023)
    #expect(law.histories == before)
    #expect(law.name == "test-2020")
    #expect(law.reforms.isEmpty)
    #expect(law.sources["REFORM"] == nil)
    #expect(reformed.histories != before)
  }

  @Test("every result names the reform, and every changed value cites it")
  func names() throws {
    let law = try Statutes.edition()
    let first = try law.applying(Statutes.reform("tax.threshold: 5", name: "first"), in: 2020)
    #expect(first.name == "test-2020+first")
    #expect(first.id == "test-2020")
    let both = try first.applying(Statutes.reform("name: second\nranking.quota: 9"), in: 2020)
    #expect(both.name == "test-2020+first+second")
    let cited = both.parameters(in: 2020).filter { $0.article.document == "REFORM" }
    #expect(cited.map(\.path) == ["ranking.quota", "tax.threshold"])
    #expect(cited.map(\.article.place) == ["second", "first"])
    #expect(both.sources["REFORM"]?.zh.isEmpty == false)
  }

  @Test("a parameter with a history is changed where the cycle stands in it")
  func history() throws {
    let law = try Statutes.edition()
    let reformed = try law.applying(Statutes.reform("ranking.quota: 1"), in: 2023)
    for cycle in [2023, 2024, 2025] {
      #expect(
        reformed.parameters(in: cycle).first { $0.path == "ranking.quota" }?.value == .count(1))
    }
  }

  @Test(
    "a path that the edition does not have is named, with one that it has",
    arguments: [
      ("residence.own.pointPerYear", "residence.own.pointsPerYear"),
      ("residence.own", "residence.own.pointsPerYear"),
      ("Residence.Boundary", "residence.boundary"), ("ranking.qouta", "ranking.quota"),
      ("quota", "ranking.quota"), ("tax.treshold", "tax.threshold"),
    ])
  func unknownPath(path: String, near: String) {
    let problems = Statutes.problems(reform: "\(path): 2")
    #expect(problems.map(\.path) == [path])
    #expect(problems.map(\.value) == ["2"])
    #expect(problems.first?.allowed.en.contains(near) == true)
    #expect(problems.first?.allowed.zh.contains(near) == true)
  }

  @Test("a parameter that is not yet in force cannot be changed")
  func notYet() {
    #expect(Statutes.problems(reform: "tax.later: 2", in: 2023).map(\.path) == ["tax.later"])
    #expect(Statutes.problems(reform: "tax.later: 2", in: 2024).isEmpty)
  }

  @Test(
    "a value that is not of the parameter's unit is named",
    arguments: [
      ("residence.own.pointsPerYear: lots", "\"lots\""),
      ("residence.own.pointsPerYear: 1.234", "1.234"), ("residence.own.pointsPerYear: [1]", "[1]"),
      ("residence.own.pointsPerYear: true", "true"), ("residence.own.pointsPerYear: ~", "null"),
      ("ranking.quota: 1.5", "1.5"), ("ranking.quota: -1", "-1"),
      ("ranking.quota: unpublished", "\"unpublished\""),
      ("residence.boundary: 2020-13", "\"2020-13\""), ("residence.boundary: 2020", "2020"),
      ("tax.from: 2017-02-30", "\"2017-02-30\""), ("tax.threshold: -1", "-1"),
      ("rounding: bankers", "\"bankers\""), ("district.citySix: haidian", "\"haidian\""),
      ("innovation.place: 12", "12"), ("innovation.place: {}", "{}"),
      ("innovation.place: {1-3: 12, 2-4: 9}", #"{"1-3": 12, "2-4": 9}"#),
    ])
  func wrongUnit(line: String, value: String) {
    let problems = Statutes.problems(reform: line)
    #expect(problems.map(\.path) == [String(line.prefix { $0 != ":" })])
    #expect(problems.map(\.value) == [value])
    #expect(problems.areWorded)
  }

  @Test("a path given twice is refused")
  func repeated() {
    let problems = Statutes.problems(reform: "ranking.quota: 1\nranking.quota: 2\n")
    #expect(problems.map(\.path) == ["ranking.quota"])
    #expect(problems.map(\.value) == ["2"])
    #expect(Statutes.problems(reform: "name: a\nname: b\nranking.quota: 1").map(\.path) == ["name"])
  }

  @Test("all problems of a reform are reported at once, and then nothing is changed")
  func all() {
    let problems = Statutes.problems(
      reform: "ranking.quota: x\nresidence.own.pointsPerYear: 2\nnothing.here: 1\ntax.from: y\n")
    #expect(problems.map(\.path) == ["ranking.quota", "nothing.here", "tax.from"])
  }

  @Test(
    "a name that could not stand in a result is refused",
    arguments: ["two words", "", "a+b", "名（一）", "[x]"])
  func names(name: String) {
    let problems = Statutes.problems(reform: "name: \(name)\nranking.quota: 1")
    #expect(problems.map(\.path) == ["name"])
  }

  @Test("a reform without a change is refused", arguments: ["name: empty", "{}", "[]", "5", "~"])
  func empty(text: String) {
    let problems = Statutes.problems(reform: text)
    #expect(problems.count == 1)
    #expect(problems.areWorded)
  }

  @Test("a reform that is no YAML is refused", arguments: ["", "a: [", "a: *b", "a: 1\n---\nb: 2"])
  func noYAML(text: String) {
    let problems = Statutes.problems(reform: text)
    #expect(problems.map(\.path) == ["(reform)"], "not the case")
  }

  @Test("a reform that the file does not name bears the name it is given")
  func givenName() throws {
    #expect(try Statutes.reform("ranking.quota: 1", name: "file-name").name == "file-name")
    #expect(try Statutes.reform("name: own\nranking.quota: 1", name: "file-name").name == "own")
  }
}
