package import PointsLaw

extension NaiveScorer {
  /// Brute force over every credential (and none), innovation claim, tax route and every subset of
  /// residences, with the tie rules of the policy.
  ///
  /// All filings are tried in the order in which ties prefer them, so that the first one with the
  /// highest total is the answer. Indicators without a choice are left out of the comparison.
  package static func best(_ facts: Facts, cycle: Int) -> NaiveChoices {
    let applicant = NaiveCase(facts, cycle: cycle)
    var best = NaiveChoices()
    var highest: Int?
    for leftOut in leftOutLists(facts.residences.count) {
      let homes = applicant.homes(leavingOut: leftOut)
      let kept = applicant.keptMonths(homes)
      let housing = sum(applicant.residenceLines(kept)) + applicant.districtPoints(homes)
      for credential in noneThenIndices(facts.credentials.count) {
        let education = sum(applicant.educationLines(credential, kept))
        for innovation in noneThenIndices(facts.innovation.count) {
          let claimed = applicant.innovationPoints(innovation)
          for taxRoute in [nil, "income", "enterprise"] {
            let total = housing + education + claimed + applicant.taxPoints(taxRoute)
            if let highest, total <= highest { continue }
            highest = total
            best = NaiveChoices(
              credential: credential, innovation: innovation, taxRoute: taxRoute, leftOut: leftOut)
          }
        }
      }
    }
    return best
  }

  private static func sum(_ lines: [String: Int]) -> Int {
    var total = 0
    for points in lines.values { total += points }
    return total
  }

  private static func noneThenIndices(_ count: Int) -> [Int?] {
    var list: [Int?] = [nil]
    for index in 0..<count { list.append(index) }
    return list
  }

  /// Every list of residences to leave out: short ones first, then by their elements in order.
  static func leftOutLists(_ count: Int) -> [[Int]] {
    var lists: [[Int]] = [[]]
    for index in 0..<count {
      for list in lists { lists.append(list + [index]) }
    }
    return lists.sorted { left, right in
      if left.count != right.count { return left.count < right.count }
      return left.lexicographicallyPrecedes(right)
    }
  }
}
