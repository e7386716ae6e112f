import Casework
import Foundation
import Store
import TestKit
import Testing

@Suite("several hosts: the store is where the primary is", .serialized)
struct PostgresStandbyTests {
  private struct Pair {
    var primary: PostgresServer
    var standby: PostgresServer
    var database: String

    /// An address of hosts in this order; libpq gives up each after two seconds.
    func address(_ ports: [Int]) -> String {
      "postgresql://luohu@" + ports.map { "127.0.0.1:\($0)" }.joined(separator: ",")
        + "/\(database)?target_session_attrs=read-write&connect_timeout=2"
    }

    func stop() async throws {
      for server in [standby, primary] { try await server.stop(SIGQUIT) }
    }
  }

  /// A primary whose commits wait for its standby.
  private static func pair() async throws -> Pair {
    let primary = try await PostgresServer.started()
    let address = try await primary.newDatabase()
    let standby = try await primary.standby()
    try await primary.say("ALTER SYSTEM SET synchronous_standby_names = '*'")
    try await primary.say("SELECT pg_reload_conf()")
    let state = "SELECT count(*) FROM pg_stat_replication WHERE sync_state = 'sync'"
    for _ in 0..<200 {
      if try await primary.say(state) == "1" { break }
      try await Task.sleep(for: .milliseconds(50))
    }
    #expect(try await primary.say(state) == "1", "the standby follows")
    let name = address.split(separator: "/").last.map(String.init) ?? ""
    return Pair(primary: primary, standby: standby, database: name)
  }

  /// Where a new store at the address ends up: a port.
  private static func port(_ address: String) async throws -> SQLValue? {
    let database = try postgres(at: address)
    let rows = try await database.ask(
      "SELECT CAST(current_setting('port') AS BIGINT), pg_is_in_recovery()")
    await database.close()
    #expect(rows.first?.last == .integer(0), "a primary")
    return rows.first?.first
  }

  @Test("in whatever order, and when the first host is dead or frozen")
  func order() async throws {
    let pair = try await Self.pair()
    let (primary, standby) = (pair.primary.port, pair.standby.port)
    let wanted = SQLValue.integer(Int64(primary))
    #expect(try await Self.port(pair.address([primary, standby])) == wanted)
    #expect(try await Self.port(pair.address([standby, primary])) == wanted)
    #expect(try await Self.port(pair.address([1, standby, primary])) == wanted, "nobody at port 1")
    pair.standby.freeze()
    let start = ContinuousClock.now
    #expect(try await Self.port(pair.address([standby, primary])) == wanted, "the first is frozen")
    #expect(.now - start < .seconds(5), "each host has its own time")
    pair.standby.thaw()
    try await pair.stop()
  }

  @Test("the standby takes over under load: the store finds it, and nothing acknowledged is lost")
  func takeover() async throws {
    let pair = try await Self.pair()
    let address = pair.address([pair.primary.port, pair.standby.port])
    let database = try postgres(at: address)
    let clock = HandClock()
    try await Schema.migrate(database, now: clock.now)
    let cases = try await Cases.open(database, clock: clock.city)
    let acknowledged = Notes<String>()
    let failures = Notes<StoreFailure>()
    let end = Notes<Bool>()
    try await withThrowingTaskGroup(of: Void.self) { group in
      for caller in 0..<16 {
        group.addTask {
          var count = 0
          while end.values.isEmpty {
            count += 1
            let key = "\(caller)-\(count)"
            do {
              try await cases.change(key, Int64(1 + caller % 5))
              acknowledged.add(key)
            } catch let failure as StoreFailure {
              failures.add(failure)
              try await Task.sleep(for: .milliseconds(20))
            }
          }
        }
      }
      try await Task.sleep(for: .milliseconds(700))
      try await pair.primary.stop(SIGKILL)
      let before = acknowledged.values.count
      #expect(before > 50, "they were at work")
      #expect(try await pair.standby.say("SELECT pg_promote()") == "t")
      let limit = ContinuousClock.now + .seconds(30)
      while acknowledged.values.count < before + 200, .now < limit {
        try await Task.sleep(for: .milliseconds(20))
      }
      #expect(acknowledged.values.count >= before + 200, "they go on by themselves")
      end.add(true)
      try await group.waitForAll()
    }
    for failure in failures.values {
      switch failure {
      case .unavailable, .outcomeUnknown: break
      default: Issue.record("\(failure)")
      }
    }
    let keys = try await database.ask("SELECT command_key FROM events").map { row in
      if case .text(let key) = row[0] { key } else { "" }
    }
    #expect(Set(keys).count == keys.count, "every act once")
    #expect(Set(acknowledged.values).subtracting(keys) == [], "acknowledged and lost")
    #expect(try await cases.verify().faults == [])
    #expect(
      try await database.ask("SELECT CAST(current_setting('port') AS BIGINT)")
        == [[.integer(Int64(pair.standby.port))]])
    await database.close()
    try await pair.standby.stop(SIGQUIT)
  }
}
