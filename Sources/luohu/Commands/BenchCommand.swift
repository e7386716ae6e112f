import ArgumentParser
import PointsLaw
import Policy
import Units

struct BenchCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "bench",
    abstract: "Measure: medians, processor time, machine named.",
    discussion: """
      Without a subcommand, the engine in memory. Whole rankings are measured by `make bench`.

      EXAMPLE
        luohu bench --size 100000 --runs 3
      """,
    subcommands: [
      BenchEngineCommand.self, BenchStoreCommand.self, BenchLedgerCommand.self,
      BenchApplicantsCommand.self,
    ],
    defaultSubcommand: BenchEngineCommand.self)
}

struct BenchEngineCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "engine",
    abstract: "Measure the engine in memory: processor time, medians, machine named.",
    discussion: """
      Scores a synthetic population on one thread, one case alone with and without its trace, and a \
      simulation.

      EXAMPLE
        luohu bench engine --size 100000 --runs 3
      """)

  @Option(help: "How many people.") var size = 1_000_000
  @Option(help: "How often each measurement is repeated.") var runs = 7
  @Option(help: "text or json.") var format: Format = .text
  @OptionGroup var law: LawOptions

  func run() async throws {
    guard size >= 1000 else {
      throw Problem.argument("--size", "\(size)", "不小于1000", "1000 or more")
    }
    guard runs >= 1 else {
      throw Problem.argument("--runs", "\(runs)", "不小于1", "1 or more")
    }
    let library = try law.library()
    var figures: [BenchFigure] = []
    let rules = try library.rules(2020)
    let reform = Reform(
      name: "gentler-age", changes: [Reform.Change(path: "age.lossPerYear", json: "2")])
    var simulation = Simulation(
      law: rules, reforms: [try library.rules(2020, reform: reform)])
    try await simulation.generate(size: size, seed: 2020, cycle: 2020, law.lang)
    figures.append(packed(simulation, rules))
    figures += try oneCase(library)
    figures.append(try await reformRun(simulation))
    StandardError.progress()
    try BenchFigure.report(figures, format, ["people": size])
  }

  /// Which measurement is under way.
  private func progress(_ name: String, _ run: Int) {
    StandardError.progress("\(name) \(run + 1)/\(runs)")
  }

  /// Scoring only: facts packed in memory, one thread, best filing and all lines of everybody.
  private func packed(_ simulation: Simulation, _ rules: Rules) -> BenchFigure {
    var figure = BenchFigure("score, packed, one thread", "million applicants/s")
    for run in 0..<runs {
      progress(figure.name, run)
      var sum = 0
      var nanoseconds = 0
      for part in simulation.parts {
        let start = threadNanoseconds()
        let scores = part.packed[0].scores(rules)
        nanoseconds += threadNanoseconds() - start
        for score in scores { sum &+= score.total.hundredths }
      }
      precondition(sum != 0, "a population has points")
      figure.values.append(Double(simulation.count) * 1e3 / Double(nanoseconds))
    }
    return figure
  }

  /// One case, warm: from its facts to points, and to the whole sheet with alternatives.
  private func oneCase(_ library: Library) throws -> [BenchFigure] {
    let population = Population(seed: 2020, cycle: 2020)
    let people = (0..<200).map(population.person)
    var score = BenchFigure("one case, best filing, no trace", "µs")
    var sheet = BenchFigure("one case, best filing, full trace", "µs")
    var scorer = Scorer(try library.rules(2020))
    var sum = 0
    for facts in people { sum &+= scorer.sheet(facts).lines.count }
    for run in 0..<runs {
      progress(score.name, run)
      var start = threadNanoseconds()
      for _ in 0..<20 { for facts in people { sum &+= scorer.score(facts).total.hundredths } }
      score.values.append(Double(threadNanoseconds() - start) / 1e3 / Double(people.count * 20))
      start = threadNanoseconds()
      for facts in people { sum &+= scorer.sheet(facts).lines.count }
      sheet.values.append(Double(threadNanoseconds() - start) / 1e3 / Double(people.count))
    }
    precondition(sum != 0, "a case has points")
    return [score, sheet]
  }

  /// Everybody under the law and a reform, with gainers and losers, on all processors.
  private func reformRun(_ simulation: Simulation) async throws -> BenchFigure {
    var figure = BenchFigure("simulate, law and one reform", "s wall")
    for run in 0..<runs {
      progress(figure.name, run)
      let clock = ContinuousClock()
      let start = clock.now
      let scores = try await Simulation.scoreAll(simulation)
      let outcomes = simulation.outcomes(scores, limits: [.quota(6000), .quota(6000)])
      precondition(outcomes.count == 2, "the law and one reform")
      let time = clock.now - start
      figure.values.append(
        Double(time.components.seconds) + Double(time.components.attoseconds) / 1e18)
    }
    return figure
  }
}
