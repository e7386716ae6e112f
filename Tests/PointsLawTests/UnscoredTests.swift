import PointsLaw
import Policy
import Testing
import Units

/// Protects the promise that every point is explained, also those that are missing: an indicator
/// without a line says what the facts lack, and names the parameters that ask for it.
@Suite("Why an indicator scores nothing")
struct UnscoredTests {
  private func reason(_ sheet: ScoreSheet, _ indicator: Indicator) -> String? {
    sheet.unscored.first { $0.indicator == indicator }?.reason.en
  }

  @Test(
    "every indicator has lines or a reason, in both languages", arguments: [2018, 2019, 2020, 2024])
  func all(cycle: Int) throws {
    for facts in PropertyTests.people(cycle, 120, seed: 12) {
      let sheet = try score(facts, cycle: cycle)
      for indicator in Indicator.allCases {
        let count = sheet.lines.count { $0.line.indicator == indicator }
        let reasons = sheet.unscored.filter { $0.indicator == indicator }
        #expect(reasons.count == (count == 0 ? 1 : 0), "\(indicator)")
        for reason in reasons {
          #expect(!reason.reason.zh.isEmpty && reason.reason.zh != reason.reason.en)
          #expect(reason.parameters.allSatisfy(sheet.rules.parameters.indices.contains))
        }
      }
      #expect(
        sheet.unscored.map(\.indicator)
          == Indicator.allCases.filter { indicator in
            !sheet.lines.contains { $0.line.indicator == indicator }
          })
    }
  }

  @Test("nothing paid, lived, studied, claimed or honoured")
  func nothing() throws {
    let sheet = try score(
      worker(insured: 0) { $0.birthDate = day("1960-01-01") })
    #expect(reason(sheet, .employment) == "no month was paid normally since 1998-07")
    #expect(
      reason(sheet, .residence)
        == "no own home, no month to impute up to 2020-07, no rental or dormitory after it")
    #expect(reason(sheet, .education) == "no credential is in the case")
    #expect(reason(sheet, .innovation) == "no innovation claim is in the case")
    #expect(reason(sheet, .age) == "born 1960-01-01: over 45 by 13 on 1 January 2019")
    #expect(reason(sheet, .honours) == "no honour is in the case")
    #expect(
      reason(sheet, .lawAbiding) == "no administrative detention within the look-back")
  }

  @Test("residence below the minimum of twelve months says how many there are")
  func residence() throws {
    let eleven = try score(worker(insured: 11))
    #expect(reason(eleven, .residence) == "residence of 11 months, fewer than 12")
    #expect(reason(try score(worker(insured: 12)), .residence) == nil)
  }

  @Test("credentials, claims and honours that are there but score nothing")
  func worthless() throws {
    let sheet = try score(
      worker {
        $0.credentials = [
          Credential(
            .bachelor, diploma: true, degree: true, enrolled: month("2016-09"),
            graduated: month("2020-07"))
        ]
        $0.honours = [Honour(.capitalMoralModel, year: 2020)]
      })
    #expect(reason(sheet, .education) == "no credential that scores was filed")
    #expect(reason(sheet, .honours) == "no honour in the case scores")
  }

  @Test("district of 2020: not there in December, or not a whole year")
  func district() throws {
    let moved = try score(
      worker { $0.residences = [ownHome("2018-01", "2019-11", .tongzhou)] })
    #expect(
      reason(moved, .district) == "no own home outside the six city districts in 2019-12")
    let short = try score(
      worker { $0.residences = [ownHome("2019-02", "2019-12", .tongzhou)] })
    #expect(
      reason(short, .district)
        == "since 2018-01: 0 months of job and own home outside the six city districts, "
        + "11 of own home alone; a whole year is 12")
    let year = try score(
      worker { $0.residences = [ownHome("2019-01", "2019-12", .tongzhou)] })
    #expect(reason(year, .district) == nil)
    let leftOut = try score(
      worker { $0.residences = [ownHome("2019-01", "2019-12", .tongzhou)] },
      filing: Filing(leftOut: [0]))
    #expect(
      reason(leftOut, .district) == "no own home outside the six city districts in 2019-12")
  }

  @Test("district of the trial editions: months after the move")
  func moved() throws {
    let sheet = try score(
      worker(cycle: 2019) {
        $0.residences = [
          rental("2017-01", "2017-12", .haidian), ownHome("2018-03", "2018-12", .tongzhou),
        ]
      }, cycle: 2019)
    #expect(
      reason(sheet, .district)
        == "after moving out of the six city districts since 2017-01: 10 months of housing, "
        + "0 of job and housing; a whole year is 12")
  }

  @Test("tax: not authorised, not there, a year missing, too little")
  func tax() throws {
    func reason(_ taxes: Taxes, cycle: Int = 2020) throws -> String? {
      self.reason(try score(worker(cycle: cycle) { $0.taxes = taxes }, cycle: cycle), .tax)
    }
    func paid(_ years: ClosedRange<Int>, _ amount: String) -> [IncomeTax] {
      years.map { IncomeTax(year: $0, paid: yuan(amount)) }
    }
    #expect(
      try reason(Taxes(authorised: false, income: paid(2017...2019, "200000")))
        == "the query of tax records was not authorised")
    #expect(
      try reason(Taxes(authorised: true)) == "no tax of the last 3 years is in the case")
    #expect(
      try reason(Taxes(authorised: true, income: paid(2019...2019, "200000")))
        == "no income tax was paid in 2017, 2018")
    #expect(
      try reason(Taxes(authorised: true, income: paid(2017...2019, "99999.99")))
        == "tax of the last 3 years does not reach what is asked "
        + "(income tax of 100000 CNY in a year)")
    #expect(
      try reason(Taxes(authorised: true, income: paid(2016...2018, "99999.99")), cycle: 2019)
        == "tax of the last 3 years does not reach what is asked "
        + "(income tax of 100000 CNY a year on average)")
    #expect(try reason(Taxes(authorised: true, income: paid(2017...2019, "100000"))) == nil)
  }
}
