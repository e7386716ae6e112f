import Policy
import Units

/// A route of the tax indicator and the hundredths it earns.
struct TaxClaim {
  var route: Filing.TaxRoute
  var points: Int32
}

/// 纳税: one of two routes earns points; every violation costs.
extension Rules {
  /// Points of the income route in hundredths.
  @inline(__always)
  func incomePoints(_ applicant: Applicant) -> Int {
    let packed = applicant.packed
    guard packed.pointee.income >= tax.leastIncomeFen,
      packed.pointee.person.contains([.authorised, .incomeEveryYear])
    else { return 0 }
    switch tax.incomeRule.value {
    case .average: return tax.incomePoints?.value.hundredths ?? 0
    case .yearly:
      let reached = (0..<tax.years.value).count { applicant.income($0) >= tax.thresholdFen }
      return min(reached &* tax.perYear, tax.most)
    }
  }

  /// Points of the investor's route in hundredths: a share in each year, and the average of tax
  /// times share.
  @inline(never)
  func enterprisePoints(_ applicant: Applicant) -> Int {
    guard applicant.packed.pointee.enterprises > 0,
      applicant.packed.pointee.person.contains(.authorised), let average = tax.enterpriseAverage,
      let points = tax.enterprisePoints
    else { return 0 }
    let (sum, heldEveryYear) = enterpriseShare(applicant)
    let needed = Share.whole.part(of: average.value) * Int128(tax.years.value)
    return heldEveryYear && sum >= needed ? points.value.hundredths : 0
  }

  /// Tax times share over the look-back in fen × 10^18, and whether a share was held every year.
  private func enterpriseShare(_ applicant: Applicant) -> (sum: Int128, heldEveryYear: Bool) {
    var sum: Int128 = 0
    var held: UInt64 = 0
    for index in 0..<Int(applicant.packed.pointee.enterprises) {
      let entry = applicant.enterprise(index)
      guard entry.yearsBack >= 0, Int(entry.yearsBack) < tax.years.value else { continue }
      sum += Share(units: entry.share).part(of: Yuan(fen: entry.paid))
      if entry.share > 0 { held |= 1 << UInt64(entry.yearsBack) }
    }
    return (sum, held == 1 << UInt64(tax.years.value) - 1)
  }

  @inline(__always)
  func routePoints(_ route: Filing.TaxRoute, _ applicant: Applicant) -> Int {
    switch route {
    case .income: incomePoints(applicant)
    case .enterprise: enterprisePoints(applicant)
    }
  }

  /// The route that earns most, income before enterprise; `nil` when neither earns anything.
  @inline(__always)
  func bestRoute(_ applicant: Applicant) -> TaxClaim? {
    let income = incomePoints(applicant)
    if applicant.packed.pointee.enterprises > 0 {
      let enterprise = enterprisePoints(applicant)
      if enterprise > max(income, 0) {
        return TaxClaim(route: .enterprise, points: Int32(truncatingIfNeeded: enterprise))
      }
    }
    return income > 0 ? TaxClaim(route: .income, points: Int32(truncatingIfNeeded: income)) : nil
  }

  /// Records within a look-back.
  @inline(__always)
  func counted(_ applicant: Applicant, _ range: Range<Int>, _ lookBack: LookBackRules) -> Int {
    var count = 0
    for index in range {
      let code = applicant.record(index)
      if code <= referenceDate.code, lookBack.first.map({ $0.code <= code }) ?? true { count &+= 1 }
    }
    return count
  }

  @inline(__always)
  func recordTax<Recorder: ScoreRecorder>(
    _ applicant: Applicant, _ claim: TaxClaim?, into recorder: inout Recorder
  ) {
    if let claim, claim.points != 0 {
      recorder.line(.tax, Int(claim.points)) { taxDetail(applicant, claim.route) }
    }
    let packed = applicant.packed
    let isOwed = packed.pointee.person.contains(.taxOwed)
    guard packed.pointee.violations > 0 || isOwed else { return }
    let count =
      counted(applicant, 0..<Int(packed.pointee.violations), tax.violations) &+ (isOwed ? 1 : 0)
    recorder.line(.violations, count &* tax.violations.points.value.hundredths) {
      LineDetail(
        .product(.count(count), .points(tax.violations.points.value)),
        [
          Notes.lookBack(self, tax.violations, count, Wording("涉税违法行为", "tax violations"))
        ] + (isOwed ? [Wording("其中申报时仍欠税1条", "one of them tax still owed when applying")] : []),
        parameters: [
          tax.violations.points.parameter, tax.violations.from.parameter,
          tax.violations.months.parameter,
        ])
    }
  }

  private func taxDetail(_ applicant: Applicant, _ route: Filing.TaxRoute) -> LineDetail {
    let years = (0..<tax.years.value).reversed()
    switch route {
    case .income:
      let facts = years.map { back in
        let yuan = Yuan(fen: applicant.income(back))
        return Wording("\(cycle - 1 - back)年\(yuan)元", "\(cycle - 1 - back): \(yuan) CNY")
      }
      switch tax.incomeRule.value {
      case .average:
        return LineDetail(
          .points(tax.incomePoints?.value ?? .zero), facts,
          parameters: [tax.incomePoints, nil].compactMap { $0?.parameter }
            + [tax.incomeAverage?.parameter, tax.years.parameter, tax.incomeRhythm.parameter]
            .compactMap { $0 })
      case .yearly:
        let perYear = tax.incomePerYear?.value ?? .zero
        let threshold = tax.incomeThreshold?.value.fen ?? 0
        let reached = years.filter { applicant.income($0) >= threshold }.count
        return LineDetail(
          .least(
            .product(.count(reached), .points(perYear)), .points(tax.incomeMost?.value ?? .zero)),
          facts,
          parameters: [tax.incomePerYear?.parameter, tax.incomeThreshold?.parameter]
            .compactMap { $0 } + [tax.incomeMost?.parameter, tax.years.parameter].compactMap { $0 })
      }
    case .enterprise:
      let sum = enterpriseShare(applicant).sum
      let fen = Yuan(fen: Int(clamping: sum / Int128(Share.whole.units)))
      return LineDetail(
        .points(tax.enterprisePoints?.value ?? .zero),
        [
          Wording(
            "\(tax.years.value)年按出资比例计算的纳税额合计\(fen)元",
            "tax times share over \(tax.years.value) years: \(fen) CNY in all")
        ],
        parameters: [tax.enterprisePoints?.parameter, tax.enterpriseAverage?.parameter]
          .compactMap { $0 } + [tax.years.parameter])
    }
  }
}
