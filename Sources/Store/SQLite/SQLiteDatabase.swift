import GRDB
import Glibc
import Synchronization

/// The embedded engine (内嵌数据库): one file, written by one process, read by several threads while it is written.
package final class SQLiteDatabase: SQLDatabase {
  /// What a process may do with the file.
  package enum Access: Sendable {
    /// The only one that writes; makes the file when there is none.
    case making
    /// The only one that writes a file that is there.
    case writing
    /// Beside the one that writes: backups, checks.
    case reading
    /// Small acts of people beside the one that writes. SQLite lets one transaction write at a time, and the other waits;
    /// the file has to be there.
    case acting
  }

  package let path: String
  package var engine: Engine { .sqlite }

  private let pool: DatabasePool
  /// How many readings have begun and not ended, and for how many there is a connection.
  private let readings: Mutex<Int>
  private let readers: Int
  private let lane: WriterLane?
  private let lock: Mutex<WriterLock?>

  /// Opens a file.
  ///
  /// - Parameters:
  ///   - readers: how many readings may run at the same time.
  ///   - mostPages: the most pages of 4,096 bytes that the file may have; for tests of a full disk.
  /// - Throws: ``SQLFailure/unavailable(_:)`` when another process writes, or the file cannot be opened as it has to be.
  package init(
    _ path: String, access: Access = .making, readers: Int = 4, mostPages: Int? = nil
  ) throws {
    self.path = path
    self.readers = readers
    readings = Mutex(0)
    guard access == .making || Glibc.access(path, F_OK) == 0 else {
      throw SQLFailure.unavailable("\(path): there is no such file")
    }
    lock = Mutex(access == .making || access == .writing ? try WriterLock(for: path) : nil)
    if access == .making { try SQLiteDatabase.create(path) }
    var configuration = Configuration()
    configuration.label = "luohu.sqlite"
    configuration.readonly = access == .reading
    configuration.busyMode = .timeout(5)
    configuration.maximumReaderCount = readers
    configuration.prepareDatabase { database in
      try database.execute(sql: "PRAGMA trusted_schema = OFF")
      // 16 MiB of pages for each connection.
      try database.execute(sql: "PRAGMA cache_size = -16384")
    }
    let pool: DatabasePool
    do {
      pool = try DatabasePool(path: path, configuration: configuration)
    } catch let error as DatabaseError {
      throw SQLFailure.unavailable("\(path): \(error.message ?? error.resultCode.description)")
    }
    self.pool = pool
    guard access != .reading else {
      lane = nil
      return
    }
    try SQLFailure.translating(path) {
      try pool.writeWithoutTransaction { database in
        // GRDB has set NORMAL, which can lose the last commits when power fails.
        try database.execute(sql: "PRAGMA synchronous = FULL")
        // What a savepoint would restore stays in memory: it is one unit of work.
        try database.execute(sql: "PRAGMA temp_store = MEMORY")
        // A page that many commits change is copied into the file once for 16 MiB of them.
        try database.execute(sql: "PRAGMA wal_autocheckpoint = 4000")
        // What is erased must not be read in the file's free pages.
        try database.execute(sql: "PRAGMA secure_delete = ON")
        if let mostPages { try database.execute(sql: "PRAGMA max_page_count = \(mostPages)") }
        try SQLiteDatabase.demand(database, "synchronous", "2")
        try SQLiteDatabase.demand(database, "journal_mode", "wal")
        try SQLiteDatabase.demand(database, "foreign_keys", "1")
        try SQLiteDatabase.demand(database, "secure_delete", "1")
      }
    }
    lane = WriterLane("sqlite") { units in
      pool.writeWithoutTransaction { database in
        WriteBatch.run(units, on: SQLiteConnection(database: database))
      }
    }
  }

  /// Makes an empty file that only its owner can read; SQLite gives its companions the same mode.
  private static func create(_ path: String) throws {
    let descriptor = Glibc.open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    guard descriptor < 0 else {
      Glibc.close(descriptor)
      return
    }
    guard errno == EEXIST else {
      throw SQLFailure.unavailable("\(path): \(String(cString: strerror(errno)))")
    }
  }

  private static func demand(_ database: Database, _ pragma: String, _ wanted: String) throws {
    let found = try String.fetchOne(database, sql: "PRAGMA \(pragma)") ?? "nothing"
    guard found == wanted else {
      throw SQLFailure.unavailable("PRAGMA \(pragma) is \(found) where \(wanted) is needed")
    }
  }

  package func write<Answer: Sendable>(
    _ body: @escaping @Sendable (UnitConnection) throws -> Answer
  ) async throws -> Answer {
    try await writer().submit(body)
  }

  package func alone<Answer: Sendable>(
    _ body: @escaping @Sendable (any SQLConnection) throws -> Answer
  ) async throws -> Answer {
    try await writer().submit(alone: true, body)
  }

  private func writer() throws -> WriterLane {
    guard let lane else { throw SQLFailure.unavailable("\(path) is open for reading only") }
    return lane
  }

  /// Where a connection is free, the reading runs on the caller's thread: that takes less time than to wake another, and
  /// a reader waits for nobody.
  package func read<Answer: Sendable>(
    _ body: @escaping @Sendable (any SQLConnection) throws -> Answer
  ) async throws -> Answer {
    let isFree = readings.withLock { count in
      count += 1
      return count <= readers
    }
    defer { readings.withLock { $0 -= 1 } }
    try Task.checkCancellation()
    return isFree ? try readHere(body) : try await readElsewhere(body)
  }

  private func readHere<Answer>(_ body: (any SQLConnection) throws -> Answer) throws -> Answer {
    try SQLFailure.translating("read") {
      try pool.read { database in try body(SQLiteConnection(database: database)) }
    }
  }

  /// For what takes long, too.
  private func readElsewhere<Answer: Sendable>(
    _ body: @escaping @Sendable (any SQLConnection) throws -> Answer
  ) async throws -> Answer {
    do {
      return try await pool.read { database in try body(SQLiteConnection(database: database)) }
    } catch let error as DatabaseError {
      throw SQLFailure(error, "read")
    }
  }

  package func health() async -> String? {
    do {
      _ = try await read { connection in try connection.rows(SQLiteDatabase.alive, []) }
      return nil
    } catch { return "\(error)" }
  }

  private static let alive = Statement("sqlite.alive", "SELECT 1")

  /// Finishes what was accepted, then gives the file back.
  package func close() async {
    await lane?.close()
    // The writer has to be the last to close, or the write-ahead log stays beside the file; readers wait until
    // their readings are done.
    pool.releaseMemory()
    try? pool.close()
    lock.withLock { $0 = nil }
  }

  // MARK: Copies

  /// Copies the whole database as it is now into a file while others read and write it.
  package func backUp(to target: String) throws {
    try SQLFailure.translating("backup") {
      try SQLiteDatabase.create(target)
      let copy = try DatabaseQueue(path: target)
      try pool.backup(to: copy)
      // One file without companions.
      try copy.writeWithoutTransaction {
        try SQLiteDatabase.demand($0, "journal_mode = DELETE", "delete")
      }
      try copy.close()
    }
  }

  /// Puts the content of another file in the place of this one's, in one transaction.
  package func restore(from source: SQLiteDatabase) throws {
    try SQLFailure.translating("restore") { try source.pool.backup(to: pool) }
  }

  /// What SQLite itself finds wrong with the file: damaged pages, rows against constraints.
  package func faults() async throws -> [String] {
    try await readElsewhere { connection in
      var faults: [String] = []
      for statement in [SQLiteDatabase.integrity, SQLiteDatabase.foreignKeys] {
        try connection.each(statement, []) { row in
          if row != [.text("ok")] {
            faults.append(row.map(SQLiteDatabase.words).joined(separator: " "))
          }
        }
      }
      return faults
    }
  }

  private static let integrity = Statement("sqlite.integrity", "PRAGMA integrity_check")
  private static let foreignKeys = Statement("sqlite.foreignKeys", "PRAGMA foreign_key_check")

  private static func words(_ value: SQLValue) -> String {
    switch value {
    case .null: "null"
    case .integer(let number): "\(number)"
    case .text(let text): text
    case .blob(let bytes): "\(bytes.count) bytes"
    }
  }
}
