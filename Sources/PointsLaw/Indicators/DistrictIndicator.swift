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
    guard months.isOutsideLast, let most = district.most?.value.hundredths else { return years }
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
    years.points = min(both &+ housing, most)
    return years
  }

  /// Trial: months outside after having been seen inside, the better of the two ways.
  private func movedOutside(_ tally: ResidenceTally, _ work: Employment) -> DistrictYears {
    let begin = Int(districtBit)
    var jobOutside: UInt64 = 0
    var jobInside: UInt64 = 0
    var bit = begin
    while bit < packing.bits {
      let mark = UInt64(1) &<< UInt64(truncatingIfNeeded: bit &- begin)
      if work.outside.contains(bit) {
        jobOutside |= mark
      } else if work.paid.contains(bit) {
        jobInside |= mark
      }
      bit &+= 1
    }
    let housing = tally.outside & Rules.afterFirst(tally.inside)
    let both = housing & jobOutside & Rules.afterFirst(jobInside)
    var years = DistrictYears(
      both: both.nonzeroBitCount, housing: housing.nonzeroBitCount,
      yearsOfBoth: movedYears(both), yearsOfHousing: movedYears(housing), points: 0,
      countsBoth: false)
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
  private static func afterFirst(_ months: UInt64) -> UInt64 {
    months == 0 ? 0 : ~(months ^ (months &- 1))
  }

  /// Whole years of counted months. Where the edition takes short years, February to December of the
  /// first or second year all counted is one, and all but the very first month of both is two: the
  /// move itself fell in the January.
  private func movedYears(_ months: UInt64) -> Int {
    let count = months.nonzeroBitCount
    var years = count / district.yearMonths.value
    if district.shortYear.value {
      let firstYear = Rules.mask(1, 11, from: 0)
      let secondYear = Rules.mask(13, 23, from: 0)
      if months & firstYear == firstYear || months & secondYear == secondYear {
        years = max(years, 1)
      }
      let bothYears = Rules.mask(1, 23, from: 0)
      if months & bothYears == bothYears { years = max(years, 2) }
    }
    return years
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
