import Foundation
import PointsLaw
import Policy
import Testing

@testable import Web

/// Protects readers of both languages from texts that are missing, half translated or badly set.
@Suite("Wordings")
struct WordingTests {
  static let root = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()

  private let wordings: Wordings
  private let site: Site

  init() throws {
    wordings = try Wordings(Resources.wordings)
    site = try Site(library: Library.builtIn(), seal: Seal())
  }

  /// The text of every file below a folder of the clone, by path.
  static func files(_ folder: String, _ suffix: String) throws -> [String: String] {
    let start = root.appending(path: folder)
    var files: [String: String] = [:]
    for case let file as URL in try #require(
      FileManager.default.enumerator(at: start, includingPropertiesForKeys: nil))
    where file.path.hasSuffix(suffix) {
      files[file.path] = try String(contentsOf: file, encoding: .utf8)
    }
    #expect(!files.isEmpty)
    return files
  }

  private static func places(_ text: String) -> [String] {
    text.matches(of: /\{([^}]*)\}/).map { String($0.1) }.sorted()
  }

  @Test("both languages have the same keys, with the same places to fill in, and no empty text")
  func alike() {
    #expect(wordings.keys(.zh) == wordings.keys(.en))
    for key in wordings.keys(.zh) {
      let zh = wordings.text(key, .zh)
      let en = wordings.text(key, .en)
      #expect(Set(Self.places(zh)) == Set(Self.places(en)), "\(key)")
      #expect(!zh.isEmpty && !en.isEmpty, "\(key)")
      #expect(
        Self.places(zh).allSatisfy { $0.allSatisfy { $0.isLetter || $0.isNumber } }, "\(key)")
    }
  }

  /// Half-width marks beside a Chinese character or a full-width mark, and spaces between them.
  static func badlySet(_ text: String) -> Bool {
    let chinese = "[\\p{Han}，。；：！？（）、“”]"
    let marks = [
      "\(chinese)[,:;!?()]", "[,:;!?()]\(chinese)", "\\p{Han}\\.", "\(chinese) +\(chinese)",
    ]
    return marks.contains { mark in
      text.range(of: mark, options: .regularExpression) != nil
    }
  }

  @Test("Chinese is set with full-width punctuation, English without Chinese")
  func punctuation() {
    for key in wordings.keys(.zh) where key != "common.otherLanguage" {
      #expect(!Self.badlySet(wordings.text(key, .zh)), "\(key): \(wordings.text(key, .zh))")
      let en = wordings.text(key, .en)
      let isEnglish = en.range(of: "[\\p{Han}，。；：！？（）、]", options: .regularExpression) == nil
      #expect(isEnglish, "\(key): \(en)")
    }
  }

  @Test(
    "the lint of punctuation sees what it should",
    arguments: [
      ("年度,分值", true), ("分值(元)", true), ("什么:是", true), ("分值 元", true), ("完.", true),
      ("年度，分值（元）", false), ("2015-06或2015年6月", false), ("{first}年度", false), ("用A, B", false),
    ])
  func lint(text: String, isBad: Bool) { #expect(Self.badlySet(text) == isBad) }

  @Test("every text that a template names exists")
  func named() {
    #expect(site.templates.wordingKeys.subtracting(wordings.keys(.zh)).sorted() == [])
  }

  @Test("every text is used, by a template or by the sources")
  func used() throws {
    let sources = try Self.files("Sources/Web", ".swift").values.joined(separator: "\n")
    // `"area.name"`, or the beginning of a key that goes on with a value: `"area.name.\(`.
    let whole = Set(sources.matches(of: /"([a-z][A-Za-z]*\.[A-Za-z0-9.]+)"/).map { String($0.1) })
    let begun = sources.matches(of: /"([a-z][A-Za-z]*\.[A-Za-z0-9.]*)\\\(/).map { String($0.1) }
    // Keys put together by a function for one area, `text("head.cycle")` in the figures of history.
    let relative = Set(
      sources.matches(of: /"([a-z][A-Za-z]*(\.[A-Za-z0-9]+)*)"/).map { String($0.1) })
    let templates = site.templates.wordingKeys
    for key in wordings.keys(.zh)
    where !templates.contains(key) && !whole.contains(key)
      && !begun.contains(where: { $0.count > 5 && key.hasPrefix($0) })
    {
      let rest = key.split(separator: ".").dropFirst().joined(separator: ".")
      let isUsed = relative.contains(rest) || begun.contains { $0.count > 4 && rest.hasPrefix($0) }
      #expect(isUsed, "\(key) is used nowhere")
    }
  }

  @Test("templates hold no sentence of their own")
  func templates() throws {
    for (path, text) in try Self.files("Sources/Web/Templates", ".mustache") {
      let bare =
        text.replacing(/\[\[[^\]]*\]\]/, with: "").replacing(/\{\{\{?[^}]*\}?\}\}/, with: "")
        .replacing(/<code[^>]*>.*?<\/code>/.dotMatchesNewlines(), with: " ")
        .replacing(/<[^>]*>/, with: " ").replacing(/&[a-z]+;/, with: " ")
      #expect(bare.range(of: "\\p{Han}", options: .regularExpression) == nil, "\(path)")
      let words = bare.matches(of: /[A-Za-z]{2,}/).map { String($0.0) }
      #expect(words == [], "\(path)")
    }
  }
}
