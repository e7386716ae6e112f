import Casework
package import Units

/// The form of a database's tables (表结构), and how it gets to the program's.
package enum Schema {
  private static let table = "schema_migrations"

  enum Statements {
    static let landed = Statement(
      "schema.landed",
      "SELECT number, name, hash, landed_at FROM schema_migrations ORDER BY number")
    static let land = Statement(
      "schema.land",
      "INSERT INTO schema_migrations (number, name, hash, landed_at) VALUES (?1, ?2, ?3, ?4)")

    static let all = [landed, land]
  }

  private static let create = """
    CREATE TABLE schema_migrations (
      number {integer} PRIMARY KEY CHECK (number > 0),
      name TEXT NOT NULL,
      hash TEXT NOT NULL,
      landed_at {integer} NOT NULL
    ){strict}
    """

  /// A migration that a database has.
  package struct Landed: Hashable, Sendable {
    package var number: Int
    package var name: String
    package var hash: String
    package var at: Instant
  }

  /// The migrations that the database has, oldest first; none in an empty database.
  package static func landed(_ connection: any SQLConnection) throws -> [Landed] {
    guard try !connection.rows(Dialect.tableExists(connection.engine), [.text(table)]).isEmpty
    else { return [] }
    return try connection.all(Statements.landed) { row in
      Landed(
        number: try row.int(), name: try row.text(), hash: try row.text(), at: try row.instant())
    }
  }

  /// Which migrations the database still lacks.
  ///
  /// - Throws: ``StoreFailure/newerDatabase(_:)`` when a newer program made it, ``StoreFailure/corrupt(_:)`` when a migration
  ///   that landed is not the one that this program knows.
  package static func missing(
    _ connection: any SQLConnection, of migrations: [Migration] = Migration.all
  ) throws -> [Migration] {
    let landed = try landed(connection)
    if let newest = landed.last, newest.number > migrations.count {
      throw StoreFailure.newerDatabase(newest.number)
    }
    for (known, landed) in zip(migrations, landed) {
      guard known.number == landed.number, known.hash(connection.engine) == landed.hash else {
        throw StoreFailure.corrupt(
          "migration \(landed.number) \(landed.name) is not the one of this program")
      }
    }
    return Array(migrations.dropFirst(landed.count))
  }

  /// Whether nothing was ever done in the database.
  package static func isEmpty(_ connection: any SQLConnection) throws -> Bool {
    guard try !landed(connection).isEmpty else { return true }
    let head = try connection.only(CommandStatements.head, [], CommandStatements.decodeHead)
    return head.size == 0 && head.lastNumber == 0
  }

  /// Brings the tables to the program's form, all missing steps in one transaction.
  ///
  /// - Returns: the steps that were taken.
  @discardableResult
  package static func migrate(
    _ database: any SQLDatabase, now: Instant, to migrations: [Migration] = Migration.all
  ) async throws -> [Migration] {
    try await StoreFailure.translating {
      try await database.alone { connection in
        let missing = try missing(connection, of: migrations)
        if missing.first?.number == 1 {
          try connection.run(
            Statement("schema.create", Dialect.text(create, connection.engine)), [])
        }
        for migration in missing {
          for statement in migration.statements(connection.engine) {
            try connection.run(statement, [])
          }
          try connection.run(
            Statements.land,
            [
              .integer(migration.number), .text(migration.name),
              .text(migration.hash(connection.engine)), .instant(now),
            ])
        }
        return missing
      }
    }
  }
}
