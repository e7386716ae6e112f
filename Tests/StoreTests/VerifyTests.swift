import Casework
import Store
import TestKit
import Testing
import Units

@Suite("current rows are what the events come to")
struct VerifyTests {
  /// A store with three dossiers, one of them with keys, a reading and an erasure.
  private static func store(_ workplace: Workplace) async throws -> (Cases, SQLiteDatabase) {
    let (cases, database) = try await workplace.cases()
    for act in 0..<3 { try await cases.change("a\(act)", 1) }
    try await cases.change(
      "b", 2, keys: [DossierKey("owner", "p"), DossierKey("code", "A1", isUnique: true)])
    try await cases.change("c", 3)
    return (cases, database)
  }

  private static func tamper(_ database: SQLiteDatabase, _ sql: [String]) async throws {
    try await database.alone { connection in
      for sql in sql { _ = try connection.run(Statement("tamper", sql), []) }
    }
  }

  private static let free = [
    "DROP TRIGGER events_no_update", "DROP TRIGGER events_no_delete",
    "PRAGMA defer_foreign_keys = 1",
  ]

  @Test("an untouched store has no fault")
  func clean() async throws {
    let workplace = try Workplace()
    let (cases, database) = try await Self.store(workplace)
    #expect(try await cases.verify() == Verification(events: 5, dossiers: 3, faults: []))
    await database.close()
  }

  @Test(
    "whatever is changed in the rows is named, and rebuilding mends it",
    arguments: [
      (
        ["UPDATE dossiers SET state = 'other' WHERE number = 1"],
        [StoreFault(.state, "application/1")]
      ),
      (["UPDATE dossiers SET body = '{ }' WHERE number = 2"], [StoreFault(.body, "application/2")]),
      (
        ["UPDATE dossiers SET version = 2 WHERE number = 1"],
        [StoreFault(.version, "application/1")]
      ),
      (
        ["UPDATE dossiers SET changed_at = changed_at + 1 WHERE number = 3"],
        [StoreFault(.changedAt, "application/3")]
      ),
      (["UPDATE dossiers SET keys = '[]' WHERE number = 2"], [StoreFault(.keys, "application/2")]),
      (["DELETE FROM dossiers WHERE number = 3"], [StoreFault(.missing, "application/3")]),
      (
        ["DELETE FROM dossier_keys WHERE name = 'owner'"], [StoreFault(.index, "application/2")]
      ),
      (
        ["INSERT INTO dossier_keys VALUES ('application', 1, 'owner', 'p', 0)"],
        [StoreFault(.index, "application/1")]
      ),
    ] as [([String], [StoreFault])])
  func rows(tampering: [String], faults: [StoreFault]) async throws {
    let workplace = try Workplace()
    let (cases, database) = try await Self.store(workplace)
    let before = try await cases.read {
      try $0.dossiers(DossierQuery(DossierKind(rawValue: "application")))
    }
    try await Self.tamper(database, tampering)
    #expect(try await cases.verify().faults == faults)
    #expect(try await cases.rebuild() == 3)
    #expect(try await cases.verify().faults == [])
    let after = try await cases.read {
      try $0.dossiers(DossierQuery(DossierKind(rawValue: "application")))
    }
    #expect(after == before)
    try await cases.change("later", 1)
    await database.close()
  }

  @Test(
    "whatever is changed in events or commands is named",
    arguments: [
      (free + ["UPDATE events SET body = '{\"x\": 1}' WHERE place = 1"], [.leafHash]),
      (free + ["UPDATE events SET party = 'q' WHERE place = 1"], [.leafHash, .command, .command]),
      (
        free + ["UPDATE events SET aftermath = '' WHERE place = 4"], [.aftermath, .leafHash]
      ),
      (["DELETE FROM commands WHERE command_key = 'b'"], [.command]),
      (["UPDATE commands SET end_event = end_event + 1 WHERE command_key = 'b'"], [.command]),
      (["UPDATE ledger_head SET size = size + 1"], [.head]),
      (["UPDATE ledger_head SET last_at = 0"], [.head]),
      (free + ["DELETE FROM events WHERE place = 1"], [.gap, .head, .head, .command]),
    ] as [([String], [StoreFault.What])])
  func events(tampering: [String], faults: [StoreFault.What]) async throws {
    let workplace = try Workplace()
    let (cases, database) = try await Self.store(workplace)
    try await Self.tamper(database, tampering)
    #expect(try await cases.verify().faults.map(\.what) == faults)
    await database.close()
  }

  @Test(
    "events and checkpoints cannot be changed or deleted",
    arguments: [
      "UPDATE events SET body = '{}'", "DELETE FROM events", "UPDATE checkpoints SET note = ''",
      "DELETE FROM checkpoints",
    ])
  func onlyAdded(sql: String) async throws {
    let workplace = try Workplace()
    let (_, database) = try await Self.store(workplace)
    try await Self.tamper(database, ["INSERT INTO checkpoints VALUES (0, 'note')"])
    await #expect(throws: SQLFailure.self) {
      try await database.write { _ = try $0.run(Statement("tamper", sql), []) }
    }
    await database.close()
  }

  @Test("rebuilding refuses an event that does not say what its dossier is, and changes nothing")
  func refused() async throws {
    let workplace = try Workplace()
    let (cases, database) = try await Self.store(workplace)
    try await Self.tamper(
      database, Self.free + ["UPDATE events SET aftermath = '{}' WHERE place = 4"])
    await #expect(
      throws: StoreFailure.corrupt("application/3: its newest event does not say what it is")
    ) { _ = try await cases.rebuild() }
    let id = DossierID(DossierKind(rawValue: "application"), 2)
    #expect(try await cases.read { try $0.dossier(id) }?.keys.count == 2)
    await database.close()
  }
}
