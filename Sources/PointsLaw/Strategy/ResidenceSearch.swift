import Policy
import Units

/// The best choice of residences to file for one credential.
///
/// It goes through the entries once and keeps, for each ``ResidenceAccount`` that can be reached, only
/// the way that the tie rules prefer; ways that cannot beat what is already known are dropped by an
/// upper bound. It is exact for any number of homes, and its work is bounded by the number of
/// different accounts, not by the number of subsets.
struct ResidenceSearch {
  private let rules: Rules
  private let work: Employment
  private let zones: Zones
  private let credential: PackedCredential?
  /// Entries with any effect, in the order of the list, and what each adds.
  private var entries: [ResidenceEntry] = []
  private var everything = ResidenceTally.empty
  /// Some choice can earn points for the district.
  private var hasDistrict = true

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
        entries[entries.count - 1].from = min(last.from, home.from)
      } else {
        entries.append(ResidenceEntry(place: Int(home.entry), from: home.from, tally: tally))
      }
    }
    // Where even all residences together earn nothing for the district, no choice does.
    hasDistrict =
      !rules.filing.districtIsMonotone || rules.districtYears(everything, work).points != 0
  }

  /// The best way of filing; `nil` when it is not better than one known before.
  ///
  /// Points are those of residence and district less the deduction, in hundredths.
  func best(beating known: ResidenceWay?) -> ResidenceWay? {
    let all = ResidenceWay(points: points(everything), leftOut: LeftOut(of: entries.count))
    var best = known.map { all.isPreferred(to: $0) ? all : $0 } ?? all
    if !isSettled {
      for round in rounds() { round.improve(&best) }
    }
    if let known, !best.isPreferred(to: known) { return nil }
    return best
  }

  /// What a way leaves out, by places in the list.
  func places(_ leftOut: LeftOut) -> [Int] {
    entries.indices.filter(leftOut.contains).map { entries[$0].place }
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

  /// Whether filing everything is best without a search: the cap does not bind and no home lies in
  /// a study that takes it back.
  private var isSettled: Bool {
    guard rules.filing.allIsBestBelowCap else { return entries.isEmpty }
    if Int(rules.kept(everything, work, zones).found) > work.months { return false }
    return everything.own.sum(where: zones.isStudy) == 0
      && everything.early.sum(where: zones.isStudy) == 0
      && everything.filedMonths & rules.studyMask(credential) == 0
  }

  /// The rounds that together try every choice. Where the district indicator asks for a move out of the
  /// six districts, what counts depends on the first month seen inside them: one round for each
  /// entry that can hold it, which is then filed and all earlier ones inside are not, and one without
  /// any.
  private func rounds() -> [ResidenceRound] {
    let terms = ResidenceTerms(
      rules, work, zones, credential: credential, everything: everything)
    guard hasDistrict, rules.district.rule.value == .moved else {
      return [ResidenceRound(terms, entries, moved: hasDistrict ? 0 : nil)]
    }
    let inside = entries.indices.filter { entries[$0].tally.inside != 0 }
      .sorted { first($0) < first($1) }
    var rounds: [ResidenceRound] = []
    for place in 0...inside.count {
      let entry = place < inside.count ? inside[place] : nil
      rounds.append(
        ResidenceRound(
          terms, entries, leavingOut: Array(inside[..<place]), filing: entry,
          moved: entry.map { Rules.afterFirst(entries[$0].tally.inside) } ?? 0))
    }
    return rounds
  }

  private func first(_ entry: Int) -> Int { entries[entry].tally.inside.trailingZeroBitCount }
}

extension ResidenceRound {
  /// Puts a better way in the place of `best` when there is one.
  func improve(_ best: inout ResidenceWay) {
    var account = start
    var way = ResidenceWay(leftOut: leftOut)
    settle(&account, &way.points, before: 0)
    guard isOpen(account, way, before: 0, &best, isNew: true) else { return }
    var ways = [account: way]
    for place in steps.indices {
      var next: [ResidenceAccount: ResidenceWay] = [:]
      for (account, way) in ways {
        for isFiled in steps[place].isForced ? [true] : [true, false] {
          var account = account
          var way = way
          if isFiled {
            file(place, &account)
          } else {
            leaveOut(place, &account)
            way.leftOut.insert(steps[place].entry)
          }
          settle(&account, &way.points, before: place + 1)
          guard isOpen(account, way, before: place + 1, &best, isNew: !isFiled) else { continue }
          if let known = next.index(forKey: account) {
            if way.isPreferred(to: next.values[known]) { next.values[known] = way }
          } else {
            next[account] = way
          }
        }
      }
      ways = next
    }
  }

  /// Whether a way may still become better than the best one known, by leaving more out; first it is
  /// compared as it is, with everything that follows filed.
  ///
  /// - Parameter isNew: it was not compared like that before.
  private func isOpen(
    _ account: ResidenceAccount, _ way: ResidenceWay, before next: Int,
    _ best: inout ResidenceWay, isNew: Bool
  ) -> Bool {
    let bound = bound(account, way.points, before: next)
    if bound < best.points { return false }
    if isNew {
      let points = points(account, way.points, filingFrom: next)
      let whole = ResidenceWay(points: points, leftOut: way.leftOut)
      if whole.isPreferred(to: best) { best = whole }
    }
    return bound > best.points
      || (bound == best.points && way.leftOut.count < best.leftOut.count)
  }
}
