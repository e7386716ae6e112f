import Policy
import TestKit
import Testing
import Units

/// Protects the arithmetic shown on a score sheet: its exact value in hundredths and the words in
/// which it is shown. What is shown must be what was calculated.
@Suite("The arithmetic of a line")
struct FormulaTests {
  /// A formula, its value as a fraction of hundredths, and how it is shown.
  struct Row: Sendable, CustomTestStringConvertible {
    let formula: Formula
    let numerator: Int
    let denominator: Int
    let text: String

    init(_ formula: Formula, _ numerator: Int, over denominator: Int = 1, _ text: String) {
      self.formula = formula
      self.numerator = numerator
      self.denominator = denominator
      self.text = text
    }

    var testDescription: String { text }
  }

  static func points(_ hundredths: Int) -> Formula { .points(Points(hundredths: hundredths)) }

  static let rows = [
    Row(.count(9), 900, "9"),
    Row(.count(-2), -200, "−2"),
    Row(.count(0), 0, "0"),
    Row(points(1050), 1050, "10.5"),
    Row(points(-3000), -3000, "−30"),
    Row(.amount(Yuan(fen: 9_999_999)), 9_999_999, "99999.99"),
    Row(.rate(122, Points(hundredths: 300)), 3050, "122 ÷ 12 × 3"),
    Row(.rate(63, Points(hundredths: 50)), 525, over: 2, "63 ÷ 12 × 0.5"),
    Row(.rate(2, Points(hundredths: 50)), 25, over: 3, "2 ÷ 12 × 0.5"),
    Row(.rate(0, Points(hundredths: 50)), 0, "0 ÷ 12 × 0.5"),
    Row(.sum([]), 0, ""),
    Row(.sum([.count(1), points(50), .count(2)]), 350, "1 + 0.5 + 2"),
    Row(.difference(points(2000), .product(.count(2), points(400))), 1200, "20 − 2 × 4"),
    Row(
      .difference(.count(20), .difference(.count(5), .count(3))), 1800, "20 − (5 − 3)"),
    Row(
      .difference(.difference(.count(20), .count(5)), .count(3)), 1200, "20 − 5 − 3"),
    Row(.difference(.count(20), .sum([.count(5), .count(3)])), 1200, "20 − (5 + 3)"),
    Row(.product(.count(2), points(-1200)), -2400, "2 × −12"),
    Row(.product(.sum([.count(1), .count(2)]), .count(3)), 900, "(1 + 2) × 3"),
    Row(.product(points(50), points(50)), 25, "0.5 × 0.5"),
    Row(.quotient(.sum([.count(1), .count(2)]), 12), 25, "(1 + 2) ÷ 12"),
    Row(.quotient(.product(.count(7), .count(3)), 12), 175, "7 × 3 ÷ 12"),
    Row(.quotient(.count(1), 3), 100, over: 3, "1 ÷ 3"),
    Row(.least(.count(14), .count(12)), 1200, "min(14, 12)"),
    Row(.least(.count(12), .count(14)), 1200, "min(12, 14)"),
    Row(.least(.quotient(.count(1), 3), points(33)), 33, "min(1 ÷ 3, 0.33)"),
    Row(.least(.count(-1), .count(0)), -100, "min(−1, 0)"),
    Row(.greatest(.count(-4), .count(0)), 0, "max(−4, 0)"),
    Row(.greatest(.quotient(.count(1), 3), points(33)), 100, over: 3, "max(1 ÷ 3, 0.33)"),
    Row(
      .greatest(.difference(points(2000), .product(.count(6), points(400))), .count(0)), 0,
      "max(20 − 6 × 4, 0)"),
    Row(.negative(points(1200)), -1200, "−12"),
    Row(
      .negative(.product(.quotient(.count(9), 12), .sum([points(300), points(50)]))), -525,
      over: 2, "−(9 ÷ 12 × (3 + 0.5))"),
    Row(
      .negative(
        .quotient(
          .sum([.product(.count(8), points(300)), .product(.count(8), points(50))]), 12)),
      -700, over: 3, "−((8 × 3 + 8 × 0.5) ÷ 12)"),
    Row(
      .least(
        .sum([
          .least(.product(.count(1), points(300)), points(1200)),
          .least(.product(.count(1), points(200)), points(1200)),
        ]), points(1200)), 500, "min(min(1 × 3, 12) + min(1 × 2, 12), 12)"),
  ]

  @Test("the value is exact and the text shows it", arguments: rows)
  func table(row: Row) {
    #expect(row.formula.description == row.text)
    let value = row.formula.value
    #expect(value.numerator == row.numerator)
    #expect(value.denominator == row.denominator)
  }

  @Test("the worked deductions of QA-2020 question 6: 8 months take 2.33, 9 months 2.63")
  func deductions() {
    func rounded(_ months: Int) -> Int {
      let formula = Formula.negative(
        .product(
          .quotient(.count(months), 12),
          .sum([
            .points(Points(hundredths: 300)),
            .points(Points(hundredths: 50)),
          ])))
      return Rounding.halfUp.quotient(formula.value.numerator, by: formula.value.denominator)
    }
    #expect(rounded(8) == -233)
    #expect(rounded(9) == -263)
    #expect(rounded(36) == -1050)
  }

  @Test("every value is in lowest terms over a positive denominator, and the operations agree")
  func property() {
    var random = Seeded(12)
    func leaf(_ random: inout Seeded) -> Formula {
      random.number(0...1) == 0
        ? .count(random.number(-40...40)) : FormulaTests.points(random.number(-4000...4000))
    }
    func isLess(_ left: Formula, _ right: Formula) -> Bool {
      left.value.numerator * right.value.denominator
        < right.value.numerator * left.value.denominator
    }
    for _ in 0..<3000 {
      let left = Formula.quotient(leaf(&random), random.number(1...24))
      let right = Formula.product(leaf(&random), leaf(&random))
      for formula in [
        left, right, .sum([left, right, left]), .difference(left, right), .product(left, right),
        .least(left, right), .greatest(left, right), .negative(left),
      ] {
        let (numerator, denominator) = formula.value
        #expect(denominator > 0)
        var (rest, divisor) = (numerator.magnitude, denominator.magnitude)
        while divisor != 0 { (rest, divisor) = (divisor, rest % divisor) }
        #expect(rest == 1 || (numerator == 0 && denominator == 1), "\(formula)")
      }
      #expect(Formula.difference(left, left).value == (0, 1))
      #expect(
        Formula.sum([left, .negative(right)]).value == Formula.difference(left, right).value)
      #expect(Formula.sum([left, right]).value == Formula.sum([right, left]).value)
      #expect(
        Formula.least(left, right).value == (isLess(right, left) ? right.value : left.value))
      #expect(
        Formula.greatest(left, right).value == (isLess(left, right) ? right.value : left.value))
    }
  }
}
