import Units

/// One packed applicant during scoring; valid only while the view is lent.
struct Applicant {
  let packed: UnsafePointer<PackedCase>
  let view: UnsafePointer<PackedView>

  @inline(__always)
  func set(_ index: UInt8) -> UnsafePointer<UInt64> {
    let place = Int(packed.pointee.setsAt) &+ Int(index) &* view.pointee.wordsPerSet &* 2
    return UnsafePointer(view.pointee.words.baseAddress.unsafelyUnwrapped + place)
  }

  /// Own homes, those outside the six city districts, and rentals and dormitories.
  static let homeSets = 3

  /// Months in own homes, as far as the time line goes.
  @inline(__always)
  var own: UnsafePointer<UInt64> { self.set(0) - view.pointee.wordsPerSet &* Applicant.homeSets }

  /// Of those, the months outside the six city districts.
  @inline(__always)
  var ownOutside: UnsafePointer<UInt64> { own + view.pointee.wordsPerSet }

  /// Months in rentals and dormitories.
  @inline(__always)
  var filed: UnsafePointer<UInt64> { ownOutside + view.pointee.wordsPerSet }

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

  /// Income tax paid in the year `back` years before the previous one; 0 when there is none.
  @inline(__always)
  func income(_ back: Int) -> Int {
    packed.pointee.person.contains(.income)
      ? Int(truncatingIfNeeded: (own - 1 - back).pointee) : 0
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
