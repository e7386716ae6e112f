import Units

/// One synthetic applicant's life up to the reference date of cycle 2020: decisions of chance, in the
/// order in which a life takes them, and the facts that a case file states about it.
struct LifeHistory: Sendable {
  private let draws: Draws
  private let flaw: Flaw?
  private let shift: CycleShift
  private let birthYear: Int
  private let sex: Sex
  private let post: Post
  private let household: Household
  private let studies: Studies
  private let insurance: WorkHistory
  private let homes: HomeHistory
  private let taxes: TaxHistory

  init(_ draws: Draws, _ calibration: Calibration, _ shift: CycleShift) {
    self.draws = draws
    self.shift = shift
    flaw = Flaw(draws, share: calibration.ineligible)
    studies = Studies(draws, calibration, flaw: flaw)
    let profile = calibration.paths[studies.path.rawValue]
    birthYear = LifeHistory.birthYear(draws, studies, flaw)
    (sex, post) = LifeHistory.sexAndPost(draws, calibration, birthYear: birthYear, flaw)
    household = draws.chance(.rural, profile.rural) ? .rural : .urban
    let wage = draws.normal(.wage) + profile.wage
    taxes = TaxHistory(draws, calibration, wage: wage)
    homes = HomeHistory(draws, calibration, studies, wage: wage, birthYear: birthYear)
    insurance = WorkHistory(
      draws, calibration, studies, flaw: flaw, isRural: household == .rural,
      livesOutside: homes.livesOutside, shift)
  }

  /// From the age at the first graduation or, without one before work, at the first insured month;
  /// nobody was born before 1961.
  private static func birthYear(_ draws: Draws, _ studies: Studies, _ flaw: Flaw?) -> Int {
    let number = draws.below(.birthYear, 1024)
    let year: Int
    switch studies.path {
    case .secondary, .eveningCollege:
      let age = 18 + (((number * number) >> 10) * 14) >> 10
      year = studies.insuredFrom / 12 - age
    case .college, .eveningBachelor, .lateCollege:
      year = studies.firstGraduation / 12 - 21 - LifeHistory.yearsOlder(number)
    default:
      year = studies.firstGraduation / 12 - 22 - LifeHistory.yearsOlder(number)
    }
    let usual = max(year, 1961)
    if case .retired(let birthYear) = flaw { return min(usual, birthYear) }
    return usual
  }

  private static func yearsOlder(_ number: Int) -> Int { number < 640 ? 0 : number < 900 ? 1 : 2 }

  /// Women past 50 can apply in management posts alone, women past 55 not at all; men past 60 are not
  /// born here.
  private static func sexAndPost(
    _ draws: Draws, _ calibration: Calibration, birthYear: Int, _ flaw: Flaw?
  ) -> (Sex, Post) {
    if case .retired = flaw { return (.female, .worker) }
    let isFemale = birthYear >= 1965 && draws.chance(.sex, calibration.women)
    let isManager = isFemale && birthYear < 1970 || draws.chance(.post, calibration.managers)
    return (isFemale ? .female : .male, isManager ? .management : .worker)
  }

  private var permit: ResidencePermit {
    let day = 1 + draws.below(.permitDay, 28)
    switch flaw {
    case .noPermit: return .none
    case .latePermit(let months):
      return .appliedOn(shift.date(Landmark.reference + months, day: day))
    default:
      return .appliedOn(shift.date(Landmark.permits + draws.below(.permit, 39), day: day))
    }
  }

  private var hasCriminalRecord: Bool {
    if case .criminalRecord = flaw { true } else { false }
  }

  func facts(id: String, _ calibration: Calibration) -> Facts {
    let birthMonth = birthYear * 12 + draws.below(.birthMonth, 12)
    return Facts(
      id: id, birthDate: shift.date(birthMonth, day: 1 + draws.below(.birthDay, 28)), sex: sex,
      post: post, household: household, residencePermit: permit,
      criminalRecord: hasCriminalRecord, insurance: insurance.spells(shift),
      residences: homes.residences(shift), credentials: studies.credentials(shift),
      innovation: Distinctions.innovation(draws, calibration, shift),
      taxes: taxes.facts(
        shift,
        violations: Distinctions.dates(draws, calibration, .violation, .violationTime, shift)),
      marriages: homes.marriages(shift),
      honours: Distinctions.honours(draws, calibration, insuredFrom: studies.insuredFrom, shift),
      detentions: Distinctions.dates(draws, calibration, .detention, .detentionTime, shift))
  }
}
