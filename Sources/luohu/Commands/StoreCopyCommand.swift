import ArgumentParser
import Casework
import Policy
import Store
import Units

struct StoreCopyCommand: AsyncParsableCommand, SaysResults {
  static let configuration = CommandConfiguration(
    commandName: "copy",
    abstract:
      "Move a store to another database, of either engine, and prove that both are the same.",
    discussion: """
      Copies one consistent state in one transaction into an empty store, whose tables are made if need \
      be. Then counts and hashes all rows of both and compares current rows with their events. Stop the \
      server first: acts done meanwhile would stay behind, and the command fails when there were any. A file \
      that was not there before is removed again when the command fails.

      The copy has the purpose of the original. --rehearsal makes a rehearsal (演练) of it: its time can be \
      moved, nothing that waited to be sent, nor anything later, goes to real people, and what people had \
      begun to type stays behind.

      EXAMPLES
        luohu store migrate --store sqlite:cases.db
        luohu store copy --from sqlite:cases.db --to sqlite:moved.db
        luohu store copy --from sqlite:cases.db --to sqlite:try.db --rehearsal
      """)

  @Option(
    help: ArgumentHelp("The store that is: sqlite:PATH or postgresql://….", valueName: "address"))
  var from: String
  @Option(help: ArgumentHelp("The store that is to be.", valueName: "address"))
  var to: String
  @Flag(help: "Make a rehearsal of the copy.") var rehearsal = false
  @Option(help: "text or json.") var format: Format = .text
  @Option(help: ArgumentHelp("Language: zh or en.", valueName: "lang"))
  var lang: Language = .preferred

  func run() async throws {
    let source = try await Stores.open(from, access: .reading)
    do {
      let isNew = Stores.isNew(to)
      let target = try await Stores.open(to, access: .making)
      do { try await copy(source, target) } catch {
        await target.close()
        // Personal data that nobody asked to keep.
        if isNew { Stores.remove(to) }
        throw error
      }
      await target.close()
    } catch {
      await source.close()
      throw error
    }
    await source.close()
  }

  private func copy(_ source: any SQLDatabase, _ target: any SQLDatabase) async throws {
    // Before the target is given the form of this program.
    guard try await target.read({ try Schema.isEmpty($0) }) else {
      throw Problem.argument(
        "--to", JSONText.quoted(Stores.shown(to)), "空的案卷库", "an empty store")
    }
    try await Schema.migrate(target, now: StoreOptions.clock.now())
    for account in try await Transfer.copy(from: source, to: target) {
      try say(
        Wording(
          "\(account.table)：\(account.rows)行，两边相同（SHA-256 \(account.hash)）",
          "\(account.table): \(account.rows) rows, the same in both (SHA-256 \(account.hash))")
      ) { json in
        json.field("table", account.table)
        json.field("rows", account.rows)
        json.field("hash", account.hash)
      }
    }
    if rehearsal { try await rehearse(target) }
    try await verify(try await Cases.open(target, clock: StoreOptions.clock))
  }

  private func rehearse(_ target: any SQLDatabase) async throws {
    let cases = try await InstalledCases.open(target).cases
    _ = try await cases.perform(Technician.command("CopyInstallation")) { unit in
      try InstallationRecord.rehearse(in: unit)
      return []
    }
    // What somebody typed and has not sent is nothing to rehearse with.
    try await cases.eraseDrafts(before: Instant(milliseconds: .max))
    try say(Wording("副本用于演练", "the copy is a rehearsal")) { json in
      json.field("purpose", Purpose.rehearsal.rawValue)
    }
  }
}
