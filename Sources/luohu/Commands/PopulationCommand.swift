import ArgumentParser
import PointsLaw
import Policy

struct PopulationCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "population",
    abstract: "Generate synthetic applicants in the case format, calibrated on public figures.",
    discussion: """
      Nobody in it exists. The same seed gives the same bytes; person i does not depend on the size. \
      Calibrated on the pool of 2020; other cycles shift the same lives.

      EXAMPLE
        luohu population --size 122852 --seed 2020 > population.jsonl
      """)

  @Option(help: "How many people, 1 to 100,000,000.") var size: Int
  @Option(help: "The seed.") var seed: UInt64 = 2020
  @Option(help: ArgumentHelp("The cycle they apply in.", valueName: "year")) var cycle = 2020
  @OptionGroup var law: LawOptions

  func run() async throws {
    guard (1...100_000_000).contains(size) else {
      throw Problem.argument("--size", "\(size)", "1至100000000", "1 to 100000000")
    }
    _ = try law.library().rules(cycle)
    let population = Population(seed: seed, cycle: cycle)
    var output = StandardOutput()
    var json = JSONWriter()
    for index in 0..<size {
      json.removeAll()
      json.facts(population.person(index))
      json.endLine()
      try output.write(json.bytes)
      if index % 50_000 == 0 { StandardError.progress(index, of: size, law.lang) }
    }
    StandardError.progress()
    try output.flush()
  }
}

struct ValidateCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "validate",
    abstract: "Check files against the case format; report every problem of every case.",
    discussion: """
      Of several files, each problem begins with its file.

      EXAMPLES
        luohu validate examples/applicant.yaml
        luohu population --size 10000 | luohu validate --lang zh
      """)

  @Option(help: "text or json.") var format: Format = .text
  @OptionGroup var law: LawOptions
  @Argument(help: "Cases or populations; - or nothing for standard input (JSON Lines).")
  var files: [String] = ["-"]

  private struct Outcome: Sendable {
    var ids: [(id: String, line: Int)] = []
    var problems: [Problem] = []
    var lines = 0
  }

  func run() async throws {
    var status: Int32 = 0
    for file in files {
      do {
        let (cases, problems) = try await check(file)
        try report(file, cases, problems)
        if !problems.isEmpty { status = max(status, 2) }
      } catch let failure as FileFailure {
        StandardError.line(failure.description)
        status = max(status, 1)
      }
    }
    if status != 0 { exitProcess(status) }
  }

  private func check(_ file: String) async throws -> (cases: Int, problems: [Problem]) {
    guard InputKind(file) == .lines else {
      do {
        _ = try readCase(file)
        return (1, [])
      } catch let error as Problems {
        return (1, error.list)
      }
    }
    var cases = 0
    var problems: [Problem] = []
    var ids = Identifiers()
    try await forEachBlock(file) {
      ValidateCommand.outcome($0)
    } consume: { outcome in
      cases += outcome.lines
      problems += outcome.problems
      for (id, line) in outcome.ids where !ids.insert(id) {
        problems.append(.repeated(id: id, line: line))
      }
      StandardError.progress(cases, law.lang)
    }
    StandardError.progress()
    if cases == 0 { problems.append(.emptyPopulation) }
    return (cases, problems.sorted { ($0.line ?? 0) < ($1.line ?? 0) })
  }

  private func report(_ file: String, _ cases: Int, _ problems: [Problem]) throws {
    var output = StandardOutput()
    switch format {
    case .text:
      let name = file == "-" ? Wording("标准输入", "standard input")[law.lang] : file
      StandardError.write(problems, of: files.count > 1 ? name : nil, law.lang)
      let count = problems.count
      try output.line(
        Wording(
          "\(name)：\(cases)份，\(count)个问题",
          "\(name): \(cases) case\(cases == 1 ? "" : "s"), "
            + "\(count) problem\(count == 1 ? "" : "s")")[law.lang])
    case .json:
      var json = JSONWriter()
      json.object { json in
        json.field("file", file)
        json.field("cases", cases)
        json.problems(problems, law.lang)
      }
      json.endLine()
      try output.write(json.bytes)
    }
    try output.flush()
  }

  private static func outcome(_ block: Block) -> Outcome {
    var outcome = Outcome()
    let badLines: Int
    (outcome.problems, badLines) = block.forEachCase { number, facts in
      outcome.ids.append((facts.id, number))
    }
    outcome.lines = outcome.ids.count + badLines
    return outcome
  }
}
