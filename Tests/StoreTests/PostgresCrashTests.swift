import Glibc
import Store
import TestKit
import Testing

@Suite("nothing acknowledged is lost when the process or PostgreSQL is killed", .serialized)
struct PostgresCrashTests {
  /// The server takes longer to get up again than our process.
  private static func kills(ofServer isServer: Bool) -> Int {
    CrashTests.asked ?? (isServer ? 6 : 15)
  }
  private static let killed = Task { try await PostgresServer.started() }

  @Test(
    "every acknowledged act is there once, nothing is half done, rows and hashes fit",
    arguments: [false, true])
  func killed(isServer: Bool) async throws {
    let server = try await Self.killed.value
    let kills = Self.kills(ofServer: isServer)
    var acknowledged = 0
    var address = ""
    var keys: Set<String> = []
    for kill in 0..<kills {
      // A new store from time to time, so that looking at everything stays quick.
      if kill % 5 == 0 {
        address = try await server.newSchema()
        keys = []
      }
      let loaded = try await LoadedProcess(store: address, prefix: "r\(kill)")
      let wait = CrashTests.wait(before: kill)
      let done: [String]
      if isServer {
        done = try await loaded.kill(after: wait) { try await server.stop(SIGKILL) }
        try await server.start()
      } else {
        done = try await loaded.kill(after: wait)
        try await Self.untilAlone(server)
      }
      keys.formUnion(done)
      acknowledged += done.count
      let database = try postgres(at: address)
      try await CrashTests.examine(database, keys, "kill \(kill) after \(wait) ms")
      await database.close()
    }
    #expect(acknowledged > kills * 5, "what was killed was at work")
  }

  /// A commit that was asked for before the process died may still be done: waits until the server has seen its end.
  private static func untilAlone(_ server: PostgresServer) async throws {
    let others = "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'luohu'"
    for _ in 0..<400 {
      if try await server.say(others) == "0" { return }
      try await Task.sleep(for: .milliseconds(25))
    }
    Issue.record("the server still has connections of the killed process")
  }
}
