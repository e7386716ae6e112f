import Crypto
import Units

/// A hash of the ledger's tree (账本哈希): SHA-256, made as RFC 6962 section 2.1 says. A leaf and an inner node begin with
/// different bytes, so that none can pass for the other.
package struct LedgerHash: Hashable, Sendable {
  // The 32 bytes as they stand in memory: a list of hashes is what a tile holds.
  private var first: UInt64 = 0
  private var second: UInt64 = 0
  private var third: UInt64 = 0
  private var fourth: UInt64 = 0

  /// Bytes of a hash.
  package static let size = 32

  private init(_ digest: SHA256.Digest) {
    withUnsafeMutableBytes(of: &self) { space in
      digest.withUnsafeBytes { space.copyMemory(from: $0) }
    }
  }

  /// - Returns: `nil` unless there are 32 bytes.
  package init?(bytes: some Collection<UInt8>) {
    guard bytes.count == LedgerHash.size else { return nil }
    withUnsafeMutableBytes(of: &self) { $0.copyBytes(from: bytes) }
  }

  /// The hash of a tree without leaves.
  package static let empty = LedgerHash(SHA256().finalize())

  /// The hash of a leaf.
  package static func leaf(_ bytes: UnsafeRawBufferPointer) -> LedgerHash {
    prefixed(0, bytes)
  }

  package static func leaf(_ bytes: [UInt8]) -> LedgerHash {
    bytes.withUnsafeBytes { leaf($0) }
  }

  /// The hash over two neighbours.
  package static func node(_ left: LedgerHash, _ right: LedgerHash) -> LedgerHash {
    withUnsafeBytes(of: (left, right)) { prefixed(1, $0) }
  }

  private static func prefixed(_ kind: UInt8, _ bytes: UnsafeRawBufferPointer) -> LedgerHash {
    var hasher = SHA256()
    withUnsafeBytes(of: kind) { hasher.update(bufferPointer: $0) }
    hasher.update(bufferPointer: bytes)
    return LedgerHash(hasher.finalize())
  }

  /// The root over neighbours whose number is a power of two.
  package static func root(_ hashes: ArraySlice<LedgerHash>) -> LedgerHash {
    precondition(hashes.count.nonzeroBitCount == 1, "a complete subtree has a power of two leaves")
    var row = Array(hashes)
    while row.count > 1 {
      row = (0..<row.count / 2).map { node(row[2 * $0], row[2 * $0 + 1]) }
    }
    return row[0]
  }

  package var bytes: [UInt8] { withUnsafeBytes(of: self) { Array($0) } }
}

// MARK: Lists of hashes

extension LedgerHash {
  /// The hashes that stand one after the other; what is left at the end when it is no whole hash is dropped.
  package static func list(_ bytes: [UInt8]) -> [LedgerHash] {
    let count = bytes.count / size
    return [LedgerHash](unsafeUninitializedCapacity: count) { space, filled in
      UnsafeMutableRawBufferPointer(space).copyBytes(from: bytes.prefix(count * size))
      filled = count
    }
  }

  /// Hashes one after the other.
  package static func bytes(_ hashes: some Sequence<LedgerHash>) -> [UInt8] {
    Array(hashes).withUnsafeBytes { Array($0) }
  }
}

// MARK: As text

extension LedgerHash: CustomStringConvertible {
  /// 64 lower-case hexadecimal digits.
  package var description: String { LedgerText.hexadecimal(bytes) }

  /// - Returns: `nil` unless there are 64 lower-case hexadecimal digits.
  package init?(hexadecimal text: String) {
    guard let bytes = LedgerText.bytes(hexadecimal: text), let hash = LedgerHash(bytes: bytes)
    else { return nil }
    self = hash
  }

  /// - Returns: `nil` unless it is the base64 of 32 bytes.
  package init?(base64 text: String) {
    guard let bytes = Base64.bytes(text), let hash = LedgerHash(bytes: bytes)
    else { return nil }
    self = hash
  }

  package var base64: String { Base64.text(bytes) }
}
