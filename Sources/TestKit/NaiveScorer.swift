package import PointsLaw
import Units

/// What an applicant files, for the naive scorer: indices into the lists of the facts.
package struct NaiveChoices: Equatable {
  package var credential: Int?
  package var innovation: Int?
  /// `income` or `enterprise`.
  package var taxRoute: String?
  package var leftOut: [Int]

  package init(
    credential: Int? = nil, innovation: Int? = nil, taxRoute: String? = nil, leftOut: [Int] = []
  ) {
    self.credential = credential
    self.innovation = innovation
    self.taxRoute = taxRoute
    self.leftOut = leftOut
  }
}

/// What the naive scorer answers; all points are hundredths.
package struct NaiveScore: Equatable {
  package var edition: String
  /// Names of the failed conditions in the order of the case format.
  package var failures: [String]
  /// `indicator.line` to hundredths; only lines that are not 0.
  package var lines: [String: Int]
  /// All nine indicators.
  package var indicators: [String: Int]
  package var total: Int
}

/// A second, slow implementation of the rules for differential tests.
///
/// It was written from the policy pages alone, without a look at the engine or at the parameter
/// files, and it is meant to stay so plain that a reader can hold it against the policy line by
/// line. The numbers of the policy are written where they are used.
package enum NaiveScorer {
  static let indicatorNames = [
    "employment", "residence", "education", "district", "innovation", "tax", "age", "honours",
    "lawAbiding",
  ]

  /// Scores a filing exactly as filed.
  package static func score(_ facts: Facts, cycle: Int, choices: NaiveChoices) -> NaiveScore {
    let applicant = NaiveCase(facts, cycle: cycle)
    let homes = applicant.homes(leavingOut: choices.leftOut)
    let kept = applicant.keptMonths(homes)
    let byIndicator: [String: [String: Int]] = [
      "employment": applicant.employmentLines(),
      "residence": applicant.residenceLines(kept),
      "education": applicant.educationLines(choices.credential, kept),
      "district": ["district": applicant.districtPoints(homes)],
      "innovation": ["innovation": applicant.innovationPoints(choices.innovation)],
      "tax": [
        "tax": applicant.taxPoints(choices.taxRoute), "violations": applicant.violationPoints(),
      ],
      "age": ["age": applicant.agePoints()],
      "honours": ["honours": applicant.honourPoints()],
      "lawAbiding": ["lawAbiding": applicant.detentionPoints()],
    ]
    var lines: [String: Int] = [:]
    var indicators: [String: Int] = [:]
    var total = 0
    for indicator in indicatorNames {
      indicators[indicator] = 0
      for (line, points) in byIndicator[indicator] ?? [:] where points != 0 {
        lines["\(indicator).\(line)"] = points
        indicators[indicator, default: 0] += points
        total += points
      }
    }
    return NaiveScore(
      edition: applicant.edition, failures: applicant.failures(), lines: lines,
      indicators: indicators, total: total)
  }

  /// `numerator ÷ denominator` to a whole number, halves away from zero.
  static func rounded(_ numerator: Int, dividedBy denominator: Int) -> Int {
    let magnitude = (2 * abs(numerator) + denominator) / (2 * denominator)
    return numerator < 0 ? -magnitude : magnitude
  }

  /// Every month from the first to the last, both included.
  static func months(_ first: Month, _ last: Month) -> [Month] {
    var list: [Month] = []
    var month = first
    while month <= last {
      list.append(month)
      month = month + 1
    }
    return list
  }

  /// Dongcheng, Xicheng, Chaoyang, Haidian, Fengtai, Shijingshan; the municipal agency counts too.
  static func isCitySix(_ district: District) -> Bool {
    switch district {
    case .dongcheng, .xicheng, .chaoyang, .haidian, .fengtai, .shijingshan, .municipal: true
    default: false
    }
  }
}

/// The homes of the entries that are filed: the district by month.
struct NaiveHomes {
  var own: [Month: District] = [:]
  var rental: [Month: District] = [:]
  var dormitory: [Month: District] = [:]
}

/// The months of residence that are left after the cap; none when they are fewer than twelve.
struct NaiveKept {
  var own: Set<Month> = []
  var rental: Set<Month> = []
  var dormitory: Set<Month> = []
  var imputed: Set<Month> = []
}

/// One applicant in one cycle: facts at the reference date and what follows without any choice.
struct NaiveCase {
  let facts: Facts
  let cycle: Int
  let edition: String
  let isTrial: Bool
  /// December of the year before the cycle.
  let lastMonth: Month
  /// 31 December of the year before the cycle.
  let lastDay: CivilDate
  /// The insurance type with the most months.
  let chosenType: InsuranceType
  /// Its months, normally paid, from 1998-07, with the district of payment.
  let employed: [Month: District]

  init(_ facts: Facts, cycle: Int) {
    precondition(cycle >= 2018, "no edition covers the year \(cycle)")
    self.facts = facts
    self.cycle = cycle
    switch cycle {
    case 2018: edition = "trial-2018"
    case 2019: edition = "trial-2019"
    default: edition = "rules-2020"
    }
    isTrial = cycle < 2020
    lastMonth = Month(cycle - 1, 12)
    lastDay = CivilDate.last(of: lastMonth)

    var best: [Month: District] = [:]
    var bestType = InsuranceType.pension
    for type in [InsuranceType.pension, .medical, .unemployment, .injury, .maternity] {
      var paid: [Month: District] = [:]
      for spell in facts.insurance where spell.type == type && spell.supplementary == nil {
        let first = max(spell.months.from, Month(1998, 7))
        for month in NaiveScorer.months(first, min(spell.months.to, lastMonth)) {
          paid[month] = spell.district
        }
      }
      if paid.count > best.count {
        best = paid
        bestType = type
      }
    }
    chosenType = bestType
    employed = best
  }

  // MARK: Conditions

  /// The failed conditions. A fact that is not known fails nothing; case files know all of them.
  func failures() -> [String] {
    var names: [String] = []
    switch facts.residencePermit {
    case .none: names.append("residencePermit")
    case .appliedOn(let day): if day > lastDay { names.append("residencePermit") }
    case .unknown: break
    }
    if retired() { names.append("retirementAge") }
    if insuranceFails() { names.append("insurance") }
    if facts.criminalRecord == true { names.append("criminalRecord") }
    return names
  }

  /// Whether the statutory retirement age is reached: the day after the limit day.
  func retired() -> Bool {
    let birth = facts.birthDate
    let years: Int
    let firstDelayed: Month
    let monthsPerStep: Int
    let longestDelay: Int
    switch (facts.sex, facts.post) {
    case (.male, _):
      (years, firstDelayed, monthsPerStep, longestDelay) = (60, Month(1965, 1), 4, 36)
    case (.female, .management):
      (years, firstDelayed, monthsPerStep, longestDelay) = (55, Month(1970, 1), 4, 36)
    case (.female, .worker):
      (years, firstDelayed, monthsPerStep, longestDelay) = (50, Month(1975, 1), 2, 60)
    case (.female, nil): return false
    }
    var delay = 0
    let late = birth.month.distance(since: firstDelayed)
    if late >= 0 { delay = min(late / monthsPerStep + 1, longestDelay) }
    let month = birth.month + years * 12 + delay
    let day = min(birth.day, CivilDate.days(year: month.year, month: month.month))
    // The age is reached on the day after (month, day); still young enough if that is after T.
    if month != lastMonth { return month < lastMonth }
    return day < lastDay.day
  }

  func requiredTypes(in month: Month) -> [InsuranceType] {
    if facts.household == .rural && month < Month(2012, 4) {
      return [.pension, .unemployment, .injury, .maternity]
    }
    return [.pension, .medical, .unemployment, .injury, .maternity]
  }

  /// Whether a gap, a sixth month made up, or the reference month breaks the 84 months.
  func insuranceFails() -> Bool {
    if facts.household == nil { return false }
    var madeUp: Set<Month> = []
    for month in NaiveScorer.months(lastMonth - 83, lastMonth) {
      for type in requiredTypes(in: month) {
        let spells = facts.insurance.filter { $0.type == type && $0.months.contains(month) }
        guard let spell = spells.first else { return true }
        guard let supplementary = spell.supplementary else { continue }
        if let recorded = supplementary.recordedOn, recorded > lastDay { return true }
        if supplementary.byAgency { continue }
        if month == lastMonth { return true }
        madeUp.insert(month)
      }
    }
    return madeUp.count > 5
  }

  // MARK: Employment and residence

  /// 3 points for 12 months.
  func employmentLines() -> [String: Int] {
    ["employment": NaiveScorer.rounded(employed.count * 300, dividedBy: 12)]
  }

  /// Up to this month rentals and dormitories are imputed from insurance.
  var boundary: Month { isTrial ? Month(2016, 12) : Month(2020, 7) }

  func isMarried(in month: Month) -> Bool {
    guard let marriages = facts.marriages else { return true }
    for marriage in marriages {
      if marriage.from > month { continue }
      guard let end = marriage.to else { return true }
      if month <= end { return true }
    }
    return false
  }

  func homes(leavingOut leftOut: [Int]) -> NaiveHomes {
    var homes = NaiveHomes()
    for (index, entry) in facts.residences.enumerated() where !leftOut.contains(index) {
      for month in NaiveScorer.months(entry.months.from, min(entry.months.to, lastMonth)) {
        switch entry.kind {
        case .ownHome:
          if entry.owner == .spouse && !isMarried(in: month) { continue }
          homes.own[month] = entry.district
        case .rental: homes.rental[month] = entry.district
        case .dormitory: homes.dormitory[month] = entry.district
        }
      }
    }
    return homes
  }

  /// The months that score: never more than employment has, own homes first, then filed ones, then
  /// imputed ones, the earliest of each; nothing when fewer than twelve are left.
  func keptMonths(_ homes: NaiveHomes) -> NaiveKept {
    var kept = NaiveKept()
    var room = employed.count
    for month in homes.own.keys.sorted() where room > 0 {
      kept.own.insert(month)
      room -= 1
    }
    let filed = Array(homes.rental.keys) + Array(homes.dormitory.keys)
    for month in filed.sorted() where room > 0 && month > boundary {
      if homes.rental[month] != nil { kept.rental.insert(month) }
      if homes.dormitory[month] != nil { kept.dormitory.insert(month) }
      room -= 1
    }
    for month in employed.keys.sorted() where room > 0 && month <= boundary {
      if homes.own[month] != nil { continue }
      kept.imputed.insert(month)
      room -= 1
    }
    if employed.count - room < 12 { return NaiveKept() }
    return kept
  }

  func residenceLines(_ kept: NaiveKept) -> [String: Int] {
    func line(_ months: Int, _ yearly: Int) -> Int {
      NaiveScorer.rounded(months * yearly, dividedBy: 12)
    }
    if isTrial {
      return [
        "ownHome": line(kept.own.count, 100), "rental": line(kept.rental.count, 50),
        "dormitory": line(kept.dormitory.count, 50), "imputed": line(kept.imputed.count, 50),
      ]
    }
    return [
      "ownHomeBefore": line(kept.own.filter { $0 <= boundary }.count, 100),
      "ownHomeAfter": line(kept.own.filter { $0 > boundary }.count, 100),
      "imputed": line(kept.imputed.count, 50),
      "filedAfter": line(kept.rental.count + kept.dormitory.count, 50),
    ]
  }
}
