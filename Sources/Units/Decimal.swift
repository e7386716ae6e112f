/// Reading and printing of exact decimals held as scaled integers.
@usableFromInline
package enum Decimal {
  /// Reads digits with an optional point into an integer scaled by 10^`decimals`.
  ///
  /// No exponent, no spaces, at least one digit before a point and one after it. Decimals beyond
  /// `decimals` are refused unless they are zeros. `nil` also when the number leaves `Int`.
  @inlinable
  package static func read(
    _ bytes: some Sequence<UInt8>, decimals: Int, signed: Bool = false
  ) -> Int? {
    var value = 0
    var digits = 0
    var fraction = -1
    var negative = false
    var first = true
    for byte in bytes {
      defer { first = false }
      if first, signed, byte == UInt8(ascii: "-") {
        negative = true
        continue
      }
      if byte == UInt8(ascii: ".") {
        guard fraction < 0, digits > 0 else { return nil }
        fraction = 0
        continue
      }
      guard byte >= 0x30, byte <= 0x39 else { return nil }
      let digit = Int(byte & 0x0F)
      if fraction >= 0 {
        fraction += 1
        if fraction > decimals {
          guard digit == 0 else { return nil }
          continue
        }
      } else {
        digits += 1
      }
      let (product, overflow) = value.multipliedReportingOverflow(by: 10)
      let (sum, carry) = product.addingReportingOverflow(digit)
      guard !overflow, !carry else { return nil }
      value = sum
    }
    guard digits > 0, fraction != 0 else { return nil }
    var missing = decimals - max(fraction, 0)
    while missing > 0 {
      let (product, overflow) = value.multipliedReportingOverflow(by: 10)
      guard !overflow else { return nil }
      value = product
      missing -= 1
    }
    return negative ? -value : value
  }

  /// Prints a scaled integer with exactly `decimals` decimals.
  package static func print(_ value: Int, decimals: Int) -> String {
    text(value < 0, value.magnitude, decimals: decimals)
  }

  /// Prints a scaled integer without trailing zeros.
  package static func printShort(_ value: Int, decimals: Int) -> String {
    var magnitude = value.magnitude
    var kept = decimals
    while kept > 0, magnitude % 10 == 0 {
      magnitude /= 10
      kept -= 1
    }
    return text(value < 0, magnitude, decimals: kept)
  }

  /// Exactly as long as it must be, which keeps usual numbers out of the heap; written from its end.
  private static func text(_ isNegative: Bool, _ magnitude: UInt, decimals: Int) -> String {
    var digits = 1
    var rest = magnitude / 10
    while rest > 0 {
      digits += 1
      rest /= 10
    }
    digits = max(digits, decimals + 1)
    let count = digits + (isNegative ? 1 : 0) + (decimals > 0 ? 1 : 0)
    return String(unsafeUninitializedCapacity: count) { bytes in
      var place = count
      var rest = magnitude
      for digit in 0..<digits {
        if digit == decimals, decimals > 0 {
          place -= 1
          bytes[place] = UInt8(ascii: ".")
        }
        place -= 1
        bytes[place] = UInt8(ascii: "0") + UInt8(truncatingIfNeeded: rest % 10)
        rest /= 10
      }
      if isNegative { bytes[0] = UInt8(ascii: "-") }
      return count
    }
  }
}
