import PointsLaw
import Policy
import Testing
import Units

/// Protects the published arithmetic: the rows of vectors/rounding.csv, taken from the lists and
/// manuals of real cycles, each rebuilt as a whole applicant. Rounding once, or half to even, fails
/// some of them (points.md 1).
@Suite("The vectors of the published lists")
struct VectorTests {
  /// Months of residence by line, and the points of the indicator.
  struct Homes: Sendable, CustomTestStringConvertible {
    let own: Int
    let ownAfter: Int
    let imputed: Int
    let filed: Int
    let points: String

    init(own: Int, after: Int = 0, imputed: Int, filed: Int = 0, _ points: String) {
      self.own = own
      ownAfter = after
      self.imputed = imputed
      self.filed = filed
      self.points = points
    }

    var testDescription: String { "own \(own)+\(ownAfter), imputed \(imputed), filed \(filed)" }
  }

  @Test(
    "residence before the boundary month of the 2020 rules, cycle 2020",
    arguments: [
      Homes(own: 42, imputed: 2, "3.58"), Homes(own: 100, imputed: 91, "12.12"),
      Homes(own: 16, imputed: 176, "8.66"), Homes(own: 20, imputed: 9, "2.05"),
      Homes(own: 137, imputed: 55, "13.71"),
    ])
  func residence2020(homes: Homes) throws {
    let last = month("2019-12")
    let facts = worker(cycle: 2020, insured: homes.own + homes.imputed) {
      $0.residences = [
        Residence(.ownHome, owner: .`self`, MonthSpan(last - (homes.own - 1), last), .haidian)
      ]
    }
    #expect(try score(facts, cycle: 2020)[.residence] == homes.points)
  }

  @Test(
    "residence on both sides of the boundary month, cycle 2022",
    arguments: [
      Homes(own: 93, after: 10, imputed: 90, filed: 7, "12.62"),
      Homes(own: 0, imputed: 175, filed: 17, "8.00"), Homes(own: 0, imputed: 175, "7.29"),
    ])
  func residence2022(homes: Homes) throws {
    let boundary = month("2020-07")
    let facts = worker(cycle: 2022) {
      let first = boundary - (homes.own + homes.imputed - 1)
      $0.insurance = insured(MonthSpan(first, month("2021-12")))
      let own = MonthSpan(boundary - (homes.own - 1), boundary + homes.ownAfter)
      if homes.own > 0 { $0.residences.append(Residence(.ownHome, owner: .`self`, own, .haidian)) }
      let filed = MonthSpan(own.to + 1, own.to + homes.filed)
      if homes.filed > 0 { $0.residences.append(Residence(.rental, filed, .haidian)) }
    }
    #expect(try score(facts, cycle: 2022)[.residence] == homes.points)
  }

  @Test(
    "the manual's example: 110 and 84 months of employment cap the same homes, cycle 2019",
    arguments: [
      Homes(own: 42, imputed: 66, filed: 2, "6.33"), Homes(own: 42, imputed: 40, filed: 2, "5.25"),
    ])
  func residence2019(homes: Homes) throws {
    let employed = homes.own + homes.imputed + homes.filed
    let facts = worker(cycle: 2019, insured: employed) {
      $0.residences = [
        Residence(
          .ownHome, owner: .`self`, MonthSpan(month("2005-01"), month("2005-01") + homes.own - 1),
          .haidian),
        rental("2018-01", "2018-02"),
      ]
    }
    let sheet = try score(facts, cycle: 2019)
    #expect(sheet[.residence] == homes.points)
    #expect(sheet[line: .ownHome] == "3.50")
    #expect(sheet[line: .rental] == "0.08")
  }

  @Test(
    "study months that scored employment are taken back at 3.5 a year, cycle 2020",
    arguments: [(1, "-0.29"), (9, "-2.63"), (15, "-4.38"), (33, "-9.63"), (48, "-14.00")])
  func deduction(count: Int, points: String) throws {
    let graduated = month("2013-06")
    let facts = worker {
      $0.insurance = insured(MonthSpan(graduated - (count - 1), month("2019-12")))
      $0.credentials = [credential(.bachelor, "2009-07", "2013-06")]
    }
    let sheet = try score(facts, filing: Filing(credential: 0))
    #expect(sheet[line: .deduction] == points)
    #expect(sheet[line: .gross] == "15.00")
  }

  @Test(
    "the edges of the age table, cycle 2020",
    arguments: [
      ("1973-01-01", "20.00"), ("1972-12-31", "16.00"), ("1972-01-01", "16.00"),
      ("1971-12-31", "12.00"),
    ])
  func age(birth: String, points: String) throws {
    #expect(try score(worker { $0.birthDate = day(birth) })[.age] == points)
  }

  @Test("rounding once, or half to even, would not give the published points")
  func otherRoundings() throws {
    // 100 own months are 8.333 and 91 imputed ones 3.792: 8.33 + 3.79, but 12.125 once.
    #expect(Rounding.halfUp.quotient(100 * 100 + 91 * 50, by: 12) == 1213)
    // 9 months are 2.625.
    let facts = worker {
      $0.insurance = insured("2012-10", "2019-12")
      $0.credentials = [credential(.bachelor, "2009-07", "2013-06")]
    }
    let even = try score(facts, filing: Filing(credential: 0), reform: "rounding: halfEven")
    #expect(even[line: .deduction] == "-2.62")
    let down = try score(facts, filing: Filing(credential: 0), reform: "rounding: down")
    #expect(down[line: .deduction] == "-2.62")
  }
}
