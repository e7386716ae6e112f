import Foundation
import Testing

/// Protects what the public may know of the ledger: a receipt can be had, checked on the page and by programs, and
/// with the program alone; a changed one is refused; a closed ledger stops deciding and not reading.
@Suite("luohu serve with a store", .serialized)
struct ServeLedgerTests {
  /// A migrated store with a ledger key in a folder of its own.
  private static func installation() async throws -> (folder: Folder, flags: [String]) {
    let folder = try Folder()
    let steps = [
      ["store", "migrate", "--store", "sqlite:cases.db"],
      ["ledger", "keys", "new", "ledger.key", "--name", "test.example/ledger"],
    ]
    for step in steps {
      let result = try await Command.run(step, in: folder)
      #expect(result.status == 0, "\(step): \(result.errors)")
      if step[0] == "ledger" { _ = try folder.write("keys.txt", Data(result.output.utf8)) }
    }
    return (folder, ["--store", "sqlite:cases.db", "--ledger-key", "ledger.key"])
  }

  private static func reference(_ server: ServedProcess) throws -> String {
    let found = try server.log.firstMatch(of: #/"receipt": "(?<reference>[0-9A-Z-]+)"/#)
    return String(try #require(found).reference)
  }

  /// The receipt once a checkpoint covers it.
  private static func covered(_ server: ServedProcess, _ reference: String) async throws -> String {
    for _ in 0..<200 {
      let answer = try await server.ask("/api/v1/receipts/\(reference)")
      #expect(answer.status == 200)
      if answer.body.contains("\"proof\"") { return answer.body }
      try await Task.sleep(for: .milliseconds(100))
    }
    Issue.record("no checkpoint within 20 seconds")
    return ""
  }

  @Test("the start is recorded, its receipt is proved, and one changed letter is noticed")
  func receipt() async throws {
    let (folder, flags) = try await Self.installation()
    let server = try await ServedProcess.start(flags, in: folder)
    #expect(try await server.ask("/readyz").status == 200)
    let reference = try Self.reference(server)
    let receipt = try await Self.covered(server, reference)
    let json = ["-H", "Content-Type: application/json", "--data-binary", "@-"]
    let check = try await server.ask(
      "/api/v1/receipts/check?lang=en", json, input: Data(receipt.utf8))
    #expect(check.status == 200 && check.body.contains("\"outcome\": \"right\""), "\(check.body)")
    let place = try #require(receipt.firstRange(of: "\"hash\": \"")).upperBound
    var changed = receipt
    let letter = receipt[place] == "0" ? "1" : "0"
    changed.replaceSubrange(place...place, with: letter)
    let wrong = try await server.ask(
      "/api/v1/receipts/check?lang=en", json, input: Data(changed.utf8))
    #expect(wrong.body.contains("\"outcome\": \"wrong\""), "\(wrong.body)")

    let page = try await server.ask("/verify?reference=\(reference.lowercased())")
    #expect(page.status == 200 && page.body.contains("回执属实"))
    let unknown = try await server.ask("/en/verify?reference=0000")
    #expect(unknown.status == 422 && unknown.body.contains("16 letters and digits"))
    let checkpoint = try await server.ask("/api/v1/ledger/checkpoint")
    #expect(checkpoint.body.hasPrefix("test.example/ledger\n"))
    let keys = try await server.ask("/api/v1/ledger/keys")
    #expect(try keys.body == String(contentsOf: folder["keys.txt"], encoding: .utf8))

    _ = try folder.write("receipt.json", Data(receipt.utf8))
    let alone = try await Command.run(
      ["ledger", "verify-receipt", "receipt.json", "--keys", "keys.txt"], in: folder)
    #expect(
      alone.status == 0 && alone.output.hasPrefix("right: "), "\(alone.output)\(alone.errors)")
    #expect(try await server.stop() == 0)
  }

  @Test("a second start on the same store goes on with the same ledger")
  func again() async throws {
    let (folder, flags) = try await Self.installation()
    var references: Set<String> = []
    for _ in 0..<2 {
      let server = try await ServedProcess.start(flags, in: folder)
      let reference = try Self.reference(server)
      references.insert(reference)
      _ = try await Self.covered(server, reference)
      #expect(try await server.stop() == 0)
    }
    #expect(references.count == 2)
    let verified = try await Command.run(
      ["ledger", "check", "--store", "sqlite:cases.db", "--keys", "keys.txt"], in: folder)
    #expect(verified.status == 0, "\(verified.output)\(verified.errors)")
  }

  @Test("a closed ledger is opened beside the running server, which goes on at once")
  func reopened() async throws {
    let city = try await ServedInstallation("rehearsal")
    let first = try await city.serve()
    _ = try await Self.covered(first, try Self.reference(first))
    #expect(try await first.stop() == 0)
    _ = try await city.sql("UPDATE ledger_head SET closed = 'somebody pulled a plug'")
    let server = try await city.serve()
    #expect(try server.log.contains("ledger is closed"))
    let load = "store load --store sqlite:cases.db --beside --acts 1 --prefix"
    let refused = try await Command.run("\(load) early", in: city.folder)
    #expect(refused.status == 1 && refused.errors.contains("somebody pulled a plug"))
    let unsaid = try await Command.run(
      "ledger reopen --store sqlite:cases.db --keys keys.txt", in: city.folder)
    #expect(unsaid.status == 64 && unsaid.errors.contains("--reason"))
    #expect(
      try await city.run(
        "ledger reopen --store sqlite:cases.db --keys keys.txt --reason plugged-in-again")
        == "right: the ledger is open again; it was closed: somebody pulled a plug\n")
    #expect(try await city.run("\(load) late") == "late-0\n")
    // One start, the reopening and the two events of the act are covered by the server's checkpoint.
    let isCovered = try await eventually {
      try await city.run("ledger check --store sqlite:cases.db --keys keys.txt")
        .hasPrefix("right: 5 events, 5 of them")
    }
    #expect(isCovered, "\(server.said)")
    let told = try await city.sql(
      "SELECT party, role, body FROM events WHERE name = 'LedgerReopened'")
    #expect(told.contains("technician:") && told.contains("'technician'"))
    #expect(
      told.contains(
        #"{"closed": "somebody pulled a plug", "reason": "plugged-in-again", "checked": "right: 2 events, "#
      ))
    #expect(try await server.stop() == 0)
  }

  @Test("a vault whose store refers to nothing is left alone, and no part that fails stops another")
  func vault() async throws {
    let city = try await ServedInstallation()
    let name = String(repeating: "ab", count: 32)
    let folder = city.folder["vault/ab/ab"]
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    let file = folder.appendingPathComponent(name)
    try Data("old".utf8).write(to: file)
    try FileManager.default.setAttributes(
      [.modificationDate: Date(timeIntervalSince1970: 1_600_000_000)], ofItemAtPath: file.path)
    let server = try await city.serve([
      "--evidence-vault", "vault", "--evidence-grace", "24", "--evidence-scanner",
      "tcp:127.0.0.1:1",
    ])
    let isTold = try await eventually { try server.log.contains("holds 1 files: left alone") }
    #expect(isTold, "\(server.said)")
    #expect(FileManager.default.fileExists(atPath: file.path))
    _ = try await Self.covered(server, try Self.reference(server))
    #expect(try await server.ask("/readyz").status == 200)
    #expect(try await server.stop() == 0)
  }

  @Test("a vault without a keyring is refused: what is in it could not be opened")
  func vaultAlone() async throws {
    let city = try await ServedInstallation()
    await #expect {
      _ = try await ServedProcess.start(
        ["--store", "sqlite:cases.db", "--evidence-vault", "vault"], in: city.folder)
    } throws: { error in
      (error as? ServedProcess.NotStarted)?.log.contains("evidence is kept sealed") == true
    }
  }

  @Test("without a store the page says so and programs are told that there is no ledger")
  func none() async throws {
    let server = try await ServedProcess.start()
    #expect(try await server.ask("/verify").body.contains("没有可以核对的回执"))
    #expect(try await server.ask("/api/v1/ledger/keys").status == 404)
    #expect(try await server.stop() == 0)
  }

  @Test(
    "a store that cannot be used is named before the server starts",
    arguments: [
      (["--store", "mysql:x"], "sqlite:PATH or postgresql://"),
      (["--store", "sqlite:none.db"], "luohu store migrate makes a new store"),
      (["--ledger-key", "ledger.key"], "a store"),
    ])
  func refused(flags: [String], words: String) async throws {
    await #expect {
      _ = try await ServedProcess.start(flags)
    } throws: { error in
      (error as? ServedProcess.NotStarted)?.log.contains(words) == true
    }
  }
}
