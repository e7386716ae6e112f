/// Reading and writing of few digits at once: most of a case is months and dates.
@usableFromInline
package enum Digits {
  /// The number written in four digits from `start`; `nil` when one is not a digit.
  @inlinable @inline(__always)
  package static func four(_ bytes: UnsafeBufferPointer<UInt8>, _ start: Int) -> Int? {
    precondition(start >= 0 && start <= bytes.count &- 4, "four bytes from the start on")
    let word = UnsafeRawBufferPointer(bytes).loadUnaligned(fromByteOffset: start, as: UInt32.self)
    // The first digit in the lowest byte, each as its value when it is one.
    let values = UInt32(littleEndian: word) ^ 0x3030_3030
    // Adding 0x76 sets the high bit of every value above nine.
    guard (values &+ 0x7676_7676 | values) & 0x8080_8080 == 0 else { return nil }
    let pairs = (values &* 10 &+ values >> 8) & 0x00FF_00FF
    return Int(pairs & 0xFF) &* 100 &+ Int(pairs >> 16)
  }

  /// The number written in two digits from `start`; `nil` when one is not a digit.
  @inlinable @inline(__always)
  package static func two(_ bytes: UnsafeBufferPointer<UInt8>, _ start: Int) -> Int? {
    precondition(start >= 0 && start <= bytes.count &- 2, "two bytes from the start on")
    let tens = bytes[start] &- 0x30
    let ones = bytes[start &+ 1] &- 0x30
    guard tens <= 9, ones <= 9 else { return nil }
    return Int(tens &* 10 &+ ones)
  }

  /// Writes a number in so many digits, the first at `start`.
  static func write(
    _ value: Int, _ digits: Int, to bytes: UnsafeMutableBufferPointer<UInt8>, at start: Int
  ) {
    var rest = value
    for place in stride(from: start + digits - 1, through: start, by: -1) {
      bytes[place] = UInt8(ascii: "0") + UInt8(truncatingIfNeeded: rest % 10)
      rest /= 10
    }
  }
}
