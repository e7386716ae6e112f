/// Why a synthetic applicant is not eligible (不符合资格条件); most have none.
enum Flaw: Sendable {
  /// Insured for fewer than the 84 months asked for.
  case newcomer(months: Int)
  /// Months of the window that nobody paid.
  case gap(months: Int)
  /// Maternity insurance began inside the window, so many months late.
  case lateMaternity(months: Int)
  /// More than five months of supplementary payment (补缴).
  case supplementary(months: Int)
  /// A supplementary payment recorded so many months after the reference date.
  case recordedLate(months: Int)
  case noPermit
  /// The residence permit was applied for so many months after the reference date.
  case latePermit(months: Int)
  /// A worker of more than 50 years, born in that year.
  case retired(birthYear: Int)
  case criminalRecord

  /// - Parameter share: of 1000 applicants, how many are not eligible.
  init?(_ draws: Draws, share: Int) {
    guard draws.below(.ineligible, 1000) < share else { return nil }
    let detail = draws.below(.reasonDetail, 1024)
    switch draws.below(.reason, 100) {
    case ..<45: self = .newcomer(months: 40 + (detail * 44) >> 10)
    case ..<60: self = .gap(months: 1 + (detail & 3))
    case ..<67: self = .lateMaternity(months: 1 + detail % 24)
    case ..<77: self = .supplementary(months: 6 + (detail & 3))
    case ..<82: self = .recordedLate(months: 1 + (detail & 3))
    case ..<88: self = .noPermit
    case ..<91: self = .latePermit(months: 1 + (detail & 3))
    case ..<96: self = .retired(birthYear: 1965 + (detail & 3))
    default: self = .criminalRecord
    }
  }
}
