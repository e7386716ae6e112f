import Policy
import Units

/// 年龄 at 1 January of the previous year, by the identity card: full points up to the limit, less
/// for each year or part of a year above it. Ages are full years, reached the day after the
/// birthday, so only the birth year decides.
///
/// Example, cycle 2020: born 1973-01-01 or later 20; 1972 16; 1971 12; 1970 8; 1969 4; earlier 0.
extension Rules {
  @inline(__always)
  func yearsOverLimit(_ birth: Int32) -> Int {
    let date = CivilDate(code: birth)
    var years = cycle &- 1 &- date.year &- 1 &- age.limit.value
    if conditions.ageReached.value == .birthday, date.monthOfYear == 1, date.day == 1 {
      years &+= 1
    }
    return max(years, 0)
  }

  @inline(__always)
  func recordAge<Recorder: ScoreRecorder>(
    _ applicant: Applicant, into recorder: inout Recorder
  ) {
    let birth = applicant.packed.pointee.birth
    let over = yearsOverLimit(birth)
    let points = max(
      age.points.value.hundredths &- over &* age.lossPerYear.value.hundredths, 0)
    recorder.line(.age, points) {
      LineDetail(
        over == 0
          ? .points(age.points.value)
          : .greatest(
            .difference(
              .points(age.points.value), .product(.count(over), .points(age.lossPerYear.value))),
            .count(0)),
        [
          over == 0
            ? Wording(
              "\(CivilDate(code: birth))出生，\(cycle - 1)年1月1日未超过\(age.limit.value)周岁",
              "born \(CivilDate(code: birth)): not over \(age.limit.value) on "
                + "1 January \(cycle - 1)")
            : Wording(
              "\(CivilDate(code: birth))出生，\(cycle - 1)年1月1日超过\(age.limit.value)周岁，"
                + "按\(over)岁计（含不满一岁）",
              "born \(CivilDate(code: birth)): over \(age.limit.value) by \(over) on "
                + "1 January \(cycle - 1), a part of a year counted whole")
        ],
        parameters: [
          age.points.parameter, age.limit.parameter, age.lossPerYear.parameter,
          conditions.ageReached.parameter,
        ])
    }
  }
}
