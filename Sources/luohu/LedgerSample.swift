import ArgumentParser
import Casework
import Policy
import Synchronization
import Units

struct LedgerSampleCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "sample",
    abstract:
      "Publish a synthetic ledger, to try the other commands on: nobody's acts, a key of no worth.",
    discussion: """
      The same size gives the same bytes; a larger one goes on where a smaller one ended. Everybody \
      knows the private key.

      EXAMPLE
        luohu ledger sample ledger --size 1000
      """)

  @Option(help: "How many events, 1 to 10,000,000.") var size: Int
  @OptionGroup var language: LedgerLanguage
  @Argument(help: "The folder.") var folder: String

  func run() async throws {
    guard (1...10_000_000).contains(size) else {
      throw Problem.argument("--size", "\(size)", "1至10000000", "1 to 10000000")
    }
    let sample = try await SampleLedger(size)
    let exporter = BundleExporter(sample, sample.keys, to: LedgerFolder(folder))
    do {
      let report = try await exporter.export { events in
        StandardError.progress(events, of: size, language.lang)
      }
      StandardError.progress()
      var output = StandardOutput()
      try output.line(report.wording(folder)[language.lang])
      try output.flush()
    } catch let fault as LedgerFault {
      throw fault.problems(of: folder)
    }
  }
}

extension BundleExporter.Report {
  func wording(_ folder: String) -> Wording {
    Wording(
      "\(folder)：\(after)个事件，新增\(after - before)个；写了\(files)个文件",
      "\(folder): \(after) events, \(after - before) new; \(files) files written")
  }
}

/// A ledger of synthetic events, made anew whenever they are read.
final class SampleLedger: LedgerStore {
  private let size: Int
  private let signer: LedgerSigner
  private let tiles: [TilePlace: [UInt8]]
  private let notes: [SignedCheckpoint]

  var keys: LedgerKeys { LedgerKeys([signer.key]) }

  struct NoKey: Error {}

  init(_ size: Int) async throws {
    guard
      let signer = LedgerSigner(
        named: "sample.luohu.example/ledger", seed: [UInt8](repeating: 7, count: 32))
    else { throw NoKey() }
    self.size = size
    self.signer = signer
    var growth = try await TreeGrowth(size: 0) { _ in nil }
    var notes: [SignedCheckpoint] = []
    for index in 0..<size {
      growth.append(.leaf(SampleLedger.event(index).leaf))
      // Some checkpoints at uneven places, as in life, and one at the end.
      guard growth.size % 4_999 == 7 || growth.size == size else { continue }
      let checkpoint = Checkpoint(
        origin: signer.key.name, size: growth.size, root: growth.frontier.root)
      notes.append(try checkpoint.signed(by: signer))
    }
    tiles = growth.tiles.mapValues { LedgerHash.bytes($0) }
    self.notes = notes
  }

  /// The event at a place: dossiers of three events each, several under way at once.
  static func event(_ index: Int) -> CaseEvent {
    let (round, place) = index.quotientAndRemainder(dividingBy: 300)
    let (version, dossier) = place.quotientAndRemainder(dividingBy: 100)
    let names = ["ApplicationOpened", "ClaimFiled", "ApplicationSubmitted"]
    let states = ["draft", "draft", "submitted"]
    let number = Int64(round * 100 + dossier)
    return CaseEvent(
      index: index, dossier: DossierID(DossierKind(rawValue: "application"), number),
      version: version + 1, name: names[version], party: PartyID(rawValue: "p\(number % 4_001)"),
      role: .applicant, at: Instant(milliseconds: 1_594_944_000_000 + 137 * Int64(index)),
      rules: "rules-2020@2020", command: "sample-\(index)", body: #"{"claim": \#(index % 97)}"#,
      after: #"{"state": "\#(states[version])", "body": "{}", "keys": []}"#)
  }

  func ledgerSize() async throws -> Int { size }

  func events(_ places: Range<Int>) async throws -> [CaseEvent] {
    places.clamped(to: 0..<size).map(SampleLedger.event)
  }

  func leafHashes(_ places: Range<Int>) async throws -> [UInt8] {
    LedgerHash.bytes(
      places.clamped(to: 0..<size).map { .leaf(SampleLedger.event($0).leaf) })
  }

  func tile(_ place: TilePlace) async throws -> [UInt8]? { tiles[place] }

  func latestCheckpoint() async throws -> SignedCheckpoint? { notes.last }

  func checkpoints(from size: Int, limit: Int) async throws -> [SignedCheckpoint] {
    Array(notes.drop { $0.size < size }.prefix(limit))
  }

  /// Nothing is kept: all of it is made from the size.
  func keep(
    _ tiles: [(place: TilePlace, hashes: [UInt8])], _ checkpoint: SignedCheckpoint, lease: Lease
  ) async throws {
    throw StoreFailure.invalid("a synthetic ledger does not grow")
  }
}
