import PointsLaw
import Policy
import Testing
import Units

/// Protects the seven years of continuous insurance (在京连续缴纳社会保险满7年; points.md 2,
/// TRIAL-2018 article 12 (3), the chart of MANUAL-2019): which months of which types must be paid, what
/// a supplementary payment (补缴) may repair, and what it may not.
@Suite("Seven years of continuous insurance")
struct InsuranceConditionTests {
  /// Paid from 2005 to the reference month of cycle 2020, whose window is 2013-01…2019-12.
  static let always = insured("2005-01", "2019-12")

  static func sheet(
    _ insurance: [InsuranceSpell], cycle: Int = 2020, _ household: Household = .urban,
    reform: String? = nil
  ) throws -> ScoreSheet {
    let facts = worker(cycle: cycle) {
      $0.insurance = insurance
      $0.household = household
    }
    return try score(facts, cycle: cycle, reform: reform)
  }

  static func answer(
    _ insurance: [InsuranceSpell], cycle: Int = 2020, _ household: Household = .urban,
    reform: String? = nil
  ) throws -> Answer {
    try sheet(insurance, cycle: cycle, household, reform: reform).answer(.insurance)
  }

  // MARK: Every type in every month

  @Test("84 months that end with the reference month are enough, 83 are not")
  func exactlyEightyFour() throws {
    for cycle in [2018, 2019, 2020, 2026] {
      #expect(try score(worker(cycle: cycle), cycle: cycle).answer(.insurance) == .met)
      let short = try score(worker(cycle: cycle, insured: 83), cycle: cycle)
      #expect(short.answer(.insurance) == .notMet)
      #expect(short.reason(.insurance).contains("\(cycle - 7)-01"), "the missing month is named")
    }
  }

  @Test(
    "one type missing in the first or the last month of the window is a gap",
    arguments: InsuranceType.allCases)
  func gapAtTheEdges(type: InsuranceType) throws {
    let always = InsuranceConditionTests.always
    for missing in ["2013-01", "2016-06", "2019-12"] {
      let sheet = try InsuranceConditionTests.sheet(
        always.without(missing, missing, types: [type]))
      #expect(sheet.answer(.insurance) == .notMet, "\(missing)")
      #expect(sheet.reason(.insurance).contains(missing))
      #expect(sheet.reason(.insurance).contains(type.wording.en))
    }
    #expect(
      try InsuranceConditionTests.answer(always.without("2012-12", "2012-12", types: [type]))
        == .met, "the month before the window is not looked at")
    #expect(
      try InsuranceConditionTests.answer(always.without("2005-01", "2012-12", types: [type]))
        == .met)
  }

  @Test("a type that was never paid is missing in every month")
  func neverPaid() throws {
    let four = InsuranceConditionTests.always.filter { $0.type != .maternity }
    let sheet = try InsuranceConditionTests.sheet(four)
    #expect(sheet.answer(.insurance) == .notMet)
    #expect(sheet.reason(.insurance).contains("2013-01…2019-12"))
    #expect(try InsuranceConditionTests.answer([]) == .notMet)
  }

  @Test("months after the reference date repair nothing")
  func afterReferenceDate() throws {
    let late = insured("2013-02", "2021-12")
    #expect(try InsuranceConditionTests.answer(late) == .notMet)
    #expect(try InsuranceConditionTests.answer(late, cycle: 2021) == .met)
  }

  @Test("payments may be cut into spells anywhere and listed in any order")
  func manySpells() throws {
    var spells: [InsuranceSpell] = []
    for year in (2013...2019).reversed() {
      spells += insured("\(year)-07", "\(year)-12", .tongzhou).reversed()
      spells += insured("\(year)-01", "\(year)-06")
    }
    #expect(try InsuranceConditionTests.answer(spells) == .met)
  }

  // MARK: Supplementary months

  @Test("five supplementary months keep insurance continuous, six break it")
  func fiveOrSix() throws {
    let always = InsuranceConditionTests.always
    #expect(try InsuranceConditionTests.answer(always.makingUp("2015-02", "2015-06")) == .met)
    let six = try InsuranceConditionTests.sheet(always.makingUp("2015-02", "2015-07"))
    #expect(six.answer(.insurance) == .notMet)
    #expect(six.reason(.insurance).contains("6 supplementary months (2015-02…2015-07)"))
    #expect(
      try InsuranceConditionTests.answer(
        always.makingUp("2015-02", "2015-06").makingUp("2018-01", "2018-01")) == .notMet)
  }

  @Test("only the months inside the window count")
  func outsideWindow() throws {
    let always = InsuranceConditionTests.always
    #expect(try InsuranceConditionTests.answer(always.makingUp("2010-01", "2013-05")) == .met)
    #expect(try InsuranceConditionTests.answer(always.makingUp("2010-01", "2013-06")) == .notMet)
    #expect(try InsuranceConditionTests.answer(always.makingUp("2012-01", "2012-12")) == .met)
  }

  @Test("a month made up for several types counts once; different months add up (reading 6)")
  func unionOverTypes() throws {
    let always = InsuranceConditionTests.always
    let shared = always.makingUp("2015-01", "2015-05")
    #expect(try InsuranceConditionTests.answer(shared) == .met, "five types, five months")
    let overlapping = always.makingUp("2015-01", "2015-03", types: [.pension])
      .makingUp("2015-03", "2015-05", types: [.medical])
    #expect(try InsuranceConditionTests.answer(overlapping) == .met, "2015-01…05")
    let apart = always.makingUp("2015-01", "2015-03", types: [.pension])
      .makingUp("2015-04", "2015-06", types: [.medical])
    #expect(try InsuranceConditionTests.answer(apart) == .notMet, "2015-01…06")
    let perType = "readings.supplementaryCount: perType"
    #expect(try InsuranceConditionTests.answer(overlapping, reform: perType) == .notMet)
    #expect(
      try InsuranceConditionTests.answer(
        always.makingUp("2015-01", "2015-05", types: [.pension]), reform: perType) == .met)
  }

  @Test("payments made up by the agency's fault are not counted")
  func agency() throws {
    let always = InsuranceConditionTests.always
    let year = always.makingUp("2015-01", "2015-12", byAgency: true)
    #expect(try InsuranceConditionTests.answer(year) == .met)
    #expect(try InsuranceConditionTests.answer(year.makingUp("2016-01", "2016-05")) == .met)
    #expect(try InsuranceConditionTests.answer(year.makingUp("2016-01", "2016-06")) == .notMet)
    // One type by the agency and another by the employer: the month counts.
    let mixed = always.makingUp("2015-01", "2015-06", types: [.pension], byAgency: true)
      .makingUp("2015-01", "2015-06", types: [.medical])
    #expect(try InsuranceConditionTests.answer(mixed) == .notMet)
  }

  @Test("a gap never made up fails, however short, whatever else is made up")
  func gapStaysGap() throws {
    let gap = InsuranceConditionTests.always.without("2017-05", "2017-05", types: [.injury])
    #expect(try InsuranceConditionTests.answer(gap) == .notMet)
    let other = gap.makingUp("2017-06", "2017-06", types: [.injury])
    #expect(try InsuranceConditionTests.answer(other) == .notMet)
    let repaired = InsuranceConditionTests.always
      .makingUp("2017-05", "2017-05", types: [.injury])
    #expect(try InsuranceConditionTests.answer(repaired) == .met)
  }

  @Test("a payment recorded on the reference date counts, a day later it leaves a gap")
  func recordedOn() throws {
    let always = InsuranceConditionTests.always
    func answer(_ recordedOn: String, byAgency: Bool) throws -> Answer {
      try InsuranceConditionTests.answer(
        always.makingUp(
          "2015-02", "2015-03", types: [.pension], byAgency: byAgency, recordedOn: recordedOn))
    }
    for byAgency in [false, true] {
      #expect(try answer("2019-12-31", byAgency: byAgency) == .met)
      #expect(try answer("2020-01-01", byAgency: byAgency) == .notMet)
      #expect(try answer("2015-04-01", byAgency: byAgency) == .met)
    }
    // In the next cycle the same payment was recorded in time.
    let next = insured("2005-01", "2020-12")
      .makingUp("2015-02", "2015-03", recordedOn: "2020-01-01")
    #expect(try InsuranceConditionTests.answer(next, cycle: 2021) == .met)
  }

  @Test("the month of the reference date is paid normally, or made up by the agency's fault")
  func december() throws {
    let always = InsuranceConditionTests.always
    let own = try InsuranceConditionTests.sheet(
      always.makingUp("2019-12", "2019-12", types: [.maternity]))
    #expect(own.answer(.insurance) == .notMet)
    #expect(own.reason(.insurance).contains("maternity not paid normally in 2019-12"))
    #expect(
      try InsuranceConditionTests.answer(
        always.makingUp("2019-12", "2019-12", types: [.maternity], byAgency: true)) == .met)
    #expect(
      try InsuranceConditionTests.answer(
        always.makingUp("2019-12", "2019-12", byAgency: true, recordedOn: "2020-01-01"))
        == .notMet)
    #expect(
      try InsuranceConditionTests.answer(always.makingUp("2019-11", "2019-11")) == .met)
    // One type by the agency's fault does not speak for the others with the same months.
    let others = InsuranceType.allCases.filter { $0 != .pension }
    #expect(
      try InsuranceConditionTests.answer(
        always.makingUp("2019-12", "2019-12", types: [.pension], byAgency: true)
          .makingUp("2019-12", "2019-12", types: others)) == .notMet)
  }

  // MARK: Which types are required from when

  @Test("rural labourers need medical insurance from April 2012 only, everything else throughout")
  func ruralMedical() throws {
    // Windows: cycle 2018 from 2011-01, 2019 from 2012-01, 2020 from 2013-01.
    let always = insured("2005-01", "2019-12")
    func answer(
      _ cycle: Int, _ household: Household, without type: InsuranceType, to last: String
    ) throws -> Answer {
      try InsuranceConditionTests.answer(
        always.without("2005-01", last, types: [type]), cycle: cycle, household)
    }
    for cycle in [2018, 2019] {
      #expect(try answer(cycle, .rural, without: .medical, to: "2012-03") == .met)
      #expect(try answer(cycle, .rural, without: .medical, to: "2012-04") == .notMet)
      #expect(try answer(cycle, .urban, without: .medical, to: "2012-03") == .notMet)
      for type in InsuranceType.allCases where type != .medical {
        #expect(try answer(cycle, .rural, without: type, to: "2012-03") == .notMet)
      }
    }
    #expect(try answer(2020, .rural, without: .medical, to: "2012-12") == .met)
    #expect(try answer(2020, .rural, without: .medical, to: "2013-01") == .notMet)
  }

  @Test("a reform that sets no month asks rural labourers for medical insurance throughout")
  func ruralMedicalThroughout() throws {
    let from = "conditions.insurance.required.medical.rural.from: "
    let late = insured("2012-01", "2018-12").without("2012-01", "2012-01", types: [.medical])
    func answer(_ insurance: [InsuranceSpell], reform: String?) throws -> Answer {
      try InsuranceConditionTests.answer(insurance, cycle: 2019, .rural, reform: reform)
    }
    #expect(try answer(late, reform: nil) == .met)
    #expect(try answer(late, reform: from + "2012-02") == .met)
    #expect(try answer(late, reform: from + "2012-01") == .notMet)
    #expect(try answer(late, reform: from + "none") == .notMet)
    #expect(try answer(insured("2012-01", "2018-12"), reform: from + "none") == .met)
  }

  @Test("what a rural labourer made up before April 2012 in medical insurance is not counted")
  func ruralSupplementary() throws {
    let medical = insured("2005-01", "2019-12")
      .makingUp("2011-01", "2012-03", types: [.medical])
    #expect(try InsuranceConditionTests.answer(medical, cycle: 2018, .rural) == .met)
    #expect(try InsuranceConditionTests.answer(medical, cycle: 2018, .urban) == .notMet)
    let pension = insured("2005-01", "2019-12")
      .makingUp("2011-01", "2011-06", types: [.pension])
    #expect(try InsuranceConditionTests.answer(pension, cycle: 2018, .rural) == .notMet)
    let later = medical.makingUp("2012-04", "2012-09", types: [.medical])
    #expect(try InsuranceConditionTests.answer(later, cycle: 2018, .rural) == .notMet)
  }

  @Test("maternity insurance is required throughout unless a reform says from when")
  func maternityFrom() throws {
    let late = InsuranceConditionTests.always.without("2005-01", "2013-12", types: [.maternity])
    #expect(try InsuranceConditionTests.answer(late) == .notMet)
    let from = "conditions.insurance.required.maternity.from: "
    #expect(try InsuranceConditionTests.answer(late, reform: from + "2014-01") == .met)
    #expect(try InsuranceConditionTests.answer(late, reform: from + "2013-12") == .notMet)
    let never = InsuranceConditionTests.always.filter { $0.type != .maternity }
    #expect(try InsuranceConditionTests.answer(never, reform: from + "2020-01") == .met)
    #expect(try InsuranceConditionTests.answer(never, reform: from + "2019-12") == .notMet)
  }

  @Test("the length of the window and the supplementary months are parameters")
  func parameters() throws {
    let short = insured("2013-02", "2019-12")
    #expect(
      try InsuranceConditionTests.answer(short, reform: "conditions.insurance.months: 83") == .met)
    #expect(
      try InsuranceConditionTests.answer(short, reform: "conditions.insurance.months: 84")
        == .notMet)
    let six = InsuranceConditionTests.always.makingUp("2015-02", "2015-07")
    #expect(
      try InsuranceConditionTests.answer(
        six, reform: "conditions.insurance.supplementaryMost: 6") == .met)
    let one = InsuranceConditionTests.always.makingUp("2015-02", "2015-02")
    #expect(
      try InsuranceConditionTests.answer(
        one, reform: "conditions.insurance.supplementaryMost: 0") == .notMet)
  }
}
