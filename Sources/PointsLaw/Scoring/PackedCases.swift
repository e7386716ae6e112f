import CPrefetch
import Units

/// Packed facts of many applicants, in arenas: a million people fit in a few hundred megabytes and
/// are scored without allocation.
package struct PackedCases {
  package let packing: Packing
  package private(set) var cases: [PackedCase] = []
  private(set) var words: [UInt64] = []
  private(set) var homes: [PackedHome] = []
  private(set) var credentials: [PackedCredential] = []
  private(set) var claims: [PackedClaim] = []
  /// Codes of dates of violations, then of detentions, then title × 65536 + year of honours.
  private(set) var records: [Int32] = []
  private(set) var enterprises: [PackedEnterprise] = []
  private(set) var supplements: [PackedSupplement] = []
  /// Where the words of the variant of the first case begin.
  private var variantWords = 0

  package init(_ packing: Packing) { self.packing = packing }

  package var count: Int { cases.count }

  package mutating func removeAll() {
    cases.removeAll(keepingCapacity: true)
    words.removeAll(keepingCapacity: true)
    homes.removeAll(keepingCapacity: true)
    credentials.removeAll(keepingCapacity: true)
    claims.removeAll(keepingCapacity: true)
    records.removeAll(keepingCapacity: true)
    enterprises.removeAll(keepingCapacity: true)
    supplements.removeAll(keepingCapacity: true)
  }

  /// Takes out all but the first case.
  mutating func removeVariants() {
    guard cases.count > 1 else { return }
    let first = cases[1]
    cases.removeLast(cases.count - 1)
    words.removeLast(words.count - variantWords)
    homes.removeLast(homes.count - Int(first.homesAt))
    credentials.removeLast(credentials.count - Int(first.credentialsAt))
    claims.removeLast(claims.count - Int(first.claimsAt))
    records.removeLast(records.count - Int(first.recordsAt))
    enterprises.removeLast(enterprises.count - Int(first.enterprisesAt))
  }

  /// Packs the first case with other facts but the same insurance, whose sets are taken over.
  mutating func appendVariant(_ facts: Facts) {
    variantWords = words.count
    append(facts, insuranceOfFirst: true)
  }

  /// Packs one applicant's facts.
  package mutating func append(_ facts: Facts) { append(facts, insuranceOfFirst: false) }

  @inline(__always)
  private mutating func append(_ facts: Facts, insuranceOfFirst isVariant: Bool) {
    var packed = PackedCase(
      birth: facts.birthDate.code, permit: 0, months: (0, 0, 0, 0, 0), sets: (0, 0, 0, 0, 0),
      anySet: 0, longestType: 0, longestSet: 0, longest: 0, person: [], setsAt: 0,
      homesAt: UInt32(homes.count), credentialsAt: UInt32(credentials.count),
      claimsAt: UInt32(claims.count), recordsAt: UInt32(records.count),
      enterprisesAt: UInt32(enterprises.count), supplementsAt: UInt32(supplements.count),
      homes: 0, entries: UInt16(facts.residences.count), credentials: 0, claims: 0, violations: 0,
      detentions: 0, honours: 0, enterprises: 0, supplements: 0, allPaidFrom: 0, earlierOwn: 0,
      income: 0)
    packPerson(facts, &packed)
    packIncome(facts, &packed)
    packHomes(facts, &packed)
    if isVariant { copyInsurance(of: cases[0], &packed) } else { packInsurance(facts, &packed) }
    for credential in facts.credentials {
      credentials.append(
        PackedCredential(
          enrolled: Int32(packing.bit(credential.enrolled)),
          graduated: Int32(packing.bit(credential.graduated)),
          sort: credential.level.rawValue + (credential.diploma && credential.degree ? 4 : 0)))
    }
    packed.credentials = UInt16(facts.credentials.count)
    packClaims(facts, &packed)
    packTaxes(facts, &packed)
    packRecords(facts, &packed)
    cases.append(packed)
  }

  private func packPerson(_ facts: Facts, _ packed: inout PackedCase) {
    switch facts.residencePermit {
    case .none: packed.permit = 0
    case .appliedOn(let date): packed.permit = date.code
    case .unknown: packed.permit = -1
    }
    var person: PersonFlags = []
    if facts.sex == .male { person.insert(.male) }
    if let post = facts.post {
      person.insert(.postKnown)
      if post == .management { person.insert(.management) }
    }
    if let household = facts.household {
      person.insert(.householdKnown)
      if household == .rural { person.insert(.rural) }
    }
    if let record = facts.criminalRecord {
      person.insert(.criminalRecordKnown)
      if record { person.insert(.criminalRecord) }
    }
    if facts.taxes.authorised { person.insert(.authorised) }
    if facts.taxes.owed { person.insert(.taxOwed) }
    packed.person = person
  }

  /// A set of months paid and the same months paid outside the six city districts, per distinct
  /// history; most people have one or two for the five types.
  private mutating func packInsurance(_ facts: Facts, _ packed: inout PackedCase) {
    let size = packing.words
    let start = words.count
    packed.supplementsAt = UInt32(supplements.count)
    (packed.sets.0, packed.months.0) = packType(.pension, facts.insurance, start)
    (packed.sets.1, packed.months.1) = packType(.medical, facts.insurance, start)
    (packed.sets.2, packed.months.2) = packType(.unemployment, facts.insurance, start)
    (packed.sets.3, packed.months.3) = packType(.injury, facts.insurance, start)
    (packed.sets.4, packed.months.4) = packType(.maternity, facts.insurance, start)
    packed.supplements = UInt16(supplements.count - Int(packed.supplementsAt))
    packed.allPaidFrom = allPaidFrom(start..<words.count)
    packed.anySet = UInt8((union(from: start) - start) / (size * 2))
    let sets = packed.sets
    let months = packed.months
    (packed.longestSet, packed.longest) = (sets.0, months.0)
    func compare(_ type: UInt8, _ set: UInt8, _ count: UInt16) {
      guard count > packed.longest else { return }
      (packed.longestType, packed.longestSet, packed.longest) = (type, set, count)
    }
    compare(1, sets.1, months.1)
    compare(2, sets.2, months.2)
    compare(3, sets.3, months.3)
    compare(4, sets.4, months.4)
  }

  private mutating func copyInsurance(of other: PackedCase, _ packed: inout PackedCase) {
    let start = Int(other.setsAt) + packing.words * Applicant.homeSets
    let sets = other.sets
    let last = max(sets.0, sets.1, sets.2, sets.3, sets.4, other.anySet)
    let count = (Int(last) + 1) * packing.words * 2
    for place in start..<start + count { words.append(words[place]) }
    packed.sets = other.sets
    packed.months = other.months
    packed.anySet = other.anySet
    packed.longestType = other.longestType
    packed.longestSet = other.longestSet
    packed.longest = other.longest
    packed.allPaidFrom = other.allPaidFrom
    packed.supplementsAt = other.supplementsAt
    packed.supplements = other.supplements
  }

  /// The first bit from which all sets in `range` have every month to the end of the time line.
  private func allPaidFrom(_ range: Range<Int>) -> Int32 {
    var end = packing.bits
    for word in stride(from: packing.words - 1, through: 0, by: -1) {
      var all = UInt64.max
      for set in stride(from: range.lowerBound, to: range.upperBound, by: packing.words * 2) {
        all &= words[set + word]
      }
      let missing = ~all << UInt64(64 - (end - word * 64))
      if missing != 0 { return Int32(end - missing.leadingZeroBitCount) }
      end = word * 64
    }
    return 0
  }

  /// Packs the spells of one type: which set it has, and how many months are in it.
  private mutating func packType(
    _ type: InsuranceType, _ spells: [InsuranceSpell], _ start: Int
  ) -> (UInt8, UInt16) {
    let size = packing.words
    let place = words.count
    words.append(contentsOf: repeatElement(0, count: size * 2))
    for spell in spells where spell.type == type {
      if let supplementary = spell.supplementary {
        packSupplement(spell, supplementary)
      } else {
        mark(spell, at: place)
      }
    }
    let known = equalSet(at: place, from: start)
    if known < place { words.removeLast(size * 2) }
    var count = 0
    for word in known..<known + size { count += words[word].nonzeroBitCount }
    return (UInt8((known - start) / (size * 2)), UInt16(clamping: count))
  }

  /// The place of the union of this person's sets, which is a new one when it is none of them.
  private mutating func union(from start: Int) -> Int {
    let size = packing.words * 2
    let place = words.count
    words.append(contentsOf: repeatElement(0, count: size))
    for candidate in stride(from: start, to: place, by: size) {
      for index in 0..<size { words[place + index] |= words[candidate + index] }
    }
    let known = equalSet(at: place, from: start)
    if known < place { words.removeLast(size) }
    return known
  }

  private mutating func mark(_ spell: InsuranceSpell, at place: Int) {
    let first = packing.bit(spell.months.from)
    let last = packing.bit(spell.months.to)
    mark(first, last, at: place)
    if packing.citySix >> UInt32(spell.district.rawValue) & 1 == 0 {
      mark(first, last, at: place + packing.words)
    }
  }

  /// Adds the months from `first` to `last`, as far as the time line goes, to the set at a place.
  private mutating func mark(_ first: Int, _ last: Int, at place: Int) {
    let first = max(first, 0)
    let last = min(last, packing.bits - 1)
    guard first <= last else { return }
    for word in first >> 6...last >> 6 {
      var mask = UInt64.max
      if word == first >> 6 { mask &= .max << UInt64(first & 63) }
      if word == last >> 6 { mask &= .max >> UInt64(63 - last & 63) }
      words[place + word] |= mask
    }
  }

  /// The first set of this person that is equal to the one at `place`.
  private func equalSet(at place: Int, from start: Int) -> Int {
    let size = packing.words * 2
    var candidate = start
    while candidate < place {
      var isEqual = true
      for index in 0..<size where words[candidate + index] != words[place + index] {
        isEqual = false
        break
      }
      if isEqual { return candidate }
      candidate += size
    }
    return place
  }

  private mutating func packSupplement(
    _ spell: InsuranceSpell, _ supplementary: Supplementary
  ) {
    supplements.append(
      PackedSupplement(
        from: Int32(packing.bit(spell.months.from)), to: Int32(packing.bit(spell.months.to)),
        type: spell.type.rawValue, isByAgency: supplementary.byAgency,
        isRecorded: supplementary.recordedOn.map { $0 <= packing.referenceDate } ?? true))
  }

  /// Amounts stand before the sets of homes, the previous year last.
  private mutating func packIncome(_ facts: Facts, _ packed: inout PackedCase) {
    guard !facts.taxes.income.isEmpty else { return }
    packed.person.insert(.income)
    words.append(contentsOf: repeatElement(0, count: packing.taxYears))
    for income in facts.taxes.income {
      let back = packing.reference.year - income.year
      if back >= 0, back < packing.taxYears {
        words[words.count - 1 - back] = UInt64(bitPattern: Int64(income.paid.fen))
        packed.income += income.paid.fen
      }
    }
    if !words.suffix(packing.taxYears).contains(0) { packed.person.insert(.incomeEveryYear) }
  }

  private mutating func packHomes(_ facts: Facts, _ packed: inout PackedCase) {
    let start = homes.count
    let sets = words.count
    packed.setsAt = UInt32(sets)
    words.append(contentsOf: repeatElement(0, count: packing.words * Applicant.homeSets))
    for (index, residence) in facts.residences.enumerated() {
      let lived = MonthSpan(residence.months.from, min(residence.months.to, packing.reference))
      if residence.owner == .spouse, let marriages = facts.marriages {
        for marriage in marriages {
          let married = MonthSpan(marriage.from, marriage.to ?? packing.reference)
          packHome(residence, index, lived.intersection(married))
        }
      } else {
        packHome(residence, index, lived)
      }
    }
    packed.homes = UInt16(homes.count - start)
    for home in homes[start...] {
      let first = Int(home.from)
      let last = Int(home.to)
      if home.kind == .ownHome {
        packed.earlierOwn += Int32(max(min(last, -1) - first + 1, 0))
        mark(first, last, at: sets)
        if home.isOutside { mark(first, last, at: sets + packing.words) }
      } else {
        mark(first, last, at: sets + packing.words * 2)
      }
    }
  }

  private mutating func packHome(_ residence: Residence, _ index: Int, _ months: MonthSpan) {
    guard months.count > 0 else { return }
    homes.append(
      PackedHome(
        from: Int32(packing.bit(months.from)), to: Int32(packing.bit(months.to)),
        entry: UInt16(index), kind: residence.kind,
        isOutside: packing.citySix >> UInt32(residence.district.rawValue) & 1 == 0))
  }

  private mutating func packClaims(_ facts: Facts, _ packed: inout PackedCase) {
    for claim in facts.innovation {
      var years: UInt64 = 0
      for year in claim.years {
        let back = packing.reference.year - year
        if back >= 0, back < 64 { years |= 1 << UInt64(back) }
      }
      claims.append(
        PackedClaim(
          row: claim.row, grade: claim.grade?.rawValue ?? UInt8(Grade.allCases.count),
          place: Int32(clamping: claim.place ?? 0), year: Int32(claim.year), years: years,
          financing: claim.financing?.fen ?? 0))
    }
    packed.claims = UInt16(facts.innovation.count)
  }

  private mutating func packTaxes(_ facts: Facts, _ packed: inout PackedCase) {
    for entry in facts.taxes.enterprises {
      enterprises.append(
        PackedEnterprise(
          yearsBack: Int32(packing.reference.year - entry.year), share: entry.share.units,
          paid: entry.paid.fen))
    }
    packed.enterprises = UInt16(facts.taxes.enterprises.count)
  }

  private mutating func packRecords(_ facts: Facts, _ packed: inout PackedCase) {
    for date in facts.taxes.violations { records.append(date.code) }
    for date in facts.detentions { records.append(date.code) }
    for honour in facts.honours {
      records.append(Int32(honour.title.rawValue) << 16 | Int32(honour.year))
    }
    packed.violations = UInt16(facts.taxes.violations.count)
    packed.detentions = UInt16(facts.detentions.count)
    packed.honours = UInt16(facts.honours.count)
  }

  /// Lends the arenas to `body`; the view must not leave it.
  package func withView<Result>(_ body: (PackedView) throws -> Result) rethrows -> Result {
    try cases.withUnsafeBufferPointer { cases in
      try words.withUnsafeBufferPointer { words in
        try homes.withUnsafeBufferPointer { homes in
          try credentials.withUnsafeBufferPointer { credentials in
            try claims.withUnsafeBufferPointer { claims in
              try records.withUnsafeBufferPointer { records in
                try enterprises.withUnsafeBufferPointer { enterprises in
                  try supplements.withUnsafeBufferPointer { supplements in
                    try body(
                      PackedView(
                        cases: cases, words: words, homes: homes, credentials: credentials,
                        claims: claims, records: records, enterprises: enterprises,
                        supplements: supplements, wordsPerSet: packing.words, bits: packing.bits))
                  }
                }
              }
            }
          }
        }
      }
    }
  }
}

/// The arenas of ``PackedCases`` while they are lent.
package struct PackedView {
  package let cases: UnsafeBufferPointer<PackedCase>
  let words: UnsafeBufferPointer<UInt64>
  let homes: UnsafeBufferPointer<PackedHome>
  let credentials: UnsafeBufferPointer<PackedCredential>
  let claims: UnsafeBufferPointer<PackedClaim>
  let records: UnsafeBufferPointer<Int32>
  let enterprises: UnsafeBufferPointer<PackedEnterprise>
  let supplements: UnsafeBufferPointer<PackedSupplement>
  let wordsPerSet: Int
  let bits: Int

  /// How many cases ahead of the one being scored memory is asked for.
  static let ahead = 6

  /// Asks the processor for the facts of a case that is scored soon, which stand in several arenas,
  /// too far apart to be foreseen by it.
  @inline(__always)
  func prefetch(_ index: Int) {
    let packed = cases.baseAddress.unsafelyUnwrapped + index
    let sets = words.baseAddress.unsafelyUnwrapped + Int(packed.pointee.setsAt)
    CPrefetch.prefetch(packed + PackedView.ahead)
    CPrefetch.prefetch(sets)
    CPrefetch.prefetch(sets + 8)
    CPrefetch.prefetch(sets + 16)
    CPrefetch.prefetch(sets + 24)
    if let credentials = credentials.baseAddress {
      CPrefetch.prefetch(credentials + Int(packed.pointee.credentialsAt))
    }
  }
}
