import CPostgres

/// A connection as repositories see it: transactions with savepoints (数据库会话).
///
/// What brings no answer (begin, savepoint, release, statements for later) is not sent by itself but together with the
/// statement that follows, and the end of a unit that has something to send is waited for: what fails
/// is told to the unit that did it.
final class PostgresSession: BatchConnection {
  private enum Kind {
    /// One consistent state.
    case reading
    /// Units of work under the opening lock.
    case writing
    /// Migrations and imports: nothing else is written meanwhile, by whatever process.
    case alone
  }

  let engine = Engine.postgresql
  private let link: PostgresLink
  /// Begins every batch: the lock that serialises the batches of several processes.
  private let opening: Statement?
  private var kind = Kind.reading
  /// Commands to be sent with the next statement.
  private var waiting: [PostgresLink.Command] = []
  /// Where the unit's savepoint stands among them, until it is sent.
  private var mark: Int?
  /// Whether statements of the unit are among them.
  private var hasLater = false
  /// How many statements may wait.
  private static let mostWaiting = 100
  /// Whether the server knows of the transaction.
  private var isBegun = false
  /// The first failure since the last savepoint: the server refuses everything until it is undone.
  private var failure: SQLFailure?
  private var isStreaming = false

  init(_ link: PostgresLink, opening: Statement? = nil) {
    self.link = link
    self.opening = opening
  }

  // MARK: Transactions

  func begin(alone: Bool) throws {
    if alone {
      try begin(.alone, [Words.begin, patience, Words.lockOut])
    } else {
      try begin(.writing, [Words.begin, Words.enter] + (opening.map { [$0] } ?? []))
    }
  }

  /// Runs `body` on one consistent state.
  func read<Answer>(_ body: (any SQLConnection) throws -> Answer) throws -> Answer {
    try begin(.reading, [Words.beginReading])
    defer { rollback() }
    return try body(self)
  }

  private func begin(_ kind: Kind, _ words: [Statement]) throws {
    failure = nil
    isBegun = false
    self.kind = kind
    waiting = words.map { PostgresLink.Command($0) }
    mark = nil
    hasLater = false
    try link.open()
  }

  /// - Throws: ``SQLFailure/outcomeUnknown`` when the connection was lost on the way, or when the server has committed
  ///   without waiting for its standby; another failure when certainly nothing has been done.
  func commit() throws {
    if let failure { throw failure }
    if hasLater, !isBegun { try flush() }
    guard isBegun else { return }
    link.warning = nil
    let outcome: PostgresLink.Outcome
    do {
      outcome = try finish(Words.commit)
    } catch PostgresFault.lost {
      throw SQLFailure.outcomeUnknown
    } catch let fault as PostgresFault {
      throw fault.failure
    }
    isBegun = false
    // A transaction that has failed is rolled back by COMMIT, without an error.
    guard outcome.tag == "COMMIT" else { throw SQLFailure.retry("the server rolled back") }
    // "canceling wait for synchronous replication": on disk here, perhaps not on the standby.
    guard link.warning == nil else { throw SQLFailure.outcomeUnknown }
  }

  /// When even that fails, the connection is closed, which does the same. After a reading nobody waits for it.
  func rollback() {
    waiting = []
    guard isBegun, link.isOpen else { return }
    isBegun = false
    do {
      if kind == .reading {
        try link.post(PostgresLink.Command(Words.rollback))
      } else {
        try finish(Words.rollback)
      }
    } catch { link.close() }
  }

  func demand() throws { if hasLater { try flush() } }

  func savepoint() {
    mark = waiting.count
    waiting.append(PostgresLink.Command(Words.savepoint))
  }

  /// - Throws: the failure of a statement that the unit has passed over; PostgreSQL has given the unit up then.
  func release() throws {
    if let failure { throw failure }
    if let mark, !hasLater {
      waiting.removeSubrange(mark...)
    } else {
      waiting.append(PostgresLink.Command(Words.release))
      if hasLater { try flush() }
    }
    mark = nil
  }

  func undo() {
    failure = nil
    hasLater = false
    if let mark {
      waiting.removeSubrange(mark...)
    } else {
      waiting = [PostgresLink.Command(Words.undo), PostgresLink.Command(Words.release)]
    }
    mark = nil
  }

  // MARK: Statements

  func prepare(_ statement: Statement) throws {
    try execute(PostgresLink.Command(preparing: statement))
  }

  func rows(_ statement: Statement, _ binds: [SQLValue]) throws -> [[SQLValue]] {
    var rows: [[SQLValue]] = []
    try execute(PostgresLink.Command(statement, binds)) { rows.append($1) }
    return rows
  }

  func rows(_ asks: [Ask]) throws -> [[[SQLValue]]] {
    guard let first = asks.first else { return [] }
    try demandReady(for: first.statement)
    waiting += try asks.map { try PostgresLink.Command($0.statement, $0.binds) }
    var rows: [[[SQLValue]]] = Array(repeating: [], count: asks.count)
    try flush(asked: asks.count) { rows[$0].append($1) }
    return rows
  }

  @discardableResult func run(_ statement: Statement, _ binds: [SQLValue]) throws -> Int {
    try execute(PostgresLink.Command(statement, binds)).changed
  }

  func rows(_ statement: ManyStatement, _ keys: [[SQLValue]]) throws -> [[SQLValue]] {
    var rows: [[SQLValue]] = []
    try execute(PostgresLink.Command(statement, keys)) { rows.append($1) }
    return rows
  }

  func later(_ statement: Statement, _ binds: [SQLValue]) throws {
    try demandReady(for: statement)
    try later(PostgresLink.Command(statement, binds))
  }

  func later(_ statement: ManyStatement, _ rows: [[SQLValue]]) throws {
    try demandReady(for: statement.many)
    try later(PostgresLink.Command(statement, rows))
  }

  private func later(_ command: PostgresLink.Command) throws {
    waiting.append(command)
    hasLater = true
    if waiting.count >= PostgresSession.mostWaiting { try flush() }
  }

  /// While the rows come, the connection can do nothing else.
  func each(
    _ statement: Statement, _ binds: [SQLValue], _ body: ([SQLValue]) throws -> Void
  ) throws {
    let command = try PostgresLink.Command(statement, binds)
    try demandReady(for: statement)
    // The server counts the time that the reader takes for the rows.
    if kind != .alone { waiting.append(PostgresLink.Command(patience)) }
    try execute(command, streaming: link.address.limits.row) { _, row in
      isStreaming = true
      defer { isStreaming = false }
      try body(row)
    }
  }

  private var patience: Statement { Words.patience(link.address.limits.alone) }

  private var limit: Duration {
    kind == .alone ? link.address.limits.alone : link.address.limits.statement
  }

  /// Sends what waits and the last word of the transaction.
  @discardableResult
  private func finish(_ word: Statement) throws -> PostgresLink.Outcome {
    let commands = waiting + [PostgresLink.Command(word)]
    waiting = []
    return try link.exchange(commands, until: .now + limit + link.address.limits.grace)
  }

  private func demandReady(for statement: Statement) throws {
    if let failure { throw failure }
    guard !isStreaming else {
      throw SQLFailure.statement(
        statement.name, "not while the rows of another statement come one by one")
    }
  }

  @discardableResult
  private func execute(
    _ command: PostgresLink.Command, streaming patience: Duration? = nil,
    row: (Int, [SQLValue]) throws -> Void = { _, _ in }
  ) throws -> PostgresLink.Outcome {
    try demandReady(for: command.statement)
    waiting.append(command)
    return try flush(streaming: patience, row: row)
  }

  /// Sends what waits; the answer is that of the last, the rows those of as many of the last as are asked for.
  @discardableResult
  private func flush(
    asked: Int = 1, streaming patience: Duration? = nil,
    row: (Int, [SQLValue]) throws -> Void = { _, _ in }
  ) throws -> PostgresLink.Outcome {
    let commands = waiting
    let isFirst = !isBegun
    waiting = []
    mark = nil
    hasLater = false
    isBegun = true
    var hasRows = false
    func exchange() throws -> PostgresLink.Outcome {
      let end = ContinuousClock.now + limit + link.address.limits.grace
      return try link.exchange(commands, asked: asked, until: end, streaming: patience) {
        hasRows = true
        try row($0, $1)
      }
    }
    do {
      do {
        return try exchange()
      } catch PostgresFault.lost where isFirst && !hasRows && link.wasIdle {
        // The server has closed the connection while nobody used it; the transaction begins on another.
        try link.open()
        return try exchange()
      }
    } catch let fault as PostgresFault {
      let failure = failure(for: fault)
      self.failure = failure
      throw failure
    } catch let failure as SQLFailure where !link.isOpen {
      self.failure = failure
      throw failure
    }
  }

  private func failure(for fault: PostgresFault) -> SQLFailure {
    guard case .refused(let refusal, let name) = fault else { return fault.failure }
    // The server has become a standby: the address may name another that may write.
    if refusal.state == "25006", kind != .reading {
      link.close()
      return .unavailable(refusal.message)
    }
    // The transaction itself cannot be had; no unit is to blame.
    if name.hasPrefix(Words.prefix) || name == opening?.name {
      if case .retry = fault.failure { return fault.failure }
      return .unavailable(refusal.message)
    }
    return fault.failure
  }

  /// What transactions are made of.
  private enum Words {
    static let prefix = "transaction."
    static let begin = Statement("transaction.begin", "BEGIN")
    static let beginReading = Statement(
      "transaction.read", "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
    static let savepoint = Statement("transaction.savepoint", "SAVEPOINT unit")
    static let release = Statement("transaction.release", "RELEASE SAVEPOINT unit")
    static let undo = Statement("transaction.undo", "ROLLBACK TO SAVEPOINT unit")
    static let commit = Statement("transaction.commit", "COMMIT")
    static let rollback = Statement("transaction.rollback", "ROLLBACK")
    /// Work that runs alone, and reading row by row, may take long and be silent meanwhile.
    static func patience(_ limit: Duration) -> Statement {
      Statement(
        "transaction.patience",
        "SELECT set_config('statement_timeout', '\(Int(limit / .milliseconds(1)))', true), "
          + "set_config('idle_in_transaction_session_timeout', '0', true)")
    }
    /// Batches share the lock; who works alone has it alone. It is the schema's and not a table's: there may be no table yet.
    /// The number is "luoh" in ASCII.
    static let enter = Statement(
      "transaction.enter", "SELECT pg_advisory_xact_lock_shared(\(lock))")
    static let lockOut = Statement("transaction.lockOut", "SELECT pg_advisory_xact_lock(\(lock))")
    private static let lock = "1819635560, hashtext(coalesce(current_schema(), ''))"
  }
}
