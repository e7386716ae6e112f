package import Policy
package import Units

/// A single change of life to weigh (变化).
package enum LifeChange: Hashable, Sendable {
  /// An own home from a month on; other homes end the month before.
  case ownHome(District, from: Month)
  /// A credential with diploma and degree, studied for and graduated in these months.
  case credential(Credential.Level, enrolled: Month, graduated: Month)
  /// A registered rental from a month on, where no home is filed.
  case rental(District, from: Month)
  /// The look-up of taxes is authorised.
  case authorisation
  /// Income tax of an amount in each year from a year on, with the look-up authorised.
  case incomeTax(Yuan, from: Int)

  package var wording: Wording {
    switch self {
    case .ownHome(let district, let from):
      Wording(
        "自\(from)起居住\(district.wording.zh)自有住所", "own home in \(district.wording.en) from \(from)")
    case .rental(let district, let from):
      Wording(
        "自\(from)起在\(district.wording.zh)租房并备案",
        "registered rental in \(district.wording.en) from \(from)")
    case .credential(let level, _, let graduated):
      Wording("\(graduated)取得\(level.wording.zh)学历学位", "\(level.wording.en) in \(graduated)")
    case .authorisation: Wording("授权查询纳税信息", "authorise the look-up of taxes")
    case .incomeTax(let paid, let from):
      Wording(
        "自\(from)年起每年缴纳个人所得税\(paid)元", "income tax of \(paid) CNY a year from \(from)")
    }
  }
}

extension LifeChange {
  /// Whether anything is different in the month `end`.
  func hasBegun(by end: Month) -> Bool {
    switch self {
    case .ownHome(_, let from), .rental(_, let from): from <= end
    case .credential(_, _, let graduated): graduated <= end
    case .authorisation, .incomeTax: true
    }
  }
}

extension Facts {
  /// The same life carried forward: the last insurance of each type and the last home go on to `end`
  /// if they reach the month `now` or are known for later, the income tax of that year is paid again
  /// in each later one. What ended before `now` has ended.
  package func carried(from now: Month, to end: Month) -> Facts {
    guard end > now else { return self }
    var facts = self
    for type in InsuranceType.allCases {
      let places = insurance.indices.lazy.filter { insurance[$0].type == type }
      if let last = places.max(by: { insurance[$0].months.to < insurance[$1].months.to }),
        facts.insurance[last].supplementary == nil,
        facts.insurance[last].months.to >= now, facts.insurance[last].months.to < end
      {
        facts.insurance[last].months.to = end
      }
    }
    if let last = facts.residences.indices.max(by: {
      facts.residences[$0].months.to < facts.residences[$1].months.to
    }), facts.residences[last].months.to >= now, facts.residences[last].months.to < end {
      facts.residences[last].months.to = end
    }
    if let paid = facts.taxes.income.last(where: { $0.year == now.year })?.paid {
      for year in now.year + 1..<end.year + 1
      where !facts.taxes.income.contains(where: { $0.year == year }) {
        facts.taxes.income.append(IncomeTax(year: year, paid: paid))
      }
    }
    return facts
  }

  /// The facts as they would be in the month `end` after a change.
  package func changed(by change: LifeChange, until end: Month) -> Facts {
    var facts = self
    facts.change(change, until: end)
    return facts
  }

  /// Makes a change, as far as it has begun in the month `end`.
  mutating func change(_ change: LifeChange, until end: Month) {
    guard change.hasBegun(by: end) else { return }
    switch change {
    case .ownHome(let district, let from):
      endResidences(before: from)
      residences.append(
        Residence(.ownHome, owner: .self, MonthSpan(from, end), district))
    case .rental(let district, let from):
      var isHoused = [Bool](repeating: false, count: MonthSpan(from, end).count)
      for residence in residences {
        let months = residence.months.intersection(MonthSpan(from, end))
        guard months.count > 0 else { continue }
        let first = months.from.distance(since: from)
        for place in first..<first + months.count { isHoused[place] = true }
      }
      let free = isHoused.indices.filter { !isHoused[$0] }.map { from + $0 }
      for span in Notes.spans(free) {
        residences.append(Residence(.rental, span, district))
      }
    case .credential(let level, let enrolled, let graduated):
      credentials.append(
        Credential(
          level, diploma: true, degree: level != .juniorCollege, enrolled: enrolled,
          graduated: graduated))
    case .authorisation:
      taxes.authorised = true
    case .incomeTax(let paid, let from):
      taxes.authorised = true
      guard from <= end.year else { return }
      for year in from...end.year {
        taxes.income.removeAll { $0.year == year && $0.paid < paid }
        if !taxes.income.contains(where: { $0.year == year }) {
          taxes.income.append(IncomeTax(year: year, paid: paid))
        }
      }
      taxes.income.sort { $0.year < $1.year }
    }
  }

  private mutating func endResidences(before month: Month) {
    residences.removeAll { $0.months.from >= month }
    for place in residences.indices where residences[place].months.to >= month {
      residences[place].months.to = month - 1
    }
  }
}
