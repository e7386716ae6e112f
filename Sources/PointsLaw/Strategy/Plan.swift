import Policy
import Units

/// What is claimed besides residences: a filing without its list.
struct Claims {
  var credential: Int?
  var innovation: Int?
  var taxRoute: Filing.TaxRoute?
}

/// A filing together with what its residences add up to.
struct Plan {
  var claims: Claims
  var leftOut: [Int]
  var zones: Zones
  var tally: ResidenceTally
  var months: ResidenceMonths

  var filing: Filing {
    Filing(
      credential: claims.credential, innovation: claims.innovation, taxRoute: claims.taxRoute,
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
    return Plan(
      claims: Claims(
        credential: filing.credential, innovation: filing.innovation, taxRoute: filing.taxRoute),
      leftOut: filing.leftOut.sorted(), zones: zones, tally: tally,
      months: kept(tally, work, zones))
  }

  /// The filing with the highest total over all choices the rules leave open: proven, not guessed.
  ///
  /// Among equal totals: fewest residences left out, then the list of left-out places that comes
  /// first, then no credential before a credential and the lower place first; the innovation claim
  /// and the tax route are `nil` when they earn nothing.
  func bestPlan(_ applicant: Applicant, _ work: Employment) -> Plan {
    var plan = residencesOfBestPlan(applicant, work)
    plan.claims.innovation = bestClaim(applicant)
    plan.claims.taxRoute = bestRoute(applicant)
    return plan
  }

  private func residencesOfBestPlan(_ applicant: Applicant, _ work: Employment) -> Plan {
    guard filingIsSettled else { return searchedPlan(applicant, work) }
    let tally = self.tally(applicant, work, plainZones)
    let months = kept(tally, work, plainZones)
    guard isSettled(tally, months, work) else { return searchedPlan(applicant, work) }
    return Plan(
      claims: Claims(credential: bestCredential(applicant, work, months, plainZones)),
      leftOut: [], zones: plainZones, tally: tally, months: months)
  }

  /// Whether filing all residences can be known to be best without a search, as for nearly everybody
  /// since 2020: the deduction looks at employment only.
  @inline(__always)
  var filingIsSettled: Bool { filing.allIsBestBelowCap && education.windows != nil }

  /// Whether filing all residences is best: the cap does not bind, or only own homes and imputed
  /// months share it.
  ///
  /// A month of an own home then gains its rate and loses at most an imputed month's, and the
  /// difference (``FilingRules/allIsBestBelowCap``) is more than the rounding of the lines can take.
  /// Months of a rental under the cap displace imputed months at the same rate, and months of own
  /// homes beyond the cap displace each other: there rounding decides, and that is searched.
  @inline(__always)
  func isSettled(_ tally: ResidenceTally, _ months: ResidenceMonths, _ work: Employment) -> Bool {
    if Int(months.found) <= work.months { return true }
    return tally.filed == 0 && tally.early == SIMD4(repeating: 0)
      && Int(tally.own.wrappedSum()) <= work.months
  }

  @inline(never)
  private func searchedPlan(_ applicant: Applicant, _ work: Employment) -> Plan {
    guard education.windows != nil else { return bestPlanByStudy(applicant, work) }
    let search = ResidenceSearch(self, applicant, work, plainZones, credential: nil)
    let leftOut = search.best(beating: nil).map { search.places($0.leftOut) } ?? []
    var plan = self.plan(applicant, work, filing: Filing(leftOut: leftOut))
    plan.claims.credential = bestCredential(applicant, work, plan.months, plan.zones)
    return plan
  }

  /// The credential that nets most, the first of equals; `nil` when none nets anything. Where the
  /// deduction has a fixed window, it does not depend on the residences.
  @inline(__always)
  func bestCredential(
    _ applicant: Applicant, _ work: Employment, _ months: ResidenceMonths, _ zones: Zones
  ) -> Int? {
    var best: Int?
    var most = 0
    for place in 0..<Int(applicant.packed.pointee.credentials) {
      let credential = applicant.credential(place)
      let gross = grossPoints(credential)
      guard gross != 0 else { continue }
      let net = gross &- deduction(studyMonths(credential, work, months, zones))
      if net > most { (most, best) = (net, place) }
    }
    return best
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
