package import Policy
package import Units

extension CivilDate {
  /// As people write it: `2020年7月17日`, `17 July 2020`.
  package func text(_ language: Language) -> String {
    switch language {
    case .zh: "\(year)年\(monthOfYear)月\(day)日"
    case .en: "\(day) \(Month.englishNames[monthOfYear - 1]) \(year)"
    }
  }
}

extension Month {
  fileprivate static let englishNames = [
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
  ]

  /// As people write it: `2020年7月`, `July 2020`.
  package func text(_ language: Language) -> String {
    switch language {
    case .zh: "\(year)年\(month)月"
    case .en: "\(Month.englishNames[month - 1]) \(year)"
    }
  }
}

extension Instant {
  /// As people read it, in Beijing: `2026年4月1日 08:00`.
  package func text(_ language: Language) -> String {
    let (date, rest) = beijing
    let minutes = Int(rest / 60_000)
    return "\(date.text(language)) \(Month.pad(minutes / 60, 2)):\(Month.pad(minutes % 60, 2))"
  }

  /// The first moment that is too late, as people read it: what ends with a day by that day, `2026年4月1日（含当日）`; anything else
  /// by its minute.
  package func deadline(_ language: Language) -> String {
    let (date, rest) = beijing
    guard rest == 0 else { return text(language) }
    let day = date.adding(days: -1).text(language)
    return language == .zh ? "\(day)（含当日）" : "the end of \(day)"
  }
}
