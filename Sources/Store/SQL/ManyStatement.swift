/// What a place of a statement takes (值类型).
package enum SQLKind: Hashable, Sendable {
  case integer, text, blob

  /// PostgreSQL's name of it.
  var word: String {
    switch self {
    case .integer: "BIGINT"
    case .text: "TEXT"
    case .blob: "BYTEA"
    }
  }
}

/// A statement that is done for many rows of values (成批语句): one after the other in SQLite, in one go in PostgreSQL, where
/// each statement costs a good deal more than its rows.
package struct ManyStatement: Hashable, Sendable {
  /// For one row of values.
  package let one: Statement
  /// For many in PostgreSQL: each place takes an array of what it takes in ``one``.
  package let many: Statement
  package let kinds: [SQLKind]

  /// An insertion of rows.
  ///
  /// - Parameter conflict: what to do with a row that is there already: `ON CONFLICT …`.
  init(
    _ name: String, into table: String, _ columns: KeyValuePairs<String, SQLKind>,
    conflict: String = ""
  ) {
    let names = columns.map(\.key).joined(separator: ", ")
    let places = columns.indices.map { "?\($0 + 1)" }.joined(separator: ", ")
    kinds = columns.map(\.value)
    let head = "INSERT INTO \(table) (\(names))"
    let end = conflict.isEmpty ? "" : "\n\(conflict)"
    one = Statement(name, "\(head)\nVALUES (\(places))\(end)")
    many = Statement(
      name, "\(head)\nSELECT * FROM unnest(\(ManyStatement.arrays(kinds)))\(end)")
  }

  /// A query for at most one row for each key; a key without a row gives none.
  ///
  /// - Parameters:
  ///   - kinds: what its places take.
  ///   - text: the query for the key in these places.
  init(_ name: String, by kinds: [SQLKind], _ text: ([String]) -> String) {
    self.kinds = kinds
    one = Statement(name, text(kinds.indices.map { "?\($0 + 1)" }))
    let keys = kinds.indices.map { "k\($0 + 1)" }
    // The limit keeps the planner from joining, for which it would guess sizes: always one look into the index.
    many = Statement(
      name,
      """
      SELECT r.* FROM unnest(\(ManyStatement.arrays(kinds))) AS k(\(keys.joined(separator: ", ")))
      CROSS JOIN LATERAL (\(text(keys.map { "k.\($0)" })) LIMIT 1) AS r
      """)
  }

  private static func arrays(_ kinds: [SQLKind]) -> String {
    kinds.enumerated().map { "CAST(?\($0.offset + 1) AS \($0.element.word)[])" }
      .joined(separator: ", ")
  }

  /// The text that the engine is given.
  func statement(_ engine: Engine) -> Statement {
    switch engine {
    case .sqlite: one
    case .postgresql: many
    }
  }
}
