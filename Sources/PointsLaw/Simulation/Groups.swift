package import Policy
import Units

/// The groups by which a reform's winners and losers are told (人群分组).
package enum Grouping: Int, CaseIterable, Sendable {
  case ageBand, education, district, yearsPaid

  package var name: String { String(describing: self) }

  package var wording: Wording {
    switch self {
    case .ageBand: Wording("年龄段", "age band")
    case .education: Wording("最高学历学位", "highest credential")
    case .district: Wording("缴费所在区", "district of insurance")
    case .yearsPaid: Wording("缴费年限", "years paid")
    }
  }

  /// The groups' keys in files, in order; ``Groups`` holds their places.
  package var keys: [String] {
    switch self {
    case .ageBand: ["to34", "35to39", "40to44", "45to49", "from50"]
    case .education: ["none"] + Credential.Level.allCases.map(\.name)
    case .district: ["none"] + District.allCases.map(\.name)
    case .yearsPaid: ["to6", "7to9", "10to12", "13to15", "16to18", "from19"]
    }
  }

  /// What the groups are called, in the same order.
  package var groups: [Wording] {
    switch self {
    case .ageBand:
      [
        Wording("35岁以下", "under 35"), Wording("35–39岁", "35–39"), Wording("40–44岁", "40–44"),
        Wording("45–49岁", "45–49"), Wording("50岁及以上", "50 and over"),
      ]
    case .education:
      [Wording("无", "none")] + Credential.Level.allCases.map(\.wording)
    case .district: [Wording("无", "none")] + District.allCases.map(\.wording)
    case .yearsPaid:
      [
        Wording("不足7年", "under 7"), Wording("7–9年", "7–9"), Wording("10–12年", "10–12"),
        Wording("13–15年", "13–15"), Wording("16–18年", "16–18"), Wording("19年及以上", "19 and over"),
      ]
    }
  }
}

/// The groups of one person at a cycle's reference date, one place for each ``Grouping``.
package struct Groups: Sendable {
  package var places: SIMD4<UInt8>

  package init(_ facts: Facts, at rules: Rules) {
    let reference = rules.referenceMonth
    let age = rules.referenceDate.year - facts.birthDate.year
    let band = age < 35 ? 0 : min((age - 30) / 5, 4)
    let highest =
      facts.credentials.lazy.filter { $0.graduated <= reference }
      .map { Int($0.level.rawValue) + 1 }.max() ?? 0
    let district =
      facts.insurance.first {
        $0.type == .pension && $0.supplementary == nil && $0.months.contains(reference)
      }.map { Int($0.district.rawValue) + 1 } ?? 0
    let months = facts.insurance.lazy.filter { $0.type == .pension && $0.supplementary == nil }
      .reduce(0) { sum, spell in
        sum + MonthSpan(spell.months.from, min(spell.months.to, reference)).count
      }
    let years = months / 12
    let paid = years < 7 ? 0 : min((years - 7) / 3 + 1, 5)
    places = SIMD4(UInt8(band), UInt8(highest), UInt8(district), UInt8(paid))
  }
}
