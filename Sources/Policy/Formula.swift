package import Units

/// The arithmetic of one line of a score sheet, as it is shown and as it can be done again.
///
/// ``value`` evaluates the formula exactly; rounding it as the edition says gives the line's points.
/// That a shown formula gives the shown points is a test, not a promise.
package indirect enum Formula: Hashable, Sendable {
  case count(Int)
  case points(Points)
  case amount(Yuan)
  case sum([Formula])
  case difference(Formula, Formula)
  case product(Formula, Formula)
  case quotient(Formula, Int)
  case least(Formula, Formula)
  case greatest(Formula, Formula)
  case negative(Formula)

  /// `months ÷ 12 × points a year`.
  package static func rate(_ months: Int, _ perYear: Points) -> Formula {
    .product(.quotient(.count(months), 12), .points(perYear))
  }

  /// The exact value in hundredths, as a fraction in lowest terms with a positive denominator.
  package var value: (numerator: Int, denominator: Int) {
    switch self {
    case .count(let count): (count * 100, 1)
    case .points(let points): (points.hundredths, 1)
    case .amount(let yuan): (yuan.fen, 1)
    case .sum(let parts):
      parts.reduce((numerator: 0, denominator: 1)) { Formula.add($0, $1.value) }
    case .difference(let left, let right):
      Formula.add(left.value, (-right.value.numerator, right.value.denominator))
    case .product(let left, let right):
      Formula.reduced(
        left.value.numerator * right.value.numerator,
        left.value.denominator * right.value.denominator * 100)
    case .quotient(let part, let divisor):
      Formula.reduced(part.value.numerator, part.value.denominator * divisor)
    case .least(let left, let right):
      Formula.isLess(left.value, right.value) ? left.value : right.value
    case .greatest(let left, let right):
      Formula.isLess(left.value, right.value) ? right.value : left.value
    case .negative(let part): (-part.value.numerator, part.value.denominator)
    }
  }

  private typealias Fraction = (numerator: Int, denominator: Int)

  private static func add(_ left: Fraction, _ right: Fraction) -> Fraction {
    reduced(
      left.numerator * right.denominator + right.numerator * left.denominator,
      left.denominator * right.denominator)
  }

  private static func isLess(_ left: Fraction, _ right: Fraction) -> Bool {
    left.numerator * right.denominator < right.numerator * left.denominator
  }

  private static func reduced(_ numerator: Int, _ denominator: Int) -> Fraction {
    var (left, right) = (numerator.magnitude, denominator.magnitude)
    while right != 0 { (left, right) = (right, left % right) }
    let divisor = Int(max(left, 1))
    return (numerator / divisor, denominator / divisor)
  }
}

extension Formula: CustomStringConvertible {
  /// `122 ÷ 12 × 3`, `20 − 4 × 2`, `min(14, 12)`.
  package var description: String {
    var text = ""
    write(to: &text)
    return text
  }

  private func write(to text: inout String) {
    switch self {
    case .count(let count): Formula.write(String(count), to: &text)
    case .points(let points): Formula.write(points.short, to: &text)
    case .amount(let yuan): text += yuan.description
    case .sum(let parts):
      for (place, part) in parts.enumerated() {
        if place > 0 { text += " + " }
        part.write(to: &text)
      }
    case .difference(let left, let right):
      left.write(to: &text)
      text += " − "
      right.write(within: .sum, to: &text)
    case .product(let left, let right):
      left.write(within: .sum, to: &text)
      text += " × "
      right.write(within: .sum, to: &text)
    case .quotient(let part, let divisor):
      part.write(within: .sum, to: &text)
      text += " ÷ "
      text += String(divisor)
    case .least(let left, let right): Formula.write("min(", left, right, to: &text)
    case .greatest(let left, let right): Formula.write("max(", left, right, to: &text)
    case .negative(let part):
      text += "−"
      part.write(within: .product, to: &text)
    }
  }

  private enum Binding { case sum, product }

  /// In brackets when it binds more loosely than its surroundings.
  private func write(within binding: Binding, to text: inout String) {
    let isLoose =
      switch self {
      case .sum, .difference: true
      case .product, .quotient: binding == .product
      default: false
      }
    if isLoose { text += "(" }
    write(to: &text)
    if isLoose { text += ")" }
  }

  private static func write(
    _ function: String, _ left: Formula, _ right: Formula, to text: inout String
  ) {
    text += function
    left.write(to: &text)
    text += ", "
    right.write(to: &text)
    text += ")"
  }

  /// A number, with the minus of arithmetic.
  private static func write(_ number: String, to text: inout String) {
    if number.utf8.first == UInt8(ascii: "-") {
      text += "−"
      text += number.dropFirst()
    } else {
      text += number
    }
  }
}
