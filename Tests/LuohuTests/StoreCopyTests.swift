import Foundation
import Testing

/// Between engines it is tested with the stores; here are the words and what is refused.
@Suite("a store moved from the command line")
struct StoreCopyTests {
  @Test("what was copied is said table by table, and that it fits")
  func copied() async throws {
    let folder = try Folder()
    _ = try await Command.run("store load --store sqlite:a.db --acts 30", in: folder)
    let result = try await Command.run("store copy --from sqlite:a.db --to sqlite:b.db", in: folder)
    #expect(result.status == 0, "\(result.errors)")
    let lines = result.output.split(separator: "\n")
    #expect(lines.count == 13)
    #expect(lines.first?.hasPrefix("ledger_head: 1 rows, the same in both (SHA-256 ") == true)
    #expect(lines.contains { $0.hasPrefix("events: 61 rows, the same in both (SHA-256 ") })
    #expect(lines.last == "61 events, 31 dossiers: all fits")
    let again = try await Command.run(
      "store copy --from sqlite:a.db --to sqlite:c.db --format json --lang zh", in: folder)
    let hashes = lines.dropLast().map { $0.suffix(65).prefix(64) }
    for hash in hashes { #expect(again.output.contains(#""hash": "\#(hash)""#)) }
  }

  @Test("a target that holds something and addresses that are none are refused, passwords unsaid")
  func refused() async throws {
    let folder = try Folder()
    for name in ["a", "b"] {
      _ = try await Command.run("store load --store sqlite:\(name).db --acts 3", in: folder)
    }
    let full = try await Command.run("store copy --from sqlite:a.db --to sqlite:b.db", in: folder)
    #expect(
      full.status == 2 && full.errors == "--to: \"sqlite:b.db\": an empty store\n", "\(full.errors)"
    )
    for address in ["postgresq://u:Geheim7@h/d", "postgresql://u:Geheim7@h/d?readers=0"] {
      let result = try await Command.run(
        "store copy --from sqlite:a.db --to \(address)", in: folder)
      #expect(result.status != 0 && !result.errors.isEmpty)
      #expect(!result.errors.contains("Geheim7"), "\(result.errors)")
    }
    let away = try await Command.run(
      "store status --store postgresql://u:Geheim7@127.0.0.1:1/d", in: folder)
    #expect(away.status != 0 && away.errors.contains("refused"), "\(away.errors)")
    #expect(!away.errors.contains("Geheim7"))
  }
}
