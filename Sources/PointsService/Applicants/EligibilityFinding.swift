import Casework
import PointsLaw
package import Policy
import Units

/// What was found of one condition (单项条件校验结果), with its reason and articles.
package struct EligibilityFinding: Hashable, Sendable {
  /// 校验结果
  package enum Answer: String, CaseIterable, Hashable, Sendable {
    /// 符合
    case met
    /// 不符合
    case notMet
    /// 缺少信息
    case unknown
  }

  /// The condition's name, as in PointsLaw.
  package var condition: String
  package var answer: Answer
  /// Why not, or what is missing; `nil` when it is met.
  package var reason: Wording?
  /// Where it is written.
  package var articles: [String]

  /// The conditions of a cycle, asked of somebody's facts.
  static func all(_ facts: Facts, _ rules: Rules) -> [EligibilityFinding] {
    var scorer = Scorer(rules)
    return scorer.sheet(facts).conditions.map { condition, outcome in
      switch outcome {
      case .met:
        EligibilityFinding(condition: condition.name, answer: .met, reason: nil, articles: [])
      case .notMet(let reason, let parameters):
        EligibilityFinding(
          condition: condition.name, answer: .notMet, reason: reason,
          articles: parameters.map { rules.parameter($0).article.description }
            .reduce(into: []) { all, next in if !all.contains(next) { all.append(next) } })
      case .undetermined(let missing):
        EligibilityFinding(
          condition: condition.name, answer: .unknown, reason: missing,
          articles: ["MANUAL-2019 资格条件"])
      }
    }
  }

  /// What they come to: one that is not met is enough to be refused, one unknown to be undetermined.
  static func standing(_ findings: [EligibilityFinding]) -> EligibilityStanding {
    if findings.contains(where: { $0.answer == .notMet }) { return .notEligible }
    return findings.contains { $0.answer == .unknown } ? .undetermined : .eligible
  }
}

/// The sealed part of a check (校验详情): findings with their reasons, and the facts behind them.
package struct EligibilityDetails: Hashable, Sendable {
  package var findings: [EligibilityFinding]
  /// The facts as in a case file; empty when the records know nobody of that number.
  package var facts: String

  var json: String {
    var json = JSONWriter()
    json.object { json in
      json.list("findings") { json in
        for finding in findings {
          json.object { json in
            json.field("condition", finding.condition)
            json.field("answer", finding.answer.rawValue)
            if let reason = finding.reason { json.field("reason", reason) }
            json.list("articles") { json in
              for article in finding.articles { json.text(article) }
            }
          }
        }
      }
      json.field("facts", facts)
    }
    return json.text
  }

  init(findings: [EligibilityFinding], facts: String) {
    self.findings = findings
    self.facts = facts
  }

  init(json: String) throws(StoreFailure) {
    let fields = try Fields("eligibility", json: json)
    findings = []
    for item in try fields.objects("findings") {
      findings.append(
        EligibilityFinding(
          condition: try item.text("condition"), answer: try item.name("answer"),
          reason: item.has("reason") ? try item.wording("reason") : nil,
          articles: try item.texts("articles")))
    }
    facts = try fields.text("facts")
  }
}
