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
}
