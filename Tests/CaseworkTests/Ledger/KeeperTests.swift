import Casework
import Policy
import Synchronization
import Testing
import Units

/// Protects the making of checkpoints: only what fits is signed, one runner at a time, and a runner may stop anywhere.
@Suite("The ledger's keeper")
struct KeeperTests {
  private func roots(_ ledger: MemoryLedger) async throws -> [(size: Int, isRight: Bool)] {
    let tree = NaiveTree(LedgerHash.list(try await ledger.leafHashes(0..<ledger.ledgerSize())))
    return try await ledger.checkpoints(from: 0, limit: 100).map { signed in
      let read = try Checkpoint.read(signed.text, try Bench.keys(1, 2)).checkpoint
      return (read.size, read.size == signed.size && read.root == tree.root(read.size))
    }
  }

  @Test(
    "events are followed in batches, tiles and roots are those of the definition, then it is idle")
  func follows() async throws {
    let ledger = MemoryLedger(events: 700)
    let keeper = try Bench.keeper(ledger, pace: LedgerKeeper.Pace(batch: 300))
    #expect(try await keeper.round() == .signed(size: 300, isBehind: true))
    #expect(try await keeper.round() == .signed(size: 600, isBehind: true))
    #expect(try await keeper.round() == .signed(size: 700, isBehind: false))
    #expect(try await keeper.round() == .idle)
    ledger.append(1)
    #expect(try await keeper.round() == .signed(size: 701, isBehind: false))
    #expect(try await keeper.round() == .idle)
    let made = try await roots(ledger)
    #expect(made.map(\.size) == [300, 600, 700, 701] && made.allSatisfy(\.isRight))
    let tree = NaiveTree(LedgerHash.list(try await ledger.leafHashes(0..<701)))
    #expect(
      ledger.state.withLock { $0.tiles } == tree.tiles(701).mapValues { LedgerHash.bytes($0) })
    #expect(try await ledger.ledgerClosed() == nil)
  }

  @Test("an empty ledger has nothing to sign")
  func empty() async throws {
    let ledger = MemoryLedger()
    #expect(try await Bench.keeper(ledger).round() == .idle)
    #expect(try await ledger.latestCheckpoint() == nil)
  }

  @Test("another process goes on where one stopped, whatever the size")
  func resumes() async throws {
    let ledger = MemoryLedger()
    var dice = Dice(3)
    var size = 0
    for turn in 0..<60 {
      let step = dice.number(1...40)
      ledger.append(step)
      size += step
      let clock = StillClock()
      clock.move(milliseconds: Int64(turn) * 100_000)
      let keeper = try Bench.keeper(ledger, holder: "p\(turn)", clock: clock)
      #expect(try await keeper.round() == .signed(size: size, isBehind: false))
    }
    #expect(try await roots(ledger).allSatisfy(\.isRight))
  }

  @Test("while one process makes checkpoints, another does not")
  func leases() async throws {
    let ledger = MemoryLedger(events: 3)
    let clock = StillClock()
    let first = try Bench.keeper(ledger, holder: "a", clock: clock)
    let second = try Bench.keeper(ledger, holder: "b", clock: clock)
    #expect(try await first.round() == .signed(size: 3, isBehind: false))
    ledger.append(1)
    #expect(try await second.round() == .elsewhere)
    clock.move(milliseconds: 59_999)
    #expect(try await second.round() == .elsewhere)
    clock.move(milliseconds: 1)
    #expect(try await second.round() == .signed(size: 4, isBehind: false))
    #expect(try await first.round() == .elsewhere)
  }

  @Test("a lease lost before keeping keeps nothing and closes nothing")
  func leaseLost() async throws {
    let ledger = MemoryLedger(events: 3)
    ledger.change { $0.failure = .leaseLost("ledger") }
    #expect(try await Bench.keeper(ledger).round() == .elsewhere)
    #expect(try await ledger.latestCheckpoint() == nil)
    #expect(try await ledger.ledgerClosed() == nil)
  }

  @Test(
    "a changed event is not signed: deciding stops, its place is told, and nobody opens by himself")
  func changedEvent() async throws {
    let ledger = try await Bench.ledger(40, checkpoints: [10])
    ledger.change { $0.events[25].body = "{}" }
    let keeper = try Bench.keeper(ledger)
    #expect(try await keeper.round() == .refused(.eventChanged(25)))
    #expect(try await ledger.ledgerClosed() == "event 25: it is not what was signed")
    #expect(try await ledger.latestCheckpoint()?.size == 10)
    ledger.change { $0.events[25] = MemoryLedger.event(25) }
    #expect(try await keeper.round() == .signed(size: 40, isBehind: false))
    #expect(try await ledger.ledgerClosed() != nil, "a person has to look")
  }

  @Test(
    "whatever does not fit what was signed is refused",
    arguments: [
      Tampering("event 20: it is missing", { $0.events.remove(at: 20) }),
      Tampering("leaf hash 39: it is missing", { $0.hashes.removeLast() }),
      Tampering("event 12: it is not what was signed", { $0.hashes[12] = .empty }),
      Tampering("event 5: it is missing", { $0.events.removeLast(35) }),
      Tampering(
        "checkpoint 10: the events before it do not lead to its root",
        { $0.tiles[TilePlace(level: 0, index: 0)]?[3] ^= 1 }
      ),
      Tampering("tile 0: hash 0 of level 0 is missing", { $0.tiles = [:] }),
      Tampering("checkpoint 11: it is not stored under its size", { $0.checkpoints[0].size = 11 }),
      Tampering(
        "checkpoint: line 3 has to be the root in base64",
        { $0.checkpoints[0].text = $0.checkpoints[0].text.replacing("\n10\n", with: "\n10\nx") }
      ),
    ])
  func refusals(tampering: Tampering) async throws {
    let ledger = try await Bench.ledger(40, checkpoints: [10])
    ledger.state.withLock { tampering.change(&$0) }
    let round = try await Bench.keeper(ledger).round()
    guard case .refused(let fault) = round else {
      Issue.record("\(round)")
      return
    }
    #expect(fault.wording.en == tampering.found)
    #expect(try await ledger.ledgerClosed() == fault.wording.en)
    #expect(try await ledger.checkpoints(from: 0, limit: 9).count == 1)
  }

  @Test("a checkpoint by an unknown key is not built upon")
  func unknownKey() async throws {
    let ledger = try await Bench.ledger(40, checkpoints: [10])
    let stranger = try Bench.keeper(ledger, seed: 2)
    guard case .refused(let fault) = try await stranger.round() else {
      Issue.record("signed")
      return
    }
    #expect(fault.wording.en == "checkpoint 10: no known key has signed it")
    let heir = try Bench.keeper(ledger, seed: 2, known: try Bench.keys(1))
    #expect(try await heir.round() == .signed(size: 40, isBehind: false))
  }

  @Test(
    "a store that cannot keep checkpoints stops deciding after a while, until one is made again")
  func patience() async throws {
    let ledger = MemoryLedger(events: 3)
    ledger.change { $0.failure = .unavailable("disk full") }
    let clock = StillClock()
    let keeper = try Bench.keeper(
      ledger, clock: clock, pace: LedgerKeeper.Pace(patience: 1_000))
    for (wait, isClosed) in [(0, false), (999, false), (1, true)] as [(Int64, Bool)] {
      clock.move(milliseconds: wait)
      await #expect(throws: StoreFailure.unavailable("disk full")) { try await keeper.round() }
      #expect((try await ledger.ledgerClosed() != nil) == isClosed, "after \(wait) ms")
    }
    let reason = try #require(try await ledger.ledgerClosed())
    #expect(
      reason.hasPrefix("no checkpoint could be made since 2020-07-17T08:00:00.000+08:00: "))
    ledger.change { $0.failure = nil }
    #expect(try await keeper.round() == .signed(size: 3, isBehind: false))
    #expect(try await ledger.ledgerClosed() == nil)
  }

  @Test("running goes on until it is cancelled, and tells of each round")
  func runs() async throws {
    let ledger = MemoryLedger(events: 50)
    let keeper = try Bench.keeper(ledger, pace: LedgerKeeper.Pace(interval: 1, batch: 20))
    let (rounds, told) = AsyncStream.makeStream(of: LedgerKeeper.Round.self)
    let task = Task {
      await keeper.run { result in
        if case .success(let round) = result { told.yield(round) }
      }
      told.finish()
    }
    var seen: [LedgerKeeper.Round] = []
    for await round in rounds {
      seen.append(round)
      if seen.count == 4 { task.cancel() }
    }
    #expect(
      Array(seen.prefix(4)) == [
        .signed(size: 20, isBehind: true), .signed(size: 40, isBehind: true),
        .signed(size: 50, isBehind: false), .idle,
      ])
    await task.value
    // A server that starts again must not wait a minute for the lease of the one that stopped.
    ledger.append(1)
    let next = try Bench.keeper(ledger, holder: "the next one")
    #expect(try await next.round() == .signed(size: 51, isBehind: false))
  }
}
