import Crypto

/// A stored file by its content (文件指纹): SHA-256 of its bytes, as 64 lower-case hexadecimal digits. What stands in the vault is
/// sealed, so the name says nothing of what was handed in.
package struct BlobID: RawRepresentable, Hashable, Sendable {
  package var rawValue: String

  package init(rawValue: String) { self.rawValue = rawValue }

  /// The name of these bytes.
  package init(of bytes: [UInt8]) {
    var hash = SHA256()
    bytes.withUnsafeBytes { hash.update(bufferPointer: $0) }
    let digits = Array("0123456789abcdef".utf8)
    var text: [UInt8] = []
    for byte in hash.finalize() {
      text.append(digits[Int(byte >> 4)])
      text.append(digits[Int(byte & 15)])
    }
    rawValue = String(decoding: text, as: UTF8.self)
  }

  /// Whether it has the form of a name. One that comes from outside may not have, and a file's path is
  /// made of it.
  package var isWellFormed: Bool {
    rawValue.utf8.count == 64
      && rawValue.utf8.allSatisfy { (0x30...0x39).contains($0) || (0x61...0x66).contains($0) }
  }
}

/// Where evidence files are kept (凭证库), named by their content: a file once kept is never another.
package protocol EvidenceVault: Sendable {
  /// Keeps a file; returns after it is durable. The same content twice is one file.
  func keep(_ bytes: [UInt8]) async throws -> BlobID
  /// The file's bytes, compared with its name; `nil` when there is none.
  func bytes(_ id: BlobID) async throws -> [UInt8]?
  /// Removes a file for good; nothing happens when there is none.
  func remove(_ id: BlobID) async throws
}

/// Why the vault did not do what it was asked (凭证库故障). Nothing half is left.
package enum VaultFailure: Error, Hashable, Sendable {
  /// No room on the disk.
  case full
  /// The folder cannot be written: read-only, or not ours; the system's words.
  case notWritable(String)
  /// The stored bytes are not those of the name.
  case damaged(BlobID)
  /// Not the form of a name.
  case noName(String)
  /// Anything else: which call on which path, and the system's words.
  case broken(String)
}
