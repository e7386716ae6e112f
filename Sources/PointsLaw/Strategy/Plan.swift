import Policy
import Units

/// A filing together with what its residences add up to.
struct Plan {
  var filing: Filing
  var zones: Zones
  var tally: ResidenceTally
  var months: ResidenceMonths
}

extension Rules {
  /// The zones that matter when a credential is claimed: where the deduction follows the study, the
  /// study is cut out of the time line.
  func zones(claiming credential: PackedCredential?) -> Zones {
    guard let credential, education.rule.value == .study, grossPoints(credential) != 0 else {
      return plainZones
    }
    return Zones(
      boundary: boundaryBit, last: Int32(truncatingIfNeeded: packing.bits - 1),
      study: credential.enrolled, credential.graduated)
  }

  /// The plan of a filing as it was filed.
  func plan(_ applicant: Applicant, _ work: Employment, filing: Filing) -> Plan {
    var filing = filing
    filing.leftOut.sort()
    let zones = self.zones(claiming: filing.credential.map(applicant.credential))
    let tally = self.tally(applicant, work, zones, leftOut: filing.leftOut)
    return Plan(filing: filing, zones: zones, tally: tally, months: kept(tally, work, zones))
  }

  /// The filing with the highest total over all choices the rules leave open: proven, not guessed.
  ///
  /// Among equal totals: fewest residences left out, then the list of left-out places that comes
  /// first, then no credential before a credential and the lower place first; the innovation claim
  /// and the tax route are `nil` when they earn nothing.
  @inline(__always)
  func bestPlan(_ applicant: Applicant, _ work: Employment) -> Plan {
    var plan =
      education.rule.value == .window
      ? bestPlanByWindow(applicant, work) : bestPlanByStudy(applicant, work)
    plan.filing.innovation = bestClaim(applicant)
    plan.filing.taxRoute = bestRoute(applicant)
    return plan
  }

  /// 2020: the deduction looks at employment only, so credential and residences are chosen apart.
  @inline(__always)
  private func bestPlanByWindow(_ applicant: Applicant, _ work: Employment) -> Plan {
    let zones = plainZones
    let tally = self.tally(applicant, work, zones)
    let months = kept(tally, work, zones)
    var plan = Plan(filing: Filing(), zones: zones, tally: tally, months: months)
    if Int(months.found) > work.months || !filing.allIsBestBelowCap {
      let search = ResidenceSearch(self, applicant, work, zones, credential: nil)
      plan.filing.leftOut = search.best().leftOut
      if !plan.filing.leftOut.isEmpty {
        plan.tally = self.tally(applicant, work, zones, leftOut: plan.filing.leftOut)
        plan.months = kept(plan.tally, work, zones)
      }
    }
    var most = 0
    for place in 0..<Int(applicant.packed.pointee.credentials) {
      let credential = applicant.credential(place)
      let gross = grossPoints(credential)
      guard gross > most else { continue }
      let net = gross &- deduction(studyMonths(credential, work, plan.months, zones))
      if net > most { (most, plan.filing.credential) = (net, place) }
    }
    return plan
  }

  /// Trial: the deduction follows the residences that scored, so each credential has its own best
  /// residences.
  @inline(never)
  private func bestPlanByStudy(_ applicant: Applicant, _ work: Employment) -> Plan {
    var best = bestResidences(applicant, work, claiming: nil)
    for place in 0..<Int(applicant.packed.pointee.credentials)
    where grossPoints(applicant.credential(place)) != 0 {
      let candidate = bestResidences(applicant, work, claiming: place)
      if candidate.isBetter(than: best) { best = candidate }
    }
    return plan(
      applicant, work, filing: Filing(credential: best.credential, leftOut: best.leftOut))
  }

  private struct Candidate {
    var credential: Int?
    var leftOut: [Int]
    var points: Int

    /// Candidates come in the order of the last tie rule, so an equal one is not better.
    func isBetter(than other: Candidate) -> Bool {
      if points != other.points { return points > other.points }
      if leftOut.count != other.leftOut.count { return leftOut.count < other.leftOut.count }
      return leftOut.lexicographicallyPrecedes(other.leftOut)
    }
  }

  private func bestResidences(
    _ applicant: Applicant, _ work: Employment, claiming place: Int?
  ) -> Candidate {
    let credential = place.map(applicant.credential)
    let search = ResidenceSearch(
      self, applicant, work, zones(claiming: credential), credential: credential)
    let (leftOut, points) = search.best()
    return Candidate(
      credential: place, leftOut: leftOut, points: points + (credential.map(grossPoints) ?? 0))
  }
}
