import Foundation
import GRDB

/// A connection of the pool while it runs a unit of work or a reading.
struct SQLiteConnection: BatchConnection {
  let database: Database

  var engine: Engine { .sqlite }

  func prepare(_ statement: Statement) throws {
    try SQLFailure.translating(statement.name) {
      _ = try database.makeStatement(sql: statement.sql)
    }
  }

  func rows(_ statement: Statement, _ binds: [SQLValue]) throws -> [[SQLValue]] {
    var rows: [[SQLValue]] = []
    try each(statement, binds) { rows.append($0) }
    return rows
  }

  func each(
    _ statement: Statement, _ binds: [SQLValue], _ body: ([SQLValue]) throws -> Void
  ) throws {
    let arguments = try arguments(binds, statement)
    try SQLFailure.translating(statement.name) {
      let prepared = try database.cachedStatement(sql: statement.sql)
      let cursor = try Row.fetchCursor(prepared, arguments: arguments)
      while let row = try cursor.next() {
        var values: [SQLValue] = []
        values.reserveCapacity(row.count)
        for column in 0..<row.count { values.append(try value(row[column], statement)) }
        try body(values)
      }
    }
  }

  func run(_ statement: Statement, _ binds: [SQLValue]) throws -> Int {
    let arguments = try arguments(binds, statement)
    return try SQLFailure.translating(statement.name) {
      try database.cachedStatement(sql: statement.sql).execute(arguments: arguments)
      return database.changesCount
    }
  }

  // MARK: Values

  /// Values go to GRDB and come back as existentials: its generic ways look for metadata at every column.
  private func arguments(
    _ binds: [SQLValue], _ statement: Statement
  ) throws -> StatementArguments {
    StatementArguments(
      try binds.map { bind -> (any DatabaseValueConvertible)? in
        switch bind {
        case .null: return nil
        case .integer(let value): return value
        case .blob(let bytes): return Data(bytes)
        case .text(let text):
          // PostgreSQL has no such texts, so neither has SQLite.
          guard !text.utf8.contains(0) else {
            throw SQLFailure.statement(statement.name, "a text has a NUL character")
          }
          return text
        }
      })
  }

  private func value(
    _ value: (any DatabaseValueConvertible)?, _ statement: Statement
  ) throws -> SQLValue {
    switch value {
    case nil: .null
    case let text as String: .text(text)
    case let value as Int64: .integer(value)
    case let data as Data: .blob([UInt8](data))
    default: throw SQLFailure.statement(statement.name, "a number with a binary point")
    }
  }

  // MARK: The batch

  /// Nobody else writes from here on; SQLite itself has one writer, so the ledger's head needs no other lock.
  func begin(alone: Bool) throws {
    try SQLFailure.translating("begin") { try database.beginTransaction(.immediate) }
  }

  func savepoint() throws { try control("SAVEPOINT unit") }

  func release() throws { try control("RELEASE unit") }

  func undo() throws {
    // A full disk makes SQLite undo the whole transaction by itself.
    guard database.isInsideTransaction else {
      throw SQLFailure.unavailable("the transaction was lost")
    }
    try control("ROLLBACK TO unit")
    try control("RELEASE unit")
  }

  func commit() throws {
    try SQLFailure.translating("commit", isCommit: true) { try database.commit() }
  }

  func rollback() {
    guard database.isInsideTransaction else { return }
    // When even this fails, the next batch cannot begin and says so.
    try? database.rollback()
  }

  private func control(_ sql: String) throws {
    try SQLFailure.translating(sql) { try database.cachedStatement(sql: sql).execute() }
  }
}
