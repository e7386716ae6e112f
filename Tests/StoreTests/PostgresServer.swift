import Foundation
import Glibc
import Synchronization

/// A real PostgreSQL server in a folder of its own, on a free port, run by an ordinary user. It ends with the test run,
/// also when that is killed.
final class PostgresServer: Sendable {
  struct Unfit: Error, CustomStringConvertible {
    var description: String
  }

  /// The server that tests share: each makes a database of its own there.
  static let shared = Task { try await PostgresServer.started() }

  let folder: URL
  let port: Int
  private let bin: URL
  private let settings: [String: String]
  private let process = Mutex<ChildProcess?>(nil)
  private let databases = Mutex(0)
  /// Nobody writes here: it closes when this process ends, and then the guard stops the server.
  private let guardian: Int32

  /// Makes a cluster and starts it.
  ///
  /// - Parameters:
  ///   - settings: of the server, beside those that every test needs.
  ///   - rules: lines of `pg_hba.conf` that come before the others.
  static func started(
    _ settings: [String: String] = [:], rules: [String] = []
  ) async throws -> PostgresServer {
    let server = try PostgresServer(settings)
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
  func standby() async throws -> PostgresServer {
    let standby = try PostgresServer(settings)
    try await standby.run(
      "pg_basebackup",
      [
        "-D", standby.data, "-h", folder.path, "-p", "\(port)", "-U", "luohu", "-R", "-X",
        "stream", "-c", "fast", "--no-sync",
      ])
    try await standby.start()
    return standby
  }

  private init(_ settings: [String: String]) throws {
    bin = try PostgresServer.programs()
    folder = URL(fileURLWithPath: "/tmp/luohu-postgres-\(UUID().uuidString.prefix(8))")
    port = try PostgresServer.freePort()
    self.settings = settings
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: false)
    if getuid() == 0 {
      guard let user = getpwnam("postgres") else {
        throw Unfit(description: "there is no user postgres to run PostgreSQL")
      }
      chown(folder.path, user.pointee.pw_uid, user.pointee.pw_gid)
    }
    guardian = try PostgresServer.guarding(folder)
  }

  deinit { close(guardian) }

  private var data: String { folder.appendingPathComponent("data").path }

  /// `postgresql://luohu@127.0.0.1:PORT/NAME`
  func address(_ database: String = "postgres", user: String = "luohu") -> String {
    "postgresql://\(user)@127.0.0.1:\(port)/\(database)"
  }

  /// Makes an empty database; its address.
  func newDatabase(collation: String = "C.UTF-8") async throws -> String {
    let name = databases.withLock { count in
      count += 1
      return "luohu_\(count)"
    }
    try await say(
      "CREATE DATABASE \(name) ENCODING 'UTF8' LOCALE '\(collation)' TEMPLATE template0")
    return address(name)
  }

  /// Makes an empty schema in the database that tests share; its address. Quicker than a database.
  func newSchema() async throws -> String {
    let name = databases.withLock { count in
      count += 1
      return "test_\(count)"
    }
    try await say("CREATE SCHEMA \(name)")
    return address() + "?options=-csearch_path%3D\(name)&readers=3"
  }

  /// Runs SQL with psql as the superuser; what it prints, columns separated by `|`.
  @discardableResult
  func say(_ sql: String, in database: String = "postgres") async throws -> String {
    try await run(
      "psql",
      [
        "-h", folder.path, "-p", "\(port)", "-U", "luohu", "-d", database, "-X", "-A", "-t", "-q",
        "-v", "ON_ERROR_STOP=1", "-c", sql,
      ])
  }

  // MARK: Its life

  func start() async throws {
    let log = folder.appendingPathComponent("log").path
    var all = [
      "listen_addresses": "127.0.0.1", "port": "\(port)", "unix_socket_directories": folder.path,
      "fsync": "on", "max_connections": "300", "deadlock_timeout": "200ms",
      "recovery_init_sync_method": "syncfs",
    ]
    all.merge(settings) { $1 }
    let words = all.sorted { $0.key < $1.key }.flatMap { ["-c", "\($0.key)=\($0.value)"] }
    let process = try command("postgres", ["-D", data] + words, errors: log)
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
  func stop(_ signal: Int32 = SIGINT) async throws {
    guard let process = process.withLock({ $0 }) else { return }
    let children = PostgresServer.children(of: process.id)
    kill(process.id, signal)
    while process.isRunning || children.contains(where: { kill($0, 0) == 0 }) {
      try await Task.sleep(for: .milliseconds(10))
    }
  }

  /// Stops all its processes where they are (`SIGSTOP`), as a machine does that swaps itself to death.
  func freeze() { signalAll(SIGSTOP) }

  func thaw() { signalAll(SIGCONT) }

  private func signalAll(_ signal: Int32) {
    guard let process = process.withLock({ $0 }) else { return }
    kill(process.id, signal)
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

  struct NotMounted: Error {}

  /// Mounts a small disk in memory where the server may keep a tablespace; its folder. Needs root.
  func mountSmallDisk(megabytes: Int) throws -> String {
    let disk = folder.appendingPathComponent("disk").path
    try FileManager.default.createDirectory(atPath: disk, withIntermediateDirectories: false)
    guard mount("tmpfs", disk, "tmpfs", 0, "size=\(megabytes)m") == 0 else { throw NotMounted() }
    if let user = getpwnam("postgres") { chown(disk, user.pointee.pw_uid, user.pointee.pw_gid) }
    return disk
  }

  func growSmallDisk(megabytes: Int) throws {
    let disk = folder.appendingPathComponent("disk").path
    guard mount("tmpfs", disk, "tmpfs", UInt(MS_REMOUNT), "size=\(megabytes)m") == 0 else {
      throw NotMounted()
    }
  }

  func unmountSmallDisk() {
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

  private static func freePort() throws -> Int {
    let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    defer { close(descriptor) }
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let status = withUnsafeMutablePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        bind(descriptor, $0, length) == 0 ? getsockname(descriptor, $0, &length) : -1
      }
    }
    guard status == 0 else { throw Unfit(description: "no free port") }
    return Int(UInt16(bigEndian: address.sin_port))
  }

  /// Starts a guard that waits for the end of this process, then stops the server of a folder and removes the folder.
  private static func guarding(_ folder: URL) throws -> Int32 {
    var ends: [Int32] = [0, 0]
    guard pipe(&ends) == 0, fcntl(ends[1], F_SETFD, FD_CLOEXEC) == 0 else {
      throw Unfit(description: "no pipe")
    }
    defer { close(ends[0]) }
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
    _ = try ChildProcess(
      "/usr/bin/setsid", ["/bin/sh", "-c", script, "guard", folder.path], input: ends[0])
    return ends[1]
  }

  /// Starts a program of PostgreSQL, which refuses to be run by root.
  private func command(
    _ name: String, _ arguments: [String], output: String? = nil, errors: String? = nil
  ) throws -> ChildProcess {
    let program = bin.appendingPathComponent(name).path
    guard getuid() == 0 else {
      return try ChildProcess(program, arguments, output: output, errors: errors)
    }
    return try ChildProcess(
      "/usr/bin/setpriv",
      ["--reuid=postgres", "--regid=postgres", "--clear-groups", program] + arguments,
      output: output, errors: errors)
  }

  /// Runs a program to its end; what it prints.
  @discardableResult
  private func run(_ name: String, _ arguments: [String]) async throws -> String {
    let stem = folder.appendingPathComponent(UUID().uuidString).path
    defer { for end in ["out", "err"] { unlink("\(stem).\(end)") } }
    let process = try command(
      name, arguments, output: "\(stem).out", errors: "\(stem).err")
    guard try await process.end() == 0 else {
      let words = (try? String(contentsOfFile: "\(stem).err", encoding: .utf8)) ?? ""
      throw Unfit(description: "\(name): \(words)")
    }
    return try String(contentsOfFile: "\(stem).out", encoding: .utf8)
      .trimmingCharacters(in: .whitespacesAndNewlines)
  }
}
