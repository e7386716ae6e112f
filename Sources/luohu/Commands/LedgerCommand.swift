import ArgumentParser
import Casework
import Policy

struct LedgerCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "ledger",
    abstract:
      "The ledger of all acts (账本): publish it, verify it, prove an event, check a receipt.",
    discussion: """
      What was published can be verified with its files alone; Docs/ledger.md describes them. An outcome \
      is one line that begins with right, waiting or wrong.

      EXAMPLES
        luohu ledger sample ledger --size 1000
        luohu ledger verify ledger
        luohu ledger prove ledger --event 17 > receipt.json
        luohu ledger verify-receipt receipt.json --keys ledger/keys.txt

      EXIT STATUS
        1   a folder, file or store could not be read or written
        2   something is wrong with the ledger or the receipt
        3   the receipt waits for a checkpoint
      """,
    subcommands: [
      LedgerVerifyCommand.self, LedgerProveCommand.self, LedgerReceiptCommand.self,
      LedgerExportCommand.self, LedgerCheckCommand.self, LedgerSignCommand.self,
      LedgerReopenCommand.self, LedgerKeysCommand.self, LedgerSampleCommand.self,
    ])
}

struct LedgerVerifyCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "verify",
    abstract: "Verify a published ledger with its files alone; name the first thing that is wrong.",
    discussion: """
      Every event, hash, tile and checkpoint is looked at, and that the versions of every dossier have no \
      gap. Without --key or --keys the folder's own keys are taken: compare them with those that the city \
      has made known elsewhere.

      EXAMPLES
        luohu ledger sample ledger --size 1000
        luohu ledger verify ledger
        luohu ledger verify ledger --keys ledger/keys.txt --format json
      """)

  @OptionGroup var keys: LedgerKeyOptions
  @OptionGroup var speech: LedgerSpeech
  @Argument(help: "The folder.") var folder: String

  func run() async throws {
    let known = try keys.known()
    try await speech.outcome {
      let files = LedgerFolder(folder)
      try files.demand()
      let verifier = BundleVerifier(files, known, width: processorCount())
      let report = try await verifier.verify { events in
        StandardError.progress(
          Wording("已核对\(events)个事件", "\(events) events")[speech.lang])
      }
      return .right(report.wording)
    }
  }
}

struct LedgerProveCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "prove",
    abstract:
      "Prove that an event is in a published ledger: a receipt with event and proof, as JSON.",
    discussion: """
      EXAMPLES
        luohu ledger sample ledger --size 1000
        luohu ledger prove ledger --event 17 > receipt.json
      """)

  @Option(help: ArgumentHelp("The event's place in the ledger, from 0.", valueName: "place"))
  var event: Int
  @Flag(help: "Write the receipt for printing instead of JSON.") var printed = false
  @OptionGroup var keys: LedgerKeyOptions
  @OptionGroup var language: LedgerLanguage
  @Argument(help: "The folder.") var folder: String

  func run() async throws {
    try language.naming(folder) {
      let files = LedgerFolder(folder)
      try files.demand()
      let prover = BundleProver(files, try keys.known())
      let size = try prover.size()
      guard (0..<size).contains(event) else {
        throw Problem.argument("--event", "\(event)", "0至\(size - 1)", "0 to \(size - 1)")
      }
      let receipt = try prover.receipt(of: event)
      var output = StandardOutput()
      try output.write(printed ? Array(receipt.text(language.lang).utf8) : receipt.json)
      try output.flush()
    }
  }
}

struct LedgerReceiptCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "verify-receipt",
    abstract: "Check a receipt (回执) offline, with nothing but public keys.",
    discussion: """
      The keys have to come from elsewhere than the receipt: the platform's site, the gazette, the \
      folder of a published ledger.

      EXAMPLES
        luohu ledger sample ledger --size 1000
        luohu ledger prove ledger --event 17 > receipt.json
        luohu ledger verify-receipt receipt.json --keys ledger/keys.txt
      """)

  @OptionGroup var keys: LedgerKeyOptions
  @OptionGroup var speech: LedgerSpeech
  @Argument(help: "The receipt's file (JSON).") var file: String

  func run() async throws {
    guard let known = try keys.known() else {
      throw ValidationError("Give the public keys by --key or --keys.")
    }
    let bytes = try readFile(file, most: Receipt.longest)
    try await speech.outcome {
      switch try Receipt(json: bytes).check(known) {
      case .wrong(let fault): throw fault
      case .waiting(let index): .waiting(ReceiptCheck.waiting(index: index).wording)
      case let check: .right(check.wording)
      }
    }
  }
}

// MARK: What the commands share

/// The public keys to trust.
struct LedgerKeyOptions: ParsableArguments {
  @Option(help: ArgumentHelp("A public key to trust; may be given again.", valueName: "line"))
  var key: [String] = []
  @Option(help: ArgumentHelp("A file of public keys to trust, one a line.", valueName: "file"))
  var keys: String?

  /// The keys given; `nil` when none is.
  func known() throws -> LedgerKeys? {
    var list = try key.map { line in
      guard let key = LedgerKey(line) else {
        throw Problem.argument(
          "--key", JSONText.quoted(line), "公钥一行：名称+编号+密钥",
          "the line of a public key: name+id+key")
      }
      return key
    }
    if let keys { list += try LedgerKeys.read(keys).list }
    return list.isEmpty ? nil : LedgerKeys(list)
  }
}

extension LedgerKeys {
  /// The keys in a file.
  static func read(_ path: String) throws -> LedgerKeys {
    let bytes = try readFile(path)
    do throws(LedgerFault) {
      return try LedgerKeys(reading: bytes)
    } catch {
      throw error.problems(of: path)
    }
  }
}

extension LedgerFault {
  /// The fault as a problem of a file or folder.
  func problems(of path: String) -> Problems {
    Problems([Problem(path: path, value: kind.rawValue, allowed: wording)])
  }
}

struct LedgerLanguage: ParsableArguments {
  @Option(help: ArgumentHelp("Language of outcomes and problems: zh or en.", valueName: "lang"))
  var lang: Language = .preferred

  /// Runs what reads or writes a published ledger; what is wrong is said with the folder's name.
  func naming(_ path: String, _ body: () throws -> Void) throws {
    do {
      try body()
    } catch let fault as LedgerFault {
      throw fault.problems(of: path)
    }
  }
}

/// How an outcome is said.
struct LedgerSpeech: ParsableArguments {
  @Option(help: "text or json.") var format: Format = .text
  @OptionGroup var language: LedgerLanguage

  var lang: Language { language.lang }

  enum Outcome {
    case right(Wording), waiting(Wording)
  }

  /// Says what a check came to and ends with its status.
  func outcome(_ body: () async throws -> Outcome) async throws {
    var (name, words, status): (String, Wording, Int32)
    var found: LedgerFault?
    do {
      switch try await body() {
      case .right(let wording): (name, words, status) = ("right", wording, 0)
      case .waiting(let wording): (name, words, status) = ("waiting", wording, 3)
      }
    } catch let fault as LedgerFault {
      (name, words, status) = ("wrong", ReceiptCheck.wrong(fault).wording, 2)
      found = fault
    }
    StandardError.progress()
    var output = StandardOutput()
    switch format {
    case .text: try output.line(words[lang])
    case .json:
      var json = JSONWriter()
      json.object { json in
        json.field("outcome", name)
        if let found { json.field("kind", found.kind.rawValue) }
        if let index = found?.index { json.field("index", index) }
        json.field("text", words[lang])
      }
      json.endLine()
      try output.write(json.bytes)
    }
    try output.flush()
    if status != 0 { exitProcess(status) }
  }
}
