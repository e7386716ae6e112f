/// The right edge of a growing tree (前沿): the roots of the complete subtrees that its leaves come to, the largest first.
/// All that has to be remembered to append leaves and to say the root.
package struct Frontier: Hashable, Sendable {
  /// How many leaves there are.
  package private(set) var size = 0
  private var nodes: [LedgerHash] = []

  package init() {}

  /// - Parameter nodes: one for each bit of `size` that is set, the highest first.
  package init(size: Int, nodes: [LedgerHash]) {
    precondition(
      nodes.count == size.nonzeroBitCount, "one complete subtree for each bit of the size")
    self.size = size
    self.nodes = nodes
  }

  /// Appends a leaf.
  ///
  /// - Parameter completed: called with each hash of a tile above the leaves that is complete now: its level and the
  ///   hash; its place is `(size >> 8 * level)` counted before the leaf.
  package mutating func append(
    _ leaf: LedgerHash, completed: (_ level: Int, _ hash: LedgerHash) -> Void = { _, _ in }
  ) {
    var node = leaf
    for height in 0..<(~size).trailingZeroBitCount {
      node = .node(nodes.removeLast(), node)
      if (height + 1).isMultiple(of: Tile.height) { completed((height + 1) / Tile.height, node) }
    }
    nodes.append(node)
    size += 1
  }

  /// The root of the tree.
  package var root: LedgerHash {
    guard var root = nodes.last else { return .empty }
    for node in nodes.dropLast().reversed() { root = .node(node, root) }
    return root
  }
}
