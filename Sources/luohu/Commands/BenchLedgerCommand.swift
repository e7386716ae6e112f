import ArgumentParser
import Casework
import Glibc
import Policy

struct BenchLedgerCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "ledger",
    abstract: "Measure the ledger: proofs of a large tree, growing it, verifying published files.",
    discussion: """
      Proofs are made from the tiles of a tree of --leaves synthetic hashes in memory and are checked. \
      The published ledger of --size synthetic events is written into a folder below --folder and \
      removed again.

      EXAMPLE
        luohu bench ledger --leaves 100000 --size 100000 --runs 3
      """)

  @Option(help: "Leaves of the tree for proofs.") var leaves = 10_000_000
  @Option(help: "Events of the published ledger.") var size = 1_000_000
  @Option(help: "How often each measurement is repeated.") var runs = 7
  @Option(help: "Where the published ledger is written.") var folder = "/tmp"
  @Option(help: "text or json.") var format: Format = .text
  @OptionGroup var language: LedgerLanguage

  func run() async throws {
    for (name, value) in [("--leaves", leaves), ("--size", size)] {
      guard (1_000...100_000_000).contains(value) else {
        throw Problem.argument(name, "\(value)", "1000至100000000", "1000 to 100000000")
      }
    }
    guard runs >= 1 else {
      throw Problem.argument("--runs", "\(runs)", "不小于1", "1 or more")
    }
    let figures = try await proofs() + published()
    StandardError.progress()
    try BenchFigure.report(figures, format, ["leaves": leaves, "events": size])
  }

  /// Random proofs of a large tree: processor time of one thread from tiles in memory to hashes, and of the check.
  private func proofs() async throws -> [BenchFigure] {
    var grow = BenchFigure("tree, one leaf appended with its tiles", "µs")
    var inclusion = BenchFigure("proof of one event, made", "µs")
    var consistency = BenchFigure("proof between two checkpoints, made", "µs")
    var check = BenchFigure("proof of one event, checked", "µs")
    var growth = try await TreeGrowth(size: 0) { _ in nil }
    let start = threadNanoseconds()
    for index in 0..<leaves { growth.append(BenchLedgerCommand.leaf(index)) }
    grow.values = [Double(threadNanoseconds() - start) / 1e3 / Double(leaves)]
    let tiles = growth.tiles.mapValues { LedgerHash.bytes($0) }
    let root = growth.frontier.root
    var dice: UInt64 = 2020
    func place() -> Int {
      dice = dice &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int(dice >> 16) % leaves
    }
    func read(_ proof: TreeProof) throws -> [LedgerHash] {
      var held: [TilePlace: [LedgerHash]] = [:]
      for place in proof.tiles { held[place] = LedgerHash.list(tiles[place] ?? []) }
      return try proof.hashes(held)
    }
    for run in 0..<runs {
      StandardError.progress("\(inclusion.name) \(run + 1)/\(runs)")
      let places = (0..<500).map { _ in place() }
      var start = threadNanoseconds()
      let made = try places.map { try read(TreeProof(of: $0, in: leaves)) }
      inclusion.values.append(Double(threadNanoseconds() - start) / 1e3 / 500)
      start = threadNanoseconds()
      for (index, proof) in zip(places, made) {
        let leaf = BenchLedgerCommand.leaf(index)
        let isRight = TreeCheck.root(of: leaf, at: index, in: leaves, proof) == root
        precondition(isRight, "a proof leads to the root")
      }
      check.values.append(Double(threadNanoseconds() - start) / 1e3 / 500)
      start = threadNanoseconds()
      for old in places { _ = try read(TreeProof(from: old, to: leaves)) }
      consistency.values.append(Double(threadNanoseconds() - start) / 1e3 / 500)
    }
    return [grow, inclusion, consistency, check]
  }

  private static func leaf(_ index: Int) -> LedgerHash {
    withUnsafeBytes(of: UInt64(index).littleEndian) { LedgerHash.leaf($0) }
  }

  /// A published ledger, file to verdict, on all processors and on one.
  private func published() async throws -> [BenchFigure] {
    let folder = "\(folder)/luohu-bench-ledger-\(getpid())"
    defer { BenchLedgerCommand.remove(folder) }
    let sample = try await SampleLedger(size)
    let exporter = BundleExporter(sample, sample.keys, to: LedgerFolder(folder))
    _ = try await exporter.export { events in
      StandardError.progress(events, of: size, language.lang)
    }
    var figures: [BenchFigure] = []
    for width in Set([1, processorCount()]).sorted() {
      var figure = BenchFigure(
        "verify published files, \(width) at a time", "thousand events/s")
      for run in 0..<runs {
        StandardError.progress("\(figure.name) \(run + 1)/\(runs)")
        let clock = ContinuousClock()
        let start = clock.now
        let report = try await BundleVerifier(LedgerFolder(folder), width: width).verify()
        precondition(report.events == size, "all events are verified")
        let time = clock.now - start
        let seconds =
          Double(time.components.seconds) + Double(time.components.attoseconds) / 1e18
        figure.values.append(Double(size) / seconds / 1e3)
      }
      figures.append(figure)
    }
    return figures
  }

  /// Removes a published ledger with the files that an export writes.
  private static func remove(_ folder: String) {
    func each(_ path: String, _ body: (String) -> Void) {
      guard let directory = opendir(path) else { return }
      defer { closedir(directory) }
      while let entry = readdir(directory) {
        let name = withUnsafePointer(to: &entry.pointee.d_name) {
          $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
        }
        if name != ".", name != ".." { body("\(path)/\(name)") }
      }
    }
    func empty(_ path: String) {
      each(path) { inner in
        if unlink(inner) != 0 { empty(inner) }
      }
      rmdir(path)
    }
    empty(folder)
  }
}
