import CPostgres
import Glibc

/// Statements that one connection has prepared: their text in PostgreSQL's writing and their name there.
struct PreparedStatements {
  struct Entry {
    var text: String
    /// `nil`: not prepared, or no longer.
    var name: String?
  }
  private var entries: [Statement: Entry] = [:]
  private var named = 0
  /// Statements are constants; whoever makes them up as he goes must not fill the server's memory.
  private static let most = 1000

  subscript(statement: Statement) -> Entry {
    mutating get {
      if let entry = entries[statement] { return entry }
      let entry = Entry(text: PostgresPlaces.rewrite(statement.sql), name: nil)
      if entries.count < PreparedStatements.most { entries[statement] = entry }
      return entry
    }
  }

  /// A name for a statement that is about to be prepared; `nil` when there are too many.
  mutating func newName(for statement: Statement) -> String? {
    guard entries[statement] != nil else { return nil }
    named += 1
    let name = "s\(named)"
    entries[statement]?.name = name
    return name
  }

  mutating func forget(_ statement: Statement) { entries[statement]?.name = nil }
}

extension PostgresLink {
  /// A statement with its values, ready to be sent.
  struct Command {
    var statement: Statement
    /// `nil`: the statement is prepared and not run.
    var binds: PostgresBinds?

    /// - Throws: ``SQLFailure/statement(_:_:)`` for a value that PostgreSQL cannot keep.
    init(_ statement: Statement, _ binds: [SQLValue]) throws {
      self.statement = statement
      self.binds = try PostgresBinds(binds, of: statement.name)
    }

    init(_ statement: ManyStatement, _ rows: [[SQLValue]]) throws {
      self.statement = statement.many
      binds = try PostgresBinds(rows, statement.kinds, of: statement.many.name)
    }

    init(_ statement: Statement) {
      self.statement = statement
      binds = PostgresBinds()
    }

    init(preparing statement: Statement) { self.statement = statement }
  }

  /// What the last command of an exchange came to.
  struct Outcome {
    var changed = 0
    /// `COMMIT`, `INSERT 0 1`, …
    var tag = ""
  }

  /// What the server is about to answer, in this order.
  enum Expected {
    case preparation(Statement)
    /// The place is counted from the first command whose rows are asked for.
    case result(Statement, place: Int, isLast: Bool)

    var statement: Statement {
      switch self {
      case .preparation(let statement), .result(let statement, _, _): statement
      }
    }
  }

  /// Sends commands together and takes their results.
  ///
  /// - Parameters:
  ///   - asked: so many of the last commands have rows that go to `row`, each with the place of its command among them.
  ///   - end: when the server must have answered; while it streams, only its first answer.
  ///   - patience: streams rows one by one, and the server may take so long for each.
  /// - Throws: ``PostgresFault``, or what `row` throws; then all results have been taken.
  @discardableResult
  func exchange(
    _ commands: [Command], asked: Int = 1, until end: ContinuousClock.Instant,
    streaming patience: Duration? = nil,
    row: (Int, [SQLValue]) throws -> Void = { _, _ in }
  ) throws -> Outcome {
    let expected = try send(commands, asked: asked)
    try takeOwed(until: end)
    return try take(expected, until: end, streaming: patience, row: row)
  }

  /// Sends a command whose result nobody waits for: it is taken before that of the next exchange.
  func post(_ command: Command) throws { owed += try send([command], asked: 0) }

  private func takeOwed(until end: ContinuousClock.Instant) throws {
    guard !owed.isEmpty else { return }
    let expected = owed
    owed = []
    do { try take(expected, until: end) } catch PostgresFault.refused(let refusal, _) {
      throw lost(refusal.message)
    }
  }

  private func send(_ commands: [Command], asked: Int) throws -> [Expected] {
    var expected: [Expected] = []
    let first = commands.count - asked
    for (index, command) in commands.enumerated() {
      try send(
        command, place: index - first, isLast: index == commands.count - 1, &expected)
    }
    guard PQpipelineSync(connection) == 1 else { throw lost(lastMessage) }
    return expected
  }

  @discardableResult
  private func take(
    _ expected: [Expected], until end: ContinuousClock.Instant, streaming patience: Duration? = nil,
    row: (Int, [SQLValue]) throws -> Void = { _, _ in }
  ) throws -> Outcome {
    var end = end
    var outcome = Outcome()
    var failure: (any Error)?
    for answer in expected {
      if patience != nil, case .result(_, _, isLast: true) = answer {
        PQsetSingleRowMode(connection)
      }
      while let result = try nextResult(until: end) {
        defer { PQclear(result) }
        switch PQresultStatus(result) {
        case PGRES_COMMAND_OK, PGRES_TUPLES_OK, PGRES_SINGLE_TUPLE:
          guard case .result(let statement, let place, let isLast) = answer else { continue }
          if isLast {
            outcome.changed = PQcmdTuples(result).flatMap { Int(String(cString: $0)) } ?? 0
            outcome.tag = PQcmdStatus(result).map { String(cString: $0) } ?? ""
            if let patience { end = .now + patience }
          }
          guard place >= 0, failure == nil else { continue }
          do {
            try PostgresRows(result).each(of: statement.name) { try row(place, $0) }
          } catch { failure = error }
        case PGRES_PIPELINE_ABORTED:
          if case .preparation(let statement) = answer { statements.forget(statement) }
        default:
          let refusal = PostgresRefusal(result)
          guard !refusal.losesConnection else { throw lost(refusal.message) }
          failure = failure ?? PostgresFault.refused(refusal, answer.statement.name)
          if case .preparation(let statement) = answer { statements.forget(statement) }
        }
      }
    }
    let sync = try nextResult(until: end)
    defer { PQclear(sync) }
    guard PQresultStatus(sync) == PGRES_PIPELINE_SYNC else { throw lost(lastMessage) }
    if let failure { throw failure }
    return outcome
  }

  private func send(
    _ command: Command, place: Int, isLast: Bool, _ expected: inout [Expected]
  ) throws {
    let statement = command.statement
    let entry = statements[statement]
    var name = entry.name
    if name == nil, address.isPrepared { name = statements.newName(for: statement) }
    if entry.name == nil, name != nil || command.binds == nil {
      guard PQsendPrepare(connection, name ?? "", entry.text, 0, nil) == 1 else {
        throw lost(lastMessage)
      }
      expected.append(.preparation(statement))
    }
    guard let binds = command.binds else { return }
    let status = binds.withPointers { count, values, lengths, formats in
      if let name {
        PQsendQueryPrepared(connection, name, count, values, lengths, formats, 1)
      } else {
        PQsendQueryParams(connection, entry.text, count, nil, values, lengths, formats, 1)
      }
    }
    guard status == 1 else { throw lost(lastMessage) }
    expected.append(.result(statement, place: place, isLast: isLast))
  }

  /// The next result; `nil` at the end of those of one command.
  private func nextResult(until end: ContinuousClock.Instant) throws -> OpaquePointer? {
    while PQisBusy(connection) == 1 {
      let unsent = PQflush(connection)
      var descriptor = pollfd(
        fd: PQsocket(connection), events: Int16(unsent == 1 ? POLLIN | POLLOUT : POLLIN), revents: 0
      )
      let left = max(.zero, end - .now)
      // Rounded up, so that the last fraction of a millisecond is not waited for in circles.
      let status = poll(&descriptor, 1, Int32(clamping: Int(left / .milliseconds(1)) + 1))
      if status == 0 {
        wasIdle = false
        throw lost("the database did not answer in time")
      }
      if status > 0, PQconsumeInput(connection) == 0 { throw lost(lastMessage) }
    }
    let result = PQgetResult(connection)
    // A broken connection would go on saying that there is nothing more.
    if result == nil, PQstatus(connection) != CONNECTION_OK { throw lost(lastMessage) }
    return result
  }
}
