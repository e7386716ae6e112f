import Policy
import Testing
import Units

/// Protects policy officers from their typing errors: each is named with its path, what stands there
/// and what is allowed, and all of them at once.
@Suite("Problems of a parameter file")
struct EditionProblemTests {
  /// A parameter that is wrong, and the path that must be named.
  static let malformed: [(parameter: String, path: String)] = [
    // Missing parts.
    ("{unit: points, since: 2020, cite: \"BOOK 1\"}", "a.b.value"),
    ("{value: 1, since: 2020, cite: \"BOOK 1\"}", "a.b.unit"),
    ("{value: 1, unit: points, cite: \"BOOK 1\"}", "a.b.since"),
    ("{value: 1, unit: points, since: 2020}", "a.b.cite"),
    // Wrong parts.
    ("{value: 1, unit: pounds, since: 2020, cite: \"BOOK 1\"}", "a.b.unit"),
    ("{value: 1, unit: points, since: soon, cite: \"BOOK 1\"}", "a.b.since"),
    ("{value: 1, unit: points, since: \"2020\", cite: \"BOOK 1\"}", "a.b.since"),
    ("{value: 1, unit: points, since: 2020.5, cite: \"BOOK 1\"}", "a.b.since"),
    ("{value: 1, unit: points, since: 20200, cite: \"BOOK 1\"}", "a.b.since"),
    ("{value: 1, unit: points, since: 2020, cite: \"PAMPHLET 1\"}", "a.b.cite"),
    ("{value: 1, unit: points, since: 2020, cite: BOOK}", "a.b.cite"),
    ("{value: 1, unit: points, since: 2020, cite: \"BOOK 1\", note: x}", "a.b.note"),
    ("5", "a.b"), ("none", "a.b"), ("", "a.b"),
    // Values that are not of the unit.
    ("{value: lots, unit: points, since: 2020, cite: \"BOOK 1\"}", "a.b.value"),
    ("{value: 1.234, unit: points, since: 2020, cite: \"BOOK 1\"}", "a.b.value"),
    ("{value: 1e2, unit: points, since: 2020, cite: \"BOOK 1\"}", "a.b.value"),
    ("{value: [1], unit: points, since: 2020, cite: \"BOOK 1\"}", "a.b.value"),
    ("{value: true, unit: points, since: 2020, cite: \"BOOK 1\"}", "a.b.value"),
    ("{value: null, unit: points, since: 2020, cite: \"BOOK 1\"}", "a.b.value"),
    ("{value: -1, unit: months, since: 2020, cite: \"BOOK 1\"}", "a.b.value"),
    ("{value: 1.5, unit: months, since: 2020, cite: \"BOOK 1\"}", "a.b.value"),
    ("{value: 1000000001, unit: count, since: 2020, cite: \"BOOK 1\"}", "a.b.value"),
    ("{value: 201, unit: years, since: 2020, cite: \"BOOK 1\"}", "a.b.value"),
    ("{value: {1-2: 10000.01}, unit: ranks, since: 2020, cite: \"BOOK 1\"}", "a.b.value"),
    ("{value: {1-2: -10000.01}, unit: ranks, since: 2020, cite: \"BOOK 1\"}", "a.b.value"),
    ("{value: unpublished, unit: months, since: 2020, cite: \"BOOK 1\"}", "a.b.value"),
    ("{value: -5, unit: yuan, since: 2020, cite: \"BOOK 1\"}", "a.b.value"),
    ("{value: 0.001, unit: yuan, since: 2020, cite: \"BOOK 1\"}", "a.b.value"),
    ("{value: 2019-13, unit: month, since: 2020, cite: \"BOOK 1\"}", "a.b.value"),
    ("{value: 2019, unit: month, since: 2020, cite: \"BOOK 1\"}", "a.b.value"),
    ("{value: 2015-02-29, unit: date, since: 2020, cite: \"BOOK 1\"}", "a.b.value"),
    ("{value: 2015-02, unit: date, since: 2020, cite: \"BOOK 1\"}", "a.b.value"),
    ("{value: bankers, unit: rounding, since: 2020, cite: \"BOOK 1\"}", "a.b.value"),
    ("{value: \"\", unit: option, since: 2020, cite: \"BOOK 1\"}", "a.b.value"),
    ("{value: [a], unit: option, since: 2020, cite: \"BOOK 1\"}", "a.b.value"),
    ("{value: dongcheng, unit: districts, since: 2020, cite: \"BOOK 1\"}", "a.b.value"),
    ("{value: [1, 2], unit: districts, since: 2020, cite: \"BOOK 1\"}", "a.b.value"),
    ("{value: {}, unit: ranks, since: 2020, cite: \"BOOK 1\"}", "a.b.value"),
    ("{value: 12, unit: ranks, since: 2020, cite: \"BOOK 1\"}", "a.b.value"),
    ("{value: {3-1: 5}, unit: ranks, since: 2020, cite: \"BOOK 1\"}", "a.b.value"),
    ("{value: {0-2: 5}, unit: ranks, since: 2020, cite: \"BOOK 1\"}", "a.b.value"),
    ("{value: {1: 5}, unit: ranks, since: 2020, cite: \"BOOK 1\"}", "a.b.value"),
    ("{value: {1-2-3: 5}, unit: ranks, since: 2020, cite: \"BOOK 1\"}", "a.b.value"),
    ("{value: {a-b: 5}, unit: ranks, since: 2020, cite: \"BOOK 1\"}", "a.b.value"),
    ("{value: {1-2: x}, unit: ranks, since: 2020, cite: \"BOOK 1\"}", "a.b.value"),
    ("{value: {1-3: 5, 3-5: 4}, unit: ranks, since: 2020, cite: \"BOOK 1\"}", "a.b.value"),
    ("{value: {4-5: 4, 1-9: 5}, unit: ranks, since: 2020, cite: \"BOOK 1\"}", "a.b.value"),
    ("{value: {2-2: 4, 2-2: 5}, unit: ranks, since: 2020, cite: \"BOOK 1\"}", "a.b.value"),
    // Histories out of order.
    (
      "[{value: 1, unit: points, since: 2022, cite: \"BOOK 1\"}, "
        + "{value: 2, unit: points, since: 2020, cite: \"BOOK 1\"}]", "a.b"
    ),
    (
      "[{value: 1, unit: points, since: 2020, cite: \"BOOK 1\"}, "
        + "{value: 2, unit: points, since: 2020, cite: \"BOOK 1\"}]", "a.b"
    ),
  ]

  @Test("a malformed parameter is named", arguments: malformed)
  func parameters(parameter: String, path: String) {
    let problems = Statutes.problems(
      Statutes.header + "parameters:\n  a:\n    b: \(parameter)\n")
    #expect(problems.map(\.path) == [path])
    #expect(problems.areWorded)
  }

  @Test("a malformed value is shown as it stands")
  func shown() {
    let problems = Statutes.problems(
      Statutes.header + "parameters:\n"
        + "  a: {value: {0-2: 5}, unit: ranks, since: 2020, cite: \"BOOK 1\"}\n"
        + "  b: {unit: points, since: 2020, cite: \"BOOK 1\"}\n")
    #expect(problems.map(\.value) == [#"{"0-2": 5}"#, "null"])
    #expect(
      problems.map { $0.text(.en).hasPrefix($0.path + ": " + $0.value + ": ") } == [true, true])
  }

  @Test("ranks that overlap are told apart from ranks that are malformed; gaps are allowed")
  func overlappingRanks() {
    func problems(_ ranks: String) -> [Problem] {
      Statutes.problems(
        Statutes.header
          + "parameters:\n  a: {value: \(ranks), unit: ranks, since: 2020, cite: \"BOOK 1\"}\n")
    }
    let overlapping = problems("{1-3: 12, 3-5: 10}")
    #expect(overlapping.map(\.value) == [#"{"1-3": 12, "3-5": 10}"#])
    #expect(overlapping.first?.allowed.en.contains("do not overlap") == true)
    #expect(overlapping.first?.allowed.zh.contains("不重叠") == true)
    #expect(problems("{1-3: x}").first?.allowed.en.contains("overlap") == false)
    #expect(problems("{4-5: 10, 1-3: 12}").isEmpty)
    #expect(problems("{1-3: 12, 7-9: 10}").isEmpty)
  }

  @Test("a parameter written twice is refused, in one group or in a group that is repeated")
  func repeated() {
    let one = "{value: 1, unit: points, since: 2020, cite: \"BOOK 1\"}"
    #expect(
      Statutes.problems(Statutes.header + "parameters:\n  a: \(one)\n  a: \(one)\n").map(\.path)
        == ["a"])
    #expect(
      Statutes.problems(
        Statutes.header + "parameters:\n  g:\n    a: \(one)\n  g:\n    b: \(one)\n"
      ).map(\.path) == ["g"])
  }

  @Test("all problems of a file are reported at once, in the order of the file")
  func all() {
    let problems = Statutes.problems(
      Statutes.header + "parameters:\n  z: 1\n"
        + "  a: {value: x, unit: months, since: 2020, cite: \"BOOK 1\"}\n"
        + "  m: {value: 2, unit: months, since: 2020, cite: \"NONE 1\"}\n")
    #expect(problems.map(\.path) == ["z", "a.value", "m.cite"])
  }

  // MARK: The head of the file

  static let heads: [(String, String, String)] = [
    ("edition: test-2020\n", "", "edition"),
    ("edition: test-2020\n", "edition: \"\"\n", "edition"),
    ("title: {zh: 试验政策, en: Test policy}\n", "", "title"),
    ("title: {zh: 试验政策, en: Test policy}\n", "title: Test\n", "title"),
    ("title: {zh: 试验政策, en: Test policy}\n", "title: {zh: 试验}\n", "title"),
    ("cycles: {from: 2020, to: 2025}\n", "", "cycles.from"),
    ("cycles: {from: 2020, to: 2025}\n", "cycles: {to: 2025}\n", "cycles.from"),
    ("cycles: {from: 2020, to: 2025}\n", "cycles: {from: soon}\n", "cycles.from"),
    ("cycles: {from: 2020, to: 2025}\n", "cycles: 2020\n", "cycles.from"),
    ("  BOOK: {zh: 书, en: Book}\n", "  BOOK: Book\n", "sources.BOOK"),
    ("  BOOK: {zh: 书, en: Book}\n", "  BOOK: {en: Book}\n", "sources.BOOK"),
    ("edition: test-2020\n", "edition: test-2020\nauthor: me\n", "author"),
  ]

  @Test("a malformed head is named", arguments: heads)
  func head(right: String, wrong: String, path: String) {
    let problems = Statutes.problems(
      Statutes.header.replacing(right, with: wrong) + Statutes.parameters)
    #expect(problems.map(\.path) == [path])
    #expect(problems.areWorded)
  }

  @Test("a malformed last cycle is a problem, not an edition without end")
  func lastCycle() {
    for wrong in ["to: soon", "to: \"2025\"", "to: 2025.5", "to: [2025]"] {
      let problems = Statutes.problems(
        Statutes.header.replacing("to: 2025", with: wrong) + Statutes.parameters)
      #expect(problems.map(\.path) == ["cycles.to"], "\(wrong)")
    }
  }

  @Test("a head written twice is refused like a parameter written twice")
  func repeatedHead() {
    let problems = Statutes.problems(
      Statutes.header + "cycles: {from: 2018}\n" + Statutes.parameters)
    #expect(problems.map(\.path) == ["cycles"])
  }

  @Test(
    "a file without parameters is refused", arguments: ["", "parameters: 5\n", "parameters: []\n"])
  func noParameters(text: String) {
    #expect(Statutes.problems(Statutes.header + text).map(\.path) == ["parameters"])
  }

  @Test("a file that is no mapping is refused", arguments: ["- a", "5", "[", "a: &x 1\nb: *x", ""])
  func noMapping(text: String) {
    let problems = Statutes.problems(text)
    #expect(!problems.isEmpty)
    #expect(problems.areWorded)
  }

  // MARK: What a rule asks for

  @Test("a missing parameter is named with its edition and cycle, never replaced")
  func missing() throws {
    var table = ParameterTable(try Statutes.edition(), cycle: 2021)
    _ = table.points("residence.own.pointsPerYear")
    _ = table.points("residence.rented.pointsPerYear")
    _ = table.count("tax.years", .years)
    _ = table.points("tax.later")
    let problems = #expect(throws: Problems.self) { try table.finish() }
    #expect(
      problems?.list.map(\.path) == ["residence.rented.pointsPerYear", "tax.years", "tax.later"])
    #expect(problems?.list.map(\.value) == ["null", "null", "null"])
    for problem in problems?.list ?? [] {
      #expect(problem.allowed.en.contains("test-2020") && problem.allowed.en.contains("2021"))
      #expect(problem.allowed.zh.contains("test-2020") && problem.allowed.zh.contains("2021"))
    }
  }

  @Test("a parameter of another unit, or without a number, is named with its value")
  func wrongUnit() throws {
    var table = ParameterTable(try Statutes.edition(), cycle: 2020)
    _ = table.count("tax.threshold", .months)
    _ = table.yuan("ranking.quota")
    _ = table.points("innovation.special")
    _ = table.count("innovation.firstYear", .year)
    _ = table.month("tax.from")
    let problems = #expect(throws: Problems.self) { try table.finish() }
    #expect(
      problems?.list.map(\.path)
        == [
          "tax.threshold", "ranking.quota", "innovation.special", "innovation.firstYear",
          "tax.from",
        ])
    #expect(
      problems?.list.map(\.value)
        == ["\"100000\"", "\"6000\"", "\"unpublished\"", "\"none\"", "\"2017-01-01\""])
  }

  @Test("none where a rule needs a value is named, whatever the unit")
  func needed() throws {
    let units = [
      "points", "months", "yuan", "month", "districts", "option", "rounding",
    ]
    let lines = units.map {
      "  \($0): {value: none, unit: \($0), since: 2020, cite: \"BOOK 1\"}\n"
    }
    var table = ParameterTable(
      try Statutes.edition(Statutes.header + "parameters:\n" + lines.joined()), cycle: 2020)
    _ = table.points("points")
    _ = table.count("months", .months)
    _ = table.yuan("yuan")
    _ = table.month("month")
    _ = table.names("districts")
    _ = table.option("option", otherwise: Colour.red)
    _ = table.option("rounding", .rounding, otherwise: Rounding.down)
    let problems = #expect(throws: Problems.self) { try table.finish() }
    #expect(problems?.list.map(\.path) == units)
    #expect(problems?.list.allSatisfy { $0.value == "\"none\"" } == true)
  }

  @Test("what is there is given with its place among the parameters")
  func present() throws {
    var table = ParameterTable(try Statutes.edition(), cycle: 2023)
    let own = table.points("residence.own.pointsPerYear")
    #expect(own.value == Points(hundredths: 100))
    #expect(table.parameters[own.parameter].path == "residence.own.pointsPerYear")
    #expect(table.count("ranking.quota", .count).value == 7000)
    #expect(table.optionalCount("innovation.firstYear", .year).value == nil)
    #expect(table.optionalDate("tax.from").value == CivilDate(2017, 1, 1))
    #expect(table.optionalMonth("residence.boundary").value == Month(2020, 7))
    #expect(table.flag("tax.open").value == false)
    #expect(table.names("district.citySix").value == ["dongcheng", "xicheng"])
    #expect(table.option("rounding", .rounding, otherwise: Rounding.down).value == .halfUp)
    #expect(table.has("tax.open") && !table.has("tax.shut"))
    try table.finish()
  }

  @Test("the table knows what no rule has asked for")
  func unread() throws {
    var table = ParameterTable(try Statutes.edition(), cycle: 2020)
    let all = Set(table.parameters.map(\.path))
    #expect(table.unread == all)
    _ = table.points("residence.own.pointsPerYear")
    _ = table.flag("tax.open")
    _ = table.place("innovation.place")
    _ = table.has("rounding")
    let asked: Set = ["residence.own.pointsPerYear", "tax.open", "innovation.place"]
    #expect(table.unread == all.subtracting(asked))
  }

  private enum Colour: String, CaseIterable, Sendable { case red, green }

  @Test("an unknown option is named with those that exist")
  func option() throws {
    var table = ParameterTable(try Statutes.edition(), cycle: 2020)
    _ = table.option("residence.lines", otherwise: Colour.red)
    let problems = #expect(throws: Problems.self) { try table.finish() }
    #expect(problems?.list.map(\.path) == ["residence.lines"])
    #expect(problems?.list.map(\.allowed.en) == ["red, green"])
  }
}
