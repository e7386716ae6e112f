import Foundation
import Policy
import Testing
import Units

@testable import Casework

/// Protects readers of both languages from notices that are half translated or badly set.
@Suite("The words of notices")
struct NoticeTextTests {
  /// Half-width marks beside a Chinese character, a full-width mark or a place, and spaces between them.
  static func badlySet(_ text: String) -> Bool {
    let chinese = "[\\p{Han}，。；：！？（）、“”{}]"
    let marks = [
      "\(chinese)[,:;!?()]", "[,:;!?()]\(chinese)", "\\p{Han}\\.", "\(chinese) +\(chinese)",
    ]
    return marks.contains { text.range(of: $0, options: .regularExpression) != nil }
  }

  @Test("every notice has both languages, with the same places", arguments: NoticeText.common)
  func both(text: NoticeText) throws {
    for wording in [text.title, text.body] {
      #expect(!wording.zh.isEmpty && !wording.en.isEmpty)
      #expect(wording.zh != wording.en)
      #expect(Set(NoticeText.places(wording.zh)) == Set(NoticeText.places(wording.en)))
      #expect(NoticeText.places(wording.en).allSatisfy { $0.allSatisfy(\.isLetter) && !$0.isEmpty })
      #expect(!Self.badlySet(wording.zh), "\(wording.zh)")
      let chinese = wording.en.range(
        of: "[\\p{Han}，。；：！？（）、]", options: .regularExpression)
      #expect(chinese == nil, "\(wording.en)")
    }
    #expect(text.title[.zh].count <= 40, "a text message of one part")
  }

  @Test(
    "the lint of punctuation sees what it should",
    arguments: [
      ("编号{case},请登录", true), ("{service}:已有结果", true), ("收到 申请", true), ("完.", true),
      ("编号{case}，请登录", false), ("{service}：已有结果", false),
    ])
  func lint(text: String, isBad: Bool) { #expect(Self.badlySet(text) == isBad) }

  @Test("a table takes each key once, with the same places in both languages")
  func tables() throws {
    let texts = try NoticeTexts(NoticeText.common)
    #expect(texts.all.map(\.key) == NoticeText.common.map(\.key).sorted())
    #expect(texts["case.received"]?.places == ["case", "date", "service"])
    #expect(texts["nothing"] == nil)
    let fine = NoticeText("a", title: Wording("{x}", "{x}"), body: Wording("{y}{x}", "{x}, {y}"))
    #expect(try NoticeTexts([fine]).all == [fine])
    #expect(throws: Problems.self) { try NoticeTexts([fine, fine]) }
    let uneven = NoticeText("b", title: Wording("{x}", "{z}"), body: Wording("甲", "a"))
    #expect(throws: Problems.self) { try NoticeTexts([fine, uneven]) }
  }

  @Test("values stand in their places, and what they hold is not filled in again")
  func filling() {
    let values: [String: NoticeValue] = [
      "a": .term(Wording("{b}", "{b}")), "b": .number(3),
      "day": .date(CivilDate(daysSince1970: 18_460)),
    ]
    #expect(NoticeText.filled("{a}、{b}。", values, .zh) == "{b}、3。")
    #expect(NoticeText.filled("{day}{day}", values, .zh) == "2020年7月17日2020年7月17日")
    #expect(NoticeText.filled("on {day}", values, .en) == "on 17 July 2020")
    #expect(NoticeText.filled("none", values, .en) == "none")
  }
}
