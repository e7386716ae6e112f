import Foundation
import Store
import TestKit
import Testing

/// A server of its own, because these tests stop, freeze and starve it.
@Suite("What breaks around PostgreSQL is told clearly and leaves nothing half done", .serialized)
struct PostgresFaultTests {
  private static let broken = Task { try await PostgresServer.started() }

  private static let add = Statement("test.add", "INSERT INTO acts (id) VALUES (?1)")
  private static let hold = Statement("test.hold", "UPDATE counters SET n = n + 1 WHERE id = ?1")
  private static let all = Statement("test.all", "SELECT id FROM acts ORDER BY id")

  private struct Bench {
    var server: PostgresServer
    var name: String
    var database: PostgresDatabase

    /// Another client on the same database.
    func another(limits: PostgresLimits = PostgresLimits()) throws -> PostgresDatabase {
      try postgres(at: server.address(name), limits: limits)
    }

    /// Ends all connections of the store from the server's side.
    func terminate() async throws {
      try await server.say(
        "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = '\(name)'")
    }

    func acts() async throws -> [Int64] {
      try await database.read { try $0.rows(PostgresFaultTests.all, []) }.map { row in
        if case .integer(let id) = row[0] { id } else { -1 }
      }
    }

    func add(_ id: Int64) async throws {
      _ = try await database.write { try $0.run(PostgresFaultTests.add, [.integer(id)]) }
    }
  }

  private func bench(
    _ server: PostgresServer? = nil, limits: PostgresLimits = PostgresLimits()
  ) async throws -> Bench {
    let server =
      if let server { server } else { try await Self.broken.value }
    let address = try await server.newDatabase()
    let database = try postgres(at: address, limits: limits)
    try await database.set(
      up: "CREATE TABLE acts (id BIGINT PRIMARY KEY)",
      "CREATE TABLE counters (id BIGINT PRIMARY KEY, n BIGINT NOT NULL)",
      "INSERT INTO counters VALUES (1, 0), (2, 0)")
    let name = address.split(separator: "/").last.map(String.init) ?? ""
    return Bench(server: server, name: name, database: database)
  }

  @Test(
    "a connection that ends in the middle of a transaction: nothing happened, and the next act is done"
  )
  func terminatedInside() async throws {
    let bench = try await bench()
    let failure = await #expect(throws: SQLFailure.self) {
      try await bench.database.write { connection in
        try connection.run(Self.add, [.integer(1)])
        blocking { try? await bench.terminate() }
        try connection.run(Self.add, [.integer(2)])
      }
    }
    guard case .unavailable? = failure else {
      Issue.record("\(String(describing: failure))")
      return
    }
    try await bench.add(3)
    #expect(try await bench.acts() == [3])
    await bench.database.close()
  }

  @Test("connections that end while they are idle are replaced unseen")
  func terminatedIdle() async throws {
    let bench = try await bench()
    for id in Int64(1)...3 {
      try await bench.add(id)
      #expect(try await bench.acts().last == id)
      try await bench.terminate()
    }
    await bench.database.close()
  }

  @Test("a connection that ends while it commits: the outcome is unknown, and so it is said")
  func terminatedCommitting() async throws {
    let server = try await PostgresServer.started(["synchronous_standby_names": "nobody"])
    // Without a standby the server commits on its own disk and waits; until then the tables are made asynchronously.
    try await server.say("ALTER SYSTEM SET synchronous_commit = 'local'")
    try await server.say("SELECT pg_reload_conf()")
    let bench = try await bench(server)
    try await server.say("ALTER SYSTEM SET synchronous_commit = 'on'")
    try await server.say("SELECT pg_reload_conf()")
    try await bench.terminate()
    async let failure = #expect(throws: SQLFailure.outcomeUnknown) { try await bench.add(1) }
    try await Task.sleep(for: .milliseconds(300))
    try await bench.terminate()
    _ = await failure
    #expect(try await bench.acts() == [1])

    // The same when it is told to wait no longer for its standby: it says COMMIT, with a warning.
    async let warned = #expect(throws: SQLFailure.outcomeUnknown) { try await bench.add(2) }
    try await Task.sleep(for: .milliseconds(300))
    try await server.say(
      "SELECT pg_cancel_backend(pid) FROM pg_stat_activity WHERE datname = '\(bench.name)'")
    _ = await warned
    #expect(try await bench.acts() == [1, 2])
    await bench.database.close()
    try await server.stop(SIGQUIT)
  }

  @Test(
    "a server that restarts under load loses nothing that was acknowledged",
    arguments: [
      SIGINT, SIGQUIT, SIGKILL,
    ])
  func restarted(signal: Int32) async throws {
    let bench = try await bench()
    let acknowledged = Notes<Int64>()
    let failures = Notes<SQLFailure>()
    let end = Notes<Bool>()
    try await withThrowingTaskGroup(of: Void.self) { group in
      for worker in Int64(0)..<8 {
        group.addTask {
          var id = worker * 1_000_000
          while end.values.isEmpty {
            id += 1
            do {
              try await bench.add(id)
              acknowledged.add(id)
            } catch let failure as SQLFailure {
              failures.add(failure)
              try await Task.sleep(for: .milliseconds(10))
            }
          }
        }
      }
      /// Waits until so many more acts are done, at the longest a minute.
      func work(_ count: Int) async throws {
        let wanted = acknowledged.values.count + count
        for _ in 0..<6000 where acknowledged.values.count < wanted {
          try await Task.sleep(for: .milliseconds(10))
        }
      }
      for _ in 0..<2 {
        try await work(40)
        try await bench.server.stop(signal)
        try await Task.sleep(for: .milliseconds(200))
        try await bench.server.start()
      }
      try await work(40)
      end.add(true)
      try await group.waitForAll()
    }
    let acts = Set(try await bench.acts())
    #expect(acknowledged.values.count >= 120)
    #expect(acts.isSuperset(of: acknowledged.values))
    let unknown = failures.values.filter { $0 == .outcomeUnknown }.count
    #expect(
      acts.count - acknowledged.values.count <= unknown, "only what is unknown may be there besides"
    )
    for failure in failures.values {
      switch failure {
      case .unavailable, .outcomeUnknown: break
      default: Issue.record("\(failure)")
      }
    }
    await bench.database.close()
  }

  @Test("a frozen server: every call ends in its time, and all is well when it thaws")
  func frozen() async throws {
    let bench = try await bench(limits: .impatient)
    try await bench.add(1)
    #expect(try await bench.acts() == [1])
    bench.server.freeze()
    let start = ContinuousClock.now
    await withTaskGroup(of: Void.self) { group in
      for id in Int64(2)..<12 {
        group.addTask {
          let failure = await #expect(throws: SQLFailure.self) { try await bench.add(id) }
          guard case .unavailable? = failure else {
            Issue.record("nothing was done, but: \(String(describing: failure))")
            return
          }
        }
        group.addTask { await #expect(throws: SQLFailure.self) { try await bench.acts() } }
      }
    }
    let elapsed = ContinuousClock.now - start
    // libpq waits at least two seconds for a server that accepts and says nothing.
    #expect(elapsed < .seconds(8), "\(elapsed)")
    #expect(await bench.database.health() != nil)
    bench.server.thaw()
    try await eventually { try await bench.add(100) }
    let acts = try await eventually { try await bench.acts() }
    #expect(acts == [1, 100])
    await bench.database.close()
  }

  @Test("while the server is away, calls are refused at once after a first wait")
  func away() async throws {
    let server = try await PostgresServer.started()
    let bench = try await bench(server, limits: .impatient)
    try await server.stop()
    await #expect(throws: SQLFailure.self) { try await bench.add(1) }
    await #expect(throws: SQLFailure.self) { try await bench.add(1) }
    let start = ContinuousClock.now
    for _ in 0..<100 { await #expect(throws: SQLFailure.self) { try await bench.add(1) } }
    #expect(.now - start < .seconds(2))
    try await server.start()
    try await eventually { try await bench.add(1) }
    #expect(try await bench.acts() == [1])
    await bench.database.close()
    try await server.stop()
  }

  @Test("a deadlock with another client is not seen by the caller: the unit runs again")
  func deadlock() async throws {
    let bench = try await bench()
    let other = try bench.another()
    let runs = Notes<Int>()
    let (oneHeld, twoHeld) = (Waiter(), Waiter())
    let patient = Task {
      try await other.write { connection in
        // We find the deadlock, not the other.
        try connection.run(Statement("test.patience", "SET LOCAL deadlock_timeout = '20s'"), [])
        try connection.run(Self.hold, [.integer(2)])
        twoHeld.signal()
        oneHeld.wait()
        try connection.run(Self.hold, [.integer(1)])
      }
    }
    try await bench.database.write { connection in
      runs.add(1)
      if runs.values.count == 1 { twoHeld.wait() }
      try connection.run(Self.hold, [.integer(1)])
      if runs.values.count == 1 {
        oneHeld.signal()
        blocking { try? await Task.sleep(for: .milliseconds(100)) }
      }
      try connection.run(Self.hold, [.integer(2)])
    }
    _ = try await patient.value
    // More than twice when it is quicker than the other to take the first row again.
    #expect(runs.values.count >= 2)
    #expect(
      try await bench.database.ask("SELECT n FROM counters ORDER BY id") == [
        [.integer(2)], [.integer(2)],
      ])
    for database in [bench.database, other] { await database.close() }
  }

  @Test("a long transaction of another client: waiting for it has an end, and the others go on")
  func longTransaction() async throws {
    let bench = try await bench(limits: .impatient)
    let other = try bench.another()
    let (held, enough) = (Waiter(), Waiter())
    let long = Task {
      try await other.write { connection in
        try connection.run(Self.hold, [.integer(1)])
        held.signal()
        enough.wait()
      }
    }
    await held.done()
    let start = ContinuousClock.now
    let failure = await #expect(throws: SQLFailure.self) {
      try await bench.database.write { try $0.run(Self.hold, [.integer(1)]) }
    }
    guard case .unavailable(let words)? = failure else {
      Issue.record("\(String(describing: failure))")
      return
    }
    #expect(words.contains("test.hold") && words.contains("timeout"), "\(words)")
    #expect(.now - start < .seconds(2))
    try await bench.add(1)
    _ = try await bench.database.write { try $0.run(Self.hold, [.integer(2)]) }
    enough.signal()
    try await long.value
    _ = try await bench.database.write { try $0.run(Self.hold, [.integer(1)]) }
    #expect(
      try await bench.database.ask("SELECT n FROM counters ORDER BY id") == [
        [.integer(2)], [.integer(1)],
      ])
    for database in [bench.database, other] { await database.close() }
  }

  @Test(
    "a full disk: the act is refused and undone, and writing goes on when there is room",
    .enabled(if: getuid() == 0, "mounting a small disk needs root"))
  func diskFull() async throws {
    let server = try await PostgresServer.started()
    let disk = try server.mountSmallDisk(megabytes: 8)
    defer { server.unmountSmallDisk() }
    let bench = try await bench(server)
    try await server.say("CREATE TABLESPACE small LOCATION '\(disk)'")
    try await bench.database.set(
      up: "CREATE TABLE heaps (id BIGINT PRIMARY KEY, body BYTEA) TABLESPACE small",
      "ALTER TABLE heaps ALTER COLUMN body SET STORAGE EXTERNAL")
    let heap = Statement("test.heap", "INSERT INTO heaps (id, body) VALUES (?1, ?2)")
    var kept: Int64 = 0
    var failure: SQLFailure?
    while failure == nil, kept < 100 {
      let id = kept
      do {
        try await bench.database.write { connection in
          try connection.run(Self.add, [.integer(id)])
          try connection.run(heap, [.integer(id), .blob(Array(repeating: 7, count: 500_000))])
        }
        kept += 1
      } catch let error as SQLFailure {
        failure = error
      }
    }
    guard case .unavailable(let words)? = failure else {
      Issue.record("\(String(describing: failure)) after \(kept)")
      return
    }
    #expect(words.contains("No space left"), "\(words)")
    #expect(kept > 0)
    #expect(try await bench.acts() == Array(0..<kept), "the act beside it is undone, too")
    try await bench.add(1000)
    try server.growSmallDisk(megabytes: 64)
    let id = kept
    _ = try await bench.database.write {
      try $0.run(heap, [.integer(id), .blob(Array(repeating: 7, count: 500_000))])
    }
    #expect(try await bench.database.ask("SELECT count(*) FROM heaps") == [[.integer(kept + 1)]])
    await bench.database.close()
    try await server.stop(SIGQUIT)
  }

  @Test("work that runs alone keeps out the batches of every process, and reading goes on")
  func alone() async throws {
    let bench = try await bench()
    let other = try bench.another()
    let (begun, enough) = (Waiter(), Waiter())
    let alone = Task {
      try await other.alone { connection in
        try connection.run(Self.add, [.integer(1)])
        begun.signal()
        enough.wait()
        try connection.run(Self.add, [.integer(2)])
      }
    }
    await begun.done()
    let writing = Task {
      try await bench.database.write { connection in
        let count = Statement("test.count", "SELECT count(*) FROM acts")
        return try connection.rows(count, [])
      }
    }
    #expect(try await bench.acts() == [])
    try await Task.sleep(for: .milliseconds(200))
    enough.signal()
    _ = try await alone.value
    #expect(try await writing.value == [[.integer(2)]])
    for database in [bench.database, other] { await database.close() }
  }

  @Test("a reading that takes its time row by row is not stopped by the limit of a statement")
  func slowReader() async throws {
    let bench = try await bench(limits: .impatient)
    // More than fits into buffers, so that the server has to wait for the reader.
    let wide = Statement(
      "test.wide", "SELECT n, repeat('x', 10000) FROM generate_series(1, 5000) AS s(n)")
    let count = try await bench.database.read { connection in
      var count = 0
      try connection.each(wide, []) { _ in
        count += 1
        if count == 1000 { blocking { try? await Task.sleep(for: .milliseconds(1200)) } }
      }
      return count
    }
    #expect(count == 5000)
    await bench.database.close()
  }

  @Test("two processes on one database: their batches follow each other, and the ledger has no gap")
  func twoProcesses() async throws {
    let bench = try await bench()
    try await bench.database.set(
      up: "CREATE TABLE head (id BIGINT PRIMARY KEY, size BIGINT NOT NULL)",
      "INSERT INTO head VALUES (1, 0)")
    let lock = Statement("test.lock", "SELECT size FROM head WHERE id = 1 FOR UPDATE")
    let read = Statement("test.head", "SELECT size FROM head WHERE id = 1")
    let grow = Statement("test.grow", "UPDATE head SET size = ?1 WHERE id = 1")
    let address = bench.server.address(bench.name)
    let processes = try (0..<2).map { _ in try postgres(at: address, opening: lock) }
    try await withThrowingTaskGroup(of: Void.self) { group in
      for caller in 0..<400 {
        group.addTask {
          try await processes[caller % 2].write { connection in
            guard case .integer(let size)? = try connection.rows(read, []).first?.first else {
              return
            }
            try connection.run(Self.add, [.integer(size)])
            try connection.run(grow, [.integer(size + 1)])
          }
        }
      }
      try await group.waitForAll()
    }
    #expect(try await bench.acts() == Array(0..<400))
    for database in processes + [bench.database] { await database.close() }
  }
}

/// Waits for something asynchronous on a thread that may wait.
private func blocking(_ body: @escaping @Sendable () async -> Void) {
  let done = Waiter()
  Task {
    await body()
    done.signal()
  }
  done.wait()
}

/// Tries for ten seconds.
private func eventually<Answer>(_ body: () async throws -> Answer) async throws -> Answer {
  let end = ContinuousClock.now + .seconds(10)
  while true {
    do { return try await body() } catch {
      guard .now < end else { throw error }
      try await Task.sleep(for: .milliseconds(50))
    }
  }
}
