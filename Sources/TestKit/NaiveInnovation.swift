import PointsLaw
import Units

// The indicators that need no months of residence, and education and district, which do.

extension NaiveCase {
  // MARK: Education

  /// The gross points of a credential in hundredths.
  func grossPoints(_ credential: Credential) -> Int {
    if credential.graduated > lastMonth { return 0 }
    let both = credential.diploma && credential.degree
    let one = credential.diploma || credential.degree
    switch credential.level {
    case .juniorCollege: return credential.diploma ? 1050 : 0
    case .bachelor: return both ? 1500 : one && !isTrial ? 1050 : 0
    case .master: return both ? 2600 : one && !isTrial ? 1500 : 0
    case .doctor: return both ? 3700 : one && !isTrial ? 2600 : 0
    }
  }

  func educationLines(_ index: Int?, _ kept: NaiveKept) -> [String: Int] {
    guard let index, facts.credentials.indices.contains(index) else { return [:] }
    let credential = facts.credentials[index]
    let gross = grossPoints(credential)
    if gross == 0 { return [:] }
    var deduction = 0
    if isTrial {
      // 3, 1 and 0.5 points a year for the months of the study that scored.
      for month in NaiveScorer.months(credential.enrolled, credential.graduated) {
        if employed[month] != nil { deduction += 300 }
        if kept.own.contains(month) { deduction += 100 }
        if kept.rental.contains(month) { deduction += 50 }
        if kept.dormitory.contains(month) { deduction += 50 }
        if kept.imputed.contains(month) { deduction += 50 }
      }
    } else {
      // 3.5 points a year for the months of a fixed window that scored employment.
      let window = gross == 1500 ? 48 : 36
      let first = credential.graduated - (window - 1)
      for month in NaiveScorer.months(first, credential.graduated) where employed[month] != nil {
        deduction += 350
      }
    }
    return ["gross": gross, "deduction": NaiveScorer.rounded(-deduction, dividedBy: 12)]
  }

  // MARK: District

  func districtPoints(_ homes: NaiveHomes) -> Int {
    isTrial ? trialDistrictPoints(homes) : rulesDistrictPoints(homes)
  }

  /// Living in an own home outside city six, and working outside city six.
  private func rulesDistrictPoints(_ homes: NaiveHomes) -> Int {
    guard let lastHome = homes.own[lastMonth], !NaiveScorer.isCitySix(lastHome) else { return 0 }
    var both = 0
    var housingOnly = 0
    for month in NaiveScorer.months(Month(2018, 1), lastMonth) {
      guard let home = homes.own[month], !NaiveScorer.isCitySix(home) else { continue }
      if let job = employed[month], !NaiveScorer.isCitySix(job) {
        both += 1
      } else {
        housingOnly += 1
      }
    }
    let yearsBoth = both / 12
    let yearsHousing = (both - yearsBoth * 12 + housingOnly) / 12
    return min(yearsBoth * 300 + yearsHousing * 200, 1200)
  }

  /// Moving out of city six: the home alone, or the job and the home.
  private func trialDistrictPoints(_ homes: NaiveHomes) -> Int {
    var homeSeen = false
    var jobSeen = false
    var housing: Set<Month> = []
    var both: Set<Month> = []
    for month in NaiveScorer.months(Month(2017, 1), lastMonth) {
      let anyHome = homes.own[month] ?? homes.rental[month] ?? homes.dormitory[month]
      let homeOutside = homes.own[month].map { !NaiveScorer.isCitySix($0) } ?? false
      let jobOutside = employed[month].map { !NaiveScorer.isCitySix($0) } ?? false
      if homeOutside && homeSeen {
        housing.insert(month)
        if jobOutside && jobSeen { both.insert(month) }
      }
      if let anyHome, NaiveScorer.isCitySix(anyHome) { homeSeen = true }
      if let job = employed[month], NaiveScorer.isCitySix(job) { jobSeen = true }
    }
    return max(min(trialYears(housing) * 200, 600), min(trialYears(both) * 400, 1200))
  }

  private func trialYears(_ counted: Set<Month>) -> Int {
    func all(_ first: Month, _ last: Month) -> Bool {
      NaiveScorer.months(first, last).allSatisfy { counted.contains($0) }
    }
    var years = counted.count / 12
    if edition == "trial-2019" {
      if all(Month(2017, 2), Month(2017, 12)) { years = max(years, 1) }
      if all(Month(2018, 2), Month(2018, 12)) { years = max(years, 1) }
      if all(Month(2017, 2), Month(2018, 12)) { years = max(years, 2) }
    }
    return years
  }

  // MARK: Innovation

  func innovationPoints(_ index: Int?) -> Int {
    guard let index, facts.innovation.indices.contains(index) else { return 0 }
    return 100 * wholeInnovationPoints(facts.innovation[index])
  }

  private func wholeInnovationPoints(_ claim: InnovationClaim) -> Int {
    switch claim.row {
    case .C1, .C2, .C3, .C4: return enterprisePoints(claim)
    default: break
    }
    if claim.year > cycle - 1 { return 0 }
    let place = claim.place ?? 0

    /// The points of the first stretch of ranks that has the place: (last rank, points).
    func ranked(_ stretches: [(last: Int, points: Int)]) -> Int {
      for stretch in stretches where place >= 1 && place <= stretch.last { return stretch.points }
      return 0
    }

    switch (claim.row, claim.grade) {
    case (.nationalNaturalScience, .first): return 12
    case (.nationalNaturalScience, .second): return ranked([(3, 12), (5, 10)])
    case (.nationalTechnologicalInvention, .first): return 12
    case (.nationalTechnologicalInvention, .second): return ranked([(3, 12), (6, 10)])
    case (.nationalScienceTechnologyProgress, .special):
      return ranked([(15, 12), (30, 11), (50, 10)])
    case (.nationalScienceTechnologyProgress, .first): return ranked([(5, 12), (10, 11), (15, 10)])
    case (.nationalScienceTechnologyProgress, .second): return ranked([(3, 10), (6, 9), (10, 8)])
    case (.beijingScienceTechnology, .majorInnovation): return ranked([(6, 6), (20, 5)])
    case (.beijingScienceTechnology, .first): return ranked([(6, 6), (15, 5)])
    case (.beijingScienceTechnology, .second): return ranked([(4, 6), (10, 5)])
    case (.beijingScienceTechnology, .third): return ranked([(3, 5), (6, 4)])
    case (.beijingPhilosophySocialScience, .special): return 6
    case (.beijingPhilosophySocialScience, .first): return 6
    case (.beijingPhilosophySocialScience, .second): return 4
    case (.fiveOneProject, _): return 12
    case (.chinaNews, .special): return 12
    case (.chinaNews, .first): return 12
    case (.chinaNews, .second): return 9
    case (.chinaNews, .third): return 6
    case (.changjiangTaofen, _): return 12
    case (.beijingLiteratureArt, _): return 6
    case (.capitalSpiritualCivilisation, _): return 6
    case (.beijingNews, .first): return 6
    case (.beijingNews, .second): return 4
    case (.beijingNews, .third): return 2
    case (.chinaInnovation, .first): return claim.year >= 2012 ? 12 : 0
    case (.chinaInnovation, .second): return claim.year >= 2012 ? 9 : 0
    case (.chinaInnovation, .third): return claim.year >= 2012 ? 6 : 0
    case (.beijingInnovation, .first): return claim.year >= 2015 ? 6 : 0
    case (.beijingInnovation, .second): return claim.year >= 2015 ? 4 : 0
    case (.beijingInnovation, .third): return claim.year >= 2015 ? 2 : 0
    case (.worldSkills, _): return claim.year >= 2011 ? 12 : 0
    case (.nationalFirstClassSkills, _):
      return claim.year >= 2011 ? ranked([(1, 12), (3, 9), (5, 6)]) : 0
    case (.cityFirstClassSkills, _):
      return claim.year >= 2011 ? ranked([(1, 6), (3, 4), (5, 2)]) : 0
    case (.beijingCulturalCreativity, .first): return 6
    case (.beijingCulturalCreativity, .second): return 4
    case (.beijingCulturalCreativity, .third): return 3
    case (.beijingCulturalCreativity, .single): return 2
    // The Zhongguancun awards, the special prize, 中国创翼 and 创业北京: no points are published.
    default: return 0
    }
  }

  /// Employment or investment: C1 to C3 in the trial editions, C4 since 2020.
  private func enterprisePoints(_ claim: InnovationClaim) -> Int {
    let years = Set(claim.years.filter { $0 >= cycle - 3 && $0 <= cycle - 1 }).count
    switch claim.row {
    case .C1 where isTrial: return 2 * years
    case .C2 where isTrial: return 2 * years
    case .C3 where isTrial: return years
    case .C4 where !isTrial:
      guard years >= 1, let financing = claim.financing else { return 0 }
      if financing.fen >= 40_000_000_00 { return 6 }
      if financing.fen >= 20_000_000_00 { return 4 }
      if financing.fen >= 5_000_000_00 { return 2 }
      return 0
    default: return 0
    }
  }

  // MARK: Tax

  /// The positive part; nothing without the authorisation to look the taxes up.
  func taxPoints(_ route: String?) -> Int {
    if !facts.taxes.authorised { return 0 }
    switch route {
    case "income": return incomePoints()
    case "enterprise": return investorPoints()
    default: return 0
    }
  }

  private func incomePoints() -> Int {
    var sum = 0
    var largeYears = 0
    for year in cycle - 3...cycle - 1 {
      var paid = 0
      for income in facts.taxes.income where income.year == year { paid += income.paid.fen }
      if paid <= 0 { return 0 }
      sum += paid
      if paid >= 100_000_00 { largeYears += 1 }
    }
    if isTrial { return sum >= 3 * 100_000_00 ? 600 : 0 }
    return min(2 * largeYears, 6) * 100
  }

  private func investorPoints() -> Int {
    if !isTrial { return 0 }
    var sum: Int128 = 0
    for year in cycle - 3...cycle - 1 {
      var hasShare = false
      for entry in facts.taxes.enterprises where entry.year == year {
        if entry.share.units > 0 { hasShare = true }
        sum += Int128(entry.share.units) * Int128(entry.paid.fen)
      }
      if !hasShare { return 0 }
    }
    // Fen times 10^18, as shares have eighteen decimals.
    let needed = Int128(3 * 200_000_00) * Int128(1_000_000_000_000_000_000)
    return sum >= needed ? 600 : 0
  }

  /// Whether a violation or detention of this day still counts.
  private func counts(_ day: CivilDate) -> Bool {
    let firstYear = isTrial ? 2017 : cycle - 5
    return day.year >= firstYear && day.year <= cycle - 1
  }

  func violationPoints() -> Int {
    var number = 0
    for day in facts.taxes.violations where counts(day) { number += 1 }
    if facts.taxes.owed { number += 1 }
    return -1200 * number
  }

  // MARK: Age, honours, detentions

  func agePoints() -> Int {
    let years = cycle - 1 - facts.birthDate.year
    if years <= 46 { return 2000 }
    if isTrial { return 0 }
    switch years {
    case 47: return 1600
    case 48: return 1200
    case 49: return 800
    case 50: return 400
    default: return 0
    }
  }

  func honourPoints() -> Int {
    for honour in facts.honours where honour.year <= cycle - 1 { return 2000 }
    return 0
  }

  func detentionPoints() -> Int {
    var number = 0
    for day in facts.detentions where counts(day) { number += 1 }
    return -3000 * number
  }
}
