import HTTPTypes
import PointsLaw
import Policy
import Testing
import Units

@testable import Web

/// Protects applicants from questions that their award does not have, and from losing what they typed.
@Suite("An award asks only for what it needs (创新创业指标积分标准)")
struct AwardQuestionsTests {
  private static let answers = [
    "place": "2", "year": "2017", "years": "2018 2019", "financing": "10000000",
  ]

  private static func draft(_ row: InnovationRow, _ answers: [String: String]) -> Draft {
    var draft = Draft(cycle: 2020)
    draft.answers = [
      "birthDate": "1980-05-17", "sex": "male", "household": "urban", "permit": "no",
      "criminalRecord": "no",
    ]
    draft.replace("innovation", with: [answers.merging(["row": row.name]) { $1 }])
    return draft
  }

  @Test(
    "all that is asked makes a claim, and each of it is needed", arguments: InnovationRow.allCases)
  func needed(_ row: InnovationRow) throws {
    let rules = try Library.builtIn().rules(2020)
    let asked = try #require(AwardQuestions(row.name))
    for grade in asked.grades.isEmpty ? [""] : asked.grades {
      let answers = Self.answers.merging(["grade": grade]) { $1 }
      let given = answers.filter { asked.keys.contains($0.key) }
      #expect(Self.draft(row, given).problems(rules) == [], "\(row) \(grade)")
      for key in asked.keys {
        let lacking = Self.draft(row, given.filter { $0.key != key }).problems(rules)
        let named = Grade.allCases.first { $0.name == grade }
        let isFree = key == "place" && !row.needsPlace(named)
        #expect(
          lacking.map(\.field) == (isFree ? [] : ["innovation[0].\(key)"]),
          "\(row) \(grade) without \(key)")
      }
    }
  }

  @Test("what another award asked for is kept and stands in nobody's way")
  func kept() throws {
    let rules = try Library.builtIn().rules(2020)
    let all = Self.answers.merging(["grade": "first"]) { $1 }
    for row in InnovationRow.allCases {
      let draft = Self.draft(row, all)
      let gives = row.grades.isEmpty || row.grades.contains(.first)
      #expect(
        draft.problems(rules).map(\.field) == (gives ? [] : ["innovation[0].grade"]), "\(row)")
      let back = try #require(Draft(bytes: draft.bytes))
      for (key, value) in all { #expect(back["innovation[0].\(key)"] == value) }
    }
  }

  /// The names of the fields of the first row that a page shows, and those that it only carries.
  private static func fields(_ text: String) -> (shown: [String], carried: [String]) {
    var shown: [String] = []
    var carried: [String] = []
    for field in text.split(separator: "<div class=\"field").dropFirst() {
      guard let name = field.firstMatch(of: /name="innovation\[0\]\.([a-z]+)"/)?.1 else { continue }
      if field.prefix(while: { $0 != ">" }).contains(" hidden") {
        carried.append(String(name))
      } else {
        shown.append(String(name))
      }
    }
    return (shown, carried)
  }

  @Test("without script: the name alone, then what it needs; a changed name loses nothing")
  func page() async throws {
    try await CalculatorTests.visit { visitor, site in
      var visitor = visitor
      try await visitor.post("start", ["cycle": "2020", "go": "innovation"])
      #expect(Self.fields(visitor.text).shown == ["row"])
      #expect(visitor.text.contains(site.text("calculator.unfold", .zh)))
      func send(_ row: InnovationRow, _ values: [(String, String)], _ go: String) -> [(
        String, String
      )] {
        [("state", visitor.state), ("innovation[0].row", row.wording[.zh])]
          + values.map { ("innovation[0].\($0.0)", $0.1) } + [("go", go)]
      }
      let empty = [
        ("grade", ""), ("place", ""), ("year", ""), ("years", ""), ("financing", ""),
      ]
      try await visitor.post("innovation", send(.beijingNews, empty, "stay"))
      #expect(Self.fields(visitor.text).shown == ["row", "grade", "year"])
      #expect(visitor.status == .ok, "nothing is wrong yet")
      #expect(visitor.text.contains("<option value=\"third\">"))
      #expect(visitor.text.contains("<option value=\"special\" hidden disabled>"))
      let typed = [
        ("grade", "third"), ("place", ""), ("year", "2018"), ("years", ""), ("financing", ""),
      ]
      try await visitor.post("innovation", send(.C4, typed, "next"))
      #expect(visitor.status == .unprocessableContent)
      #expect(Self.fields(visitor.text).shown == ["row", "years", "financing"])
      #expect(visitor.text.contains("value=\"2018\""), "carried along")
      try await visitor.post("innovation", send(.nationalNaturalScience, typed, "next"))
      #expect(Self.fields(visitor.text).shown == ["row", "grade", "place", "year"])
      #expect(visitor.text.contains("<option value=\"third\" selected>"), "still to be seen")
      #expect(visitor.text.contains("这个奖项没有所选的等级，请重新选择"))
    }
  }

  @Test("a name that no award has asks for nothing else, and only the name is told")
  func unknown() async throws {
    try await CalculatorTests.visit { visitor, _ in
      var visitor = visitor
      try await visitor.post(
        "innovation", ["innovation[0].row": "诺贝尔奖", "innovation[0].year": "x", "go": "next"])
      #expect(visitor.status == .unprocessableContent)
      #expect(Self.fields(visitor.text).shown == ["row"])
      #expect(visitor.text.matches(of: /<li><a href="#f-innovation/).count == 1)
      #expect(visitor.text.contains("请从列表中选择；没有则删除这一项"))
      #expect(visitor.text.contains("value=\"诺贝尔奖\"") && visitor.text.contains("value=\"x\""))
    }
  }

  @Test("every name of the list is found, however its letters and brackets are typed")
  func names() throws {
    let rules = try Library.builtIn().rules(2020)
    for list in Section.innovation.lists(rules) + Section.honours.lists(rules) {
      for question in list.questions {
        guard case .search(let options) = question.kind else { continue }
        let site = try Site(library: Library.builtIn(), seal: Seal())
        for option in options {
          for language in Language.allCases {
            let words = site.optionText(question.key, option, language)
            #expect(question.normal(words) == option)
            #expect(question.normal(" \(words.uppercased()) ") == option)
            #expect(question.normal(words.replacing("（", with: "(")) == option)
          }
        }
        #expect(question.normal("nobody's prize") == "nobody's prize")
      }
    }
  }

  @Test("a place that a case file states is shown, though the points do not depend on it")
  func statedPlace() throws {
    let news = try #require(AwardQuestions(InnovationRow.beijingNews.name))
    #expect(news.asks("place", answered: "3") && !news.asks("place", answered: ""))
    let contest = try #require(AwardQuestions(InnovationRow.worldSkills.name))
    #expect(!contest.asks("place", answered: "3"), "no place may be stated")
  }
}
