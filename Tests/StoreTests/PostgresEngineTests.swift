import Store
import TestKit
import Testing

/// A PostgreSQL database of its own for one test.
func postgres(
  _ more: String = "", limits: PostgresLimits = PostgresLimits(), opening: Statement? = nil
) async throws -> PostgresDatabase {
  let server = try await PostgresServer.shared.value
  return try await postgres(at: server.newDatabase() + more, limits: limits, opening: opening)
}

func postgres(
  at address: String, limits: PostgresLimits = PostgresLimits(), opening: Statement? = nil
) throws -> PostgresDatabase {
  var address = try PostgresAddress(address)
  address.limits = limits
  return try PostgresDatabase(address, opening: opening)
}

extension SQLDatabase {
  /// Runs SQL without values alone.
  func set(up sql: String...) async throws {
    try await alone { connection in
      for (index, text) in sql.enumerated() {
        try connection.run(Statement("setup.\(index)", text), [])
      }
    }
  }

  /// The rows of a query without values.
  func ask(_ sql: String, _ binds: SQLValue...) async throws -> [[SQLValue]] {
    try await read { try $0.rows(Statement("test.ask", sql), binds) }
  }
}

@Suite("PostgreSQL as an engine of the store")
struct PostgresEngineTests {
  private static let insert = Statement(
    "test.insert", "INSERT INTO things (id, name, body, flag) VALUES (?1, ?2, ?3, ?4)")
  private static let select = Statement(
    "test.select", "SELECT id, name, body, flag FROM things ORDER BY id")
  private static let tables = """
    CREATE TABLE things (id BIGINT PRIMARY KEY, name TEXT NOT NULL, body BYTEA, flag SMALLINT,
      CONSTRAINT things_name_unique UNIQUE (name), CONSTRAINT things_flag_known CHECK (flag IN (0, 1)))
    """

  @Test(
    "values come back as they were given, with and without prepared statements",
    arguments: [
      "", "?prepared=false",
    ])
  func values(more: String) async throws {
    let database = try await postgres(more)
    try await database.set(
      up: "CREATE TABLE things (id BIGINT PRIMARY KEY, name TEXT, body BYTEA, flag SMALLINT)")
    let rows: [[SQLValue]] = [
      [.integer(.min), .text(""), .blob([]), .integer(0)],
      [.integer(-1), .text("落户 'x' \" \\ ?1 $1"), .blob(Array(0...255)), .integer(1)],
      [.integer(0), .text("😀\u{301}"), .null, .null],
      [.integer(.max), .text(String(repeating: "户", count: 100_000)), .blob([0]), .null],
    ]
    try await database.write { connection in
      for row in rows { try connection.run(Self.insert, row) }
    }
    #expect(try await database.read { try $0.rows(Self.select, []) } == rows)
    let streamed = try await database.read { connection in
      var all: [[SQLValue]] = []
      try connection.each(Self.select, []) { all.append($0) }
      return all
    }
    #expect(streamed == rows)
    await database.close()
  }

  @Test("counts, sums and truths are integers as in SQLite")
  func types() async throws {
    let database = try await postgres()
    let row = try await database.ask(
      """
      SELECT count(*), sum(CAST(n AS BIGINT)), sum(CAST(n AS BIGINT)) * 0, 1 = 1, 1 = 2,
        CAST(7 AS SMALLINT), CAST(-7 AS INTEGER)
      FROM generate_series(1, 100000) AS s(n)
      """)
    let numbers: [Int64] = [100_000, 5_000_050_000, 0, 1, 0, 7, -7]
    #expect(row == [numbers.map { SQLValue.integer($0) }])
    let whole: [Int64] = [.max, .min, 10_000, -99_990_000, 120_000_000]
    for number in whole {
      let rows = try await database.ask("SELECT CAST('\(number)' AS NUMERIC)")
      #expect(rows == [[SQLValue.integer(number)]])
    }
    for number in ["9223372036854775808", "-9223372036854775809", "1.5", "0.0001", "1e30", "NaN"] {
      await #expect(throws: SQLFailure.self, "\(number)") {
        try await database.ask("SELECT CAST('\(number)' AS NUMERIC)")
      }
    }
    await database.close()
  }

  @Test("how many rows a statement changed")
  func changed() async throws {
    let database = try await postgres()
    try await database.set(up: "CREATE TABLE numbers (n BIGINT)")
    let counts = try await database.write { connection in
      [
        try connection.run(
          Statement("a", "INSERT INTO numbers SELECT n FROM generate_series(1, 10) AS s(n)"), []),
        try connection.run(
          Statement("b", "UPDATE numbers SET n = n + 1 WHERE n > ?1"), [.integer(7)]),
        try connection.run(Statement("c", "DELETE FROM numbers WHERE n > 100"), []),
      ]
    }
    #expect(counts == [10, 3, 0])
    await database.close()
  }

  @Test("a unit that throws is undone, and only that one")
  func savepoints() async throws {
    struct Refusal: Error, Equatable {}
    let database = try await postgres()
    try await database.set(up: Self.tables)
    await withTaskGroup(of: Void.self) { group in
      for number in 0..<200 {
        group.addTask {
          let row: [SQLValue] = [
            .integer(Int64(number)), .text("n\(number)"), .null, .integer(0),
          ]
          if number % 3 == 0 {
            await #expect(throws: Refusal()) {
              try await database.write { connection in
                try connection.run(Self.insert, row)
                throw Refusal()
              }
            }
          } else if number % 3 == 1 {
            await #expect(throws: SQLFailure.constraint("things_flag_known")) {
              try await database.write { connection in
                try connection.run(Self.insert, row)
                try connection.run(
                  Statement("test.flag", "UPDATE things SET flag = 2 WHERE id = ?1"), [row[0]])
              }
            }
          } else {
            await #expect(throws: Never.self) {
              try await database.write { try $0.run(Self.insert, row) }
            }
          }
        }
      }
    }
    let kept = try await database.ask("SELECT id FROM things ORDER BY id")
    let expected: [[SQLValue]] = (0..<200).filter { $0 % 3 == 2 }.map { [.integer($0)] }
    #expect(kept == expected)
    await database.close()
  }

  @Test("violated constraints are told by their names")
  func constraints() async throws {
    let database = try await postgres()
    try await database.set(up: Self.tables)
    _ = try await database.write {
      try $0.run(Self.insert, [.integer(1), .text("a"), .null, .null])
    }
    let rows: [([SQLValue], String)] = [
      ([.integer(1), .text("b"), .null, .null], "things_pkey"),
      ([.integer(2), .text("a"), .null, .null], "things_name_unique"),
      ([.integer(2), .null, .null, .null], "name"),
      ([.integer(2), .text("b"), .null, .integer(2)], "things_flag_known"),
    ]
    for (row, name) in rows {
      await #expect(throws: SQLFailure.constraint(name)) {
        try await database.write { try $0.run(Self.insert, row) }
      }
    }
    await database.close()
  }

  @Test("a unit cannot pass over a failed statement")
  func swallowed() async throws {
    let database = try await postgres()
    try await database.set(up: Self.tables)
    await #expect(throws: SQLFailure.constraint("name")) {
      try await database.write { connection in
        try connection.run(Self.insert, [.integer(1), .text("a"), .null, .null])
        _ = try? connection.run(Self.insert, [.integer(2), .null, .null, .null])
      }
    }
    #expect(try await database.ask("SELECT count(*) FROM things") == [[.integer(0)]])
    // The unit after it is not touched.
    _ = try await database.write {
      try $0.run(Self.insert, [.integer(1), .text("a"), .null, .null])
    }
    await database.close()
  }

  @Test(
    "faults of statements name the statement and leave the connection usable",
    arguments: [
      "", "?prepared=false",
    ])
  func faults(more: String) async throws {
    let database = try await postgres(more + (more.isEmpty ? "?" : "&") + "readers=1")
    for sql in ["SELECT nothing", "SELEC 1", "SELECT 1.5", "SELECT 1; SELECT 2", "SELECT ?1 + 1"] {
      let failure = await #expect(throws: SQLFailure.self) {
        try await database.read { try $0.rows(Statement("test.broken", sql), []) }
      }
      guard case .statement("test.broken", let words)? = failure else {
        Issue.record("\(sql): \(String(describing: failure))")
        continue
      }
      #expect(!words.isEmpty)
    }
    #expect(try await database.ask("SELECT CAST(?1 AS BIGINT) + 1", .integer(1)) == [[.integer(2)]])
    await database.close()
  }

  @Test(
    "queries asked together are answered one by one, whichever of them fails",
    arguments: ["?readers=1", "?readers=1&prepared=false"])
  func together(more: String) async throws {
    let database = try await postgres(more)
    let ask = Statement(
      "test.series", "SELECT n FROM generate_series(CAST(1 AS BIGINT), CAST(?1 AS BIGINT)) AS s(n)")
    let counts = [3, 0, 1, 400, 0]
    let asks = counts.map { Ask(ask, [.integer(Int64($0))]) }
    for _ in 0..<3 {
      let rows = try await database.read { connection in
        (
          try connection.rows([]), try connection.rows(asks),
          try connection.rows(ask, asks[0].binds)
        )
      }
      #expect(rows.0 == [])
      #expect(rows.1 == counts.map { count in (0..<count).map { [.integer(Int64($0 + 1))] } })
      #expect(rows.2 == rows.1[0])
      for place in 0...counts.count {
        var broken = asks
        broken.insert(Ask(Statement("test.broken", "SELECT 1 / ?1"), [.integer(0)]), at: place)
        let failure = await #expect(throws: SQLFailure.self) {
          try await database.read { [broken] in try $0.rows(broken) }
        }
        guard case .statement("test.broken", _)? = failure else {
          Issue.record("\(String(describing: failure))")
          continue
        }
      }
    }
    await database.close()
  }

  @Test("a text with a zero character is refused before anything is sent")
  func zero() async throws {
    let database = try await postgres()
    try await database.set(up: Self.tables)
    try await database.write { connection in
      #expect(throws: SQLFailure.self) {
        try connection.run(Self.insert, [.integer(1), .text("a\0b"), .null, .null])
      }
      try connection.run(Self.insert, [.integer(1), .text("ab"), .null, .null])
    }
    #expect(try await database.ask("SELECT name FROM things") == [[.text("ab")]])
    await database.close()
  }

  @Test("reading sees one state, whatever is written meanwhile, and cannot write")
  func snapshot() async throws {
    let database = try await postgres()
    try await database.set(up: "CREATE TABLE numbers (n BIGINT)", "INSERT INTO numbers VALUES (1)")
    let other = try await PostgresServer.shared.value
    let count = Statement("test.count", "SELECT count(*) FROM numbers")
    let counts = try await database.read { connection in
      let before = try connection.rows(count, [])
      // Another client commits in between.
      let name = try connection.rows(Statement("test.name", "SELECT current_database()"), [])
      guard case .text(let text)? = name.first?.first else { return [before] }
      let done = Waiter()
      Task {
        _ = try? await other.say("INSERT INTO numbers VALUES (2)", in: text)
        done.signal()
      }
      done.wait()
      return [before, try connection.rows(count, [])]
    }
    #expect(counts == [[[.integer(1)]], [[.integer(1)]]])
    #expect(try await database.ask("SELECT count(*) FROM numbers") == [[.integer(2)]])
    await #expect(throws: SQLFailure.self) {
      try await database.read {
        try $0.run(Statement("test.insert", "INSERT INTO numbers VALUES (3)"), [])
      }
    }
    #expect(try await database.ask("SELECT count(*) FROM numbers") == [[.integer(2)]])
    await database.close()
  }

  @Test("rows one by one: never all in memory, given up in the middle, and nothing else meanwhile")
  func streaming() async throws {
    struct Enough: Error, Equatable {}
    let database = try await postgres("?readers=1")
    let numbers = Statement("test.numbers", "SELECT n FROM generate_series(1, 200000) AS s(n)")
    let sum = try await database.read { connection in
      var sum: Int64 = 0
      try connection.each(numbers, []) { if case .integer(let n) = $0[0] { sum += n } }
      return sum
    }
    #expect(sum == 20_000_100_000)
    await #expect(throws: Enough()) {
      try await database.read { connection in
        var count = 0
        try connection.each(numbers, []) { _ in
          count += 1
          if count == 10 { throw Enough() }
        }
      }
    }
    try await database.read { connection in
      var isFirst = true
      try connection.each(numbers, []) { _ in
        if isFirst {
          #expect(throws: SQLFailure.self) { try connection.rows(numbers, []) }
        }
        isFirst = false
      }
      #expect(try connection.rows(Statement("test.one", "SELECT 1"), []) == [[.integer(1)]])
    }
    await database.close()
  }

  @Test("statements are prepared without being run, and a wrong one is found")
  func preparing() async throws {
    let database = try await postgres()
    try await database.set(up: Self.tables)
    try await database.read { connection in
      try connection.prepare(Self.select)
      #expect(try connection.rows(Self.select, []).isEmpty)
    }
    await #expect(throws: SQLFailure.self) {
      try await database.read {
        try $0.prepare(Statement("test.wrong", "SELECT colour FROM things"))
      }
    }
    await database.close()
  }

  @Test("work that runs alone is undone as a whole")
  func alone() async throws {
    let database = try await postgres()
    await #expect(throws: SQLFailure.self) {
      try await database.set(up: Self.tables, "CREATE TABLE other (n BIGINT)", "SELECT nonsense")
    }
    #expect(
      try await database.ask("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'")
        == [[.integer(0)]])
    await database.close()
  }

  @Test(
    "a database whose texts are not in the order of bytes is refused with the way out",
    arguments: [
      ("latin", "ENCODING 'SQL_ASCII' LOCALE 'C'"),
      // By its collation's name it would be in order.
      ("icu", "ENCODING 'UTF8' LOCALE 'C.UTF-8' LOCALE_PROVIDER icu ICU_LOCALE 'en-US'"),
    ])
  func collation(name: String, form: String) async throws {
    let server = try await PostgresServer.shared.value
    try await server.say("CREATE DATABASE \(name) \(form) TEMPLATE template0")
    let database = try postgres(at: server.address(name), limits: .impatient)
    let reason = await database.health()
    #expect(
      reason?.contains("ENCODING 'UTF8' LOCALE 'C.UTF-8' LOCALE_PROVIDER libc") == true,
      "\(reason ?? "none")")
    await database.close()
  }

  @Test("a wrong password and an unknown host are told without the password")
  func secrets() async throws {
    let server = try await PostgresServer.shared.value
    try await server.say("DO $$ BEGIN CREATE ROLE secured LOGIN PASSWORD 'right'; END $$")
    let wrong = try postgres(
      at: server.address(user: "secured:Geheim7"), limits: .impatient)
    let reason = await wrong.health()
    #expect(reason?.contains("password authentication failed") == true, "\(reason ?? "none")")
    #expect(reason?.contains("Geheim7") == false)
    let right = try postgres(at: server.address(user: "secured:right"))
    #expect(await right.health() == nil)
    let nowhere = try postgres(
      at: "postgresql://clerk:Geheim7@127.0.0.1:1/cases", limits: .impatient)
    let refused = await nowhere.health()
    #expect(refused?.contains("refused") == true && refused?.contains("Geheim7") == false)
    for database in [wrong, right, nowhere] { await database.close() }
  }
}

extension PostgresLimits {
  /// Gives up after half a second.
  static var impatient: PostgresLimits {
    var limits = PostgresLimits()
    limits.statement = .milliseconds(500)
    limits.grace = .milliseconds(500)
    limits.connecting = .milliseconds(500)
    limits.queue = .milliseconds(500)
    return limits
  }
}
