import Policy
import Units

/// 教育背景: what a credential earns, and what is taken back for the study (扣除就学期间积分).
struct StudyMonths {
  /// Months of employment that are taken back.
  var employed: Int32
  /// Residence months taken back, in the trial editions by what they scored.
  var own: Int16 = 0
  var filed: Int16 = 0
  var imputed: Int16 = 0

  var isEmpty: Bool { employed == 0 && own == 0 && filed == 0 && imputed == 0 }
}

/// A credential that is claimed: its place, the hundredths it earns, and those that are taken back for
/// its study.
struct CredentialClaim {
  var place: Int32
  var gross: Int32
  var deduction: Int32

  /// What remains; 0 for a credential that earns nothing.
  @inline(__always)
  var net: Int32 { gross == 0 ? 0 : gross &- deduction }
}

extension Rules {
  /// Points of a credential, 0 when it graduates after the reference date.
  @inline(__always)
  func grossPoints(_ credential: PackedCredential) -> Int {
    credential.graduated <= lastBit ? education.gross[Int(credential.sort)] : 0
  }

  func worth(_ credential: PackedCredential) -> Cited<Points> {
    credential.isBoth
      ? education.both[credential.level] : education.single[credential.level]
  }

  /// What the study took from employment and residence.
  ///
  /// - Parameter months: the residence months kept; only the trial editions look at them.
  @inline(__always)
  func studyMonths(
    _ credential: PackedCredential, _ work: Employment, _ months: ResidenceMonths
  ) -> StudyMonths {
    let first = Int(studyBegin(credential))
    let last = credential.graduated
    var study = StudyMonths(
      employed: Int32(truncatingIfNeeded: work.paid.count(first, Int(last))))
    guard education.rule.value == .study, !months.isShort else { return study }
    study.own = Int16(truncatingIfNeeded: months.ownInStudy)
    study.imputed = Int16(truncatingIfNeeded: months.imputedInStudy)
    let begin = max(credential.enrolled, boundaryBit &+ 1)
    if begin <= last, months.filedMask != 0 {
      let filed = months.filedMask & Rules.mask(begin, last, from: boundaryBit &+ 1)
      study.filed = Int16(truncatingIfNeeded: filed.nonzeroBitCount)
    }
    return study
  }

  /// The first bit of the months looked at; the last one is that of graduation.
  @inline(__always)
  func studyBegin(_ credential: PackedCredential) -> Int32 {
    education.rule.value == .window
      ? credential.graduated &- education.window[Int(credential.sort)] &+ 1 : credential.enrolled
  }

  @inline(__always)
  func claim(
    _ place: Int, _ applicant: Applicant, _ work: Employment, _ months: ResidenceMonths
  ) -> CredentialClaim {
    let credential = applicant.credential(place)
    return CredentialClaim(
      place: Int32(truncatingIfNeeded: place),
      gross: Int32(truncatingIfNeeded: grossPoints(credential)),
      deduction: Int32(truncatingIfNeeded: deduction(studyMonths(credential, work, months))))
  }

  /// The deduction as a magnitude in hundredths, rounded once.
  @inline(__always)
  func deduction(_ study: StudyMonths) -> Int {
    switch education.rule.value {
    case .window: Int(windowPoints[Int(study.employed)])
    case .study:
      rounding.value.quotient(
        Int(study.employed) &* employment.pointsPerYear.value.hundredths
          &+ Int(study.own) &* ownStudyRate
          &+ Int(study.filed) &* residence.filed.value.hundredths
          &+ Int(study.imputed) &* residence.imputed.value.hundredths, by: 12)
    }
  }

  /// Hundredths a year that a study takes back for an own home that scored.
  @inline(__always)
  var ownStudyRate: Int {
    education.studyResidence?.value == .rentalRate
      ? residence.filed.value.hundredths : residence.own.value.hundredths
  }

  @inline(__always)
  func recordEducation<Recorder: ScoreRecorder>(
    _ applicant: Applicant, _ claim: CredentialClaim, _ work: Employment,
    _ months: ResidenceMonths, into recorder: inout Recorder
  ) {
    let place = Int(claim.place)
    let gross = Int(claim.gross)
    let deduction = Int(claim.deduction)
    let credential = applicant.credential(place)
    guard gross != 0 else {
      recorder.warn { Notes.credentialScoresNothing(self, credential, place) }
      return
    }
    recorder.line(.gross, gross) {
      let worth = self.worth(credential)
      return LineDetail(
        .points(worth.value), [Notes.credential(self, credential, place)],
        parameters: [worth.parameter])
    }
    if Recorder.explains, deduction == 0, studyMonths(credential, work, months).isEmpty { return }
    recorder.line(.deduction, -deduction) {
      deductionDetail(credential, studyMonths(credential, work, months))
    }
    if gross <= deduction {
      recorder.warn { Notes.notWorthClaiming(place, Points(hundredths: gross - deduction)) }
    }
  }

  private func deductionDetail(
    _ credential: PackedCredential, _ study: StudyMonths
  ) -> LineDetail {
    let span = MonthSpan(
      packing.base + Int(studyBegin(credential)), packing.base + Int(credential.graduated))
    if let windows = education.windows {
      let rates = [education.employmentPerYear, education.residencePerYear].compactMap { $0 }
      let window = EducationRules.window(
        credential.level, isBoth: credential.isBoth, windows, education.windowReading)
      return LineDetail(
        .negative(
          .product(
            .quotient(.count(Int(study.employed)), 12), .sum(rates.map { .points($0.value) }))),
        [
          Wording(
            "毕业当月止的\(window.value)个月（\(span)）内有\(study.employed)个月已计就业分",
            "\(study.employed) of the \(window.value) months to graduation (\(span)) "
              + "scored employment")
        ],
        parameters: [window.parameter] + rates.map(\.parameter)
          + [education.windowReading?.parameter].compactMap { $0 } + [rounding.parameter])
    } else {
      let own =
        education.studyResidence?.value == .rentalRate ? residence.filed : residence.own
      let parts: [(months: Int, rate: Cited<Points>)] = [
        (Int(study.employed), employment.pointsPerYear), (Int(study.own), own),
        (Int(study.filed), residence.filed), (Int(study.imputed), residence.imputed),
      ].filter { $0.months > 0 }
      return LineDetail(
        .negative(
          .quotient(
            .sum(parts.map { .product(.count($0.months), .points($0.rate.value)) }), 12)),
        [
          Wording(
            "就学期间（\(span)）已计分：就业\(study.employed)个月，自有住所\(study.own)个月，"
              + "租赁或宿舍\(study.filed)个月，比照租赁\(study.imputed)个月",
            "months of the study (\(span)) that scored: employment \(study.employed), "
              + "own home \(study.own), rental or dormitory \(study.filed), imputed \(study.imputed)"
          )
        ],
        parameters: [education.rule.parameter] + parts.map(\.rate.parameter)
          + [education.studyResidence?.parameter].compactMap { $0 } + [rounding.parameter])
    }
  }
}
