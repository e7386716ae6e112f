import Casework
import Store
import TestKit
import Testing
import Units

@Suite("An installation can be moved between engines, and the proof is part of it")
struct TransferTests {
  /// An empty SQLite store and an empty PostgreSQL store.
  private func stores() async throws -> (workplace: Workplace, sqlite: Cases, postgres: Cases) {
    let workplace = try Workplace()
    let server = try await PostgresServer.shared.value
    return (workplace, try await workplace.cases().0, try await server.cases())
  }

  /// Something in every table, with what is difficult: nothing, bytes of all values, texts in any order.
  private func fill(_ cases: Cases) async throws {
    let clock = HandClock()
    for number in Int64(1)...40 {
      let command = Command(
        key: "k\(number)", name: "Act", party: PartyID(rawValue: "p"), role: .officer,
        content: [UInt8(number)])
      _ = try await cases.perform(command) { unit in
        let id = DossierID(DossierKind(rawValue: "application"), number)
        let value = try unit.newNumber()
        try unit.apply(
          DossierChange(
            id, seen: 0, events: [DossierChange.Event("Opened"), DossierChange.Event("Filled")],
            state: "draft", body: #"{"name": "落户 \#(number)"}"#,
            keys: [
              DossierKey("owner", ["A", "a", "乙", "甲", "_", "É"][Int(number) % 6]),
              DossierKey("code", "c\(number)", isUnique: true),
            ]))
        try unit.keep(
          SealedValue(
            id: value, dossier: id, field: "name", keyID: "k1",
            sealed: (0...255).map { UInt8($0) ^ UInt8(number) }, commitment: [1, 0, 255],
            blind: number % 2 == 0 ? [UInt8(number)] : nil))
        try unit.send(
          OutboxMessage(
            channel: "mail", key: "m\(number)", body: "{}", dossier: number % 3 == 0 ? nil : id,
            notBefore: unit.now))
        _ = try unit.next("s")
        return Array("answer \(number)".utf8)
      }
    }
    for number in Int64(1)...3 {
      let value = SealedValue(
        id: KeptDraft.firstNumber + number, dossier: DossierID(Account.kind, number),
        field: PersonalField.draft.name, keyID: "k1", sealed: [0, 255, UInt8(number)],
        commitment: [7], blind: nil)
      let draft = KeptDraft(
        account: number, form: "基础信息", version: 1_600_000_000_000, savedAt: clock.now,
        value: value)
      #expect(try await cases.save(draft, seen: 0))
      try await cases.create(
        Session(
          number: number, tokenHash: Array(repeating: UInt8(number), count: 32),
          secret: Array(repeating: 1, count: 32), account: number, audience: .person,
          role: .applicant, scope: .whole, level: .l3, signedInAt: clock.now,
          provedAt: clock.now, touchedAt: clock.now, idle: 1000,
          endsAt: clock.now.adding(milliseconds: 1000), provider: "p", providerSession: nil,
          place: nil),
        most: 5)
    }
    _ = try await cases.strike("k", now: clock.now, forget: 1000)
    let until = clock.now.adding(milliseconds: 1000)
    let lease = try #require(
      try await cases.lease("ledger", holder: "h", now: clock.now, until: until))
    let message = try #require(
      try await cases.take(channel: "mail", limit: 1, now: clock.now, until: until).first)
    try await cases.record(.delivered(receipt: "r"), of: message, now: clock.now)
    try await cases.keep(
      [(TilePlace(level: 0, index: 0), Array(repeating: 7, count: 32))],
      SignedCheckpoint(size: 80, text: "checkpoint\n80\n"), lease: lease)
  }

  @Test("both ways: rows, hashes, head and rebuilding are the same", arguments: [true, false])
  func moved(toPostgres: Bool) async throws {
    let (workplace, sqlite, postgres) = try await stores()
    let (source, target) = toPostgres ? (sqlite, postgres) : (postgres, sqlite)
    try await fill(source)
    let accounts = try await Transfer.copy(from: source.database, to: target.database)
    #expect(accounts.map(\.table) == Transfer.tables.map(\.name))
    for account in accounts { #expect(account.rows > 0, "\(account.table) has been filled") }
    #expect(accounts.first { $0.table == "events" }?.rows == 80)
    #expect(try await Transfer.accounts(source.database) == accounts)
    #expect(try await Transfer.accounts(target.database) == accounts)
    #expect(try await target.verify().faults == [])
    #expect(try await target.rebuild() == 40)
    #expect(try await Transfer.accounts(target.database) == accounts, "rebuilt, it is the same")

    // What was typed comes along; everybody signs in anew, and attempts are counted anew.
    let typed = try await source.drafts(of: 1)
    #expect(try await target.drafts(of: 1) == typed && typed.count == 1)
    #expect(try await source.sessions(of: 1).count == 1)
    #expect(try await target.sessions(of: 1).isEmpty)
    #expect(try await source.strikes("k") != nil)
    #expect(try await target.strikes("k") == nil)

    // Work goes on where it stopped, and what was done is known.
    #expect(try await target.change("k41", 41).events == 80..<81)
    let repeated = Command(
      key: "k1", name: "Act", party: PartyID(rawValue: "p"), role: .officer, content: [1])
    let again = try await target.perform(repeated) { _ in [] }
    #expect(again.isRepeated && again.answer == Array("answer 1".utf8))

    // And back into the first engine.
    let other = try await toPostgres ? workplace.cases("back.db").0 : postgresAgain()
    let back = try await Transfer.copy(from: target.database, to: other.database)
    #expect(try await Transfer.accounts(other.database) == back)
    for cases in [sqlite, postgres, other] { await cases.database.close() }
  }

  private func postgresAgain() async throws -> Cases {
    try await PostgresServer.shared.value.cases()
  }

  @Test("more rows than fit in the way at once")
  func many() async throws {
    let (_, sqlite, postgres) = try await stores()
    try await withThrowingTaskGroup(of: Void.self) { group in
      for caller in 0..<60 {
        group.addTask {
          for number in stride(from: caller, to: 3000, by: 60) {
            try await sqlite.change("k\(number)", Int64(1 + number % 1500))
          }
        }
      }
      try await group.waitForAll()
    }
    let accounts = try await Transfer.copy(from: sqlite.database, to: postgres.database)
    #expect(accounts.first { $0.table == "events" }?.rows == 3000)
    #expect(try await postgres.verify().faults == [])
    for cases in [sqlite, postgres] { await cases.database.close() }
  }

  @Test("only into an empty store, and what fails leaves it empty")
  func refused() async throws {
    let (workplace, sqlite, postgres) = try await stores()
    try await fill(sqlite)
    _ = try await postgres.change("k1", 1)
    await #expect(throws: StoreFailure.invalid("the target is not empty")) {
      try await Transfer.copy(from: sqlite.database, to: postgres.database)
    }
    let bare = try SQLiteDatabase(workplace.file("bare.db"))
    await #expect(throws: StoreFailure.self) {
      try await Transfer.copy(from: sqlite.database, to: bare)
    }

    // A row that the target's constraints refuse, as after damage by hand.
    let fresh = try await PostgresServer.shared.value.cases()
    let empty = try await Transfer.accounts(fresh.database)
    _ = try await fresh.database.alone { connection in
      try connection.run(
        Statement("test.limit", "ALTER TABLE series ADD CONSTRAINT small CHECK (last < 40)"), [])
    }
    await #expect(throws: StoreFailure.self) {
      try await Transfer.copy(from: sqlite.database, to: fresh.database)
    }
    #expect(try await Transfer.accounts(fresh.database) == empty)
    for cases in [sqlite, postgres, fresh] { await cases.database.close() }
    await bare.close()
  }

  @Test("every table and column of the store is copied, on both engines")
  func complete() async throws {
    let (_, sqlite, postgres) = try await stores()
    let lists = [
      (
        sqlite,
        """
        SELECT m.name, c.name FROM sqlite_master m JOIN pragma_table_info(m.name) c
        WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite_%' ORDER BY m.name, c.cid
        """
      ),
      (
        postgres,
        """
        SELECT table_name, column_name FROM information_schema.columns
        WHERE table_schema = current_schema() ORDER BY table_name, ordinal_position
        """
      ),
    ]
    let expected = Transfer.tables.sorted { $0.name < $1.name }.flatMap { table in
      table.columns.map { [SQLValue.text(table.name), SQLValue.text($0)] }
    }
    for (cases, list) in lists {
      let found = try await cases.database.read { try $0.rows(Statement("test.columns", list), []) }
      let left = Transfer.left.union(["schema_migrations"]).map(SQLValue.text)
      #expect(found.filter { !left.contains($0[0]) } == expected)
      for table in Transfer.left { #expect(found.contains { $0[0] == .text(table) }, "\(table)") }
      await cases.database.close()
    }
  }
}
