import Policy
import Units

/// What stays the same while the residences of one person are searched for one credential: the rates,
/// the cap and the study.
struct ResidenceTerms {
  let rules: Rules
  let work: Employment
  let zones: Zones
  let cap: Int32
  let minimum: Int32
  /// The lines part at the boundary: two for own homes, one for rentals and dormitories.
  let splitsAtBoundary: Bool
  /// Own homes together can be more than the cap.
  let ownCanExceed: Bool
  /// Months to impute, by zone, while nothing is filed.
  let available: SIMD4<Int32>
  /// What homes earn is taken back for the months of a study.
  let followsStudy: Bool
  /// Months of the study after the boundary, bit 0 being the first after it.
  let studyMask: UInt64
  /// What is taken back for employment, in twelfths of hundredths.
  let employedStudy: Int

  /// - Parameter everything: the tally of all entries.
  init(
    _ rules: Rules, _ work: Employment, _ zones: Zones, credential: PackedCredential?,
    everything: ResidenceTally
  ) {
    self.rules = rules
    self.work = work
    self.zones = zones
    cap = Int32(truncatingIfNeeded: work.months)
    minimum = Int32(clamping: rules.residence.minimumMonths.value)
    splitsAtBoundary = rules.residence.lines.value == .boundary
    ownCanExceed = everything.own.wrappedSum() > cap
    available = zones.countsBefore(work.imputable, Zones.beginning, Int32.max / 2)
    let study = rules.education.rule.value == .study ? credential : nil
    followsStudy = study != nil
    studyMask = rules.studyMask(credential)
    employedStudy =
      study.map {
        work.paid.count(Int($0.enrolled), Int($0.graduated))
          * rules.employment.pointsPerYear.value.hundredths
      } ?? 0
  }

  func inStudy(_ months: SIMD4<Int32>) -> SIMD4<Int32> {
    months.replacing(with: 0, where: .!zones.isStudy)
  }

  func outsideStudy(_ months: SIMD4<Int32>) -> SIMD4<Int32> {
    months.replacing(with: 0, where: zones.isStudy)
  }

  // Points of an account, in hundredths.

  func ownPoints(_ account: ResidenceAccount) -> Int {
    Int(rules.ownPoints[Int(account.ownBefore)])
      + Int(rules.ownPoints[Int(account.own - account.ownBefore)])
  }

  func filedPoints(_ account: ResidenceAccount) -> Int {
    Int(rules.filedPoints[Int(account.rental)]) + Int(rules.filedPoints[Int(account.dormitory)])
  }

  func imputedPoints(_ months: SIMD4<Int32>) -> Int {
    Int(rules.imputedPoints[Int(months.wrappedSum())])
  }

  /// What is taken back of twelfths, in hundredths.
  func deduction(_ twelfths: Int) -> Int {
    followsStudy ? rules.rounding.value.quotient(twelfths, by: 12) : 0
  }

  /// What a study takes back for imputed months, in twelfths of hundredths.
  func imputedStudy(_ months: SIMD4<Int32>) -> Int {
    Int(months.sum(where: zones.isStudy)) * rules.residence.imputed.value.hundredths
  }
}

extension Rules {
  /// The months of a study whose residences are taken back, bit 0 being the first after the boundary.
  func studyMask(_ credential: PackedCredential?) -> UInt64 {
    guard let credential, education.rule.value == .study else { return 0 }
    let begin = max(credential.enrolled, boundaryBit + 1)
    return begin <= credential.graduated
      ? Rules.mask(begin, credential.graduated, from: boundaryBit + 1) : 0
  }
}
