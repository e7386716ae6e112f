import PointsLaw
import Policy
import Testing
import Units

/// Protects the editions that are built in (政策版本; points.md 1): which cycle uses which, every number
/// with its article, and what-ifs that neither leak into the law nor bring the program down.
@Suite("The editions built in, and reforms of them")
struct LibraryTests {
  @Test(
    "each cycle uses exactly one edition",
    arguments: [
      (2018, "trial-2018"), (2019, "trial-2019"), (2020, "rules-2020"), (2021, "rules-2020"),
      (2026, "rules-2020"), (2100, "rules-2020"), (9999, "rules-2020"),
    ])
  func editions(cycle: Int, name: String) throws {
    let library = try Law.library()
    #expect(try library.edition(of: cycle).id == name)
    #expect(library.editions.filter { $0.covers(cycle) }.count == 1)
    let rules = try library.rules(cycle)
    #expect(rules.edition == name)
    #expect(rules.referenceDate == CivilDate(cycle - 1, 12, 31))
    #expect(rules.referenceMonth == Month(cycle - 1, 12))
  }

  @Test(
    "a cycle that no edition covers is an error that says so",
    arguments: [0, 1998, 2017, 10_000, -1])
  func uncovered(cycle: Int) throws {
    let library = try Law.library()
    let problems = #expect(throws: Problems.self) { try library.rules(cycle) }
    #expect(problems?.list.map(\.path) == ["cycle"])
    #expect(problems?.list.map(\.value) == [String(cycle)])
  }

  @Test(
    "an edition is not used outside its cycles, and an unknown name is refused with those known")
  func names() throws {
    let library = try Law.library()
    let trial = try library.edition(named: "trial-2018")
    let problems = #expect(throws: Problems.self) { try Rules(trial, cycle: 2019) }
    #expect(problems?.list.map(\.path) == ["cycle"])
    #expect(problems?.list.map(\.allowed.en) == ["a cycle of trial-2018: 2018–2018"])
    let open = try library.edition(named: "rules-2020")
    let early = #expect(throws: Problems.self) { try Rules(open, cycle: 2019) }
    #expect(early?.list.map(\.allowed.en) == ["a cycle of rules-2020: 2020–"], "without an end")
    let unknown = #expect(throws: Problems.self) { try library.edition(named: "rules-2030") }
    #expect(unknown?.list.first?.allowed.en == "trial-2018, trial-2019, rules-2020")
  }

  @Test("every parameter of every edition cites a document that the edition lists")
  func citations() throws {
    for edition in try Law.library().editions {
      for (path, history) in edition.histories {
        for parameter in history {
          #expect(parameter.path == path)
          #expect(edition.sources[parameter.article.document] != nil, "\(path)")
          #expect(!parameter.article.place.isEmpty)
          #expect(parameter.since >= 2018)
        }
      }
    }
  }

  @Test("a parameter that is missing in a file is named with its edition, never replaced")
  func missingParameter() throws {
    let source = #filePath.replacing("Tests/PointsLawTests/LibraryTests.swift", with: "")
    for (line, path) in [
      ("    pointsPerYear: {value: 3, unit: points, since: 2018", "employment.pointsPerYear"),
      ("    minimumMonths: {value: 12, unit: months", "residence.minimumMonths"),
      ("  rounding: {value: halfUp", "rounding"),
    ] {
      let library = try Library { name in
        let text = File.text("\(source)Sources/PointsLaw/Editions/\(name).yaml")
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        return Array(lines.filter { !$0.hasPrefix(line) }.joined(separator: "\n").utf8)
      }
      for cycle in [2018, 2019, 2024] {
        let problems = #expect(throws: Problems.self) { try library.rules(cycle) }
        #expect(problems?.list.map(\.path) == [path])
        #expect(problems?.list.first?.allowed.en.contains("\(cycle)") == true)
      }
    }
  }

  @Test("a library without one of its files, or with a broken one, names the file")
  func missingFile() throws {
    for broken in ["trial-2018", "rules-2020", "history"] {
      for text in [nil, "edition: ["] as [String?] {
        let source = #filePath.replacing("Tests/PointsLawTests/LibraryTests.swift", with: "")
        let problems = #expect(throws: Problems.self) {
          try Library { name in
            name == broken
              ? text.map { Array($0.utf8) }
              : Array(File.text("\(source)Sources/PointsLaw/Editions/\(name).yaml").utf8)
          }
        }
        let isNamed = problems?.list.contains { "\($0.path) \($0.allowed.zh)".contains(broken) }
        #expect(isNamed == true || (broken == "history" && text != nil), "\(broken)")
      }
    }
  }

  /// The editions as they stand in the source tree, with one text of one file written differently.
  private func library(_ file: String, _ old: String, _ new: String) throws -> Library {
    let source = #filePath.replacing("Tests/PointsLawTests/LibraryTests.swift", with: "")
    return try Library { name in
      let text = File.text("\(source)Sources/PointsLaw/Editions/\(name).yaml")
      guard name == file else { return Array(text.utf8) }
      #expect(text.contains(old), "\(name).yaml")
      return Array(text.replacing(old, with: new).utf8)
    }
  }

  @Test("what a row of the innovation tables is worth is points or ranks, nothing else")
  func innovationUnits() throws {
    let path = "innovation.awards.nationalNaturalScience.second"
    let row = "second: {value: {1-3: 12, 4-5: 10}, unit: ranks, since: 2018"
    for (unit, value) in [("months", "5"), ("count", "5"), ("month", "2020-07"), ("year", "none")] {
      let wrong = try library(
        "trial-2018", row, "second: {value: \(value), unit: \(unit), since: 2018")
      for cycle in [2018, 2019, 2024] {
        let problems = #expect(throws: Problems.self) { try wrong.rules(cycle) }
        #expect(problems?.list.map(\.path) == [path])
        #expect(problems?.list.map(\.value) == ["\"\(value)\""])
        let allowed = problems?.list.first?.allowed
        #expect(allowed?.en.contains("points") == true && allowed?.en.contains("ranks") == true)
        #expect(allowed?.zh.contains("分值") == true && allowed?.zh.contains("名次") == true)
      }
    }
    let points = try library(
      "trial-2018", row, "second: {value: 7, unit: points, since: 2018")
    var scorer = Scorer(try points.rules(2019))
    let facts = worker(cycle: 2019) {
      $0.innovation = [
        InnovationClaim(.nationalNaturalScience, grade: .second, place: 9, year: 2017)
      ]
    }
    #expect(scorer.sheet(facts)[.innovation] == "7.00", "of any rank")
  }

  @Test("a reform of a parameter that no rule reads is refused, and no choice would make it matter")
  func unreadParameter() throws {
    let library = try library(
      "rules-2020", "parameters:\n",
      "parameters:\n  parks: {value: 1, unit: count, since: 2020, cite: \"QA-2020 问1\"}\n")
    #expect(try library.rules(2024).parameters.contains { $0.path == "parks" })
    let problems = #expect(throws: Problems.self) {
      try library.rules(2024, reform: Law.reform("name: r\nparks: 2"))
    }
    #expect(problems?.list.map(\.path) == ["parks"])
    #expect(problems?.list.map(\.allowed.en) == ["a parameter that rules-2020+r uses in 2024"])
    #expect(problems?.list.map(\.allowed.zh) == ["rules-2020+r在2024年度使用的参数"])
  }

  @Test("a title that an edition does not list earns nothing, and the sheet says so (附件二)")
  func unlistedTitle() throws {
    let library = try library(
      "trial-2018",
      "    capitalMoralModel: {value: 20, unit: points, since: 2018, cite: \"MANUAL-2019 附件二9\"}\n",
      "")
    for cycle in [2018, 2019, 2024] {
      let rules = try library.rules(cycle)
      var scorer = Scorer(rules)
      func sheet(_ honours: Honour...) -> ScoreSheet {
        scorer.sheet(worker(cycle: cycle) { $0.honours = honours })
      }
      let alone = sheet(Honour(.capitalMoralModel, year: 2010))
      #expect(alone[.honours] == "0.00")
      #expect(alone.warningTexts == ["capitalMoralModel is not part of \(rules.edition)"])
      let name = HonourTitle.capitalMoralModel.wording.zh
      #expect(alone.warnings.map(\.wording.zh) == ["\(name)不属于\(rules.edition)"])
      let beside = sheet(
        Honour(.capitalMoralModel, year: 2010), Honour(.capitalBraveryCitizen, year: 2009))
      #expect(beside[.honours] == "20.00")
      #expect(beside.warnings.count == 1)
    }
  }

  @Test(
    "a malformed figure of a past cycle is refused at its place, never left out",
    arguments: [
      (#"{cycle: 2020, "#, "{cycle: soon, ", "cycles[2]"),
      ("listed: 6003, cutOff: \"119.92\"", "listed: many, cutOff: \"119.92\"", "cycles[8]"),
      ("listed: 6003, cutOff: \"119.92\"", "cutOff: \"119.92\"", "cycles[8]"),
      ("cutOff: \"90.75\"", "cutOff: \"90.755\"", "cycles[0]"),
      ("cutOff: \"90.75\"", "cutOff: high", "cycles[0]"),
      ("cycles:\n", "years:\n", "cycles"),
      ("source: {zh: ", "source: {cn: ", "source"),
      ("source: {zh: ", "from: {zh: ", "source"),
      ("stage: filing, from: \"2021", "stage: waiting, from: \"2021", "calendars[1]"),
      ("from: \"2020-08-16\"", "from: \"2020-08-32\"", "calendars[0]"),
      ("to: \"2021-06-03\"", "to: \"2021-05-03\"", "calendars[1]"),
      ("\"99\": 3450", "\"99\": 5000", "pools[0]"),
      ("\"99\": 3450", "\"99.999\": 3450", "pools[0]"),
    ])
  func malformedHistory(old: String, new: String, path: String) {
    let problems = #expect(throws: Problems.self) { try library("history", old, new) }
    #expect(problems?.list.map(\.path) == ["history.yaml: \(path)"])
    #expect(problems?.list.map(\.allowed.zh) == ["历年数据的一项"])
  }

  @Test("the figures of past cycles are those published")
  func history() throws {
    let history = try Law.library().history
    #expect(history.cycles.map(\.cycle) == Array(2018...2026))
    #expect(history.past(2018)?.cutOff.description == "90.75")
    #expect(history.past(2020)?.cutOff.description == "97.13")
    #expect(history.past(2022)?.cutOff.description == "105.42")
    #expect(history.past(2026)?.listed == 6003)
    #expect(history.past(2019)?.highest == nil)
    #expect(history.past(2017) == nil)
    #expect(
      history.growth.map(\.description) == ["3.75", "4.54", "4.50", "4.54", "2.87", "2.59"])
  }

  // MARK: Reforms of the law

  @Test("a reform never leaks: the law scores as before, and only the reform's sheet names it")
  func leaks() throws {
    let library = try Law.library()
    let facts = worker(cycle: 2024) { $0.residences = [ownHome("2015-01", "2016-12")] }
    let before = try score(facts, cycle: 2024)
    let reformed = try score(
      facts, cycle: 2024, reform: "name: own-doubles\nresidence.own.pointsPerYear: 2")
    #expect(reformed.total - before.total == Points(hundredths: 200))
    #expect(reformed.rules.edition == "rules-2020+own-doubles")
    var scorer = Scorer(try library.rules(2024))
    #expect(scorer.sheet(facts).total == before.total)
    #expect(scorer.sheet(facts).rules.edition == "rules-2020")
  }

  @Test("a path that the law does not have is refused with one that it has")
  func unknownPath() throws {
    let problems = #expect(throws: Problems.self) {
      try Law.rules(2024, reform: "residence.own.pointPerYear: 2")
    }
    #expect(problems?.list.map(\.path) == ["residence.own.pointPerYear"])
    #expect(problems?.list.first?.allowed.en.contains("residence.own.pointsPerYear") == true)
  }

  @Test(
    "values that the rules cannot work with are refused at their path",
    arguments: [
      (2019, "residence.boundary: 2010-01", "residence.boundary"),
      (2019, "district.from: 2010-01", "district.from"),
      (2020, "district.citySix: [dongcheng, atlantis]", "district.citySix"),
    ])
  func unworkable(cycle: Int, reform: String, path: String) {
    let problems = #expect(throws: Problems.self) { try Law.rules(cycle, reform: reform) }
    #expect(problems?.list.map(\.path) == [path])
    #expect(problems?.list.allSatisfy { !$0.allowed.zh.isEmpty && !$0.allowed.en.isEmpty } == true)
  }

  /// Values of the right unit that no legislator would choose.
  static let extremeValues: [(Int, String)] = [
    (2020, "district.yearMonths: 0"), (2019, "district.yearMonths: 0"), (2020, "tax.years: 0"),
    (2026, "conditions.retirement.men.delay.every: 0"), (2020, "residence.minimumMonths: 0"),
    (2020, "education.deduction.window.bachelor: 0"), (2020, "conditions.insurance.months: 0"),
    (2020, "lawAbiding.lookBackMonths: 1000000000"), (2019, "residence.boundary: 9999-12"),
    (2020, "residence.boundary: 0001-01"), (2019, "district.from: 9999-01"),
    (2020, "employment.pointsPerYear: 90000000000000000"),
  ]

  @Test(
    "a reform is refused or scored, whatever it says; it never ends the program",
    arguments: extremeValues)
  func extremes(cycle: Int, reform: String) async {
    await #expect(processExitsWith: .success) { [cycle, reform] in
      guard let rules = try? Law.rules(cycle, reform: reform) else { return }
      var scorer = Scorer(rules)
      let facts = worker(cycle: cycle, at: .tongzhou) {
        $0.residences = [
          rental("2017-01", "2017-01"), ownHome("2017-02", "2017-12", .tongzhou),
          ownHome("2018-01", "2019-12", .tongzhou),
        ]
        $0.credentials = [credential(.bachelor, "2014-09", "2018-07")]
        $0.detentions = [day("2018-05-04")]
        $0.taxes = Taxes(
          authorised: true, income: (2016...2019).map { IncomeTax(year: $0, paid: yuan("100000")) })
      }
      let sheet = scorer.sheet(facts)
      _ = scorer.score(facts)
      for line in sheet.lines { _ = "\(line.detail.formula) = \(line.detail.formula.value)" }
    }
  }
}
