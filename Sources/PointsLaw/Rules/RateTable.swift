import Units

/// Points of a yearly rate by months (年分值), each rounded as the edition says: `months ÷ 12 × rate`.
///
/// Rounding is a division and there are only as many counts of months as the time line is long, so
/// the rule is applied to each of them once.
struct RateTable: Sendable {
  /// Keeps the numbers alive; scoring reads them by their address, without a check at every step.
  private let numbers: Numbers
  private nonisolated(unsafe) let first: UnsafePointer<Int32>

  private final class Numbers: Sendable {
    nonisolated(unsafe) let all: UnsafeBufferPointer<Int32>

    init(_ numbers: [Int32]) {
      let copy = UnsafeMutableBufferPointer<Int32>.allocate(capacity: numbers.count)
      _ = copy.initialize(from: numbers)
      all = UnsafeBufferPointer(copy)
    }

    deinit { all.deallocate() }
  }

  private init(_ numbers: [Int32]) {
    let numbers = Numbers(numbers)
    self.numbers = numbers
    first = numbers.all.baseAddress.unsafelyUnwrapped
  }

  /// - Parameter longest: the most months that can be asked for.
  init(_ perYear: Int, rounding: Rounding, longest: Int) {
    self.init(
      (0...longest).map {
        Int32(truncatingIfNeeded: rounding.quotient($0 * perYear, by: 12))
      })
  }

  /// Whole years of so many months each, instead of points.
  init(wholeYearsOf months: Int, longest: Int) {
    self.init((0...longest).map { Int32(truncatingIfNeeded: $0 / months) })
  }

  /// The most that two rates earn together for so many months or fewer, however they are divided.
  ///
  /// Twelve months more always earn the rate more, so of two divisions that differ by whole years one
  /// is best as far as it goes: only the last year at either end needs to be tried.
  init(_ left: RateTable, _ right: RateTable) {
    var best: Int32 = 0
    self.init(
      left.numbers.all.indices.map { months in
        for part in 0...min(months, 11) {
          let most = max(
            left[part] &+ right[months - part], left[months - part] &+ right[part])
          best = max(best, most)
        }
        return best
      })
  }

  /// Hundredths for a number of months, which is not more than the time line has: every number of
  /// months asked for is a count of bits of one set, or is capped by one.
  @inline(__always)
  subscript(_ months: Int) -> Int32 {
    assert(numbers.all.indices.contains(months), "months of the time line")
    return first[months]
  }
}
