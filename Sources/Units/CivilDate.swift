/// A day of the civil calendar such as 2020-07-17, without clock or time zone.
@usableFromInline
package struct CivilDate: Hashable, Comparable, Sendable {
  /// Year × 512 + month × 32 + day: ordered like the calendar.
  @usableFromInline package var code: Int32

  @inlinable @inline(__always) package init(code: Int32) { self.code = code }

  /// The day, or `nil` when the calendar does not have it (29 February 2015).
  @inlinable @inline(__always) package init?(_ year: Int, _ month: Int, _ day: Int) {
    guard year >= 1, year <= 9999, month >= 1, month <= 12, day >= 1,
      day <= CivilDate.days(year: year, month: month)
    else { return nil }
    self.code = Int32(truncatingIfNeeded: year &* 512 &+ month &* 32 &+ day)
  }

  /// Reads `YYYY-MM-DD`; `nil` for anything else and for days that do not exist.
  @inlinable
  package init?(utf8 bytes: UnsafeBufferPointer<UInt8>) {
    guard bytes.count == 10, bytes[4] == UInt8(ascii: "-"), bytes[7] == UInt8(ascii: "-"),
      let year = Digits.four(bytes, 0), let month = Digits.two(bytes, 5),
      let day = Digits.two(bytes, 8)
    else { return nil }
    self.init(year, month, day)
  }

  /// Reads `YYYY-MM-DD` from text.
  package init?(_ text: String) {
    var text = text
    guard let date = text.withUTF8({ CivilDate(utf8: $0) }) else { return nil }
    self = date
  }

  @inlinable @inline(__always) package var year: Int { Int(code) >> 9 }
  @inlinable @inline(__always) package var monthOfYear: Int { Int(code) >> 5 & 15 }
  @inlinable @inline(__always) package var day: Int { Int(code) & 31 }
  @inlinable @inline(__always) package var month: Month { Month(year, monthOfYear) }

  @inlinable @inline(__always) package static func < (left: CivilDate, right: CivilDate) -> Bool {
    left.code < right.code
  }

  /// The same day of the month `count` months later, or that month's last day when it has no such
  /// day (29 February plus one year is 28 February).
  @inlinable @inline(__always) package func adding(months count: Int) -> CivilDate {
    let target = month + count
    let last = CivilDate.days(year: target.year, month: target.month)
    return CivilDate(
      code: Int32(
        truncatingIfNeeded: target.year &* 512 &+ target.month &* 32 &+ min(day, last)))
  }

  /// The last day of a month.
  @inlinable @inline(__always) package static func last(of month: Month) -> CivilDate {
    let day = days(year: month.year, month: month.month)
    return CivilDate(
      code: Int32(truncatingIfNeeded: month.year &* 512 &+ month.month &* 32 &+ day))
  }

  @inlinable @inline(__always) package static func days(year: Int, month: Int) -> Int {
    switch month {
    case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
    case 4, 6, 9, 11: 30
    default: 31
    }
  }
}

extension CivilDate: CustomStringConvertible {
  /// `2020-07-17`.
  @usableFromInline package var description: String {
    String(unsafeUninitializedCapacity: 10) { bytes in
      Digits.write(year, 4, to: bytes, at: 0)
      bytes[4] = UInt8(ascii: "-")
      Digits.write(monthOfYear, 2, to: bytes, at: 5)
      bytes[7] = UInt8(ascii: "-")
      Digits.write(day, 2, to: bytes, at: 8)
      return 10
    }
  }
}
