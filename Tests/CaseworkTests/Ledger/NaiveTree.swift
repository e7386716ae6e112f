import Casework

/// The tree as RFC 6962 section 2.1 defines it, by recursion over the leaves: slow and plainly right. Roots that were
/// made once are remembered.
final class NaiveTree {
  let leaves: [LedgerHash]
  private var roots: [Range<Int>: LedgerHash] = [:]

  /// Leaves that are all different.
  convenience init(_ count: Int) {
    self.init((0..<count).map { LedgerHash.leaf(Array("leaf \($0)".utf8)) })
  }

  init(_ leaves: [LedgerHash]) { self.leaves = leaves }

  /// The largest power of two that is smaller.
  private static func half(_ count: Int) -> Int {
    var half = 1
    while half * 2 < count { half *= 2 }
    return half
  }

  func root(_ range: Range<Int>) -> LedgerHash {
    if range.isEmpty { return .empty }
    if range.count == 1 { return leaves[range.lowerBound] }
    if let known = roots[range] { return known }
    let middle = range.lowerBound + NaiveTree.half(range.count)
    let made = LedgerHash.node(root(range.lowerBound..<middle), root(middle..<range.upperBound))
    roots[range] = made
    return made
  }

  func root(_ size: Int) -> LedgerHash { root(0..<size) }

  func inclusion(of index: Int, in range: Range<Int>) -> [LedgerHash] {
    if range.count == 1 { return [] }
    let middle = range.lowerBound + NaiveTree.half(range.count)
    let (left, right) = (range.lowerBound..<middle, middle..<range.upperBound)
    return index < middle
      ? inclusion(of: index, in: left) + [root(right)]
      : inclusion(of: index, in: right) + [root(left)]
  }

  func consistency(from old: Int, in range: Range<Int>, isWhole: Bool = true) -> [LedgerHash] {
    if old == range.count { return isWhole ? [] : [root(range)] }
    let half = NaiveTree.half(range.count)
    let middle = range.lowerBound + half
    let (left, right) = (range.lowerBound..<middle, middle..<range.upperBound)
    return old <= half
      ? consistency(from: old, in: left, isWhole: isWhole) + [root(right)]
      : consistency(from: old - half, in: right, isWhole: false) + [root(left)]
  }

  /// All tiles of the tree of that size, each hash by recursion.
  func tiles(_ size: Int) -> [TilePlace: [LedgerHash]] {
    var tiles: [TilePlace: [LedgerHash]] = [:]
    var width = 1
    var level = 0
    while size / width > 0 {
      for start in stride(from: 0, to: size / width, by: 256) {
        tiles[TilePlace(level: level, index: start / 256)] =
          (start..<min(start + 256, size / width)).map { root($0 * width..<($0 + 1) * width) }
      }
      width *= 256
      level += 1
    }
    return tiles
  }
}

/// A seeded source of random numbers (SplitMix64), so that a property test tries the same values on
/// every machine.
struct Dice: RandomNumberGenerator {
  private var state: UInt64

  init(_ seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }

  mutating func number(_ range: ClosedRange<Int>) -> Int { Int.random(in: range, using: &self) }
}
