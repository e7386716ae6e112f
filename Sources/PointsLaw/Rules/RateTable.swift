import Units

/// Points of a yearly rate by months (年分值), each rounded as the edition says: `months ÷ 12 × rate`.
///
/// Rounding is a division and there are only as many counts of months as the time line is long, so
/// the rule is applied to each of them once.
struct RateTable: Sendable {
  private let points: [Int32]

  /// - Parameter longest: the most months that can be asked for.
  init(_ perYear: Int, rounding: Rounding, longest: Int) {
    points = (0...longest).map {
      Int32(truncatingIfNeeded: rounding.quotient($0 * perYear, by: 12))
    }
  }

  /// Whole years of so many months each, instead of points.
  init(wholeYearsOf months: Int, longest: Int) {
    points = (0...longest).map { Int32(truncatingIfNeeded: $0 / months) }
  }

  /// The most that two rates earn together for so many months, however they are divided.
  init(_ left: RateTable, _ right: RateTable) {
    var best: Int32 = 0
    points = left.points.indices.map { months in
      for part in 0...months { best = max(best, left[part] &+ right[months - part]) }
      return best
    }
  }

  /// Hundredths for a number of months.
  @inline(__always)
  subscript(_ months: Int) -> Int32 { points[months] }
}
