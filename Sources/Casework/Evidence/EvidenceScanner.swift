/// What a malware scanner says of bytes (查毒结果).
package enum ScanVerdict: Hashable, Sendable {
  case clean
  /// The scanner's name of what it found.
  case infected(String)
  /// No answer, and why: not configured, down, too slow, the file too large for it.
  case unavailable(String)

  /// Of several files: one infected is enough to refuse, one without answer to ask again.
  package static func together(_ verdicts: [ScanVerdict]) -> ScanVerdict {
    var result = ScanVerdict.clean
    for verdict in verdicts {
      switch verdict {
      case .infected: return verdict
      case .unavailable: result = verdict
      case .clean: continue
      }
    }
    return result
  }
}

/// Looks for malware (查毒).
package protocol EvidenceScanner: Sendable {
  /// Never throws: a scanner that cannot be asked is an answer.
  func scan(_ bytes: [UInt8]) async -> ScanVerdict
}

/// An installation without a scanner: evidence stays marked as not scanned.
package struct NoScanner: EvidenceScanner {
  package init() {}

  package func scan(_ bytes: [UInt8]) async -> ScanVerdict {
    .unavailable("no scanner is configured")
  }
}
