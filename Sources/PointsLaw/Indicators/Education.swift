import Policy
import Units

/// 教育背景: what a credential earns, and what is taken back for the study (扣除就学期间积分).
struct StudyMonths {
  /// Months of employment that are taken back.
  var employed: Int
  /// Residence months taken back, in the trial editions by what they scored.
  var own: Int
  var filed: Int
  var imputed: Int
  /// The months looked at.
  var first: Int32
  var last: Int32

  var isEmpty: Bool { employed == 0 && own == 0 && filed == 0 && imputed == 0 }
}

extension Rules {
  /// Points of a credential, 0 when it graduates after the reference date.
  @inline(__always)
  func grossPoints(_ credential: PackedCredential) -> Int {
    guard Int(credential.graduated) < packing.bits else { return 0 }
    return worth(credential).value.hundredths
  }

  @inline(__always)
  func worth(_ credential: PackedCredential) -> Cited<Points> {
    credential.isBoth
      ? education.both[Int(credential.level)] : education.single[Int(credential.level)]
  }

  /// The window of the 2020 rules: it ends with the graduation month, which is inside it.
  @inline(__always)
  func window(_ credential: PackedCredential, _ windows: ByLevel<Cited<Int>>) -> Cited<Int> {
    let level = Int(credential.level)
    let goesWithPoints =
      !credential.isBoth && level > 0 && education.windowReading?.value == .byPoints
    return windows[goesWithPoints ? level &- 1 : level]
  }

  /// What the study took from employment and residence.
  ///
  /// - Parameter months: the residence months kept; only the trial editions look at them.
  @inline(__always)
  func studyMonths(
    _ credential: PackedCredential, _ work: Employment, _ months: ResidenceMonths, _ zones: Zones
  ) -> StudyMonths {
    if let windows = education.windows {
      let first = Int(credential.graduated) &- window(credential, windows).value &+ 1
      return StudyMonths(
        employed: work.paid.count(first, Int(credential.graduated)), own: 0, filed: 0, imputed: 0,
        first: Int32(truncatingIfNeeded: first), last: credential.graduated)
    } else {
      let first = credential.enrolled
      let last = credential.graduated
      var study = StudyMonths(
        employed: work.paid.count(Int(first), Int(last)), own: 0, filed: 0, imputed: 0,
        first: first, last: last)
      guard !months.isShort else { return study }
      study.own = Int(months.own.sum(where: zones.isStudy))
      study.imputed = Int(
        months.imputed.sum(where: zones.isStudy))
      let begin = max(first, boundaryBit &+ 1)
      if begin <= last, months.filedMask != 0 {
        study.filed =
          (months.filedMask & Rules.mask(begin, last, from: boundaryBit &+ 1)).nonzeroBitCount
      }
      return study
    }
  }

  /// The deduction as a magnitude in hundredths, rounded once.
  @inline(__always)
  func deduction(_ study: StudyMonths) -> Int {
    switch education.rule.value {
    case .window: Int(windowPoints[study.employed])
    case .study:
      rounding.value.quotient(
        study.employed &* employment.pointsPerYear.value.hundredths
          &+ study.own &* ownStudyRate &+ study.filed &* residence.filed.value.hundredths
          &+ study.imputed &* residence.imputed.value.hundredths, by: 12)
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
    _ applicant: Applicant, _ place: Int, _ work: Employment,
    _ months: ResidenceMonths, _ zones: Zones, into recorder: inout Recorder
  ) {
    let credential = applicant.credential(place)
    let gross = grossPoints(credential)
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
    let study = studyMonths(credential, work, months, zones)
    guard !study.isEmpty else { return }
    let points = deduction(study)
    recorder.line(.deduction, -points) { deductionDetail(credential, study) }
    if gross <= points {
      recorder.warn {
        Notes.notWorthClaiming(place, Points(hundredths: gross - points))
      }
    }
  }

  private func deductionDetail(
    _ credential: PackedCredential, _ study: StudyMonths
  ) -> LineDetail {
    let span = MonthSpan(
      packing.base + Int(study.first), packing.base + Int(study.last))
    if let windows = education.windows {
      let rates = [education.employmentPerYear, education.residencePerYear].compactMap { $0 }
      let window = self.window(credential, windows)
      return LineDetail(
        .negative(
          .product(
            .quotient(.count(study.employed), 12), .sum(rates.map { .points($0.value) }))),
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
        (study.employed, employment.pointsPerYear), (study.own, own),
        (study.filed, residence.filed), (study.imputed, residence.imputed),
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
