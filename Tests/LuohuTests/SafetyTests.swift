import Foundation
import Testing

/// Protects installations from commands that are given the wrong key, the wrong keyring or the wrong store: they refuse before
/// anything is written, and say what was expected.
@Suite("commands that could do harm refuse", .serialized, .timeLimit(.minutes(5)))
struct SafetyTests {
  /// What a refused command said; that it was refused as bad input.
  private func refused(_ line: String, _ city: ServedInstallation) async throws -> String {
    let result = try await Command.run(line, in: city.folder)
    let said = result.output + result.errors
    #expect(result.status == 2 && result.output.isEmpty, "\(line): \(said)")
    return result.errors
  }

  /// What `serve` said that did not start.
  private func notServed(
    _ flags: [String], _ city: ServedInstallation
  ) async throws -> String {
    do {
      let server = try await ServedProcess.start(flags, in: city.folder)
      _ = try await server.stop()
      Issue.record("it started: \(server.said)")
      return ""
    } catch let error as ServedProcess.NotStarted {
      return error.log
    }
  }

  /// How much has been written.
  private func written(_ city: ServedInstallation) async throws -> String {
    try await city.sql(
      "SELECT (SELECT COUNT(*) FROM events), (SELECT COUNT(*) FROM commands), "
        + "(SELECT COUNT(*) FROM checkpoints), (SELECT COUNT(*) FROM personal_values), closed "
        + "FROM ledger_head")
  }

  // MARK: Ledger keys

  @Test("a ledger is signed by its own key alone, and its key can be changed by the file of keys")
  func ledgerKeys() async throws {
    let city = try await ServedInstallation()
    let sign = "ledger sign --store sqlite:cases.db --signer"
    #expect(try await city.run("\(sign) ledger.key") == "right: checkpoint 1 is signed\n")
    _ = try await city.run("accounts end-sessions --store sqlite:cases.db")
    _ = try await city.run("ledger keys new other.key --name other.example/ledger")
    let own = try String(contentsOf: city.folder["keys.txt"], encoding: .utf8).prefix {
      $0 != "\n"
    }
    let next = try await city.run("ledger keys new next.key --name test.example/ledger")
    func short(_ line: Substring) -> String {
      line.split(separator: "+").prefix(2).joined(separator: "+")
    }
    let before = try await written(city)
    let foreign = try await refused("\(sign) other.key", city)
    #expect(foreign.contains("--signer: \"other.key\": the ledger's key, \(short(own))"))
    #expect(foreign.contains("other.example/ledger+") && foreign.contains("keeps its name"))
    let unsaid = try await refused("\(sign) next.key", city)
    #expect(unsaid.contains(short(next[...])) && unsaid.contains("a space and 1 after it"))
    try city.folder.write("both.txt", "\(own)\n\(next)")
    #expect(try await refused("\(sign) next.key --keys both.txt", city).contains("a space and 1"))
    let served = try await notServed(
      ["--store", "sqlite:cases.db", "--ledger-key", "other.key", "--ledger-keys", "both.txt"], city
    )
    #expect(served.contains("ledger.key: \"other.key\": the ledger's key, \(short(own))"))
    #expect(try await written(city) == before, "nothing is signed, nothing is closed")

    try city.folder.write("both.txt", "\(own) 1\n\(next)")
    #expect(
      try await city.run("\(sign) next.key --keys both.txt") == "right: checkpoint 2 is signed\n")
    #expect(
      try await city.run("ledger check --store sqlite:cases.db --keys both.txt")
        .hasPrefix("right: 2 events, 2 of them in 2 checkpoints"))
    #expect(
      try await refused("\(sign) ledger.key --keys both.txt", city).contains("signs only up to 1"))
    #expect(try await refused("\(sign) ledger.key", city).contains(short(next[...])))
    #expect(try await written(city).hasSuffix(", '')]\n"), "it is open")
  }

  // MARK: Invented acts

  @Test("invented acts are refused by a service, and by a store that holds anything where measured")
  func inventedActs() async throws {
    let city = try await ServedInstallation()
    let before = try await written(city)
    for command in ["store load --acts 2", "store load --acts 2 --beside"] {
      #expect(
        try await refused("\(command) --store sqlite:cases.db", city)
          .contains("--store: \"sqlite:cases.db\": a store for demo or rehearsal"))
    }
    let bench = "bench store --acts 2 --runs 1 --store"
    #expect(try await refused("\(bench) sqlite:cases.db", city).contains("an empty store"))
    #expect(try await written(city) == before)
    // A store without a purpose is one of a service from before purposes were recorded.
    _ = try await city.sql("UPDATE dossiers SET body = '{}', state = ''")
    _ = try await refused("store load --store sqlite:cases.db", city)
    #expect(try await written(city) == before)
    _ = try await city.run("\(bench) sqlite:measured.db")
    #expect(try await refused("\(bench) sqlite:measured.db", city).contains("an empty store"))
    #expect(
      try await city.run("store status --store sqlite:measured.db").contains("purpose: rehearsal"))
    let files = try FileManager.default.contentsOfDirectory(atPath: city.folder.url.path)
    #expect(!files.contains { $0.hasPrefix("luohu-bench") }, "\(files)")
  }

  // MARK: Keyrings

  /// A rehearsal with values, and the keyring of another installation beside its own.
  private func sealed() async throws -> ServedInstallation {
    let city = try await ServedInstallation("rehearsal")
    _ = try await city.run(
      "store load --store sqlite:cases.db --acts 3 --keyring k.yaml --mailbox a@b.example")
    _ = try await city.run("keys new --keyring other.yaml")
    return city
  }

  @Test("serve refuses the keyring of another installation, and starts where nothing is sealed")
  func servedKeyring() async throws {
    let city = try await sealed()
    let before = try await written(city)
    let log = try await notServed(
      ["--store", "sqlite:cases.db", "--keyring", "other.yaml"], city)
    #expect(log.contains("keyring: \"other.yaml\": the store's own keyring: its key k1 opens none"))
    #expect(!log.contains("\"address\""), "before it listens")
    #expect(
      try await refused("store load --store sqlite:cases.db --acts 1 --keyring other.yaml", city)
        .contains("--keyring: \"other.yaml\""))
    #expect(try await written(city) == before)
    let right = try await city.serve()
    #expect(try await right.stop() == 0)
    let empty = try await ServedInstallation()
    _ = try await empty.run("keys new --keyring other.yaml")
    let server = try await ServedProcess.start(
      ["--store", "sqlite:cases.db", "--keyring", "other.yaml"], in: empty.folder)
    #expect(try await server.stop() == 0)
  }

  @Test("no key is put to use or thrown away beside a store that is not the keyring's own")
  func destroyedKeys() async throws {
    let city = try await sealed()
    let other = try await ServedInstallation("rehearsal")
    let foreign = "sqlite:\(other.folder["cases.db"].path)"
    _ = try await city.run("keys new --keyring k.yaml")
    _ = try await city.run("keys rotate --keyring k.yaml --store sqlite:cases.db")
    let text = try String(contentsOf: city.folder["k.yaml"], encoding: .utf8)
      .replacing(/since: \d+/, with: "since: 1600000000000")
    func put(_ text: String) throws {
      try city.folder.write("k.yaml", text)
      try FileManager.default.setAttributes(
        [.posixPermissions: 0o600], ofItemAtPath: city.folder["k.yaml"].path)
    }
    try put(text)
    func isKept() throws -> Bool {
      try String(contentsOf: city.folder["k.yaml"], encoding: .utf8) == text
    }
    let retire = "keys retire --keyring k.yaml --store"
    #expect(try await refused("\(retire) \(foreign)", city).contains("this one has 0 values"))
    _ = try await other.run(
      "store load --store sqlite:cases.db --acts 2 --keyring k.yaml")
    #expect(
      try await refused("\(retire) \(foreign)", city).contains("of its 2 values 2 do not open"))
    #expect(
      try await refused("keys rotate --keyring other.yaml --store sqlite:cases.db", city)
        .contains("key k2, which sealed"))
    let status = try await Command.run(
      "keys status --keyring other.yaml --store \(foreign)", in: city.folder)
    #expect(status.status == 2 && status.errorLines.count == 1, "not a line a value")
    #expect(status.errors.contains("its key k1 opens none of the newest of 2 values"))
    #expect(try isKept())
    // A copy has the values of the original, and says nothing about it.
    _ = try await city.run(
      "store copy --from sqlite:cases.db --to sqlite:copy.db --rehearsal")
    _ = try await city.sql(
      "UPDATE dossiers SET body = json_set(body, '$.copiedFrom', 'service') "
        + "WHERE kind = 'installation'")
    #expect(
      try await refused("\(retire) sqlite:cases.db", city)
        .contains("a rehearsal copied from a service"))
    #expect(try isKept())
    #expect(try await city.run("\(retire) sqlite:copy.db") == "removed: k1\n")
  }

  // MARK: Words

  @Test("what is not there is said to be not there: a folder, a channel, the file of a problem")
  func words() async throws {
    let city = try await ServedInstallation()
    try city.folder.write("file", "")
    for (folder, reason) in [("nothere", "No such file or directory"), ("file", "is not a folder")]
    {
      for command in ["verify \(folder)", "prove \(folder) --event 0"] {
        let result = try await Command.run("ledger \(command)", in: city.folder)
        #expect(result.status == 1 && result.output.isEmpty, "\(command): \(result.output)")
        #expect(result.errors == "luohu: \(folder): \(reason)\n")
      }
    }
    for command in ["status", "retry"] {
      let line = "outbox \(command) --store sqlite:cases.db --channel fax"
      #expect(try await refused(line, city) == "--channel: \"fax\": mail, sms\n")
    }
    try city.folder.write("a.yaml", "id: 1")
    try city.folder.write("b.jsonl", "{}\n")
    let both = try await Command.run("validate a.yaml b.jsonl", in: city.folder)
    #expect(both.status == 2 && both.errorLines.count > 2, "\(both.errors)")
    #expect(both.errorLines.contains { $0.hasPrefix("a.yaml: id: 1: ") }, "\(both.errors)")
    #expect(both.errorLines.contains { $0.hasPrefix("b.jsonl: line 1: ") }, "\(both.errors)")
    for (line, words) in [
      (
        "bench ledger --folder file --leaves 1000 --size 1000 --runs 1",
        "luohu: file/luohu-bench-ledger-"
      ),
      ("store backup --store sqlite:cases.db nothere/b.db", "nothere/b.db.part: No such file"),
    ] {
      let result = try await Command.run(line, in: city.folder)
      #expect(result.status == 1 && result.errors.contains(words), "\(line): \(result.errors)")
      #expect(!result.errors.contains("Failure"), "\(result.errors)")
    }
    let vault = try await notServed(city.flags + ["--evidence-vault", "file"], city)
    #expect(vault.contains("a folder that can be written (mkdir file/incoming: Not a directory)"))
    let one = try await Command.run("validate b.jsonl", in: city.folder)
    #expect(one.errorLines.allSatisfy { $0.hasPrefix("line 1: ") }, "\(one.errors)")
  }

  // MARK: Copies

  /// Makes a store what an older program would have made: two migrations.
  private func older(_ city: ServedInstallation) async throws {
    for statement in [
      "DROP TABLE sessions", "DROP TABLE attempts", "DROP TABLE drafts",
      "DROP INDEX events_by_party", "DROP INDEX events_by_time",
      "DROP INDEX dossier_keys_by_value", "DELETE FROM schema_migrations WHERE number > 2",
    ] { _ = try await city.sql(statement) }
  }

  @Test("a store that an older program made is backed up before it is migrated, and put back")
  func olderStore() async throws {
    let city = try await ServedInstallation("rehearsal")
    _ = try await city.run("store load --store sqlite:cases.db --acts 3")
    try await older(city)
    let saved = try await city.run("store backup --store sqlite:cases.db b.db")
    #expect(
      saved.hasPrefix("backed up 7 events to b.db; it lacks migrations [3, 4, 5]"), "\(saved)")
    let restored = try await city.run(
      "store restore --store sqlite:again.db b.db --format json")
    #expect(restored == #"{"events": 7, "missing": [3, 4, 5]}"# + "\n")
    _ = try await city.run("store migrate --store sqlite:again.db")
    #expect(
      try await city.run("store check --store sqlite:again.db")
        == "7 events, 4 dossiers: all fits\n")
    // What does not fit is noticed in an older form, too.
    _ = try await city.sql("UPDATE dossiers SET state = 'x' WHERE kind = 'load'")
    let wrong = try await Command.run("store backup --store sqlite:cases.db c.db", in: city.folder)
    #expect(wrong.status == 1 && wrong.errors.contains("its state is not what its events say"))
    let files = try FileManager.default.contentsOfDirectory(atPath: city.folder.url.path)
    #expect(!files.contains { $0.hasPrefix("c.db") }, "no half copy stays: \(files)")
  }

  @Test("a copy that is refused leaves no file, and takes none away that was there")
  func refusedCopy() async throws {
    let city = try await ServedInstallation("rehearsal")
    try await older(city)
    let copy = "store copy --from sqlite:cases.db --to"
    let refused = try await Command.run("\(copy) sqlite:new.db", in: city.folder)
    #expect(refused.status == 1 && refused.errors.contains("run luohu store migrate"))
    let chinese = try await Command.run("\(copy) sqlite:new.db --lang zh", in: city.folder)
    #expect(chinese.errors == "luohu: 案卷库由较早的程序建立，缺少迁移[3, 4, 5]：请运行 luohu store migrate\n")
    var files = try FileManager.default.contentsOfDirectory(atPath: city.folder.url.path)
    #expect(!files.contains { $0.hasPrefix("new.db") }, "\(files)")
    _ = try await city.run("store migrate --store sqlite:full.db")
    // Nor is a store that holds something brought to another form.
    for (from, to) in [("cases", "full"), ("full", "cases")] {
      #expect(
        try await self.refused("store copy --from sqlite:\(from).db --to sqlite:\(to).db", city)
          == "--to: \"sqlite:\(to).db\": an empty store\n")
    }
    #expect(try await city.sql("SELECT COUNT(*) FROM schema_migrations") == "[(2,)]\n")
    files = try FileManager.default.contentsOfDirectory(atPath: city.folder.url.path)
    #expect(files.contains("full.db"))
  }
}
