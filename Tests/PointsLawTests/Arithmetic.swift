import Units

/// Reads the arithmetic that a score sheet shows and does it again, exactly: the test of what a person
/// with the printed sheet and a calculator would find.
///
/// Sums and differences, products and quotients from left to right, brackets, `−` before a value,
/// `min(a, b)` and `max(a, b)`.
struct Arithmetic {
  /// An exact fraction.
  struct Value: Equatable {
    var numerator: Int
    var denominator: Int

    init(_ numerator: Int, over denominator: Int = 1) {
      var (left, right) = (numerator.magnitude, denominator.magnitude)
      while right != 0 { (left, right) = (right, left % right) }
      let divisor = Int(max(left, 1)) * (denominator < 0 ? -1 : 1)
      self.numerator = numerator / divisor
      self.denominator = denominator / divisor
    }

    /// The value in points as hundredths, rounded as an edition says.
    func hundredths(_ rounding: Rounding) -> Int {
      rounding.quotient(numerator * 100, by: denominator)
    }

    static func < (left: Value, right: Value) -> Bool {
      left.numerator * right.denominator < right.numerator * left.denominator
    }
  }

  private var rest: Substring

  /// The value of a text; `nil` when it is no arithmetic.
  static func value(_ text: String) -> Value? {
    var reader = Arithmetic(rest: text[...])
    guard let value = reader.sum(), reader.rest.isEmpty else { return nil }
    return value
  }

  private mutating func take(_ word: String) -> Bool {
    guard rest.hasPrefix(word) else { return false }
    rest = rest.dropFirst(word.count)
    return true
  }

  private mutating func sum() -> Value? {
    guard var value = product() else { return nil }
    while true {
      let sign = take(" + ") ? 1 : take(" − ") ? -1 : 0
      guard sign != 0 else { return value }
      guard let next = product() else { return nil }
      value = Value(
        value.numerator * next.denominator + sign * next.numerator * value.denominator,
        over: value.denominator * next.denominator)
    }
  }

  private mutating func product() -> Value? {
    guard var value = factor() else { return nil }
    while true {
      if take(" × ") {
        guard let next = factor() else { return nil }
        value = Value(
          value.numerator * next.numerator, over: value.denominator * next.denominator)
      } else if take(" ÷ ") {
        guard let next = factor(), next.numerator != 0 else { return nil }
        value = Value(
          value.numerator * next.denominator, over: value.denominator * next.numerator)
      } else {
        return value
      }
    }
  }

  private mutating func factor() -> Value? {
    if take("−") {
      guard let value = factor() else { return nil }
      return Value(-value.numerator, over: value.denominator)
    }
    for (name, isLeast) in [("min(", true), ("max(", false)] where take(name) {
      guard let left = sum(), take(", "), let right = sum(), take(")") else { return nil }
      return (left < right) == isLeast ? left : right
    }
    if take("(") {
      guard let value = sum(), take(")") else { return nil }
      return value
    }
    let digits = rest.prefix { $0.isASCII && ($0.isNumber || $0 == ".") }
    guard let hundredths = Points(String(digits))?.hundredths else { return nil }
    rest = rest.dropFirst(digits.count)
    return Value(hundredths, over: 100)
  }
}
