import Foundation
import TestKit
import Testing

@Suite("a store looked after from the command line")
struct StoreCommandTests {
  private func succeeds(_ line: String, in folder: Folder) async throws -> String {
    let result = try await Command.run(line, in: folder)
    #expect(result.status == 0, "\(line): \(result.errors)")
    #expect(result.errors.isEmpty, "\(line): \(result.errors)")
    return result.output
  }

  private func refused(
    _ line: String, status: Int32, _ words: String, in folder: Folder
  ) async throws {
    let result = try await Command.run(line, in: folder)
    #expect(result.status == status, "\(line): \(result.output)")
    #expect(result.errors.contains(words), "\(line): \(result.errors)")
    #expect(result.output.isEmpty, "\(line)")
  }

  @Test("made, filled, checked, copied and put back")
  func whole() async throws {
    let folder = try Folder()
    #expect(
      try await succeeds("store migrate --store sqlite:a.db --purpose rehearsal", in: folder)
        == "migrated: 1 casework, 2 outbox, 3 accounts, 4 search, 5 renewal; purpose rehearsal\n")
    #expect(
      try await succeeds("store migrate --store sqlite:a.db --lang zh", in: folder)
        == "表结构已是最新；用途rehearsal\n")
    _ = try await succeeds("store load --store sqlite:a.db --acts 30", in: folder)
    let status = try await succeeds("store status --store sqlite:a.db --format json", in: folder)
    #expect(
      status.hasPrefix(
        #"{"engine": "sqlite", "missing": [], "version": 5, "purpose": "rehearsal", "time": "2"#))
    #expect(
      status.hasSuffix(
        #""events": 61, "messages": {"load": {"waiting": 30, "dead": 0}}, "closed": null}"# + "\n"))
    #expect(
      try await succeeds("store check --store sqlite:a.db", in: folder)
        == "61 events, 31 dossiers: all fits\n")
    #expect(
      try await succeeds("store backup --store sqlite:a.db b.db --format json", in: folder)
        == #"{"file": "b.db", "events": 61, "missing": []}"# + "\n")
    _ = try await succeeds("store restore --store sqlite:c.db b.db", in: folder)
    #expect(
      try await succeeds("store check --store sqlite:c.db --format json", in: folder)
        == #"{"events": 61, "dossiers": 31, "faults": 0}"# + "\n")
    #expect(
      try await succeeds("store rebuild --store sqlite:c.db --lang zh", in: folder)
        == "已由事件重建31个案卷\n")
    #expect(
      try await succeeds("store rebuild --verify --store sqlite:c.db --lang zh", in: folder)
        == "61个事件，31个案卷：一致\n")
  }

  @Test("nothing is overwritten unasked, and nothing that is no store is taken for one")
  func refusals() async throws {
    let folder = try Folder()
    try folder.write("text.db", String(repeating: "not a database ", count: 100))
    _ = try await succeeds("store load --store sqlite:a.db --acts 2", in: folder)
    _ = try await succeeds("store load --store sqlite:b.db --acts 3", in: folder)
    _ = try await succeeds("store backup --store sqlite:b.db copy.db", in: folder)
    try await refused(
      "store backup --store sqlite:a.db copy.db", status: 2, "not there yet", in: folder)
    try await refused(
      "store restore --store sqlite:a.db copy.db", status: 2, "--overwrite", in: folder)
    try await refused(
      "store restore --store sqlite:a.db --overwrite text.db", status: 1,
      "not a database", in: folder)
    try await refused(
      "store restore --store sqlite:a.db --overwrite none.db", status: 1, "none.db", in: folder)
    #expect(
      try await succeeds("store check --store sqlite:a.db", in: folder)
        == "5 events, 3 dossiers: all fits\n")
    // Of two stores with the same tables, each with acts of its own.
    try await refused(
      "store restore --store sqlite:a.db --overwrite copy.db", status: 2,
      "a backup of this installation", in: folder)
    _ = try await succeeds("store load --store sqlite:b.db --acts 4 --beside", in: folder)
    #expect(
      try await succeeds("store check --store sqlite:b.db", in: folder)
        == "9 events, 5 dossiers: all fits\n")
    _ = try await succeeds("store restore --store sqlite:b.db --overwrite copy.db", in: folder)
    #expect(
      try await succeeds("store check --store sqlite:b.db", in: folder)
        == "7 events, 4 dossiers: all fits\n")
    try await refused("store status --store a.db", status: 2, "sqlite:PATH", in: folder)
    try await refused(
      "store status --store a.db --lang zh", status: 2, "sqlite:路径", in: folder)
    try await refused("store status --store sqlite:", status: 2, "sqlite:PATH", in: folder)
    try folder.write("file", "")
    for (store, allowed) in [(".", "this is a folder"), ("file/a.db", "a folder that is there")] {
      for command in ["status", "migrate", "load --acts 1"] {
        try await refused(
          "store \(command) --store sqlite:\(store)", status: 2,
          store == "." || command != "status" ? allowed : "a file that is there", in: folder)
      }
    }
    #expect(!FileManager.default.fileExists(atPath: folder["..lock"].path), "and leaves nothing")
  }

  @Test(
    "a wrong path is refused by name with the way to a new store, and nothing is made there",
    arguments: [
      "store status", "store check", "store rebuild", "store rebuild --verify",
      "store backup copy.db", "store copy --to sqlite:new.db --from",
      "keys rotate --keyring k.yaml",
      "ledger sign --signer k", "serve --port 0",
    ])
  func wrongPath(command: String) async throws {
    let folder = try Folder()
    _ = try await Command.run("keys new --keyring k.yaml", in: folder)
    _ = try await Command.run("ledger keys new k --name test", in: folder)
    let before = try FileManager.default.contentsOfDirectory(atPath: folder.url.path).sorted()
    let line = command + (command.hasSuffix("--from") ? "" : " --store") + " sqlite:no.db"
    try await refused(line, status: 2, "sqlite:no.db", in: folder)
    try await refused(line, status: 2, "luohu store migrate", in: folder)
    #expect(
      try FileManager.default.contentsOfDirectory(atPath: folder.url.path).sorted() == before)
  }

  @Test("while one process writes others look and copy, and none else writes")
  func beside() async throws {
    let folder = try Folder()
    _ = try await succeeds("store load --store sqlite:a.db --acts 50", in: folder)
    let writer = try await Program(
      Command.binary.path,
      ["store", "load", "--store", "sqlite:a.db", "--acts", "1000000", "--prefix", "other"],
      in: folder.url.path, output: folder["acts"].path)
    _ = try await writer.line(0)
    try await refused(
      "store migrate --store sqlite:a.db", status: 1, "another process writes", in: folder)
    _ = try await succeeds("store status --store sqlite:a.db", in: folder)
    _ = try await succeeds("store backup --store sqlite:a.db b.db", in: folder)
    writer.send(SIGKILL)
    _ = try await writer.end()
    let check = try await succeeds("store check --store sqlite:b.db", in: folder)
    #expect(check.hasSuffix(": all fits\n"))
    _ = try await succeeds("store migrate --store sqlite:a.db", in: folder)
  }
}
