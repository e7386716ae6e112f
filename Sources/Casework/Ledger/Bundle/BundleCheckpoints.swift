import Policy

/// The checkpoints of a published ledger (检查点文件): in files of 1,000, each followed by an empty line.
struct BundleCheckpoints {
  /// All of them in their order, the newest last.
  private(set) var list: [Checkpoint] = []
  /// The newest and its key.
  let newest: Checkpoint
  let text: String
  let key: LedgerKey

  /// Reads only the newest.
  init(newest files: any LedgerFiles, _ keys: LedgerKeys) throws {
    guard let bytes = try files.whole(BundleName.checkpoint, limit: Checkpoint.longest) else {
      throw LedgerFault.checkpointMissing(nil)
    }
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw LedgerFault.checkpointBytes
    }
    self.text = text
    (newest, key) = try Checkpoint.read(text, keys)
  }

  /// Reads all, checks each by itself and that each is larger than the one before it.
  init(_ files: any LedgerFiles, _ keys: LedgerKeys) throws {
    try self.init(newest: files, keys)
    let limit = BundleName.checkpointsPerFile * (Checkpoint.longest + 1)
    var number = 0
    while let bytes = try files.whole(BundleName.checkpoints(number), limit: limit) {
      guard bytes.count <= limit, let notes = BundleCheckpoints.notes(bytes) else {
        throw LedgerFault.checkpointList(number)
      }
      for note in notes {
        let (checkpoint, _) = try Checkpoint.read(note, keys)
        guard checkpoint.size > list.last?.size ?? -1 else {
          throw LedgerFault.checkpointOrder(checkpoint.size)
        }
        list.append(checkpoint)
      }
      number += 1
    }
    guard list.last == newest else { throw LedgerFault.notNewest(newest.size) }
  }

  /// The texts in a file; `nil` when it is not in form.
  static func notes(_ bytes: [UInt8]) -> [String]? {
    guard let text = String(validating: bytes, as: UTF8.self) else { return nil }
    // Each has one empty line inside it and one after it.
    var parts: [String] = []
    var part = ""
    for line in text.utf8.split(separator: 0x0A, omittingEmptySubsequences: false) {
      if line.isEmpty {
        parts.append(part)
        part = ""
      } else {
        part += String(Substring(line)) + "\n"
      }
    }
    // The end of the last line gives one part more, which is empty.
    guard part.isEmpty, parts.popLast() == "", parts.count.isMultiple(of: 2) else { return nil }
    return stride(from: 0, to: parts.count, by: 2).map { "\(parts[$0])\n\(parts[$0 + 1])" }
  }
}
