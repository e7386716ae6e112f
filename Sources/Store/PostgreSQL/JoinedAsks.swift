/// Queries of the same words, asked as one (合并查询): to the server each statement costs a good deal more than its rows.
struct JoinedAsks {
  /// The words with arrays in their places.
  let statement: ManyStatement
  /// Where the queries stand among those that are asked.
  private(set) var places: [Int] = []

  /// For how many that pays.
  static let worth = 4

  /// What can be asked as one.
  private struct Kind: Hashable {
    var statement: Statement
    var kinds: [SQLKind]
  }

  /// The words of a connection's queries as they are asked for many, made once.
  struct Book {
    private var statements: [Kind: ManyStatement] = [:]

    /// Divides queries.
    ///
    /// - Returns: those that are asked as one, and the places of all others.
    mutating func divide(_ asks: [Ask]) -> (joined: [JoinedAsks], single: [Int]) {
      guard asks.count >= JoinedAsks.worth else { return ([], Array(asks.indices)) }
      var groups: [Kind: [Int]] = [:]
      var single: [Int] = []
      for (place, ask) in asks.enumerated() {
        // Of a null nobody knows what it would be.
        let kinds = ask.binds.compactMap(\.kind)
        if kinds.count == ask.binds.count, !kinds.isEmpty {
          groups[Kind(statement: ask.statement, kinds: kinds), default: []].append(place)
        } else {
          single.append(place)
        }
      }
      var joined: [JoinedAsks] = []
      for (kind, places) in groups {
        guard places.count >= JoinedAsks.worth else {
          single += places
          continue
        }
        joined.append(JoinedAsks(statement: statement(kind), places: places))
      }
      return (joined, single)
    }

    private mutating func statement(_ kind: Kind) -> ManyStatement {
      if let statement = statements[kind] { return statement }
      let statement = ManyStatement(kind.statement, asking: kind.kinds)
      statements[kind] = statement
      return statement
    }
  }
}

extension ManyStatement {
  /// A query for any number of rows for each row of values. The last column of a row tells of which one it is, from 1.
  fileprivate init(_ statement: Statement, asking kinds: [SQLKind]) {
    self.kinds = kinds
    one = statement
    let keys = kinds.indices.map { "a\($0 + 1)" } + ["place"]
    // The offset keeps the planner from joining, for which it would guess sizes: always one look into the index.
    many = Statement(
      statement.name,
      """
      SELECT found.*, asked.place FROM unnest(\(ManyStatement.arrays(kinds))) WITH ORDINALITY
        AS asked(\(keys.joined(separator: ", ")))
      CROSS JOIN LATERAL (\(PostgresPlaces.rewrite(statement.sql, "asked.a")) OFFSET 0) AS found
      """)
  }
}
