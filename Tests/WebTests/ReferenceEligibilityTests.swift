import Policy
import Testing
import Units

@testable import Web

/// Protects people who ask whether they may apply from a wrong yes, a wrong no, and a lost answer.
@Suite("Am I eligible?")
struct ReferenceEligibilityTests {
  /// Somebody who meets all four conditions of cycle 2026 by a wide margin.
  static let eligible = [
    "cycle": "2026", "birth": "1985-06-15", "person": "man", "since": "2010-01",
    "supplementary": "0", "permit": "yes", "record": "no",
  ]

  private func outcomes(_ changes: [String: String], _ language: Language = .en) async throws
    -> (status: Int, all: String, outcomes: [String], text: String)
  {
    let reference = try ReferenceSite()
    let path = Route.eligibility.path(language)
    let answer = try await reference.post(
      path, Self.eligible.merging(changes) { _, new in new })
    reference.check(answer.text, path)
    let tags = answer.text.matches(of: /<span class="tag tag-[a-z]+">([^<]*)</).map { String($0.1) }
    let banner = answer.text.firstMatch(of: /class="banner (banner-[a-z]+)"/).map { String($0.1) }
    return (answer.status, banner ?? "", tags, answer.text)
  }

  @Test("all four conditions met")
  func met() async throws {
    let answer = try await outcomes([:])
    #expect(answer.status == 200 && answer.all == "banner-success")
    #expect(answer.outcomes == ["met", "met", "met", "met"])
    #expect(answer.text.contains("/en/rules/rules-2020#conditions.insurance.months"))
  }

  @Test(
    "84 months up to the reference date keep the condition, 83 break it (TRIAL-2018 第十二条(三))",
    arguments: [("2019-01", "met"), ("2019-02", "not met"), ("2025-12", "not met")])
  func insuranceMonths(since: String, outcome: String) async throws {
    let answer = try await outcomes(["since": since])
    #expect(answer.outcomes == ["met", "met", outcome, "met"])
    if since == "2019-02" {
      #expect(answer.text.contains("83 are, 1 are lacking"))
      #expect(answer.text.contains("cycle 2027 at the earliest"))
    }
  }

  @Test(
    "five supplementary months keep insurance continuous, six break it (TRIAL-2018 第十二条(三))",
    arguments: [
      ("0", "met"), ("5", "met"), ("6", "not met"), ("84", "not met"), ("1200", "not met"),
    ])
  func supplementaryMonths(months: String, outcome: String) async throws {
    #expect(
      try await outcomes(["since": "2019-01", "supplementary": months]).outcomes
        == ["met", "met", outcome, "met"])
  }

  @Test(
    "the retirement age is reached the day after the last day below it (RETIREMENT-2024 办法第一条)",
    arguments: [
      ("womanWorker", "1975-08-31", "met"), ("womanWorker", "1975-08-30", "not met"),
      ("womanUnsure", "1975-08-30", "not known"), ("womanManagement", "1975-08-30", "met"),
      ("man", "1965-10-01", "met"), ("man", "1965-09-30", "not met"),
    ])
  func retirement(person: String, birth: String, outcome: String) async throws {
    #expect(
      try await outcomes(["person": person, "birth": birth]).outcomes
        == ["met", outcome, "met", "met"])
  }

  @Test(
    "what is not sure is not decided, unless it makes no difference",
    arguments: [
      (["permit": "unsure"], ["not known", "met", "met", "met"], "banner-warning"),
      (["record": "unsure"], ["met", "met", "met", "not known"], "banner-warning"),
      (["since": ""], ["met", "met", "not known", "met"], "banner-warning"),
      (["supplementary": ""], ["met", "met", "not known", "met"], "banner-warning"),
      (
        ["supplementary": "", "since": "2020-01"], ["met", "met", "not met", "met"],
        "banner-danger"
      ),
      (["permit": "no", "record": "yes"], ["not met", "met", "met", "not met"], "banner-danger"),
    ])
  func unsure(changes: [String: String], expected: [String], banner: String) async throws {
    let answer = try await outcomes(changes)
    #expect(answer.outcomes == expected)
    #expect(answer.all == banner)
  }

  @Test(
    "dates and months are understood as people write them",
    arguments: [
      ("1985年6月15日", "2019年1月"), ("1985.6.15", "2019.1"), ("1985/06/15", "2019/01"),
      ("１９８５－０６－１５", "２０１９－０１"),
    ])
  func typing(birth: String, since: String) async throws {
    let answer = try await outcomes(["birth": birth, "since": since])
    #expect(answer.outcomes == ["met", "met", "met", "met"])
    #expect(
      answer.text.contains("value=\"\(birth)\"") && answer.text.contains("value=\"\(since)\""))
  }

  @Test(
    "what cannot be read is named at its field, and nothing typed is lost",
    arguments: [
      (["birth": ""], "#f-birth"), (["birth": "1985-02-30"], "#f-birth"),
      (["birth": "1850-01-01"], "#f-birth"), (["birth": "2026-01-01"], "#f-birth"),
      (["since": "sometime"], "#f-since"), (["since": "2026-01"], "#f-since"),
      (["since": "1950-01"], "#f-since"), (["supplementary": "-1"], "#f-supplementary"),
      (["supplementary": "99999999999999999999"], "#f-supplementary"),
      (["supplementary": "2000"], "#f-supplementary"), (["person": ""], "#f-person"),
      (["permit": "perhaps"], "#f-permit"), (["record": ""], "#f-record"),
      (["cycle": "1999"], "#f-cycle"),
    ])
  func faults(changes: [String: String], link: String) async throws {
    for language in Language.allCases {
      let answer = try await outcomes(
        changes.merging(["permit": changes["permit"] ?? "no"]) { $1 }, language)
      #expect(answer.status == 422)
      #expect(answer.text.contains("<li><a href=\"\(link)\">"))
      #expect(answer.text.contains("<title>\(language == .zh ? "错误：" : "Error: ")"))
      let isChoice = ["#f-person", "#f-permit", "#f-record"].contains(link)
      #expect(answer.text.contains("aria-invalid") != isChoice)
      #expect(!answer.text.contains("eligibility.error."))
      #expect(answer.text.contains("value=\"\(changes["birth"] ?? "1985-06-15")\""))
    }
  }

  @Test("what is typed cannot become a tag")
  func hostile() async throws {
    let answer = try await outcomes(["birth": "\"><script>alert(1)</script>", "since": "<b>"])
    #expect(answer.status == 422)
    #expect(!answer.text.contains("<script>alert") && !answer.text.contains("<b>"))
  }

  @Test("the language can be switched with everything typed, answered or not")
  func language() async throws {
    let reference = try ReferenceSite()
    var fields = ["go": "stay", "birth": "1985-06", "cycle": "2027"]
    let first = try await reference.post("/en/eligibility", fields)
    #expect(first.status == 200 && first.text.contains("value=\"1985-06\""))
    #expect(!first.text.contains("error-summary"))
    #expect(first.text.contains("value=\"2027\" selected"))
    fields["answered"] = "1"
    #expect(try await reference.post("/en/eligibility", fields).text.contains("error-summary"))
  }

  @Test("no text of an outcome is missing in any combination")
  func texts() async throws {
    for permit in ["yes", "no", "unsure"] {
      for since in ["", "2010-01", "2023-01"] {
        for supplementary in ["", "3", "30"] {
          let answer = try await outcomes(
            [
              "permit": permit, "record": permit, "since": since, "supplementary": supplementary,
              "person": "womanUnsure", "birth": "1972-01-01",
            ], .zh)
          #expect(!answer.text.contains("eligibility."))
          #expect(!answer.text.contains(/\{[a-z]+\}/))
        }
      }
    }
  }
}
