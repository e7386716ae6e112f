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
  /// Which fact meets it, why it is not met, or what is missing; `nil` where no fact has to be named.
  package var reason: Wording?
  /// Where it is written.
  package var articles: [String]
  /// The district window found for the applicant in this condition; what the records say of it counts no more in the cycle.
  package var isUpheld = false

  /// The conditions of a cycle, asked of somebody's facts.
  static func all(_ facts: Facts, _ rules: Rules) -> [EligibilityFinding] {
    var scorer = Scorer(rules)
    return scorer.sheet(facts).conditions.map { condition, outcome in
      switch outcome {
      case .met:
        if let (reason, parameters) = fact(condition, facts, rules) {
          EligibilityFinding(
            condition: condition.name, answer: .met, reason: reason,
            articles: articles(parameters, rules))
        } else {
          EligibilityFinding(condition: condition.name, answer: .met, reason: nil, articles: [])
        }
      case .notMet(let reason, let parameters):
        EligibilityFinding(
          condition: condition.name, answer: .notMet, reason: reason,
          articles: articles(parameters, rules))
      case .undetermined(let missing):
        EligibilityFinding(
          condition: condition.name, answer: .unknown, reason: missing,
          articles: ["MANUAL-2019 资格条件"])
      }
    }
  }

  private static func articles(_ parameters: [Int], _ rules: Rules) -> [String] {
    parameters.map { rules.parameter($0).article.description }
      .reduce(into: []) { all, next in if !all.contains(next) { all.append(next) } }
  }

  /// Which fact meets a condition, and the parameters that say so. Of a birthday only the year is said.
  private static func fact(
    _ condition: Condition, _ facts: Facts, _ rules: Rules
  ) -> (Wording, [Int])? {
    let conditions = rules.conditions
    let date = rules.referenceDate
    switch condition {
    case .residencePermit:
      guard case .appliedOn(let day) = facts.residencePermit else { return nil }
      return (
        Wording(
          "居住证于\(day)申领，不晚于\(date)",
          "the residence permit was applied for on \(day), not after \(date)"),
        [conditions.permitDeadline.parameter]
      )
    case .retirementAge:
      let year = facts.birthDate.year
      let rule =
        switch (facts.sex, facts.post) {
        case (.male, _): conditions.men
        case (.female, .management?): conditions.womenManagement
        case (.female, .worker?), (.female, nil): conditions.womenWorkers
        }
      return (
        Wording(
          "\(year)年出生，\(date)未达到法定退休年龄", "born in \(year), below the retirement age on \(date)"),
        [rule.years.parameter]
      )
    case .insurance:
      let last = rules.referenceMonth
      let first = last - (conditions.insuranceMonths.value - 1)
      let most = conditions.supplementaryMost.value
      return (
        Wording(
          "\(first)至\(last)连续缴纳社会保险，补缴不超过\(most)个月",
          "social insurance from \(first) to \(last) is continuous, with no more than \(most) supplementary months"
        ), [conditions.insuranceMonths.parameter, conditions.supplementaryMost.parameter]
      )
    case .criminalRecord:
      guard facts.criminalRecord == false else { return nil }
      return (
        Wording("没有刑事犯罪记录", "there is no criminal record"),
        [conditions.criminalRecordAllowed.parameter]
      )
    }
  }

  /// What they come to: one that is not met is enough to be refused, one unknown to be undetermined. What the window
  /// upheld counts as met.
  static func standing(_ findings: [EligibilityFinding]) -> EligibilityStanding {
    let open = findings.filter { !$0.isUpheld }
    if open.contains(where: { $0.answer == .notMet }) { return .notEligible }
    return open.contains { $0.answer == .unknown } ? .undetermined : .eligible
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
            if finding.isUpheld { json.field("upheld", true) }
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

  /// Whether the window found for the applicant in a condition.
  var isByWindow: Bool { findings.contains(where: \.isUpheld) }

  /// The window finds for the applicant in every condition that is not met or not known.
  mutating func uphold() {
    for place in findings.indices where findings[place].answer != .met {
      findings[place].isUpheld = true
    }
  }

  /// What the window decided about an earlier check stands as long as the records say the same: what they say anew it was
  /// not asked.
  mutating func uphold(as earlier: EligibilityDetails) {
    for place in findings.indices where findings[place].answer != .met {
      findings[place].isUpheld = earlier.findings.contains {
        $0.isUpheld && $0.condition == findings[place].condition
          && ($0.answer == findings[place].answer || findings[place].answer == .unknown)
      }
    }
  }

  init(json: String) throws(StoreFailure) {
    let fields = try Fields("eligibility", json: json)
    findings = []
    for item in try fields.objects("findings") {
      findings.append(
        EligibilityFinding(
          condition: try item.text("condition"), answer: try item.name("answer"),
          reason: item.has("reason") ? try item.wording("reason") : nil,
          articles: try item.texts("articles"),
          isUpheld: item.has("upheld") ? try item.flag("upheld") : false))
    }
    facts = try fields.text("facts")
  }
}
