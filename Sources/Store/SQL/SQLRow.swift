import Casework
import Units

/// A row read column after column, in the order of the query (数据行). What does not fit is a contradiction in what is stored, not a crash.
struct SQLRow {
  private let values: [SQLValue]
  private var column = 0
  private let statement: Statement

  init(_ values: [SQLValue], of statement: Statement) {
    self.values = values
    self.statement = statement
  }

  private mutating func next() throws -> SQLValue {
    guard column < values.count else { throw misfit("no such column") }
    column += 1
    return values[column - 1]
  }

  private func misfit(_ what: String) -> StoreFailure {
    .corrupt("\(statement.name), column \(column): \(what)")
  }

  mutating func integer() throws -> Int64 {
    guard case .integer(let value) = try next() else { throw misfit("no integer") }
    return value
  }

  mutating func int() throws -> Int { Int(try integer()) }

  mutating func text() throws -> String {
    guard case .text(let value) = try next() else { throw misfit("no text") }
    return value
  }

  mutating func blob() throws -> [UInt8] {
    guard case .blob(let value) = try next() else { throw misfit("no bytes") }
    return value
  }

  mutating func optionalInteger() throws -> Int64? {
    switch try next() {
    case .null: nil
    case .integer(let value): value
    case .text, .blob: throw misfit("no integer")
    }
  }

  mutating func optionalText() throws -> String? {
    switch try next() {
    case .null: nil
    case .text(let value): value
    case .integer, .blob: throw misfit("no text")
    }
  }

  mutating func optionalBlob() throws -> [UInt8]? {
    switch try next() {
    case .null: nil
    case .blob(let value): value
    case .integer, .text: throw misfit("no bytes")
    }
  }

  mutating func instant() throws -> Instant { Instant(milliseconds: try integer()) }

  mutating func dossierID() throws -> DossierID {
    DossierID(DossierKind(rawValue: try text()), try integer())
  }
}

extension SQLConnection {
  /// All rows, each decoded.
  func all<Row>(
    _ statement: Statement, _ binds: [SQLValue] = [], _ decode: (inout SQLRow) throws -> Row
  ) throws -> [Row] {
    try rows(statement, binds).map { values in
      var row = SQLRow(values, of: statement)
      return try decode(&row)
    }
  }

  /// The first row, decoded.
  func first<Row>(
    _ statement: Statement, _ binds: [SQLValue] = [], _ decode: (inout SQLRow) throws -> Row
  ) throws -> Row? {
    guard let values = try rows(statement, binds).first else { return nil }
    var row = SQLRow(values, of: statement)
    return try decode(&row)
  }

  /// The only row of a query that always has one.
  func only<Row>(
    _ statement: Statement, _ binds: [SQLValue] = [], _ decode: (inout SQLRow) throws -> Row
  ) throws -> Row {
    guard let row = try first(statement, binds, decode) else {
      throw StoreFailure.corrupt("\(statement.name): no row")
    }
    return row
  }
}

extension SQLValue {
  static func integer(_ value: Int) -> SQLValue { .integer(Int64(value)) }
  static func instant(_ value: Instant) -> SQLValue { .integer(value.milliseconds) }
  static func flag(_ value: Bool) -> SQLValue { .integer(value ? 1 : 0) }
}

extension DossierID {
  /// Kind and number, in this order in every statement.
  var binds: [SQLValue] { [.text(kind.rawValue), .integer(number)] }
}
