/// The hashes of a published ledger (瓦片文件): those of a level stand one after the other, in files of 65,536.
struct BundleTiles {
  private let files: any LedgerFiles
  /// The file last read of each level.
  private var held: [Int: (number: Int, hashes: [LedgerHash])] = [:]

  init(_ files: any LedgerFiles) { self.files = files }

  /// All hashes of a file; none when it is missing.
  func file(level: Int, _ number: Int) throws -> [LedgerHash] {
    let name = BundleName.tiles(level: level, number)
    let size = BundleName.perFile * LedgerHash.size
    return LedgerHash.list(try files.whole(name, limit: size) ?? [])
  }

  /// One hash of a level; `nil` when it is missing.
  mutating func hash(level: Int, _ place: Int) throws -> LedgerHash? {
    let number = place / BundleName.perFile
    if held[level]?.number != number { held[level] = (number, try file(level: level, number)) }
    let offset = place % BundleName.perFile
    return held[level].flatMap { offset < $0.hashes.count ? $0.hashes[offset] : nil }
  }

  /// The stored hashes of a tile, 32 bytes each; `nil` when there is none.
  static func tile(_ files: any LedgerFiles, _ place: TilePlace) throws -> [UInt8]? {
    let start = place.index * Tile.width
    return try files.read(
      BundleName.tiles(level: place.level, start / BundleName.perFile),
      from: start % BundleName.perFile * LedgerHash.size, count: Tile.width * LedgerHash.size)
  }

  /// Whether a level has more hashes than a ledger of that size.
  func isLonger(level: Int, than size: Int) throws -> Bool {
    let count = Tile.count(level: level, size: size)
    let (number, rest) = count.quotientAndRemainder(dividingBy: BundleName.perFile)
    func more(_ number: Int, from offset: Int) throws -> [UInt8]? {
      try files.read(BundleName.tiles(level: level, number), from: offset, count: 1)
    }
    guard rest > 0 else { return try more(number, from: 0) != nil }
    if let bytes = try more(number, from: rest * LedgerHash.size), !bytes.isEmpty { return true }
    return try more(number + 1, from: 0) != nil
  }
}
