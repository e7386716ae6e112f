import Units

/// What few applicants have: awards and enterprise routes (创新创业), honours (荣誉表彰), detentions and
/// tax violations.
enum Distinctions {
  static func innovation(
    _ draws: Draws, _ calibration: Calibration, _ shift: CycleShift
  ) -> [InnovationClaim] {
    guard draws.below(.innovation, 2048) < calibration.innovation else { return [] }
    let detail = draws.below(.innovationDetail, 1024)
    let place = detail >> 2
    let year = 2012 + (detail >> 6 & 7) + shift.years
    let claim: InnovationClaim
    switch 1 + draws.below(.innovationKind, 100) {
    case ...45:
      let grades: [Grade] = [.first, .second, .third, .third]
      claim = InnovationClaim(
        .beijingScienceTechnology, grade: grades[detail & 3], place: place % 6 + 1, year: year)
    case ...57:
      claim = InnovationClaim(
        .nationalScienceTechnologyProgress, grade: .second, place: place % 10 + 1, year: year)
    case ...65:
      claim = InnovationClaim(
        .chinaNews, grade: detail & 1 == 0 ? .second : .third, year: year)
    case ...80:
      let millions = [5, 20, 40, 5][detail & 3]
      claim = InnovationClaim(
        .C4, years: [2019 + shift.years],
        financing: Yuan(fen: millions * 100_000_000 + place * 1_000_000))
    case ...90:
      claim = InnovationClaim(.cityFirstClassSkills, place: place % 6 + 1, year: year)
    default:
      claim = InnovationClaim(.C1, years: [2018 + shift.years, 2019 + shift.years])
    }
    return [claim]
  }

  /// Model workers and the like: more often people who have worked here for long.
  static func honours(
    _ draws: Draws, _ calibration: Calibration, insuredFrom: Int, _ shift: CycleShift
  ) -> [Honour] {
    let career = Landmark.reference - insuredFrom + 1
    let share =
      career >= calibration.honouredCareer ? calibration.honoursLater : calibration.honoursEarly
    guard draws.below(.honour, 16384) < share else { return [] }
    let titles: [HonourTitle] = [
      .nationalModelWorker, .beijingModelWorker, .beijingModelWorker, .equalTreatmentModelWorker,
      .nationalMoralModelDedication, .capitalMoralModel, .nationalBraveryHero,
      .capitalBraveryCitizen,
    ]
    let year = 2008 + (draws.below(.honourKind, 1024) & 7)
    return [Honour(titles[draws.below(.honourKind, 8)], year: year + shift.years)]
  }

  /// For few people a date in the last seven and a half years.
  static func dates(
    _ draws: Draws, _ calibration: Calibration, _ happens: Draw, _ when: Draw, _ shift: CycleShift
  ) -> [CivilDate] {
    guard draws.chance(happens, calibration.breaksLaw) else { return [] }
    return [shift.date(Landmark.reference - draws.below(when, 90), day: 15)]
  }
}
