/// Checking of proofs with nothing at hand but hashes (RFC 9162 sections 2.1.3.2 and 2.1.4.2).
package enum TreeCheck {
  /// The root to which a leaf and its proof lead; `nil` when the proof has the wrong length for its place.
  package static func root(
    of leaf: LedgerHash, at index: Int, in size: Int, _ proof: [LedgerHash]
  ) -> LedgerHash? {
    guard index >= 0, index < size else { return nil }
    var place = index
    var last = size - 1
    var hash = leaf
    for other in proof {
      guard last > 0 else { return nil }
      if place & 1 == 1 || place == last {
        hash = .node(other, hash)
        // Rows in which the leaf's branch stands alone at the right have no hash in the proof.
        let alone = place.trailingZeroBitCount
        place >>= alone
        last >>= alone
      } else {
        hash = .node(hash, other)
      }
      place >>= 1
      last >>= 1
    }
    return last == 0 ? hash : nil
  }

  /// Whether a tree begins with a smaller one.
  package static func isConsistent(
    _ old: (size: Int, root: LedgerHash), _ new: (size: Int, root: LedgerHash),
    _ proof: [LedgerHash]
  ) -> Bool {
    guard old.size >= 0, old.size <= new.size else { return false }
    if old.size == new.size { return proof.isEmpty && old.root == new.root }
    if old.size == 0 { return proof.isEmpty && old.root == .empty }
    // A whole tree on the left is its own first hash.
    var rest = (old.size.nonzeroBitCount == 1 ? [old.root] : []) + proof
    guard !rest.isEmpty else { return false }
    let start = rest.removeFirst()
    var place = old.size - 1
    var last = new.size - 1
    let whole = (~place).trailingZeroBitCount
    place >>= whole
    last >>= whole
    var (oldRoot, newRoot) = (start, start)
    for other in rest {
      guard last > 0 else { return false }
      if place & 1 == 1 || place == last {
        oldRoot = .node(other, oldRoot)
        newRoot = .node(other, newRoot)
        let alone = place.trailingZeroBitCount
        place >>= alone
        last >>= alone
      } else {
        newRoot = .node(newRoot, other)
      }
      place >>= 1
      last >>= 1
    }
    return last == 0 && oldRoot == old.root && newRoot == new.root
  }
}
