import Glibc
package import Units

/// The day it is in Beijing, which has been eight hours ahead of UTC without summer time since 1992.
package enum Today {
  /// From the system's clock.
  @Sendable package static func inBeijing() -> CivilDate {
    day(secondsSince1970: Int(time(nil)))
  }

  /// Example: 1 594 915 200 (2020-07-16 16:00 UTC) is 2020-07-17 in Beijing.
  package static func day(secondsSince1970 seconds: Int) -> CivilDate {
    // Days since 0000-03-01, from which years begin after their leap day.
    let days = (seconds + 8 * 3600) / 86_400 + 719_468
    let era = days / 146_097
    let dayOfEra = days % 146_097
    let year = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * year + year / 4 - year / 100)
    let shifted = (5 * dayOfYear + 2) / 153
    let month = shifted < 10 ? shifted + 3 : shifted - 9
    let civilYear = year + era * 400 + (month <= 2 ? 1 : 0)
    return CivilDate(civilYear, month, dayOfYear - (153 * shifted + 2) / 5 + 1)
      ?? CivilDate.last(of: Month(civilYear, month))
  }
}
