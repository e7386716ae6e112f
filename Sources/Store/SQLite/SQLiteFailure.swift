import GRDB

extension SQLFailure {
  /// SQLite's result as the failure that both engines share. Only SQLite's own words are kept, never values.
  ///
  /// - Parameter isCommit: the commit failed: when the disk did, nobody can tell whether it happened.
  init(_ error: DatabaseError, _ statement: String, isCommit: Bool = false) {
    let words = error.message ?? "result \(error.extendedResultCode.rawValue)"
    self =
      switch error.resultCode {
      case .SQLITE_CONSTRAINT: .constraint(words)
      case .SQLITE_IOERR where isCommit: .outcomeUnknown
      case .SQLITE_BUSY, .SQLITE_LOCKED: .unavailable("another process holds the database")
      case .SQLITE_FULL: .unavailable("no room for the database: \(words)")
      case .SQLITE_READONLY, .SQLITE_IOERR, .SQLITE_CANTOPEN, .SQLITE_NOMEM, .SQLITE_PERM,
        .SQLITE_PROTOCOL, .SQLITE_INTERRUPT, .SQLITE_MISUSE:
        .unavailable(words)
      default: .statement(statement, words)
      }
  }

  /// Runs work on SQLite and says its failures as ``SQLFailure``; other errors stay what they are.
  static func translating<Answer>(
    _ statement: String, isCommit: Bool = false, _ work: () throws -> Answer
  ) throws -> Answer {
    do {
      return try work()
    } catch let error as DatabaseError {
      throw SQLFailure(error, statement, isCommit: isCommit)
    }
  }
}
