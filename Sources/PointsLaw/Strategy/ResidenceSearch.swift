import Policy
import Units

/// The best choice of residences to file for one credential.
///
/// Everything the residences decide depends on their ``ResidenceTally``, and tallies of entries add.
/// So the search goes through the entries once and keeps, for each sum that can be reached, only the
/// way that the tie rules prefer; sums that cannot beat what is already known are dropped by an
/// upper bound. It is exact for any number of homes, and its work is bounded by the number of
/// different sums, not by the number of subsets.
struct ResidenceSearch {
  private let rules: Rules
  private let work: Employment
  private let zones: Zones
  private let credential: PackedCredential?
  /// Entries with any effect, in the order of the list, and what each adds.
  private var entries: [(place: Int, tally: ResidenceTally)] = []
  private var everything = ResidenceTally.empty
  /// The cap can never cut into the rentals and dormitories.
  private var countsSuffice = false

  init(
    _ rules: Rules, _ applicant: Applicant, _ work: Employment, _ zones: Zones,
    credential: PackedCredential?
  ) {
    self.rules = rules
    self.work = work
    self.zones = zones
    self.credential = credential
    for home in applicant.homes {
      var tally = ResidenceTally.empty
      rules.add(home, work, zones, to: &tally)
      guard tally != .empty else { continue }
      everything = everything + tally
      if let last = entries.last, last.place == Int(home.entry) {
        entries[entries.count - 1].tally = last.tally + tally
      } else {
        entries.append((Int(home.entry), tally))
      }
    }
    forgetDistrict()
    let own = Int(everything.own.wrappedSum())
    countsSuffice = own + Int(everything.filed) <= work.months
    if countsSuffice { everything = entries.reduce(.empty) { sum($0, $1.tally) } }
  }

  /// Where even all residences together earn nothing for the district, no choice does, and the months
  /// it looks at make no difference.
  private mutating func forgetDistrict() {
    guard rules.filing.districtIsMonotone, rules.districtYears(everything, work).points == 0 else {
      return
    }
    func forget(_ tally: inout ResidenceTally) {
      tally.outside = 0
      tally.inside = 0
      tally.outsideMonths = OutsideMonths()
    }
    forget(&everything)
    for index in entries.indices { forget(&entries[index].tally) }
    entries.removeAll { $0.tally == .empty }
  }

  /// The sum of two tallies. While the cap can never cut into rentals and dormitories, only how many of
  /// their months lie inside and outside the study matters, so they are moved together: rentals to
  /// the first months of each part, dormitories to the last. Ways that differ only in which of such
  /// months they file then meet in one sum.
  private func sum(_ left: ResidenceTally, _ right: ResidenceTally) -> ResidenceTally {
    var sum = left + right
    guard countsSuffice, rules.filing.followsMonths else { return sum }
    sum.rentals = 0
    sum.dormitories = 0
    for part in [studyMask, ~studyMask] {
      let rentals = (left.rentals & part).nonzeroBitCount + (right.rentals & part).nonzeroBitCount
      let dormitories =
        (left.dormitories & part).nonzeroBitCount + (right.dormitories & part).nonzeroBitCount
      var rest = part
      for _ in 0..<rentals {
        sum.rentals |= rest & (~rest &+ 1)
        rest &= rest &- 1
      }
      for _ in 0..<dormitories {
        let last = UInt64(1) &<< UInt64(63 &- rest.leadingZeroBitCount)
        sum.dormitories |= last
        rest &= ~last
      }
    }
    return sum
  }

  /// Residence and district points less the deduction, in hundredths.
  private func points(_ tally: ResidenceTally) -> Int {
    let months = rules.kept(tally, work, zones)
    let lines = rules.residencePoints(months)
    var points = Int(lines.wrappedSum()) + rules.districtYears(tally, work).points
    if let credential, rules.education.rule.value == .study {
      points -= rules.deduction(rules.studyMonths(credential, work, months))
    }
    return points
  }

  /// The places to leave out and the points that are reached.
  func best() -> (leftOut: [Int], points: Int) {
    let all = points(everything)
    if isSettled { return ([], all) }
    var known = all
    var rest = [(all: ResidenceTally, outside: ResidenceTally)](
      repeating: (.empty, .empty), count: entries.count + 1)
    for index in entries.indices.reversed() {
      rest[index].all = sum(rest[index + 1].all, entries[index].tally)
      rest[index].outside = sum(rest[index + 1].outside, outsideStudy(entries[index].tally))
    }
    var ways: [ResidenceTally: [Int]] = [.empty: []]
    for (index, entry) in entries.enumerated() {
      var next: [ResidenceTally: [Int]] = [:]
      for (tally, leftOut) in ways {
        for isFiled in [true, false] {
          let sum = isFiled ? self.sum(tally, entry.tally) : tally
          let places = isFiled ? leftOut : leftOut + [entry.place]
          let most = bound(sum, rest[index + 1])
          if most < known || (most <= all && !places.isEmpty) { continue }
          known = max(known, points(self.sum(sum, rest[index + 1].all)))
          if let other = next[sum], !ResidenceSearch.isPreferred(places, to: other) { continue }
          next[sum] = places
        }
      }
      ways = next
    }
    var best = (leftOut: [Int](), points: all)
    for (tally, leftOut) in ways {
      let points = self.points(tally)
      if points > best.points
        || (points == best.points && ResidenceSearch.isPreferred(leftOut, to: best.leftOut))
      {
        best = (leftOut, points)
      }
    }
    return best
  }

  private static func isPreferred(_ left: [Int], to right: [Int]) -> Bool {
    left.count != right.count ? left.count < right.count : left.lexicographicallyPrecedes(right)
  }

  /// Whether filing everything is best without a search: the cap does not bind and no home lies in
  /// a study that takes it back.
  private var isSettled: Bool {
    guard rules.filing.allIsBestBelowCap else { return entries.isEmpty }
    if Int(rules.kept(everything, work, zones).found) > work.months { return false }
    guard let credential, rules.education.rule.value == .study else { return true }
    let begin = max(credential.enrolled, rules.boundaryBit + 1)
    let own = everything.own.sum(where: zones.isStudy)
    let early = everything.early.sum(where: zones.isStudy)
    let filed =
      begin <= credential.graduated
      ? (everything.rentals | everything.dormitories)
        & Rules.mask(begin, credential.graduated, from: rules.boundaryBit + 1) : 0
    return own == 0 && early == 0 && filed == 0
  }

  /// A tally without what it adds inside the study.
  private func outsideStudy(_ tally: ResidenceTally) -> ResidenceTally {
    var result = tally
    result.own.replace(with: 0, where: zones.isStudy)
    result.ownImputable.replace(with: 0, where: zones.isStudy)
    result.early.replace(with: 0, where: zones.isStudy)
    let inside = studyMask & (tally.rentals | tally.dormitories)
    result.rentals &= ~inside
    result.dormitories &= ~inside
    result.filed -= Int32(inside.nonzeroBitCount)
    return result
  }

  private var studyMask: UInt64 {
    guard let credential, rules.education.rule.value == .study else { return 0 }
    let begin = max(credential.enrolled, rules.boundaryBit + 1)
    return begin <= credential.graduated
      ? Rules.mask(begin, credential.graduated, from: rules.boundaryBit + 1) : 0
  }

  /// No choice among the remaining entries reaches more than this.
  ///
  /// Unrounded points grow with every month outside the study, and a month inside it only takes
  /// room under the cap; so the bound takes all that the rest adds outside the study and nothing of
  /// what it adds inside. Rounding can add at most half a hundredth a line.
  private func bound(
    _ tally: ResidenceTally, _ rest: (all: ResidenceTally, outside: ResidenceTally)
  ) -> Int {
    let filing = rules.filing
    let district =
      filing.districtIsMonotone
      ? rules.districtYears(sum(tally, rest.all), work).points : filing.districtMost
    var twelfths = work.months * filing.highestRate
    if filing.residenceIsMonotone {
      let months = rules.kept(sum(tally, rest.outside), work, zones)
      let own = months.own - months.ownInStudy
      let imputed = months.imputed - months.imputedInStudy
      let filed = Int(months.filed) - (months.filedMask & studyMask).nonzeroBitCount
      let ownInStudy = sum(tally, rest.all).own.sum(where: zones.isStudy)
      twelfths =
        Int(own) * rules.residence.own.value.hundredths
        + filed * rules.residence.filed.value.hundredths
        + Int(imputed) * rules.residence.imputed.value.hundredths
        + Int(ownInStudy) * filing.ownStudyNet
    }
    var lines = 4
    if let credential, rules.education.rule.value == .study {
      let employed = work.paid.count(Int(credential.enrolled), Int(credential.graduated))
      twelfths -= employed * rules.employment.pointsPerYear.value.hundredths
      lines = 5
    }
    let doubled = 2 * twelfths + 12 * lines
    return district + (doubled >= 0 ? doubled / 24 : -((23 - doubled) / 24))
  }
}
