import GRDB
import GRDBSQLite

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
    try step(statement, binds) { prepared in
      let count = sqlite3_column_count(prepared)
      var values: [SQLValue] = []
      values.reserveCapacity(Int(count))
      for column in 0..<count { values.append(try value(prepared, column, statement)) }
      try body(values)
    }
  }

  func run(_ statement: Statement, _ binds: [SQLValue]) throws -> Int {
    try step(statement, binds) { _ in }
    return database.changesCount
  }

  // MARK: Statements

  /// Runs a statement to its end by SQLite's own calls: GRDB keeps it prepared, but would wrap every value in a row of its
  /// own, which costs more than finding it.
  private func step(
    _ statement: Statement, _ binds: [SQLValue], _ row: (OpaquePointer) throws -> Void
  ) throws {
    let kept = try SQLFailure.translating(statement.name) {
      try database.cachedStatement(sql: statement.sql)
    }
    let prepared = kept.sqliteStatement
    defer {
      sqlite3_reset(prepared)
      withExtendedLifetime(kept) {}
    }
    guard binds.count == sqlite3_bind_parameter_count(prepared) else {
      throw SQLFailure.statement(
        statement.name, "\(binds.count) values for \(sqlite3_bind_parameter_count(prepared)) places"
      )
    }
    for (place, bind) in binds.enumerated() {
      try self.bind(bind, Int32(place + 1), prepared, statement)
    }
    while true {
      let result = sqlite3_step(prepared)
      switch result {
      case SQLITE_ROW: try row(prepared)
      case SQLITE_DONE: return
      case SQLITE_INTERRUPT: throw CancellationError()
      default: throw failure(result, statement)
      }
    }
  }

  private func failure(_ result: CInt, _ statement: Statement) -> SQLFailure {
    let words = database.sqliteConnection.map { String(cString: sqlite3_errmsg($0)) }
    return SQLFailure(
      DatabaseError(resultCode: ResultCode(rawValue: result), message: words), statement.name)
  }

  /// Copies a value to its place, so that it need not live until the statement has run.
  private func bind(
    _ value: SQLValue, _ place: Int32, _ prepared: OpaquePointer, _ statement: Statement
  ) throws {
    let copying = unsafeBitCast(-1, to: sqlite3_destructor_type.self)
    let result: CInt
    switch value {
    case .null: result = sqlite3_bind_null(prepared, place)
    case .integer(let number): result = sqlite3_bind_int64(prepared, place, number)
    case .blob(let bytes):
      result = bytes.withUnsafeBytes { bytes in
        // Without an address the value would be NULL, not empty.
        bytes.isEmpty
          ? sqlite3_bind_zeroblob(prepared, place, 0)
          : sqlite3_bind_blob64(
            prepared, place, bytes.baseAddress, UInt64(bytes.count), copying)
      }
    case .text(var text):
      result = try text.withUTF8 { bytes in
        // PostgreSQL has no such texts, so neither has SQLite.
        guard !bytes.contains(0) else {
          throw SQLFailure.statement(statement.name, "a text has a NUL character")
        }
        return bytes.withMemoryRebound(to: CChar.self) { characters in
          characters.isEmpty
            ? sqlite3_bind_text(prepared, place, "", 0, copying)
            : sqlite3_bind_text64(
              prepared, place, characters.baseAddress, UInt64(characters.count), copying,
              UInt8(SQLITE_UTF8))
        }
      }
    }
    guard result == SQLITE_OK else { throw failure(result, statement) }
  }

  private func value(
    _ prepared: OpaquePointer, _ column: Int32, _ statement: Statement
  ) throws -> SQLValue {
    switch sqlite3_column_type(prepared, column) {
    case SQLITE_NULL: return .null
    case SQLITE_INTEGER: return .integer(sqlite3_column_int64(prepared, column))
    case SQLITE_TEXT:
      let text = sqlite3_column_text(prepared, column)
      let count = Int(sqlite3_column_bytes(prepared, column))
      return .text(
        String(decoding: UnsafeBufferPointer(start: text, count: count), as: UTF8.self))
    case SQLITE_BLOB:
      let start = sqlite3_column_blob(prepared, column)
      let count = Int(sqlite3_column_bytes(prepared, column))
      return .blob([UInt8](UnsafeRawBufferPointer(start: start, count: count)))
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
