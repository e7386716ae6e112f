/// Files of a published ledger by their names (公布文件), for reading. A folder of a disk is one; tests have them in memory.
package protocol LedgerFiles: Sendable {
  /// Up to `count` bytes from `offset` on, fewer only at the end of the file; `nil` when there is no such file.
  func read(_ name: String, from offset: Int, count: Int) throws -> [UInt8]?
}

extension LedgerFiles {
  /// The whole of a file; the first byte too many stays in it, so that the caller sees that it is longer than `limit`.
  func whole(_ name: String, limit: Int) throws -> [UInt8]? {
    try read(name, from: 0, count: limit + 1)
  }
}

/// How the files of a published ledger are called (文件命名). Docs/ledger.md says what stands in them.
package enum BundleName {
  /// The newest checkpoint.
  package static let checkpoint = "checkpoint"
  package static let keys = "keys.txt"
  package static let readme = "README.txt"

  /// Events of one file of entries, and hashes of one file of tiles (256 tiles).
  package static let perFile = 65_536
  /// Checkpoints of one file.
  package static let checkpointsPerFile = 1_000

  package static func entries(_ number: Int) -> String { "entries/\(six(number)).jsonl" }
  package static func tiles(level: Int, _ number: Int) -> String {
    "tiles/\(level)/\(six(number)).bin"
  }
  package static func checkpoints(_ number: Int) -> String { "checkpoints/\(six(number)).txt" }

  private static func six(_ number: Int) -> String {
    let digits = String(number)
    return String(repeating: "0", count: max(0, 6 - digits.count)) + digits
  }
}
