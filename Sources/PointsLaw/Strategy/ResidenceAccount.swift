/// What is settled about residences so far, as far as anything still open can tell the difference
/// (住所账): counts, never which months. What nothing open can change any more has become points and is
/// gone from here, so that many ways of filing come to one account.
struct ResidenceAccount: Hashable {
  /// Kept months of own homes that are not points yet; of those, the ones up to the boundary where that
  /// makes two lines.
  var own: Int32 = 0
  var ownBefore: Int32 = 0
  /// Months to impute, by zone.
  var available: SIMD4<Int32>
  /// Months of employment left for what is still open.
  var room: Int32
  /// Kept months of rentals and dormitories; of both together where they are one line.
  var rental: Int32 = 0
  var dormitory: Int32 = 0
  /// What the study takes back for kept months, in twelfths of hundredths.
  var study = 0
  /// District: months outside with a job outside, and of housing; the short years that a home left
  /// out has broken; outside in the month of the reference date.
  var both: Int32 = 0
  var housing: Int32 = 0
  var broken: ShortYears = []
  var isOutsideLast = false

  func hash(into hasher: inout Hasher) {
    // One word to hash: an account is looked up for every step of every way.
    var word: UInt64 = 0
    func mix(_ high: Int32, _ low: Int32) {
      let pair = UInt64(UInt32(bitPattern: high)) << 32 | UInt64(UInt32(bitPattern: low))
      word = (word ^ pair) &* 0x9E37_79B9_7F4A_7C15
      word ^= word >> 29
    }
    mix(own, ownBefore)
    mix(available[0], available[1])
    mix(available[2], available[3])
    mix(room, rental)
    mix(dormitory, Int32(truncatingIfNeeded: study))
    mix(both, housing)
    mix(Int32(broken.rawValue), isOutsideLast ? 1 : 0)
    hasher.combine(word)
  }
}

/// A way of filing: the points it has for certain, in hundredths, and what it leaves out.
struct ResidenceWay {
  var points = 0
  var leftOut: LeftOut

  func isPreferred(to other: ResidenceWay) -> Bool {
    points != other.points ? points > other.points : leftOut.isPreferred(to: other.leftOut)
  }
}

/// What one entry adds when it is filed, or all that follow one.
struct ResidenceAddition {
  /// Months by zone: of own homes, those of them imputable otherwise, and those that become so.
  var own = SIMD4<Int32>.zero
  var imputable = SIMD4<Int32>.zero
  var early = SIMD4<Int32>.zero
  /// Months of rentals and dormitories after the boundary.
  var filed: Int32 = 0
  var both: Int32 = 0
  var housing: Int32 = 0
  /// The short years it takes part in.
  var short: ShortYears = []
  var isOutsideLast = false

  static func + (left: ResidenceAddition, right: ResidenceAddition) -> ResidenceAddition {
    var sum = left
    sum.own &+= right.own
    sum.imputable &+= right.imputable
    sum.early &+= right.early
    sum.filed += right.filed
    sum.both += right.both
    sum.housing += right.housing
    sum.short.formUnion(right.short)
    sum.isOutsideLast = left.isOutsideLast || right.isOutsideLast
    return sum
  }

  var touchesDistrict: Bool { both != 0 || housing != 0 || isOutsideLast }
}
