import Casework
import Policy

/// What came of one upload (合并答复), as its process tells it.
enum MergeReply: Hashable, Sendable {
  case prepared(pdf: [UInt8], pages: Int)
  /// With all reasons.
  case refused([Problem])
  /// A tool or a disk did not work.
  case unavailable(String)

  private static let form = "luohu merged-evidence 1"

  // MARK: Written

  var bytes: [UInt8] {
    var frame = FrameWriter()
    frame.put(MergeReply.form)
    switch self {
    case .prepared(let pdf, let pages):
      frame.put(0)
      frame.put(pages)
      frame.put(pdf)
    case .refused(let problems):
      frame.put(1)
      frame.put(problems.count)
      for problem in problems {
        frame.put(problem.path)
        frame.put(problem.value)
        frame.put(problem.allowed.zh)
        frame.put(problem.allowed.en)
      }
    case .unavailable(let words):
      frame.put(2)
      frame.put(words)
    }
    return frame.bytes
  }

  // MARK: Read

  private static let mostProblems = 1000
  private static let mostText = 1 << 16

  /// The process may have been taken over by what it read, so the limits are looked at once more.
  init(_ bytes: [UInt8], _ limits: EvidenceLimits) throws(FrameReader.Failure) {
    var frame = FrameReader(bytes)
    guard try frame.text(most: 64) == MergeReply.form else { throw FrameReader.Failure() }
    switch try frame.number(in: 0...2) {
    case 0:
      let pages = try frame.number(in: 1...max(1, limits.pages))
      self = .prepared(pdf: try frame.content(most: limits.most), pages: pages)
    case 1:
      var problems: [Problem] = []
      for _ in 0..<(try frame.number(in: 1...MergeReply.mostProblems)) {
        let path = try frame.text(most: MergeReply.mostText)
        let value = try frame.text(most: MergeReply.mostText)
        let zh = try frame.text(most: MergeReply.mostText)
        let en = try frame.text(most: MergeReply.mostText)
        problems.append(Problem(path: path, value: value, allowed: Wording(zh, en)))
      }
      self = .refused(problems)
    default:
      self = .unavailable(try frame.text(most: MergeReply.mostText))
    }
    try frame.end()
  }

  /// What is kept, with what the files handed in were.
  ///
  /// - Throws: `Problems` or ``EvidenceFailure``.
  func prepared(of files: [InspectedFile]) throws -> PreparedEvidence {
    switch self {
    case .prepared(let pdf, let pages):
      let sources = files.map {
        EvidenceSource(type: $0.type.rawValue, bytes: $0.bytes.count, digest: BlobID(of: $0.bytes))
      }
      return PreparedEvidence(pdf: pdf, pages: pages, sources: sources)
    case .refused(let problems): throw Problems(problems)
    case .unavailable(let words): throw EvidenceFailure.unavailable(words)
    }
  }
}
