import Policy
package import Units

/// Study against work (就业与就学积分比较): what a credential earns and what it takes back of the
/// employment and residence earned meanwhile.
package struct Comparison: Sendable {
  package var place: Int
  package var credential: Credential
  /// The months looked at: the study, or the window that ends with graduation.
  package var months: MonthSpan
  package var gross: Points
  package var deduction: Points
  /// Employment points earned in those months; they stay whole.
  package var employment: Points
  package var net: Points { gross - deduction }
  package var isWorthClaiming: Bool { net > .zero }
}

extension Scorer {
  /// Compares every credential of a case, all residences filed as in its best filing.
  package mutating func comparisons(_ facts: Facts) -> [Comparison] {
    let best = bestFiling(facts)
    return facts.credentials.indices.map { place in
      var filing = best
      filing.credential = place
      let lines = sheet(facts, filing: filing).lines
      func points(_ line: Line) -> Points {
        lines.first { $0.line == line }?.points ?? .zero
      }
      let study = studySpan(place)
      let credential = facts.credentials[place]
      return Comparison(
        place: place, credential: credential, months: study.months,
        gross: points(.gross), deduction: -points(.deduction),
        employment: Points(
          hundredths: rules.rounding.value.quotient(
            study.employed * rules.employment.pointsPerYear.value.hundredths, by: 12)))
    }
  }
}
