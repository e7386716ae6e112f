import PointsLaw
import Policy
import Testing
import Units

/// Protects the readings (解读; points.md 9) and the shapes of rules that an edition names: each is one
/// named parameter, and each of its alternatives gives what Rules/Readings.swift says.
@Suite("Readings and shapes: every alternative is implemented")
struct ReadingTests {
  /// Paths that begin with `readings.`, and those of shapes, that a test below changes.
  static let tested: Set<String> = [
    "readings.ageReached", "readings.districtDecember", "readings.districtLeftover",
    "readings.districtModes", "readings.earlyRental", "readings.imputedType",
    "readings.incomeTaxRhythm", "readings.singleCredentialWindow", "readings.studyResidence",
    "readings.supplementaryCount",
  ]

  @Test("every reading of the editions is tested, and no other")
  func complete() throws {
    let paths = try Law.library().editions.flatMap { edition in
      edition.histories.keys.filter { $0.hasPrefix("readings.") }
    }
    #expect(Set(paths) == ReadingTests.tested)
  }

  @Test(
    "an alternative that does not exist is refused with those that do", arguments: tested.sorted())
  func unknown(path: String) throws {
    let library = try Law.library()
    for cycle in [2019, 2024] {
      let edition = try library.edition(of: cycle)
      guard edition.histories[path] != nil else { continue }
      do throws(Problems) {
        _ = try library.rules(cycle, reform: Law.reform("\(path): sometimes"))
        Issue.record("cycle \(cycle)")
      } catch {
        #expect(error.list.map(\.path) == [path])
        #expect(error.list.first?.value == "\"sometimes\"")
      }
    }
  }

  // MARK: 1 and residence

  @Test("imputedType: the chosen type makes months imputable, or any type does (reading 1)")
  func imputedType() throws {
    // Pension is chosen with 132 months; medical fills its gap of 2013.
    let facts = worker(cycle: 2022) {
      $0.insurance =
        insured("2010-01", "2012-12", types: [.pension])
        + insured("2014-01", "2021-12", types: [.pension])
        + insured("2013-01", "2021-12", types: [.medical])
    }
    #expect(try score(facts, cycle: 2022)[line: .imputed] == "4.79", "115 months")
    let any = try score(facts, cycle: 2022, reform: "readings.imputedType: anyType")
    #expect(any[line: .imputed] == "5.29", "127 months")
    #expect(any[.employment] == "33.00", "employment stays that of the chosen type")
  }

  @Test("earlyRental: months up to the boundary need insurance, or a filed rental will do")
  func earlyRental() throws {
    let filed = "readings.earlyRental: filed"
    let facts = worker(cycle: 2019) { $0.residences = [rental("2010-01", "2010-12")] }
    #expect(try score(facts, cycle: 2019)[line: .imputed] == "2.50")
    #expect(try score(facts, cycle: 2019, reform: filed)[line: .imputed] == "3.00")
    let later = worker(cycle: 2022) { $0.residences = [dormitory("2013-01", "2014-12")] }
    #expect(try score(later, cycle: 2022)[line: .imputed] == "2.79")
    #expect(
      try score(later, cycle: 2022, reform: filed)[line: .imputed] == "3.50",
      "67 + 24, capped at 84")
    let insuredToo = worker(cycle: 2022) { $0.residences = [rental("2015-01", "2016-12")] }
    #expect(
      try score(insuredToo, cycle: 2022, reform: filed)[line: .imputed] == "2.79",
      "insured months are imputed anyway")
  }

  @Test("residence.lines: by kind, or by the boundary")
  func residenceLines() throws {
    let facts = worker(cycle: 2022) {
      $0.residences = [
        ownHome("2020-07", "2020-08"), rental("2020-09", "2020-11"),
        dormitory("2020-12", "2021-02"),
      ]
    }
    let boundary = try score(facts, cycle: 2022)
    #expect(boundary[line: .ownHomeBefore] == "0.08")
    #expect(boundary[line: .ownHomeAfter] == "0.08")
    #expect(boundary[line: .filedAfter] == "0.25")
    let kinds = try score(facts, cycle: 2022, reform: "residence.lines: kinds")
    #expect(kinds[line: .ownHome] == "0.17")
    #expect(kinds[line: .rental] == "0.13")
    #expect(kinds[line: .dormitory] == "0.13")
    #expect(kinds[line: .imputed] == boundary[line: .imputed])
  }

  // MARK: 2 and 3: education

  @Test("studyResidence: what the months scored is taken back, or the rental rate (reading 2)")
  func studyResidence() throws {
    let facts = worker(cycle: 2019) {
      $0.residences = [ownHome("2013-01", "2013-12")]
      $0.credentials = [credential(.bachelor, "2013-01", "2013-12")]
    }
    let filing = Filing(credential: 0)
    #expect(try score(facts, cycle: 2019, filing: filing)[line: .deduction] == "-4.00")
    let rate = try score(
      facts, cycle: 2019, filing: filing, reform: "readings.studyResidence: rentalRate")
    #expect(rate[line: .deduction] == "-3.50")
  }

  @Test(
    "singleCredentialWindow: it goes with the points, or with the level (reading 3)",
    arguments: [
      (Credential.Level.bachelor, "-10.50", "-14.00"), (.master, "-14.00", "-10.50"),
      (.doctor, "-10.50", "-10.50"),
    ])
  func singleCredentialWindow(
    level: Credential.Level, byPoints: String, byLevel: String
  ) throws {
    let facts = worker(insured: 120) {
      $0.credentials = [credential(level, "2014-09", "2018-07", degree: false)]
    }
    let filing = Filing(credential: 0)
    #expect(try score(facts, filing: filing)[line: .deduction] == byPoints)
    #expect(
      try score(facts, filing: filing, reform: "readings.singleCredentialWindow: byLevel")[
        line: .deduction] == byLevel)
  }

  @Test("education.deduction.rule: the study itself, or a fixed window")
  func deductionRule() throws {
    let facts = worker(insured: 120) {
      $0.credentials = [credential(.bachelor, "2014-09", "2015-04")]
    }
    let filing = Filing(credential: 0)
    #expect(try score(facts, filing: filing)[line: .deduction] == "-14.00", "48 months")
    let study = try score(facts, filing: filing, reform: "education.deduction.rule: study")
    #expect(study[line: .deduction] == "-2.33", "8 months")
  }

  // MARK: 4 and 5: district

  @Test("districtLeftover: both sorts together, or each on its own (reading 4)")
  func districtLeftover() throws {
    let facts = worker {
      $0.insurance =
        insured("2013-01", "2019-06", .tongzhou) + insured("2019-07", "2019-12", .haidian)
      $0.residences = [ownHome("2018-01", "2019-12", .tongzhou)]
    }
    #expect(try score(facts)[.district] == "5.00")
    #expect(
      try score(facts, reform: "readings.districtLeftover: separate")[.district] == "3.00")
  }

  @Test("districtDecember: housing is enough, or December must be as claimed (reading 4)")
  func districtDecember() throws {
    let facts = worker {
      $0.insurance =
        insured("2013-01", "2019-11", .tongzhou) + insured("2019-12", "2019-12", .haidian)
      $0.residences = [ownHome("2018-01", "2019-12", .tongzhou)]
    }
    #expect(try score(facts)[.district] == "5.00", "23 of both, 1 of housing")
    #expect(
      try score(facts, reform: "readings.districtDecember: asClaimed")[.district] == "4.00",
      "24 of housing")
  }

  @Test("districtModes: the higher one, or job and housing first (reading 5)")
  func districtModes() throws {
    // 18 months of housing are three half years and 6 points, 6 months of both one and 4.
    let facts = worker(cycle: 2019) {
      $0.insurance =
        insured("2012-01", "2018-06", .haidian) + insured("2018-07", "2018-12", .tongzhou)
      $0.residences = [rental("2017-01", "2017-06"), ownHome("2017-07", "2018-12", .tongzhou)]
    }
    let halfYears = "district.yearMonths: 6\ndistrict.shortYear: no\n"
    #expect(try score(facts, cycle: 2019, reform: halfYears)[.district] == "6.00")
    let first = halfYears + "readings.districtModes: jobAndHousingFirst"
    #expect(try score(facts, cycle: 2019, reform: first)[.district] == "4.00")
  }

  @Test("district.rule: having moved out, or living out")
  func districtRule() throws {
    let facts = worker { $0.residences = [ownHome("2018-01", "2019-12", .tongzhou)] }
    #expect(try score(facts)[.district] == "4.00")
    #expect(
      try score(facts, reform: "district.rule: moved")[.district] == "0.00", "from nowhere")
    let moved = worker {
      $0.residences = [rental("2018-01", "2018-01"), ownHome("2018-02", "2019-12", .tongzhou)]
    }
    #expect(try score(moved, reform: "district.rule: moved")[.district] == "4.00", "23 months")
    #expect(
      try score(moved, reform: "district.rule: moved\ndistrict.shortYear: no")[.district] == "2.00")
  }

  // MARK: 6, 8, 9

  @Test("supplementaryCount: a month once, or once for each type (reading 6)")
  func supplementaryCount() throws {
    let facts = worker {
      $0.insurance = insured("2005-01", "2019-12").makingUp("2015-01", "2015-02")
    }
    #expect(try score(facts).isEligible, "two months")
    #expect(
      try !score(facts, reform: "readings.supplementaryCount: perType").isEligible,
      "ten months of five types")
    let one = worker {
      $0.insurance = insured("2005-01", "2019-12").makingUp("2015-01", "2015-01")
    }
    #expect(try score(one, reform: "readings.supplementaryCount: perType").isEligible, "five")
  }

  @Test("ageReached: the day after the birthday, or the birthday (reading 8)")
  func ageReached() throws {
    let facts = worker {
      $0.sex = .male
      $0.birthDate = day("1959-12-31")
    }
    let birthday = "readings.ageReached: birthday"
    #expect(try score(facts).isEligible)
    #expect(try !score(facts, reform: birthday).isEligible)
    let newYear = worker { $0.birthDate = day("1973-01-01") }
    #expect(try score(newYear)[.age] == "20.00")
    #expect(try score(newYear, reform: birthday)[.age] == "16.00")
  }

  @Test("incomeTaxRhythm has one alternative: a case file gives years (reading 9)")
  func incomeTaxRhythm() {
    #expect(IncomeTaxRhythm.allCases == [.yearly])
    #expect(PermitDeadline.allCases == [.referenceDate])
  }

  @Test("tax.income.rule: by the average, or year by year")
  func incomeRule() throws {
    let facts = worker {
      $0.taxes = Taxes(
        authorised: true,
        income: [
          IncomeTax(year: 2017, paid: yuan("290000")), IncomeTax(year: 2018, paid: yuan("5000")),
          IncomeTax(year: 2019, paid: yuan("5000")),
        ])
    }
    #expect(try score(facts)[.tax] == "2.00")
    #expect(try score(facts, reform: "tax.income.rule: average")[.tax] == "6.00")
  }

  @Test("a shape whose numbers the edition does not state is refused with each of them")
  func missingNumbers() throws {
    func missing(_ cycle: Int, _ reform: String) -> [String] {
      do throws(Problems) {
        _ = try Library.builtIn().rules(cycle, reform: Law.reform(reform))
        return []
      } catch {
        return error.list.map(\.path)
      }
    }
    #expect(
      missing(2019, "district.rule: lives") == [
        "district.most", "readings.districtLeftover", "readings.districtDecember",
      ])
    #expect(
      missing(2019, "tax.income.rule: yearly") == [
        "tax.income.threshold", "tax.income.pointsPerYear", "tax.income.most",
      ])
    #expect(missing(2019, "ranking.rule: quota") == ["ranking.quota"])
    #expect(missing(2019, "innovation.enterprise.C4.open: yes").count == 6)
    #expect(
      missing(2019, "education.deduction.rule: window") == [
        "education.deduction.window.juniorCollege", "education.deduction.window.bachelor",
        "education.deduction.window.master", "education.deduction.window.doctor",
        "readings.singleCredentialWindow", "education.deduction.employmentPerYear",
        "education.deduction.residencePerYear",
      ])
    #expect(missing(2024, "employment.pointsPerYear: none") == ["employment.pointsPerYear"])
    #expect(missing(2024, "employment.from: 2024-01") == ["employment.from"])
  }
}
