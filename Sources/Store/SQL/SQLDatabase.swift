/// The two engines a city may choose (数据库引擎).
package enum Engine: String, CaseIterable, Sendable {
  case sqlite, postgresql
}

/// One value of a bind or a column. Both engines know these and nothing else: times and amounts are integers,
/// booleans 0 and 1, days texts.
package enum SQLValue: Hashable, Sendable {
  case null
  case integer(Int64)
  case text(String)
  case blob([UInt8])
}

/// One statement, the same text for both engines: places are `?1`, `?2`, …
///
/// Statements are constants with a name, so that start-up can prepare them all and a failure can say which.
package struct Statement: Hashable, Sendable {
  package var name: String
  package var sql: String

  package init(_ name: String, _ sql: String) {
    self.name = name
    self.sql = sql
  }
}

/// A statement with the values that it is asked with (查询), told apart by its bytes, as both engines do.
package struct Ask: Hashable, Sendable {
  package let statement: Statement
  package let binds: [SQLValue]

  package init(_ statement: Statement, _ binds: [SQLValue]) {
    self.statement = statement
    self.binds = binds
  }

  package static func == (left: Ask, right: Ask) -> Bool {
    guard left.statement.name == right.statement.name, left.binds.count == right.binds.count
    else { return false }
    return zip(left.binds, right.binds).allSatisfy { left, right in
      switch (left, right) {
      case (.text(let left), .text(let right)): Exactly(left) == Exactly(right)
      default: left == right
      }
    }
  }

  package func hash(into hasher: inout Hasher) {
    hasher.combine(statement.name)
    for bind in binds {
      switch bind {
      case .text(let text): hasher.combine(Exactly(text))
      default: hasher.combine(bind)
      }
    }
  }
}

/// One connection in one transaction, used on its own thread only.
package protocol SQLConnection {
  var engine: Engine { get }
  /// Prepares a statement without running it: start-up looks whether all of them fit the tables.
  func prepare(_ statement: Statement) throws
  /// The rows of a query.
  func rows(_ statement: Statement, _ binds: [SQLValue]) throws -> [[SQLValue]]
  /// The rows of several queries, which an engine may be asked together.
  func rows(_ asks: [Ask]) throws -> [[[SQLValue]]]
  /// The rows of a query one after the other, never all in memory. The body does not use the connection.
  func each(_ statement: Statement, _ binds: [SQLValue], _ body: ([SQLValue]) throws -> Void) throws
  /// Runs a statement that changes something; how many rows it changed.
  @discardableResult func run(_ statement: Statement, _ binds: [SQLValue]) throws -> Int
  /// Runs a statement whose count nobody needs. An engine may send it together with what follows; a failure then comes
  /// from that, at the latest from the end of the unit of work.
  func later(_ statement: Statement, _ binds: [SQLValue]) throws
  /// The same for many rows of values.
  func later(_ statement: ManyStatement, _ rows: [[SQLValue]]) throws
  /// The rows that a query gives for many keys.
  func rows(_ statement: ManyStatement, _ keys: [[SQLValue]]) throws -> [[SQLValue]]
}

extension SQLConnection {
  package func rows(_ asks: [Ask]) throws -> [[[SQLValue]]] {
    try asks.map { try rows($0.statement, $0.binds) }
  }

  package func later(_ statement: Statement, _ binds: [SQLValue]) throws {
    try run(statement, binds)
  }

  package func later(_ statement: ManyStatement, _ rows: [[SQLValue]]) throws {
    for row in rows { try later(statement.one, row) }
  }

  package func rows(_ statement: ManyStatement, _ keys: [[SQLValue]]) throws -> [[SQLValue]] {
    try keys.flatMap { try rows(statement.one, $0) }
  }
}

/// A database of either engine (数据库).
package protocol SQLDatabase: Sendable {
  var engine: Engine { get }
  /// Runs a unit of work. Units that wait at the same time share one commit; what one throws undoes that one only.
  /// Returns after the commit is durable. The unit may run several times before that, so it has no effects of its own.
  func write<Answer: Sendable>(
    _ body: @escaping @Sendable (UnitConnection) throws -> Answer
  ) async throws -> Answer
  /// Reads one consistent state.
  func read<Answer: Sendable>(
    _ body: @escaping @Sendable (any SQLConnection) throws -> Answer
  ) async throws -> Answer
  /// Runs alone in one transaction without savepoint: migrations, imports.
  func alone<Answer: Sendable>(
    _ body: @escaping @Sendable (any SQLConnection) throws -> Answer
  ) async throws -> Answer
  /// Whether it answers now; the reason when it does not.
  func health() async -> String?
  func close() async
}

/// Why an engine did not do a statement (数据库错误), the same for both.
package enum SQLFailure: Error, Hashable, Sendable {
  /// A unique or foreign key, or a check, is violated; the constraint's name where known.
  case constraint(String)
  /// Deadlock or serialisation: run the unit again.
  case retry(String)
  /// No connection, no room, too busy; nothing was done.
  case unavailable(String)
  /// The connection was lost when the commit may have happened.
  case outcomeUnknown
  /// A fault of the statement or of the values: statement's name and the engine's words.
  case statement(String, String)
}
