import Policy
package import Units

/// The score sheet (积分表) of one applicant: every line with its arithmetic, facts and articles, the
/// conditions, what was chosen and what each other choice would give.
package struct ScoreSheet: Sendable {
  package struct ScoreLine: Hashable, Sendable {
    package var line: Line
    package var points: Points
    package var detail: LineDetail
  }

  package struct Alternative: Hashable, Sendable {
    package var filing: Filing
    package var total: Points
  }

  package var id: String
  package var rules: Rules
  package var conditions: [(condition: Condition, outcome: ConditionOutcome)]
  /// Lines of other than 0 points, in the order of the sheet.
  package var lines: [ScoreLine]
  /// Why the indicators without a line have none.
  package var unscored: [Unscored]
  package var filing: Filing
  /// Each other value of one choice; `nil` when the filing was given.
  package var alternatives: [Alternative]?
  package var warnings: [Warning]

  /// The sum of the lines, always.
  package var total: Points { lines.reduce(.zero) { $0 + $1.points } }

  package func points(of indicator: Indicator) -> Points {
    lines.reduce(.zero) { $1.line.indicator == indicator ? $0 + $1.points : $0 }
  }

  package var isEligible: Bool {
    conditions.allSatisfy { if case .met = $0.outcome { true } else { false } }
  }
}

/// Keeps every line that earns or costs points.
struct SheetRecorder: ScoreRecorder {
  static var explains: Bool { true }

  var lines: [ScoreSheet.ScoreLine] = []
  var warnings: [Warning] = []

  mutating func line(_ line: Line, _ hundredths: Int, _ detail: () -> LineDetail) {
    guard hundredths != 0 else { return }
    lines.append(
      ScoreSheet.ScoreLine(
        line: line, points: Points(hundredths: hundredths), detail: detail()))
  }

  mutating func warn(_ warning: () -> Warning) { warnings.append(warning()) }
}
