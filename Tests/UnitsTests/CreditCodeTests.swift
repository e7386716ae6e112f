import TestKit
import Testing

@testable import Units

@Suite("Unified social credit codes (统一社会信用代码, GB 32100-2015)")
struct CreditCodeTests {
  @Test(
    "check characters follow MOD 31-3",
    arguments: [
      // All zero: nothing is missing. A 1 in the first place: 30 is missing, written Y; in the second, with weight 3: 28, W.
      (Array(repeating: 0, count: 17), 0),
      ([1] + Array(repeating: 0, count: 16), 30), ([0, 1] + Array(repeating: 0, count: 15), 28),
      // The seventeenth place weighs 3^16 = 28 (mod 31).
      (Array(repeating: 0, count: 16) + [1], 3),
    ] as [([Int], Int)])
  func checkValues(values: [Int], check: Int) {
    #expect(CreditCode.checkValue(values) == check)
  }

  @Test("weights are the powers of three modulo 31, as the standard prints them")
  func weights() {
    let printed = [1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28]
    for (place, weight) in printed.enumerated() {
      var values = Array(repeating: 0, count: 17)
      values[place] = 1
      #expect(CreditCode.checkValue(values) == 31 - weight)
    }
  }

  @Test(
    "full-width characters, lower case and spaces are what people type",
    arguments: [
      "919900000000000005", "９１９９０００００００００００００５", " 91 990000 000000000 5", "91990000000000000５",
    ])
  func typing(text: String) throws {
    let code = try CreditCode(text, invented: true)
    #expect(code == CreditCode.invented(number: 0))
    #expect(code.region == "990000")
  }

  @Test("lower-case letters are read as capitals")
  func letters() throws {
    let code = try #require(
      (1...200).lazy.map(CreditCode.invented).first { $0.full.contains { $0.isLetter } })
    #expect(try CreditCode(code.full.lowercased(), invented: true) == code)
  }

  @Test(
    "each way to be wrong has its own name",
    arguments: [
      ("", .empty), ("91990000000000001", .length(17)), ("9199000000000000051", .length(19)),
      ("I1990000000000001X", .lookalike(place: 1, letter: "I")),
      ("91990000000000001o", .lookalike(place: 18, letter: "O")),
      ("9199000000000000Ｓ4", .lookalike(place: 17, letter: "S")),
      ("91990000V000000014", .lookalike(place: 9, letter: "V")),
      ("91990000Z000000014", .lookalike(place: 9, letter: "Z")),
      ("91990000-000000014", .character(place: 9)), ("9199000甲0000000014", .character(place: 8)),
      ("9199000A0000000014", .character(place: 8)), ("91A900000000000014", .character(place: 3)),
      ("910000000000000014", .region), ("919800000000000014", .region),
      ("919900000000000006", .check), ("819900000000000005", .check),
    ] as [(String, CreditCode.Flaw)])
  func wrong(text: String, flaw: CreditCode.Flaw) {
    #expect(throws: flaw) { try CreditCode(text, invented: true) }
  }

  @Test(
    "every wrong character and every swap of neighbours that differ is noticed, the check character included"
  )
  func detection() {
    var random = Seeded(31)
    for _ in 0..<25 {
      let body = (0..<17).map { _ in random.number(0...30) }
      let whole = body + [CreditCode.checkValue(body)]
      func holds(_ values: [Int]) -> Bool {
        CreditCode.checkValue(values.dropLast()) == values[17]
      }
      #expect(holds(whole))
      for place in whole.indices {
        for value in 0...30 where value != whole[place] {
          var wrong = whole
          wrong[place] = value
          #expect(!holds(wrong))
        }
        guard place < 17, whole[place] != whole[place + 1] else { continue }
        var wrong = whole
        wrong.swapAt(place, place + 1)
        #expect(!holds(wrong))
      }
    }
  }

  @Test("invented codes are well made, differ, and are refused outside a demo")
  func invented() throws {
    var seen: Set<String> = []
    for number in Array(0...500) + [12_345_678, 99_999_999] {
      let code = CreditCode.invented(number: number)
      #expect(seen.insert(code.full).inserted)
      #expect(try CreditCode(code.full, invented: true) == code)
      #expect(throws: CreditCode.Flaw.region) { try CreditCode(code.full) }
    }
  }
}
