/// The nine indicators (积分指标), in the order of the score sheet.
package enum Indicator: Int, CaseIterable, Sendable {
  case employment, residence, education, district, innovation, tax, age, honours, lawAbiding

  /// Made once: asking a case for its name is slow.
  private static let names = allCases.map { String(describing: $0) }
  package var name: String { Self.names[Int(rawValue)] }
}

/// One line of the score sheet (积分项): rounded on its own, then added.
package enum Line: Int, CaseIterable, Sendable {
  case employment
  case ownHome, rental, dormitory
  case ownHomeBefore, ownHomeAfter
  case imputed
  case filedAfter
  case gross, deduction
  case district
  case innovation
  case tax, violations
  case age
  case honours
  case lawAbiding

  /// Made once: asking a case for its name is slow.
  private static let names = allCases.map { String(describing: $0) }
  package var name: String { Self.names[Int(rawValue)] }

  package var indicator: Indicator {
    switch self {
    case .employment: .employment
    case .ownHome, .rental, .dormitory, .ownHomeBefore, .ownHomeAfter, .imputed, .filedAfter:
      .residence
    case .gross, .deduction: .education
    case .district: .district
    case .innovation: .innovation
    case .tax, .violations: .tax
    case .age: .age
    case .honours: .honours
    case .lawAbiding: .lawAbiding
    }
  }
}
