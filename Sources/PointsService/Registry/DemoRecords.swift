import PointsLaw
import Policy
import Units

/// Makes the records of the demo city's people (演示人员登记), whose numbers differ by the order in which they are made.
struct DemoRecords {
  let cycle: Int
  let asOf: Instant
  private(set) var people: [DemoCity.Person] = []

  init(_ cycle: Int, _ asOf: Instant) {
    self.cycle = cycle
    self.asOf = asOf
  }

  /// The month of the cycle's reference date.
  var reference: Month { Month(cycle - 1, 12) }

  /// A day so many years before the cycle.
  func born(_ years: Int, _ month: Int, _ day: Int) -> CivilDate {
    CivilDate(cycle - years, month, day) ?? CivilDate.last(of: Month(cycle - years, month))
  }

  /// All five types of insurance, paid from so many months before the reference month, without a break.
  func insured(months: Int) -> [InsuranceSpell] {
    InsuranceType.allCases.map {
      InsuranceSpell($0, MonthSpan(reference - (months - 1), reference), .haidian)
    }
  }

  /// Adds somebody who meets all four conditions but for what is said otherwise.
  ///
  /// - Parameters:
  ///   - permit: applied for four years ago when `nil`.
  ///   - insurance: eight years when `nil`.
  ///   - payer: `nil`: not on record.
  mutating func add(
    _ key: String, _ name: String, born birth: CivilDate, isMale: Bool = true,
    post: Post? = .management, permit: ResidencePermit? = nil, criminalRecord: Bool? = false,
    insurance: [InsuranceSpell]? = nil, payer: CreditCode? = DemoCity.Payer.good,
    zh: String = "符合资格条件", en: String = "eligible"
  ) {
    let facts = Facts(
      id: key, birthDate: birth, sex: isMale ? .male : .female, post: post, household: .urban,
      residencePermit: permit ?? .appliedOn(CivilDate.last(of: Month(cycle - 4, 6))),
      criminalRecord: criminalRecord, insurance: insurance ?? insured(months: 96))
    people.append(
      DemoCity.Person(
        key: key, name: name,
        number: .invented(birth: birth, isMale: isMale, place: people.count + 1),
        registered: RegisteredPerson(facts: facts, payer: payer, district: .haidian, asOf: asOf),
        shows: Wording(zh, en)))
  }
}
