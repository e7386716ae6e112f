import Policy
import Testing
import Units

@testable import Web

@Suite("Days and months in sentences of the rules")
struct DateTextTests {
  @Test(
    "stand on a page as people write them",
    arguments: [
      ("晚于2026-07-15。", "晚于2026年7月15日。"), ("2013-06至2020-06未连续", "2013年6月至2020年6月未连续"),
      ("（2013-06…2013-08, 2014-01）", "（2013年6月…2013年8月, 2014年1月）"), ("2026-07-15", "2026年7月15日"),
    ])
  func chinese(sentence: String, words: String) { #expect(sentence.dated(.zh) == words) }

  @Test(
    "in English as well",
    arguments: [
      ("on 2026-07-15, after 2025-12-31", "on 15 July 2026, after 31 December 2025"),
      ("paid in 2020-06", "paid in June 2020"),
    ])
  func english(sentence: String, words: String) { #expect(sentence.dated(.en) == words) }

  @Test(
    "what is none stays as it is",
    arguments: [
      "", "未持有居住证", "rules-2020", "MANUAL-2019", "2026-02-30", "2026-13", "12026-07-15",
      "2026-07-15-1",
      "2026-07-15T08:00:00.000+08:00", "010-12345678", "-", "a-b", "1-2-3",
    ], Language.allCases)
  func none(sentence: String, language: Language) { #expect(sentence.dated(language) == sentence) }

  @Test(
    "moments are typed as people write them",
    arguments: [
      "2028-12-31T20:00", "2028-12-31 20:00", "2028年12月31日 20:00", "2028年12月31日20时",
      "2028.12.31 20时00分",
      "20281231 20:00", "2028/12/31 20：00", "31 December 2028 20:00", "2028-12-31T20:00:00",
      "2028-12-31T20:00:00.000+08:00", "2028年12月31日20点",
    ])
  func moments(typed: String) {
    #expect(Typing.moment(typed)?.text(.zh) == "2028年12月31日 20:00")
  }

  @Test("a day is a moment, too: its begin, and as an end its midnight; what is none is refused")
  func daysAsMoments() throws {
    let day = try #require(CivilDate(2028, 12, 31))
    #expect(Typing.moment("2028年12月31日") == Instant(day))
    #expect(Typing.moment("2028年12月31日", isEnd: true) == Instant(day.adding(days: 1)))
    for typed in [
      "", "soon", ":", "20:00", "2028-12-31 24:00", "2028-13-01 20:00", "2028-12-31 20:0",
      "2028-12-31 20",
    ] {
      #expect(Typing.moment(typed) == nil, "\(typed)")
    }
  }

  @Test("an end that can still move says so, and why")
  func provisional() throws {
    let day = try #require(CivilDate(2027, 1, 4))
    let end = Instant(day)
    #expect(Reckoned(end, isFirm: true).deadline(.zh) == "2027年1月3日（含当日）")
    #expect(Reckoned(end, isFirm: false).deadline(.zh) == "2027年1月3日（含当日；暂定，节假日安排尚未公布）")
    let close = Reckoned(Instant(day, millisecondOfDay: 17 * 3_600_000), isFirm: false)
    #expect(close.deadline(.zh) == "2027年1月4日 17:00（暂定，节假日安排尚未公布）")
    #expect(
      close.deadline(.en)
        == "4 January 2027 17:00 (provisional: holidays on the way are not announced yet)")
  }
}
