import Policy
import Testing

/// Protects the one line of a problem from values that nobody can read to the end.
@Suite("A problem as a line of text")
struct ProblemTests {
  private func shown(_ value: String) -> String {
    let problem = Problem(path: "a.b", value: value, allowed: Wording("别的", "something else"))
    let text = problem.text(.en)
    #expect(problem.text(.zh) == text.replacing("something else", with: "别的"))
    return String(text.dropFirst("a.b: ".count).dropLast(": something else".count))
  }

  private func quoted(_ text: String) -> String { JSONText.quoted(text) }

  @Test("200 characters are shown whole, more are cut")
  func length() {
    let fits = quoted(String(repeating: "x", count: 198))
    #expect(shown(fits) == fits)
    let long = quoted(String(repeating: "x", count: 199))
    #expect(shown(long) == "\"" + String(repeating: "x", count: 199) + "…")
    let endless = quoted(String(repeating: "x", count: 1_000_000))
    #expect(shown(endless) == shown(long))
    #expect(shown("\"\"") == "\"\"")
  }

  @Test("no character is cut in two", arguments: ["长", "é", "e\u{301}", "👩‍👩‍👧‍👦", "🇨🇳", "\r\n"])
  func characters(character: String) {
    let many = String(repeating: character, count: 500)
    let text = shown(quoted(many))
    #expect(text.hasSuffix("…"))
    #expect(text.unicodeScalars.count <= 201)
    #expect(text.unicodeScalars.count > 180)
    #expect(quoted(many).hasPrefix(text.dropLast()), "whole characters of the value")
  }

  @Test("no escape of JSON is cut in two", arguments: ["\n", "\"", "\\", "\u{1}", "\u{7F}"], 0...6)
  func escapes(character: String, before: Int) {
    let start = String(repeating: "x", count: before)
    let text = shown(quoted(start + String(repeating: character, count: 200)))
    let escape = quoted(character).dropFirst().dropLast()
    let rest = text.dropFirst(1 + before).dropLast()
    #expect(rest == String(repeating: String(escape), count: rest.count / escape.count))
    #expect(text.count > 190 && text.count <= 201)
  }

  @Test("an escape that the value itself breaks off is left out whole", arguments: ["", "0", "00"])
  func brokenEscape(digits: String) {
    let start = "\"" + String(repeating: "x", count: 198)
    #expect(shown(start + "\\u" + digits) == start + "…")
  }

  @Test("a single character without end does not lengthen the line")
  func hostile() {
    #expect(shown("\"a" + String(repeating: "\u{301}", count: 100_000)) == "\"…")
  }

  @Test("the path and what is allowed are shown whole, unless the path has no end either")
  func paths() {
    let path = "innovation.awards.beijingScienceTechnology.outstandingContributionZhongguancun"
    let problem = Problem(path: path, value: "1", allowed: Wording(same: "2"))
    #expect(problem.text(.en) == "\(path): 1: 2")
    let long = Problem(
      line: 7, path: String(repeating: "k", count: 9000), value: "1", allowed: Wording(same: "2"))
    #expect(long.text(.en) == "line 7: " + String(repeating: "k", count: 400) + "…: 1: 2")
  }
}
