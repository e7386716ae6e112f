import Units

/// The employers one after the other and the insurance they paid (参保缴费记录).
///
/// All five types are paid together, except that the city introduced some of them later and that a
/// few employers began the pension late.
struct WorkHistory: Sendable {
  /// One employer's payments; empty when it ends before it begins.
  private struct Employment {
    var from: Int
    var to: Int
    var district: District
  }

  private struct LatePayment {
    var from: Int
    var months: Int
    var district: District
    var supplementary: Supplementary
  }

  private let employments: (Employment, Employment, Employment, Employment)
  private let late: LatePayment?
  /// The first month in which each type can have been paid, in the order of the types.
  private let starts: (Int, Int, Int, Int, Int)

  /// - Parameter livesOutside: the own home of the reference month is outside the city six.
  init(
    _ draws: Draws, _ calibration: Calibration, _ studies: Studies, flaw: Flaw?, isRural: Bool,
    livesOutside: Bool, _ shift: CycleShift
  ) {
    let start = studies.insuredFrom
    let half = max(0, Landmark.windowStart - 1 - start) / 2
    let districts = WorkHistory.districts(draws, calibration, livesOutside: livesOutside)
    var from = start
    func employer(until change: Int?, pause: Int, _ district: District) -> Employment {
      guard let change else { return Employment(from: from, to: from - 1, district: district) }
      let employment = Employment(from: from, to: change - 1, district: district)
      from = change + pause
      return employment
    }
    let first = Change(
      draws, calibration, (.change1, .pause1, .place1), from: start + 1, months: half)
    let one = employer(until: first.month, pause: first.pause, districts.0)
    let second = Change(
      draws, calibration, (.change2, .pause2, .place2), from: start + 1 + half, months: half)
    let two = employer(until: second.month, pause: second.pause, districts.1)
    let third = WindowChange(
      draws, calibration, from: max(Landmark.windowStart, start) + 1, flaw, shift)
    let three = employer(until: third.month, pause: third.gap, districts.2)
    late = third.supplementary.map {
      LatePayment(
        from: from, months: third.supplementaryMonths, district: districts.3, supplementary: $0)
    }
    from += third.supplementaryMonths
    employments = (
      one, two, three, Employment(from: from, to: Landmark.reference, district: districts.3)
    )

    let career = Landmark.reference - start + 1
    let isLate = draws.chance(.lateType, calibration.latePension) && career >= 90
    var maternity = isRural ? Landmark.ruralMaternity : Landmark.maternity
    if case .lateMaternity(let months) = flaw { maternity = Landmark.windowStart + months }
    starts = (
      isLate ? start + 1 + draws.below(.lateMonths, 6) : 0,
      isRural ? Landmark.ruralMedical : Landmark.medical, 0, Landmark.injury, maternity
    )
  }

  /// Where the four employers paid, the last first drawn: people change employers more often than
  /// the side of the city.
  private static func districts(
    _ draws: Draws, _ calibration: Calibration, livesOutside: Bool
  ) -> (District, District, District, District) {
    let share = livesOutside ? calibration.worksOutsideLivingThere : calibration.worksOutside
    func before(_ isOutside: Bool, _ draw: Draw) -> Bool {
      let number = draws.below(draw, 1024)
      let keeps = calibration.keepsSide
      return number < keeps ? isOutside : (number - keeps) * 10 / 3 < share
    }
    func district(_ isOutside: Bool, _ draw: Draw) -> District {
      isOutside
        ? calibration.jobsOutside.pick(draws, draw) : calibration.jobsInside.pick(draws, draw)
    }
    let last = draws.below(.job4Area, 1024) < share
    let third = before(last, .job3Area)
    let second = before(third, .job2Area)
    let first = before(second, .job1Area)
    return (
      district(first, .job1), district(second, .job2), district(third, .job3),
      district(last, .job4)
    )
  }

  /// A change of employer before the window of 84 months, with or without months between.
  private struct Change {
    let month: Int?
    let pause: Int

    init(
      _ draws: Draws, _ calibration: Calibration, _ draw: (happens: Draw, pause: Draw, place: Draw),
      from: Int, months: Int
    ) {
      guard months >= 10, draws.chance(draw.happens, calibration.changesEmployer) else {
        (month, pause) = (nil, 0)
        return
      }
      pause = min(draws.pick(draw.pause, calibration.pauses), months - 4)
      month = from + 2 + draws.below(draw.place, months - pause - 3)
    }
  }

  /// A change of employer inside the window: months between are made up (补缴), or the applicant is
  /// not eligible.
  private struct WindowChange {
    let month: Int?
    let gap: Int
    let supplementaryMonths: Int
    let supplementary: Supplementary?

    init(
      _ draws: Draws, _ calibration: Calibration, from: Int, _ flaw: Flaw?, _ shift: CycleShift
    ) {
      let change = from + draws.below(.place3, Landmark.reference - 11 - from)
      let isMadeUp = draws.chance(.supplementary, calibration.paysLate)
      let usual = 1 + draws.below(.supplementaryMonths, 5)
      var happens = isMadeUp || draws.chance(.change3, calibration.changesInWindow)
      var gap = 0
      var months = isMadeUp ? usual : 0
      switch flaw {
      case .gap(let count): (happens, gap, months) = (true, count, 0)
      case .supplementary(let count): (happens, months) = (true, count)
      case .recordedLate: (happens, months) = (true, usual)
      default: break
      }
      month = happens ? change : nil
      self.gap = gap
      supplementaryMonths = months
      supplementary =
        months == 0 ? nil : WindowChange.record(draws, change: change, months: months, flaw, shift)
    }

    private static func record(
      _ draws: Draws, change: Int, months: Int, _ flaw: Flaw?, _ shift: CycleShift
    ) -> Supplementary {
      let cause = draws.below(.supplementaryCause, 1024)
      var recorded: Int?
      if case .recordedLate(let count) = flaw {
        recorded = Landmark.reference + count
      } else if cause >= 700 {
        recorded = min(change + months + (cause & 1), Landmark.reference)
      }
      return Supplementary(
        byAgency: flaw == nil && cause < 100,
        recordedOn: recorded.map { shift.date($0, day: 20) })
    }
  }

  /// The spells of all types, by type and in order of time.
  func spells(_ shift: CycleShift) -> [InsuranceSpell] {
    var list: [InsuranceSpell] = []
    list.reserveCapacity(25)
    append(.pension, starts.0, to: &list, shift)
    append(.medical, starts.1, to: &list, shift)
    append(.unemployment, starts.2, to: &list, shift)
    append(.injury, starts.3, to: &list, shift)
    append(.maternity, starts.4, to: &list, shift)
    return list
  }

  private func append(
    _ type: InsuranceType, _ start: Int, to list: inout [InsuranceSpell], _ shift: CycleShift
  ) {
    func add(
      _ from: Int, _ to: Int, _ district: District, supplementary: Supplementary? = nil
    ) {
      let from = max(from, start)
      guard from <= to else { return }
      list.append(
        InsuranceSpell(type, shift.span(from, to), district, supplementary: supplementary))
    }
    add(employments.0.from, employments.0.to, employments.0.district)
    add(employments.1.from, employments.1.to, employments.1.district)
    add(employments.2.from, employments.2.to, employments.2.district)
    if let late {
      add(
        late.from, late.from + late.months - 1, late.district, supplementary: late.supplementary)
    }
    add(employments.3.from, employments.3.to, employments.3.district)
  }
}
