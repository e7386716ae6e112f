import Policy
import Units

/// 在京连续缴纳社会保险满7年: every required type in every month of the window that ends at the
/// reference date, with few supplementary months and a normal payment in the last one.
private struct InsuranceHistory {
  /// Required months without any payment, by type.
  var gaps: [(type: InsuranceType, months: [Month])] = []
  /// Calendar months with a supplementary payment that counts against the applicant.
  var supplementary: Set<Month> = []
  /// The same added up over the types.
  var supplementaryOfTypes = 0
  /// Required types not paid normally in the month of the reference date.
  var unpaidLast: [InsuranceType] = []
}

extension Rules {
  @inline(__always)
  func insuranceFinding(_ applicant: Applicant) -> Finding {
    let packed = applicant.packed
    // What was paid normally was not made up, so supplements lie before or beside the window.
    return Int(packed.pointee.allPaidFrom) <= windowBit
      ? .met : insuranceFindingWithGaps(applicant)
  }

  @inline(never)
  private func insuranceFindingWithGaps(_ applicant: Applicant) -> Finding {
    let person = applicant.packed.pointee.person
    if person.contains(.householdKnown) {
      return isContinuous(applicant, isRural: person.contains(.rural)) ? .met : .notMet
    }
    let urban = isContinuous(applicant, isRural: false)
    let rural = isContinuous(applicant, isRural: true)
    if urban == rural { return urban ? .met : .notMet }
    return .undetermined
  }

  /// Spells of one type share no month, so the months paid and the months made up add.
  private func isContinuous(_ applicant: Applicant, isRural: Bool) -> Bool {
    var madeUp = SIMD8<Int32>.zero
    var paidLastByAgency = SIMD8<Int32>.zero
    var against = 0
    for place in 0..<Int(applicant.packed.pointee.supplements) {
      let supplement = applicant.supplement(place)
      let type = Int(supplement.type)
      let low = max(requiredBit(type, isRural: isRural), Int(supplement.from))
      let high = min(Int(lastBit), Int(supplement.to))
      guard supplement.isRecorded, low <= high else { continue }
      madeUp[type] &+= Int32(truncatingIfNeeded: high &- low &+ 1)
      if !supplement.isByAgency {
        against += countedMonths(low...high, of: place, applicant, isRural: isRural)
      } else if high == Int(lastBit) {
        paidLastByAgency[type] = 1
      }
    }
    guard against <= conditions.supplementaryMost.value else { return false }
    let sets = applicant.packed.pointee.sets
    func isCovered(_ type: Int, _ set: UInt8) -> Bool {
      // Most have one history for all types: what covers the first then covers the others, which
      // are not required for longer.
      if type > 0, set == sets.0, madeUp[type] == madeUp[0],
        paidLastByAgency[type] == paidLastByAgency[0]
      {
        return true
      }
      let paid = applicant.paid(set)
      let first = requiredBit(type, isRural: isRural)
      if first > Int(lastBit) { return true }
      return paid.count(first, Int(lastBit)) + Int(madeUp[type]) > Int(lastBit) - first
        && (paid.contains(Int(lastBit)) || paidLastByAgency[type] == 1)
    }
    return isCovered(0, sets.0) && isCovered(1, sets.1) && isCovered(2, sets.2)
      && isCovered(3, sets.3) && isCovered(4, sets.4)
  }

  /// The first required month of a type, by its place in ``InsuranceType``.
  @inline(__always)
  private func requiredBit(_ type: Int, isRural: Bool) -> Int {
    switch type {
    case 1 where isRural: ruralMedicalBit
    case 4: maternityBit
    default: windowBit
    }
  }

  /// The months of a supplementary spell that count against the applicant: each calendar month once,
  /// with the first spell that has it.
  private func countedMonths(
    _ months: ClosedRange<Int>, of place: Int, _ applicant: Applicant, isRural: Bool
  ) -> Int {
    guard conditions.supplementaryCount.value == .perMonth, place > 0 else { return months.count }
    var count = 0
    var month = months.lowerBound
    next: while month <= months.upperBound {
      for earlier in 0..<place {
        let other = applicant.supplement(earlier)
        if !other.isByAgency, other.isRecorded, other.from <= month, month <= other.to,
          requiredBit(Int(other.type), isRural: isRural) <= month
        {
          // Counted already, as are the other months of that spell.
          month = Int(other.to) + 1
          continue next
        }
      }
      count += 1
      month += 1
    }
    return count
  }

  private func supplementaryMonths(_ history: InsuranceHistory) -> Int {
    switch conditions.supplementaryCount.value {
    case .perMonth: history.supplementary.count
    case .perType: history.supplementaryOfTypes
    }
  }

  /// The months behind the finding, for those who ask.
  private func history(_ applicant: Applicant, isRural: Bool) -> InsuranceHistory {
    var history = InsuranceHistory()
    let sets = applicant.packed.pointee.sets
    for (type, set) in zip(InsuranceType.allCases, [sets.0, sets.1, sets.2, sets.3, sets.4]) {
      let paid = applicant.paid(set)
      let supplements = (0..<Int(applicant.packed.pointee.supplements))
        .map(applicant.supplement).filter { $0.type == type.rawValue && $0.isRecorded }
      var gaps: [Month] = []
      var month = packing.base + requiredBit(Int(type.rawValue), isRural: isRural)
      while month <= referenceMonth {
        let bit = packing.bit(month)
        let supplement = supplements.first { $0.from <= bit && bit <= $0.to }
        let isPaid = paid.contains(bit)
        if !isPaid, supplement == nil { gaps.append(month) }
        if let supplement, !supplement.isByAgency {
          history.supplementary.insert(month)
          history.supplementaryOfTypes += 1
        }
        if month == referenceMonth, !isPaid, supplement?.isByAgency != true {
          history.unpaidLast.append(type)
        }
        month = month + 1
      }
      if !gaps.isEmpty { history.gaps.append((type, gaps)) }
    }
    return history
  }

  func insuranceOutcome(_ applicant: Applicant) -> ConditionOutcome {
    switch insuranceFinding(applicant) {
    case .met: return .met
    case .undetermined:
      return .undetermined(
        missing: Wording("户口性质（城镇职工或农村劳动力）", "the household (urban or rural)"))
    case .notMet:
      let isRural = applicant.packed.pointee.person.contains(.rural)
      return .notMet(
        insuranceReason(history(applicant, isRural: isRural)),
        [
          conditions.insuranceMonths.parameter, conditions.supplementaryMost.parameter,
          isRural ? conditions.ruralMedicalFrom.parameter : conditions.maternityFrom.parameter,
          conditions.supplementaryCount.parameter,
        ])
    }
  }

  private func insuranceReason(_ history: InsuranceHistory) -> Wording {
    let start = referenceMonth - (conditions.insuranceMonths.value - 1)
    var zh: [String] = []
    var en: [String] = []
    for (type, months) in history.gaps {
      let spans = Notes.list(Notes.spans(months))
      zh.append("\(type.wording.zh)缺\(months.count)个月（\(spans)）")
      en.append(
        "\(type.wording.en) lacks \(months.count) month\(months.count == 1 ? "" : "s") (\(spans))")
    }
    let count = supplementaryMonths(history)
    if count > conditions.supplementaryMost.value {
      let spans = Notes.list(Notes.spans(history.supplementary.sorted()))
      zh.append("补缴\(count)个月（\(spans)），超过\(conditions.supplementaryMost.value)个月")
      en.append(
        "\(count) supplementary months (\(spans)), more than \(conditions.supplementaryMost.value)")
    }
    let unpaid = history.unpaidLast.filter { type in
      !history.gaps.contains { $0.type == type && $0.months.contains(referenceMonth) }
    }
    if !unpaid.isEmpty {
      zh.append(
        "\(referenceMonth)\(unpaid.map(\.wording.zh).joined(separator: "、"))不是正常缴费")
      en.append(
        "\(unpaid.map(\.wording.en).joined(separator: ", ")) not paid normally in "
          + "\(referenceMonth)")
    }
    return Wording(
      "\(start)至\(referenceMonth)未连续缴纳社会保险：\(zh.joined(separator: "；"))",
      "social insurance from \(start) to \(referenceMonth) is not continuous: "
        + en.joined(separator: "; "))
  }
}
