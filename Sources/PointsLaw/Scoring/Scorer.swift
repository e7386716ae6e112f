import Policy
import Units

extension Rules {
  /// All lines of a filing, in the order of the sheet: the one place where the nine indicators meet.
  @inline(__always)
  func record<Recorder: ScoreRecorder>(
    _ applicant: Applicant, _ work: Employment, _ claims: Claims, _ months: ResidenceMonths,
    _ district: DistrictYears, leftOut: [Int], into recorder: inout Recorder
  ) {
    recordEmployment(applicant, work, into: &recorder)
    recordResidence(applicant, work, months, leftOut: leftOut, into: &recorder)
    if let credential = claims.credential {
      recordEducation(applicant, credential, work, months, into: &recorder)
    }
    recordDistrict(district, into: &recorder)
    recordInnovation(applicant, claims.innovation, into: &recorder)
    recordTax(applicant, claims.tax, into: &recorder)
    recordAge(applicant, into: &recorder)
    recordHonours(applicant, into: &recorder)
    recordDetentions(applicant, into: &recorder)
  }

  func record<Recorder: ScoreRecorder>(
    _ applicant: Applicant, _ work: Employment, _ plan: Plan, into recorder: inout Recorder
  ) {
    record(
      applicant, work, plan.claims, plan.months, plan.district, leftOut: plan.leftOut,
      into: &recorder)
  }

  /// Scores an applicant's best filing into an empty score.
  @inline(__always)
  func score(_ applicant: Applicant, into score: inout Score) {
    let work = employment(applicant)
    guard filing.countsBySets else {
      scored(applicant, work, bestPlan(applicant, work), into: &score)
      return
    }
    let homes = wholeHomes(applicant, work)
    let months = kept(homes, work)
    guard isSettled(applicant, months, work) else {
      scored(applicant, work, complete(searchedPlan(applicant, work), applicant), into: &score)
      return
    }
    let claims = Claims(
      credential: bestCredential(applicant, work, months),
      innovation: bestClaim(applicant), tax: bestRoute(applicant))
    record(
      applicant, work, claims, months, districtYears(homes.outside, work), leftOut: [],
      into: &score)
    score.isEligible = isEligible(applicant)
  }

  @inline(never)
  private func scored(
    _ applicant: Applicant, _ work: Employment, _ plan: Plan, into score: inout Score
  ) {
    record(applicant, work, plan, into: &score)
    score.isEligible = isEligible(applicant)
  }
}

extension PackedCases {
  /// The scores of all cases with their best filings, in order.
  ///
  /// - Precondition: `rules` pack alike.
  package func scores(_ rules: Rules) -> [Score] {
    precondition(rules.packing == packing, "cases are packed for other rules")
    return withView { view in
      withUnsafePointer(to: view) { view in
        let cases = view.pointee.cases
        return [Score](unsafeUninitializedCapacity: cases.count) { scores, count in
          while count < cases.count {
            if count &+ PackedView.ahead < cases.count {
              view.pointee.prefetch(count &+ PackedView.ahead)
            }
            (scores.baseAddress.unsafelyUnwrapped + count).initialize(to: Score())
            rules.score(
              Applicant(packed: cases.baseAddress.unsafelyUnwrapped + count, view: view),
              into: &scores[count])
            count &+= 1
          }
        }
      }
    }
  }

  func withApplicant<Result>(_ index: Int, _ body: (Applicant) -> Result) -> Result {
    withView { view in
      withUnsafePointer(to: view) { view in
        withUnsafePointer(to: view.pointee.cases[index]) { packed in
          body(Applicant(packed: packed, view: view))
        }
      }
    }
  }
}

/// Scores one applicant at a time under the rules of one cycle, reusing its memory.
package struct Scorer {
  package let rules: Rules
  private var cases: PackedCases

  package init(_ rules: Rules) {
    self.rules = rules
    cases = PackedCases(rules.packing)
  }

  /// The points of the best filing, without the steps.
  package mutating func score(_ facts: Facts) -> Score {
    pack(facts)
    var score = Score()
    cases.withApplicant(0) { rules.score($0, into: &score) }
    return score
  }

  /// The points of the best filing of a variant of the person whom ``score(_:)`` packed last: other facts
  /// with the same insurance, which is most of the work of packing.
  mutating func score(variant facts: Facts) -> Score {
    cases.removeVariants()
    cases.appendVariant(facts)
    var score = Score()
    cases.withApplicant(1) { rules.score($0, into: &score) }
    return score
  }

  /// The points of a filing as filed, without the steps.
  package mutating func score(_ facts: Facts, filing: Filing) -> Score {
    pack(facts)
    return cases.withApplicant(0) { score($0, filing: filing) }
  }

  /// The filing with the highest total.
  package mutating func bestFiling(_ facts: Facts) -> Filing {
    pack(facts)
    return cases.withApplicant(0) { rules.bestPlan($0, rules.employment($0)).filing }
  }

  /// The score sheet of the best filing, or of the one given.
  package mutating func sheet(_ facts: Facts, filing: Filing? = nil) -> ScoreSheet {
    pack(facts)
    return cases.withApplicant(0) { applicant in
      let work = rules.employment(applicant)
      let plan =
        filing.map { rules.plan(applicant, work, filing: $0) } ?? rules.bestPlan(applicant, work)
      var recorder = SheetRecorder()
      rules.record(applicant, work, plan, into: &recorder)
      var sheet = ScoreSheet(
        id: facts.id, rules: rules,
        conditions: rules.outcomes(applicant).map { (condition: $0, outcome: $1) },
        lines: recorder.lines,
        unscored: rules.unscored(applicant, work, plan, lines: recorder.lines), filing: plan.filing,
        alternatives: nil, warnings: recorder.warnings)
      if filing == nil {
        sheet.alternatives = alternatives(applicant, plan.filing)
        sheet.warnings += notWorthClaiming(applicant, plan.filing)
      }
      return sheet
    }
  }

  /// The conditions that are not met, or about which a fact is missing.
  package mutating func failedConditions(_ facts: Facts) -> [Condition] {
    pack(facts)
    return failedConditions(0)
  }

  /// The same of a variant, as ``score(variant:)``.
  mutating func failedConditions(variant facts: Facts) -> [Condition] {
    cases.removeVariants()
    cases.appendVariant(facts)
    return failedConditions(1)
  }

  private func failedConditions(_ place: Int) -> [Condition] {
    cases.withApplicant(place) { applicant in
      rules.outcomes(applicant).compactMap { condition, outcome in
        if case .met = outcome { nil } else { condition }
      }
    }
  }

  private mutating func pack(_ facts: Facts) {
    cases.removeAll()
    cases.append(facts)
  }

  private func score(_ applicant: Applicant, filing: Filing) -> Score {
    let work = rules.employment(applicant)
    var score = Score()
    rules.record(
      applicant, work, rules.plan(applicant, work, filing: filing), into: &score)
    score.isEligible = rules.isEligible(applicant)
    return score
  }

  /// The months that a credential of the case packed last looks at, and how many of them scored
  /// employment.
  func studySpan(_ place: Int) -> (months: MonthSpan, employed: Int) {
    cases.withApplicant(0) { applicant in
      let work = rules.employment(applicant)
      let credential = applicant.credential(place)
      let plan = rules.plan(applicant, work, filing: Filing(credential: place))
      let study = rules.studyMonths(credential, work, plan.months)
      return (
        MonthSpan(
          rules.packing.base + Int(rules.studyBegin(credential)),
          rules.packing.base + Int(credential.graduated)),
        Int(study.employed)
      )
    }
  }

  /// Credentials that would take back as much as they earn, or more.
  private func notWorthClaiming(_ applicant: Applicant, _ best: Filing) -> [Warning] {
    var filing = best
    filing.credential = nil
    let without = score(applicant, filing: filing).total
    return (0..<Int(applicant.packed.pointee.credentials)).compactMap { place in
      guard place != best.credential, rules.grossPoints(applicant.credential(place)) > 0 else {
        return nil
      }
      filing.credential = place
      let net = score(applicant, filing: filing).total - without
      return net > .zero ? nil : Notes.notWorthClaiming(place, net)
    }
  }

  /// One for each other value of one choice that can score, and for none, the other choices kept.
  private func alternatives(_ applicant: Applicant, _ best: Filing) -> [ScoreSheet.Alternative] {
    var filings: [Filing] = []
    func add(_ change: (inout Filing) -> Void) {
      var filing = best
      change(&filing)
      if filing != best { filings.append(filing) }
    }
    add { $0.credential = nil }
    for place in 0..<Int(applicant.packed.pointee.credentials)
    where rules.grossPoints(applicant.credential(place)) > 0 {
      add { $0.credential = place }
    }
    add { $0.innovation = nil }
    for place in 0..<Int(applicant.packed.pointee.claims)
    where rules.claimPoints(applicant.claim(place)) > 0 {
      add { $0.innovation = place }
    }
    add { $0.taxRoute = nil }
    for route in Filing.TaxRoute.allCases where rules.routePoints(route, applicant) > 0 {
      add { $0.taxRoute = route }
    }
    add { $0.leftOut = [] }
    return filings.map {
      ScoreSheet.Alternative(filing: $0, total: score(applicant, filing: $0).total)
    }
  }
}
