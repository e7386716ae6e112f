package import PointsLaw
import Policy
package import Units

/// What a draft comes to (测算结果): the best filing of what was entered, and an honest range where the
/// applicant is not sure of something that decides points.
package struct Assessment: Sendable {
  package var rules: Rules
  /// The facts in the most favourable reading of what is not sure.
  package var facts: Facts
  package var sheet: ScoreSheet
  package var low: Points
  package var high: Points
  /// Fields answered with "not sure" that decide points.
  package var unsure: [String]

  package var isRange: Bool { low != high }

  /// More answers than this that are not sure are settled before anything is said.
  package static let mostUnsure = 8

  /// Reads and scores a draft.
  package static func make(
    _ draft: Draft, _ rules: Rules
  ) -> Result<Assessment, FieldProblems> {
    let open = draft.open
    guard open.count <= mostUnsure else {
      return .failure(
        FieldProblems(list: [
          FieldProblem(
            field: open[mostUnsure].field,
            allowed: Wording(
              "“不确定”至多\(mostUnsure)处，请先确定一部分",
              "\"not sure\" at most \(mostUnsure) times; settle some first"))
        ]))
    }
    var reader = CaseReader()
    var scorer = Scorer(rules)
    var best: (facts: Facts, total: Points)?
    var low: Points?
    for way in 0..<1 << open.count {
      var settled: [String: String] = [:]
      for (index, question) in open.enumerated() {
        settled[question.field] = way >> index & 1 == 0 ? question.either : question.or
      }
      let text = CaseText(draft, settled: settled, last: rules.referenceMonth)
      switch text.read(&reader) {
      case .failure(let problems): return .failure(problems)
      case .success(let facts):
        let total = scorer.score(facts).total
        low = min(low ?? total, total)
        if best.map({ total > $0.total }) ?? true { best = (facts, total) }
      }
    }
    guard let best, let low else { return .failure(FieldProblems(list: [])) }
    return .success(
      Assessment(
        rules: rules, facts: best.facts, sheet: scorer.sheet(best.facts), low: low,
        high: best.total, unsure: open.map(\.field)))
  }
}

extension Draft {
  /// Fields that decide points and are answered with "not sure", with the two things they may mean.
  fileprivate var open: [(field: String, either: String, or: String)] {
    let known: [(field: String, either: String, or: String)] =
      [("taxes.authorised", "yes", "no"), ("taxes.taxOwed", "no", "yes")]
      + (0..<rows("credentials")).map { ("credentials[\($0)].papers", "both", "diploma") }
    return known.filter { self[$0.field] == "unsure" }
  }
}
