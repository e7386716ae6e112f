import PointsLaw
import Units

extension RandomFacts {
  // MARK: Marriages and studies

  /// Marriages that share no month, beginning and ending around and inside the homes.
  mutating func marriages(_ last: Month, _ residences: [Residence]) -> [Marriage]? {
    switch number(1...6) {
    case 1...2: return nil
    case 3 where chance(1, in: 2): return []
    default: break
    }
    var cuts: Set<Month> = []
    for _ in 0..<number(1...6) {
      if residences.isEmpty || chance(1, in: 4) {
        cuts.insert(someMonth(last))
      } else {
        let span = pick(residences).months
        cuts.insert(pick([span.from, span.to, span.from + span.count / 2, span.to - 11]))
        if chance(1, in: 2) { cuts.insert(span.from - 12) }
      }
    }
    var list: [Marriage] = []
    var rest = cuts.sorted()
    while let from = rest.first {
      rest.removeFirst()
      if let end = rest.first {
        list.append(Marriage(from: from, to: chance(1, in: 6) ? from : end))
        rest.removeFirst()
        // Married again the month after.
        if chance(1, in: 3), rest.first != end + 1 { rest.insert(end + 1, at: 0) }
      } else {
        list.append(Marriage(from: from, to: chance(2, in: 3) ? nil : from + someLength()))
      }
    }
    return shuffled(list)
  }

  mutating func credentials(
    _ last: Month, _ residences: [Residence], limit: Int
  ) -> [Credential] {
    var list: [Credential] = []
    for _ in 0..<number(0...limit) {
      let level = pick(Credential.Level.allCases)
      let both = level == .juniorCollege || chance(3, in: 5)
      let diploma = level == .juniorCollege || both || chance(1, in: 2)
      let degree = level != .juniorCollege && (both || !diploma)
      var span: MonthSpan
      if !residences.isEmpty, chance(1, in: 2) {
        span = pick(residences).months
        span.from = span.from + pick([-12, -1, 0, 0, 1])
        span.to = max(span.from, span.to + pick([-1, 0, 0, 1, 12]))
      } else if chance(1, in: 3) {
        // Late: at the reference date or beyond it.
        let graduated = last + pick([-1, 0, 0, 1])
        span = MonthSpan(graduated - (someLength() - 1), graduated)
      } else {
        let from = chance(1, in: 2) ? someMonth(last) : Month(number(1996...2014), 9)
        span = MonthSpan(from, from + someLength() - 1)
      }
      list.append(
        Credential(
          level, diploma: diploma, degree: degree, enrolled: span.from, graduated: span.to))
    }
    return list
  }

  // MARK: Claims, taxes, honours

  mutating func claims(cycle: Int, limit: Int) -> [InnovationClaim] {
    guard chance(2, in: 3) else { return [] }
    var list: [InnovationClaim] = []
    for _ in 0..<number(1...limit) {
      let row = pick(InnovationRow.allCases + [.C1, .C2, .C3, .C4])
      if row.route == .enterprise {
        var years: [Int] = []
        for year in cycle - 4...cycle where chance(1, in: 2) { years.append(year) }
        let financing = pick([
          0, 4_999_999_99, 5_000_000_00, 19_999_999_99, 20_000_000_00, 39_999_999_99,
          40_000_000_00, 100_000_000_01,
        ])
        list.append(
          InnovationClaim(
            row, years: shuffled(years), financing: row == .C4 ? Yuan(fen: financing) : nil))
        continue
      }
      let grade = row.grades.isEmpty ? nil : pick(row.grades)
      var place: Int?
      if row.needsPlace(grade) || (row.mayHavePlace && chance(1, in: 4)) {
        place = chance(1, in: 6) ? number(1...60) : number(1...16)
        if chance(1, in: 6) { place = pick([1, 30, 31, 50, 51]) }
      }
      let year = pick([2010, 2011, 2012, 2014, 2015, cycle - 3, cycle - 2, cycle - 1, cycle])
      list.append(InnovationClaim(row, grade: grade, place: place, year: year))
    }
    return list
  }

  mutating func taxes(cycle: Int) -> Taxes {
    guard chance(5, in: 6) else { return Taxes() }
    var taxes = Taxes(authorised: chance(4, in: 5), violations: dates(cycle: cycle))
    taxes.owed = chance(1, in: 12)
    if chance(2, in: 3) {
      for year in cycle - 4...cycle where !chance(1, in: 12) {
        let usual = [99_999_99, 100_000_00, 100_000_01, 1, 50_000_00, 200_000_00, 100_000_00]
        let paid = chance(1, in: 15) ? 0 : pick(usual)
        taxes.income.append(IncomeTax(year: year, paid: Yuan(fen: paid)))
      }
    }
    if chance(2, in: 5) {
      let names = ["某合伙企业", "b, \"c\"", "d"].prefix(number(1...3))
      for name in names {
        for year in cycle - 4...cycle where !chance(1, in: 10) {
          taxes.enterprises.append(enterprise(name, year, of: names.count))
        }
      }
      taxes.enterprises = shuffled(taxes.enterprises)
    }
    return taxes
  }

  /// Taxes and shares whose product is about the threshold, exactly it, or a hair beside it.
  private mutating func enterprise(_ name: String, _ year: Int, of count: Int) -> EnterpriseTax {
    let whole = Share.whole.units
    let (share, paid) = pick([
      (whole / 10, 2_000_000_00), (whole / 10, 2_000_000_00), (whole / 10, 1_999_999_99),
      (whole / 3, 600_000_00), (whole / 3 + 1, 600_000_00), (whole, 200_000_00), (whole, 0),
      (0, 5_000_000_00), (1, Yuan.largest.fen), (whole / 5, 1_000_000_00),
    ])
    let spread = chance(1, in: 2) ? count : 1
    return EnterpriseTax(
      name: name, year: year, share: Share(units: share), paid: Yuan(fen: paid / spread))
  }

  mutating func honours(cycle: Int) -> [Honour] {
    guard chance(1, in: 3) else { return [] }
    var list: [Honour] = []
    for _ in 0..<number(1...2) {
      let title = pick(HonourTitle.allCases)
      list.append(Honour(title, year: pick([1999, cycle - 1, cycle, cycle, cycle + 1])))
    }
    return list
  }
}
