import Casework
import Policy
import Synchronization
import Testing
import Units

/// Protects the proof that nothing was altered: whatever is changed in a store, its kind and place are named.
@Suite("Checking a whole store")
struct VerifierTests {
  private static func verify(_ ledger: MemoryLedger, batch: Int = 100) async throws -> String {
    do {
      let report = try await LedgerVerifier(ledger, try Bench.keys(1), batch: batch).verify()
      return "right: \(report.events), \(report.covered), \(report.checkpoints), \(report.root)"
    } catch let fault as LedgerFault {
      return fault.wording.en
    }
  }

  @Test(
    "a store that nobody touched is right, whatever the size of the parts",
    arguments: [1, 7, 256, 4_096])
  func right(batch: Int) async throws {
    let ledger = try await Bench.ledger(800, checkpoints: [1, 10, 255, 256, 257, 600, 790])
    let root = NaiveTree(LedgerHash.list(try await ledger.leafHashes(0..<790))).root(790)
    #expect(try await Self.verify(ledger, batch: batch) == "right: 800, 790, 7, \(root)")
  }

  @Test("an empty store and one before its first checkpoint are right")
  func unsigned() async throws {
    #expect(try await Self.verify(MemoryLedger()) == "right: 0, 0, 0, \(LedgerHash.empty)")
    #expect(
      try await Self.verify(MemoryLedger(events: 30)) == "right: 30, 0, 0, \(LedgerHash.empty)")
  }

  static func rehash(_ state: inout MemoryLedger.State, _ index: Int) {
    state.hashes[index] = LedgerHash.leaf(state.events[index].leaf)
  }

  static func retile(_ state: inout MemoryLedger.State, _ index: Int) {
    let place = TilePlace(level: 0, index: index / 256)
    state.tiles[place]?.replaceSubrange(
      index % 256 * 32..<(index % 256 + 1) * 32, with: state.hashes[index].bytes)
  }

  @Test(
    "the first thing that is wrong is named",
    arguments: [
      // Events: before and after the newest checkpoint, alone or with their hash or tile.
      Tampering("event 3: it is not what was signed", { $0.events[3].body = "{}" }),
      Tampering("event 299: it is not what was signed", { $0.events[299].party = .system }),
      Tampering(
        "event 599: it is not what was signed", { $0.events[599].at = Instant(milliseconds: 0) }),
      Tampering("event 650: it is not what was signed", { $0.events[650].rules = "x" }),
      Tampering(
        "event 3: it is not what was signed",
        {
          $0.events[3].body = "{}"
          VerifierTests.rehash(&$0, 3)
        }
      ),
      Tampering(
        "checkpoint 10: the events before it do not lead to its root",
        {
          $0.events[3].body = "{}"
          VerifierTests.rehash(&$0, 3)
          VerifierTests.retile(&$0, 3)
        }
      ),
      Tampering(
        "checkpoint 600: the events before it do not lead to its root",
        {
          $0.events[300].body = "{}"
          VerifierTests.rehash(&$0, 300)
          VerifierTests.retile(&$0, 300)
        }
      ),
      // The event after, which the next checkpoint also covers, does not hide the first.
      Tampering(
        "event 300: it is not what was signed",
        {
          $0.events[300].body = "{}"
          $0.events[301].body = "{}"
        }
      ),
      Tampering(
        "leaf hash 300: it is not the hash of the event",
        {
          $0.hashes[300] = .empty
          $0.hashes[301] = .empty
        }
      ),
      // Missing and exchanged events.
      Tampering(
        "event 699: it is missing",
        {
          $0.events.removeLast()
          $0.size = 700
        }
      ),
      Tampering("event 300: it is missing", { $0.events.remove(at: 300) }),
      Tampering("event 500: it is missing", { $0.events.removeLast(200) }),
      Tampering("event 300: it is missing", { $0.events.swapAt(300, 301) }),
      Tampering(
        "event 300: it is not what was signed",
        {
          $0.events.swapAt(300, 301)
          $0.events[300].index = 300
          $0.events[301].index = 301
        }
      ),
      // Hashes.
      Tampering("leaf hash 3: it is not the hash of the event", { $0.hashes[3] = .empty }),
      Tampering("leaf hash 599: it is not the hash of the event", { $0.hashes[599] = .empty }),
      Tampering("leaf hash 699: it is missing", { $0.hashes.removeLast() }),
      // Tiles of every level.
      Tampering(
        "tile 300: hash 300 of level 0 does not follow from the leaves",
        { $0.tiles[TilePlace(level: 0, index: 1)]?[44 * 32] ^= 1 }
      ),
      Tampering(
        "tile 256: hash 1 of level 1 does not follow from the leaves",
        { $0.tiles[TilePlace(level: 1, index: 0)]?[32] ^= 128 }
      ),
      Tampering(
        "tile 512: hash 512 of level 0 is missing",
        { $0.tiles[TilePlace(level: 0, index: 2)] = nil }
      ),
      Tampering(
        "tile 599: hash 599 of level 0 is missing",
        { $0.tiles[TilePlace(level: 0, index: 2)]?.removeLast() }
      ),
      Tampering(
        "tile 0: hash 0 of level 1 is missing", { $0.tiles[TilePlace(level: 1, index: 0)] = nil }
      ),
      // Checkpoints.
      Tampering(
        "checkpoint 601: the signature of KEY is wrong",
        { $0.checkpoints[3].text = $0.checkpoints[3].text.replacing("\n600\n", with: "\n601\n") }
      ),
      Tampering("checkpoint 11: it is not stored under its size", { $0.checkpoints[1].size = 11 }),
      Tampering(
        "checkpoint 1: it is not larger than the one before it",
        { $0.checkpoints[1] = $0.checkpoints[0] }
      ),
      Tampering(
        "checkpoint 300: the events before it do not lead to its root",
        {
          $0.checkpoints[2].text =
            (try? Checkpoint(origin: Bench.name, size: 300, root: .empty).signed(by: Bench.signer())
              .text)
            ?? ""
        }
      ),
    ])
  func tampered(tampering: Tampering) async throws {
    for batch in [100, 1_000] {
      let ledger = try await Bench.ledger(700, checkpoints: [1, 10, 300, 600])
      ledger.state.withLock { tampering.change(&$0) }
      let key = try Bench.signer().key.shortName
      let found = try await Self.verify(ledger, batch: batch)
      #expect(found == tampering.found.replacing("KEY", with: key))
    }
  }

  @Test("a gap in a dossier's versions is named though all hashes fit")
  func versions() async throws {
    let ledger = MemoryLedger(events: 30)
    ledger.change { state in
      state.events[17].version = 7
      state.hashes[17] = LedgerHash.leaf(state.events[17].leaf)
    }
    #expect(try await Self.verify(ledger) == "version 17: employer/2 goes from version 5 to 7")
    _ = try await Bench.keeper(ledger).round()
    #expect(try await Self.verify(ledger) == "version 17: employer/2 goes from version 5 to 7")
  }

  @Test("what is added while a store is checked is left out")
  func growing() async throws {
    let ledger = try await Bench.ledger(700, checkpoints: [10, 300, 600])
    let later = try #require(ledger.state.withLock { $0.checkpoints.popLast() })
    let verifier = LedgerVerifier(ledger, try Bench.keys(1), batch: 100)
    let report = try await verifier.verify { _ in
      ledger.change { state in
        if state.checkpoints.count == 2 { state.checkpoints.append(later) }
      }
    }
    #expect(report.covered == 300 && report.checkpoints == 2 && report.events == 700)
    #expect(try await verifier.verify().covered == 600)
  }

  @Test("old checkpoints stay right after the key was changed, until the old key is forgotten")
  func oldKeys() async throws {
    let ledger = try await Bench.ledger(20, checkpoints: [10])
    _ = try await Bench.keeper(ledger, seed: 2, known: try Bench.keys(1)).round()
    #expect(try await LedgerVerifier(ledger, try Bench.keys(1, 2)).verify().checkpoints == 2)
    await #expect(throws: LedgerFault.self) {
      try await LedgerVerifier(ledger, try Bench.keys(2)).verify()
    }
  }
}
