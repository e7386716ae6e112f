package import Policy
package import Units

/// 教育背景
package struct EducationRules: Sendable {
  /// Points by level, a diploma or degree alone and both.
  package let single: ByLevel<Cited<Points>>
  package let both: ByLevel<Cited<Points>>
  package let rule: Cited<DeductionRule>
  /// `study`: what the residence months of the study take back.
  package let studyResidence: Cited<StudyResidence>?
  /// `window`: its length by level, and the yearly rates.
  package let windows: ByLevel<Cited<Int>>?
  package let windowReading: Cited<SingleCredentialWindow>?
  package let employmentPerYear: Cited<Points>?
  package let residencePerYear: Cited<Points>?

  /// Hundredths and months by ``PackedCredential/sort``, for scoring; the window is 0 where the
  /// deduction follows the study.
  let gross: [Int]
  let window: [Int32]

  init(_ table: inout ParameterTable) {
    let junior = table.points("education.points.juniorCollege")
    single = ByLevel(
      juniorCollege: junior, bachelor: table.points("education.points.bachelorSingle"),
      master: table.points("education.points.masterSingle"),
      doctor: table.points("education.points.doctorSingle"))
    both = ByLevel(
      juniorCollege: junior, bachelor: table.points("education.points.bachelor"),
      master: table.points("education.points.master"),
      doctor: table.points("education.points.doctor"))
    rule = table.option("education.deduction.rule", otherwise: .window)
    switch rule.value {
    case .study:
      studyResidence = table.option("readings.studyResidence", otherwise: .scored)
      windows = nil
      windowReading = nil
      employmentPerYear = nil
      residencePerYear = nil
    case .window:
      studyResidence = nil
      let window = "education.deduction.window"
      windows = ByLevel(
        juniorCollege: table.count("\(window).juniorCollege", .months),
        bachelor: table.count("\(window).bachelor", .months),
        master: table.count("\(window).master", .months),
        doctor: table.count("\(window).doctor", .months))
      windowReading = table.option("readings.singleCredentialWindow", otherwise: .byPoints)
      employmentPerYear = table.points("education.deduction.employmentPerYear")
      residencePerYear = table.points("education.deduction.residencePerYear")
    }
    let levels = Array(Credential.Level.allCases.indices)
    gross = [single, both].flatMap { points in levels.map { points[$0].value.hundredths } }
    window = [false, true].flatMap { [windows, windowReading] isBoth in
      levels.map { level in
        windows.map {
          Int32(clamping: EducationRules.window(level, isBoth: isBoth, $0, windowReading).value)
        } ?? 0
      }
    }
  }

  /// The window of the 2020 rules: it ends with the graduation month, which is inside it.
  static func window(
    _ level: Int, isBoth: Bool, _ windows: ByLevel<Cited<Int>>,
    _ reading: Cited<SingleCredentialWindow>?
  ) -> Cited<Int> {
    let goesWithPoints = !isBoth && level > 0 && reading?.value == .byPoints
    return windows[goesWithPoints ? level - 1 : level]
  }
}

/// One value for each level of credential.
package struct ByLevel<Value: Sendable>: Sendable {
  package let juniorCollege: Value
  package let bachelor: Value
  package let master: Value
  package let doctor: Value

  /// - Parameter level: the place of a ``Credential/Level``.
  @inline(__always)
  subscript(_ level: Int) -> Value {
    switch level {
    case 0: juniorCollege
    case 1: bachelor
    case 2: master
    default: doctor
    }
  }
}
