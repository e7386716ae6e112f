package import Units

/// A single change of life to weigh (变化).
package enum LifeChange: Hashable, Sendable {
  /// An own home from a month on; other homes end the month before.
  case ownHome(District, from: Month)
  /// A credential with diploma and degree, graduated in a month.
  case credential(Credential.Level, graduated: Month)
  /// A registered rental from a month on, where no home is filed.
  case rental(District, from: Month)
  /// Income tax of an amount in each year from a year on, with the look-up authorised.
  case incomeTax(Yuan, from: Int)
}

extension Facts {
  /// The same life carried forward: insurance and home of the month `now` go on to `end`, the income
  /// tax of that year is paid again in each later one. What ended before `now` has ended.
  package func carried(from now: Month, to end: Month) -> Facts {
    guard end > now else { return self }
    var facts = self
    for type in InsuranceType.allCases {
      let places = facts.insurance.indices.filter { facts.insurance[$0].type == type }
      if let last = places.max(by: {
        facts.insurance[$0].months.to < facts.insurance[$1].months.to
      }), facts.insurance[last].supplementary == nil,
        facts.insurance[last].months.contains(now), facts.insurance[last].months.to < end
      {
        facts.insurance[last].months.to = end
      }
    }
    if let last = facts.residences.indices.max(by: {
      facts.residences[$0].months.to < facts.residences[$1].months.to
    }), facts.residences[last].months.contains(now), facts.residences[last].months.to < end {
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
    switch change {
    case .ownHome(let district, let from):
      guard from <= end else { return facts }
      facts.endResidences(before: from)
      facts.residences.append(
        Residence(.ownHome, owner: .self, MonthSpan(from, end), district))
    case .rental(let district, let from):
      guard from <= end else { return facts }
      var month = from
      while month <= end {
        var last = month
        while last < end, !facts.isHoused(last + 1) { last = last + 1 }
        if !facts.isHoused(month) {
          facts.residences.append(Residence(.rental, MonthSpan(month, last), district))
        }
        month = last + 1
      }
    case .credential(let level, let graduated):
      guard graduated <= end else { return facts }
      let isJunior = level == .juniorCollege
      facts.credentials.append(
        Credential(
          level, diploma: true, degree: !isJunior, enrolled: graduated - 35,
          graduated: graduated))
    case .incomeTax(let paid, let from):
      facts.taxes.authorised = true
      guard from <= end.year else { return facts }
      for year in from...end.year {
        facts.taxes.income.removeAll { $0.year == year && $0.paid < paid }
        if !facts.taxes.income.contains(where: { $0.year == year }) {
          facts.taxes.income.append(IncomeTax(year: year, paid: paid))
        }
      }
      facts.taxes.income.sort { $0.year < $1.year }
    }
    return facts
  }

  private func isHoused(_ month: Month) -> Bool {
    residences.contains { $0.months.contains(month) }
  }

  private mutating func endResidences(before month: Month) {
    residences.removeAll { $0.months.from >= month }
    for place in residences.indices where residences[place].months.to >= month {
      residences[place].months.to = month - 1
    }
  }
}
