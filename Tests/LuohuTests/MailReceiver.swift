import Foundation
import TestKit

/// The mail server of the tests (`scripts/mail-server.sh`) beside a served process. It ends with the test.
final class MailReceiver: Sendable {
  struct NotStarted: Error { var errors: String }

  /// Where it listens without encryption.
  let port: Int
  /// Where it takes connections and says nothing.
  let silentPort: Int
  private let streams: Folder
  private let program: Program

  init() async throws {
    let streams = try Folder()
    self.streams = streams
    let certificates = FileManager.default.temporaryDirectory
      .appendingPathComponent("luohu-mail-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: certificates, withIntermediateDirectories: true)
    let script = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent()
      .appendingPathComponent("scripts/mail-server.sh")
    program = try await Program(
      script.path, [certificates.path], environment: nil, input: .held,
      output: streams["out"].path, errors: streams["err"].path)
    let said = try await program.line(0) ?? ""
    guard let plain = said.firstMatch(of: #/"plain": (\d+)/#), let port = Int(plain.1),
      let silent = said.firstMatch(of: #/"silent": (\d+)/#), let silentPort = Int(silent.1)
    else {
      throw NotStarted(errors: try String(contentsOf: streams["err"], encoding: .utf8))
    }
    (self.port, self.silentPort) = (port, silentPort)
  }

  /// The mails that it has taken, a JSON object each.
  var mails: [String] {
    get throws { try program.lines.filter { $0.contains("\"mail\": ") } }
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
  let store: String
  /// With which the server is started.
  var flags: [String]

  init(_ purpose: String = "service", store: String = "sqlite:cases.db") async throws {
    folder = try Folder()
    self.store = store
    flags = ["--store", store, "--ledger-key", "ledger.key", "--keyring", "k.yaml"]
    let begin = purpose == "demo" ? " --starting-at 2020-04-01T09:00" : ""
    _ = try await run("store migrate --store \(store) --purpose \(purpose)\(begin)")
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
      "store load --store \(store) --beside --acts \(acts) --prefix \(prefix) "
        + "--keyring k.yaml --mailbox \(mailbox)")
  }

  /// What the outbox says.
  func outbox(_ channel: String = "mail") async throws -> String {
    try await run("outbox status --store \(store) --channel \(channel)")
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
