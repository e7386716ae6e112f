package import Policy
import Units

extension ScoreSheet {
  /// Why an indicator has no line: what the facts lack, and the parameters that ask for it.
  package struct Unscored: Hashable, Sendable {
    package var indicator: Indicator
    package var reason: Wording
    package var parameters: [Int]
  }
}

extension Rules {
  /// The reasons for the indicators without any line, in the order of the sheet.
  func unscored(
    _ applicant: Applicant, _ work: Employment, _ plan: Plan, lines: [ScoreSheet.ScoreLine]
  ) -> [ScoreSheet.Unscored] {
    let scored = Set(lines.map(\.line.indicator))
    return Indicator.allCases.filter { !scored.contains($0) }.map { indicator in
      let (reason, parameters) = reason(indicator, applicant, work, plan)
      return ScoreSheet.Unscored(
        indicator: indicator, reason: reason, parameters: parameters.compactMap { $0 })
    }
  }

  private func reason(
    _ indicator: Indicator, _ applicant: Applicant, _ work: Employment, _ plan: Plan
  ) -> (Wording, [Int?]) {
    let packed = applicant.packed.pointee
    switch indicator {
    case .employment:
      let from = employment.from
      return (
        Wording("自\(from.value)起没有正常缴费的月份", "no month was paid normally since \(from.value)"),
        [from.parameter]
      )
    case .residence: return residenceReason(plan)
    case .education:
      return packed.credentials == 0
        ? (Wording("没有学历学位", "no credential is in the case"), [])
        : (Wording("没有填报计分的学历学位", "no credential that scores was filed"), [])
    case .district: return districtReason(applicant, work, plan)
    case .innovation:
      return packed.claims == 0
        ? (Wording("没有申报创新创业项目", "no innovation claim is in the case"), [])
        : (Wording("没有填报计分的创新创业项目", "no innovation claim that scores was filed"), [])
    case .tax: return taxReason(applicant)
    case .age:
      let over = yearsOverLimit(packed.birth)
      return (
        Wording(
          "\(CivilDate(code: packed.birth))出生，\(cycle - 1)年1月1日超过\(age.limit.value)周岁，按\(over)岁计",
          "born \(CivilDate(code: packed.birth)): over \(age.limit.value) by \(over) on "
            + "1 January \(cycle - 1)"),
        [age.points.parameter, age.limit.parameter, age.lossPerYear.parameter]
      )
    case .honours:
      return packed.honours == 0
        ? (Wording("没有荣誉表彰", "no honour is in the case"), [])
        : (Wording("所列荣誉表彰均不计分", "no honour in the case scores"), [])
    case .lawAbiding:
      return (
        Wording("考察期内没有行政拘留", "no administrative detention within the look-back"),
        [lawAbiding.points.parameter, lawAbiding.from.parameter, lawAbiding.months.parameter]
      )
    }
  }

  private func residenceReason(_ plan: Plan) -> (Wording, [Int?]) {
    let least = residence.minimumMonths
    guard plan.months.total > 0 else {
      let boundary = residence.boundary
      return (
        Wording(
          "没有自有住所，\(boundary.value)及以前没有可比照的月份，之后没有租赁住所或单位宿舍",
          "no own home, no month to impute up to \(boundary.value), no rental or dormitory after it"
        ),
        [boundary.parameter]
      )
    }
    return (
      Wording(
        "住所共\(plan.months.total)个月，不足\(least.value)个月",
        "residence of \(plan.months.total) months, fewer than \(least.value)"),
      [least.parameter]
    )
  }

  private func districtReason(
    _ applicant: Applicant, _ work: Employment, _ plan: Plan
  ) -> (Wording, [Int?]) {
    let parameters: [Int?] = [
      district.rule.parameter, district.from.parameter, district.yearMonths.parameter,
      district.citySix.parameter,
    ]
    let from = district.from.value
    let whole = district.yearMonths.value
    let (both, housing) = (plan.district.both, plan.district.housing)
    if district.rule.value == .moved {
      return (
        Wording(
          "自\(from)起由城六区转出后居住\(housing)个月，其中工作和居住\(both)个月，不满一年（\(whole)个月）",
          "after moving out of the six city districts since \(from): \(housing) months of housing, "
            + "\(both) of job and housing; a whole year is \(whole)"),
        parameters
      )
    }
    let livesOutside = applicant.homes.contains {
      $0.kind == .ownHome && $0.isOutside && $0.to == lastBit
        && !plan.leftOut.contains(Int($0.entry))
    }
    guard livesOutside else {
      return (
        Wording(
          "\(referenceMonth)没有居住在城六区外的自有住所",
          "no own home outside the six city districts in \(referenceMonth)"),
        parameters
      )
    }
    return (
      Wording(
        "自\(from)起工作和居住均在城六区外\(both)个月，仅居住\(housing)个月，不满一年（\(whole)个月）",
        "since \(from): \(both) months of job and own home outside the six city districts, "
          + "\(housing) of own home alone; a whole year is \(whole)"),
      parameters
    )
  }

  private func taxReason(_ applicant: Applicant) -> (Wording, [Int?]) {
    let person = applicant.packed.pointee.person
    let years = tax.years.value
    let parameters = [
      tax.incomeThreshold?.parameter, tax.incomeAverage?.parameter, tax.years.parameter,
      tax.enterpriseAverage?.parameter,
    ]
    guard person.contains(.authorised) else {
      return (
        Wording("没有授权查询纳税信息", "the query of tax records was not authorised"), parameters
      )
    }
    guard person.contains(.income) || applicant.packed.pointee.enterprises > 0 else {
      return (
        Wording("没有近\(years)年的纳税", "no tax of the last \(years) years is in the case"),
        parameters
      )
    }
    let unpaid = (0..<years).filter { applicant.income($0) == 0 }.map { String(cycle - 1 - $0) }
    guard unpaid.isEmpty || applicant.packed.pointee.enterprises > 0 else {
      return (
        Wording(
          "\(unpaid.reversed().joined(separator: "、"))年没有缴纳个人所得税",
          "no income tax was paid in \(unpaid.reversed().joined(separator: ", "))"),
        parameters
      )
    }
    let needed: Wording =
      if let average = tax.incomeAverage?.value {
        Wording("个人所得税年平均\(average)元", "income tax of \(average) CNY a year on average")
      } else {
        Wording(
          "个人所得税一年\(tax.incomeThreshold?.value ?? Yuan(fen: 0))元",
          "income tax of \(tax.incomeThreshold?.value ?? Yuan(fen: 0)) CNY in a year")
      }
    return (
      Wording(
        "近\(years)年的纳税没有达到标准（\(needed.zh)）",
        "tax of the last \(years) years does not reach what is asked (\(needed.en))"),
      parameters
    )
  }
}
