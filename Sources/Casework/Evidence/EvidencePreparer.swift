/// A file of evidence as it was handed in (原始文件): what remains known of it, since only the merged PDF is kept.
///
/// Size and SHA-256 say which file it was, so that its owner can show it. Whoever has the file already could
/// find it by them, so events say the type alone, and ``EvidenceSecret`` all.
package struct EvidenceSource: Hashable, Sendable {
  /// `jpeg`, `png` or `pdf`.
  package var type: String
  package var bytes: Int?
  /// SHA-256 of the file as it was handed in.
  package var digest: BlobID?

  package init(type: String, bytes: Int? = nil, digest: BlobID? = nil) {
    self.type = type
    self.bytes = bytes
    self.digest = digest
  }
}

/// Evidence ready to be kept (合并后的凭证): one PDF without metadata and active content.
package struct PreparedEvidence: Hashable, Sendable {
  package var pdf: [UInt8]
  package var pages: Int
  /// In the order in which they were handed in.
  package var sources: [EvidenceSource]

  package init(pdf: [UInt8], pages: Int, sources: [EvidenceSource]) {
    self.pdf = pdf
    self.pages = pages
    self.sources = sources
  }
}

/// Makes one PDF of photographs and PDF files (凭证合并).
package protocol EvidencePreparer: Sendable {
  /// Inspects, makes smaller and merges files in the order given.
  ///
  /// - Throws: `Problems` when the files are refused, with all reasons; ``EvidenceFailure`` when
  ///   the platform itself cannot do it now.
  func prepare(_ files: [[UInt8]]) async throws -> PreparedEvidence
}

/// Why evidence could not be prepared although nothing is known against it.
package enum EvidenceFailure: Error, Hashable, Sendable {
  /// Too many uploads wait already: come back later.
  case busy
  /// A tool is missing or a disk does not work: which and how.
  case unavailable(String)
}
