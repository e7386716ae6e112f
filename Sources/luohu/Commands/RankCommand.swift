import ArgumentParser
import PointsLaw
import Policy
import Units

struct RankCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "rank",
    abstract: "Rank a population by its best filings, equal scores together.",
    discussion: """
      Prints CSV, highest total first; ineligible people are left out and counted. A population with \
      a broken line gives no ranking, unless --keep-going leaves such lines out.

      EXAMPLES
        luohu population --size 10000 > population.jsonl
        luohu rank --cycle 2020 --quota 500 population.jsonl > ranking.csv
        luohu rank --cycle 2020 --cut-off 97.13 --timings population.jsonl
      """)

  @OptionGroup var cycle: CycleOptions
  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "How many are admitted; equal scores at the end all are.", valueName: "people"))
  var quota: Int?
  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("The least total that is admitted.", valueName: "points"))
  var cutOff: String?
  @Option(help: "csv or json (one object a line).") var format: RankingFormat = .csv
  @Flag(help: "Leave broken lines out, count them, and rank the rest.")
  var keepGoing = false
  @Flag(help: "Print a JSON line of timings on standard error.")
  var timings = false
  @OptionGroup var law: LawOptions
  @Argument(help: "A population; - or nothing for standard input (JSON Lines, also gzip).")
  var file = "-"

  enum RankingFormat: String, ExpressibleByArgument, CaseIterable {
    case csv, json
  }

  func validate() throws {
    if (quota == nil) == (cutOff == nil) {
      throw ValidationError("Give exactly one of --quota and --cut-off.")
    }
  }

  private func limit() throws -> Ranking.Limit {
    if let cutOff { return .cutOff(try Points(cutOff, argument: "--cut-off")) }
    return try Ranking.Limit(quota: quota ?? 0, argument: "--quota")
  }

  func run() async throws {
    let limit = try limit()
    let rules = try cycle.rules(law.library())
    var clock = Timings()
    let population = try await ScoredPopulation(
      file, rules, language: law.lang, keepGoing: keepGoing)
    clock.parse = population.parseNanoseconds
    clock.score = population.scoreNanoseconds
    let candidates = population.candidates
    let ranking = clock.measure(\.rank) { Ranking(candidates, limit) }
    try clock.measure(\.write) {
      var output = StandardOutput()
      if format == .csv { try output.write(Ranking.header.utf8) }
      // As many lines at a time as make a few hundred kilobytes.
      for start in stride(from: 0, to: ranking.order.count, by: 2048) {
        let places = start..<min(start + 2048, ranking.order.count)
        switch format {
        case .csv: try output.write(ranking.csv(places, candidates))
        case .json: try output.write(ranking.json(places, candidates))
        }
      }
      try output.flush()
    }
    StandardError.line("\(ranking.ineligible) ineligible")
    if timings { StandardError.line(clock.json(cases: candidates.count)) }
  }
}

/// Where the time of a ranking went. Parsing and scoring are the processor time of all workers, the
/// rest is that of the one that ranks and writes.
struct Timings {
  var parse = 0
  var score = 0
  var rank = 0
  var write = 0

  mutating func measure<Result>(
    _ stage: WritableKeyPath<Timings, Int>, _ body: () throws -> Result
  ) rethrows -> Result {
    let start = threadNanoseconds()
    defer { self[keyPath: stage] += threadNanoseconds() - start }
    return try body()
  }

  func json(cases: Int) -> String {
    func seconds(_ nanoseconds: Int) -> String {
      Decimal.print(nanoseconds / 1_000_000, decimals: 3)
    }
    return "{\"parse_s\":\(seconds(parse)),\"score_s\":\(seconds(score)),"
      + "\"rank_s\":\(seconds(rank)),\"write_s\":\(seconds(write)),"
      + "\"cpu_s\":\(seconds(Int(processorSeconds() * 1e9))),\"cases\":\(cases)}"
  }
}
