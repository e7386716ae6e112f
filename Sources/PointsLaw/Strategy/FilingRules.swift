import Policy
import Units

/// What the parameters of an edition promise about filing, worked out once.
struct FilingRules: Sendable {
  /// Months after the boundary are followed one by one: lines by kind, or a deduction by study.
  let followsMonths: Bool
  /// Filing one more home never lowers the unrounded residence points.
  let residenceIsMonotone: Bool
  /// Nor the district points.
  let districtIsMonotone: Bool
  /// An own home month gains so much more than an imputed one that rounding cannot take it back.
  let allIsBestBelowCap: Bool
  /// Nearly everybody does best by filing everything, and homes need not be told apart: their months
  /// are counted by sets (since 2020).
  let countsBySets: Bool
  /// Under the cap an own home month gains so much more than a rented or imputed month it displaces
  /// that rounding cannot take it back, and there are two lines of own homes, one of rentals and one of
  /// imputed months.
  let ownIsBestUnderCap: Bool
  /// Hundredths a year that an own home month inside a study keeps after the deduction.
  let ownStudyNet: Int
  /// A month of an own home earns more than any other and each earns something: then the highest
  /// unrounded points nearly tell how many months of each kind reach them.
  let pointsTellMonths: Bool
  /// The most hundredths that twelve residence months can earn, those inside a study less what it
  /// takes back.
  let highestRate: Int
  /// The most hundredths of the district indicator.
  let districtMost: Int
  let gains: RoundingGains

  /// - Parameter base: the first month of the packed time line.
  init(
    residence: ResidenceRules, district: DistrictRules, education: EducationRules,
    employment: EmploymentRules, rounding: Rounding, base: Month
  ) {
    let own = residence.own.value.hundredths
    let filed = residence.filed.value.hundredths
    let imputed = residence.imputed.value.hundredths
    followsMonths = residence.lines.value == .kinds || education.rule.value == .study
    residenceIsMonotone = own >= filed && filed >= imputed && imputed >= 0
    let both = district.both.value.hundredths
    let housing = district.housing.value.hundredths
    let isSimple = both >= housing && housing >= 0 && district.modes?.value != .jobAndHousingFirst
    let mostAreOpen = min(district.bothMost.value.hundredths, district.housingMost.value.hundredths)
    districtIsMonotone =
      isSimple && district.december?.value != .asClaimed
      && (district.rule.value == .moved
        || mostAreOpen >= district.most?.value.hundredths ?? 0)
    allIsBestBelowCap = residenceIsMonotone && districtIsMonotone && own - imputed >= 24
    countsBySets =
      allIsBestBelowCap && education.windows != nil && !followsMonths
      && residence.earlyRental.value == .insurance && district.rule.value == .lives
      && residence.boundary.value >= base && district.from.value >= base
    ownIsBestUnderCap = countsBySets && own - filed >= 48
    ownStudyNet =
      education.studyResidence?.value == .rentalRate ? max(own - filed, 0) : 0
    pointsTellMonths = residenceIsMonotone && own > filed && imputed > 0 && ownStudyNet == 0
    highestRate = max(own, filed, imputed, ownStudyNet)
    districtMost = max(
      district.bothMost.value.hundredths + district.housingMost.value.hundredths, 0)
    gains = RoundingGains(
      own: residence.own.value.hundredths, filed: residence.filed.value.hundredths,
      imputed: residence.imputed.value.hundredths,
      employment: employment.pointsPerYear.value.hundredths, rounding)
  }
}
