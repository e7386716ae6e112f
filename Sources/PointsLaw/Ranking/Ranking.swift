package import Units

/// The order of all eligible applicants (积分排名) and who is on the list.
///
/// Equal scores share a rank and fare alike (同分同落): with a quota the cut-off is the score at the
/// quota's place, and everybody with that score is on the list. The order depends on nothing but the
/// points; identifiers order only the printing of equals.
package struct Ranking: Sendable {
  package enum Limit: Hashable, Sendable {
    /// 1 or more.
    case quota(Int)
    case cutOff(Points)
  }

  /// Places of the eligible candidates, highest total first, equals by identifier.
  package let order: [Int]
  /// The rank of each in `order`: 1, 2, 2, 4.
  package let ranks: [Int]
  /// How many of `order`, from the first, are admitted.
  package let admitted: Int
  /// The lowest total that is admitted (落户分值); `nil` when nobody is.
  package let cutOff: Points?
  package let ineligible: Int

  package init(_ candidates: Candidates, _ limit: Limit) {
    let scores = candidates.scores
    var keys: [UInt64] = []
    keys.reserveCapacity(scores.count)
    for (index, score) in scores.enumerated() where score.isEligible {
      let total = Int64(score.total.hundredths)
      keys.append(UInt64(bitPattern: Int64(1 << 30) - total) << 32 | UInt64(index))
    }
    ineligible = scores.count - keys.count
    keys.sort()
    var order = keys.map { Int($0 & 0xFFFF_FFFF) }
    var ranks: [Int] = []
    ranks.reserveCapacity(order.count)
    var start = 0
    while start < order.count {
      var end = start + 1
      while end < order.count, keys[end] >> 32 == keys[start] >> 32 { end += 1 }
      Ranking.sortByID(&order, start..<end, candidates)
      for _ in start..<end { ranks.append(start + 1) }
      start = end
    }
    func total(_ place: Int) -> Points { scores[order[place]].total }
    switch limit {
    case .quota(let quota):
      precondition(quota >= 1, "a quota is 1 or more")
      var count = min(quota, order.count)
      while count > 0, count < order.count, total(count) == total(count - 1) { count += 1 }
      admitted = count
    case .cutOff(let least):
      admitted = order.firstIndex { scores[$0].total < least } ?? order.count
    }
    cutOff = admitted > 0 ? total(admitted - 1) : nil
    self.order = order
    self.ranks = ranks
  }

  /// Orders equals by identifier; they often stand so already.
  private static func sortByID(
    _ order: inout [Int], _ range: Range<Int>, _ candidates: Candidates
  ) {
    func isBefore(_ left: Int, _ right: Int) -> Bool {
      candidates.ids[left].lexicographicallyPrecedes(candidates.ids[right])
    }
    for place in range.dropFirst() where isBefore(order[place], order[place - 1]) {
      order[range].sort(by: isBefore)
      return
    }
  }
}
