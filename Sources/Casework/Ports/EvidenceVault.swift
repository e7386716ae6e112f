/// A stored file by its content (文件指纹): SHA-256 of its bytes, as 64 lower-case hexadecimal digits.
package struct BlobID: RawRepresentable, Hashable, Sendable {
  package var rawValue: String

  package init(rawValue: String) { self.rawValue = rawValue }
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
