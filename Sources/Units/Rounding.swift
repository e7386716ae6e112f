/// How a line of the score sheet becomes whole hundredths of a point (四舍五入).
///
/// The edition names the operation; every line is rounded on its own and the rounded lines are
/// added. Rounding works on the magnitude, so a deduction loses as much as a gain would win:
/// 2.625 becomes 2.63 and −2.625 becomes −2.63.
@usableFromInline
package enum Rounding: String, CaseIterable, Sendable {
  /// Half goes away from zero: what the published lists of 2020 and 2022 show.
  case halfUp
  /// Half goes to the even hundredth (banker's rounding).
  case halfEven
  /// Every fraction is dropped.
  case down

  /// The quotient `numerator ÷ denominator` as an integer, rounded on the magnitude.
  ///
  /// - Parameter denominator: above zero.
  @inlinable @inline(__always)
  package func quotient(_ numerator: Int, by denominator: Int) -> Int {
    precondition(denominator > 0, "a quotient needs a divisor above zero")
    let magnitude = numerator.magnitude
    let divisor = UInt(bitPattern: denominator)
    var (result, rest) = magnitude.quotientAndRemainder(dividingBy: divisor)
    let twice = rest &* 2
    switch self {
    case .halfUp: if twice >= divisor { result += 1 }
    case .halfEven:
      if twice > divisor || (twice == divisor && result & 1 == 1) { result += 1 }
    case .down: rest = 0
    }
    return numerator < 0 ? -Int(bitPattern: result) : Int(bitPattern: result)
  }
}
