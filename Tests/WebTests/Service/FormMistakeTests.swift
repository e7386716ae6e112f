import Casework
import HTTPTypes
import NIOCore
import PointsService
import Policy
import TestKit
import Testing

@testable import Web

/// Every form that somebody can reach, filled in wrongly (填写有误): the page that comes back says so in its title, and every mistake in
/// words, at its field.
@Suite("A form that comes back with mistakes says so in its title, and says each in words")
struct FormMistakeTests {
  private static let somebody = [
    "eligible", "noPermit", "unit-good", "unit-outside", "window-1", "city-1", "security-1",
    "auditor-1",
  ]

  /// What nobody means, and what is not filled in.
  private static let values = [
    "", "nonsense", "2020-13-45", "7", String(repeating: "字", count: 600),
  ]

  /// Words of Latin letters that Chinese pages have: units, kinds of files, examples of what is typed.
  private static let known: Set<String> = [
    "PDF", "JPEG", "PNG", "name", "example", "com", "unit", "haidian",
  ]

  private func city() async throws -> ServiceCity {
    let city = try await ServiceCity.staffed()
    let clerk = try await city.clerk()
    try await city.ask("eligible", try await city.code(clerk))
    _ = try await city.eligibilityDispute()
    _ = try await city.unitDispute()
    return city
  }

  @Test("in both languages, for everybody", arguments: somebody, Language.allCases)
  func mistakes(subject: String, language: Language) async throws {
    let city = try await city()
    var caller = try await city.caller(subject, language)
    var seen: Set<String> = []
    for page in try await ServiceCrawl.pages(&caller, most: 60) {
      for form in Caller.Form.all(page.text)
      where page.text.contains("method=\"post\" action=\"\(form.action)\"") {
        let place = ServiceDoor.path(String(form.action.prefix { $0 != "?" }))
        guard place != "/sign-out", place != "/drafts",
          let point = city.site.points.first(where: { $0.isAt(place) }),
          point.reading != nil
        else { continue }
        if form.pairs.contains(where: { $0.name == "token" }) {
          try await fields(of: point, form, &caller, &seen, "\(subject) \(place)", page.text)
        }
        for value in Self.values {
          // What the page itself puts in stays, except where it is chosen or typed.
          try await caller.send(form) { name in
            form.hides(name, page.text) ? form.pairs.first { $0.name == name }?.value ?? "" : value
          }
          city.clock.move(milliseconds: 3000)
          guard caller.page.status == 422 else { continue }
          seen.insert(point.path)
          check(caller.page, "\(subject) \(place) “\(value.prefix(12))”", language)
        }
      }
    }
    #expect(seen.count >= (subject.hasPrefix("auditor") ? 1 : 2), "\(subject): \(seen.sorted())")
  }

  /// Each field wrong by itself, so that what is wrong with the others does not stand before it.
  private func fields(
    of point: ServicePoint, _ form: Caller.Form, _ caller: inout Caller, _ seen: inout Set<String>,
    _ what: String, _ page: String
  ) async throws {
    let fields = point.doing?.fields ?? []
    let kept = form.pairs.filter { pair in !fields.contains { $0.name == pair.name } }
    for field in fields where !form.hides(field.name, page) {
      for value in Self.values {
        let pairs =
          kept
          + fields.flatMap { other -> [(name: String, value: String)] in
            if other.name == field.name { return [(other.name, value)] }
            let own = form.pairs.filter { $0.name == other.name }
            return form.hides(other.name, page) ? own : [(other.name, ServiceSample.typed(other))]
          }
        try await caller.send(
          .post, form.action, [.contentType: "application/x-www-form-urlencoded"],
          body: ByteBuffer(string: Caller.encoded(pairs)))
        caller.city.clock.move(milliseconds: 3000)
        guard caller.page.status == 422 else { continue }
        seen.insert(point.path)
        check(caller.page, "\(what) \(field.name) “\(value.prefix(12))”", caller.language)
      }
    }
  }

  private func check(_ page: Caller.Page, _ what: String, _ language: Language) {
    let title = language == .zh ? "<title>错误：" : "<title>Error: "
    #expect(
      page.text.contains(title), "\(what): \(page.text.firstMatch(of: /<title>[^<]*/)?.0 ?? "")")
    let errors = LanguageMarks.unmarked(page.text).matches(
      of: /<li><a href="#([^"]*)">([^<]*)<\/a><\/li>/
    ).map {
      (id: String($0.1), text: String($0.2))
    }
    #expect(!errors.isEmpty, "\(what) says what is wrong: \(page.words.prefix(300))")
    for (id, text) in errors {
      #expect(page.text.contains("id=\"\(id)\""), "\(what): “\(text)” leads to \(id)")
      switch language {
      case .zh:
        // What was typed may be said again.
        let words = text.replacing(/“[^”]*”/, with: "").matches(of: /[A-Za-z]{2,}/).map {
          String($0.0)
        }
        #expect(words.allSatisfy(Self.known.contains), "\(what): \(text)")
      case .en:
        let rest = text.replacing(/“[^”]*”/, with: "")
        #expect(
          !rest.unicodeScalars.contains { (0x4E00...0x9FFF).contains($0.value) }, "\(what): \(text)"
        )
        // Codes of programs: two words in one.
        #expect(rest.firstMatch(of: /[a-z][A-Z]/) == nil, "\(what): \(text)")
      }
      #expect(text.count >= 6, "\(what): “\(text)” says little")
    }
  }
}

extension Caller.Form {
  /// Whether a field is one that nobody types in.
  fileprivate func hides(_ name: String, _ page: String) -> Bool {
    page.contains("type=\"hidden\" name=\"\(name)\"")
  }
}
