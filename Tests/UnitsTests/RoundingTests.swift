import TestKit
import Testing
import Units

/// Protects the one place where a fraction of a point becomes hundredths (四舍五入): points.md 1 wants
/// halves away from zero, on the magnitude, so that a deduction loses what a gain would win.
@Suite("A fraction becomes whole hundredths")
struct RoundingTests {
  /// A fraction and what the three ways of rounding make of it.
  struct Row: Sendable, CustomTestStringConvertible {
    let numerator: Int
    let denominator: Int
    let halfUp: Int
    let halfEven: Int
    let down: Int

    init(_ numerator: Int, over denominator: Int, _ halfUp: Int, _ halfEven: Int, _ down: Int) {
      self.numerator = numerator
      self.denominator = denominator
      self.halfUp = halfUp
      self.halfEven = halfEven
      self.down = down
    }

    var testDescription: String { "\(numerator)/\(denominator)" }
  }

  @Test(
    "halves go away from zero, to the even neighbour, or are dropped",
    arguments: [
      Row(0, over: 7, 0, 0, 0),
      Row(1, over: 2, 1, 0, 0),
      Row(3, over: 2, 2, 2, 1),
      Row(5, over: 2, 3, 2, 2),
      Row(7, over: 2, 4, 4, 3),
      Row(-1, over: 2, -1, 0, 0),
      Row(-3, over: 2, -2, -2, -1),
      Row(-5, over: 2, -3, -2, -2),
      Row(1, over: 3, 0, 0, 0),
      Row(2, over: 3, 1, 1, 0),
      Row(-2, over: 3, -1, -1, 0),
      Row(12, over: 12, 1, 1, 1),
      Row(-24, over: 12, -2, -2, -2),
      // Just below and just above a half.
      Row(499, over: 1000, 0, 0, 0),
      Row(500, over: 1000, 1, 0, 0),
      Row(501, over: 1000, 1, 1, 0),
      Row(1499, over: 1000, 1, 1, 1),
      Row(1500, over: 1000, 2, 2, 1),
    ])
  func table(row: Row) {
    #expect(Rounding.halfUp.quotient(row.numerator, by: row.denominator) == row.halfUp)
    #expect(Rounding.halfEven.quotient(row.numerator, by: row.denominator) == row.halfEven)
    #expect(Rounding.down.quotient(row.numerator, by: row.denominator) == row.down)
  }

  @Test("63 imputed months are 2.625: half-up gives 2.63, half-even 2.62")
  func sixtyThreeMonths() {
    #expect(Rounding.halfUp.quotient(63 * 50, by: 12) == 263)
    #expect(Rounding.halfUp.quotient(-63 * 50, by: 12) == -263)
    #expect(Rounding.halfEven.quotient(63 * 50, by: 12) == 262)
    #expect(Rounding.down.quotient(63 * 50, by: 12) == 262)
  }

  @Test("the result is never further away than half a unit, and ties go where the name says")
  func nearest() {
    var random = Seeded(20_200_716)
    for _ in 0..<20_000 {
      let denominator = random.number(1...5000)
      let numerator = random.number(-1_000_000...1_000_000)
      for rounding in [Rounding.halfUp, .halfEven] {
        let result = rounding.quotient(numerator, by: denominator)
        let error = result * denominator - numerator
        #expect(2 * abs(error) <= denominator, "\(rounding) \(numerator)/\(denominator)")
        guard 2 * abs(error) == denominator else { continue }
        if rounding == .halfUp {
          #expect(abs(result) * denominator > abs(numerator), "\(numerator)/\(denominator)")
        } else {
          #expect(result.isMultiple(of: 2), "\(numerator)/\(denominator)")
        }
      }
      let down = Rounding.down.quotient(numerator, by: denominator)
      #expect(down == numerator / denominator)
    }
  }

  @Test("a deduction is rounded like the gain of the same size", arguments: Rounding.allCases)
  func symmetric(rounding: Rounding) {
    var random = Seeded(7)
    for _ in 0..<5000 {
      let denominator = random.number(1...48)
      let numerator = random.number(0...100_000)
      #expect(
        rounding.quotient(-numerator, by: denominator)
          == -rounding.quotient(numerator, by: denominator))
    }
  }

  @Test("what divides evenly stays as it is", arguments: Rounding.allCases)
  func exact(rounding: Rounding) {
    for whole in -300...300 {
      for denominator in [1, 2, 3, 12, 100] {
        #expect(rounding.quotient(whole * denominator, by: denominator) == whole)
      }
    }
  }

  @Test("the largest numerators do not overflow", arguments: Rounding.allCases)
  func large(rounding: Rounding) {
    #expect(rounding.quotient(.max, by: 1) == .max)
    #expect(rounding.quotient(-.max, by: 1) == -.max)
    let half = rounding.quotient(.max, by: 2)
    #expect(half == (rounding == .down ? Int.max / 2 : Int.max / 2 + 1))
  }

  @Test("editions name the ways of rounding")
  func names() {
    #expect(Rounding.allCases.map(\.rawValue) == ["halfUp", "halfEven", "down"])
    #expect(Rounding(rawValue: "bankers") == nil)
  }
}
