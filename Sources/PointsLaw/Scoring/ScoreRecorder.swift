package import Policy
package import Units

/// Who listens while the rules speak.
///
/// The rules are written once; the score in a blink and the score with every step explained differ
/// only in the recorder. The details of a line are made only for a recorder that wants them.
protocol ScoreRecorder {
  mutating func line(_ line: Line, _ hundredths: Int, _ detail: () -> LineDetail)
  mutating func warn(_ warning: () -> Warning)
}

/// The steps behind one line.
package struct LineDetail: Hashable, Sendable {
  package var formula: Formula
  /// The facts used, one statement each.
  package var facts: [Wording]
  /// Places of the parameters read, the one that is cited first.
  package var parameters: [Int]

  package init(_ formula: Formula, _ facts: [Wording], parameters: [Int]) {
    self.formula = formula
    self.facts = facts
    self.parameters = parameters
  }
}

/// Something the applicant should know that costs or earns no points.
package struct Warning: Hashable, Sendable {
  package var wording: Wording

  package init(_ zh: String, _ en: String) { wording = Wording(zh, en) }
}

/// The points of the nine indicators and nothing else.
package struct Score: Hashable, Sendable {
  /// Hundredths by indicator.
  package var indicators: SIMD16<Int32>
  package var isEligible: Bool

  package init() {
    indicators = .zero
    isEligible = false
  }

  @inlinable package var total: Points { Points(hundredths: Int(indicators.wrappedSum())) }

  package subscript(_ indicator: Indicator) -> Points {
    Points(hundredths: Int(indicators[indicator.rawValue]))
  }
}

extension Score: ScoreRecorder {
  @inline(__always)
  mutating func line(_ line: Line, _ hundredths: Int, _ detail: () -> LineDetail) {
    indicators[line.indicator.rawValue] &+= Int32(truncatingIfNeeded: hundredths)
  }

  @inline(__always)
  mutating func warn(_ warning: () -> Warning) {}
}
