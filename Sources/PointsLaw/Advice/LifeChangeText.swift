package import Policy
package import Units

extension LifeChange {
  /// Reads a change (变化) as people write it: `ownHome:daxing:2021-03`, `rental:haidian:2021-03`,
  /// `master:2022-07`, `master:2019-09:2022-07` or `incomeTax:100000:2021`. Without an enrolment a
  /// bachelor's takes four years, any other study three.
  ///
  /// - Parameter name: what the caller calls this value, for the problem.
  package init(_ text: String, argument name: String) throws(Problems) {
    guard let change = LifeChange(text) else {
      throw Problem.argument(
        name, JSONText.quoted(text),
        "ownHome:区:月份、rental:区:月份、学历:毕业月份或incomeTax:金额:年份",
        "ownHome:DISTRICT:MONTH, rental:DISTRICT:MONTH, LEVEL:MONTH or incomeTax:AMOUNT:YEAR")
    }
    self = change
  }

  /// Reads a credential to weigh against work: a level, perhaps a month of enrolment, and a month of
  /// graduation that is not after the cycle's reference month.
  package init(study text: String, argument name: String, by rules: Rules) throws(Problems) {
    try self.init(text, argument: name)
    if case .credential(_, _, let graduated) = self, graduated <= rules.referenceMonth { return }
    throw Problem.argument(
      name, JSONText.quoted(text), "学历:毕业月份，不晚于\(rules.referenceMonth)",
      "a level and a month not after \(rules.referenceMonth), such as master:2018-07")
  }

  private init?(_ text: String) {
    let parts = text.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
    if let level = Credential.Level.allCases.first(where: { $0.name == parts[0] }) {
      let months = parts.dropFirst().compactMap { Month($0) }
      guard months.count == parts.count - 1, let graduated = months.last else { return nil }
      let years = level == .bachelor ? 4 : 3
      let enrolled = months.count == 1 ? graduated - (years * 12 - 1) : months[0]
      guard months.count <= 2, enrolled <= graduated else { return nil }
      self = .credential(level, enrolled: enrolled, graduated: graduated)
      return
    }
    guard parts.count == 3 else { return nil }
    let district = District.allCases.first { $0.name == parts[1] && $0 != .municipal }
    switch parts[0] {
    case "ownHome":
      guard let district, let month = Month(parts[2]) else { return nil }
      self = .ownHome(district, from: month)
    case "rental":
      guard let district, let month = Month(parts[2]) else { return nil }
      self = .rental(district, from: month)
    case "incomeTax":
      guard let paid = Yuan(utf8: parts[1].utf8), let year = Int(parts[2]),
        (1900...9999).contains(year)
      else { return nil }
      self = .incomeTax(paid, from: year)
    default: return nil
    }
  }
}

extension Points {
  /// Reads points that a caller gives: digits, at most two decimals, below ten thousand.
  ///
  /// - Parameter name: what the caller calls this value, for the problem.
  package init(_ text: String, argument name: String) throws(Problems) {
    guard let points = Points(text), points.hundredths.magnitude < 1_000_000 else {
      throw Problem.argument(
        name, JSONText.quoted(text), "至多两位小数的分值", "points with at most two decimals")
    }
    self = points
  }
}

extension Outlook {
  /// Refuses a number of years to look ahead that is not 1 to 30.
  package static func check(years: Int, argument name: String) throws(Problems) {
    guard (1...30).contains(years) else {
      throw Problem.argument(name, "\(years)", "1至30", "1 to 30")
    }
  }
}

extension Gap {
  /// The points to reach: those given, else the cycle's published cut-off (落户分值).
  ///
  /// - Parameter name: what the caller calls this value, for the problem.
  package static func goal(
    _ target: String?, argument name: String, _ history: History, _ cycle: Int
  ) throws(Problems) -> Points {
    if let target { return try Points(target, argument: name) }
    guard let past = history.past(cycle) else {
      throw Problem.argument(
        name, "null", "\(cycle)年度尚无公布的落户分值，请给出目标分",
        "points to reach: no cut-off of \(cycle) is published yet")
    }
    return past.cutOff
  }
}
