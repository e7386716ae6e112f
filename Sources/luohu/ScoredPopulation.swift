import PointsLaw
import Policy

/// A population read, scored by its best filings and held as candidates: what ranking needs and
/// nothing more, so that a million people fit in little memory.
struct ScoredPopulation {
  private(set) var candidates = Candidates()
  private(set) var parseNanoseconds = 0
  private(set) var scoreNanoseconds = 0

  private struct Outcome: Sendable {
    var ids: [String] = []
    var lines: [Int] = []
    var scores: [Score] = []
    var problems: [Problem] = []
    var badLines = 0
    var parse = 0
    var score = 0
  }

  /// - Throws: ``Problems`` of all lines; with `keepGoing` they are printed and the lines left out.
  init(_ path: String, _ rules: Rules, language: Language, keepGoing: Bool) async throws {
    guard InputKind(path) == .lines else {
      let facts = try readCase(path)
      var scorer = Scorer(rules)
      _ = candidates.append(id: facts.id, scorer.score(facts))
      return
    }
    var problems: [Problem] = []
    var badLines = 0
    var candidates = self.candidates
    var parse = 0
    var score = 0
    try await forEachBlock(path) {
      ScoredPopulation.outcome($0, rules)
    } consume: { outcome in
      parse += outcome.parse
      score += outcome.score
      problems += outcome.problems
      badLines += outcome.badLines
      for index in outcome.ids.indices
      where !candidates.append(id: outcome.ids[index], outcome.scores[index]) {
        problems.append(.repeated(id: outcome.ids[index], line: outcome.lines[index]))
        badLines += 1
      }
      StandardError.progress(candidates.count, language)
    }
    StandardError.progress()
    problems.sort { ($0.line ?? 0) < ($1.line ?? 0) }
    if !problems.isEmpty {
      guard keepGoing else { throw Problems(problems) }
      StandardError.write(problems, language)
      StandardError.skipped(badLines, language)
    }
    guard candidates.count > 0 else { throw Problems([.emptyPopulation]) }
    self.candidates = candidates
    parseNanoseconds = parse
    scoreNanoseconds = score
  }

  private static func outcome(_ block: Block, _ rules: Rules) -> Outcome {
    var outcome = Outcome()
    var packed = PackedCases(rules.packing)
    let start = threadNanoseconds()
    (outcome.problems, outcome.badLines) = block.forEachCase { number, facts in
      packed.append(facts)
      outcome.ids.append(facts.id)
      outcome.lines.append(number)
    }
    let middle = threadNanoseconds()
    outcome.scores.reserveCapacity(packed.count)
    outcome.scores = packed.scores(rules)
    outcome.parse = middle - start
    outcome.score = threadNanoseconds() - middle
    return outcome
  }
}
