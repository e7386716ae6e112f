import PointsLaw
import Policy

/// Runs a command over one case or a population and writes what it makes of each case, in order.
///
/// Good lines are written, problems of all lines are reported, and any problem ends with status 2.
struct CasesRun {
  var path: String
  var rules: Rules
  var language: Language
  /// A caller's own choices for every case.
  var filing: Filing?
  /// Whether broken lines are counted and skipped rather than failing the run.
  var keepGoing = false

  /// What is written for one case.
  typealias Render = @Sendable (inout Scorer, Facts, Filing?) throws(Problems) -> [UInt8]

  private struct Outcome: Sendable {
    /// Per good line: number, identifier, output.
    var lines: [(line: Int, id: String, output: [UInt8])] = []
    var problems: [Problem] = []
    var badLines = 0
  }

  func callAsFunction(_ render: @escaping Render) async throws {
    var output = StandardOutput()
    switch InputKind(path) {
    case .yaml, .json:
      let facts = try readCase(path)
      try check(facts)
      var scorer = Scorer(rules)
      try output.write(render(&scorer, facts, filing))
      try output.flush()
    case .lines:
      try await runLines(&output, render)
    }
  }

  private func check(_ facts: Facts) throws(Problems) {
    let problems = filing?.problems(with: facts) ?? []
    guard problems.isEmpty else { throw Problems(problems) }
  }

  private func runLines(_ output: inout StandardOutput, _ render: @escaping Render) async throws {
    var ids = Identifiers()
    var badLines = 0
    var cases = 0
    try await forEachBlock(path) {
      outcome($0, render)
    } consume: { outcome in
      var problems = outcome.problems
      badLines += outcome.badLines
      cases += outcome.badLines + outcome.lines.count
      for (line, id, bytes) in outcome.lines {
        if ids.insert(id) {
          try output.write(bytes)
        } else {
          badLines += 1
          problems.append(.repeated(id: id, line: line))
        }
      }
      StandardError.write(
        problems.sorted { ($0.line ?? 0) < ($1.line ?? 0) }, language)
      if !StandardOutput.isTerminal { StandardError.progress(cases, language) }
    }
    if !StandardOutput.isTerminal { StandardError.progress() }
    try output.flush()
    guard cases > 0 else { throw Problems([.emptyPopulation]) }
    guard badLines > 0 else { return }
    guard keepGoing else { exitProcess(2) }
    StandardError.skipped(badLines, language)
  }

  private func outcome(_ block: Block, _ render: Render) -> Outcome {
    var outcome = Outcome()
    var scorer = Scorer(rules)
    (outcome.problems, outcome.badLines) = block.forEachCase { number, facts throws(Problems) in
      try check(facts)
      outcome.lines.append((number, facts.id, try render(&scorer, facts, filing)))
    }
    return outcome
  }
}
