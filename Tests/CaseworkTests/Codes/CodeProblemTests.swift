import Casework
import Policy
import Testing
import Units

@Suite("What is said about a mistyped number")
struct CodeProblemTests {
  static let flaws: [ResidentNumber.Flaw] = [
    .empty, .length(17), .oldForm, .character(place: 3), .character(place: 18), .region, .birth,
    .future(CivilDate(daysSince1970: 20_000)), .check,
  ]
  static let codeFlaws: [CreditCode.Flaw] = [
    .empty, .length(17), .lookalike(place: 9, letter: "O"), .character(place: 4),
    .character(place: 9), .region, .check,
  ]

  @Test("every flaw has its own words in both languages")
  func words() {
    let words = Self.flaws.map(\.wording) + Self.codeFlaws.map(\.wording)
    #expect(Set(words.map(\.zh)).count == words.count)
    #expect(Set(words.map(\.en)).count == words.count)
    #expect(words.allSatisfy { $0.zh.hasSuffix("。") && $0.en.hasSuffix(".") })
  }

  @Test("a problem shows an identity number masked, and a credit code as typed")
  func problems() {
    let person = ResidentNumber.Flaw.check.problem(path: "number", typed: "110105194912310021")
    #expect(person.value == #""110***********0021""#)
    let short = ResidentNumber.Flaw.length(9).problem(path: "number", typed: "110105194")
    #expect(short.value == #""*********""#)
    let unit = CreditCode.Flaw.check.problem(path: "unit", typed: "91\"")
    #expect(unit.value == #""91\"""# && unit.path == "unit")
  }
}
