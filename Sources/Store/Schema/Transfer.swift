import Casework
import Crypto

/// Moving an installation to another database, of the same engine or the other (搬迁): all tables in one consistent state,
/// into an empty store, and the proof that both hold the same.
package enum Transfer {
  /// A table of the store: the program's, not the database's own.
  package struct Table: Hashable, Sendable {
    package var name: String
    package var columns: [String]
    /// Its rows are read in the order of these.
    var key: [String]

    init(_ name: String, _ columns: String, by key: String) {
      self.name = name
      self.columns = columns.split(separator: " ").map(String.init)
      self.key = key.split(separator: " ").map(String.init)
    }

    var read: Statement {
      Statement(
        "transfer.read.\(name)",
        "SELECT \(columns.joined(separator: ", ")) FROM \(name) ORDER BY "
          + key.joined(separator: ", "))
    }

    var add: Statement {
      let places = columns.indices.map { "?\($0 + 1)" }.joined(separator: ", ")
      return Statement(
        "transfer.add.\(name)",
        "INSERT INTO \(name) (\(columns.joined(separator: ", "))) VALUES (\(places))")
    }
  }

  /// Tables that stay where they are: everybody signs in anew at the new store, and attempts are counted anew.
  package static let left: Set<String> = ["sessions", "attempts"]

  /// All tables but that of the migrations and those ``left``; what others refer to comes first.
  package static let tables = [
    Table("ledger_head", "id size last_at last_number closed", by: "id"),
    Table(
      "events",
      "place kind number version name party role at rules command_key body aftermath leaf_hash",
      by: "place"),
    Table("dossiers", "kind number version state body keys changed_at", by: "kind number"),
    Table("dossier_keys", "kind number name value is_unique", by: "kind name value number"),
    Table(
      "commands", "party command_key name content_hash answer first_event end_event done_at",
      by: "party command_key"),
    Table("series", "name last", by: "name"),
    Table(
      "outbox",
      "id channel message_key body kind number not_before state attempts taken_until remark "
        + "recorded_at excused",
      by: "id"),
    Table("leases", "name holder number held_until", by: "name"),
    Table("personal_values", "id kind number field key_id sealed commitment blind", by: "id"),
    Table("drafts", "id account form version saved_at key_id sealed commitment", by: "id"),
    Table("ledger_tiles", "level tile hashes", by: "level tile"),
    Table("checkpoints", "size note", by: "size"),
  ]

  /// What a table holds (清点): how many rows, and SHA-256 over all of them in the order of their keys.
  package struct Account: Hashable, Sendable {
    package var table: String
    package var rows: Int
    /// Hexadecimal digits.
    package var hash: String
  }

  /// Copies everything.
  ///
  /// - Returns: what each table holds, the same in both.
  /// - Throws: ``StoreFailure/invalid(_:)`` when the target is not empty, or when the source was written to meanwhile;
  ///   ``StoreFailure/olderDatabase(_:)`` when one of them lacks migrations; ``StoreFailure/corrupt(_:)`` when the copy differs. Unless the copy is
  ///   whole, the target stays empty.
  package static func copy(
    from source: any SQLDatabase, to target: any SQLDatabase
  ) async throws -> [Account] {
    try await StoreFailure.translating {
      try await demandReady(source, target)
      let copied = try await move(from: source, to: target)
      try compare(copied, try await accounts(target)) {
        StoreFailure.corrupt("the copy of \($0) differs from the source")
      }
      try compare(copied, try await accounts(source)) {
        StoreFailure.invalid(
          "the source was written to while it was copied (\($0)); stop the server")
      }
      return copied
    }
  }

  /// What each table of a database holds now.
  package static func accounts(_ database: any SQLDatabase) async throws -> [Account] {
    try await StoreFailure.translating {
      try await database.read { connection in
        try tables.map { table in
          var tally = Tally(table)
          try connection.each(table.read, []) { tally.add($0) }
          return tally.account
        }
      }
    }
  }

  private static func compare(
    _ copied: [Account], _ found: [Account], _ failure: (String) -> StoreFailure
  ) throws {
    for (one, other) in zip(copied, found) where one != other { throw failure(one.table) }
  }

  private static func demandReady(
    _ source: any SQLDatabase, _ target: any SQLDatabase
  ) async throws {
    for database in [source, target] {
      let missing = try await database.read { try Schema.missing($0).map(\.number) }
      guard missing.isEmpty else { throw StoreFailure.olderDatabase(missing) }
    }
    let isEmpty = try await target.read { connection in
      let used = try tables.filter { $0.name != "ledger_head" }.contains { table in
        let any = Statement("transfer.any.\(table.name)", "SELECT 1 FROM \(table.name) LIMIT 1")
        return try !connection.rows(any, []).isEmpty
      }
      return try !used && Schema.isEmpty(connection)
    }
    guard isEmpty else { throw StoreFailure.invalid("the target is not empty") }
  }

  private static var dropHead: Statement {
    Statement("transfer.dropHead", "DELETE FROM ledger_head")
  }

  private static func move(
    from source: any SQLDatabase, to target: any SQLDatabase
  ) async throws -> [Account] {
    let belt = TransferBelt()
    async let reading = {
      do {
        return try await source.read { connection in
          let accounts = try tables.indices.map { index in
            var tally = Tally(tables[index])
            try connection.each(tables[index].read, []) { row in
              tally.add(row)
              try belt.put(row, table: index)
            }
            return tally.account
          }
          try belt.end()
          return accounts
        }
      } catch {
        belt.fail(error)
        throw error
      }
    }()
    do {
      try await target.alone { connection in
        try connection.run(dropHead, [])
        while let (table, rows) = try belt.take() {
          let add = tables[table].add
          for row in rows { try connection.later(add, row) }
        }
      }
    } catch {
      belt.fail(error)
      _ = try? await reading
      throw error
    }
    return try await reading
  }

  /// Counts and hashes rows, the same for both engines.
  private struct Tally {
    private let table: String
    private var rows = 0
    private var hash = SHA256()

    init(_ table: Table) { self.table = table.name }

    mutating func add(_ row: [SQLValue]) {
      rows += 1
      for value in row {
        switch value {
        case .null: hash.update(data: [0])
        case .integer(let number): add(1, withUnsafeBytes(of: number.bigEndian) { Array($0) })
        case .text(let text): add(2, Array(text.utf8))
        case .blob(let bytes): add(3, bytes)
        }
      }
    }

    /// A kind, a length and the bytes, so that no two rows come to the same.
    private mutating func add(_ kind: UInt8, _ bytes: [UInt8]) {
      hash.update(data: [kind] + withUnsafeBytes(of: bytes.count.bigEndian) { Array($0) })
      hash.update(data: bytes)
    }

    var account: Account {
      let digits = hash.finalize().map { byte in
        String(byte >> 4, radix: 16) + String(byte & 15, radix: 16)
      }
      return Account(table: table, rows: rows, hash: digits.joined())
    }
  }
}
