import Casework
import Dispatch
import Foundation
import Store
import TestKit
import Testing
import Units

@Suite("SQLite as an engine")
struct SQLiteTests {
  private static func pragma(_ name: String, _ connection: any SQLConnection) throws -> [SQLValue] {
    try connection.rows(Statement(name, "PRAGMA \(name)"), []).flatMap { $0 }
  }

  @Test("every commit is on disk before it is acknowledged: synchronous is FULL on the writer")
  func durability() async throws {
    let workplace = try Workplace()
    let (_, database) = try await workplace.cases()
    let found = try await database.write { connection in
      [
        try Self.pragma("synchronous", connection), try Self.pragma("journal_mode", connection),
        try Self.pragma("foreign_keys", connection), try Self.pragma("secure_delete", connection),
      ]
    }
    #expect(found == [[.integer(2)], [.text("wal")], [.integer(1)], [.integer(1)]])
    await database.close()
  }

  @Test("one process writes; another is told, and may read beside it")
  func oneWriter() async throws {
    let workplace = try Workplace()
    let (cases, database) = try await workplace.cases()
    try await cases.change("k1", 1)
    let path = workplace.file("store.db")
    #expect(
      throws: SQLFailure.unavailable("\(path): another process writes to it; one at a time may")
    ) { try SQLiteDatabase(path) }
    let reader = try SQLiteDatabase(path, access: .reading)
    let beside = try await Cases.open(reader, clock: cases.clock)
    #expect(try await beside.ledgerSize() == 1)
    await #expect(throws: StoreFailure.unavailable("\(path) is open for reading only")) {
      try await beside.change("k2", 2)
    }
    try await cases.change("k3", 1)
    #expect(try await beside.ledgerSize() == 2)
    await database.close()
    await #expect(throws: (any Error).self) { try await cases.change("k4", 1) }
    let next = try SQLiteDatabase(path)
    #expect(await next.health() == nil)
    await next.close()
    #expect(await next.health() != nil)
  }

  @Test("a database held by somebody else is said to be so, and nothing is done")
  func locked() async throws {
    let workplace = try Workplace()
    let (cases, database) = try await workplace.cases()
    let path = workplace.file("store.db")
    // Without its lock file a second process can open it; SQLite's own lock is left.
    try FileManager.default.removeItem(atPath: path + ".lock")
    let second = try SQLiteDatabase(path)
    let held = DispatchSemaphore(value: 0)
    let holding = Task {
      try await second.alone { connection in
        _ = try connection.run(Statement("hold", "UPDATE ledger_head SET closed = ''"), [])
        held.wait()
      }
    }
    try await Task.sleep(for: .milliseconds(100))
    await #expect(throws: StoreFailure.unavailable("another process holds the database")) {
      try await cases.change("k1", 1)
    }
    held.signal()
    try await holding.value
    try await cases.change("k1", 1)
    #expect(try await cases.ledgerSize() == 1)
    await second.close()
    await database.close()
  }

  @Test("a full disk refuses acts whole, keeps what was acknowledged, and reading goes on")
  func fullDisk() async throws {
    let workplace = try Workplace()
    let (cases, database) = try await workplace.cases(mostPages: 120)
    let body = "\"\(String(repeating: "x", count: 3000))\""
    var acknowledged = 0
    var refusals = 0
    for act in 0..<200 where refusals < 3 {
      do {
        try await cases.change("k\(act)", Int64(act + 1), body: body)
        acknowledged += 1
      } catch StoreFailure.unavailable(let words) {
        #expect(words.contains("no room"), "\(words)")
        refusals += 1
      }
    }
    #expect(refusals == 3)
    #expect(acknowledged > 10)
    #expect(try await cases.ledgerSize() == acknowledged)
    #expect(try await cases.verify().faults == [])
    #expect(try await database.faults() == [])
    await database.close()
    let (roomy, again) = try await workplace.cases()
    try await roomy.change("later", 500, body: body)
    #expect(try await roomy.ledgerSize() == acknowledged + 1)
    await again.close()
  }

  @Test("failures have the same names as on the other engine")
  func failures() async throws {
    let workplace = try Workplace()
    let (_, database) = try await workplace.cases()
    func failure(_ sql: String, _ binds: [SQLValue] = []) async -> SQLFailure? {
      do {
        _ = try await database.write { try $0.run(Statement("test", sql), binds) }
        return nil
      } catch { return error as? SQLFailure }
    }
    let series = "INSERT INTO series (name, last) VALUES (?1, ?2)"
    #expect(await failure(series, [.text("a"), .integer(1)]) == nil)
    for binds in [[.text("a"), .integer(1)], [.text("b"), .integer(0)]] as [[SQLValue]] {
      guard case .constraint = await failure(series, binds) else {
        Issue.record("\(binds) is no constraint")
        continue
      }
    }
    guard case .statement("test", _) = await failure("SELEKT 1") else {
      Issue.record("bad SQL has no name")
      return
    }
    #expect(
      await failure(series, [.text("a\0b"), .integer(1)])
        == .statement("test", "a text has a NUL character"))
    await database.close()
  }

  @Test("what is no database is refused by name")
  func noDatabase() throws {
    let workplace = try Workplace()
    let path = workplace.file("text.db")
    try Data(String(repeating: "not a database ", count: 100).utf8)
      .write(to: URL(fileURLWithPath: path))
    #expect(throws: SQLFailure.unavailable("\(path): file is not a database")) {
      try SQLiteDatabase(path)
    }
    #expect(throws: SQLFailure.self) {
      try SQLiteDatabase(workplace.file("no/such/folder.db"))
    }
    #expect(throws: SQLFailure.self) {
      try SQLiteDatabase(workplace.file("missing.db"), access: .reading)
    }
  }

  @Test("only the owner of the process can read the file")
  func mode() async throws {
    let workplace = try Workplace()
    let (_, database) = try await workplace.cases()
    for name in ["store.db", "store.db-wal", "store.db.lock"] {
      let attributes = try FileManager.default.attributesOfItem(atPath: workplace.file(name))
      #expect(attributes[.posixPermissions] as? Int == 0o600, "\(name)")
    }
    await database.close()
  }

  @Test("a backup taken while acts go on is a whole store, and can be put back")
  func backup() async throws {
    let workplace = try Workplace()
    let (cases, database) = try await workplace.cases()
    for act in 0..<50 { try await cases.change("before\(act)", 1) }
    let writing = Task {
      var act = 0
      while true {
        try Task.checkCancellation()
        try await cases.change("while\(act)", 2)
        act += 1
      }
    }
    func acts(beyond size: Int) async throws {
      while try await cases.ledgerSize() <= size { try await Task.sleep(for: .milliseconds(1)) }
    }
    try await acts(beyond: 55)
    let copy = workplace.file("copy.db")
    try SQLiteDatabase(workplace.file("store.db"), access: .reading).backUp(to: copy)
    try await acts(beyond: try await cases.ledgerSize())
    writing.cancel()
    await #expect(throws: CancellationError.self) { try await writing.value }
    let size = try await cases.ledgerSize()
    let source = try SQLiteDatabase(copy, access: .reading)
    let copied = try await Cases.open(source, clock: cases.clock).verify()
    #expect(copied.faults == [])
    #expect(copied.events > 55)
    #expect(copied.events < size, "acts went on after the backup")

    try database.restore(from: source)
    let back = try await cases.verify()
    #expect(back == copied)
    try await cases.change("after", 1)
    #expect(try await cases.ledgerSize() == copied.events + 1)
    await database.close()
    await source.close()
  }
}
