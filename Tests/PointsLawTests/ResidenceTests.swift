import PointsLaw
import Policy
import Testing
import Units

/// Protects the second indicator (合法稳定住所; points.md 3.2): which months count in which line, on both
/// sides of the boundary month, in whose home, and the twelve months without which nothing scores.
@Suite("Residence: months, lines and marriages")
struct ResidenceTests {
  // MARK: The boundary month

  /// Cycle 2022 with one entry: insured 2015-01…2021-12, of which 67 months lie up to 2020-07.
  @Test("July 2020 is the last imputed month, August 2020 the first that needs a filed home")
  func boundary2020() throws {
    func sheet(_ homes: Residence...) throws -> ScoreSheet {
      try score(worker(cycle: 2022) { $0.residences = homes }, cycle: 2022)
    }
    let none = try sheet()
    #expect(none[line: .imputed] == "2.79")
    #expect(none[.residence] == "2.79", "insured months after the boundary are not imputed")
    for home in [rental("2020-07", "2020-07"), dormitory("2020-07", "2020-07")] {
      let july = try sheet(home)
      #expect(july[.residence] == "2.79", "it adds nothing and takes nothing away")
      #expect(july[line: .filedAfter] == "0.00")
    }
    for home in [
      rental("2020-08", "2020-08"), dormitory("2020-08", "2020-08"), rental("2020-01", "2020-08"),
    ] {
      let august = try sheet(home)
      #expect(august[line: .filedAfter] == "0.04")
      #expect(august[line: .imputed] == "2.79")
    }
    let ownJuly = try sheet(ownHome("2020-07", "2020-07"))
    #expect(ownJuly[line: .ownHomeBefore] == "0.08")
    #expect(ownJuly[line: .ownHomeAfter] == "0.00")
    #expect(ownJuly[line: .imputed] == "2.75", "66 months are left for imputation")
    let ownAugust = try sheet(ownHome("2020-08", "2020-08"))
    #expect(ownAugust[line: .ownHomeBefore] == "0.00")
    #expect(ownAugust[line: .ownHomeAfter] == "0.08")
    #expect(ownAugust[line: .imputed] == "2.79")
  }

  /// Cycle 2019 with one entry: insured 2012-01…2018-12, of which 60 months lie up to 2016-12.
  @Test("in the trial editions December 2016 is the last imputed month")
  func boundary2016() throws {
    func sheet(_ homes: Residence...) throws -> ScoreSheet {
      try score(worker(cycle: 2019) { $0.residences = homes }, cycle: 2019)
    }
    #expect(try sheet()[.residence] == "2.50")
    #expect(try sheet(rental("2016-12", "2016-12"))[.residence] == "2.50")
    let rented = try sheet(rental("2017-01", "2017-01"))
    #expect(rented[line: .rental] == "0.04")
    #expect(rented[line: .imputed] == "2.50")
    let housed = try sheet(dormitory("2016-06", "2017-01"))
    #expect(housed[line: .dormitory] == "0.04")
    #expect(housed[line: .rental] == "0.00")
    let own2016 = try sheet(ownHome("2016-12", "2016-12"))
    #expect(own2016[line: .ownHome] == "0.08")
    #expect(own2016[line: .imputed] == "2.46")
    let own2017 = try sheet(ownHome("2017-01", "2017-01"))
    #expect(own2017[line: .ownHome] == "0.08")
    #expect(own2017[line: .imputed] == "2.50")
  }

  @Test(
    "imputed months end with the boundary or with the reference date, whichever is first",
    arguments: [
      (2018, "3.00"), (2019, "2.50"), (2020, "3.50"), (2021, "3.29"), (2022, "2.79"),
      (2026, "0.79"),
    ])
  func imputedByCycle(cycle: Int, points: String) throws {
    // 84 insured months end in the December before the cycle.
    #expect(try score(worker(cycle: cycle), cycle: cycle)[line: .imputed] == points)
  }

  // MARK: Lines are rounded one by one

  @Test("rentals and dormitories are one line since 2020, two lines in the trial editions")
  func filedLines() throws {
    let rules = try score(
      worker(cycle: 2022) {
        $0.residences = [rental("2020-08", "2020-10"), dormitory("2020-11", "2021-01")]
      }, cycle: 2022)
    #expect(rules[line: .filedAfter] == "0.25")
    let trial = try score(
      worker(cycle: 2019) {
        $0.residences = [rental("2017-01", "2017-03"), dormitory("2017-04", "2017-06")]
      }, cycle: 2019)
    #expect(trial[line: .rental] == "0.13")
    #expect(trial[line: .dormitory] == "0.13")
    #expect(trial[.residence] == "2.76")
  }

  @Test("an own home across the boundary month is two lines since 2020, one line before")
  func ownLines() throws {
    let home = ownHome("2020-07", "2020-08")
    let rules = try score(worker(cycle: 2022) { $0.residences = [home] }, cycle: 2022)
    #expect(rules[line: .ownHomeBefore] == "0.08")
    #expect(rules[line: .ownHomeAfter] == "0.08")
    let trial = try score(
      worker(cycle: 2019) { $0.residences = [ownHome("2016-12", "2017-01")] }, cycle: 2019)
    #expect(trial[line: .ownHome] == "0.17")
  }

  // MARK: What is imputed

  @Test("a month is imputed only if the chosen type was normally paid in it, from July 1998")
  func imputation() throws {
    let madeUp = worker { $0.insurance = $0.insurance.makingUp("2015-02", "2015-06") }
    #expect(try score(madeUp)[line: .imputed] == "3.29", "79 of 84 months")
    let early = worker { $0.insurance = insured("1998-01", "1999-06") }
    #expect(try score(early)[line: .imputed] == "0.50", "1998-07…1999-06")
    // Pension is chosen; the months that only medical insurance has are not imputed.
    let two = worker {
      $0.insurance =
        insured("2010-01", "2012-12", types: [.pension])
        + insured("2014-01", "2019-12", types: [.pension])
        + insured("2013-01", "2019-12", types: [.medical])
    }
    #expect(try score(two)[line: .imputed] == "4.50", "36 + 72 months")
  }

  @Test("an own home takes the place of imputation, a rental or dormitory does not")
  func ownInstead() throws {
    let own = try score(worker { $0.residences = [ownHome("2013-01", "2014-12")] })
    #expect(own[line: .ownHomeBefore] == "2.00")
    #expect(own[line: .imputed] == "2.50")
    let rented = try score(worker { $0.residences = [rental("2013-01", "2014-12")] })
    #expect(rented[line: .imputed] == "3.50")
    #expect(rented[.residence] == "3.50")
  }

  @Test("own homes have no first month, and nothing counts after the reference date")
  func ends() throws {
    let old = try score(worker { $0.residences = [ownHome("1995-01", "1996-12")] })
    #expect(old[line: .ownHomeBefore] == "2.00")
    #expect(old[line: .imputed] == "2.50", "60 months are left under the cap of 84")
    let ancient = try score(worker { $0.residences = [ownHome("0001-01", "2012-12")] })
    #expect(ancient[line: .ownHomeBefore] == "7.00", "84 of twenty-four thousand")
    for cycle in [2020, 2021] {
      let home = ownHome("2019-12", "2030-06")
      let sheet = try score(worker(cycle: cycle) { $0.residences = [home] }, cycle: cycle)
      let own = sheet.points(of: .residence) - (Points(sheet[line: .imputed]) ?? .zero)
      #expect(own.description == (cycle == 2020 ? "0.08" : "1.09"), "1 month, or 8 and 5")
    }
    let later = try score(worker { $0.residences = [ownHome("2020-01", "2020-12")] })
    #expect(later[.residence] == "3.50")
  }

  // MARK: Marriages

  /// A spouse's home of 24 months, 2013-01…2014-12, in cycle 2020.
  static func spouse(_ marriages: [Marriage]?) throws -> ScoreSheet {
    try score(
      worker {
        $0.residences = [ownHome("2013-01", "2014-12", of: .spouse)]
        $0.marriages = marriages
      })
  }

  @Test(
    "a spouse's home counts within the marriage, both months included; the rest may be imputed",
    arguments: [
      ("2013-01", "2014-12", 24), ("2013-07", "2014-06", 12), ("2010-01", "2013-01", 1),
      ("2014-12", "2019-12", 1), ("2010-01", "2012-12", 0), ("2015-01", "2016-12", 0),
      ("2014-06", "2014-06", 1), ("2005-01", "2030-12", 24),
    ])
  func withinMarriage(from: String, to: String, own: Int) throws {
    let sheet = try ResidenceTests.spouse([Marriage(from: month(from), to: month(to))])
    func twelfth(_ hundredths: Int) -> Points {
      Points(hundredths: Rounding.halfUp.quotient(hundredths, by: 12))
    }
    #expect(sheet[line: .ownHomeBefore] == twelfth(own * 100).description)
    #expect(sheet[line: .imputed] == twelfth((84 - own) * 50).description)
  }

  @Test("absent marriages vouch for the home; an empty list means never married")
  func vouching() throws {
    #expect(try ResidenceTests.spouse(nil)[line: .ownHomeBefore] == "2.00")
    let never = try ResidenceTests.spouse([])
    #expect(never[line: .ownHomeBefore] == "0.00")
    #expect(never[line: .imputed] == "3.50")
    #expect(try ResidenceTests.spouse([Marriage(from: month("2014-01"))])[.residence] == "4.00")
    #expect(try ResidenceTests.spouse([Marriage(from: month("2021-01"))])[.residence] == "3.50")
  }

  @Test("divorce and remarriage: the months between count for nobody's home")
  func remarriage() throws {
    let apart = try ResidenceTests.spouse([
      Marriage(from: month("2014-01")), Marriage(from: month("2012-01"), to: month("2013-06")),
    ])
    #expect(apart[line: .ownHomeBefore] == "1.50", "6 and 12 months")
    #expect(apart[line: .imputed] == "2.75", "66 months")
    let same = try ResidenceTests.spouse([
      Marriage(from: month("2012-01"), to: month("2013-08")), Marriage(from: month("2013-09")),
    ])
    #expect(same[line: .ownHomeBefore] == "2.00", "the second begins the month after")
  }

  @Test("the applicant's own home needs no marriage")
  func ownHomeAlone() throws {
    let facts = worker {
      $0.residences = [ownHome("2013-01", "2014-12")]
      $0.marriages = []
    }
    #expect(try score(facts)[line: .ownHomeBefore] == "2.00")
  }

  // MARK: Twelve months

  @Test("eleven months score nothing and say so, twelve score")
  func minimum() throws {
    let eleven = try score(worker(insured: 11))
    #expect(eleven[.residence] == "0.00")
    #expect(eleven.warningTexts.count == 1)
    #expect(eleven.warningTexts.first?.contains("residence of 11 months") == true)
    let twelve = try score(worker(insured: 12))
    #expect(twelve[.residence] == "0.50")
    #expect(twelve.warnings.isEmpty)
    let none = try score(worker(insured: 0))
    #expect(none[.residence] == "0.00")
    #expect(none.warnings.isEmpty)
  }

  @Test("the twelve months are those left after the cap, of all lines together")
  func minimumAfterCap() throws {
    let home = ownHome("2005-01", "2009-12")
    let capped = try score(worker(insured: 11) { $0.residences = [home] })
    #expect(capped[.residence] == "0.00", "60 months of home, 11 of employment")
    #expect(capped.warningTexts.first?.contains("residence of 11 months") == true)
    #expect(try score(worker(insured: 12) { $0.residences = [home] })[.residence] == "1.00")
    let together = try score(
      worker(insured: 12) { $0.residences = [ownHome("2019-01", "2019-05")] })
    #expect(together[line: .ownHomeBefore] == "0.42")
    #expect(together[line: .imputed] == "0.29")
  }

  @Test("in the trial editions, residence that does not score is not taken back either")
  func minimumAndStudy() throws {
    func sheet(from: String) throws -> ScoreSheet {
      try score(
        worker(cycle: 2019) {
          $0.insurance = insured(from, "2018-12")
          $0.residences = [rental(from, "2018-12")]
          $0.credentials = [credential(.bachelor, from, "2018-12")]
        }, cycle: 2019, filing: Filing(credential: 0))
    }
    let eleven = try sheet(from: "2018-02")
    #expect(eleven[.residence] == "0.00")
    #expect(eleven[line: .deduction] == "-2.75", "11 × 3 ÷ 12")
    let twelve = try sheet(from: "2018-01")
    #expect(twelve[.residence] == "0.50")
    #expect(twelve[line: .deduction] == "-3.50", "12 × 3.5 ÷ 12")
  }

  /// A case file may not say this (case-format.md, residences); facts built elsewhere could.
  @Test("an own home counted twice ends the program: no points are read from before their table")
  func sharedMonths() async {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      let home = ownHome("2012-01", "2016-12")
      _ = try score(
        worker(cycle: 2019) { $0.residences = [home, home] }, cycle: 2019, filing: Filing())
    }
    let errors = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
    #expect(errors.contains("residences share no month"), "\(errors.prefix(400))")
  }
}
