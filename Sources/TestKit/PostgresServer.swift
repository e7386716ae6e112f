import Foundation
import Glibc
import Synchronization

/// A real PostgreSQL server in a folder of its own, on a free port, run by an ordinary user. It ends with the test run,
/// also when that is killed.
package final class PostgresServer: Sendable {
  package struct Unfit: Error, CustomStringConvertible {
    package var description: String
  }

  /// The server that tests share: each makes a database of its own there.
  package static let shared = Task { try await PostgresServer.started() }

  let folder: URL
  package let port: Int
  private let bin: URL
  private let settings: [String: String]
  private let process = Mutex<Program?>(nil)
  private let databases = Mutex(0)
  /// Nothing is written to it: its input ends with this process, and then it stops the server.
  private let guardian: Program

  /// Makes a cluster and starts it.
  ///
  /// - Parameters:
  ///   - settings: of the server, beside those that every test needs.
  ///   - rules: lines of `pg_hba.conf` that come before the others.
  package static func started(
    _ settings: [String: String] = [:], rules: [String] = []
  ) async throws -> PostgresServer {
    let server = try await PostgresServer(settings)
    try await server.run(
      "initdb",
      [
        "-D", server.data, "-U", "luohu", "-E", "UTF8", "--locale=C.UTF-8", "-A", "trust",
        "--no-sync",
      ])
    let file = URL(fileURLWithPath: server.data).appendingPathComponent("pg_hba.conf")
    let trusting = try String(contentsOf: file, encoding: .utf8)
    // The role `secured` is asked for its password.
    let all = rules + ["host all secured 127.0.0.1/32 scram-sha-256", trusting]
    try Data(all.joined(separator: "\n").utf8).write(to: file)
    try await server.start()
    return server
  }

  /// A server that follows this one by streaming replication and can take its place.
  package func standby() async throws -> PostgresServer {
    let standby = try await PostgresServer(settings)
    try await standby.run(
      "pg_basebackup",
      [
        "-D", standby.data, "-h", folder.path, "-p", "\(port)", "-U", "luohu", "-R", "-X",
        "stream", "-c", "fast", "--no-sync",
      ])
    try await standby.start()
    return standby
  }

  private init(_ settings: [String: String]) async throws {
    bin = try PostgresServer.programs()
    folder = URL(fileURLWithPath: "/tmp/luohu-postgres-\(UUID().uuidString.prefix(8))")
    port = try Loopback.freePort()
    self.settings = settings
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: false)
    if getuid() == 0 {
      guard let user = getpwnam("postgres") else {
        throw Unfit(description: "there is no user postgres to run PostgreSQL")
      }
      chown(folder.path, user.pointee.pw_uid, user.pointee.pw_gid)
    }
    guardian = try await PostgresServer.guarding(folder)
  }

  private var data: String { folder.appendingPathComponent("data").path }

  /// `postgresql://luohu@127.0.0.1:PORT/NAME`
  package func address(_ database: String = "postgres", user: String = "luohu") -> String {
    "postgresql://\(user)@127.0.0.1:\(port)/\(database)"
  }

  /// Makes an empty database; its address.
  package func newDatabase(collation: String = "C.UTF-8") async throws -> String {
    let name = databases.withLock { count in
      count += 1
      return "luohu_\(count)"
    }
    try await say(
      "CREATE DATABASE \(name) ENCODING 'UTF8' LOCALE '\(collation)' TEMPLATE template0")
    return address(name)
  }

  /// Makes an empty schema in the database that tests share; its address. Quicker than a database.
  package func newSchema() async throws -> String {
    let name = databases.withLock { count in
      count += 1
      return "test_\(count)"
    }
    try await say("CREATE SCHEMA \(name)")
    return address() + "?options=-csearch_path%3D\(name)&readers=3"
  }

  /// Runs SQL with psql as the superuser; what it prints, columns separated by `|`.
  @discardableResult
  package func say(_ sql: String, in database: String = "postgres") async throws -> String {
    try await run(
      "psql",
      [
        "-h", folder.path, "-p", "\(port)", "-U", "luohu", "-d", database, "-X", "-A", "-t", "-q",
        "-v", "ON_ERROR_STOP=1", "-c", sql,
      ])
  }

  // MARK: Its life

  package func start() async throws {
    let log = folder.appendingPathComponent("log").path
    var all = [
      "listen_addresses": "127.0.0.1", "port": "\(port)", "unix_socket_directories": folder.path,
      "fsync": "on", "max_connections": "300", "deadlock_timeout": "200ms",
      "recovery_init_sync_method": "syncfs",
    ]
    all.merge(settings) { $1 }
    let words = all.sorted { $0.key < $1.key }.flatMap { ["-c", "\($0.key)=\($0.value)"] }
    let (program, arguments) = command("postgres", ["-D", data] + words)
    let process = try await Program(
      program, arguments, environment: PostgresServer.environment, errors: log, ending: SIGQUIT)
    self.process.withLock { $0 = process }
    for _ in 0..<600 {
      if (try? await run("pg_isready", ["-q", "-h", "127.0.0.1", "-p", "\(port)"])) != nil {
        return
      }
      guard process.isRunning else { break }
      try await Task.sleep(for: .milliseconds(50))
    }
    let said = (try? String(contentsOfFile: log, encoding: .utf8)) ?? ""
    throw Unfit(description: "PostgreSQL does not start: \(said.suffix(2000))")
  }

  /// Stops the server: `SIGINT` closes connections and writes everything out, `SIGKILL` is a crash of the postmaster.
  package func stop(_ signal: Int32 = SIGINT) async throws {
    guard let process = process.withLock({ $0 }) else { return }
    let children = PostgresServer.children(of: process.id)
    process.send(signal)
    while process.isRunning || children.contains(where: { kill($0, 0) == 0 }) {
      try await Task.sleep(for: .milliseconds(10))
    }
  }

  /// Stops all its processes where they are (`SIGSTOP`), as a machine does that swaps itself to death.
  package func freeze() { signalAll(SIGSTOP) }

  package func thaw() { signalAll(SIGCONT) }

  private func signalAll(_ signal: Int32) {
    guard let process = process.withLock({ $0 }) else { return }
    process.send(signal)
    for child in PostgresServer.children(of: process.id) { kill(child, signal) }
  }

  private static func children(of parent: Int32) -> [Int32] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
    return names.compactMap { Int32($0) }.filter { id in
      // pid (name) state parent …
      let line = (try? String(contentsOfFile: "/proc/\(id)/stat", encoding: .utf8)) ?? ""
      let words = line.split(separator: ")").last?.split(separator: " ") ?? []
      return words.count > 1 && words[1] == "\(parent)"
    }
  }

  // MARK: A small disk

  package struct NotMounted: Error {}

  /// Mounts a small disk in memory where the server may keep a tablespace; its folder. Needs root.
  package func mountSmallDisk(megabytes: Int) throws -> String {
    let disk = folder.appendingPathComponent("disk").path
    try FileManager.default.createDirectory(atPath: disk, withIntermediateDirectories: false)
    guard mount("tmpfs", disk, "tmpfs", 0, "size=\(megabytes)m") == 0 else { throw NotMounted() }
    if let user = getpwnam("postgres") { chown(disk, user.pointee.pw_uid, user.pointee.pw_gid) }
    return disk
  }

  package func growSmallDisk(megabytes: Int) throws {
    let disk = folder.appendingPathComponent("disk").path
    guard mount("tmpfs", disk, "tmpfs", UInt(MS_REMOUNT), "size=\(megabytes)m") == 0 else {
      throw NotMounted()
    }
  }

  package func unmountSmallDisk() {
    umount2(folder.appendingPathComponent("disk").path, Int32(MNT_DETACH))
  }

  // MARK: Programs

  /// Where the server's programs are.
  private static func programs() throws -> URL {
    let base = URL(fileURLWithPath: "/usr/lib/postgresql")
    let versions = (try? FileManager.default.contentsOfDirectory(atPath: base.path)) ?? []
    let search = ProcessInfo.processInfo.environment["PATH"] ?? ""
    let folders =
      versions.compactMap { Int($0) }.sorted(by: >).map { base.appendingPathComponent("\($0)/bin") }
      + search.split(separator: ":").map { URL(fileURLWithPath: String($0)) }
    let found = folders.first { folder in
      ["initdb", "postgres", "psql"].allSatisfy {
        FileManager.default.isExecutableFile(atPath: folder.appendingPathComponent($0).path)
      }
    }
    guard let found else {
      throw Unfit(
        description: "PostgreSQL is not installed, and these tests need a real server: "
          + "scripts/setup.sh postgresql")
    }
    return found
  }

  /// Starts a guard that waits for the end of this process, then stops the server of a folder and removes the folder.
  private static func guarding(_ folder: URL) async throws -> Program {
    let script = """
      cat >/dev/null
      if read -r server <"$1/data/postmaster.pid"; then
        for stat in /proc/[0-9]*/stat; do
          read -r id _ _ parent _ <"$stat" && [ "$parent" = "$server" ] && kill -CONT "$id"
        done
        kill -CONT "$server"
        kill -QUIT "$server"
        while kill -0 "$server"; do sleep 0.1; done
      fi
      umount "$1/disk"
      rm -rf "$1"
      """
    return try await Program(
      "/usr/bin/setsid", ["/bin/sh", "-c", script, "guard", folder.path], input: .held)
  }

  private static let environment = Program.environment.merging(["LC_ALL": "C.UTF-8"]) { $1 }

  /// A program of PostgreSQL, which refuses to be run by root.
  private func command(_ name: String, _ arguments: [String]) -> (String, [String]) {
    let program = bin.appendingPathComponent(name).path
    guard getuid() == 0 else { return (program, arguments) }
    let words = ["--reuid=postgres", "--regid=postgres", "--clear-groups", program]
    return ("/usr/bin/setpriv", words + arguments)
  }

  /// Runs a program to its end; what it prints.
  @discardableResult
  private func run(_ name: String, _ arguments: [String]) async throws -> String {
    let (program, arguments) = command(name, arguments)
    let ended = try await Program.run(
      program, arguments, environment: PostgresServer.environment)
    guard ended.status == 0 else { throw Unfit(description: "\(name): \(ended.errors)") }
    return ended.output.trimmingCharacters(in: .whitespacesAndNewlines)
  }
}
