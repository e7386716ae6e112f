import Policy
import Units

/// 资格条件: residence permit, retirement age, seven years of insurance, no criminal record.
///
/// Each rule gives its finding; the reasons are worked out only for those who ask.
extension Rules {
  @inline(__always)
  func isEligible(_ applicant: Applicant) -> Bool {
    permitFinding(applicant) == .met && recordFinding(applicant) == .met
      && retirementFinding(applicant) == .met && insuranceFinding(applicant) == .met
  }

  /// The outcome of every condition, with reasons.
  func outcomes(_ applicant: Applicant) -> [(Condition, ConditionOutcome)] {
    Condition.allCases.map { condition in
      switch condition {
      case .residencePermit: (condition, permitOutcome(applicant))
      case .retirementAge: (condition, retirementOutcome(applicant))
      case .insurance: (condition, insuranceOutcome(applicant))
      case .criminalRecord: (condition, recordOutcome(applicant))
      }
    }
  }

  // MARK: Residence permit, applied for on or before the reference date

  @inline(__always)
  func permitFinding(_ applicant: Applicant) -> Finding {
    let permit = applicant.packed.pointee.permit
    if permit == -1 { return .undetermined }
    return permit > 0 && permit <= referenceDate.code ? .met : .notMet
  }

  private func permitOutcome(_ applicant: Applicant) -> ConditionOutcome {
    switch permitFinding(applicant) {
    case .met: return .met
    case .undetermined:
      return .undetermined(
        missing: Wording("居住证申领日期", "the day the residence permit was applied for"))
    case .notMet:
      let permit = applicant.packed.pointee.permit
      let reason =
        permit == 0
        ? Wording("未持有《北京市居住证》", "no residence permit is held")
        : Wording(
          "居住证于\(CivilDate(code: permit))申领，晚于\(referenceDate)",
          "the residence permit was applied for on \(CivilDate(code: permit)), "
            + "after \(referenceDate)")
      return .notMet(reason, [conditions.permitDeadline.parameter])
    }
  }

  // MARK: Criminal record

  @inline(__always)
  func recordFinding(_ applicant: Applicant) -> Finding {
    let person = applicant.packed.pointee.person
    guard person.contains(.criminalRecordKnown) else { return .undetermined }
    return person.contains(.criminalRecord) && !conditions.criminalRecordAllowed.value
      ? .notMet : .met
  }

  private func recordOutcome(_ applicant: Applicant) -> ConditionOutcome {
    switch recordFinding(applicant) {
    case .met: .met
    case .undetermined:
      .undetermined(missing: Wording("有无刑事犯罪记录", "whether there is a criminal record"))
    case .notMet:
      .notMet(
        Wording("有刑事犯罪记录", "there is a criminal record"),
        [conditions.criminalRecordAllowed.parameter])
    }
  }

  // MARK: Retirement age, not reached at the reference date

  /// The rule for a person; `nil` for a woman whose post is unknown.
  @inline(__always)
  private func retirement(_ applicant: Applicant) -> ConditionRules.Retirement? {
    let person = applicant.packed.pointee.person
    if person.contains(.male) { return conditions.men }
    guard person.contains(.postKnown) else { return nil }
    return person.contains(.management) ? conditions.womenManagement : conditions.womenWorkers
  }

  /// The retirement age in months: the years and the delay by birth month.
  @inline(__always)
  private func retirementMonths(_ birth: CivilDate, _ rule: ConditionRules.Retirement) -> Int {
    let years = rule.years.value &* 12
    let past = birth.month.distance(since: rule.delayFrom.value)
    guard past >= 0, rule.delayMost.value > 0 else { return years }
    return years &+ min(past / max(rule.delayEvery.value, 1) &+ 1, rule.delayMost.value)
  }

  /// The last day below the age.
  private func limitDay(_ birth: CivilDate, _ rule: ConditionRules.Retirement) -> CivilDate {
    birth.adding(months: retirementMonths(birth, rule))
  }

  @inline(__always)
  private func isBelow(_ birth: CivilDate, _ rule: ConditionRules.Retirement) -> Bool {
    let month = birth.month + retirementMonths(birth, rule)
    guard month == referenceMonth else { return month > referenceMonth }
    let limit = limitDay(birth, rule)
    switch conditions.ageReached.value {
    case .dayAfterBirthday: return limit >= referenceDate
    case .birthday: return limit > referenceDate
    }
  }

  @inline(__always)
  func retirementFinding(_ applicant: Applicant) -> Finding {
    applicant.packed.pointee.birth >= conditions.youngFrom
      ? .met : retirementFindingByRule(applicant)
  }

  @inline(never)
  private func retirementFindingByRule(_ applicant: Applicant) -> Finding {
    let birth = CivilDate(code: applicant.packed.pointee.birth)
    if let rule = retirement(applicant) { return isBelow(birth, rule) ? .met : .notMet }
    if isBelow(birth, conditions.womenWorkers) && isBelow(birth, conditions.womenManagement) {
      return .met
    }
    let isPast =
      !isBelow(birth, conditions.womenWorkers) && !isBelow(birth, conditions.womenManagement)
    return isPast ? .notMet : .undetermined
  }

  private func retirementOutcome(_ applicant: Applicant) -> ConditionOutcome {
    switch retirementFinding(applicant) {
    case .met: return .met
    case .undetermined:
      return .undetermined(
        missing: Wording("岗位（工人或管理岗）", "the post (worker or management)"))
    case .notMet:
      let birth = CivilDate(code: applicant.packed.pointee.birth)
      let rule = retirement(applicant) ?? conditions.womenManagement
      let limit = limitDay(birth, rule)
      let delay = limit.month.distance(since: birth.month) - rule.years.value * 12
      let age = delay == 0 ? "" : "\(delay)"
      return .notMet(
        Wording(
          "\(birth)出生，法定退休年龄\(rule.years.value)周岁\(age.isEmpty ? "" : "零\(age)个月")，"
            + "\(limit)届满，\(referenceDate)已达到",
          "born \(birth): the statutory retirement age of \(rule.years.value) years"
            + "\(age.isEmpty ? "" : " and \(age) months") was completed on \(limit), "
            + "before \(referenceDate)"),
        [
          rule.years.parameter, rule.delayFrom.parameter, rule.delayEvery.parameter,
          rule.delayMost.parameter, conditions.ageReached.parameter,
        ])
    }
  }
}
