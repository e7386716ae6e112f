import Foundation

/// The mail server of the tests (`scripts/mail-server.sh`) beside a served process. It ends with the test.
final class MailReceiver: Sendable {
  struct NotStarted: Error { var errors: String }

  /// Where it listens without encryption.
  let port: Int
  /// Where it takes connections and says nothing.
  let silentPort: Int
  private let streams: Folder
  private let input: Pipe

  init() async throws {
    let streams = try Folder()
    let input = Pipe()
    self.streams = streams
    self.input = input
    for name in ["out", "err"] { try streams.write(name, Data()) }
    let certificates = FileManager.default.temporaryDirectory
      .appendingPathComponent("luohu-mail-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: certificates, withIntermediateDirectories: true)
    let process = Process()
    process.executableURL = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent()
      .appendingPathComponent("scripts/mail-server.sh")
    process.arguments = [certificates.path]
    process.standardInput = input
    process.standardOutput = try FileHandle(forWritingTo: streams["out"])
    process.standardError = try FileHandle(forWritingTo: streams["err"])
    try process.run()
    for _ in 0..<1200 {
      let said = try String(contentsOf: streams["out"], encoding: .utf8)
      if let plain = said.firstMatch(of: #/"plain": (\d+)/#), let port = Int(plain.1),
        let silent = said.firstMatch(of: #/"silent": (\d+)/#), let silentPort = Int(silent.1)
      {
        (self.port, self.silentPort) = (port, silentPort)
        return
      }
      guard process.isRunning else { break }
      try await Task.sleep(for: .milliseconds(100))
    }
    throw NotStarted(errors: try String(contentsOf: streams["err"], encoding: .utf8))
  }

  deinit { try? input.fileHandleForWriting.close() }

  /// The mails that it has taken, a JSON object each.
  var mails: [String] {
    get throws {
      try String(contentsOf: streams["out"], encoding: .utf8).split(separator: "\n")
        .filter { $0.contains("\"mail\": ") }.map(String.init)
    }
  }
}

/// Asks until something holds, for at most so many seconds; whether it did.
func eventually(
  _ seconds: Int = 20, _ holds: () async throws -> Bool
) async throws -> Bool {
  for _ in 0..<seconds * 5 {
    if try await holds() { return true }
    try await Task.sleep(for: .milliseconds(200))
  }
  return false
}

/// A migrated store with a keyring and ledger keys in a folder of its own, and a server on it.
struct ServedInstallation {
  let folder: Folder
  /// With which the server is started.
  var flags = ["--store", "sqlite:cases.db", "--ledger-key", "ledger.key", "--keyring", "k.yaml"]

  init(_ purpose: String = "service") async throws {
    folder = try Folder()
    let begin = purpose == "service" ? "" : " --starting-at 2020-04-01T09:00"
    _ = try await run("store migrate --store sqlite:cases.db --purpose \(purpose)\(begin)")
    _ = try await run("keys new --keyring k.yaml")
    try folder.write(
      "keys.txt", try await run("ledger keys new ledger.key --name test.example/ledger"))
  }

  struct Failed: Error { var command: String, errors: String }

  /// What a command says.
  func run(_ line: String) async throws -> String {
    let result = try await Command.run(line, in: folder)
    guard result.status == 0 else { throw Failed(command: line, errors: result.errors) }
    return result.output
  }

  func serve(_ more: [String] = []) async throws -> ServedProcess {
    try await ServedProcess.start(flags + more, in: folder)
  }

  /// Acts beside the server, each of which tells the owner of a mailbox something.
  func load(_ acts: Int, _ prefix: String, mailbox: String) async throws {
    _ = try await run(
      "store load --store sqlite:cases.db --beside --acts \(acts) --prefix \(prefix) "
        + "--keyring k.yaml --mailbox \(mailbox)")
  }

  /// What the outbox says.
  func outbox(_ channel: String = "mail") async throws -> String {
    try await run("outbox status --store sqlite:cases.db --channel \(channel)")
  }

  /// Runs SQL on the store's file, as somebody with access to the machine can.
  func sql(_ text: String) async throws -> String {
    let script = """
      import sqlite3, sys
      c = sqlite3.connect('cases.db', timeout=20)
      print(c.execute(sys.argv[1]).fetchall())
      c.commit()
      """
    let result = try await Command.run(
      URL(fileURLWithPath: "/usr/bin/env"), ["python3", "-c", script, text], in: folder.url)
    guard result.status == 0 else { throw Failed(command: text, errors: result.errors) }
    return result.output
  }
}
