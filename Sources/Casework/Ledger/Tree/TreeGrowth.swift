/// A tree that grows by leaves, and the tiles that come of it (瓦片增长). It begins at the unfinished tile of each level,
/// which is all of the tree that can still change.
package struct TreeGrowth: Sendable {
  package private(set) var size: Int
  /// The hashes of the unfinished tile of each level.
  private var edge: [[LedgerHash]] = []
  /// Finished and changed tiles since the beginning.
  private var grown: [TilePlace: [LedgerHash]] = [:]

  /// - Parameter tile: the stored hashes of a tile, 32 bytes each.
  /// - Throws: ``LedgerFault`` when a tile is missing or too short; what reading throws.
  package init(size: Int, reading tile: (TilePlace) async throws -> [UInt8]?) async throws {
    self.size = size
    for level in 0..<Tile.levels(size: size) {
      let hashes = Tile.count(level: level, size: size)
      let place = TilePlace(level: level, index: hashes / Tile.width)
      let count = hashes % Tile.width
      let held = count > 0 ? LedgerHash.list(try await tile(place) ?? []) : []
      guard held.count >= count else {
        throw LedgerFault.missing(level: level, place.index * Tile.width + held.count)
      }
      edge.append(Array(held.prefix(count)))
    }
  }

  /// Appends a leaf.
  package mutating func append(_ leaf: LedgerHash) {
    var hash = leaf
    var level = 0
    while true {
      if level == edge.count { edge.append([]) }
      edge[level].append(hash)
      guard edge[level].count == Tile.width else { break }
      let place = TilePlace(
        level: level, index: Tile.count(level: level, size: size) / Tile.width)
      grown[place] = edge[level]
      hash = .root(edge[level][...])
      edge[level] = []
      level += 1
    }
    size += 1
  }

  /// The unfinished tiles and those that were finished since the beginning.
  package var tiles: [TilePlace: [LedgerHash]] {
    var tiles = grown
    for (level, hashes) in edge.enumerated() where !hashes.isEmpty {
      let place = TilePlace(
        level: level, index: Tile.count(level: level, size: size) / Tile.width)
      tiles[place] = hashes
    }
    return tiles
  }

  /// The tree's right edge, from which its root follows.
  package var frontier: Frontier {
    var nodes: [LedgerHash] = []
    for hashes in edge.reversed() {
      for subtree in Subtree.all(in: 0..<hashes.count) {
        let leaves = 1 << subtree.height
        nodes.append(.root(hashes[subtree.index * leaves..<(subtree.index + 1) * leaves]))
      }
    }
    return Frontier(size: size, nodes: nodes)
  }
}
