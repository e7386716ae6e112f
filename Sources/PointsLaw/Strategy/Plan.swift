import Policy
import Units

/// What is claimed besides residences: a filing without its list.
struct Claims {
  var credential: CredentialClaim?
  var innovation: Int?
  var tax: TaxClaim?
}

/// A filing together with what its residences add up to.
struct Plan {
  var claims: Claims
  var leftOut: [Int]
  var months: ResidenceMonths
  var district: DistrictYears

  var filing: Filing {
    Filing(
      credential: claims.credential.map { Int($0.place) }, innovation: claims.innovation,
      taxRoute: claims.tax?.route,
      leftOut: leftOut)
  }
}

extension Rules {
  /// The zones that matter when a credential is claimed: where the deduction follows the study, the
  /// study is cut out of the time line.
  func zones(claiming credential: PackedCredential?) -> Zones {
    guard let credential, education.rule.value == .study, grossPoints(credential) != 0 else {
      return plainZones
    }
    return Zones(
      boundary: boundaryBit, last: lastBit, study: credential.enrolled, credential.graduated)
  }

  /// The plan of a filing as it was filed.
  func plan(_ applicant: Applicant, _ work: Employment, filing: Filing) -> Plan {
    let zones = self.zones(claiming: filing.credential.map(applicant.credential))
    let tally = self.tally(applicant, work, zones, leftOut: filing.leftOut)
    let months = kept(tally, work, zones)
    return Plan(
      claims: Claims(
        credential: filing.credential.map { claim($0, applicant, work, months) },
        innovation: filing.innovation,
        tax: filing.taxRoute.map { route in
          TaxClaim(
            route: route, points: Int32(truncatingIfNeeded: routePoints(route, applicant)))
        }),
      leftOut: filing.leftOut.sorted(), months: months, district: districtYears(tally, work))
  }

  /// The filing with the highest total over all choices the rules leave open: proven, not guessed.
  ///
  /// Among equal totals: fewest residences left out, then the list of left-out places that comes
  /// first, then no credential before a credential and the lower place first; the innovation claim
  /// and the tax route are `nil` when they earn nothing.
  func bestPlan(_ applicant: Applicant, _ work: Employment) -> Plan {
    complete(residencesOfBestPlan(applicant, work), applicant)
  }

  /// A plan of residences and a credential with the best of what does not depend on them.
  func complete(_ plan: Plan, _ applicant: Applicant) -> Plan {
    var plan = plan
    plan.claims.innovation = bestClaim(applicant)
    plan.claims.tax = bestRoute(applicant)
    return plan
  }

  private func residencesOfBestPlan(_ applicant: Applicant, _ work: Employment) -> Plan {
    guard filingIsSettled else { return searchedPlan(applicant, work) }
    let tally = self.tally(applicant, work, plainZones)
    let months = kept(tally, work, plainZones)
    guard isSettled(applicant, months, work) else { return searchedPlan(applicant, work) }
    return Plan(
      claims: Claims(credential: bestCredential(applicant, work, months)), leftOut: [],
      months: months, district: districtYears(tally, work))
  }

  /// Whether filing all residences can be known to be best without a search, as for nearly everybody
  /// since 2020: the deduction looks at employment only.
  @inline(__always)
  var filingIsSettled: Bool { filing.allIsBestBelowCap && education.windows != nil }

  /// Whether filing all residences is best: the cap does not bind, or what it leaves room for could
  /// not earn more.
  ///
  /// Without rentals, a month of an own home gains its rate and loses at most an imputed month's, and
  /// the difference is more than rounding can take (``FilingRules/allIsBestBelowCap``). With them it is
  /// more than the rounding of all four lines can take (``FilingRules/ownIsBestUnderCap``), so own homes
  /// fill the cap as far as they go. Which of their months, and which of the rented and imputed ones
  /// then remain, is decided by rounding: filing everything is best where it earns as much as the best
  /// division of the months. Who filed one residence can only leave out that. The rest is searched.
  @inline(__always)
  func isSettled(
    _ applicant: Applicant, _ months: ResidenceMonths, _ work: Employment
  ) -> Bool {
    if Int(months.found) <= work.months { return true }
    if Int(months.ownFound) <= work.months, months.filedFound == 0 {
      return residence.earlyRental.value == .insurance
    }
    guard filing.ownIsBestUnderCap, !months.isShort else { return false }
    if applicant.packed.pointee.entries == 1 {
      let without = min(Int(months.found &- months.filedFound), work.months)
      return months.ownFound > 0
        || filedPoints[Int(months.filed)] &+ imputedPoints[Int(months.imputed)]
          >= imputedPoints[without]
    }
    if Int(months.ownFound) <= work.months {
      return filedPoints[Int(months.filed)] &+ imputedPoints[Int(months.imputed)]
        == bestRest[work.months &- Int(months.own)]
    }
    let before = Int(months.ownBefore)
    return ownPoints[before] &+ ownPoints[work.months &- before] == bestOwn[work.months]
  }

  @inline(never)
  func searchedPlan(_ applicant: Applicant, _ work: Employment) -> Plan {
    guard education.windows != nil else { return bestPlanByStudy(applicant, work) }
    if applicant.packed.pointee.entries <= 4 { return bestPlanOfFew(applicant, work) }
    let search = ResidenceSearch(self, applicant, work, plainZones, credential: nil)
    let leftOut = search.best(beating: nil).map { search.places($0.leftOut) } ?? []
    var plan = self.plan(applicant, work, filing: Filing(leftOut: leftOut))
    plan.claims.credential = bestCredential(applicant, work, plan.months)
    return plan
  }

  /// With few residences every choice is tried. A choice is a set of entries left out, one bit each;
  /// of two as long, the list with the lowest entry they do not share comes first.
  private func bestPlanOfFew(_ applicant: Applicant, _ work: Employment) -> Plan {
    var best = planOfFew(applicant, work, leftOut: 0)
    var most = residenceAndDistrict(best)
    var bestChoice: UInt64 = 0
    for choice in 1..<UInt64(1) << UInt64(applicant.packed.pointee.entries) {
      let plan = planOfFew(applicant, work, leftOut: choice)
      let points = residenceAndDistrict(plan)
      guard points >= most else { continue }
      let difference = choice ^ bestChoice
      let isPreferred =
        choice.nonzeroBitCount == bestChoice.nonzeroBitCount
        ? choice & difference & (~difference &+ 1) != 0
        : choice.nonzeroBitCount < bestChoice.nonzeroBitCount
      if points > most || isPreferred { (best, most, bestChoice) = (plan, points, choice) }
    }
    best.leftOut = (0..<Int(applicant.packed.pointee.entries)).filter { bestChoice >> $0 & 1 == 1 }
    best.claims.credential = bestCredential(applicant, work, best.months)
    return best
  }

  private func planOfFew(
    _ applicant: Applicant, _ work: Employment, leftOut: UInt64
  ) -> Plan {
    var tally = ResidenceTally.empty
    for home in applicant.homes where leftOut >> UInt64(home.entry) & 1 == 0 {
      add(home, work, plainZones, to: &tally)
    }
    return Plan(
      claims: Claims(), leftOut: [], months: kept(tally, work, plainZones),
      district: districtYears(tally, work))
  }

  private func residenceAndDistrict(_ plan: Plan) -> Int {
    Int(residencePoints(plan.months).wrappedSum()) + plan.district.points
  }

  /// The credential that nets most, the first of equals; `nil` when none nets anything. Where the
  /// deduction has a fixed window, it does not depend on the residences.
  @inline(__always)
  func bestCredential(
    _ applicant: Applicant, _ work: Employment, _ months: ResidenceMonths
  ) -> CredentialClaim? {
    var best = CredentialClaim(place: 0, gross: 0, deduction: 0)
    var place = 0
    while place < Int(applicant.packed.pointee.credentials) {
      let other = claim(place, applicant, work, months)
      if other.net > best.net { best = other }
      place &+= 1
    }
    return best.gross == 0 ? nil : best
  }

  /// Trial: the deduction follows the residences that scored, so each credential has its own best
  /// residences. They are searched in the order of the last tie rule: an equal filing is not better.
  private func bestPlanByStudy(_ applicant: Applicant, _ work: Employment) -> Plan {
    var filing = Filing()
    var best: ResidenceWay?
    let credentials = (0..<Int(applicant.packed.pointee.credentials)).filter {
      grossPoints(applicant.credential($0)) != 0
    }
    for place in [nil] + credentials.map(Optional.some) {
      let credential = place.map(applicant.credential)
      let gross = credential.map(grossPoints) ?? 0
      let search = ResidenceSearch(
        self, applicant, work, zones(claiming: credential), credential: credential)
      var known = best
      known?.points -= gross
      guard var better = search.best(beating: known) else { continue }
      filing = Filing(credential: place, leftOut: search.places(better.leftOut))
      better.points += gross
      best = better
    }
    return plan(applicant, work, filing: filing)
  }
}
