import TestKit
import Testing

@testable import Units

@Suite("Identity numbers (公民身份号码, GB 11643)")
struct ResidentNumberTests {
  static let today = CivilDate(2020, 7, 17) ?? CivilDate(code: 0)

  /// Numbers of the standard's own text and ones with check characters computed by hand: the sum of digit times
  /// 2^(18 - place), modulo 11.
  @Test(
    "check characters follow MOD 11-2",
    arguments: [
      // The example of GB 11643.
      ("11010519491231002", "X"), ("44052418800101001", "4"),
      // All digits 0: sum 0. One digit: 1 in the seventeenth place: sum 2; in the first: 2^17 = 131072 = 7 (mod 11).
      ("00000000000000000", "1"), ("00000000000000001", "X"), ("10000000000000000", "5"),
    ])
  func checkCharacters(body: String, check: String) {
    let digits = body.utf8.map { Int($0) - 0x30 }
    #expect(String(ResidentNumber.checkCharacter(digits)) == check)
  }

  @Test("a number says when somebody was born and their sex")
  func parts() throws {
    let number = try ResidentNumber("11010519491231002X", today: Self.today)
    #expect(number.birth == CivilDate(1949, 12, 31))
    #expect(!number.isMale)
    #expect(number.full == "11010519491231002X")
  }

  @Test(
    "full-width digits, a lower-case x and spaces are what people type",
    arguments: [
      "11010519491231002x", "１１０１０５１９４９１２３１００２Ｘ", "１１０１０５19491231００２ｘ",
      " 110105 19491231 002X\n", "110105\u{3000}19491231\u{A0}002X",
    ])
  func typing(text: String) throws {
    #expect(try ResidentNumber(text, today: Self.today).full == "11010519491231002X")
  }

  @Test(
    "each way to be wrong has its own name",
    arguments: [
      ("", .empty), (" \u{3000}", .empty), ("1101051949123100", .length(16)),
      ("11010519491231002X1", .length(19)), ("110105491231002", .oldForm),
      ("11010549123100X", .length(15)), ("11010519491231002Y", .character(place: 18)),
      ("1101O519491231002X", .character(place: 5)), ("X1010519491231002X", .character(place: 1)),
      ("110105194912310٢2X", .character(place: 16)), ("00010519491231002X", .region),
      ("99010519491231002X", .region), ("16010519491231002X", .region),
      ("110105194902290021", .birth), ("110105194913310021", .birth),
      ("110105189912310021", .birth),
      ("110105194900310021", .birth), ("110105194912320021", .birth),
      ("110105194912310021", .check), ("110105194912310020", .check),
    ] as [(String, ResidentNumber.Flaw)])
  func wrong(text: String, flaw: ResidentNumber.Flaw) {
    #expect(throws: flaw) { try ResidentNumber(text, today: Self.today) }
  }

  @Test("nobody is born after the day of reading, somebody may be on it")
  func future() throws {
    let born = try #require(CivilDate(2020, 7, 17))
    let number = ResidentNumber.invented(birth: born, isMale: true, place: 3)
    #expect(
      try ResidentNumber(number.full, today: born, invented: true) == number, "born today")
    #expect(throws: ResidentNumber.Flaw.future(born)) {
      try ResidentNumber(number.full, today: born.adding(days: -1), invented: true)
    }
  }

  @Test("every wrong digit and every swap of neighbours that differ is noticed")
  func detection() throws {
    var random = Seeded(11)
    for _ in 0..<60 {
      let body = (0..<17).map { _ in random.number(0...9) }
      let check = ResidentNumber.checkCharacter(body)
      for place in 0..<17 {
        for digit in 0...9 where digit != body[place] {
          var wrong = body
          wrong[place] = digit
          #expect(ResidentNumber.checkCharacter(wrong) != check)
        }
        guard place < 16, body[place] != body[place + 1] else { continue }
        var wrong = body
        wrong.swapAt(place, place + 1)
        #expect(ResidentNumber.checkCharacter(wrong) != check)
      }
    }
  }

  @Test("a wrong character anywhere in a whole number, and a swap at its end, is refused")
  func wholeNumber() throws {
    var random = Seeded(12)
    for place in 0..<40 {
      let born = ResidentNumberTests.today.adding(days: -random.number(1...30_000))
      let number = ResidentNumber.invented(birth: born, isMale: place % 2 == 0, place: place)
      let digits = Array(number.full)
      for place in digits.indices {
        for digit in "0123456789X" where digit != digits[place] {
          var wrong = digits
          wrong[place] = digit
          #expect(throws: ResidentNumber.Flaw.self) {
            try ResidentNumber(String(wrong), today: Self.today, invented: true)
          }
        }
      }
      guard digits[16] != digits[17] else { continue }
      var swapped = digits
      swapped.swapAt(16, 17)
      #expect(throws: ResidentNumber.Flaw.self) {
        try ResidentNumber(String(swapped), today: Self.today, invented: true)
      }
    }
  }

  @Test("invented numbers are well made, differ, and are refused outside a demo")
  func invented() throws {
    let born = try #require(CivilDate(1990, 3, 7))
    var seen: Set<String> = []
    for place in 0...499 {
      for isMale in [true, false] {
        let number = ResidentNumber.invented(birth: born, isMale: isMale, place: place)
        #expect(seen.insert(number.full).inserted)
        let read = try ResidentNumber(number.full, today: Self.today, invented: true)
        #expect(read == number && read.birth == born && read.isMale == isMale)
        #expect(throws: ResidentNumber.Flaw.region) {
          try ResidentNumber(number.full, today: Self.today)
        }
      }
    }
    #expect(
      ResidentNumber.invented(birth: born, isMale: true, place: 0).full == "990000199003070013")
  }

  @Test("printing shows the first three and the last four characters only")
  func masked() throws {
    let number = try ResidentNumber("11010519491231002X", today: Self.today)
    #expect(number.masked == "110***********002X")
    #expect("\(number)" == number.masked)
    #expect(String(reflecting: number) == number.masked)
    var dumped = ""
    dump(number, to: &dumped)
    dump([number], to: &dumped)
    #expect(!dumped.contains("0519491231"))
    #expect(ResidentNumber.masked("1101051949123") == "*************", "too short to show parts of")
    #expect(ResidentNumber.masked("110105491231002") == "110********1002")
    #expect(ResidentNumber.masked("") == "")
  }

  @Test(
    "one is a year older from the birthday on, and eighteen is no minor",
    arguments: [
      ("2002-07-18", "2020-07-17", 17, true), ("2002-07-17", "2020-07-17", 18, false),
      ("2002-07-16", "2020-07-17", 18, false), ("2020-07-17", "2020-07-17", 0, true),
      ("2004-02-29", "2022-02-27", 17, true), ("2004-02-29", "2022-02-28", 18, false),
      ("2000-12-31", "2020-01-01", 19, false), ("2020-07-17", "2019-07-17", 0, true),
    ])
  func age(birth: String, day: String, age: Int, isMinor: Bool) throws {
    let (birth, day) = (try #require(CivilDate(birth)), try #require(CivilDate(day)))
    let number = ResidentNumber.invented(birth: birth, isMale: false, place: 1)
    #expect(number.age(on: day) == age)
    #expect(number.isMinor(on: day) == isMinor)
  }
}
