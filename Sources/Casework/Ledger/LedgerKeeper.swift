import Policy
import Units

/// Makes checkpoints (检查点签署): one runner of all processes follows the events by a moment, extends the tree by their
/// hashes and signs its root. What does not fit what was signed before is not signed, and deciding stops.
///
/// Nothing is remembered from round to round that the store does not know, so a runner may stop at any point.
package actor LedgerKeeper {
  /// How it works.
  package struct Pace: Sendable {
    /// Between rounds, in milliseconds.
    package var interval: Int64
    /// The most events that one checkpoint adds.
    package var batch: Int
    /// How long the lease is taken for, in milliseconds; longer than a round takes.
    package var lease: Int64
    /// How long events may wait for a checkpoint before deciding stops, in milliseconds.
    package var patience: Int64

    package init(
      interval: Int64 = 5_000, batch: Int = 4_096, lease: Int64 = 60_000, patience: Int64 = 120_000
    ) {
      self.interval = interval
      self.batch = batch
      self.lease = lease
      self.patience = patience
    }
  }

  /// What a round came to.
  package enum Round: Hashable, Sendable {
    /// Nothing is new.
    case idle
    /// A checkpoint was made; whether events are left for the next.
    case signed(size: Int, isBehind: Bool)
    /// Somebody else makes them.
    case elsewhere
    /// Something is not as it was signed; the gate is closed.
    case refused(LedgerFault)
  }

  /// The name of the lease.
  package static let leaseName = "ledger"
  /// How the gate's reason begins when checkpoints could not be written for a while; only this is taken back by itself.
  package static let stalled = "no checkpoint could be made since"

  private let store: any LedgerStore
  private let leases: any LeaseStore
  private let gate: any LedgerGate
  private let signer: LedgerSigner
  private let keys: LedgerKeys
  private let clock: CityClock
  private let holder: String
  private let pace: Pace
  private var waitingSince: Instant?
  private var held: Lease?

  /// - Parameters:
  ///   - keys: the public keys of older checkpoints; the signer's own is always known.
  ///   - holder: names this process among those that share the store.
  package init(
    _ store: any LedgerStore, leases: any LeaseStore, gate: any LedgerGate, signer: LedgerSigner,
    keys: LedgerKeys, clock: CityClock, holder: String, pace: Pace = Pace()
  ) {
    self.store = store
    self.leases = leases
    self.gate = gate
    self.signer = signer
    self.keys = LedgerKeys(
      keys.list + (keys.list.contains { $0.bytes == signer.key.bytes } ? [] : [signer.key]))
    self.clock = clock
    self.holder = holder
    self.pace = pace
  }

  /// Makes checkpoints until the task is cancelled; then another process may go on at once.
  ///
  /// - Parameter report: told of every round, and of what kept one from being done.
  package func run(report: @Sendable (Result<Round, any Error>) -> Void) async {
    while !Task.isCancelled {
      var isBehind = false
      do {
        let round = try await round()
        if case .signed(_, true) = round { isBehind = true }
        report(.success(round))
      } catch is CancellationError {
        break
      } catch {
        report(.failure(error))
      }
      guard !isBehind else { continue }
      try? await Task.sleep(for: .milliseconds(pace.interval))
    }
    await stop()
  }

  /// Gives the lease back, so that another process may go on at once.
  package func stop() async {
    guard let lease = held else { return }
    held = nil
    let leases = leases
    // In a task of its own: a cancelled one gets nothing done by the store.
    await Task { try? await leases.release(lease) }.value
  }

  /// Makes one checkpoint if there is something new.
  ///
  /// - Throws: what the store throws; deciding stops at once when it contradicts itself, otherwise after
  ///   ``Pace/patience``.
  package func round() async throws -> Round {
    let now = clock.now()
    do {
      guard
        let lease = try await leases.lease(
          LedgerKeeper.leaseName, holder: holder, now: now,
          until: now.adding(milliseconds: pace.lease))
      else {
        waitingSince = nil
        held = nil
        return .elsewhere
      }
      held = lease
      let round = try await grow(lease)
      waitingSince = nil
      if let reason = try await gate.ledgerClosed(), reason.hasPrefix(LedgerKeeper.stalled) {
        try await gate.openLedger(goingOn(now))
      }
      return round
    } catch let fault as LedgerFault {
      try await gate.closeLedger(fault.wording.en)
      return .refused(fault)
    } catch StoreFailure.leaseLost {
      return .elsewhere
    } catch StoreFailure.corrupt(let reason) {
      try await gate.closeLedger(reason)
      throw StoreFailure.corrupt(reason)
    } catch {
      let since = waitingSince ?? now
      waitingSince = since
      if now.milliseconds - since.milliseconds >= pace.patience,
        try await gate.ledgerClosed() == nil
      {
        try await gate.closeLedger("\(LedgerKeeper.stalled) \(since): \(error)")
      }
      throw error
    }
  }

  private func goingOn(_ now: Instant) -> LedgerReopening {
    LedgerReopening(
      Command(
        key: "reopen \(holder) \(now.milliseconds)", name: "ReopenLedger", party: .system,
        role: .system),
      reason: "checkpoints can be made again",
      checked: "the events since the newest checkpoint, and its root")
  }

  private func grow(_ lease: Lease) async throws -> Round {
    let before = try await signed()
    let size = try await store.ledgerSize()
    guard size >= before.size else { throw LedgerFault.eventMissing(size) }
    var growth = try await TreeGrowth(size: before.size) { try await store.tile($0) }
    guard growth.frontier.root == before.root else { throw LedgerFault.rootDiffers(before.size) }
    guard size > before.size else { return .idle }
    let known = growth.tiles
    let places = before.size..<min(size, before.size + pace.batch)
    for leaf in try await leaves(places) { growth.append(leaf) }
    let after = Checkpoint(origin: signer.key.name, size: growth.size, root: growth.frontier.root)
    // Appending to the edge of a tree whose root was signed is consistent by itself. A proof that others will ask for is
    // checked all the same, so that no mistake of ours is ever signed.
    let tiles = growth.tiles
    let proof = try TreeProof(from: before.size, to: after.size)
      .hashes(known.merging(tiles) { $1 })
    guard
      TreeCheck.isConsistent((before.size, before.root), (after.size, after.root), proof)
    else { throw LedgerFault.rootDiffers(before.size) }
    try await store.keep(
      tiles.map { ($0.key, LedgerHash.bytes($0.value)) }, try after.signed(by: signer),
      lease: lease)
    return .signed(size: after.size, isBehind: after.size < size)
  }

  /// The newest checkpoint; of an empty ledger before the first.
  private func signed() async throws -> (size: Int, root: LedgerHash) {
    guard let newest = try await store.latestCheckpoint() else { return (0, .empty) }
    let (checkpoint, _) = try Checkpoint.read(newest.text, keys)
    guard checkpoint.size == newest.size else {
      throw LedgerFault.checkpointSize(newest.size)
    }
    return (checkpoint.size, checkpoint.root)
  }

  /// The hashes of events, made anew from what is stored and compared with those written in their transactions.
  private func leaves(_ places: Range<Int>) async throws -> [LedgerHash] {
    let (events, fault) = try await store.readable(places)
    if let fault { throw fault }
    let hashes = LedgerHash.list(try await store.leafHashes(places))
    for (offset, index) in places.enumerated() {
      guard offset < hashes.count else { throw LedgerFault.leafHashMissing(index) }
      guard LedgerHash.leaf(events[offset].leaf) == hashes[offset] else {
        throw LedgerFault.eventChanged(index)
      }
    }
    return hashes
  }
}
