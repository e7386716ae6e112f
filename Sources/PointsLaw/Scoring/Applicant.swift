import Units

/// One packed applicant during scoring; valid only while the view is lent.
struct Applicant {
  let packed: UnsafePointer<PackedCase>
  let view: UnsafePointer<PackedView>

  /// The number of sets of homes.
  static let homeSets = 3

  /// The sets of homes, which stand before the sets of insurance: own homes, as far as the time line
  /// goes; of those, the months outside the six city districts; rentals and dormitories.
  @inline(__always)
  var own: UnsafePointer<UInt64> {
    UnsafePointer(
      view.pointee.words.baseAddress.unsafelyUnwrapped + Int(packed.pointee.setsAt))
  }

  @inline(__always)
  func set(_ index: UInt8) -> UnsafePointer<UInt64> {
    own + (Applicant.homeSets &+ Int(index) &* 2) &* view.pointee.wordsPerSet
  }

  /// Months in which a type was paid normally.
  @inline(__always)
  func paid(_ index: UInt8) -> MonthBits { MonthBits(set(index), bits: view.pointee.bits) }

  /// Of those, the months paid outside the six city districts.
  @inline(__always)
  func paidOutside(_ index: UInt8) -> MonthBits {
    MonthBits(set(index) + view.pointee.wordsPerSet, bits: view.pointee.bits)
  }

  @inline(__always)
  var homes: Slice<UnsafeBufferPointer<PackedHome>> {
    let start = Int(packed.pointee.homesAt)
    return view.pointee.homes[start..<start &+ Int(packed.pointee.homes)]
  }

  @inline(__always)
  func credential(_ index: Int) -> PackedCredential {
    view.pointee.credentials[Int(packed.pointee.credentialsAt) &+ index]
  }

  @inline(__always)
  func claim(_ index: Int) -> PackedClaim {
    view.pointee.claims[Int(packed.pointee.claimsAt) &+ index]
  }

  /// Income tax paid in the previous year; the years before it stand before it. Only where
  /// ``PersonFlags/income`` says so.
  @inline(__always)
  var lastIncome: UnsafePointer<UInt64> { own - 1 }

  /// Income tax paid in the year `back` years before the previous one; 0 when there is none.
  @inline(__always)
  func income(_ back: Int) -> Int {
    packed.pointee.person.contains(.income)
      ? Int(truncatingIfNeeded: (lastIncome - back).pointee) : 0
  }

  @inline(__always)
  func record(_ index: Int) -> Int32 {
    view.pointee.records[Int(packed.pointee.recordsAt) &+ index]
  }

  @inline(__always)
  func enterprise(_ index: Int) -> PackedEnterprise {
    view.pointee.enterprises[Int(packed.pointee.enterprisesAt) &+ index]
  }

  @inline(__always)
  func supplement(_ index: Int) -> PackedSupplement {
    view.pointee.supplements[Int(packed.pointee.supplementsAt) &+ index]
  }
}
