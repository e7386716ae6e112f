import Casework
import Store
import TestKit
import Testing
import Units

@Suite("the ledger's tables")
struct LedgerTableTests {
  private static func hash(_ byte: UInt8, _ count: Int) -> [UInt8] {
    Array(repeating: byte, count: 32 * count)
  }

  @Test("events and their hashes come by place, as they were written")
  func leaves() async throws {
    let workplace = try Workplace()
    let (cases, database) = try await workplace.cases()
    for act in 0..<5 { try await cases.change("k\(act)", 1) }
    #expect(try await cases.ledgerSize() == 5)
    let events = try await cases.events(1..<4)
    #expect(events.map(\.index) == [1, 2, 3])
    #expect(events.map(\.command) == ["k1", "k2", "k3"])
    let hashes = try await cases.leafHashes(0..<5)
    #expect(hashes.count == 160)
    #expect(try await cases.leafHashes(3..<4) == Array(hashes[96..<128]))
    #expect(try await cases.leafHashes(5..<9) == [])
    // SHA-256 over a zero byte and this text, computed by another program.
    #expect(
      String(decoding: try await cases.events(0..<1)[0].leaf, as: UTF8.self)
        == #"{"dossier": "application/1", "version": 1, "event": "Changed", "party": "p", "role": "officer", "at": 1600000000000, "rules": "", "command": "k0", "body": "{}", "after": "{\"state\": \"open\", \"body\": \"{}\", \"keys\": []}"}"#
    )
    #expect(
      hashes.prefix(32).map { String($0, radix: 16) }.joined(separator: " ")
        == "26 13 77 27 3c a0 59 b0 f3 fb 9d 9c 6c 71 b7 7 ee 6e ed 8d f5 dd 8b 6 69 4c 90 85 19 5f 49 8"
    )
    await database.close()
  }

  @Test("tiles grow, checkpoints follow, nothing published is changed")
  func tiles() async throws {
    let workplace = try Workplace()
    let clock = HandClock()
    let (cases, database) = try await workplace.cases(clock: clock.city)
    for act in 0..<3 { try await cases.change("k\(act)", 1) }
    let until = clock.now.adding(milliseconds: 1000)
    let lease = try #require(
      try await cases.lease("ledger", holder: "a", now: clock.now, until: until))
    let place = TilePlace(level: 0, index: 0)
    let two = SignedCheckpoint(size: 2, text: "two")
    try await cases.keep([(place, Self.hash(1, 2))], two, lease: lease)
    try await cases.keep([(place, Self.hash(1, 2))], two, lease: lease)
    let three = SignedCheckpoint(size: 3, text: "three")
    try await cases.keep([(place, Self.hash(1, 3))], three, lease: lease)
    #expect(try await cases.tile(place) == Self.hash(1, 3))
    #expect(try await cases.tile(TilePlace(level: 1, index: 0)) == nil)
    #expect(try await cases.latestCheckpoint() == three)
    #expect(try await cases.checkpoints(from: 0, limit: 9) == [two, three])
    #expect(try await cases.checkpoints(from: 3, limit: 9) == [three])
    #expect(try await cases.checkpoints(from: 0, limit: 1) == [two])

    await #expect(throws: StoreFailure.self, "a shorter tile") {
      try await cases.keep(
        [(place, Self.hash(1, 2))], SignedCheckpoint(size: 3, text: "three"), lease: lease)
    }
    await #expect(throws: StoreFailure.self, "another hash") {
      try await cases.keep([(place, Self.hash(2, 3))], three, lease: lease)
    }
    await #expect(throws: StoreFailure.self, "another checkpoint of the same size") {
      try await cases.keep([], SignedCheckpoint(size: 3, text: "other"), lease: lease)
    }
    await #expect(throws: StoreFailure.self, "more events than there are") {
      try await cases.keep([], SignedCheckpoint(size: 4, text: "four"), lease: lease)
    }
    clock.set(until)
    await #expect(throws: StoreFailure.leaseLost("ledger")) {
      try await cases.keep([], three, lease: lease)
    }
    #expect(try await cases.tile(place) == Self.hash(1, 3))
    await database.close()
  }
}
