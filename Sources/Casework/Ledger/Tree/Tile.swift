/// How the tree is cut into tiles (瓦片): the hashes of every eighth row stand together by 256.
package enum Tile {
  /// Rows of the tree from one level of tiles to the next.
  package static let height = 8
  /// Hashes of a full tile.
  package static let width = 256

  /// How many hashes a level holds for a tree of so many leaves.
  package static func count(level: Int, size: Int) -> Int {
    level * height < Int.bitWidth - 1 ? size >> (level * height) : 0
  }

  /// How many levels hold at least one hash.
  package static func levels(size: Int) -> Int {
    var level = 0
    while count(level: level, size: size) > 0 { level += 1 }
    return level
  }

  /// All tiles of a tree, the leaves' first, with how many hashes each holds.
  package static func all(size: Int) -> [(place: TilePlace, count: Int)] {
    (0..<levels(size: size)).flatMap { level in
      let hashes = count(level: level, size: size)
      return stride(from: 0, to: hashes, by: width).map { start in
        (TilePlace(level: level, index: start / width), min(width, hashes - start))
      }
    }
  }
}

/// A complete subtree (完整子树): the leaves from `index << height` on, `1 << height` of them.
struct Subtree: Hashable {
  var height: Int
  var index: Int

  /// The complete subtrees that leaves beside each other come to, from the left; each as large as can be.
  static func all(in leaves: Range<Int>) -> [Subtree] {
    var result: [Subtree] = []
    var start = leaves.lowerBound
    while start < leaves.upperBound {
      let room = Int.bitWidth - 1 - (leaves.upperBound - start).leadingZeroBitCount
      let height = start == 0 ? room : min(room, start.trailingZeroBitCount)
      result.append(Subtree(height: height, index: start >> height))
      start += 1 << height
    }
    return result
  }

  /// The tile that its root can be made from, and the hashes of it.
  var tile: (place: TilePlace, hashes: Range<Int>) {
    let level = height / Tile.height
    let count = 1 << (height % Tile.height)
    let start = index * count
    return (
      TilePlace(level: level, index: start / Tile.width),
      start % Tile.width..<start % Tile.width + count
    )
  }
}
