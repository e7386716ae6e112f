import Casework
import Foundation
import Store
import TestKit
import Testing
import Units

@Suite("tables go forward only, and a program knows its own")
struct SchemaTests {
  private let now = Instant(milliseconds: 1_600_000_000_000)
  private let next = Migration(
    number: Migration.all.count + 1, name: "next",
    parts: [.sql("CREATE TABLE later (id {integer} PRIMARY KEY){strict}")])

  @Test("migrating makes all tables once; again there is nothing to do")
  func migrate() async throws {
    let workplace = try Workplace()
    let database = try SQLiteDatabase(workplace.file("store.db"))
    #expect(try await database.read { try Schema.landed($0) }.isEmpty)
    #expect(try await database.read { try Schema.isEmpty($0) })
    #expect(try await Schema.migrate(database, now: now) == Migration.all)
    #expect(try await Schema.migrate(database, now: now) == [])
    let landed = try await database.read { try Schema.landed($0) }
    #expect(landed.map(\.number) == Array(1...Migration.all.count))
    #expect(landed.first?.at == now)
    #expect(try await Schema.migrate(database, now: now, to: Migration.all + [next]) == [next])
    await database.close()
  }

  @Test("a program refuses the database of a newer one")
  func newer() async throws {
    let workplace = try Workplace()
    let (_, database) = try await workplace.cases()
    try await Schema.migrate(database, now: now, to: Migration.all + [next])
    let failure = StoreFailure.newerDatabase(next.number)
    await #expect(throws: failure) {
      _ = try await Cases.open(database, clock: HandClock().city)
    }
    await #expect(throws: failure) { try await Schema.migrate(database, now: now) }
    await database.close()
  }

  @Test("a program says that a database is older, and what to do")
  func older() async throws {
    let workplace = try Workplace()
    let database = try SQLiteDatabase(workplace.file("store.db"))
    await #expect(
      throws: StoreFailure.olderDatabase(Migration.all.map(\.number))
    ) { _ = try await Cases.open(database, clock: HandClock().city) }
    await database.close()
  }

  @Test("a migration that landed otherwise is noticed")
  func changed() async throws {
    let workplace = try Workplace()
    let (_, database) = try await workplace.cases()
    var other = Migration.all
    other[0] = Migration(number: 1, name: "casework", parts: [.sql("SELECT 1")])
    await #expect(
      throws: StoreFailure.corrupt("migration 1 casework is not the one of this program")
    ) { try await Schema.migrate(database, now: now, to: other) }
    await database.close()
  }

  @Test("a step that fails leaves nothing of the whole migration")
  func atomic() async throws {
    let workplace = try Workplace()
    let database = try SQLiteDatabase(workplace.file("store.db"))
    let bad = Migration(
      number: next.number, name: "bad",
      parts: [.sql("CREATE TABLE x (id {integer}){strict}"), .sql("OOPS")])
    await #expect(throws: StoreFailure.self) {
      try await Schema.migrate(database, now: now, to: Migration.all + [bad])
    }
    #expect(try await database.read { try Schema.landed($0) }.isEmpty)
    #expect(try await Schema.migrate(database, now: now) == Migration.all)
    await database.close()
  }

  @Test("landed migrations never change")
  func frozen() {
    #expect(
      Migration.all.map { $0.hash(.sqlite) } == [
        "a238295e9b561b260475433516e5d9cf413e105b494e2a406121c83b02a6e452",
        "1c64505042c9fa66dd82c69f5ed6897f3d1616f090bb5e40c004771fbf5aa48f",
        "bddffc1454a942ed10b305642cc39b9d3ebac7b426b6a5da429a1fa0eea5ba1c",
        "4f3f9a1c842f4fc0be281df21c94a14cc433f5ad487f395bd02d17dea405d7e8",
        "98f819157f39608ca2999c94b54f56444d5ca9e41a5ba4460787cc2ea76529f0",
      ])
    #expect(
      Migration.all.map { $0.hash(.postgresql) } == [
        "e4a558d8fe69a8c9680f3d033c85a138b160e7051fa00b6686bbfa083db7e6f4",
        "4e0b19971f2c45d628f2be8688199a0a2e3ea6729d98cee13e729f705a82ad59",
        "b56ef283d24aa14bac6c1b12573f09f7d5e65747e14eac7ac3954e502b7cf7ed",
        "4f3f9a1c842f4fc0be281df21c94a14cc433f5ad487f395bd02d17dea405d7e8",
        "428e60f883ead41ff8dc8ae701ca89e31daaf6078f0e69dde744df716e2c0528",
      ])
  }

  @Test(
    "a session from before its renewal was kept is still there, and nobody knows when to ask about it",
    arguments: [Engine.sqlite, .postgresql])
  func oldSession(engine: Engine) async throws {
    let workplace = try Workplace()
    let database: any SQLDatabase =
      switch engine {
      case .sqlite: try SQLiteDatabase(workplace.file("store.db"))
      case .postgresql: try await postgres()
      }
    try await Schema.migrate(database, now: now, to: Array(Migration.all.prefix(4)))
    let hash = Array(repeating: 7 as UInt8, count: 32)
    let row = Statement(
      "test.session",
      """
      INSERT INTO sessions (number, token_hash, secret, account, audience, role, scope, level,
        signed_in_at, proved_at, touched_at, idle, ends_at, provider)
      VALUES (1, ?1, ?1, 7, 'person', 'applicant', 'whole', 'L3', 0, 0, 0, 1, 1, 'people')
      """)
    try await database.alone { _ = try $0.run(row, [.blob(hash)]) }
    let landed = try await Schema.migrate(database, now: now)
    #expect(landed.map(\.number) == Array(5...Migration.all.count))
    let cases = try await Cases.open(database, clock: HandClock().city)
    let session = try #require(try await cases.session(tokenHash: hash))
    #expect(session.account == 7 && session.renewAt == nil)
    #expect(try await cases.renew(1, from: nil, to: now))
    #expect(try await cases.session(tokenHash: hash)?.renewAt == now)
    await database.close()
  }

  @Test("every statement is in the list that start-up prepares, under a name of its own")
  func statements() throws {
    let sources = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent()
      .appendingPathComponent("Sources/Store")
    var count = 0
    var many = 0
    for folder in ["Cases", "Schema"] {
      let folder = sources.appendingPathComponent(folder)
      for name in try FileManager.default.contentsOfDirectory(atPath: folder.path) {
        let text = try String(contentsOf: folder.appendingPathComponent(name), encoding: .utf8)
        count += text.matches(of: /static let \w+ = Statement\(/).count
        many += text.matches(of: /static let \w+ = ManyStatement\(/).count
      }
    }
    #expect(count == Cases.statements.count)
    #expect(many == Cases.manyStatements.count)
    let names = Cases.statements.map(\.name) + Cases.manyStatements.map(\.one.name)
    #expect(Set(names).count == count + many)
  }
}
