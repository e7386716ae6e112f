package import Units

/// How facts are packed: what the rules of a cycle look at. Rules that pack alike can score the same
/// packed cases.
package struct Packing: Hashable, Sendable {
  /// Bit 0 of the month sets.
  package let base: Month
  /// The month of the reference date, the last bit.
  package let reference: Month
  package let referenceDate: CivilDate
  package let citySix: UInt32
  package let taxYears: Int

  /// Months on the time line, and words of 64 of them.
  package let bits: Int
  package let words: Int

  package init(
    base: Month, reference: Month, referenceDate: CivilDate, citySix: UInt32, taxYears: Int
  ) {
    self.base = base
    self.reference = reference
    self.referenceDate = referenceDate
    self.citySix = citySix
    self.taxYears = taxYears
    bits = max(reference.distance(since: base) + 1, 0)
    words = (bits + 63) / 64
  }

  @inline(__always) func bit(_ month: Month) -> Int { month.distance(since: base) }
}

/// One applicant's facts, packed for scoring: fixed size, with places in the arenas of
/// ``PackedCases``. Nothing in it is a decision: it holds what was paid, lived and filed.
package struct PackedCase {
  var birth: Int32
  /// Code of the day the permit was applied for; 0: none, -1: unknown.
  var permit: Int32
  /// Months of normal payment by insurance type.
  var months: (UInt16, UInt16, UInt16, UInt16, UInt16)
  /// Which distinct month set a type has.
  var sets: (UInt8, UInt8, UInt8, UInt8, UInt8)
  /// The set of months in which any type was paid normally.
  var anySet: UInt8
  /// The type with the most months, the first of equals, its set and its months.
  var longestType: UInt8
  var longestSet: UInt8
  var longest: UInt16
  var person: PersonFlags
  var setsAt: UInt32
  var homesAt: UInt32
  var credentialsAt: UInt32
  var claimsAt: UInt32
  var recordsAt: UInt32
  var enterprisesAt: UInt32
  var supplementsAt: UInt32
  var homes: UInt16
  /// Entries of `residences` in the file; homes that count may be fewer.
  var entries: UInt16
  var credentials: UInt16
  var claims: UInt16
  var violations: UInt16
  var detentions: UInt16
  var honours: UInt16
  var enterprises: UInt16
  var supplements: UInt16
  /// The first bit of the stretch to the end of the time line in which every type was paid normally.
  var allPaidFrom: Int32
  /// Months of own homes before bit 0, which the sets of homes cannot hold.
  var earlierOwn: Int32
  /// Income tax paid in the years of the look-back together, in fen.
  var income: Int
}

/// What is known of the person, one bit each.
struct PersonFlags: OptionSet {
  let rawValue: UInt16
  static let male = PersonFlags(rawValue: 1)
  static let management = PersonFlags(rawValue: 2)
  static let postKnown = PersonFlags(rawValue: 4)
  static let rural = PersonFlags(rawValue: 8)
  static let householdKnown = PersonFlags(rawValue: 16)
  static let criminalRecord = PersonFlags(rawValue: 32)
  static let criminalRecordKnown = PersonFlags(rawValue: 64)
  static let authorised = PersonFlags(rawValue: 128)
  static let taxOwed = PersonFlags(rawValue: 256)
  static let income = PersonFlags(rawValue: 512)
  /// Paid income tax in every year of the look-back.
  static let incomeEveryYear = PersonFlags(rawValue: 1024)
}

/// A stretch of a residence that can count: up to the reference month, a spouse's home within a
/// marriage.
struct PackedHome {
  /// Bits; a home may begin before bit 0.
  var from: Int32
  var to: Int32
  /// Its place in the list of residences.
  var entry: UInt16
  var kind: Residence.Kind
  /// Not in the six city districts.
  var isOutside: Bool
}

struct PackedCredential {
  var enrolled: Int32
  var graduated: Int32
  /// Its level, and 4 more for a diploma and a degree: the place in ``EducationRules/gross``.
  var sort: UInt8

  var level: Int { Int(sort & 3) }
  var isBoth: Bool { sort >= 4 }
}

struct PackedClaim {
  var row: InnovationRow
  /// `Grade.allCases.count` for none.
  var grade: UInt8
  /// 0 for none.
  var place: Int32
  var year: Int32
  /// Years that satisfy, bit 0 being the previous year; older than 63 years are left out.
  var years: UInt64
  var financing: Int
}

struct PackedEnterprise {
  /// 0 for the previous year.
  var yearsBack: Int32
  var share: Int
  var paid: Int
}

struct PackedSupplement {
  var from: Int32
  var to: Int32
  var type: UInt8
  var isByAgency: Bool
  /// Recorded by the reference date.
  var isRecorded: Bool
}
