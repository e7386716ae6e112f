import Policy
import TestKit
import Testing

@testable import PointsService

@Suite("The unit code (单位注册码)")
struct UnitCodeTests {
  static func code(_ seed: UInt64) -> UnitCode {
    var random = Seeded(seed)
    return UnitCode { count in
      (0..<count).map { _ in UInt8(truncatingIfNeeded: random.next()) }
    }
  }

  @Test(
    "fifteen random letters of nineteen are at least 60 bits, and all letters come equally often")
  func entropy() {
    // 19^15 against 2^60, without floating point.
    let words = (0..<14).reduce(UInt64(19)) { product, _ in product * 19 }
    #expect(words > 1 << 60)
    var counts: [Character: Int] = [:]
    for seed in 0..<2000 as Range<UInt64> {
      for letter in Self.code(seed).letters.dropLast() { counts[letter, default: 0] += 1 }
    }
    #expect(Set(counts.keys) == Set("0123456789ACFHKMRWX"))
    // 30,000 letters: 1,579 of each, with a standard deviation of 39.
    #expect(counts.values.allSatisfy { (1380...1780).contains($0) }, "\(counts)")
  }

  @Test("one wrong letter, or any two exchanged, is always noticed")
  func check() throws {
    for seed in 1...40 as ClosedRange<UInt64> {
      let letters = Array(Self.code(seed).letters)
      #expect(letters.count == 16)
      for place in letters.indices {
        for other in "0123456789ACFHKMRWX" where other != letters[place] {
          var wrong = letters
          wrong[place] = other
          #expect(throws: UnitCode.Flaw.check) { try UnitCode(String(wrong)) }
        }
        for second in letters.indices where letters[second] != letters[place] {
          var wrong = letters
          wrong.swapAt(place, second)
          #expect(throws: UnitCode.Flaw.check) { try UnitCode(String(wrong)) }
        }
      }
    }
  }

  @Test("however it is typed, it is the same code")
  func typing() throws {
    let code = Self.code(7)
    let shown = code.description
    #expect(shown.count == 19 && shown.split(separator: "-").count == 4)
    let wide = String(
      String.UnicodeScalarView(
        shown.unicodeScalars.compactMap {
          $0 == "-" ? "－" : Unicode.Scalar($0.value + 0xFEE0)
        }))
    let looks = shown.map { letter -> Character in
      switch letter {
      case "0": "O"
      case "1": "l"
      case "2": "z"
      case "5": "S"
      case "6": "g"
      case "7": "t"
      case "8": "B"
      case "M": "n"
      default: letter
      }
    }
    for typed in [
      shown, code.letters, shown.lowercased(), " \(shown.replacing("-", with: " "))　", wide,
      String(looks), shown.replacing("-", with: "—"),
    ] {
      #expect(try UnitCode(typed) == code, "\(typed)")
    }
  }

  @Test("what is no code is refused with what is wrong")
  func flaws() {
    let letters = Self.code(3).letters
    #expect(throws: UnitCode.Flaw.empty) { try UnitCode(" - ") }
    #expect(throws: UnitCode.Flaw.length(15)) { try UnitCode(String(letters.dropLast())) }
    #expect(throws: UnitCode.Flaw.length(17)) { try UnitCode(letters + "0") }
    #expect(throws: UnitCode.Flaw.letter(place: 2)) { try UnitCode("0单" + letters.dropFirst(2)) }
    for flaw in [UnitCode.Flaw.empty, .length(3), .letter(place: 4), .check] {
      #expect(flaw.wording.zh.hasSuffix("。") && flaw.wording.en.hasSuffix("."))
    }
  }
}
