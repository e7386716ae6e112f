/// The chances of one synthetic person's life: every question (``Draw``) has a random number of its
/// own, fixed by the seed, the person's place and the question.
///
/// So nothing depends on the order of asking, on the other people or on how many there are.
struct Draws: Sendable {
  private let numbers: SplitMix64

  @inline(__always)
  init(seed: UInt64, person: Int) {
    let people = SplitMix64(start: SplitMix64(start: seed)[1])
    numbers = SplitMix64(start: people[UInt64(truncatingIfNeeded: person)])
  }

  /// One of 0 to `count` − 1, equally often (multiply and shift; uneven by less than 1 in 100,000).
  @inline(__always)
  func below(_ draw: Draw, _ count: Int) -> Int {
    let high = numbers[draw.rawValue] >> 32
    return Int(truncatingIfNeeded: (high &* UInt64(truncatingIfNeeded: count)) >> 32)
  }

  /// Yes in `share` of 1024 cases.
  @inline(__always)
  func chance(_ draw: Draw, _ share: Int) -> Bool {
    Int(truncatingIfNeeded: numbers[draw.rawValue] >> 54) < share
  }

  /// About normally distributed, mean 0 and standard deviation 1024: the sum of four uniform
  /// numbers of 16 bits, at most 3.5 deviations from the mean.
  @inline(__always)
  func normal(_ draw: Draw) -> Int {
    let bits = numbers[draw.rawValue]
    let sum = (bits & 0xFFFF) &+ (bits >> 16 & 0xFFFF) &+ (bits >> 32 & 0xFFFF) &+ bits >> 48
    return ((Int(truncatingIfNeeded: sum) &- 131_070) &* 1773) >> 16
  }

  /// A place in a list of shares.
  @inline(__always)
  func pick(_ draw: Draw, _ shares: Shares) -> Int { shares.place(below(draw, shares.total)) }
}

/// The questions that chance answers in a life. Their numbers are part of what a seed means: new ones
/// go to the end.
enum Draw: UInt64 {
  // Study and arrival (来京)
  case path = 1
  case career, graduationLag, snap, studyYears
  // The person
  case birthYear, birthMonth, birthDay, sex, post, rural
  // Wages and taxes
  case wage, tax2017, tax2018, tax2019, authorised
  // Homes
  case home, homeDistrict, homeArea, move, moveTime, home2Area, home2District, owner, owner2
  // Employers, pauses between them, late and supplementary payments
  case change1, pause1, place1, change2, pause2, place2, change3, place3
  case supplementary, supplementaryMonths, supplementaryCause
  case job1Area, job1, job2Area, job2, job3Area, job3, job4Area, job4
  case lateType, lateMonths
  // Study beside work
  case lateYears, evening
  // Permit, marriage, rented homes
  case permit, permitDay, marriage, marriageAge, marriageShift, divorce, divorceTime
  case rental, rentalStart, rentalDistrict, dormitory, dormitoryMonths
  // What few people have
  case innovation, innovationKind, innovationDetail, honour, honourKind
  case violation, violationTime, detention, detentionTime
  case ineligible, reason, reasonDetail
}
