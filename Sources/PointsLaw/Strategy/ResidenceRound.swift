import Policy
import Units

/// An entry of the list of residences that has any effect.
struct ResidenceEntry {
  /// Its place in the list.
  let place: Int
  /// Its first month, as a bit.
  var from: Int32
  var tally: ResidenceTally
}

/// One pass over the entries, with the first month seen inside the six districts fixed where the district
/// indicator asks for it.
///
/// The cap keeps own homes first, then rentals and dormitories, then imputed months, in each group the
/// earliest: so they are decided in this order, and each takes what room there is. Nothing needs to
/// know which months were filed, only how many. Entries can stand in the order of time because all
/// months of one lie before all months of the next, also where a spouse's home was lived in twice.
struct ResidenceRound {
  /// An entry that can be filed or left out.
  struct Step {
    /// Its place among all entries with any effect.
    let entry: Int
    let isForced: Bool
    let adds: ResidenceAddition
  }

  let terms: ResidenceTerms
  /// What is left out throughout the round.
  private(set) var leftOut: LeftOut
  private(set) var steps: [Step] = []
  /// What the steps from each one on add together.
  private(set) var rest: [ResidenceAddition] = []
  /// Steps before this place are of own homes; those before the other are all that can touch the district
  /// indicator.
  private(set) var ownEnd = 0
  private(set) var districtEnd = 0
  private let hasDistrict: Bool
  /// Of the first months after the boundary in rentals and dormitories, in the order of the steps: how
  /// many are of rentals, how many are inside the study, and how many of rentals are.
  private(set) var rentals: [Int32] = [0]
  private(set) var studies: [Int32] = [0]
  private(set) var rentalStudies: [Int32] = [0]
  /// Short years of which every month can be filed, and those in which the job counts throughout.
  private var shortYears: ShortYears = []
  private let jobShortYears: ShortYears

  /// - Parameters:
  ///   - leavingOut: entries that are not filed in this round.
  ///   - filing: an entry that is.
  ///   - moved: the months that count for the district indicator, by a move, if lived outside; `nil`
  ///     where the indicator can earn nothing.
  init(
    _ terms: ResidenceTerms, _ entries: [ResidenceEntry], leavingOut: [Int] = [],
    filing forced: Int? = nil, moved: UInt64?
  ) {
    self.terms = terms
    hasDistrict = moved != nil
    let jobs = moved.map { $0 & terms.rules.jobsMovedOutside(terms.work) } ?? 0
    jobShortYears = ShortYears.full(in: jobs)
    leftOut = LeftOut(of: entries.count)
    for entry in leavingOut { leftOut.insert(entry) }
    var own: [Step] = []
    var filed: [Step] = []
    var outside: UInt64 = 0
    for entry in entries.indices.sorted(by: { entries[$0].from < entries[$1].from })
    where !leftOut.contains(entry) {
      let tally = entries[entry].tally
      let months = tally.outside & (moved ?? 0)
      outside |= months
      var adds = ResidenceAddition(
        own: tally.own, imputable: tally.ownImputable, early: tally.early, filed: tally.filed)
      if hasDistrict {
        adds.both = tally.outsideMonths.both + Int32((months & jobs).nonzeroBitCount)
        adds.housing = tally.outsideMonths.housing + Int32(months.nonzeroBitCount)
        adds.short = ShortYears.touched(by: months)
        adds.isOutsideLast = tally.outsideMonths.isOutsideLast
      }
      let step = Step(entry: entry, isForced: entry == forced, adds: adds)
      if tally.own != .zero {
        own.append(step)
      } else if adds.filed > 0 || adds.early != .zero {
        filed.append(step)
        follow(tally)
      }
    }
    shortYears = ShortYears.full(in: outside)
    order(own, filed)
  }

  /// Own homes stand in the order of time where the cap can drop some of their months; otherwise those
  /// that touch the district indicator come first, so that its months need not be followed for long.
  private mutating func order(_ own: [Step], _ filed: [Step]) {
    if terms.ownCanExceed {
      steps = own
      districtEnd = own.lastIndex(where: \.adds.touchesDistrict).map { $0 + 1 } ?? 0
    } else {
      // The home of the reference month before all: without it nothing else may count.
      steps = own.filter(\.adds.isOutsideLast)
      steps += own.filter { $0.adds.touchesDistrict && !$0.adds.isOutsideLast }
      districtEnd = steps.count
      steps += own.filter { !$0.adds.touchesDistrict }
    }
    ownEnd = steps.count
    steps += filed
    rest = Array(repeating: ResidenceAddition(), count: steps.count + 1)
    for place in steps.indices.reversed() { rest[place] = rest[place + 1] + steps[place].adds }
  }

  /// Adds the months of a rental or a dormitory to the running counts.
  private mutating func follow(_ tally: ResidenceTally) {
    var months = tally.filedMonths
    for _ in 0..<tally.filed {
      let month = months & (~months &+ 1)
      months ^= month
      let isRental = terms.splitsAtBoundary || tally.rentals & month != 0
      let isStudy = terms.studyMask & month != 0
      rentals.append(rentals[rentals.count - 1] + (isRental ? 1 : 0))
      studies.append(studies[studies.count - 1] + (isStudy ? 1 : 0))
      rentalStudies.append(
        rentalStudies[rentalStudies.count - 1] + (isRental && isStudy ? 1 : 0))
    }
  }

  /// The account before any step.
  var start: ResidenceAccount {
    var account = ResidenceAccount(available: terms.available, room: terms.cap)
    account.broken = ShortYears.all.subtracting(shortYears)
    return account
  }

  // MARK: Steps

  /// Files the home of a step.
  func file(_ place: Int, _ account: inout ResidenceAccount) {
    add(steps[place].adds, from: place, to: &account)
  }

  /// Leaves the home of a step out.
  func leaveOut(_ place: Int, _ account: inout ResidenceAccount) {
    if place < districtEnd { account.broken.formUnion(steps[place].adds.short) }
  }

  /// Adds what the steps from `place` on, or the first of them, add.
  private func add(
    _ adds: ResidenceAddition, from place: Int, to account: inout ResidenceAccount
  ) {
    if place < districtEnd {
      account.both += adds.both
      account.housing += adds.housing
      if adds.isOutsideLast { account.isOutsideLast = true }
    }
    if place < ownEnd { addOwn(adds, to: &account) }
    account.available &+= adds.early
    let kept = min(adds.filed, account.room)
    guard kept > 0 else { return }
    let first = filedBefore(place)
    let rental = rentals[first + Int(kept)] - rentals[first]
    account.rental += rental
    account.dormitory += kept - rental
    account.study +=
      Int(studies[first + Int(kept)] - studies[first])
      * terms.rules.residence.filed.value.hundredths
    account.room -= kept
  }

  private func addOwn(_ adds: ResidenceAddition, to account: inout ResidenceAccount) {
    let kept = Rules.earliest(adds.own, account.room)
    let months = kept.wrappedSum()
    account.own += months
    if terms.splitsAtBoundary { account.ownBefore += kept.sum(where: terms.zones.isBefore) }
    account.study += Int(kept.sum(where: terms.zones.isStudy)) * terms.rules.ownStudyRate
    account.room -= months
    account.available &-= adds.imputable
  }

  /// Months of rentals and dormitories before a step.
  func filedBefore(_ place: Int) -> Int { Int(rest[0].filed - rest[place].filed) }

  // MARK: Points

  /// Turns into points what the steps from `next` on cannot change, and forgets what they cannot see.
  func settle(_ account: inout ResidenceAccount, _ points: inout Int, before next: Int) {
    settleDistrict(&account, &points, before: next)
    account.available = enough(account.available, for: account.room, before: next)
    guard next >= ownEnd else { return }
    guard scores(account) else { return }
    points += terms.ownPoints(account)
    (account.own, account.ownBefore) = (0, 0)
    let rest = self.rest[next]
    if rest.early == .zero, account.room >= rest.filed + account.available.wrappedSum() {
      // The cap cannot bind any more.
      points += terms.imputedPoints(account.available)
      account.study += terms.imputedStudy(account.available)
      account.available = .zero
      account.room = rest.filed
    }
  }

  /// The earliest months to impute, as many as there is room for. An own home takes as much room as it
  /// takes months, so that those that are too many now stay too many; but what it takes must be there.
  private func enough(
    _ available: SIMD4<Int32>, for room: Int32, before next: Int
  ) -> SIMD4<Int32> {
    let takable = rest[next].imputable
    var months = SIMD4<Int32>.zero
    var room = room
    for zone in 0..<4 {
      months[zone] = min(available[zone], max(room, takable[zone]))
      room = max(room - months[zone], 0)
    }
    return months
  }

  /// Whether the least number of months is reached, whatever else is filed: a home filed never makes them
  /// fewer.
  func scores(_ account: ResidenceAccount) -> Bool {
    terms.cap - account.room + min(account.available.wrappedSum(), account.room) >= terms.minimum
  }

  private func settleDistrict(
    _ account: inout ResidenceAccount, _ points: inout Int, before next: Int
  ) {
    guard next <= districtEnd else { return }
    if next == districtEnd {
      if hasDistrict { points += district(account) }
      (account.both, account.housing, account.broken) = (0, 0, [])
      account.isOutsideLast = false
    } else if terms.rules.district.rule.value == .moved {
      // Months that cannot make a whole year any more.
      let year = Int32(clamping: terms.rules.district.yearMonths.value)
      let both = account.both % year
      if both + rest[next].both < year { account.both -= both }
      let housing = account.housing % year
      if housing + rest[next].housing < year { account.housing -= housing }
    } else if !account.isOutsideLast, !rest[next].isOutsideLast {
      (account.both, account.housing) = (0, 0)
    }
  }

  func district(_ account: ResidenceAccount) -> Int {
    let rules = terms.rules
    switch rules.district.rule.value {
    case .lives:
      return rules.districtYears(
        OutsideMonths(
          both: account.both, housing: account.housing, isOutsideLast: account.isOutsideLast),
        terms.work
      ).points
    case .moved:
      let full = ShortYears.all.subtracting(account.broken)
      return rules.movedYears(
        both: Int(account.both), full.intersection(jobShortYears),
        housing: Int(account.housing), full
      ).points
    }
  }

  /// The points, in hundredths, when everything from `next` on is filed.
  func points(_ account: ResidenceAccount, _ settled: Int, filingFrom next: Int) -> Int {
    var account = account
    var points = settled
    add(rest[next], from: next, to: &account)
    if next < districtEnd, hasDistrict { points += district(account) }
    let imputed = Rules.earliest(account.available, account.room)
    let months = terms.cap - account.room + imputed.wrappedSum()
    // Then nothing has become points but the district.
    if months < terms.minimum { return points - terms.deduction(terms.employedStudy) }
    let study = terms.employedStudy + account.study + terms.imputedStudy(imputed)
    return points + terms.ownPoints(account) + terms.filedPoints(account)
      + terms.imputedPoints(imputed) - terms.deduction(study)
  }
}
