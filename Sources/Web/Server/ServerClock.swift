import Glibc

/// The machine's clocks as plain numbers: which module C's own types of time belong to depends on what
/// else is imported, so they are not named here.
enum ServerClock {
  /// Microseconds that never go back.
  static func microseconds() -> Int {
    let now = read(CLOCK_MONOTONIC)
    return now.seconds * 1_000_000 + now.nanoseconds / 1000
  }

  /// Seconds since 1970.
  static func seconds() -> Int { read(CLOCK_REALTIME).seconds }

  private static func read(_ clock: clockid_t) -> (seconds: Int, nanoseconds: Int) {
    withUnsafeTemporaryAllocation(byteCount: 16, alignment: 8) { words in
      guard let base = words.baseAddress else { return (0, 0) }
      clock_gettime(clock, base.assumingMemoryBound(to: timespec.self))
      return (base.load(as: Int.self), base.load(fromByteOffset: 8, as: Int.self))
    }
  }

  /// Appends the present moment in UTC, to the millisecond (RFC 3339).
  static func appendNow(to line: inout [UInt8]) {
    let now = read(CLOCK_REALTIME)
    appendMoment(now.seconds, now.nanoseconds / 1_000_000, to: &line)
  }

  /// - Parameter seconds: since 1970.
  static func appendMoment(_ seconds: Int, _ milliseconds: Int, to line: inout [UInt8]) {
    func digits(_ value: Int, _ count: Int, _ after: Unicode.Scalar) {
      var scale = 1
      for _ in 1..<count { scale *= 10 }
      while scale > 0 {
        line.append(UInt8(ascii: "0") + UInt8(value / scale % 10))
        scale /= 10
      }
      line.append(UInt8(ascii: after))
    }
    // Years begin in March here, so that the day that is sometimes missing is their last. 146,097
    // days are 400 years; the first of them began 719,468 days before 1970.
    let days = seconds / 86_400 + 719_468
    let era = days / 146_097
    let dayOfEra = days % 146_097
    let yearOfEra =
      (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let month = (5 * dayOfYear + 2) / 153
    let day = dayOfYear - (153 * month + 2) / 5 + 1
    let isNextYear = month >= 10
    digits(era * 400 + yearOfEra + (isNextYear ? 1 : 0), 4, "-")
    digits(isNextYear ? month - 9 : month + 3, 2, "-")
    digits(day, 2, "T")
    digits(seconds / 3600 % 24, 2, ":")
    digits(seconds / 60 % 60, 2, ":")
    digits(seconds % 60, 2, ".")
    digits(milliseconds, 3, "Z")
  }
}
