import ArgumentParser
import Casework
import Glibc
import Policy
import Store

struct LedgerExportCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "export",
    abstract: "Publish the ledger of a store as plain files; what the folder has is kept.",
    discussion: """
      Entries, hashes, checkpoints and keys up to the newest checkpoint. A folder of another ledger, or of \
      a history that was changed since, is refused.

      EXAMPLES
        luohu ledger keys new ledger.key --name city.example/ledger > keys.txt
        luohu store migrate --store sqlite:cases.db
        luohu ledger sign --store sqlite:cases.db --signer ledger.key
        luohu ledger export ledger --store sqlite:cases.db --keys keys.txt
      """)

  @OptionGroup var store: LedgerStoreOptions
  @OptionGroup var speech: LedgerSpeech
  @Argument(help: "The folder.") var folder: String

  func run() async throws {
    try await store.use(.reading) { cases in
      try await speech.outcome {
        let exporter = BundleExporter(cases, try store.publicKeys(), to: LedgerFolder(folder))
        let report = try await exporter.export { events in
          StandardError.progress(
            Wording("已写\(events)个事件", "\(events) events")[speech.lang])
        }
        let said = report.wording(folder)
        return .right(Wording("正确：\(said.zh)", "right: \(said.en)"))
      }
    }
  }
}

struct LedgerCheckCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check",
    abstract: "Check a whole store: events, hashes, tiles, checkpoints and versions.",
    discussion: """
      EXAMPLES
        luohu ledger keys new ledger.key --name city.example/ledger > keys.txt
        luohu store migrate --store sqlite:cases.db
        luohu ledger check --store sqlite:cases.db --keys keys.txt
      """)

  @OptionGroup var store: LedgerStoreOptions
  @OptionGroup var speech: LedgerSpeech

  func run() async throws {
    try await store.use(.reading) { cases in
      try await speech.outcome {
        let report = try await LedgerVerifier(cases, try store.publicKeys()).verify { events in
          StandardError.progress(
            Wording("已核对\(events)个事件", "\(events) events")[speech.lang])
        }
        return .right(report.wording)
      }
    }
  }
}

struct LedgerSignCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "sign",
    abstract: "Make checkpoints of all events now; a running server does so by itself.",
    discussion: """
      A ledger is signed by the key that signed its newest checkpoint. Another is refused, unless --keys has its \
      line and that of the older key with the size of its last checkpoint after it.

      EXAMPLES
        luohu ledger keys new ledger.key --name city.example/ledger > keys.txt
        luohu store migrate --store sqlite:cases.db
        luohu ledger sign --store sqlite:cases.db --signer ledger.key
      """)

  @Option(help: ArgumentHelp("The private key's file.", valueName: "file")) var signer: String
  @OptionGroup var store: LedgerStoreOptions
  @OptionGroup var speech: LedgerSpeech

  func run() async throws {
    let file = self.signer
    let signer = try LedgerKeyFile.read(file)
    let known = try store.keys.map { try LedgerKeys.read($0) } ?? LedgerKeys([])
    try await store.use(.writing) { cases in
      try KeySuccession(signer.key, known: known, keysName: "--keys")
        .demand(after: try await cases.latestCheckpoint(), name: "--signer", value: file)
      let keeper = LedgerKeeper(
        cases, leases: cases, gate: cases, signer: signer, keys: known,
        clock: StoreOptions.clock, holder: "luohu ledger sign \(getpid())")
      let outcome = try await LedgerSignCommand.sign(keeper)
      await keeper.stop()
      try await speech.outcome { try outcome.get() }
    }
  }
}

extension LedgerSignCommand {
  /// Signs until nothing is left to sign.
  private static func sign(_ keeper: LedgerKeeper) async throws -> Result<
    LedgerSpeech.Outcome, LedgerFault
  > {
    while true {
      switch try await keeper.round() {
      case .signed(_, true): continue
      case .signed(let size, false):
        return .success(
          .right(Wording("正确：已签署检查点\(size)", "right: checkpoint \(size) is signed")))
      case .idle:
        return .success(.right(Wording("正确：没有新的事件", "right: there are no new events")))
      case .elsewhere:
        return .success(.waiting(Wording("等待：另一进程正在签署", "waiting: another process is signing")))
      case .refused(let fault): return .failure(fault)
      }
    }
  }
}
