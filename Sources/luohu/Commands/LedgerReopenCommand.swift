import ArgumentParser
import Casework
import Policy
import Store

struct LedgerReopenCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "reopen",
    abstract: "Let deciding go on after the ledger was closed and a person has looked.",
    discussion: """
      First the whole store is compared with its checkpoints, as luohu ledger check does; what is wrong keeps it \
      closed. Reopening is an event that says who, why, why it was closed and what was compared. Works \
      beside a running server, which decides again at once.

      EXAMPLES
        luohu ledger keys new ledger.key --name city.example/ledger > keys.txt
        luohu store migrate --store sqlite:cases.db
        luohu ledger reopen --store sqlite:cases.db --keys keys.txt \\
          --reason "the disk was replaced"
      """)

  @Option(help: ArgumentHelp("Why it may go on, for those who read it later.", valueName: "text"))
  var reason: String
  @OptionGroup var store: LedgerStoreOptions
  @OptionGroup var speech: LedgerSpeech

  func run() async throws {
    guard (1...500).contains(reason.unicodeScalars.count) else {
      throw Problem.argument(
        "--reason", JSONText.quoted(reason), "1至500个字", "1 to 500 characters")
    }
    let keys = try store.publicKeys()
    try await store.address.use(.acting) { database in
      let cases = try await InstalledCases.open(database).cases
      try await speech.outcome {
        guard try await cases.ledgerClosed() != nil else {
          return .right(Wording("正确：账本本未关闭", "right: the ledger was not closed"))
        }
        let report = try await LedgerVerifier(cases, keys).verify { events in
          StandardError.progress(Wording("已核对\(events)个事件", "\(events) events")[speech.lang])
        }
        let closed = try await cases.openLedger(
          LedgerReopening(
            Technician.command("ReopenLedger"), reason: reason, checked: report.wording.en))
        guard let closed else {
          return .right(Wording("正确：账本已由他人打开", "right: somebody else has opened the ledger"))
        }
        return .right(
          Wording(
            "正确：账本已重新打开；关闭原因：\(closed)", "right: the ledger is open again; it was closed: \(closed)"
          ))
      }
    }
  }
}
