/// How often each of several things happens (频数分布).
struct Shares: Sendable {
  /// For each, the sum of its weight and of those before it.
  private let sums: [Int]
  let total: Int

  init(_ weights: [Int]) {
    var sums: [Int] = []
    var total = 0
    for weight in weights {
      total += weight
      sums.append(total)
    }
    self.sums = sums
    self.total = total
  }

  /// Whose part of the whole `number` (0 to `total` − 1) falls into.
  @inline(__always)
  func place(_ number: Int) -> Int {
    var place = 0
    while place < sums.count - 1, number >= sums[place] { place += 1 }
    return place
  }
}

/// Districts and how often each is drawn.
struct DistrictShares: Sendable {
  private let shares: Shares
  private let districts: [District]

  init(_ weights: KeyValuePairs<District, Int>) {
    shares = Shares(weights.map(\.value))
    districts = weights.map(\.key)
  }

  @inline(__always)
  func pick(_ draws: Draws, _ draw: Draw) -> District { districts[draws.pick(draw, shares)] }
}

/// A quantity as a function of a normally distributed trait: its values at −3, −2.5 … 3 standard
/// deviations (分位表), straight lines between them and flat beyond.
struct Curve: Sendable {
  private let values: [Int]

  /// - Parameter values: 13.
  init(_ values: [Int]) {
    precondition(values.count == 13, "a value at every half deviation from -3 to 3")
    self.values = values
  }

  /// The value at a trait in 1/1024 of its standard deviation.
  @inline(__always)
  subscript(_ trait: Int) -> Int {
    let position = min(max(trait + 3072, 0), 6143)
    let left = values[position >> 9]
    return left + ((values[position >> 9 + 1] - left) * (position & 511)) >> 9
  }
}
