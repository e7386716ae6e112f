/// A moment (时刻), to the millisecond, without a time zone.
///
/// The server's clock gives it; stages, clocks and events are compared in it.
package struct Instant: Hashable, Comparable, Sendable {
  /// Milliseconds since 1970-01-01T00:00:00Z.
  package var milliseconds: Int64

  package init(milliseconds: Int64) { self.milliseconds = milliseconds }

  package static func < (left: Instant, right: Instant) -> Bool {
    left.milliseconds < right.milliseconds
  }

  package func adding(milliseconds count: Int64) -> Instant {
    Instant(milliseconds: milliseconds + count)
  }

  package static let millisecondsOfDay: Int64 = 86_400_000
  /// Asia/Shanghai is eight hours ahead of UTC in every year since 1991.
  package static let beijingOffset: Int64 = 8 * 3_600_000

  /// The beginning of a day in Beijing plus milliseconds of that day.
  package init(_ date: CivilDate, millisecondOfDay: Int64 = 0) {
    milliseconds =
      Int64(date.daysSince1970) * Instant.millisecondsOfDay - Instant.beijingOffset
      + millisecondOfDay
  }

  /// The day in Beijing and the milliseconds since its midnight.
  package var beijing: (date: CivilDate, millisecondOfDay: Int64) {
    let local = milliseconds + Instant.beijingOffset
    var day = local / Instant.millisecondsOfDay
    var rest = local % Instant.millisecondsOfDay
    if rest < 0 {
      day -= 1
      rest += Instant.millisecondsOfDay
    }
    return (CivilDate(daysSince1970: Int(day)), rest)
  }
}

extension Instant: CustomStringConvertible {
  /// `2020-07-17T08:00:00.000+08:00`: the time in Beijing.
  package var description: String {
    let (date, rest) = beijing
    let seconds = Int(rest / 1000)
    let time = [seconds / 3600, seconds / 60 % 60, seconds % 60].map { Month.pad($0, 2) }
    return "\(date)T\(time.joined(separator: ":")).\(Month.pad(Int(rest % 1000), 3))+08:00"
  }
}

extension CivilDate {
  /// Days from 1970-01-01 to this day; negative before.
  package var daysSince1970: Int {
    // Years begin with March, so that the leap day is the last of its year.
    let shifted = monthOfYear <= 2 ? year - 1 : year
    let era = (shifted >= 0 ? shifted : shifted - 399) / 400
    let yearOfEra = shifted - era * 400
    let dayOfYear = (153 * ((monthOfYear + 9) % 12) + 2) / 5 + day - 1
    let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
    return era * 146_097 + dayOfEra - 719_468
  }

  /// The day so many days after 1970-01-01.
  package init(daysSince1970 days: Int) {
    let shifted = days + 719_468
    let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
    let dayOfEra = shifted - era * 146_097
    let yearOfEra =
      (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let place = (5 * dayOfYear + 2) / 153
    let month = place < 10 ? place + 3 : place - 9
    let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
    let day = dayOfYear - (153 * place + 2) / 5 + 1
    self.init(code: Int32(truncatingIfNeeded: year &* 512 &+ month &* 32 &+ day))
  }

  package func adding(days: Int) -> CivilDate { CivilDate(daysSince1970: daysSince1970 + days) }
}
