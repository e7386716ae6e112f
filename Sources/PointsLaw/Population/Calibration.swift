/// The numbers behind the synthetic population, fitted so that its points look like the public figures
/// of cycle 2020: press reports of the shape of the pool, and the list of those admitted.
///
/// They describe nobody and prove nothing about why the figures are as they are: other numbers would
/// fit as well. All are whole; parts are of 1024 where nothing else is said, traits have a standard
/// deviation of 1024.
final class Calibration: Sendable {
  static let of2020 = Calibration()

  /// Of 1000 applicants, how many are not eligible.
  let ineligible = 15

  // MARK: Study and arrival: employment points, education points, age points

  /// What each path of education implies, in the order of ``EducationPath``. The shares fit mean and
  /// spread of the listed people's education points, and evening and unfinished studies their
  /// deductions; scales and shifts of the career fit how employment and education points go together;
  /// the wages, how tax points go with both.
  let paths: [PathProfile] = [
    // secondary
    PathProfile(
      share: 180, careerScale: 1114, careerShift: 19, earliestGraduation: 1984, homeDelay: 20,
      wage: -636, rural: 470),
    // college
    PathProfile(
      share: 590, careerScale: 1020, careerShift: 7, earliestGraduation: 1984, homeDelay: 0,
      wage: -139, rural: 260),
    // bachelor
    PathProfile(
      share: 1548, careerScale: 1020, careerShift: 0, earliestGraduation: 1984, homeDelay: -3,
      wage: -135, rural: 80),
    // bachelorDiploma
    PathProfile(
      share: 48, careerScale: 1020, careerShift: 0, earliestGraduation: 1984, homeDelay: -3,
      wage: -146, rural: 120),
    // master
    PathProfile(
      share: 348, careerScale: 924, careerShift: -19, earliestGraduation: 1989, homeDelay: -32,
      wage: 299, rural: 30),
    // doctor
    PathProfile(
      share: 80, careerScale: 891, careerShift: -45, earliestGraduation: 1993, homeDelay: 6,
      wage: 306, rural: 10),
    // eveningCollege
    PathProfile(
      share: 241, careerScale: 1114, careerShift: 19, earliestGraduation: 1984, homeDelay: 20,
      wage: -455, rural: 400),
    // eveningBachelor
    PathProfile(
      share: 314, careerScale: 1020, careerShift: 7, earliestGraduation: 1984, homeDelay: 0,
      wage: -55, rural: 220),
    // eveningMaster
    PathProfile(
      share: 157, careerScale: 1020, careerShift: 0, earliestGraduation: 1984, homeDelay: -3,
      wage: 363, rural: 40),
    // masterDegree
    PathProfile(
      share: 88, careerScale: 1020, careerShift: 0, earliestGraduation: 1984, homeDelay: -3,
      wage: 198, rural: 40),
    // lateCollege
    PathProfile(
      share: 137, careerScale: 1020, careerShift: 7, earliestGraduation: 1984, homeDelay: 0,
      wage: -104, rural: 200),
    // lateBachelor
    PathProfile(
      share: 326, careerScale: 1020, careerShift: 0, earliestGraduation: 1984, homeDelay: -3,
      wage: 145, rural: 80),
    // lateMaster
    PathProfile(
      share: 39, careerScale: 924, careerShift: -19, earliestGraduation: 1989, homeDelay: -32,
      wage: 258, rural: 30),
  ]
  let pathShares: Shares
  /// Months from the first insured month to the reference month, by seniority. The main lever on the
  /// shape of the pool: the middle sets the shares above 60 to 95, the upper end the steep fall
  /// above 96 and the listed people's employment points.
  let career = Curve([
    84, 84, 84, 86, 109, 133, 153, 171, 184, 190, 205, 233, 270,
  ])
  /// Years between the last graduation and the first insured month in Beijing, from 0; of 1024. With
  /// the next two it fits age points.
  let lag = Shares([
    331, 125, 103, 85, 71, 58, 48, 40, 33, 27, 23, 19, 15, 13, 11, 9, 7, 6,
  ])
  /// The longest careers began when the city had just begun to insure people from elsewhere, many of
  /// them years out of school: additional years of lag, in 1/1024 a deviation of seniority, beyond
  /// the second number.
  let lagOfSeniors = 3771
  let lagOfSeniorsFrom = 1120

  // MARK: Employers

  /// How often a fresh graduate's insurance began in August.
  let startsInAugust = 358
  /// How often one of the two changes of employer before the window of 84 months took place.
  let changesEmployer = 560
  /// Months without insurance between two employers, from 0; of 1024.
  let pauses = Shares([620, 90, 70, 60, 45, 35, 28, 22, 16, 12, 9, 7, 10])
  /// How often the pension, alone of the five types, began some months late.
  let latePension = 30
  /// How often an employer changed inside the window, and how often payments in it were made up later.
  let changesInWindow = 600
  let paysLate = 52
  /// How often an employer is on the same side of the city, inside or outside, as the next.
  let keepsSide = 717

  // MARK: Homes: residence points

  /// Months from the first insured month to the first own home, by a trait of its own and the wage.
  /// Mean and spread of residence points.
  let monthsToHome = Curve([
    309, 267, 225, 177, 139, 113, 96, 66, 26, 0, -23, -38, -54,
  ])
  let homeByItself = 1080
  let homeByWage = 268
  /// Additional months a deviation of seniority: how residence goes with employment.
  let homeBySeniority = 6
  /// How often a first home is followed by a second, or by none.
  let movesHouse = 200
  let sellsHome = 24
  /// How often a home is the spouse's, and a second home the other's.
  let spouseOwns = 300
  let ownerChanges = 160
  /// How often a case says nothing of marriage, or has an empty list; how often the marriage came
  /// before the spouse's home, and how often it ended.
  let statesNoMarriage = 330
  let neverMarried = 120
  let marriesBeforeHome = 860
  let divorces = 30
  /// How often rentals since 2017 and an employer's dormitory are registered. They score nothing in
  /// 2020.
  let registersRental = 260
  let registersDormitory = 40

  // MARK: Districts: job-housing district points

  /// How often a first home is outside the city six; fewer with a good wage or a long career (they
  /// bought while the centre was cheaper).
  let homeOutside = 590
  let homeOutsideByWage = -116
  let homeOutsideBySeniority = -72
  let secondHomeOutside = 838
  /// How often the employer pays outside the city six, for those who live there and for others.
  let worksOutsideLivingThere = 176
  let worksOutside = 200
  let jobsInside = DistrictShares([
    .haidian: 318, .chaoyang: 300, .xicheng: 136, .dongcheng: 118, .fengtai: 88,
    .shijingshan: 30, .municipal: 34,
  ])
  let jobsOutside = DistrictShares([
    .yizhuang: 250, .shunyi: 190, .changping: 184, .daxing: 116, .tongzhou: 124, .fangshan: 60,
    .mentougou: 22, .huairou: 26, .pinggu: 16, .miyun: 20, .yanqing: 16,
  ])
  let homesInside = DistrictShares([
    .chaoyang: 390, .fengtai: 250, .haidian: 214, .xicheng: 60, .dongcheng: 50, .shijingshan: 60,
  ])
  let homesOutside = DistrictShares([
    .changping: 260, .tongzhou: 260, .daxing: 176, .fangshan: 106, .shunyi: 92, .mentougou: 40,
    .yizhuang: 44, .huairou: 14, .miyun: 14, .pinggu: 10, .yanqing: 8,
  ])

  // MARK: Taxes: tax points

  /// Income tax of a usual year in yuan, by wage; 100,000 is what counts.
  let incomeTax = Curve([
    0, 0, 0, 300, 1200, 3500, 8000, 19000, 63800, 106_500, 169_400, 284_800, 541_700,
  ])
  /// How often the look-up is authorised: by those with much tax to show, and by others.
  let authorisesHighTax = 1016
  let authorises = 984

  // MARK: The person

  let women = 480
  let managers = 300

  // MARK: What few have

  /// Of 2048, how many have an award, a competition or an enterprise route.
  let innovation = 13
  /// Of 16384, how many have an honour: with careers of at least so many months, and with others.
  let honouredCareer = 180
  let honoursLater = 8
  let honoursEarly = 1
  /// How often there was a detention, and how often a tax violation, in the last years.
  let breaksLaw = 2

  private init() {
    pathShares = Shares(paths.map(\.share))
  }
}
