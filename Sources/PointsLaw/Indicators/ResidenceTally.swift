import Policy
import Units

/// What filed residences add up to (住所月数): all that the points of residence and district depend
/// on. Tallies of entries add, because entries never share a month.
struct ResidenceTally: Equatable {
  /// Months of own homes by zone.
  var own: SIMD4<Int32> = .zero
  /// Of those, months up to the boundary that would be imputed otherwise.
  var ownImputable: SIMD4<Int32> = .zero
  /// Months up to the boundary that only a filed rental makes imputable (reading `earlyRental`).
  var early: SIMD4<Int32> = .zero
  /// Months of rentals and dormitories after the boundary.
  var filed: Int32 = 0
  var outsideMonths = OutsideMonths()
  /// The months after the boundary in a rental or a dormitory, bit 0 being the first after it.
  var rentals: UInt64 = 0
  var dormitories: UInt64 = 0
  /// The months since the district indicator began in an own home outside, and in any home inside
  /// the six districts, bit 0 being its first month.
  var outside: UInt64 = 0
  var inside: UInt64 = 0

  static let empty = ResidenceTally()

  /// The months after the boundary in a rental or a dormitory.
  var filedMonths: UInt64 { rentals | dormitories }

  @inline(__always)
  static func + (left: ResidenceTally, right: ResidenceTally) -> ResidenceTally {
    var sum = left
    sum.own &+= right.own
    sum.ownImputable &+= right.ownImputable
    sum.early &+= right.early
    sum.filed &+= right.filed
    sum.outsideMonths.both &+= right.outsideMonths.both
    sum.outsideMonths.housing &+= right.outsideMonths.housing
    if right.outsideMonths.isOutsideLast { sum.outsideMonths.isOutsideLast = true }
    sum.rentals |= right.rentals
    sum.dormitories |= right.dormitories
    sum.outside |= right.outside
    sum.inside |= right.inside
    return sum
  }
}

/// The months of all homes together where they need not be told apart (2020).
struct WholeHomes {
  /// Months of own homes, and those up to the boundary.
  var own: Int32
  var ownBefore: Int32
  /// Months of rentals and dormitories after the boundary.
  var filed: Int32
  /// Months up to the boundary that can be imputed: paid, and no own home lived in.
  var imputable: Int32
  var outside: OutsideMonths
}

/// Months in own homes outside the six city districts (2020).
struct OutsideMonths: Hashable {
  /// With a job outside, and without one.
  var both: Int32 = 0
  var housing: Int32 = 0
  /// Lived there in the month of the reference date.
  var isOutsideLast = false
}

extension Rules {
  /// Adds one home, in months, to a tally.
  @inline(__always)
  func add(
    _ home: PackedHome, _ work: Employment, _ zones: Zones, to tally: inout ResidenceTally
  ) {
    if home.kind == .ownHome {
      tally.own &+= zones.counts(home.from, home.to)
      tally.ownImputable &+= zones.countsBefore(work.imputable, home.from, home.to)
    } else {
      let first = max(home.from, boundaryBit &+ 1)
      if first <= home.to {
        tally.filed &+= home.to &- first &+ 1
        if filing.followsMonths {
          let months = Rules.mask(first, home.to, from: boundaryBit &+ 1)
          if home.kind == .rental { tally.rentals |= months } else { tally.dormitories |= months }
        }
      }
      if residence.earlyRental.value == .filed {
        let low = max(home.from, 0)
        let high = min(home.to, boundaryBit)
        if low <= high {
          tally.early &+=
            zones.counts(low, high)
            &- zones.countsBefore(work.imputable, low, high)
        }
      }
    }
    addDistrict(home, work, to: &tally)
  }

  @inline(__always)
  private func addDistrict(
    _ home: PackedHome, _ work: Employment, to tally: inout ResidenceTally
  ) {
    let first = max(home.from, districtBit)
    guard first <= home.to else { return }
    switch district.rule.value {
    case .lives:
      guard home.kind == .ownHome, home.isOutside else { return }
      let months = home.to &- first &+ 1
      let both = Int32(
        truncatingIfNeeded: work.outside.count(Int(first), Int(home.to)))
      tally.outsideMonths.both &+= both
      tally.outsideMonths.housing &+= months &- both
      if home.to == lastBit { tally.outsideMonths.isOutsideLast = true }
    case .moved:
      let months = Rules.mask(first, home.to, from: districtBit)
      if !home.isOutside {
        tally.inside |= months
      } else if home.kind == .ownHome {
        tally.outside |= months
      }
    }
  }

  /// The bits from `first` to `last` of a set whose bit 0 is `origin`; all lie within 64.
  @inline(__always)
  static func mask(_ first: Int32, _ last: Int32, from origin: Int32) -> UInt64 {
    let low = UInt64(truncatingIfNeeded: first &- origin)
    let high = UInt64(truncatingIfNeeded: last &- origin)
    return (UInt64.max &<< low) & (UInt64.max &>> (63 &- high))
  }

  /// Counts the months of all homes of an applicant by sets instead of one by one: the sums of
  /// ``tally(_:_:_:leftOut:)`` where ``FilingRules/countsBySets``.
  @inline(__always)
  func wholeHomes(_ applicant: Applicant, _ work: Employment) -> WholeHomes {
    let own = applicant.own
    let filed = own + setWords &* 2
    let paid = work.imputable.words
    var ownMonths = 0
    var imputable = 0
    var word = 0
    while word < boundaryWord {
      let months = own[word]
      ownMonths &+= months.nonzeroBitCount
      imputable &+= (paid[word] & ~months).nonzeroBitCount
      word &+= 1
    }
    let months = own[word]
    imputable &+= (paid[word] & ~months & boundaryMask).nonzeroBitCount
    let before = ownMonths &+ (months & boundaryMask).nonzeroBitCount
    ownMonths &+= months.nonzeroBitCount
    var filedMonths = (filed[word] & ~boundaryMask).nonzeroBitCount
    word &+= 1
    while word < setWords {
      ownMonths &+= own[word].nonzeroBitCount
      filedMonths &+= filed[word].nonzeroBitCount
      word &+= 1
    }
    let earlier = applicant.packed.pointee.earlierOwn
    return WholeHomes(
      own: earlier &+ Int32(truncatingIfNeeded: ownMonths),
      ownBefore: earlier &+ Int32(truncatingIfNeeded: before),
      filed: Int32(truncatingIfNeeded: filedMonths),
      imputable: Int32(truncatingIfNeeded: imputable), outside: outsideMonths(applicant, work))
  }

  /// The months of own homes outside the six districts, with and without a job outside.
  @inline(__always)
  private func outsideMonths(_ applicant: Applicant, _ work: Employment) -> OutsideMonths {
    let home = applicant.own + setWords
    let job = work.outside.words
    var word = districtWord
    var mask = districtMask
    var all = 0
    var both = 0
    while word < setWords {
      let months = home[word] & mask
      all &+= months.nonzeroBitCount
      both &+= (months & job[word]).nonzeroBitCount
      mask = .max
      word &+= 1
    }
    let last = home[setWords &- 1] &>> UInt64(truncatingIfNeeded: lastBit & 63)
    return OutsideMonths(
      both: Int32(truncatingIfNeeded: both), housing: Int32(truncatingIfNeeded: all &- both),
      isOutsideLast: last & 1 == 1)
  }

  /// Adds all homes of an applicant but the entries left out.
  @inline(__always)
  func tally(
    _ applicant: Applicant, _ work: Employment, _ zones: Zones, leftOut: [Int] = []
  ) -> ResidenceTally {
    var tally = ResidenceTally.empty
    for home in applicant.homes {
      if !leftOut.isEmpty, leftOut.contains(Int(home.entry)) { continue }
      add(home, work, zones, to: &tally)
    }
    return tally
  }
}
