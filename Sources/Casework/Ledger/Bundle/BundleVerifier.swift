package import Policy

/// Checks a published ledger with its files alone (公布账本核验): keys, checkpoints, then events and tiles in their order. The first
/// thing that is wrong is named. Tests/Ledger/verify.py does the same in the same order.
package struct BundleVerifier: Sendable {
  /// What was found when all is right.
  package struct Report: Hashable, Sendable {
    package var events: Int
    package var checkpoints: Int
    package var root: LedgerHash
    package var key: LedgerKey

    /// One line that begins with `right`.
    package var wording: Wording {
      Wording(
        "正确：\(events)个事件，\(checkpoints)个检查点，根\(root)，由\(key.shortName)签名",
        "right: \(events) events, \(checkpoints) checkpoints, root \(root), signed by \(key.shortName)"
      )
    }
  }

  private let files: any LedgerFiles
  private let keys: LedgerKeys?
  private let width: Int

  /// - Parameters:
  ///   - keys: the keys to trust; those of the folder when `nil`.
  ///   - width: how many files of entries are read side by side.
  package init(_ files: any LedgerFiles, _ keys: LedgerKeys? = nil, width: Int) {
    self.files = files
    self.keys = keys
    self.width = max(1, width)
  }

  /// The longest file of keys that is read, in bytes.
  static let longestKeys = 1 << 16

  /// The public keys that a folder brings along.
  static func keys(_ files: any LedgerFiles) throws -> LedgerKeys {
    guard let bytes = try files.whole(BundleName.keys, limit: longestKeys),
      bytes.count <= longestKeys
    else { throw LedgerFault(.key, nil, Wording("没有公钥文件", "there is no file of keys")) }
    return try LedgerKeys(reading: bytes)
  }

  /// Checks everything.
  ///
  /// - Parameter progress: told how many events are done.
  /// - Throws: ``LedgerFault`` for the first thing that is wrong; ``LedgerFileFailure``.
  package func verify(progress: (Int) -> Void = { _ in }) async throws -> Report {
    let checkpoints = try BundleCheckpoints(files, try keys ?? BundleVerifier.keys(files))
    let size = checkpoints.newest.size
    var check = BundleCheck(files, checkpoints.list)
    let count = (size + BundleName.perFile - 1) / BundleName.perFile
    try await withThrowingTaskGroup(of: (Int, BundleEntries).self) { group in
      var started = 0
      func start() {
        guard started < count else { return }
        let number = started
        started += 1
        group.addTask { [files] in (number, try BundleEntries(files, number, of: size)) }
      }
      for _ in 0..<width { start() }
      var waiting: [Int: BundleEntries] = [:]
      for number in 0..<count {
        while waiting[number] == nil, let (other, entries) = try await group.next() {
          waiting[other] = entries
        }
        start()
        guard let entries = waiting.removeValue(forKey: number) else { break }
        try check.take(entries, number)
        progress(min(size, (number + 1) * BundleName.perFile))
      }
    }
    try check.end()
    return Report(
      events: size, checkpoints: checkpoints.list.count, root: checkpoints.newest.root,
      key: checkpoints.key)
  }
}

/// A check under way: files of entries come in their order.
private struct BundleCheck {
  private let files: any LedgerFiles
  private let checkpoints: [Checkpoint]
  private var tiles: BundleTiles
  private var frontier = Frontier()
  private var versions = DossierVersions()
  /// Hashes above the leaves; compared once a signed root has shown that the leaves are right.
  private var grown: [(level: Int, place: Int, hash: LedgerHash)] = []
  /// The first checkpoint that is not reached yet.
  private var next = 0

  init(_ files: any LedgerFiles, _ checkpoints: [Checkpoint]) {
    self.files = files
    self.checkpoints = checkpoints
    tiles = BundleTiles(files)
    while next < checkpoints.count, checkpoints[next].size == 0 { next += 1 }
  }

  private var size: Int { checkpoints.last?.size ?? 0 }

  mutating func take(_ entries: BundleEntries, _ number: Int) throws {
    let first = number * BundleName.perFile
    let count = min(BundleName.perFile, size - first)
    let stored = try tiles.file(level: 0, number)
    let kinds = entries.kinds.map { versions.place(of: $0) }
    for offset in 0..<count {
      let index = first + offset
      guard offset < entries.hashes.count else {
        throw entries.fault ?? LedgerFault.eventMissing(index)
      }
      guard offset < stored.count else { throw LedgerFault.leafHashMissing(index) }
      guard stored[offset] == entries.hashes[offset] else { throw try culprit(index) }
      let head = entries.heads[offset]
      try versions.see(kinds[head.kind], head.number, head.version, at: index)
      try take(stored[offset], at: index)
    }
    if let fault = entries.fault { throw fault }
  }

  private mutating func take(_ leaf: LedgerHash, at index: Int) throws {
    frontier.append(leaf) { level, hash in
      grown.append((level, index >> (Tile.height * level), hash))
    }
    guard index + 1 == checkpoints[next].size else { return }
    guard checkpoints[next].root == frontier.root else {
      throw LedgerFault.rootDiffers(index + 1)
    }
    for node in grown {
      guard let stored = try tiles.hash(level: node.level, node.place) else {
        throw LedgerFault.missing(level: node.level, node.place)
      }
      guard stored == node.hash else {
        throw LedgerFault.tileChanged(level: node.level, node.place)
      }
    }
    grown = []
    next += 1
  }

  /// What may not be there: events and hashes that no checkpoint covers.
  func end() throws {
    if checkpoints.first?.size == 0, checkpoints.first?.root != .empty {
      throw LedgerFault.rootDiffers(0)
    }
    let file = (size + BundleName.perFile - 1) / BundleName.perFile
    if try files.read(BundleName.entries(file), from: 0, count: 1) != nil {
      throw LedgerFault.eventTooMany(size)
    }
    for level in 0...Tile.levels(size: size) where try tiles.isLonger(level: level, than: size) {
      throw LedgerFault.tilesBeyond(level: level, Tile.count(level: level, size: size))
    }
  }

  /// Which of entry and stored hash is wrong where they differ: the entries are right when they lead to the next signed
  /// root.
  private func culprit(_ index: Int) throws -> LedgerFault {
    let checkpoint = checkpoints[next]
    var root = frontier
    while root.size < checkpoint.size {
      let number = root.size / BundleName.perFile
      let entries = try BundleEntries(files, number, of: size)
      let start = root.size % BundleName.perFile
      let end = min(BundleName.perFile, checkpoint.size - number * BundleName.perFile)
      guard entries.hashes.count >= end else { return .eventChanged(index) }
      for leaf in entries.hashes[start..<end] { root.append(leaf) }
    }
    return root.root == checkpoint.root ? .leafHashChanged(index) : .eventChanged(index)
  }
}
