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
