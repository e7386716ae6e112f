import PointsLaw
import Policy
import Testing
import Units

@testable import Web

/// Protects readers of the law: every number is there with its article, under an address that does not
/// change, in both languages.
@Suite("Rules, readings, glossary and history")
struct ReferenceTests {
  static let routes: [Route] =
    [.home, .eligibility, .rules, .readings, .glossary, .history, .contacts]
    + ["trial-2018", "trial-2019", "rules-2020"].map(Route.edition)
    + [
      .changes("trial-2018", "trial-2019"), .changes("trial-2019", "rules-2020"),
      .changes("trial-2018", "rules-2020"),
    ]

  @Test("every page answers in both languages and is whole", arguments: routes, Language.allCases)
  func pages(route: Route, language: Language) async throws {
    let reference = try ReferenceSite()
    let path = route.path(language)
    let page = try await reference.get(path)
    #expect(page.status == 200, "\(path)")
    reference.check(page.text, path)
    if language == .en {
      let main = try #require(page.text.split(separator: "<main").last)
      let isMixed = route != .glossary && main.contains(/(?:<h[12][^>]*>)[^<]*\p{Han}/)
      #expect(!isMixed, "\(path): a heading is not in English")
    }
  }

  @Test("an edition that does not exist, and changes backwards in time, are not found")
  func unknown() async throws {
    let reference = try ReferenceSite()
    for path in ["/rules/rules-2030", "/rules/rules-2020/changes/trial-2018"] {
      #expect(try await reference.get(path).status == 404, "\(path)")
    }
  }

  @Test(
    "every parameter of an edition stands on its page, under its path", arguments: Language.allCases
  )
  func parameters(language: Language) async throws {
    let reference = try ReferenceSite()
    for edition in reference.site.library.editions {
      let page = try await reference.get(Route.edition(edition.id).path(language)).text
      for path in edition.histories.keys.sorted() {
        #expect(page.contains(" id=\"\(path)\""), "\(edition.id): \(path)")
      }
      #expect(!page.contains("rules.option."), "a choice has no words")
      #expect(!page.contains("rules.award."))
    }
  }

  @Test("what changed is what the editions say differently, and nothing else")
  func changes() async throws {
    let reference = try ReferenceSite()
    let page = try await reference.get("/rules/trial-2018/changes/trial-2019").text
    #expect(page.contains("id=\"district.shortYear\""))
    #expect(!page.contains("id=\"age.limit\""))
    let later = try await reference.get("/en/rules/trial-2019/changes/rules-2020").text
    #expect(later.contains("id=\"age.lossPerYear\""))
    #expect(later.contains("20 points") && later.contains("4 points"))
    #expect(!later.contains("id=\"employment.pointsPerYear\""))
  }

  @Test("a value that changed within an edition shows its whole history")
  func histories() async throws {
    let page = try await ReferenceSite().get("/rules/rules-2020").text
    let row = try #require(
      page.split(separator: "<tbody id=\"conditions.retirement.men.delay.most\">").last?
        .split(separator: "</tbody>").first)
    #expect(row.contains("0个月") && row.contains("36个月") && row.contains("2026"))
  }

  @Test("every reading has a reason, says what it decides and which alternative is used")
  func readings() async throws {
    let page = try await ReferenceSite().get("/readings").text
    for note in ReadingNote.all {
      #expect(page.contains("<section id=\"\(note.path)\">"), "\(note.path)")
      #expect(!page.contains("readings.why.\(note.path)"), "\(note.path)")
      for option in note.options { #expect(page.contains(option.meaning.zh)) }
    }
  }

  @Test("the glossary explains every term once, in one sentence")
  func glossary() throws {
    let site = try ReferenceSite().site
    for language in Language.allCases {
      let names = GlossaryTerm.allCases.map { site.text("glossary.term.\($0)", language) }
      #expect(Set(names).count == names.count, "\(language)")
      for term in GlossaryTerm.allCases {
        let meaning = site.text("glossary.meaning.\(term)", language)
        let stop: Character = language == .zh ? "。" : "."
        #expect(meaning.last == stop && meaning.filter { $0 == stop }.count == 1, "\(term)")
      }
    }
  }

  @Test("the table of past cycles has the published figures", arguments: Language.allCases)
  func history(language: Language) async throws {
    let reference = try ReferenceSite()
    let page = try await reference.get(Route.history.path(language)).text
    for past in reference.site.library.history.cycles {
      let row = try #require(
        page.split(separator: "<tr id=\"cycle-\(past.cycle)\">").last?
          .split(separator: "</tr>").first)
      #expect(row.contains(">\(past.cutOff)<"), "\(past.cycle)")
      #expect(row.contains(">\(Measure.grouped(past.listed))"), "\(past.cycle)")
      if let applicants = past.applicants {
        #expect(row.contains(">\(Measure.grouped(applicants))"), "\(past.cycle)")
      }
      if let highest = past.highest { #expect(row.contains(">\(highest)<"), "\(past.cycle)") }
    }
    let pool = try #require(reference.site.library.history.pools.first)
    for count in pool.counts {
      #expect(page.contains(">\(Measure.grouped(count.people))<"), "\(count.score)")
    }
    #expect(page.matches(of: /<svg\s/).count == 3)
  }

  @Test("calendars of past cycles are read with their hours")
  func calendars() throws {
    let calendars = try Library.builtIn().history.calendars
    #expect(calendars.map(\.cycle) == [2020, 2021])
    let filing = try #require(calendars.first?.spans.first)
    #expect(filing.stage == .filing && filing.from.description == "2020-07-17")
    #expect(filing.fromTime == "08:00" && filing.toTime == "20:00")
    for calendar in calendars {
      for (earlier, later) in zip(calendar.spans, calendar.spans.dropFirst()) {
        #expect(try #require(earlier.to) < later.from)
      }
    }
  }

  @Test(
    "the first page says where the year stands, or that it does not know",
    arguments: [
      ("2021-04-15", "申报。", true), ("2021-05-14", "申报。", true),
      ("2021-05-15", "部门审核结果汇总。", true), ("2021-01-01", "没有正在进行的阶段", true),
      ("2020-12-31", "公示和落户办理。", true), ("2026-11-22", "还没有2026年度的日程", false),
    ])
  func stage(today: String, words: String, isKnown: Bool) async throws {
    let page = try await ReferenceSite(today: today).get("/").text
    #expect(page.contains(words), "\(today)")
    #expect(page.contains("还没有") == !isKnown)
    #expect(page.contains("119.92"))
  }

  @Test("the first page of a new day is rendered anew, with its own tag")
  func daily() throws {
    let page = KeyedPage<CivilDate> { "<p>\($0)</p>" }
    let first = page.on(try #require(CivilDate("2021-04-14"))).current
    #expect(page.on(try #require(CivilDate("2021-04-14"))).current.tag == first.tag)
    #expect(page.on(try #require(CivilDate("2021-04-15"))).current.tag != first.tag)
  }

  @Test(
    "the day in Beijing begins eight hours before that of UTC",
    arguments: [
      (0, "1970-01-01"), (57_599, "1970-01-01"), (57_600, "1970-01-02"),
      (1_594_915_199, "2020-07-16"), (1_594_915_200, "2020-07-17"),
      (1_582_905_600, "2020-02-29"), (1_582_992_000, "2020-03-01"),
      (1_609_430_399, "2020-12-31"), (1_609_430_400, "2021-01-01"),
    ])
  func today(seconds: Int, day: String) {
    #expect(Today.day(secondsSince1970: seconds).description == day)
  }
}
