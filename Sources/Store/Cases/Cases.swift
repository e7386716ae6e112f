package import Casework
import Crypto

/// The cases of an installation (案卷库) over either engine: dossiers, their history, commands, the outbox, leases, personal
/// values and the ledger's tables.
package struct Cases: Sendable {
  /// Where they are.
  package let database: any SQLDatabase
  /// Whose time acts get.
  package let clock: CityClock
  /// By which leases are held: the machine's, where acts have a simulated time.
  package let machine: CityClock

  /// Statements of all repositories, each prepared once at start-up.
  package static let statements: [Statement] =
    Schema.Statements.all + CommandStatements.all + DossierStatements.all + OutboxStatements.all
    + LeaseStatements.all + PersonalStatements.all + LedgerStatements.all + RebuildStatements.all
    + SessionStatements.all + AttemptStatements.all + DraftStatements.all + SearchStatements.all

  /// Those that are done for many rows.
  package static let manyStatements: [ManyStatement] =
    CommandStatements.allMany + DossierStatements.allMany + [
      OutboxStatements.add, PersonalStatements.keep, LedgerStatements.append,
    ]

  /// Opens the cases of a database that has the program's tables.
  ///
  /// - Parameter machine: the clock of leases; the same as that of acts when `nil`.
  /// - Throws: ``StoreFailure/newerDatabase(_:)``; ``StoreFailure/olderDatabase(_:)`` when migrations are missing;
  ///   ``StoreFailure/corrupt(_:)`` when a migration or a statement does not fit the tables.
  package static func open(
    _ database: any SQLDatabase, clock: CityClock, machine: CityClock? = nil
  ) async throws -> Cases {
    try await StoreFailure.translating {
      try await database.read { connection in
        let missing = try Schema.missing(connection)
        guard missing.isEmpty else {
          throw StoreFailure.olderDatabase(missing.map(\.number))
        }
        let many = manyStatements.map { $0.statement(connection.engine) }
        for statement in statements + many { try connection.prepare(statement) }
      }
    }
    return Cases(database: database, clock: clock, machine: machine ?? clock)
  }

  /// Reads a consistent state, with failures in words of the store.
  func reading<Answer: Sendable>(
    _ body: @escaping @Sendable (any SQLConnection) throws -> Answer
  ) async throws -> Answer {
    try await StoreFailure.translating { try await database.read(body) }
  }

  /// Writes in a unit of work, with failures in words of the store.
  @discardableResult
  func writing<Answer: Sendable>(
    _ body: @escaping @Sendable (UnitConnection) throws -> Answer
  ) async throws -> Answer {
    try await StoreFailure.translating { try await database.write(body) }
  }
}

extension Cases: CaseStore {
  package func perform(
    _ command: Command, _ body: @escaping @Sendable (any CaseUnit) throws -> [UInt8]
  ) async throws -> Performed {
    try command.check()
    let hash = Array(SHA256.hash(data: command.content))
    do {
      return try await attempt(command, hash, body)
    } catch StoreFailure.outcomeUnknown {
      // Asked again under its key it is done now, or answered as it was done.
      do {
        return try await attempt(command, hash, body)
      } catch StoreFailure.unavailable {
        throw StoreFailure.outcomeUnknown
      } catch is CancellationError {
        throw StoreFailure.outcomeUnknown
      }
    }
  }

  private func attempt(
    _ command: Command, _ hash: [UInt8],
    _ body: @escaping @Sendable (any CaseUnit) throws -> [UInt8]
  ) async throws -> Performed {
    try await writing { connection in
      if let earlier = try connection.desk.earlier(command) {
        guard earlier.name == command.name, earlier.contentHash == hash else {
          throw StoreFailure.keyReused(command.key)
        }
        return earlier.performed
      }
      let head = try connection.desk.head
      if !head.closed.isEmpty { throw StoreFailure.ledgerClosed(head.closed) }
      let unit = CaseTransaction(connection, head, command, now: max(clock.now(), head.lastAt))
      if let lease = command.lease {
        // Units change cases, never leases: nothing that waits to be written matters.
        try connection.aside { try LeaseStatements.demand(lease, at: machine.now(), $0) }
      }
      let answer = try body(unit)
      return try unit.finish(answer, contentHash: hash)
    }
  }

  package func read<Answer: Sendable>(
    _ body: @escaping @Sendable (any CaseReading) throws -> Answer
  ) async throws -> Answer {
    try await reading { connection in try body(CaseSnapshot(connection: connection)) }
  }
}

/// Reading within a transaction.
final class CaseSnapshot: CaseReading {
  private let connection: any SQLConnection
  /// What was foreseen: within a transaction the answers stay the same.
  private var foreseen: [Ask: [[SQLValue]]] = [:]

  init(connection: any SQLConnection) { self.connection = connection }

  func foresee(_ questions: [CaseQuestion]) throws {
    let asks = try questions.map(CaseSnapshot.ask).filter { foreseen[$0] == nil }
    for (ask, rows) in zip(asks, try connection.rows(asks)) { foreseen[ask] = rows }
  }

  static func ask(_ question: CaseQuestion) throws -> Ask {
    switch question {
    case .dossier(let id): Ask(DossierStatements.find.one, id.binds)
    case .dossiers(let query): try DossierStatements.list(query)
    case .count(let kind, let state, let key): DossierStatements.count(kind, state: state, key: key)
    case .history(let id): Ask(DossierStatements.history, id.binds)
    }
  }

  private func all<Row>(
    _ ask: Ask, _ decode: (inout SQLRow) throws -> Row
  ) throws -> [Row] {
    let known = foreseen.isEmpty ? nil : foreseen[ask]
    return try (known ?? connection.rows(ask.statement, ask.binds)).map { values in
      var row = SQLRow(values, of: ask.statement)
      return try decode(&row)
    }
  }

  func dossier(_ id: DossierID) throws -> Dossier? {
    try all(CaseSnapshot.ask(.dossier(id)), DossierStatements.decode).first
  }

  func dossiers(_ query: DossierQuery) throws -> [Dossier] {
    try all(CaseSnapshot.ask(.dossiers(query)), DossierStatements.decode)
  }

  func count(_ kind: DossierKind, state: String?, key: DossierKey?) throws -> Int {
    try all(CaseSnapshot.ask(.count(kind, state: state, key: key))) { try $0.int() }.first ?? 0
  }

  func history(_ id: DossierID) throws -> [CaseEvent] {
    try all(CaseSnapshot.ask(.history(id)), LedgerStatements.decodeEvent)
  }

  func history(_ id: DossierID, before version: Int, limit: Int) throws -> [CaseEvent] {
    guard (1...1000).contains(limit) else {
      throw StoreFailure.invalid("a page of a history shows 1 to 1000 events")
    }
    return try connection.all(
      DossierStatements.historyPage, id.binds + [.integer(version), .integer(limit)],
      LedgerStatements.decodeEvent)
  }
}
