import PointsLaw
import Policy
import Units

/// The four conditions (资格条件) for somebody who gives seven answers: the outcome of each by the
/// engine, made from facts that the answers allow.
struct EligibilityCheck {
  enum Outcome: String {
    case met, notMet, undetermined
  }

  struct Finding {
    var condition: Condition
    var outcome: Outcome
    /// The engine's reason, where the answers leave none of its details open.
    var reason: Wording?
    /// The parameter that says so.
    var parameter: Parameter
  }

  let answers: EligibilityForm.Answers
  let rules: Rules
  let findings: [Finding]

  init(_ answers: EligibilityForm.Answers, _ rules: Rules) {
    self.answers = answers
    self.rules = rules
    var scorer = Scorer(rules)
    // What is not known is tried both ways: only what holds both ways is an answer.
    let least = scorer.sheet(answers.facts(rules, supplementary: answers.supplementary ?? 0))
    let most = scorer.sheet(
      answers.facts(
        rules,
        supplementary: answers.supplementary ?? rules.conditions.supplementaryMost.value + 1))
    findings = zip(least.conditions, most.conditions).map { low, high in
      let outcome = Outcome(low.outcome)
      let isOpen =
        outcome != Outcome(high.outcome)
        || (low.condition == .insurance && answers.since == nil)
      return Finding(
        condition: low.condition, outcome: isOpen ? .undetermined : outcome,
        reason: low.condition == .retirementAge ? low.outcome.reason : nil,
        parameter: rules.parameter(rules.parameter(of: low.condition, answers.person)))
    }
  }

  /// Of all four together.
  var outcome: Outcome {
    if findings.contains(where: { $0.outcome == .notMet }) { return .notMet }
    return findings.contains { $0.outcome == .undetermined } ? .undetermined : .met
  }

  /// The first month of the insurance window.
  var windowStart: Month { rules.referenceMonth - (rules.conditions.insuranceMonths.value - 1) }

  /// Months of the window that lie before the first payment.
  var lackingMonths: Int {
    guard let since = answers.since else { return 0 }
    return min(
      max(0, since.distance(since: windowStart)), rules.conditions.insuranceMonths.value)
  }

  /// Paid months of the window.
  var paidMonths: Int { rules.conditions.insuranceMonths.value - lackingMonths }

  /// The first later cycle in which insurance is long enough and the retirement age not reached, when
  /// payment goes on; `nil` when there is none.
  func earliestCycle(_ library: Library) -> Int? {
    guard answers.since != nil else { return nil }
    var later = answers
    later.permit = .yes
    later.record = .no
    for cycle in (answers.cycle + 1)...(answers.cycle + 12) {
      guard let rules = try? library.rules(cycle) else { return nil }
      later.cycle = cycle
      let check = EligibilityCheck(later, rules)
      if !check.findings.contains(where: { $0.outcome == .notMet }) { return cycle }
    }
    return nil
  }
}

extension EligibilityCheck.Outcome {
  init(_ outcome: ConditionOutcome) {
    switch outcome {
    case .met: self = .met
    case .notMet: self = .notMet
    case .undetermined: self = .undetermined
    }
  }
}

extension ConditionOutcome {
  /// Why not; `nil` when met or not known.
  fileprivate var reason: Wording? {
    if case .notMet(let reason, _) = self { reason } else { nil }
  }
}

extension Rules {
  /// The parameter that a condition rests on.
  fileprivate func parameter(
    of condition: Condition, _ person: EligibilityForm.Person
  ) -> Int {
    switch condition {
    case .residencePermit: conditions.permitDeadline.parameter
    case .insurance: conditions.insuranceMonths.parameter
    case .criminalRecord: conditions.criminalRecordAllowed.parameter
    case .retirementAge:
      switch person {
      case .man: conditions.men.years.parameter
      case .womanWorker: conditions.womenWorkers.years.parameter
      case .womanManagement, .womanUnsure: conditions.womenManagement.years.parameter
      }
    }
  }
}

extension EligibilityForm.Answers {
  /// The facts as far as the answers go. Months made up stand at the beginning of the window, since
  /// only their number counts, and all types of insurance are alike, so the household does not matter.
  func facts(_ rules: Rules, supplementary: Int) -> Facts {
    Facts(
      id: "", birthDate: birth, sex: person == .man ? .male : .female, post: post, household: nil,
      residencePermit: residencePermit(rules), criminalRecord: criminalRecord,
      insurance: insurance(rules, supplementary: supplementary))
  }

  private var post: Post? {
    switch person {
    case .man, .womanUnsure: nil
    case .womanWorker: .worker
    case .womanManagement: .management
    }
  }

  private func residencePermit(_ rules: Rules) -> ResidencePermit {
    switch permit {
    case .yes: .appliedOn(rules.referenceDate)
    case .no: .none
    case .unsure: .unknown
    }
  }

  private var criminalRecord: Bool? {
    switch record {
    case .yes: true
    case .no: false
    case .unsure: nil
    }
  }

  private func insurance(_ rules: Rules, supplementary: Int) -> [InsuranceSpell] {
    let last = rules.referenceMonth
    guard let since, since <= last else { return [] }
    let begin = max(since, last - (rules.conditions.insuranceMonths.value - 1))
    let resumed = begin + min(supplementary, last.distance(since: begin))
    return InsuranceType.allCases.flatMap { type in
      var spells: [InsuranceSpell] = []
      func add(_ from: Month, _ to: Month, _ supplementary: Supplementary? = nil) {
        guard from <= to else { return }
        spells.append(
          InsuranceSpell(
            type, MonthSpan(from, to), .chaoyang, supplementary: supplementary))
      }
      add(since, begin - 1)
      add(begin, resumed - 1, Supplementary())
      add(resumed, last)
      return spells
    }
  }
}
