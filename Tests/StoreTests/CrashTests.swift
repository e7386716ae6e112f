import Casework
import Foundation
import Store
import TestKit
import Testing
import Units

/// A process that performs acts until it is killed.
struct LoadedProcess {
  private static let binary = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
    .deletingLastPathComponent().appendingPathComponent("luohu")

  private let program: Program
  private let workplace: Workplace

  init(store: String, prefix: String) async throws {
    workplace = try Workplace()
    program = try await Program(
      LoadedProcess.binary.path,
      [
        "store", "load", "--store", store, "--acts", "1000000", "--callers", "64", "--prefix",
        prefix,
      ], output: workplace.file("acknowledged"), errors: workplace.file("errors"))
  }

  /// Lets it work for a while after its first acknowledgement, and kills it.
  ///
  /// - Parameter end: what is done instead of killing it, after which it ends by itself.
  /// - Returns: the keys that it acknowledged, whole lines only.
  func kill(after milliseconds: Int, end: (() async throws -> Void)? = nil) async throws -> [String]
  {
    _ = try await program.line(0)
    try await Task.sleep(for: .milliseconds(milliseconds))
    if let end { try await end() } else { program.send(SIGKILL) }
    _ = try await program.end()
    return try program.lines
  }
}

@Suite("nothing acknowledged is lost when the process is killed", .serialized)
struct CrashTests {
  /// How often to kill when the environment asks for hundreds (`make crash`).
  static let asked = ProcessInfo.processInfo.environment["LUOHU_CRASHES"].flatMap(Int.init)
  private static let kills = asked ?? 60

  /// How many milliseconds a process works before it is killed. Every moment of a batch is met: what it is doing then
  /// is chance. Mostly short, so that looking at what it did stays quick; a long time lets logs be folded in.
  static func wait(before kill: Int) -> Int { kill * 137 % (kill % 10 == 9 ? 600 : 90) }

  private static func count(_ table: String, _ database: any SQLDatabase) async throws -> Int64? {
    let rows = try await database.read {
      try $0.rows(Statement("count", "SELECT COUNT(*) FROM \(table)"), [])
    }
    guard case .integer(let count)? = rows.first?.first else { return nil }
    return count
  }

  @Test("every acknowledged act is there once, nothing is half done, rows and hashes fit")
  func killed() async throws {
    var acknowledged = 0
    var workplace = try Workplace()
    var keys: Set<String> = []
    for kill in 0..<Self.kills {
      // A new store from time to time, so that looking at everything stays quick.
      if kill % 10 == 0 {
        workplace = try Workplace()
        keys = []
      }
      let path = workplace.file("store.db")
      let loaded = try await LoadedProcess(store: "sqlite:\(path)", prefix: "r\(kill)")
      let wait = Self.wait(before: kill)
      let done = try await loaded.kill(after: wait)
      keys.formUnion(done)
      acknowledged += done.count
      let what = "kill \(kill) after \(wait) ms"
      let database = try SQLiteDatabase(path)
      #expect(try await database.faults() == [], "\(what)")
      try await Self.examine(database, keys, what)
      await database.close()
    }
    #expect(acknowledged > Self.kills * 5, "the killed processes were at work")
  }

  /// Looks whether every act is there with all that belongs to it, and those that were acknowledged.
  static func examine(
    _ database: any SQLDatabase, _ keys: Set<String>, _ what: String
  ) async throws {
    let cases = try await Cases.open(database, clock: HandClock().city)
    #expect(try await cases.verify().faults == [], "\(what)")
    // Each act has two events, one message, one command and one number, or none of them; before them the installation
    // was made, by one event.
    let acts = try #require(try await count("commands", database)) - 1
    #expect(try await cases.ledgerSize() == Int(acts) * 2 + 1, "\(what)")
    #expect(try await count("outbox", database) == acts, "\(what)")
    let serial = try await database.read {
      try $0.rows(Statement("serial", "SELECT last FROM series WHERE name = 'load'"), [])
    }
    #expect(serial == [[.integer(acts)]], "\(what)")
    let found = try await database.read { connection in
      try connection.rows(
        Statement(
          "keys",
          "SELECT command_key, COUNT(*), MAX(place) - MIN(place) FROM events WHERE kind = 'load' GROUP BY command_key"
        ),
        [])
    }
    var present: Set<String> = []
    for row in found {
      guard case .text(let key) = row[0] else { continue }
      present.insert(key)
      #expect(row[1] == .integer(2) && row[2] == .integer(1), "\(what): \(key)")
    }
    #expect(keys.subtracting(present) == [], "\(what): acknowledged and lost")
  }
}
