/// What a malware scanner says of bytes (查毒结果).
package enum ScanVerdict: Hashable, Sendable {
  case clean
  /// The scanner's name of what it found.
  case infected(String)
  /// No answer, and why: down, too slow, the file too large for it. To be asked again.
  case unavailable(String)
  /// The installation has no scanner: its administrator's decision, and nothing to wait for.
  case omitted

  /// Of several files: one infected is enough to refuse, one without answer to ask again.
  package static func together(_ verdicts: [ScanVerdict]) -> ScanVerdict {
    var result = ScanVerdict.clean
    for verdict in verdicts {
      switch verdict {
      case .infected: return verdict
      case .unavailable: result = verdict
      case .omitted: if result == .clean { result = verdict }
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

/// An installation without a scanner; every piece of evidence says so.
package struct NoScanner: EvidenceScanner {
  package init() {}

  package func scan(_ bytes: [UInt8]) async -> ScanVerdict { .omitted }
}
