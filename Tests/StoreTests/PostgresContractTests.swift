import Casework
import Glibc
import Store
import TestKit
import Testing
import Units

extension PostgresServer {
  /// An empty store with the program's tables, in a schema of its own.
  func cases(clock: CityClock = HandClock().city) async throws -> Cases {
    let database = try PostgresDatabase(PostgresAddress(try await newSchema()))
    try await Schema.migrate(database, now: clock.now())
    return try await Cases.open(database, clock: clock)
  }
}

@Suite("PostgreSQL keeps the contract of every store")
struct PostgresContractTests {
  @Test("the contract", arguments: StoreContract.checks)
  func contract(_ check: ContractCheck) async throws {
    let server = try await PostgresServer.shared.value
    let opened = Notes<Cases>()
    try await check.run { clock in
      let cases = try await server.cases(clock: clock)
      opened.add(cases)
      return cases
    }
    for cases in opened.values { await cases.database.close() }
  }

  @Test("PostgreSQL and the model answer random walks alike", arguments: [7, 8, 9] as [UInt64])
  func walk(seed: UInt64) async throws {
    let server = try await PostgresServer.shared.value
    let opened = Notes<Cases>()
    try await StoreWalk.run(seed: seed, steps: 1500) { clock in
      let cases = try await server.cases(clock: clock)
      opened.add(cases)
      return cases
    }
    let cases = try #require(opened.values.first)
    let verification = try await cases.verify()
    #expect(verification.faults == [])
    #expect(verification.events > 500, "a walk does something")
    await cases.database.close()
  }

  @Test(
    "PostgreSQL and the model answer walks around accounts alike", arguments: [14, 15] as [UInt64])
  func accounts(seed: UInt64) async throws {
    let server = try await PostgresServer.shared.value
    let opened = Notes<Cases>()
    try await AccountWalk.run(seed: seed, steps: 600) { clock in
      let cases = try await server.cases(clock: clock)
      opened.add(cases)
      return cases
    }
    let cases = try #require(opened.values.first)
    #expect(try await cases.verify().faults == [])
    await cases.database.close()
  }

  @Test("two processes on one database: one ledger without gap, and one holder of a lease")
  func twoProcesses() async throws {
    let server = try await PostgresServer.shared.value
    let clock = HandClock()
    let address = try await server.newSchema()
    let processes = try (0..<2).map { _ in try PostgresDatabase(PostgresAddress(address)) }
    // Both start at once on an empty database.
    async let first = Schema.migrate(processes[0], now: clock.now)
    async let second = Schema.migrate(processes[1], now: clock.now)
    let steps = try await first.count + second.count
    #expect(steps == Migration.all.count, "each migration lands once")
    let cases = [
      try await Cases.open(processes[0], clock: clock.city),
      try await Cases.open(processes[1], clock: clock.city),
    ]
    try await withThrowingTaskGroup(of: Void.self) { group in
      for caller in 0..<200 {
        group.addTask {
          // Every act is sent to both processes under one key, as after a lost answer.
          _ = try await cases[caller % 2].change("k\(caller / 2)", Int64(1 + caller / 2 % 7))
        }
      }
      try await group.waitForAll()
    }
    #expect(try await cases[0].ledgerSize() == 100)
    #expect(try await cases[1].verify().faults == [])

    let until = clock.now.adding(milliseconds: 1000)
    let holders = try await withThrowingTaskGroup(of: Lease?.self) { group in
      for caller in 0..<20 {
        group.addTask {
          try await cases[caller % 2].lease(
            "outbox", holder: "process \(caller % 2)", now: clock.now, until: until)
        }
      }
      return try await group.reduce(into: Set<String>()) { all, lease in
        if let lease { all.insert(lease.holder) }
      }
    }
    #expect(holders.count == 1, "one process runs alone: \(holders)")
    for process in processes { await process.close() }
  }

  @Test(
    "a lost answer while committing is asked for again under the same key, and nothing is done twice"
  )
  func outcomeUnknown() async throws {
    let server = try await PostgresServer.started(["synchronous_standby_names": "nobody"])
    try await server.say("ALTER SYSTEM SET synchronous_commit = 'local'")
    try await server.say("SELECT pg_reload_conf()")
    let database = try PostgresDatabase(PostgresAddress(try await server.newDatabase()))
    let clock = HandClock()
    try await Schema.migrate(database, now: clock.now)
    let cases = try await Cases.open(database, clock: clock.city)
    try await server.say("ALTER SYSTEM SET synchronous_commit = 'on'")
    try await server.say("SELECT pg_reload_conf()")
    let terminate =
      "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE application_name = 'luohu'"
    try await server.say(terminate)
    // The commit waits for a standby that does not exist; its connection ends; then the server waits no longer.
    async let done = cases.change("k", 1)
    try await Task.sleep(for: .milliseconds(500))
    try await server.say("ALTER SYSTEM SET synchronous_commit = 'local'")
    try await server.say("SELECT pg_reload_conf()")
    try await server.say(terminate)
    #expect(try await done.events == 0..<1)
    #expect(try await cases.ledgerSize() == 1)
    #expect(try await cases.verify().faults == [])
    await database.close()
    try await server.stop(SIGQUIT)
  }
}
