import PointsLaw
import Policy
import Units

extension Site {
  /// What the quick check answers: each condition with outcome, reason, article, and what can be done.
  func answer(_ check: EligibilityCheck, _ language: Language) -> View {
    let rules = check.rules
    return [
      "banner": ["met": "banner-success", "notMet": "banner-danger"][check.outcome.rawValue]
        ?? "banner-warning",
      "heading": text(
        "eligibility.all.\(check.outcome)", language, ["cycle": String(rules.cycle)]),
      "referenceDate": rules.referenceDate.text(language),
      "edition": library.editions.first { $0.id == rules.edition }?.title[language] ?? "",
      "editionLink": Route.edition(rules.edition).path(language),
      "calculatorLink": Route.calculator.path(language),
      "findings": check.findings.map { finding in
        View([
          "condition": finding.condition.wording[language],
          "tag": ["met": "tag-done", "notMet": "tag-danger"][finding.outcome.rawValue]
            ?? "tag-warn",
          "outcome": text("eligibility.outcome.\(finding.outcome)", language),
          "reason": reason(finding, check, language),
          "advice": advice(finding, check, language),
          "article": finding.parameter.article.text(language),
          "link": Route.edition(rules.edition).path(language) + "#" + finding.parameter.path,
        ])
      },
    ]
  }

  private func reason(
    _ finding: EligibilityCheck.Finding, _ check: EligibilityCheck, _ language: Language
  ) -> String {
    if let reason = finding.reason, finding.outcome == .notMet {
      return reason[language].dated(language)
    }
    return text(
      "eligibility.reason.\(finding.condition).\(reasonName(finding, check))", language,
      values(check, language))
  }

  /// Insurance can fail in two ways and be open in two.
  private func reasonName(
    _ finding: EligibilityCheck.Finding, _ check: EligibilityCheck
  ) -> String {
    guard finding.condition == .insurance, finding.outcome != .met else {
      return finding.outcome.rawValue
    }
    switch finding.outcome {
    case .met: return "met"
    case .notMet: return check.lackingMonths > 0 ? "tooShort" : "tooManyMadeUp"
    case .undetermined: return check.answers.since == nil ? "sinceUnknown" : "madeUpUnknown"
    }
  }

  private func advice(
    _ finding: EligibilityCheck.Finding, _ check: EligibilityCheck, _ language: Language
  ) -> String {
    var name = finding.outcome.rawValue
    var values = values(check, language)
    if finding.condition == .insurance, finding.outcome == .notMet {
      if let cycle = check.earliestCycle(library) {
        values["earliest"] = String(cycle)
      } else {
        name = "never"
      }
    }
    return text("eligibility.advice.\(finding.condition).\(name)", language, values)
  }

  /// What the texts of reasons and advice may name.
  private func values(_ check: EligibilityCheck, _ language: Language) -> [String: String] {
    let conditions = check.rules.conditions
    return [
      "day": check.rules.referenceDate.text(language),
      "month": check.rules.referenceMonth.text(language),
      "start": check.windowStart.text(language),
      "needed": String(conditions.insuranceMonths.value),
      "paid": String(check.paidMonths), "lacking": String(check.lackingMonths),
      "most": String(conditions.supplementaryMost.value),
      "madeUp": check.answers.supplementary.map(String.init) ?? "",
    ]
  }
}
