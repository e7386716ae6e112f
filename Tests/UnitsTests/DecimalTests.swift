import TestKit
import Testing
import Units

/// Protects the reading and printing of exact decimals: points, money and shares never pass through
/// binary floating point, and nothing is guessed about a text that is not a number.
@Suite("Exact decimals are read and printed")
struct DecimalTests {
  static let malformed = [
    "", "-", ".", "-.", ".5", "-.5", "5.", "-5.", "1.2.3", "1..2", "1,5", "1 000", "+1", " 1", "1 ",
    "--1", "1-", "1e2", "1E2", "0x10", "１２", "一", "nan", "inf", "∞", "1/2", "1\u{0}", "\u{FEFF}1",
    "1.5%", "¥1",
  ]

  // MARK: Points

  @Test(
    "points are printed with two decimals on lists and short in arithmetic",
    arguments: [
      Printed(0, "0.00", "0"), Printed(1, "0.01", "0.01"), Printed(5, "0.05", "0.05"),
      Printed(10, "0.10", "0.1"), Printed(50, "0.50", "0.5"), Printed(100, "1.00", "1"),
      Printed(1000, "10.00", "10"), Printed(1050, "10.50", "10.5"), Printed(6337, "63.37", "63.37"),
      Printed(-1, "-0.01", "-0.01"), Printed(-50, "-0.50", "-0.5"), Printed(-800, "-8.00", "-8"),
      Printed(-3000, "-30.00", "-30"), Printed(12_417, "124.17", "124.17"),
    ])
  func pointsPrinting(row: Printed) {
    let points = Points(hundredths: row.hundredths)
    #expect(points.description == row.full)
    #expect(points.short == row.short)
    #expect(Points(row.full) == points)
    #expect(Points(row.short) == points)
  }

  struct Printed: Sendable, CustomTestStringConvertible {
    let hundredths: Int
    let full: String
    let short: String

    init(_ hundredths: Int, _ full: String, _ short: String) {
      self.hundredths = hundredths
      self.full = full
      self.short = short
    }

    var testDescription: String { full }
  }

  @Test(
    "points have at most two decimals; further zeros change nothing",
    arguments: [
      ("97.13", 9713), ("97.130", 9713), ("-12", -1200), ("0.5", 50), ("-0", 0), ("3.00000", 300),
      ("92233720368547758.07", Int.max),
    ])
  func pointsReading(text: String, hundredths: Int) {
    #expect(Points(text)?.hundredths == hundredths)
  }

  @Test(
    "a text that is no decimal is no number of points",
    arguments: malformed + [
      "1.234", "0.001", "92233720368547758.08", "99999999999999999999999", "-0.005",
    ])
  func pointsRefused(text: String) {
    #expect(Points(text) == nil)
  }

  @Test("points add, subtract, negate and compare in hundredths")
  func pointsArithmetic() {
    let gross = Points(hundredths: 1500)
    let deduction = Points(hundredths: -233)
    #expect(gross + deduction == Points(hundredths: 1267))
    #expect(gross - Points(hundredths: 233) == Points(hundredths: 1267))
    #expect(-gross == Points(hundredths: -1500))
    #expect(deduction < .zero)
    #expect(Points(hundredths: 9713) < Points(hundredths: 9714))
    #expect([gross, deduction].reduce(.zero, +) == Points(hundredths: 1267))
  }

  @Test("printed points are read back, whatever their size")
  func pointsRoundTrip() {
    var random = Seeded(97_13)
    for _ in 0..<5000 {
      let points = Points(hundredths: random.number(-1_000_000...1_000_000))
      #expect(Points(points.description) == points)
      #expect(Points(points.short) == points)
    }
  }

  // MARK: Money

  @Test(
    "money is read to the fen",
    arguments: [
      ("0", 0), ("0.01", 1), ("0.1", 10), ("99999.99", 9_999_999), ("100000", 10_000_000),
      ("120000.00", 12_000_000), ("1000000000000", 100_000_000_000_000), ("5.100", 510),
    ])
  func yuanReading(text: String, fen: Int) {
    #expect(Yuan(utf8: text.utf8)?.fen == fen)
  }

  @Test(
    "negative, finer than a fen or beyond a million million is no amount",
    arguments: malformed + [
      "-1", "-0.01", "0.001", "99999.999", "1000000000000.01", "1000000000001",
      "9223372036854775807",
    ])
  func yuanRefused(text: String) {
    #expect(Yuan(utf8: text.utf8) == nil)
  }

  @Test("money is printed without needless zeros and read back")
  func yuanRoundTrip() {
    #expect(Yuan(fen: 10_000_000).description == "100000")
    #expect(Yuan(fen: 9_999_999).description == "99999.99")
    #expect(Yuan(fen: 50).description == "0.5")
    #expect(Yuan(fen: 9_999_999) < Yuan(fen: 10_000_000))
    var random = Seeded(88)
    for _ in 0..<5000 {
      let yuan = Yuan(fen: random.number(0...Yuan.largest.fen))
      #expect(Yuan(utf8: yuan.description.utf8) == yuan)
    }
  }

  // MARK: Shares

  @Test(
    "a share is a decimal fraction of eighteen places",
    arguments: [
      ("0", 0), ("1", 1_000_000_000_000_000_000), ("1.0", 1_000_000_000_000_000_000),
      ("0.1", 100_000_000_000_000_000), ("0.25", 250_000_000_000_000_000),
      ("0.333333333333333333", 333_333_333_333_333_333), ("0.000000000000000001", 1),
      ("0.3333333333333333330", 333_333_333_333_333_333),
    ])
  func shareReading(text: String, units: Int) {
    #expect(Share(utf8: text.utf8)?.units == units)
  }

  @Test(
    "above 1, below 0 or finer than eighteen places is no share",
    arguments: malformed + [
      "1.000000000000000001", "1.5", "2", "-0.1", "0.3333333333333333333", "10", "100",
    ])
  func shareRefused(text: String) {
    #expect(Share(utf8: text.utf8) == nil)
  }

  @Test("a share's part of an amount is exact: a third in eighteen digits stays below a third")
  func sharePart() {
    let third = Share(units: 333_333_333_333_333_333)
    let whole = Share.whole.part(of: Yuan(fen: 20_000_000))
    #expect(third.part(of: Yuan(fen: 60_000_000)) < whole)
    #expect(Share(units: third.units + 1).part(of: Yuan(fen: 60_000_000)) > whole)
    let tenth = Share(units: Share.whole.units / 10)
    #expect(tenth.part(of: Yuan(fen: 200_000_000)) == whole)
    #expect(Share.whole.part(of: .largest) > 0, "the largest amount does not overflow")
  }

  @Test("shares are printed without needless zeros and read back")
  func shareRoundTrip() {
    #expect(Share.whole.description == "1")
    #expect(Share(units: 0).description == "0")
    #expect(Share(units: 1).description == "0.000000000000000001")
    #expect(Share(units: 1) < Share.whole)
    var random = Seeded(18)
    for _ in 0..<5000 {
      let share = Share(units: random.number(0...Share.whole.units))
      #expect(Share(utf8: share.description.utf8) == share)
    }
  }

  // MARK: Scaled integers

  @Test("a number without decimals has no point")
  func wholeNumbers() {
    #expect(Decimal.print(2019, decimals: 0) == "2019")
    #expect(Decimal.print(-7, decimals: 0) == "-7")
    #expect(Decimal.printShort(100, decimals: 0) == "100")
    #expect(Decimal.read("2019".utf8, decimals: 0) == 2019)
    #expect(Decimal.read("2019.5".utf8, decimals: 0) == nil)
    #expect(Decimal.read("-5".utf8, decimals: 0) == nil, "a sign only where it is asked for")
    #expect(Decimal.read("9223372036854775807".utf8, decimals: 0) == Int.max)
    #expect(Decimal.read("9223372036854775808".utf8, decimals: 0) == nil)
  }

  @Test("any scaled integer is printed and read back with any number of decimals")
  func scaledRoundTrip() {
    var random = Seeded(3)
    for _ in 0..<5000 {
      let decimals = random.number(0...18)
      let value = random.number(Int.min / 2...Int.max / 2)
      for text in [
        Decimal.print(value, decimals: decimals), Decimal.printShort(value, decimals: decimals),
      ] {
        #expect(Decimal.read(text.utf8, decimals: decimals, signed: true) == value, "\(text)")
      }
    }
  }
}
