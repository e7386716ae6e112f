import Policy
import Units

/// 合法稳定住所 after the cap: which months of a tally are kept and score.
struct ResidenceMonths {
  /// Kept months of own homes: in all, up to the boundary, and in the study.
  var own: Int32
  var ownBefore: Int32
  var ownInStudy: Int32
  /// Kept imputed months, in all and in the study.
  var imputed: Int32
  var imputedInStudy: Int32
  /// Kept months of rentals and dormitories together, and each of them where the edition follows
  /// single months.
  var filed: Int32
  var rental: Int32
  var dormitory: Int32
  /// The kept rentals and dormitories by month after the boundary.
  var filedMask: UInt64
  /// Months before the cap, and those of own homes and of rentals and dormitories among them.
  var found: Int32
  var ownFound: Int32
  var filedFound: Int32
  /// Fewer than the minimum are left: nothing scores, and nothing was earned.
  var isShort: Bool

  var total: Int32 { own &+ imputed &+ filed }
}

extension Rules {
  /// Keeps at most as many months as were employed: own homes first, then rentals and dormitories,
  /// then imputed months, in each group the earliest.
  @inline(__always)
  func kept(
    _ tally: ResidenceTally, _ work: Employment, _ zones: Zones
  ) -> ResidenceMonths {
    let imputable =
      zones.countsBefore(work.imputable, Zones.beginning, Int32.max / 2) &+ tally.early
      &- tally.ownImputable
    let allImputable = imputable.wrappedSum()
    // Points are read by address: an own home counted twice would lead before the table.
    precondition(allImputable >= 0, "residences share no month")
    var months = kept(
      own: tally.own.wrappedSum(), filed: tally.filed, imputable: allImputable, work)
    let own = Rules.earliest(tally.own, months.own)
    months.ownBefore = own.sum(where: zones.isBefore)
    months.ownInStudy = own.sum(where: zones.isStudy)
    months.imputedInStudy =
      Rules.earliest(imputable, months.imputed).sum(where: zones.isStudy)
    if filing.followsMonths {
      var mask = tally.rentals | tally.dormitories
      for _ in 0..<tally.filed &- months.filed {
        mask &= ~(UInt64(1) &<< UInt64(63 &- mask.leadingZeroBitCount))
      }
      months.filedMask = mask
      months.rental = Int32((tally.rentals & mask).nonzeroBitCount)
      months.dormitory = Int32((tally.dormitories & mask).nonzeroBitCount)
    }
    return months
  }

  /// The months of all homes of an applicant where they need not be told apart.
  @inline(__always)
  func kept(_ homes: WholeHomes, _ work: Employment) -> ResidenceMonths {
    var months = kept(own: homes.own, filed: homes.filed, imputable: homes.imputable, work)
    months.ownBefore = min(homes.ownBefore, months.own)
    return months
  }

  /// The cap: how many months of each group are kept.
  @inline(__always)
  private func kept(
    own: Int32, filed: Int32, imputable: Int32, _ work: Employment
  ) -> ResidenceMonths {
    let cap = Int32(truncatingIfNeeded: work.months)
    let keptOwn = min(own, cap)
    let keptFiled = min(filed, cap &- keptOwn)
    let keptImputed = min(imputable, cap &- keptOwn &- keptFiled)
    return ResidenceMonths(
      own: keptOwn, ownBefore: keptOwn, ownInStudy: 0, imputed: keptImputed, imputedInStudy: 0,
      filed: keptFiled, rental: 0, dormitory: 0, filedMask: 0, found: own &+ filed &+ imputable,
      ownFound: own, filedFound: filed,
      isShort: Int(keptOwn &+ keptFiled &+ keptImputed) < residence.minimumMonths.value)
  }

  /// The earliest months of zones that stand in order, at most `most`.
  static func earliest(_ months: SIMD4<Int32>, _ most: Int32) -> SIMD4<Int32> {
    var kept = SIMD4<Int32>.zero
    var rest = most
    for zone in 0..<4 {
      kept[zone] = min(months[zone], rest)
      rest &-= kept[zone]
    }
    return kept
  }

  /// The four lines in hundredths, in the order of the edition: own, rental, dormitory, imputed; or
  /// own up to the boundary, own after it, imputed, filed after it.
  @inline(__always)
  func residencePoints(_ months: ResidenceMonths) -> SIMD4<Int32> {
    guard !months.isShort else { return .zero }
    let own = Int(months.own)
    let imputed = imputedPoints[Int(months.imputed)]
    switch residence.lines.value {
    case .kinds:
      return SIMD4(
        ownPoints[own], filedPoints[Int(months.rental)], filedPoints[Int(months.dormitory)],
        imputed)
    case .boundary:
      let before = Int(months.ownBefore)
      return SIMD4(
        ownPoints[before], ownPoints[own &- before], imputed, filedPoints[Int(months.filed)])
    }
  }

  @inline(__always)
  func recordResidence<Recorder: ScoreRecorder>(
    _ applicant: Applicant, _ work: Employment, _ months: ResidenceMonths, leftOut: [Int],
    into recorder: inout Recorder
  ) {
    let points = residencePoints(months)
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
    let own = Int(months.own)
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
        detail(.imputed, Int(months.imputed), residence.imputed)
      }
    case .boundary:
      let before = Int(months.ownBefore)
      recorder.line(.ownHomeBefore, Int(points[0])) {
        detail(.ownHomeBefore, before, residence.own)
      }
      recorder.line(.ownHomeAfter, Int(points[1])) {
        detail(.ownHomeAfter, own - before, residence.own)
      }
      recorder.line(.imputed, Int(points[2])) {
        detail(.imputed, Int(months.imputed), residence.imputed)
      }
      recorder.line(.filedAfter, Int(points[3])) {
        detail(.filedAfter, Int(months.filed), residence.filed)
      }
    }
  }
}
