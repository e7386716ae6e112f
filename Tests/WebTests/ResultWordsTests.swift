import PointsLaw
import Policy
import Testing
import Units

@testable import Web

/// Protects readers of a result from two answers to one question, from numbers that nobody said and from codes.
@Suite("What a result says to people")
struct ResultWordsTests {
  private static let quick: KeyValuePairs = [
    "birthDate": "1980-05-17", "sex": "male", "permit": "yes", "criminalRecord": "no",
    "short.insuredSince": "2010-01", "short.insuredIn": "haidian", "short.home": "rental",
    "short.homeSince": "2010-01", "short.homeIn": "haidian", "short.level": "none",
    "short.tax": "2", "short.honour": "no", "go": "result",
  ]

  @Test(
    "a number of years is no amount: the result says what was answered, until amounts are entered")
  func band() async throws {
    try await CalculatorTests.visit { visitor, site in
      var visitor = visitor
      try await visitor.post("short", ["cycle": "2020", "go": "start"])
      try await visitor.go("short", Self.quick)
      #expect(visitor.text.contains("最近3年中有2年缴纳的个人所得税达到100000元"))
      #expect(!visitor.text.contains("2019年100000元") && !visitor.text.contains("2017年1元"))
      try await visitor.go("result", ["go": "tax"])
      #expect(visitor.text.contains(site.text("calculator.short.taxNote", .zh)))
      try await visitor.go(
        "tax",
        [
          "taxes.authorised": "yes", "income[0].year": "2019", "income[0].paid": "123456",
          "income[1].year": "2018", "income[1].paid": "100000", "income[2].year": "2017",
          "income[2].paid": "1", "go": "result",
        ])
      #expect(visitor.text.contains("2019年123456元") && !visitor.text.contains("年中有2年"))
      try await visitor.go("result", ["go": "tax"])
      #expect(!visitor.text.contains(site.text("calculator.short.taxNote", .zh)))
    }
  }

  @Test("what is missing and the outlook speak of one line", arguments: [2020, 2028])
  func oneLine(cycle: Int) async throws {
    try await CalculatorTests.visit { visitor, site in
      var visitor = visitor
      try await visitor.post("short", ["cycle": "\(cycle)", "go": "start"])
      try await visitor.go("short", Self.quick)
      let time = try #require(
        visitor.text.split(separator: "<th scope=\"row\">保持现在的工作和住所</th>").dropFirst().first)
      let cells = time.matches(of: /<td[^>]*>([^<]*)<\/td>/).prefix(4).map { String($0.1) }
      let reaches = try #require(cells.last)
      #expect(visitor.text.contains("一般情形，\(reaches)；"), "\(cells)")
      let path = CutOffPath(site.library.history)
      let line = "\(cycle)年度\(cycle == 2020 ? "公布" : "预期")的落户分值\(path.expected(cycle).middle)分"
      #expect(visitor.text.contains(line), "\(line)")
      #expect(visitor.text.contains("每年加\(path.growth.middle)分"))
    }
  }

  @Test(
    "numbers of the law are called by their meaning, not by their code",
    arguments: Language.allCases)
  func meanings(_ language: Language) async throws {
    try await CalculatorTests.visit(language) { visitor, _ in
      var visitor = visitor
      try await visitor.post("short", ["cycle": "2020", "go": "start"])
      try await visitor.go("short", Self.quick)
      let cited = visitor.text.matches(of: /<a class="cite" href="[^"#]*#([^"]*)">([^<]*)</)
      #expect(cited.count > 10)
      for match in cited { #expect(match.1 != match.2, "\(match.1)") }
      let meaning = try #require(Meaning.all["readings.imputedType"])[language]
      #expect(visitor.text.contains(">\(meaning)</a>"))
    }
  }

  @Test("names stay as they are written")
  func names() async throws {
    try await CalculatorTests.visit { visitor, _ in
      var visitor = visitor
      try await visitor.post("start", ["cycle": "2018", "go": "tasks"])
      try await visitor.go(
        "tax",
        [
          "enterprises[0].name": " 星辰软件（演示）有限公司　", "enterprises[0].year": "２０１９",
          "enterprises[0].share": "", "enterprises[0].paid": "", "go": "stay",
        ])
      #expect(visitor.text.contains("value=\"星辰软件（演示）有限公司\""))
      #expect(visitor.text.contains("value=\"2019\""))
    }
  }
}
