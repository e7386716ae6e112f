/// A calendar month such as 2019-12. Rules count months inclusively (含当月): 2009-01 to 2009-08 is
/// eight months.
@usableFromInline
package struct Month: Hashable, Comparable, Sendable {
  /// Months since January of year 0.
  @usableFromInline package var ordinal: Int32

  @inlinable @inline(__always) package init(ordinal: Int32) { self.ordinal = ordinal }

  /// - Parameter month: 1 to 12.
  @inlinable @inline(__always) package init(_ year: Int, _ month: Int) {
    self.ordinal = Int32(truncatingIfNeeded: year &* 12 &+ month &- 1)
  }

  /// Reads `YYYY-MM`; `nil` for anything else and for months that do not exist.
  @inlinable
  package init?(utf8 bytes: UnsafeBufferPointer<UInt8>) {
    guard bytes.count == 7, bytes[4] == UInt8(ascii: "-"),
      let year = Digits.four(bytes, 0), let month = Digits.two(bytes, 5),
      year >= 1, month >= 1, month <= 12
    else { return nil }
    self.init(year, month)
  }

  /// Reads `YYYY-MM` from text.
  package init?(_ text: String) {
    var text = text
    guard let month = text.withUTF8({ Month(utf8: $0) }) else { return nil }
    self = month
  }

  @inlinable @inline(__always) package var year: Int { Int(ordinal) / 12 }
  @inlinable @inline(__always) package var month: Int { Int(ordinal) % 12 + 1 }

  @inlinable @inline(__always) package static func < (left: Month, right: Month) -> Bool {
    left.ordinal < right.ordinal
  }

  @inlinable @inline(__always) package static func + (month: Month, count: Int) -> Month {
    Month(ordinal: month.ordinal &+ Int32(truncatingIfNeeded: count))
  }

  @inlinable @inline(__always) package static func - (month: Month, count: Int) -> Month {
    month + (0 &- count)
  }

  /// Months from `earlier` to this one; 0 for the same month.
  @inlinable @inline(__always) package func distance(since earlier: Month) -> Int {
    Int(ordinal) &- Int(earlier.ordinal)
  }
}

extension Month: CustomStringConvertible {
  /// `2019-12`.
  @usableFromInline package var description: String {
    guard (0...9999).contains(year) else { return "\(year)-\(Month.pad(month, 2))" }
    return String(unsafeUninitializedCapacity: 7) { bytes in
      Digits.write(year, 4, to: bytes, at: 0)
      bytes[4] = UInt8(ascii: "-")
      Digits.write(month, 2, to: bytes, at: 5)
      return 7
    }
  }

  /// `value` with at least `width` digits.
  package static func pad(_ value: Int, _ width: Int) -> String {
    let digits = String(value)
    return String(repeating: "0", count: max(0, width - digits.utf8.count)) + digits
  }
}

/// A stretch of whole months, both ends included.
@usableFromInline
package struct MonthSpan: Hashable, Sendable {
  @usableFromInline package var from: Month
  @usableFromInline package var to: Month

  @inlinable @inline(__always) package init(_ from: Month, _ to: Month) {
    self.from = from
    self.to = to
  }

  /// The number of months; 0 when the end lies before the beginning.
  @inlinable @inline(__always) package var count: Int { max(0, to.distance(since: from) &+ 1) }

  @inlinable @inline(__always) package func contains(_ month: Month) -> Bool {
    from <= month && month <= to
  }

  @inlinable @inline(__always) package func overlaps(_ other: MonthSpan) -> Bool {
    from <= other.to && other.from <= to
  }

  /// The months in both; empty (count 0) when there is none.
  @inlinable @inline(__always) package func intersection(_ other: MonthSpan) -> MonthSpan {
    MonthSpan(max(from, other.from), min(to, other.to))
  }
}

extension MonthSpan: CustomStringConvertible {
  /// `2018-01…2018-12`, or one month alone.
  @usableFromInline package var description: String { from == to ? "\(from)" : "\(from)…\(to)" }
}
