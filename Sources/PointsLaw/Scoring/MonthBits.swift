import Units

/// A set of months as bits (月份集合): bit 0 is the first month that social insurance can score
/// (1998-07), the last bit is the month of the reference date.
///
/// A view into memory that belongs to a ``PackedCases``; it must not outlive it. Ranges may reach
/// beyond both ends: what lies outside is empty.
package struct MonthBits {
  @usableFromInline let words: UnsafePointer<UInt64>
  /// Number of months that can be held.
  @usableFromInline let bits: Int

  @inlinable init(_ words: UnsafePointer<UInt64>, bits: Int) {
    self.words = words
    self.bits = bits
  }

  /// The number of months from bit `first` to bit `last`, both included.
  @inlinable @inline(__always)
  func count(_ first: Int, _ last: Int) -> Int {
    let low = max(first, 0)
    let high = min(last, bits &- 1)
    guard low <= high else { return 0 }
    let lastWord = high &>> 6
    let toEnd = UInt64(truncatingIfNeeded: 63 &- high & 63)
    let length = high &- low &+ 1
    if length <= 64 {
      // The 64 months that end with `high`; in the first word nothing stands before them, and what is
      // read there instead is cut off with the rest.
      let ending =
        words[lastWord] &<< toEnd | (words[max(lastWord &- 1, 0)] &>> 1) &>> (63 &- toEnd)
      return (ending &>> UInt64(truncatingIfNeeded: 64 &- length)).nonzeroBitCount
    }
    var index = low &>> 6
    var sum = (words[index] &>> UInt64(truncatingIfNeeded: low & 63)).nonzeroBitCount
    index &+= 1
    while index < lastWord {
      sum &+= words[index].nonzeroBitCount
      index &+= 1
    }
    return sum &+ (words[lastWord] &<< toEnd).nonzeroBitCount
  }

  @inlinable
  func contains(_ bit: Int) -> Bool {
    bit >= 0 && bit < bits && words[bit &>> 6] &>> UInt64(truncatingIfNeeded: bit & 63) & 1 == 1
  }

  /// The months in the set as stretches, first month being bit 0.
  func spans(from base: Month) -> [MonthSpan] {
    Notes.spans((0..<bits).lazy.filter(contains).map { base + $0 })
  }
}
