import Policy
import Units

/// 合法稳定就业: the months normally paid of the insurance type with the most, at 3 points for
/// twelve; no minimum. Supplementary payments never count. On a tie the first type of
/// ``InsuranceType`` is taken: the system reads it, the applicant does not choose.
///
/// Example: pension 87, medical 84, unemployment 84, injury 86, maternity 60 months: 87 ÷ 12 × 3 =
/// 21.75.
struct Employment {
  /// Place of the chosen type in ``InsuranceType``.
  var type: Int
  var months: Int
  /// Months in which the chosen type was paid normally.
  var paid: MonthBits
  /// Of those, the months paid outside the six city districts.
  var outside: MonthBits
  /// Months that can be imputed as rental up to the boundary.
  var imputable: MonthBits
}

extension Rules {
  @inline(__always)
  func employment(_ applicant: Applicant) -> Employment {
    let packed = applicant.packed
    let paid = applicant.paid(packed.pointee.longestSet)
    return Employment(
      type: Int(packed.pointee.longestType), months: Int(packed.pointee.longest), paid: paid,
      outside: applicant.paidOutside(packed.pointee.longestSet),
      imputable: residence.imputedType.value == .chosen
        ? paid : applicant.paid(applicant.packed.pointee.anySet))
  }

  @inline(__always)
  func recordEmployment<Recorder: ScoreRecorder>(
    _ applicant: Applicant, _ work: Employment, into recorder: inout Recorder
  ) {
    recorder.line(.employment, Int(employmentPoints[work.months])) {
      let rate = employment.pointsPerYear
      return LineDetail(
        .rate(work.months, rate.value),
        [
          Notes.insurance(applicant, chosen: work.type),
          Notes.months(work.paid, from: packing.base),
        ],
        parameters: [rate.parameter, employment.from.parameter, rounding.parameter])
    }
  }
}
