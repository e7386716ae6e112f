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
    let digits = String(value.magnitude)
    let padded = String(repeating: "0", count: max(0, decimals + 1 - digits.count)) + digits
    let split = padded.index(padded.endIndex, offsetBy: -decimals)
    let sign = value < 0 ? "-" : ""
    return decimals == 0 ? sign + padded : "\(sign)\(padded[..<split]).\(padded[split...])"
  }

  /// Prints a scaled integer without trailing zeros.
  package static func printShort(_ value: Int, decimals: Int) -> String {
    var text = print(value, decimals: decimals)
    guard decimals > 0 else { return text }
    while text.hasSuffix("0") { text.removeLast() }
    if text.hasSuffix(".") { text.removeLast() }
    return text
  }
}
