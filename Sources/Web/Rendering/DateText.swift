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
