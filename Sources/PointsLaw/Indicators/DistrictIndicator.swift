import Policy
import Units

/// 职住区域: years of living, or of working and living, outside the six city districts.
struct DistrictYears {
  /// Months of job and housing, and of housing alone (2020) or at all (trial).
  var both: Int
  var housing: Int
  var yearsOfBoth: Int
  var yearsOfHousing: Int
  /// Hundredths.
  var points: Int
  /// Trial: which of the two counts.
  var countsBoth: Bool
}

/// Years that count though a month is missing (trial): February to December of the indicator's first
/// or second year, or all but the very first month of both; the move itself fell in the January.
struct ShortYears: OptionSet {
  let rawValue: UInt8
  static let first = ShortYears(rawValue: 1)
  static let second = ShortYears(rawValue: 2)
  static let both = ShortYears(rawValue: 4)
  static let all: ShortYears = [first, second, both]

  /// Those of which every month is in a set.
  static func full(in months: UInt64) -> ShortYears { such { months & $0 == $0 } }

  /// Those of which some month is in a set.
  static func touched(by months: UInt64) -> ShortYears { such { months & $0 != 0 } }

  /// Those whose months, bit 0 being the indicator's first, are as asked.
  @inline(__always)
  private static func such(_ isSuch: (UInt64) -> Bool) -> ShortYears {
    var years: ShortYears = []
    if isSuch(Rules.mask(1, 11, from: 0)) { years.insert(.first) }
    if isSuch(Rules.mask(13, 23, from: 0)) { years.insert(.second) }
    if isSuch(Rules.mask(1, 23, from: 0)) { years.insert(.both) }
    return years
  }
}

extension Rules {
  @inline(__always)
  func districtYears(_ tally: ResidenceTally, _ work: Employment) -> DistrictYears {
    switch district.rule.value {
    case .lives: districtYears(tally.outsideMonths, work)
    case .moved: movedOutside(tally, work)
    }
  }

  /// 2020: whole years of job and housing first, then of housing; nothing unless the home of the
  /// reference month is outside.
  @inline(__always)
  func districtYears(_ months: OutsideMonths, _ work: Employment) -> DistrictYears {
    var years = DistrictYears(
      both: Int(months.both), housing: Int(months.housing), yearsOfBoth: 0, yearsOfHousing: 0,
      points: 0, countsBoth: true)
    guard let most = district.most?.value.hundredths else { return years }
    if district.december?.value == .asClaimed, !work.outside.contains(Int(lastBit)) {
      years.housing &+= years.both
      years.both = 0
    }
    years.yearsOfBoth = Int(wholeYears[min(years.both, packing.bits)])
    let rest =
      district.leftover?.value == .separate
      ? 0 : years.both &- years.yearsOfBoth &* district.yearMonths.value
    years.yearsOfHousing = Int(wholeYears[min(rest &+ years.housing, packing.bits)])
    let both = min(
      years.yearsOfBoth &* district.both.value.hundredths, district.bothMost.value.hundredths)
    let housing = min(
      years.yearsOfHousing &* district.housing.value.hundredths,
      district.housingMost.value.hundredths)
    // Half of those who live outside no longer do: a product is cheaper than a branch.
    years.points = min(both &+ housing, most) &* (months.isOutsideLast ? 1 : 0)
    return years
  }

  /// Trial: months outside after having been seen inside, the better of the two ways.
  private func movedOutside(_ tally: ResidenceTally, _ work: Employment) -> DistrictYears {
    let housing = tally.outside & Rules.afterFirst(tally.inside)
    let both = housing & jobsMovedOutside(work)
    return movedYears(
      both: both.nonzeroBitCount, ShortYears.full(in: both),
      housing: housing.nonzeroBitCount, ShortYears.full(in: housing))
  }

  /// Trial: the months of a job outside after one inside, bit 0 being the indicator's first month.
  func jobsMovedOutside(_ work: Employment) -> UInt64 {
    let begin = Int(districtBit)
    var outside: UInt64 = 0
    var inside: UInt64 = 0
    var bit = begin
    while bit < packing.bits {
      let mark = UInt64(1) &<< UInt64(truncatingIfNeeded: bit &- begin)
      if work.outside.contains(bit) {
        outside |= mark
      } else if work.paid.contains(bit) {
        inside |= mark
      }
      bit &+= 1
    }
    return outside & Rules.afterFirst(inside)
  }

  /// Trial: what months that count earn, by how many they are and which short years they fill.
  func movedYears(
    both: Int, _ bothFull: ShortYears, housing: Int, _ housingFull: ShortYears
  ) -> DistrictYears {
    var years = DistrictYears(
      both: both, housing: housing, yearsOfBoth: movedYears(both, bothFull),
      yearsOfHousing: movedYears(housing, housingFull), points: 0, countsBoth: false)
    let bothPoints = min(
      years.yearsOfBoth &* district.both.value.hundredths, district.bothMost.value.hundredths)
    let housingPoints = min(
      years.yearsOfHousing &* district.housing.value.hundredths,
      district.housingMost.value.hundredths)
    switch district.modes?.value {
    case .jobAndHousingFirst: years.countsBoth = bothPoints > 0
    default: years.countsBoth = bothPoints >= housingPoints && bothPoints > 0
    }
    years.points = years.countsBoth ? bothPoints : housingPoints
    return years
  }

  /// All months after the first one of a set.
  static func afterFirst(_ months: UInt64) -> UInt64 {
    months == 0 ? 0 : ~(months ^ (months &- 1))
  }

  /// Whole years of counted months. Where the edition takes short years, the first or the second of
  /// them is one year, and both together are two.
  private func movedYears(_ count: Int, _ full: ShortYears) -> Int {
    let years = count / district.yearMonths.value
    guard district.shortYear.value else { return years }
    if full.contains(.both) { return max(years, 2) }
    return full.isEmpty ? years : max(years, 1)
  }

  @inline(__always)
  func recordDistrict<Recorder: ScoreRecorder>(
    _ years: DistrictYears, into recorder: inout Recorder
  ) {
    recorder.line(.district, years.points) { districtDetail(years) }
  }

  private func districtDetail(_ years: DistrictYears) -> LineDetail {
    func capped(_ count: Int, _ rate: Cited<Points>, _ most: Cited<Points>) -> Formula {
      .least(.product(.count(count), .points(rate.value)), .points(most.value))
    }
    let both = capped(years.yearsOfBoth, district.both, district.bothMost)
    let housing = capped(years.yearsOfHousing, district.housing, district.housingMost)
    let start = district.from.value
    switch district.rule.value {
    case .lives:
      let most = district.most ?? district.bothMost
      return LineDetail(
        .least(.sum([both, housing]), .points(most.value)),
        [
          Wording(
            "自\(start)起，工作和居住均在城六区外\(years.both)个月，仅居住在城六区外\(years.housing)个月",
            "since \(start): \(years.both) months of job and own home outside the six city "
              + "districts, \(years.housing) months of own home alone"),
          Wording(
            "工作并居住满\(years.yearsOfBoth)年，居住满\(years.yearsOfHousing)年；\(referenceMonth)居住在城六区外自有住所",
            "\(years.yearsOfBoth) whole years of both, \(years.yearsOfHousing) of housing; "
              + "lived outside in \(referenceMonth)"),
        ],
        parameters: [
          district.rule.parameter, district.both.parameter, district.housing.parameter,
          most.parameter, district.yearMonths.parameter, district.from.parameter,
          district.citySix.parameter,
        ]
          + [district.leftover?.parameter, district.december?.parameter].compactMap { $0 })
    case .moved:
      return LineDetail(
        years.countsBoth ? both : housing,
        [
          Wording(
            "自\(start)起由城六区转出后：居住\(years.housing)个月，工作和居住\(years.both)个月",
            "after moving out of the six city districts since \(start): \(years.housing) months of "
              + "housing, \(years.both) of job and housing")
        ],
        parameters: [
          district.rule.parameter,
          years.countsBoth ? district.both.parameter : district.housing.parameter,
          years.countsBoth ? district.bothMost.parameter : district.housingMost.parameter,
          district.yearMonths.parameter, district.shortYear.parameter, district.from.parameter,
          district.citySix.parameter,
        ] + [district.modes?.parameter].compactMap { $0 })
    }
  }
}
