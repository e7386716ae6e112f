package import PointsLaw
import Units

/// A seeded source of valid but nasty facts, for differential and property tests.
///
/// Everything the case format allows can come out, and the edges of the rules come out often: the
/// 84-month window, the boundary months, the reference date itself and what lies beyond it, 11, 12,
/// 23 and 24 months. The same seed gives the same facts on every machine.
package struct RandomFacts {
  private var state: UInt64
  private let seed: UInt64
  private var count = 0

  package init(seed: UInt64) {
    self.seed = seed
    state = seed
  }

  /// The next applicant.
  ///
  /// - Parameter small: at most 4 residences (otherwise 7), 2 credentials (4) and 3 claims (6), so
  ///   that brute force over every filing stays quick.
  package mutating func next(cycle: Int, small: Bool) -> Facts {
    count += 1
    let last = Month(cycle - 1, 12)
    let suffix = chance(1, in: 12) ? pick([" 甲", ", b", " \"c\"", "'", ": #d"]) : ""
    let sex = pick([Sex.female, .male])
    let insurance = insurance(last)
    let residences = residences(last, cycle: cycle, insurance, limit: small ? 4 : 7)
    return Facts(
      id: "R-\(seed)-\(count)\(suffix)", birthDate: birthDate(cycle: cycle, sex), sex: sex,
      post: pick([.worker, .management]), household: pick([.urban, .urban, .rural]),
      residencePermit: permit(last), criminalRecord: chance(1, in: 15), insurance: insurance,
      residences: residences,
      credentials: credentials(last, residences, limit: small ? 2 : 4),
      innovation: claims(cycle: cycle, limit: small ? 3 : 6), taxes: taxes(cycle: cycle),
      marriages: marriages(last, residences), honours: honours(cycle: cycle),
      detentions: dates(cycle: cycle))
  }

  // MARK: Numbers

  /// SplitMix64.
  private mutating func bits() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }

  mutating func number(_ range: ClosedRange<Int>) -> Int {
    let width = UInt64(range.upperBound - range.lowerBound + 1)
    return range.lowerBound + Int(bits() % width)
  }

  mutating func chance(_ part: Int, in whole: Int) -> Bool { number(1...whole) <= part }

  mutating func pick<Element>(_ list: [Element]) -> Element {
    list[number(0...list.count - 1)]
  }

  mutating func shuffled<Element>(_ list: [Element]) -> [Element] {
    var list = list
    for index in list.indices.dropFirst() { list.swapAt(index, number(0...index)) }
    return list
  }

  // MARK: Months and days

  private func edges(_ last: Month) -> [Month] {
    [
      Month(1998, 6), Month(1998, 7), Month(1998, 8), Month(2012, 3), Month(2012, 4),
      Month(2016, 11), Month(2016, 12), Month(2017, 1), Month(2017, 2), Month(2017, 3),
      Month(2017, 12), Month(2018, 1), Month(2018, 2), Month(2018, 12), Month(2020, 6),
      Month(2020, 7), Month(2020, 8), Month(2020, 9), last - 85, last - 84, last - 83, last - 82,
      last - 24, last - 23, last - 22, last - 12, last - 11, last - 10, last - 1, last, last + 1,
      last + 2,
    ].filter { $0 <= last + 2 }
  }

  mutating func someMonth(_ last: Month) -> Month {
    if chance(3, in: 5) { return pick(edges(last)) }
    let first = Month(1996, 1)
    return first + number(0...last.distance(since: first) + 8)
  }

  mutating func someLength() -> Int {
    chance(2, in: 3)
      ? pick([1, 1, 2, 3, 5, 6, 7, 11, 12, 13, 22, 23, 24, 36, 47, 48, 60]) : number(1...100)
  }

  private mutating func someDay(in month: Month) -> CivilDate {
    if chance(1, in: 3) { return CivilDate.last(of: month) }
    let length = CivilDate.days(year: month.year, month: month.month)
    let day = chance(1, in: 2) ? 1 : number(1...length)
    return CivilDate(month.year, month.month, day) ?? CivilDate.last(of: month)
  }

  /// Days of violations or detentions: mostly none, often at the edges of the windows.
  mutating func dates(cycle: Int) -> [CivilDate] {
    guard chance(1, in: 4) else { return [] }
    var list: [CivilDate] = []
    for _ in 0..<number(1...3) {
      let month = pick([
        Month(2016, 12), Month(2017, 1), Month(cycle - 6, 12), Month(cycle - 5, 1),
        Month(cycle - 3, 6), Month(cycle - 1, 12), Month(cycle, 1),
      ])
      list.append(someDay(in: month))
      if chance(1, in: 5), let day = list.last { list.append(day) }
    }
    return list
  }

  private mutating func permit(_ last: Month) -> ResidencePermit {
    switch number(1...10) {
    case 1: return .none
    case 2: return .appliedOn(someDay(in: last + 1))
    case 3: return .appliedOn(CivilDate.last(of: last))
    default: return .appliedOn(someDay(in: last - number(0...120)))
    }
  }

  /// Birth dates around the steps of the age table and around the retirement ages with the delays
  /// of the reform.
  private mutating func birthDate(cycle: Int, _ sex: Sex) -> CivilDate {
    switch number(1...4) {
    case 1:
      let year = cycle - 1 - number(45...52)
      return someDay(in: Month(year, pick([1, 2, 6, 12])))
    case 2:
      let years = sex == .male ? 60 : pick([50, 55])
      return someDay(in: Month(cycle - 1, 12) - years * 12 - pick([0, 0, 1, 2, 3, 4]) + 1)
    case 3:
      let years = sex == .male ? 60 : pick([50, 55])
      return someDay(in: Month(cycle - 1, 12) - years * 12 + number(-62...62))
    default:
      if chance(1, in: 6) { return CivilDate.last(of: Month(pick([1968, 1972, 1976, 1980]), 2)) }
      return someDay(in: Month(number(1956...2000), number(1...12)))
    }
  }

  // MARK: Insurance

  /// How one month of one type is paid.
  private struct Payment: Equatable {
    var district: District
    var supplementary: Supplementary?
  }

  private mutating func insuranceDistrict() -> District {
    pick([.haidian, .chaoyang, .municipal, .xicheng, .tongzhou, .changping, .yizhuang, .yanqing])
  }

  private mutating func supplementary(_ last: Month) -> Supplementary {
    var recorded: CivilDate?
    if chance(1, in: 3) { recorded = someDay(in: last + pick([-30, -1, 0, 0, 0, 1])) }
    return Supplementary(byAgency: chance(1, in: 3), recordedOn: recorded)
  }

  /// Cuts a gap or a supplementary payment into a timeline.
  private mutating func cutHole(_ timeline: inout [Month: Payment], _ last: Month) {
    let from = chance(1, in: 2) ? last - number(0...90) : someMonth(last)
    let length = chance(1, in: 8) ? someLength() : pick([1, 1, 2, 2, 3, 4, 5, 5, 6])
    let payment = chance(4, in: 5) ? supplementary(last) : nil
    for offset in 0..<length {
      guard let district = timeline[from + offset]?.district else { continue }
      timeline[from + offset] =
        payment == nil ? nil : Payment(district: district, supplementary: payment)
    }
  }

  private mutating func pay(
    _ timeline: inout [Month: Payment], _ from: Month, _ to: Month, _ district: District
  ) {
    var month = from
    while month <= to {
      timeline[month] = Payment(district: district)
      month = month + 1
    }
  }

  private func move(
    _ timeline: inout [Month: Payment], from: Month, to: Month, _ district: District
  ) {
    var month = from
    while month <= to {
      if timeline[month] != nil { timeline[month]?.district = district }
      month = month + 1
    }
  }

  private mutating func insurance(_ last: Month) -> [InsuranceSpell] {
    var base: [Month: Payment] = [:]
    let end = last + pick([0, 0, 0, 0, 0, 1, 7, -1])
    switch number(1...12) {
    case 1: pay(&base, end - (pick([1, 5, 11, 12, 13, 24]) - 1), end, insuranceDistrict())
    case 2...4:
      for _ in 0..<number(1...6) {
        let from = someMonth(last)
        pay(&base, from, from + someLength() - 1, insuranceDistrict())
      }
    case 5 where chance(1, in: 3): break
    case 6...8: pay(&base, last - pick([84, 83, 83, 83, 83, 82]), end, insuranceDistrict())
    default: pay(&base, min(someMonth(last), last - 83), end, insuranceDistrict())
    }
    // The district changes now and then, typically around the start of the district indicator.
    if chance(1, in: 4) {
      // A job that moves out of city six for good.
      let moved = pick([
        Month(2017, 2), Month(2017, 2), Month(2018, 2), Month(2017, number(1...12)), last - 11,
        last - number(0...47),
      ])
      move(&base, from: moved - 24, to: moved - 1, pick([.haidian, .municipal]))
      move(&base, from: moved, to: last + 12, pick([.tongzhou, .yizhuang]))
    } else {
      for _ in 0..<number(0...3) {
        let from = chance(1, in: 2) ? pick(edges(last)) : someMonth(last)
        let to = chance(1, in: 2) ? last + 12 : from + someLength() - 1
        move(&base, from: from, to: to, insuranceDistrict())
      }
    }
    for _ in 0..<pick([0, 0, 0, 0, 1, 1, 2]) { cutHole(&base, last) }
    let ragged = chance(1, in: 2)
    // As many months of every type, but not the same ones, nor in the same district.
    let level = chance(1, in: 6) ? number(1...2) : 0

    var spells: [InsuranceSpell] = []
    for type in InsuranceType.allCases where !chance(1, in: 60) {
      var timeline = base
      if ragged, chance(1, in: 3) { cutHole(&timeline, last) }
      if level > 0 {
        let from = last - number(0...83)
        for month in [from, from + (level - 1)] where timeline[month] != nil {
          timeline[month]?.supplementary = Supplementary(byAgency: chance(2, in: 3))
        }
        if chance(1, in: 2) { move(&timeline, from: from, to: from + 40, insuranceDistrict()) }
      } else if chance(1, in: 6), let first = timeline.keys.min() {
        // A month or some more before the others, or one less.
        let district = insuranceDistrict()
        if chance(2, in: 3) {
          pay(&timeline, first - pick([1, 1, 12, 40]), first - 1, district)
        } else {
          timeline[first] = nil
        }
      }
      spells += shuffled(self.spells(type, timeline))
    }
    return spells
  }

  private mutating func spells(
    _ type: InsuranceType, _ timeline: [Month: Payment]
  ) -> [InsuranceSpell] {
    var list: [InsuranceSpell] = []
    var previous: Payment?
    for month in timeline.keys.sorted() {
      guard let payment = timeline[month] else { continue }
      if let spell = list.last, spell.months.to + 1 == month, payment == previous,
        !chance(1, in: 80)
      {
        list[list.count - 1].months.to = month
      } else {
        list.append(
          InsuranceSpell(
            type, MonthSpan(month, month), payment.district, supplementary: payment.supplementary))
      }
      previous = payment
    }
    return list
  }

  // MARK: Homes

  private mutating func homeDistrict() -> District {
    pick([.haidian, .fengtai, .dongcheng, .tongzhou, .tongzhou, .changping, .yizhuang, .miyun])
  }

  private mutating func residences(
    _ last: Month, cycle: Int, _ insurance: [InsuranceSpell], limit: Int
  ) -> [Residence] {
    var list: [Residence] = []
    func add(_ entry: Residence) {
      guard list.count < limit, entry.months.count > 0 else { return }
      if !list.contains(where: { $0.months.overlaps(entry.months) }) { list.append(entry) }
    }

    if cycle < 2020, chance(1, in: 2) {
      // A move out of city six in the trial years.
      let moved = pick([
        Month(2017, 2), Month(2017, 2), Month(2018, 2), Month(2017, 1), Month(2017, 3),
        Month(2018, 1), Month(2017, number(1...12)),
      ])
      let before = moved - pick([1, 1, 2, 12])
      let end = pick([Month(2017, 12), Month(2018, 12), Month(2018, 1), last, last, last - 1])
      add(residence(MonthSpan(moved, end), pick([.tongzhou, .daxing]), ownHome: 9))
      add(residence(MonthSpan(before, moved - 1), pick([.haidian, .xicheng]), ownHome: 3))
      if end == Month(2017, 12) {
        let again = MonthSpan(Month(2018, pick([1, 2, 2, 3])), last + pick([-1, 0, 0, 3]))
        add(residence(again, pick([.tongzhou, .yanqing]), ownHome: 9))
      }
    } else if cycle >= 2020, chance(1, in: 2) {
      // At home outside city six in the last December, since an edge.
      let from = pick([
        Month(2017, 12), Month(2018, 1), Month(2018, 2), Month(2020, 8), last - 10, last - 11,
        last - 12, last - 22, last - 23, last - number(0...47),
      ])
      add(residence(MonthSpan(from, last + pick([-1, 0, 0, 0, 3])), .tongzhou, ownHome: 9))
    }
    if let first = insurance.map(\.months.from).min(), chance(1, in: 3) {
      // A home before the first insured month takes the cap from imputed months.
      let to = first - pick([1, 1, 2, 30])
      add(residence(MonthSpan(to - (someLength() - 1), to), homeDistrict(), ownHome: 8))
    }
    if chance(1, in: 8) {
      let from = Month(1994, 11) + number(0...30)
      add(residence(MonthSpan(from, from + someLength() + 11), homeDistrict(), ownHome: 10))
    }
    for _ in 0..<number(0...limit) {
      let follows = list.isEmpty || chance(1, in: 2) ? nil : pick(list).months.to + 1
      let from = follows ?? someMonth(last)
      let span = MonthSpan(from, from + someLength() - 1)
      add(residence(span, homeDistrict(), ownHome: 5))
    }
    return shuffled(list)
  }

  /// - Parameter ownHome: how many of ten are own homes.
  private mutating func residence(
    _ span: MonthSpan, _ district: District, ownHome: Int
  ) -> Residence {
    if chance(ownHome, in: 10) {
      return Residence(.ownHome, owner: chance(2, in: 5) ? .spouse : .`self`, span, district)
    }
    return Residence(pick([.rental, .dormitory]), span, district)
  }
}
