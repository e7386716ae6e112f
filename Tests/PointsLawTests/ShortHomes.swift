import PointsLaw
import Units

/// Random people with many short homes in and around a study, under a cap that is often too small for
/// them: where it is hard to see what to file.
struct ShortHomes {
  /// SplitMix64.
  struct Generator: RandomNumberGenerator {
    private var state: UInt64

    init(_ seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
      state &+= 0x9E37_79B9_7F4A_7C15
      var mixed = state
      mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
      mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
      return mixed ^ (mixed >> 31)
    }
  }

  private let cycle: Int
  private var random: Generator

  init(cycle: Int, seed: UInt64) {
    self.cycle = cycle
    random = Generator(seed)
  }

  private mutating func number(_ range: ClosedRange<Int>) -> Int {
    Int.random(in: range, using: &random)
  }

  private mutating func pick<Element>(_ list: [Element]) -> Element {
    list[number(0...list.count - 1)]
  }

  /// Somebody with at most so many homes.
  mutating func next(homes most: Int) -> Facts {
    let last = Month(cycle - 1, 12)
    let insured = pick([number(12...20), number(12...40), number(24...60), number(40...110)])
    let count = number(max(1, most - 4)...most)
    let homes = number(1...4) == 1 ? movedHomes(last, count) : self.homes(before: last, count)
    let credentials = (0..<number(1...2)).map { _ in study(before: last) }
    let marriages = self.marriages(before: last)
    let jobs = self.jobs(last - (insured - 1), last)
    return worker(cycle: cycle, insured: 0) {
      $0.insurance = jobs
      $0.residences = homes
      $0.credentials = credentials
      $0.marriages = marriages
    }
  }

  /// One job, or one inside the six districts and then one outside.
  private mutating func jobs(_ from: Month, _ to: Month) -> [InsuranceSpell] {
    let moved = to - number(0...30)
    guard number(1...2) == 1, from < moved else {
      return insured(MonthSpan(from, to), pick([.haidian, .tongzhou]))
    }
    return insured(MonthSpan(from, moved - 1), .haidian)
      + insured(MonthSpan(moved, to), .tongzhou)
  }

  /// Homes from the latest to the earliest, shuffled; sometimes a long one before the insurance.
  private mutating func homes(before last: Month, _ count: Int) -> [Residence] {
    var homes: [Residence] = []
    var to = last - pick([0, 0, 0, 1, 3, number(10...40)])
    let longest = pick([1, 1, 2, 4, 9])
    let kinds: [Residence.Kind] = pick([
      [.ownHome, .rental, .dormitory], [.ownHome, .rental], [.rental, .dormitory, .rental],
      [.ownHome, .ownHome, .dormitory],
    ])
    let outside = pick([0, 3, 8])
    while homes.count < count {
      let from = to - number(0...longest - 1)
      let kind = pick(kinds)
      let district: District = number(1...10) <= outside ? .tongzhou : .haidian
      homes.append(
        Residence(
          kind, owner: kind == .ownHome ? pick([.`self`, .`self`, .spouse]) : nil,
          MonthSpan(from, to), district))
      to = from - 1 - pick([0, 0, 0, number(0...6)])
    }
    if number(1...3) == 1 { homes[0] = longHome(endingBy: to) }
    return homes.shuffled(using: &random)
  }

  private mutating func longHome(endingBy to: Month) -> Residence {
    let end = min(to, Month(2009, 12))
    return Residence(
      .ownHome, owner: pick([.`self`, .spouse]), MonthSpan(end - number(5...80), end), .haidian)
  }

  /// Homes without a gap, moved out of the six districts in one of the months that begin a short year of
  /// the district indicator, or about then.
  private mutating func movedHomes(_ last: Month, _ count: Int) -> [Residence] {
    let moved = pick([Month(2017, 2), Month(2017, 2), Month(2018, 2), Month(2017, number(1...12))])
    var homes = [longHome(endingBy: moved - 30)]
    homes.append(
      Residence(
        pick([.ownHome, .rental]), owner: nil, MonthSpan(moved - number(1...20), moved - 1),
        .haidian))
    if homes[1].kind == .ownHome { homes[1].owner = .`self` }
    var from = moved
    while homes.count < max(count, 4), from <= last {
      let to = homes.count + 1 < max(count, 4) ? from + number(0...7) : from + number(8...24)
      let kind: Residence.Kind = number(1...6) == 1 ? .rental : .ownHome
      homes.append(
        Residence(
          kind, owner: kind == .ownHome ? .`self` : nil, MonthSpan(from, to), .tongzhou))
      from = to + 1
    }
    return homes.shuffled(using: &random)
  }

  private mutating func study(before last: Month) -> Credential {
    let graduated = last - pick([0, number(0...12), number(0...40)])
    let enrolled = graduated - pick([5, 11, number(0...40), 120])
    return Credential(
      pick([.bachelor, .master]), diploma: true, degree: true, enrolled: enrolled,
      graduated: graduated)
  }

  /// `nil`, or marriages that cut the homes of a spouse into pieces.
  private mutating func marriages(before last: Month) -> [Marriage]? {
    guard number(1...3) > 1 else { return nil }
    var marriages: [Marriage] = []
    var to = last - number(0...3)
    for _ in 0..<number(1...4) {
      let from = to - number(0...12)
      marriages.append(Marriage(from: from, to: to))
      to = from - number(1...4)
    }
    return marriages.reversed()
  }
}

/// The filing that comes first among the best, found by trying all of them.
struct BruteForce {
  let total: Points
  let filing: Filing

  /// Every list of places to leave out: fewest first, then in order.
  private static func subsets(_ count: Int) -> [[Int]] {
    (0..<(1 << count)).map { subset in (0..<count).filter { subset >> $0 & 1 == 1 } }
      .sorted {
        $0.count != $1.count ? $0.count < $1.count : $0.lexicographicallyPrecedes($1)
      }
  }

  /// - Parameter filing: the choices beside credential and residences.
  init(_ facts: Facts, _ filing: Filing, _ scorer: inout Scorer) {
    var first: (total: Points, filing: Filing)?
    for leftOut in BruteForce.subsets(facts.residences.count) {
      for credential in [nil] + facts.credentials.indices.map(Optional.some) {
        var other = filing
        other.leftOut = leftOut
        other.credential = credential
        let total = scorer.score(facts, filing: other).total
        if total > first?.total ?? Points(hundredths: .min) { first = (total, other) }
      }
    }
    (total, self.filing) = first ?? (Points(hundredths: .min), filing)
  }
}
