import Policy
import Units

/// 荣誉表彰: one honour of the table earns its points, once. 守法记录: every detention costs.
extension Rules {
  @inline(__always)
  func recordHonours<Recorder: ScoreRecorder>(
    _ applicant: Applicant, into recorder: inout Recorder
  ) {
    let packed = applicant.packed.pointee
    guard packed.honours > 0 else { return }
    let start = Int(packed.violations) &+ Int(packed.detentions)
    var best: (title: HonourTitle, year: Int, worth: Cited<Points>)?
    for index in start..<start &+ Int(packed.honours) {
      let record = applicant.record(index)
      let year = Int(record & 0xFFFF)
      guard let title = HonourTitle(rawValue: UInt8(truncatingIfNeeded: record >> 16)) else {
        continue
      }
      guard let worth = honours.points[Int(title.rawValue)], year < cycle else {
        recorder.warn { Notes.honourScoresNothing(self, title, year) }
        continue
      }
      if worth.value > best?.worth.value ?? .zero { best = (title, year, worth) }
    }
    guard let best else { return }
    recorder.line(.honours, best.worth.value.hundredths) {
      LineDetail(
        .points(best.worth.value),
        [
          Wording(
            "\(best.year)年\(best.title.wording.zh)", "\(best.title.wording.en), \(best.year)")
        ],
        parameters: [best.worth.parameter])
    }
  }

  @inline(__always)
  func recordDetentions<Recorder: ScoreRecorder>(
    _ applicant: Applicant, into recorder: inout Recorder
  ) {
    let packed = applicant.packed.pointee
    guard packed.detentions > 0 else { return }
    let start = Int(packed.violations)
    let count = counted(applicant, start..<start &+ Int(packed.detentions), lawAbiding)
    recorder.line(.lawAbiding, count &* lawAbiding.points.value.hundredths) {
      LineDetail(
        .product(.count(count), .points(lawAbiding.points.value)),
        [Notes.lookBack(self, lawAbiding, count, Wording("行政拘留", "administrative detentions"))],
        parameters: [
          lawAbiding.points.parameter, lawAbiding.from.parameter, lawAbiding.months.parameter,
        ])
    }
  }
}
