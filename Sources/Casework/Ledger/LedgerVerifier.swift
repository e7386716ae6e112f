package import Policy

/// Checks a whole store (账本核验): every event against its hash, every hash against the tiles, every tile and root against what was signed,
/// and every dossier's versions. The first thing that is wrong is named.
package struct LedgerVerifier: Sendable {
  /// What was found when all is right.
  package struct Report: Hashable, Sendable {
    /// Events in the store.
    package var events: Int
    /// How many of them checkpoints cover.
    package var covered: Int
    package var checkpoints: Int
    /// The root of the newest checkpoint.
    package var root: LedgerHash

    /// One line that begins with `right`.
    package var wording: Wording {
      Wording(
        "正确：\(events)个事件，其中\(covered)个在\(checkpoints)个检查点内，根\(root)",
        "right: \(events) events, \(covered) of them in \(checkpoints) checkpoints, root \(root)")
    }
  }

  private let store: any LedgerStore
  private let keys: LedgerKeys
  private let batch: Int

  /// - Parameter batch: how many events are read at once.
  package init(_ store: any LedgerStore, _ keys: LedgerKeys, batch: Int = 2_048) {
    self.store = store
    self.keys = keys
    self.batch = batch
  }

  /// Checks everything.
  ///
  /// - Parameter progress: told how many events are done.
  /// - Throws: ``LedgerFault`` for the first thing that is wrong; what the store throws.
  package func verify(progress: (Int) -> Void = { _ in }) async throws -> Report {
    // What is added while this goes on is left out: first the checkpoint, then the events, of which there are more.
    let covered = try await store.latestCheckpoint()?.size ?? 0
    let size = try await store.ledgerSize()
    var checkpoints = CheckpointSequence(store, keys, through: covered)
    var next = try await checkpoints.next()
    var report = Report(events: size, covered: 0, checkpoints: 0, root: .empty)
    guard covered <= size else { throw LedgerFault.eventMissing(size) }
    var frontier = Frontier()
    var versions = DossierVersions()
    // Hashes above the leaves are compared once a signed root has shown that the leaves are right.
    var grown: [(level: Int, place: Int, hash: LedgerHash)] = []
    var start = 0
    while start < size || next?.size == start {
      // A part ends with a checkpoint, so that what leads to its root is at hand when something is wrong.
      let part = start..<min(start + batch, next?.size ?? size)
      let sources = try await LedgerSources(store, part, covered: covered)
      if let index = sources.firstDifference {
        throw try await culprit(index, in: sources, frontier, next)
      }
      for (offset, index) in part.enumerated() {
        let event = sources.events[offset]
        let kind = versions.place(of: event.dossier.kind)
        try versions.see(kind, event.dossier.number, event.version, at: index)
        frontier.append(sources.hashes[offset]) { level, hash in
          grown.append((level, index >> (Tile.height * level), hash))
        }
      }
      while let checkpoint = next, checkpoint.size == part.upperBound {
        guard checkpoint.root == frontier.root else {
          throw LedgerFault.rootDiffers(checkpoint.size)
        }
        (report.covered, report.root) = (checkpoint.size, checkpoint.root)
        report.checkpoints += 1
        for node in grown { try await compare(node) }
        grown = []
        next = try await checkpoints.next()
      }
      start = part.upperBound
      progress(start)
    }
    return report
  }

  private func compare(_ node: (level: Int, place: Int, hash: LedgerHash)) async throws {
    let tile = TilePlace(level: node.level, index: node.place / Tile.width)
    let held = LedgerHash.list(try await store.tile(tile) ?? [])
    guard node.place % Tile.width < held.count else {
      throw LedgerFault.missing(level: node.level, node.place)
    }
    guard held[node.place % Tile.width] == node.hash else {
      throw LedgerFault.tileChanged(level: node.level, node.place)
    }
  }

  /// Which of event, stored hash and tile is wrong where they differ: whichever of them leads to the next signed root is
  /// right. Where none does, or none is signed yet, the event is named.
  private func culprit(
    _ index: Int, in sources: LedgerSources, _ frontier: Frontier, _ next: Checkpoint?
  ) async throws -> LedgerFault {
    guard let next else { return sources.fault(at: index, truth: nil) }
    var candidates = LedgerSources.Source.allCases.map { ($0, frontier) }
    var part = sources
    while true {
      candidates = candidates.compactMap { source, frontier in
        guard let leaves = part.leaves(source) else { return nil }
        var frontier = frontier
        for leaf in leaves { frontier.append(leaf) }
        return (source, frontier)
      }
      guard part.places.upperBound < next.size else { break }
      let start = part.places.upperBound
      part = try await LedgerSources(
        store, start..<min(start + batch, next.size), covered: next.size)
    }
    let truth = candidates.first { $0.1.root == next.root }?.0
    return sources.fault(at: index, truth: truth)
  }
}

/// The checkpoints of a store one after the other, each checked by itself.
private struct CheckpointSequence {
  private let store: any LedgerStore
  private let keys: LedgerKeys
  private var page: ArraySlice<SignedCheckpoint> = []
  private let end: Int
  private var last = -1

  init(_ store: any LedgerStore, _ keys: LedgerKeys, through end: Int) {
    self.store = store
    self.keys = keys
    self.end = end
  }

  /// The next one; `nil` after the last.
  mutating func next() async throws -> Checkpoint? {
    if page.isEmpty { page = try await store.checkpoints(from: last + 1, limit: 256)[...] }
    guard let signed = page.popFirst(), signed.size <= end else { return nil }
    let (checkpoint, _) = try Checkpoint.read(signed.text, keys)
    guard checkpoint.size == signed.size else { throw LedgerFault.checkpointSize(signed.size) }
    guard signed.size > last else { throw LedgerFault.checkpointOrder(signed.size) }
    last = signed.size
    return checkpoint
  }
}

extension LedgerStore {
  /// Events by their places up to the first that is missing or cannot be read, and what is wrong with that one.
  func readable(
    _ places: Range<Int>
  ) async throws -> (events: [CaseEvent], fault: LedgerFault?) {
    var read: [CaseEvent] = []
    do {
      read = try await events(places)
    } catch StoreFailure.corrupt {
      // One of them: the first is found alone.
      for index in places {
        do {
          read += try await events(index..<index + 1)
        } catch StoreFailure.corrupt {
          return (read, .eventMalformed(index))
        }
      }
    }
    let wrong = zip(read, places).first { $0.index != $1 }?.1
    let end = wrong ?? places.lowerBound + min(read.count, places.count)
    return (
      Array(read.prefix(end - places.lowerBound)),
      end < places.upperBound ? .eventMissing(end) : nil
    )
  }
}

/// What the store says about some events in three ways.
private struct LedgerSources {
  enum Source: CaseIterable { case event, leafHash, tile }

  let places: Range<Int>
  let events: [CaseEvent]
  /// What is wrong with the event after those.
  private let unreadable: LedgerFault?
  /// Hashes made anew from the events.
  private var made: [LedgerHash] = []
  /// Those stored with the events.
  private(set) var hashes: [LedgerHash] = []
  /// Those of the tiles, as far as checkpoints reach.
  private var tiled: [LedgerHash] = []
  private let tiledCount: Int

  init(_ store: any LedgerStore, _ places: Range<Int>, covered: Int) async throws {
    self.places = places
    (events, unreadable) = try await store.readable(places)
    made = events.map { LedgerHash.leaf($0.leaf) }
    hashes = LedgerHash.list(
      try await store.leafHashes(places.lowerBound..<places.lowerBound + events.count))
    let end = min(places.upperBound, covered)
    tiledCount = max(0, end - places.lowerBound)
    guard tiledCount > 0 else { return }
    for index in places.lowerBound / Tile.width...(end - 1) / Tile.width {
      let held = LedgerHash.list(
        try await store.tile(TilePlace(level: 0, index: index)) ?? [])
      let first = index * Tile.width
      let wanted = max(first, places.lowerBound) - first..<min(first + Tile.width, end) - first
      guard held.count >= wanted.upperBound else {
        tiled += held.dropFirst(wanted.lowerBound)
        break
      }
      tiled += held[wanted]
    }
  }

  /// All leaf hashes of a source; `nil` when one is missing.
  func leaves(_ source: Source) -> [LedgerHash]? {
    let leaves =
      switch source {
      case .event: made
      case .leafHash: hashes
      case .tile: tiled
      }
    return leaves.count == places.count ? leaves : nil
  }

  /// The first place at which the three do not agree.
  var firstDifference: Int? {
    places.first { index in
      let offset = index - places.lowerBound
      guard offset < made.count, offset < hashes.count, made[offset] == hashes[offset] else {
        return true
      }
      guard offset < tiledCount else { return false }
      return offset >= tiled.count || tiled[offset] != made[offset]
    }
  }

  func fault(at index: Int, truth: Source?) -> LedgerFault {
    let offset = index - places.lowerBound
    guard offset < made.count else { return unreadable ?? .eventMissing(index) }
    guard offset < hashes.count else { return .leafHashMissing(index) }
    guard offset >= tiledCount || offset < tiled.count else { return .missing(level: 0, index) }
    let event = made[offset]
    let right =
      switch truth {
      case .event: event
      case .leafHash: hashes[offset]
      case .tile: tiled[offset]
      case nil:
        // Two that agree are more likely right than one.
        offset < tiledCount && tiled[offset] == event ? event : hashes[offset]
      }
    if event != right { return .eventChanged(index) }
    if hashes[offset] != right { return .leafHashChanged(index) }
    return .tileChanged(level: 0, index)
  }
}
