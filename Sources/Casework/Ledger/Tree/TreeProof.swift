/// Which parts of the tree a proof consists of (证明方案), and the tiles from which they can be made: about two tiles a
/// level, however large the ledger is.
package struct TreeProof: Sendable {
  /// The leaves under each hash of the proof, in its order.
  private var parts: [Range<Int>] = []

  /// That a leaf is in the tree of that size (存在证明; RFC 6962 section 2.1.1).
  package init(of index: Int, in size: Int) {
    precondition((0..<size).contains(index), "the leaf is in the tree")
    var leaves = 0..<size
    while leaves.count > 1 {
      let (left, right) = TreeProof.halves(leaves)
      let isLeft = index < right.lowerBound
      parts.append(isLeft ? right : left)
      leaves = isLeft ? left : right
    }
    parts.reverse()
  }

  /// That the tree of one size begins with that of another (一致性证明; RFC 6962 section 2.1.2); without parts when
  /// either is empty or they are the same.
  package init(from old: Int, to new: Int) {
    precondition(0 <= old && old <= new, "a ledger only grows")
    guard old > 0 else { return }
    var leaves = 0..<new
    while leaves.upperBound != old {
      let (left, right) = TreeProof.halves(leaves)
      let isLeft = old <= right.lowerBound
      parts.append(isLeft ? right : left)
      leaves = isLeft ? left : right
    }
    // The whole old tree is known to whoever asks; a part of it is not.
    if leaves.lowerBound > 0 { parts.append(leaves) }
    parts.reverse()
  }

  /// The root of the tree of that size, as the only hash.
  package init(rootOf size: Int) { parts = [0..<size] }

  /// The leaves left and right of where a tree divides: left of it stand as many as the largest power of two that is
  /// smaller than all.
  private static func halves(_ leaves: Range<Int>) -> (left: Range<Int>, right: Range<Int>) {
    let height = Int.bitWidth - 1 - (leaves.count - 1).leadingZeroBitCount
    let middle = leaves.lowerBound + 1 << height
    return (leaves.lowerBound..<middle, middle..<leaves.upperBound)
  }

  /// The tiles that are needed.
  package var tiles: Set<TilePlace> {
    Set(parts.flatMap { Subtree.all(in: $0).map(\.tile.place) })
  }

  /// The hashes of the proof.
  ///
  /// - Throws: ``LedgerFault`` when a hash is missing.
  package func hashes(_ tiles: [TilePlace: [LedgerHash]]) throws(LedgerFault) -> [LedgerHash] {
    var result: [LedgerHash] = []
    for part in parts {
      var roots: [LedgerHash] = []
      for subtree in Subtree.all(in: part) {
        let (place, needed) = subtree.tile
        let held = tiles[place] ?? []
        guard needed.upperBound <= held.count else {
          throw .missing(level: place.level, place.index * Tile.width + held.count)
        }
        roots.append(.root(held[needed]))
      }
      guard var hash = roots.last else {
        result.append(.empty)
        continue
      }
      for root in roots.dropLast().reversed() { hash = .node(root, hash) }
      result.append(hash)
    }
    return result
  }

  /// The hashes of the proof from tiles that are read one by one.
  ///
  /// - Parameter tile: the stored hashes of a tile, 32 bytes each.
  package func hashes(
    reading tile: (TilePlace) async throws -> [UInt8]?
  ) async throws -> [LedgerHash] {
    var held: [TilePlace: [LedgerHash]] = [:]
    for place in tiles { held[place] = LedgerHash.list(try await tile(place) ?? []) }
    return try hashes(held)
  }
}
