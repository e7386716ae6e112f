/// Publishes the ledger of a store as plain files (账本公布): what a folder already has is kept, what is new is added, and a file has
/// its name only when it is whole. The newest checkpoint comes last, so a folder never says more than it holds.
package struct BundleExporter: Sendable {
  /// What an export added.
  package struct Report: Hashable, Sendable {
    /// Events that the folder had, and has now.
    package var before: Int
    package var after: Int
    /// Files that were written.
    package var files: Int

    package init(before: Int, after: Int, files: Int) {
      self.before = before
      self.after = after
      self.files = files
    }
  }

  private let store: any LedgerStore
  private let keys: LedgerKeys
  private let folder: LedgerFolder
  private static let page = 4_096

  /// - Parameter keys: what is published as the ledger's keys.
  package init(_ store: any LedgerStore, _ keys: LedgerKeys, to folder: LedgerFolder) {
    self.store = store
    self.keys = keys
    self.folder = folder
  }

  /// Brings the folder up to the newest checkpoint.
  ///
  /// - Parameter progress: told how many events are written.
  /// - Throws: ``LedgerFault`` when there is no checkpoint yet, or the store's ledger does not begin with the folder's;
  ///   ``LedgerFileFailure``; what the store throws.
  package func export(progress: (Int) -> Void = { _ in }) async throws -> Report {
    guard let signed = try await store.latestCheckpoint() else {
      throw LedgerFault.checkpointMissing(nil)
    }
    let (newest, _) = try Checkpoint.read(signed.text, keys)
    let before = try await published(newest)
    var report = Report(before: before, after: newest.size, files: 0)
    if before < newest.size { report.files += try await writeNew(before, newest.size, progress) }
    report.files += try await writeCheckpoints(newest.size)
    for (name, text) in [
      (BundleName.keys, keys.text), (BundleName.readme, BundleReadme.text),
      (BundleName.checkpoint, signed.text),
    ] where try folder.whole(name, limit: text.utf8.count) != Array(text.utf8) {
      try await folder.write(name, Array(text.utf8))
      report.files += 1
    }
    return report
  }

  /// Writes the files that hold what is new, those anew that were not full.
  ///
  /// - Returns: how many.
  private func writeNew(
    _ before: Int, _ size: Int, _ progress: (Int) -> Void
  ) async throws -> Int {
    var written = 0
    for number in before / BundleName.perFile..<files(size) {
      try await writeEntries(number, size)
      written += 1
      progress(min(size, (number + 1) * BundleName.perFile))
    }
    for level in 0..<Tile.levels(size: size) {
      let had = Tile.count(level: level, size: before)
      let count = Tile.count(level: level, size: size)
      for number in had / BundleName.perFile..<files(count) where count > had {
        try await writeTiles(level, number, count)
        written += 1
      }
    }
    return written
  }

  private func files(_ count: Int) -> Int {
    (count + BundleName.perFile - 1) / BundleName.perFile
  }

  /// How many events the folder has, when the ledger begins with them.
  private func published(_ newest: Checkpoint) async throws -> Int {
    guard let bytes = try folder.whole(BundleName.checkpoint, limit: Checkpoint.longest) else {
      return 0
    }
    let text = String(decoding: bytes, as: UTF8.self)
    let (old, _) = try Checkpoint.read(text, keys)
    guard old.size <= newest.size else { throw LedgerFault.otherLedger(old.size) }
    let proof = try await TreeProof(from: old.size, to: newest.size)
      .hashes { try await store.tile($0) }
    guard TreeCheck.isConsistent((old.size, old.root), (newest.size, newest.root), proof) else {
      throw LedgerFault.otherLedger(old.size)
    }
    return old.size
  }

  private func writeEntries(_ number: Int, _ size: Int) async throws {
    let first = number * BundleName.perFile
    let end = min(first + BundleName.perFile, size)
    try await folder.write(BundleName.entries(number)) { append in
      for start in stride(from: first, to: end, by: BundleExporter.page) {
        let places = start..<min(start + BundleExporter.page, end)
        let events = try await store.events(places)
        guard events.count == places.count else {
          throw LedgerFault.eventMissing(start + events.count)
        }
        var lines: [UInt8] = []
        for event in events {
          lines += event.leaf
          lines.append(0x0A)
        }
        try append(lines)
      }
    }
  }

  private func writeTiles(_ level: Int, _ number: Int, _ count: Int) async throws {
    let first = number * BundleName.perFile
    let end = min(first + BundleName.perFile, count)
    try await folder.write(BundleName.tiles(level: level, number)) { append in
      for start in stride(from: first, to: end, by: Tile.width) {
        let wanted = min(Tile.width, end - start) * LedgerHash.size
        let place = TilePlace(level: level, index: start / Tile.width)
        let tile = try await store.tile(place) ?? []
        guard tile.count >= wanted else {
          throw LedgerFault.missing(level: level, start + tile.count / LedgerHash.size)
        }
        try append(Array(tile.prefix(wanted)))
      }
    }
  }

  /// Writes the last file of checkpoints anew and those after it.
  ///
  /// - Returns: how many files.
  private func writeCheckpoints(_ size: Int) async throws -> Int {
    var number = 0
    while try folder.read(BundleName.checkpoints(number + 1), from: 0, count: 0) != nil {
      number += 1
    }
    let limit = BundleName.checkpointsPerFile * (Checkpoint.longest + 1)
    let held = try folder.whole(BundleName.checkpoints(number), limit: limit) ?? []
    var from = 0
    if let note = BundleCheckpoints.notes(held)?.first {
      from = try Checkpoint.read(note, keys).checkpoint.size
    }
    var written = 0
    while true {
      let page = try await store.checkpoints(from: from, limit: BundleName.checkpointsPerFile)
        .filter { $0.size <= size }
      guard let last = page.last else { return written }
      let text = Array(page.map { $0.text + "\n" }.joined().utf8)
      if try folder.whole(BundleName.checkpoints(number), limit: text.count) != text {
        try await folder.write(BundleName.checkpoints(number), text)
        written += 1
      }
      guard page.count == BundleName.checkpointsPerFile else { return written }
      number += 1
      from = last.size + 1
    }
  }
}
