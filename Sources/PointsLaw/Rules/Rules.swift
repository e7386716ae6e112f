package import Policy
package import Units

/// An edition made ready for one cycle (年度): every number a rule needs, typed and cited.
///
/// Loading reads all of them once; a missing or malformed parameter stops it and is named. The
/// rules then ask neither files nor clocks.
package final class Rules: Sendable {
  /// `rules-2020`, or `rules-2020+REFORM`.
  package let edition: String
  package let sources: [String: Wording]
  package let cycle: Int
  /// 31 December of the previous year: facts after it do not count.
  package let referenceDate: CivilDate
  /// The month of the reference date.
  package let referenceMonth: Month
  /// All parameters in force; ``Cited/parameter`` is a place in it.
  package let parameters: [Parameter]
  /// Paths of the parameters in force that the shapes of these rules do not ask for.
  let unread: Set<String>

  package let rounding: Cited<Rounding>
  package let conditions: ConditionRules
  package let employment: EmploymentRules
  package let residence: ResidenceRules
  package let education: EducationRules
  package let district: DistrictRules
  package let innovation: InnovationRules
  package let tax: TaxRules
  package let age: AgeRules
  package let honours: HonourRules
  package let lawAbiding: LookBackRules
  package let ranking: RankingRules
  /// How facts are packed for these rules.
  package let packing: Packing
  let filing: FilingRules
  /// Places on the packed time line: the reference month, the boundary of residence, the beginning
  /// of the district indicator and of the insurance window.
  let lastBit: Int32
  let boundaryBit: Int32
  let districtBit: Int32
  let windowBit: Int
  /// Words of a set of months.
  let setWords: Int
  /// Where the window begins for medical insurance of rural workers, and for maternity insurance.
  let ruralMedicalBit: Int
  let maternityBit: Int
  /// The same boundary and beginning for sets of months: the word they fall in, and in it the months
  /// up to the boundary, and those from the beginning on.
  let boundaryWord: Int
  let boundaryMask: UInt64
  let districtWord: Int
  let districtMask: UInt64
  /// The zones of a case in which no study matters.
  let plainZones: Zones
  let employmentPoints: RateTable
  let ownPoints: RateTable
  let filedPoints: RateTable
  let imputedPoints: RateTable
  /// The most that months of own homes can earn on their two lines, and months of rentals and imputed
  /// months on theirs.
  let bestOwn: RateTable
  let bestRest: RateTable
  /// Whole years of months outside the six city districts.
  let wholeYears: RateTable
  /// What a window of study takes back.
  let windowPoints: RateTable

  /// - Throws: ``Problems``: the cycle is not the edition's, or parameters are missing.
  package init(_ edition: Edition, cycle: Int) throws(Problems) {
    guard edition.covers(cycle) else {
      let range = edition.last.map { "\(edition.first)–\($0)" } ?? "\(edition.first)–"
      throw Problems([
        Problem(
          path: "cycle", value: String(cycle),
          allowed: Wording(
            "\(edition.name)适用的年度：\(range)", "a cycle of \(edition.name): \(range)"))
      ])
    }
    var table = ParameterTable(edition, cycle: cycle)
    self.edition = edition.name
    self.sources = edition.sources
    self.cycle = cycle
    referenceMonth = Month(cycle - 1, 12)
    referenceDate = CivilDate.last(of: referenceMonth)
    rounding = table.option("rounding", .rounding, otherwise: .halfUp)
    conditions = ConditionRules(&table)
    employment = EmploymentRules(&table)
    residence = ResidenceRules(&table)
    education = EducationRules(&table)
    district = DistrictRules(&table)
    innovation = InnovationRules(&table)
    tax = TaxRules(&table)
    age = AgeRules(&table)
    honours = HonourRules(&table)
    lawAbiding = LookBackRules(&table, path: "lawAbiding")
    ranking = RankingRules(&table)
    if employment.from.value > referenceMonth {
      table.refuse(
        "employment.from", JSONText.quoted(employment.from.value.description),
        Wording("不晚于\(referenceMonth)", "not after \(referenceMonth)"))
    }
    for (path, count, most) in [
      ("tax.years", tax.years.value, 20), ("district.yearMonths", district.yearMonths.value, 1200),
      ("conditions.insurance.months", conditions.insuranceMonths.value, 1200),
    ] where !(1...most).contains(count) {
      table.refuse(path, String(count), Wording("1至\(most)", "1 to \(most)"))
    }
    parameters = table.parameters
    unread = table.unread
    packing = Packing(
      base: employment.from.value, reference: referenceMonth, referenceDate: referenceDate,
      citySix: district.citySix.value, taxYears: tax.years.value)
    filing = FilingRules(
      residence: residence, district: district, education: education, employment: employment,
      rounding: rounding.value, base: packing.base)
    lastBit = Int32(truncatingIfNeeded: packing.bits - 1)
    boundaryBit = Int32(truncatingIfNeeded: packing.bit(residence.boundary.value))
    districtBit = Int32(truncatingIfNeeded: packing.bit(district.from.value))
    windowBit = packing.bit(referenceMonth - (conditions.insuranceMonths.value - 1))
    ruralMedicalBit = max(
      windowBit, conditions.ruralMedicalFrom.value.map(packing.bit) ?? windowBit)
    maternityBit = max(
      windowBit, conditions.maternityFrom.value.map(packing.bit) ?? windowBit)
    let lastBefore = min(boundaryBit, lastBit)
    setWords = packing.words
    boundaryWord = Int(lastBefore) >> 6
    boundaryMask = .max >> UInt64(63 - lastBefore & 63)
    districtWord = Int(districtBit) >> 6
    districtMask = .max << UInt64(districtBit & 63)
    plainZones = Zones(boundary: boundaryBit, last: lastBit)
    let rounding = self.rounding.value
    let longest = packing.bits
    func rates(_ perYear: Int) -> RateTable {
      RateTable(perYear, rounding: rounding, longest: longest)
    }
    employmentPoints = rates(employment.pointsPerYear.value.hundredths)
    ownPoints = rates(residence.own.value.hundredths)
    filedPoints = rates(residence.filed.value.hundredths)
    imputedPoints = rates(residence.imputed.value.hundredths)
    bestOwn = RateTable(ownPoints, ownPoints)
    bestRest = RateTable(filedPoints, imputedPoints)
    wholeYears = RateTable(
      wholeYearsOf: max(district.yearMonths.value, 1), longest: longest)
    windowPoints = rates(
      (education.employmentPerYear?.value.hundredths ?? 0)
        + (education.residencePerYear?.value.hundredths ?? 0))
    if let quota = ranking.quota?.value, quota < 1, table.has("ranking.quota") {
      table.refuse(
        "ranking.quota", String(quota), Wording("不小于1的整数", "a whole number, 1 or more"))
    }
    refuseLongMasks(&table)
    try table.finish()
  }

  /// The shapes of the trial policy follow single months after the boundary; they are kept for 64 of
  /// them, five years beyond the last trial cycle.
  private func refuseLongMasks(_ table: inout ParameterTable) {
    let longest = 64
    if residence.lines.value == .kinds || education.rule.value == .study,
      referenceMonth.distance(since: residence.boundary.value) > longest
    {
      table.refuse(
        "residence.boundary", JSONText.quoted(residence.boundary.value.description),
        Wording(
          "residence.lines为kinds或education.deduction.rule为study时，距\(referenceMonth)至多64个月",
          "at most 64 months before \(referenceMonth) while residence.lines is kinds or "
            + "education.deduction.rule is study"))
    }
    if district.rule.value == .moved,
      referenceMonth.distance(since: district.from.value) >= longest
    {
      table.refuse(
        "district.from", JSONText.quoted(district.from.value.description),
        Wording(
          "district.rule为moved时，距\(referenceMonth)不足64个月",
          "fewer than 64 months before \(referenceMonth) while district.rule is moved"))
    }
  }

  package func parameter(_ place: Int) -> Parameter { parameters[place] }
}

/// 合法稳定就业
package struct EmploymentRules: Sendable {
  package let from: Cited<Month>
  package let pointsPerYear: Cited<Points>

  init(_ table: inout ParameterTable) {
    from = table.month("employment.from")
    pointsPerYear = table.points("employment.pointsPerYear")
  }
}

/// 合法稳定住所
package struct ResidenceRules: Sendable {
  package let lines: Cited<ResidenceLines>
  package let boundary: Cited<Month>
  package let minimumMonths: Cited<Int>
  package let own: Cited<Points>
  package let filed: Cited<Points>
  package let imputed: Cited<Points>
  package let imputedType: Cited<ImputedType>
  package let earlyRental: Cited<EarlyRental>

  init(_ table: inout ParameterTable) {
    lines = table.option("residence.lines", otherwise: .boundary)
    boundary = table.month("residence.boundary")
    minimumMonths = table.count("residence.minimumMonths", .months)
    own = table.points("residence.own.pointsPerYear")
    filed = table.points("residence.filed.pointsPerYear")
    imputed = table.points("residence.imputed.pointsPerYear")
    imputedType = table.option("readings.imputedType", otherwise: .chosen)
    earlyRental = table.option("readings.earlyRental", otherwise: .insurance)
  }
}

/// 年龄
package struct AgeRules: Sendable {
  package let points: Cited<Points>
  package let limit: Cited<Int>
  package let lossPerYear: Cited<Points>

  init(_ table: inout ParameterTable) {
    points = table.points("age.points")
    limit = table.count("age.limit", .years)
    lossPerYear = table.points("age.lossPerYear")
  }
}

/// 荣誉表彰
package struct HonourRules: Sendable {
  /// Points by title; a title an edition does not list scores nothing.
  package let points: [Cited<Points>?]

  init(_ table: inout ParameterTable) {
    points = HonourTitle.allCases.map { title in
      table.has("honours.\(title.name)") ? table.points("honours.\(title.name)") : nil
    }
  }
}

/// Records that cost points within a look-back: violations and detentions.
package struct LookBackRules: Sendable {
  package let points: Cited<Points>
  package let from: Cited<CivilDate?>
  package let months: Cited<Int?>
  /// The first day that counts; `nil`: all to the reference date.
  package let first: CivilDate?

  init(_ table: inout ParameterTable, path: String) {
    points = table.points("\(path).points")
    from = table.optionalDate("\(path).from")
    months = table.optionalCount("\(path).lookBackMonths", .months)
    let reference = Month(table.cycle - 1, 12)
    let lookBack = months.value.flatMap { count in
      CivilDate((reference - count + 1).year, (reference - count + 1).month, 1)
    }
    first = [from.value, lookBack].compactMap { $0 }.max()
  }
}

/// 排名
package struct RankingRules: Sendable {
  package let rule: Cited<RankingRule>
  package let quota: Cited<Int>?

  init(_ table: inout ParameterTable) {
    rule = table.option("ranking.rule", otherwise: .quota)
    quota = rule.value == .quota ? table.count("ranking.quota", .count) : nil
  }
}
