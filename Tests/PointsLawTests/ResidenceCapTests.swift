import PointsLaw
import Policy
import Testing
import Units

/// Protects the cap (points.md 3.2): no more residence months than employment months; own homes are
/// kept first, then filed rentals and dormitories together, then imputed months, each group from its
/// earliest month.
@Suite("Residence: the cap of employment months")
struct ResidenceCapTests {
  /// Cycle 2022: 84 months of employment, of which 67 can be imputed.
  private func sheet(_ homes: Residence...) throws -> ScoreSheet {
    try score(worker(cycle: 2022) { $0.residences = homes }, cycle: 2022)
  }

  @Test("own homes are kept first, then filed homes, then imputed months")
  func groups() throws {
    let filed = rental("2020-08", "2021-12")
    let fifty = try sheet(ownHome("2005-01", "2009-02"), filed)
    #expect(fifty[line: .ownHomeBefore] == "4.17", "50 months")
    #expect(fifty[line: .filedAfter] == "0.71", "17 months")
    #expect(fifty[line: .imputed] == "0.71", "17 of 67 months")
    let seventyNine = try sheet(ownHome("2005-01", "2011-07"), filed)
    #expect(seventyNine[line: .ownHomeBefore] == "6.58", "79 months")
    #expect(seventyNine[line: .filedAfter] == "0.21", "5 of 17 months")
    #expect(seventyNine[line: .imputed] == "0.00")
    let eightyFour = try sheet(ownHome("2005-01", "2011-12"), filed)
    #expect(eightyFour[line: .ownHomeBefore] == "7.00")
    #expect(eightyFour[line: .filedAfter] == "0.00")
  }

  @Test("as many months as were employed are all kept, one more loses one")
  func exact() throws {
    // 67 imputed and 17 own months are the 84 of employment.
    let exact = try sheet(ownHome("2005-01", "2006-05"))
    #expect(exact[line: .ownHomeBefore] == "1.42")
    #expect(exact[line: .imputed] == "2.79")
    let more = try sheet(ownHome("2005-01", "2006-06"))
    #expect(more[line: .ownHomeBefore] == "1.50")
    #expect(more[line: .imputed] == "2.75", "66 months")
    let note = more.lines.first { $0.line == .imputed }?.detail.facts.last?.en
    #expect(note?.contains("67 months found, the earliest 66 kept") == true)
  }

  @Test("of own homes the earliest months are kept, so the latest line loses")
  func earliestOwn() throws {
    // 98 months, 2013-11…2021-12: the 84 earliest end in 2020-10.
    let sheet = try sheet(ownHome("2013-11", "2021-12"))
    #expect(sheet[line: .ownHomeBefore] == "6.75", "81 months to 2020-07")
    #expect(sheet[line: .ownHomeAfter] == "0.25", "3 months")
    #expect(sheet[line: .imputed] == "0.00")
  }

  @Test("the order in which homes are listed does not matter")
  func listing() throws {
    let homes = [
      ownHome("2005-01", "2009-02"), rental("2020-08", "2021-12"), ownHome("2010-01", "2011-12"),
    ]
    let forward = try score(worker(cycle: 2022) { $0.residences = homes }, cycle: 2022)
    let back = try score(worker(cycle: 2022) { $0.residences = homes.reversed() }, cycle: 2022)
    #expect(forward[.residence] == back[.residence])
    #expect(forward[line: .ownHomeBefore] == "6.17", "50 + 24 months")
  }

  @Test("of rentals and dormitories the earliest months are kept, whichever they are")
  func earliestFiled() throws {
    // Cycle 2019: 78 own months leave room for 6 of 12 filed ones.
    func sheet(_ homes: Residence...) throws -> ScoreSheet {
      try score(
        worker(cycle: 2019) { $0.residences = [ownHome("2003-01", "2009-06")] + homes },
        cycle: 2019)
    }
    let rentalFirst = try sheet(rental("2017-01", "2017-06"), dormitory("2017-07", "2017-12"))
    #expect(rentalFirst[line: .rental] == "0.25")
    #expect(rentalFirst[line: .dormitory] == "0.00")
    let dormitoryFirst = try sheet(rental("2017-07", "2017-12"), dormitory("2017-01", "2017-06"))
    #expect(dormitoryFirst[line: .rental] == "0.00")
    #expect(dormitoryFirst[line: .dormitory] == "0.25")
    let mixed = try sheet(
      rental("2017-01", "2017-02"), dormitory("2017-03", "2017-05"), rental("2017-06", "2017-12"))
    #expect(mixed[line: .rental] == "0.13", "3 months")
    #expect(mixed[line: .dormitory] == "0.13", "3 months")
  }

  @Test("of imputed months the earliest are kept: a late study loses what the cap drops")
  func earliestImputed() throws {
    // Cycle 2019: 24 own months, 60 imputed ones and 24 filed ones for 84 of employment: of the
    // imputed months 36 are kept, 2012-01…2014-12.
    func deduction(_ enrolled: String, _ graduated: String) throws -> String {
      try score(
        worker(cycle: 2019) {
          $0.residences = [ownHome("2005-01", "2006-12"), rental("2017-01", "2018-12")]
          $0.credentials = [credential(.bachelor, enrolled, graduated)]
        }, cycle: 2019, filing: Filing(credential: 0))[line: .deduction]
    }
    #expect(try deduction("2014-01", "2014-12") == "-3.50", "kept: 12 × 3.5 ÷ 12")
    #expect(try deduction("2015-01", "2015-12") == "-3.00", "dropped: 12 × 3 ÷ 12")
    #expect(try deduction("2014-07", "2015-06") == "-3.25", "six of them kept")
  }

  @Test("both worked examples of points.md 3.2")
  func workedExamples() throws {
    func sheet(employed: Int) throws -> ScoreSheet {
      try score(
        worker(cycle: 2019, insured: employed) {
          $0.residences = [
            ownHome("2009-01", "2009-08"), ownHome("2015-06", "2016-04"),
            ownHome("2016-12", "2017-12"), ownHome("2018-03", "2018-12"),
            rental("2018-01", "2018-02"),
          ]
        }, cycle: 2019)
    }
    let more = try sheet(employed: 110)
    #expect(more[line: .ownHome] == "3.50")
    #expect(more[line: .rental] == "0.08")
    #expect(more[line: .imputed] == "2.75")
    #expect(more[.residence] == "6.33")
    let less = try sheet(employed: 84)
    #expect(less[line: .ownHome] == "3.50")
    #expect(less[line: .rental] == "0.08")
    #expect(less[line: .imputed] == "1.67")
    #expect(less[.residence] == "5.25")
  }
}
