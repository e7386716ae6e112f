import Policy
import Units

/// 合法稳定住所 after the cap: which months of a tally are kept and score.
struct ResidenceMonths {
  /// Kept months of own homes and imputed months by zone.
  var own: SIMD4<Int32>
  var imputed: SIMD4<Int32>
  /// Kept months of rentals and dormitories together, and each of them where the edition follows
  /// single months.
  var filed: Int32
  var rental: Int32
  var dormitory: Int32
  /// The kept rentals and dormitories by month after the boundary.
  var filedMask: UInt64
  /// Months before the cap.
  var found: Int32
  /// Fewer than the minimum are left: nothing scores, and nothing was earned.
  var isShort: Bool

  var total: Int32 { own.wrappedSum() &+ imputed.wrappedSum() &+ filed }
}

extension Rules {
  /// Keeps at most as many months as were employed: own homes first, then rentals and dormitories,
  /// then imputed months, in each group the earliest.
  @inline(__always)
  func kept(
    _ tally: ResidenceTally, _ work: Employment, _ zones: Zones
  ) -> ResidenceMonths {
    let available =
      zones.countsBefore(work.imputable, Zones.beginning, Int32.max / 2) &+ tally.early
      &- tally.ownImputable
    let cap = Int32(truncatingIfNeeded: work.months)
    let own = tally.own.wrappedSum()
    let found = own &+ tally.filed &+ available.wrappedSum()
    var result = ResidenceMonths(
      own: tally.own, imputed: available, filed: tally.filed, rental: 0, dormitory: 0,
      filedMask: tally.rentals | tally.dormitories, found: found, isShort: false)
    if found > cap {
      var rest = cap
      result.own = Rules.earliest(tally.own, &rest)
      result.filed = min(tally.filed, rest)
      rest &-= result.filed
      result.imputed = Rules.earliest(available, &rest)
      if filing.followsMonths {
        var excess = tally.filed &- result.filed
        while excess > 0 {
          result.filedMask &= ~(UInt64(1) &<< UInt64(63 &- result.filedMask.leadingZeroBitCount))
          excess &-= 1
        }
      }
    }
    if filing.followsMonths {
      result.rental = Int32((tally.rentals & result.filedMask).nonzeroBitCount)
      result.dormitory = Int32((tally.dormitories & result.filedMask).nonzeroBitCount)
    }
    result.isShort = Int(result.total) < residence.minimumMonths.value
    return result
  }

  /// The earliest months of zones that stand in order, at most `rest`; takes them from `rest`.
  @inline(__always)
  static func earliest(_ months: SIMD4<Int32>, _ rest: inout Int32) -> SIMD4<Int32> {
    var kept = SIMD4<Int32>.zero
    for zone in 0..<4 {
      kept[zone] = min(months[zone], rest)
      rest &-= kept[zone]
    }
    return kept
  }

  /// The four lines in hundredths, in the order of the edition: own, rental, dormitory, imputed; or
  /// own up to the boundary, own after it, imputed, filed after it.
  @inline(__always)
  func residencePoints(_ months: ResidenceMonths, _ zones: Zones) -> SIMD4<Int32> {
    guard !months.isShort else { return .zero }
    let own = Int(months.own.wrappedSum())
    let imputed = imputedPoints[Int(months.imputed.wrappedSum())]
    switch residence.lines.value {
    case .kinds:
      return SIMD4(
        ownPoints[own], filedPoints[Int(months.rental)], filedPoints[Int(months.dormitory)],
        imputed)
    case .boundary:
      let before = Int(months.own.sum(where: zones.isBefore))
      return SIMD4(
        ownPoints[before], ownPoints[own &- before], imputed, filedPoints[Int(months.filed)])
    }
  }

  @inline(__always)
  func recordResidence<Recorder: ScoreRecorder>(
    _ applicant: Applicant, _ work: Employment, _ months: ResidenceMonths, _ zones: Zones,
    leftOut: [Int], into recorder: inout Recorder
  ) {
    let points = residencePoints(months, zones)
    if months.isShort {
      if months.total > 0 {
        recorder.warn {
          Warning(
            "住所仅\(months.total)个月，不足\(residence.minimumMonths.value)个月，不计分",
            "residence of \(months.total) months scores nothing: fewer than "
              + "\(residence.minimumMonths.value)")
        }
      }
      return
    }
    let own = Int(months.own.wrappedSum())
    func detail(_ line: Line, _ count: Int, _ rate: Cited<Points>) -> LineDetail {
      ResidenceNotes(self, applicant, work, months, leftOut: leftOut).detail(line, count, rate)
    }
    switch residence.lines.value {
    case .kinds:
      recorder.line(.ownHome, Int(points[0])) {
        detail(.ownHome, own, residence.own)
      }
      recorder.line(.rental, Int(points[1])) {
        detail(.rental, Int(months.rental), residence.filed)
      }
      recorder.line(.dormitory, Int(points[2])) {
        detail(.dormitory, Int(months.dormitory), residence.filed)
      }
      recorder.line(.imputed, Int(points[3])) {
        detail(.imputed, Int(months.imputed.wrappedSum()), residence.imputed)
      }
    case .boundary:
      let before = Int(months.own.sum(where: zones.isBefore))
      recorder.line(.ownHomeBefore, Int(points[0])) {
        detail(.ownHomeBefore, before, residence.own)
      }
      recorder.line(.ownHomeAfter, Int(points[1])) {
        detail(.ownHomeAfter, own - before, residence.own)
      }
      recorder.line(.imputed, Int(points[2])) {
        detail(.imputed, Int(months.imputed.wrappedSum()), residence.imputed)
      }
      recorder.line(.filedAfter, Int(points[3])) {
        detail(.filedAfter, Int(months.filed), residence.filed)
      }
    }
  }
}
