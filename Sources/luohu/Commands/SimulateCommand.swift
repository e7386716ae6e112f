import ArgumentParser
import PointsLaw
import Policy
import Units

struct SimulateCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "simulate",
    abstract: "Score a population under the law and under reforms: cut-off, gainers, losers.",
    discussion: """
      Every result names the reform it comes from; the law itself is never changed. Without a file a \
      synthetic population of --size people is used.

      EXAMPLES
        luohu simulate --cycle 2020 --reform examples/reform-age.yaml --size 100000
        luohu simulate --cycle 2020 --quota 8000 --size 100000 --format json
        luohu population --size 10000 > population.jsonl
        luohu simulate --cycle 2020 --chart reform.svg --quota 500 \\
          --reform examples/reform-age.yaml population.jsonl
      """)

  @Option(help: ArgumentHelp("The cycle (年度) whose rules apply.", valueName: "year"))
  var cycle: Int
  @Option(help: ArgumentHelp("A what-if; may be given more than once.", valueName: "file"))
  var reform: [String] = []
  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("How many are admitted, under all rules.", valueName: "people"))
  var quota: Int?
  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("The least total admitted, under all rules.", valueName: "points"))
  var cutOff: String?
  @Option(help: "Use a synthetic population of so many people.") var size: Int?
  @Option(help: "Its seed.") var seed: UInt64 = 2020
  @Option(help: ArgumentHelp("Write an SVG chart to a file.", valueName: "file")) var chart: String?
  @Option(help: "text or json.") var format: Format = .text
  @Flag(help: "Leave broken lines out, count them, and simulate the rest.")
  var keepGoing = false
  @OptionGroup var law: LawOptions
  @Argument(help: "A population; - for standard input (JSON Lines, also gzip).")
  var file: String?

  func validate() throws {
    if quota != nil, cutOff != nil { throw ValidationError("Give --quota or --cut-off, not both.") }
    if (file == nil) == (size == nil) {
      throw ValidationError("Give a population file or --size, one of the two.")
    }
  }

  /// The limit of each set of rules: what was asked for, else the edition's quota.
  private func limit(_ rules: Rules, _ library: Library) throws -> Ranking.Limit {
    if let cutOff { return .cutOff(try Points(cutOff, argument: "--cut-off")) }
    if let quota { return try Ranking.Limit(quota: quota, argument: "--quota") }
    return try Ranking.Limit(rules, library.history, "--quota", "--cut-off")
  }

  func run() async throws {
    let library = try law.library()
    let baseline = try library.rules(cycle)
    let reforms = try reform.map { try library.rules(cycle, reformAt: $0) }
    try Simulation.check(names: reforms) { ("--reform", JSONText.quoted(reform[$0])) }
    if let chart { try writeFile(chart, []) }
    var simulation = Simulation(law: baseline, reforms: reforms)
    let limits = try simulation.rules.map { try limit($0, library) }
    try await load(&simulation)
    var done = 0
    let scores = try await Simulation.scoreAll(simulation) { part in
      done += part
      StandardError.progress(done, of: simulation.count, law.lang)
    }
    StandardError.progress()
    let outcomes = simulation.outcomes(scores, limits: limits)
    if let chart { try writeFile(chart, Array(ReformChart(outcomes, law.lang).svg.utf8)) }
    var output = StandardOutput()
    switch format {
    case .text: try output.write(outcomeText(outcomes, law.lang).utf8)
    case .json:
      for outcome in outcomes {
        var json = JSONWriter()
        json.outcome(outcome, cycle)
        json.endLine()
        try output.write(json.bytes)
      }
    }
    try output.flush()
  }

  private func load(_ simulation: inout Simulation) async throws {
    if let size {
      guard (1...10_000_000).contains(size) else {
        throw Problem.argument("--size", "\(size)", "1至10000000", "1 to 10000000")
      }
      try await simulation.generate(size: size, seed: seed, cycle: cycle, law.lang)
      return
    }
    let file = file ?? "-"
    guard InputKind(file) == .lines else {
      var part = simulation.emptyPart()
      simulation.add(try readCase(file), line: 1, to: &part)
      simulation.append(part)
      return
    }
    var ids = Identifiers()
    var problems: [Problem] = []
    var badLines = 0
    let empty = simulation
    try await forEachBlock(file) {
      SimulateCommand.part($0, empty)
    } consume: { outcome in
      var part = outcome.part
      problems += outcome.problems
      badLines += outcome.badLines
      for place in part.ids.indices where !ids.insert(part.ids[place]) {
        problems.append(.repeated(id: part.ids[place], line: part.lines[place]))
        badLines += 1
        part.leaveOut(place)
      }
      simulation.append(part)
      StandardError.progress(simulation.count, law.lang)
    }
    StandardError.progress()
    problems.sort { ($0.line ?? 0) < ($1.line ?? 0) }
    if !problems.isEmpty {
      guard keepGoing else { throw Problems(problems) }
      StandardError.write(problems, law.lang)
      StandardError.skipped(badLines, law.lang)
    }
    guard simulation.count > 0 else { throw Problems([.emptyPopulation]) }
  }

  private static func part(
    _ block: Block, _ simulation: Simulation
  ) -> (part: Simulation.Part, problems: [Problem], badLines: Int) {
    var part = simulation.emptyPart()
    let (problems, badLines) = block.forEachCase { number, facts in
      simulation.add(facts, line: number, to: &part)
    }
    return (part, problems, badLines)
  }
}

extension Simulation {
  /// Fills the simulation with synthetic people, in parts.
  mutating func generate(
    size: Int, seed: UInt64, cycle: Int, _ language: Language
  ) async throws {
    let empty = self
    let step = 20_000
    let starts = Array(stride(from: 0, to: size, by: step))
    let parts = await withTaskGroup(of: (Int, Part).self) { group in
      for (number, start) in starts.enumerated() {
        group.addTask {
          let population = Population(seed: seed, cycle: cycle)
          var part = empty.emptyPart()
          for index in start..<min(start + step, size) {
            empty.add(population.person(index), line: index + 1, to: &part)
          }
          return (number, part)
        }
      }
      var parts: [Int: Part] = [:]
      var done = 0
      for await (number, part) in group {
        parts[number] = part
        done += part.count
        StandardError.progress(done, of: size, language)
      }
      return parts
    }
    StandardError.progress()
    for number in starts.indices {
      if let part = parts[number] { append(part) }
    }
  }

  /// Scores all parts on all processors.
  ///
  /// - Parameter progress: called with the number of people of each part that is done.
  static func scoreAll(
    _ simulation: Simulation, progress: (Int) -> Void = { _ in }
  ) async throws -> [PartScores] {
    await withTaskGroup(of: (Int, PartScores).self) { group in
      for (number, part) in simulation.parts.enumerated() {
        group.addTask { (number, simulation.score(part)) }
      }
      var scores: [Int: PartScores] = [:]
      for await (number, score) in group {
        scores[number] = score
        progress(simulation.parts[number].count)
      }
      return simulation.parts.indices.compactMap { scores[$0] }
    }
  }
}

private func outcomeText(_ outcomes: [Outcome], _ language: Language) -> String {
  func say(_ zh: String, _ en: String) -> String { language == .zh ? zh : en }
  func cells(_ tally: Outcome.Tally, isLaw: Bool) -> [String] {
    let admitted = "\(tally.admitted)"
    return isLaw
      ? [admitted, "", "", ""]
      : [admitted, "+\(tally.gainers)", "-\(tally.losers)", tally.meanChange.description]
  }
  func limit(_ limit: Ranking.Limit) -> String {
    switch limit {
    case .quota(let quota): say("指标\(quota)", "quota \(quota)")
    case .cutOff(let least): say("不低于\(least)", "at least \(least)")
    }
  }
  let heads = [
    say("规模", "limit"), say("落户分值", "cut-off"), say("进入名单", "admitted"), say("新进", "gainers"),
    say("退出", "losers"),
    say("平均变化", "mean change"),
  ]
  var rows = [[say("政策", "rules")] + heads]
  for (index, outcome) in outcomes.enumerated() {
    rows.append(
      [outcome.name, limit(outcome.limit), outcome.cutOff?.description ?? "–"]
        + cells(outcome.all, isLaw: index == 0))
  }
  var text = Columns.table(rows)
  for outcome in outcomes.dropFirst() {
    for grouping in Grouping.allCases {
      var rows = [
        [
          "\(outcome.name): \(grouping.wording[language])", say("人数", "people"),
          say("现行进入名单", "admitted by law"), say("进入名单", "admitted"), say("新进", "gainers"),
          say("退出", "losers"), say("平均变化", "mean change"),
        ]
      ]
      for (place, group) in grouping.groups.enumerated() {
        let tally = outcome.groups[grouping.rawValue][place]
        guard tally.people > 0 else { continue }
        let law = outcomes[0].groups[grouping.rawValue][place]
        rows.append(
          ["  " + group[language], "\(tally.people)", "\(law.admitted)"]
            + cells(tally, isLaw: false))
      }
      text += "\n" + Columns.table(rows)
    }
  }
  return text
}
