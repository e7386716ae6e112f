import ArgumentParser
import Casework
import Glibc
import Policy
import Store

struct BenchStoreCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "store",
    abstract: "Measure a store: durable acts by many callers, reading a dossier's history.",
    discussion: """
      An act writes a dossier's row, two events with their hashes, a message and its command, and returns \
      when all of it is on disk. Without --store a file in the working directory is used and removed. A store \
      that holds anything is refused; the one that is measured becomes a rehearsal.

      EXAMPLE
        luohu bench store --acts 2000 --runs 1
      """)

  @Option(help: ArgumentHelp("An empty store to measure.", valueName: "address"))
  var store: String?
  @Option(help: "How many acts in each run.") var acts = 20_000
  @Option(help: "How many callers at once.") var callers = 64
  @Option(help: "How often each measurement is repeated.") var runs = 5
  @Option(help: "text or json.") var format: Format = .text

  /// Of this process alone, so that nothing of anybody else's is removed.
  private static let file = "luohu-bench-\(processNumber()).db"

  func run() async throws {
    for (name, value) in [("--acts", acts), ("--callers", callers), ("--runs", runs)] {
      guard value >= 1 else { throw Problem.argument(name, "\(value)", "不小于1", "1 or more") }
    }
    let database = try await Stores.open(
      store ?? "sqlite:\(BenchStoreCommand.file)", access: .making)
    do {
      if let store { try await demandEmpty(database, store) }
      let figures = try await measure(database)
      await database.close()
      removeFile()
      StandardError.progress()
      try BenchFigure.report(figures, format, ["acts": acts, "callers": callers])
    } catch {
      await database.close()
      removeFile()
      throw error
    }
  }

  private func demandEmpty(_ database: any SQLDatabase, _ address: String) async throws {
    guard try await database.read({ try Schema.isEmpty($0) }) else {
      throw Problem.argument(
        "--store", JSONText.quoted(Stores.shown(address)), "空的案卷库：测得的办理会留在其中",
        "an empty store: acts that are measured stay in it")
    }
  }

  private func removeFile() {
    guard store == nil else { return }
    for ending in ["", "-wal", "-shm", ".lock"] { unlink(BenchStoreCommand.file + ending) }
  }

  private func measure(_ database: any SQLDatabase) async throws -> [BenchFigure] {
    try await InstalledCases.makeForInvented(database)
    let cases = try await Cases.open(database, clock: StoreOptions.clock)
    let load = StoreLoad(cases: cases, dossiers: 2000, drawsNumber: false)
    var rate = BenchFigure("durable acts", "acts/s")
    var middle = BenchFigure("time of an act, median", "ms")
    var slow = BenchFigure("time of an act, 99 of 100 are faster", "ms")
    var processor = BenchFigure("processor time of an act", "µs")
    var sync = BenchFigure("one sync of 4 KiB to disk", "ms")
    var reading = BenchFigure("reading a dossier with its history", "ms")
    for run in 0..<runs {
      StandardError.progress("acts \(run + 1)/\(runs)")
      sync.values.append(try syncMilliseconds())
      let processorStart = processorSeconds()
      let start = ContinuousClock.now
      let times = try await timedActs(load, run)
      let wall = milliseconds(ContinuousClock.now - start)
      processor.values.append((processorSeconds() - processorStart) * 1e6 / Double(acts))
      rate.values.append(Double(acts) * 1000 / wall)
      middle.values.append(times[times.count / 2])
      slow.values.append(times[times.count * 99 / 100])
    }
    for run in 0..<runs {
      StandardError.progress("readings \(run + 1)/\(runs)")
      reading.values.append(try await readingMilliseconds(cases, load))
    }
    return [rate, middle, slow, processor, sync, reading]
  }

  /// The time of every act, least first.
  private func timedActs(_ load: StoreLoad, _ run: Int) async throws -> [Double] {
    let (acts, callers) = (acts, callers)
    let times = try await withThrowingTaskGroup(of: [Double].self) { group in
      for caller in 0..<callers {
        group.addTask {
          var times: [Double] = []
          for index in stride(from: caller, to: acts, by: callers) {
            let start = ContinuousClock.now
            try await load.act("bench-\(run)-\(index)", dossier: Int64(1 + index % load.dossiers))
            times.append(milliseconds(ContinuousClock.now - start))
          }
          return times
        }
      }
      return try await group.reduce(into: []) { $0 += $1 }
    }
    return times.sorted()
  }

  private func readingMilliseconds(_ cases: Cases, _ load: StoreLoad) async throws -> Double {
    let count = min(acts, 5000)
    let start = ContinuousClock.now
    for index in 0..<count {
      let id = DossierID(StoreLoad.kind, Int64(1 + index % min(acts, load.dossiers)))
      let (dossier, history) = try await cases.read { reading in
        try reading.foresee([.dossier(id), .history(id)])
        return (try reading.dossier(id), try reading.history(id))
      }
      guard let dossier, history.count == dossier.version else {
        throw StoreFailure.corrupt("\(id): no events")
      }
    }
    return milliseconds(ContinuousClock.now - start) / Double(count)
  }

  /// What the disk itself takes, to read the other figures by.
  private func syncMilliseconds() throws -> Double {
    let path = "\(BenchStoreCommand.file).sync"
    let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw FileFailure.last(path) }
    defer {
      close(descriptor)
      unlink(path)
    }
    let page = [UInt8](repeating: 7, count: 4096)
    let start = ContinuousClock.now
    for _ in 0..<100 {
      guard write(descriptor, page, page.count) == page.count, fdatasync(descriptor) == 0 else {
        throw FileFailure.last(path)
      }
    }
    return milliseconds(ContinuousClock.now - start) / 100
  }
}

private func milliseconds(_ duration: Duration) -> Double {
  Double(duration.components.seconds) * 1e3 + Double(duration.components.attoseconds) / 1e15
}
