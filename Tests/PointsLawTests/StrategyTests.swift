import PointsLaw
import Policy
import Testing
import Units

/// Protects the best filing (最优申报方案; points.md 4): the combination with the highest total, and the
/// order among equals, so that two runs and two machines advise the same.
@Suite("The best filing and the order among equals")
struct StrategyTests {
  @Test("when leaving a home out gains nothing, everything is filed")
  func fewestLeftOut() throws {
    // Filing it earns 0.50 more and takes 0.50 more back.
    let facts = worker(cycle: 2019) {
      $0.residences = [ownHome("2013-01", "2013-12")]
      $0.credentials = [credential(.bachelor, "2013-01", "2013-12")]
    }
    let best = try score(facts, cycle: 2019)
    #expect(best.filing == Filing(credential: 0))
    let out = try score(facts, cycle: 2019, filing: Filing(credential: 0, leftOut: [0]))
    #expect(out.total == best.total, "a tie indeed")
  }

  @Test("of two homes either of which is better left out, the first in the list is")
  func firstInOrder() throws {
    // Either home fits under the cap and takes back what it earns; both displace 24 imputed months.
    let facts = worker(cycle: 2019) {
      $0.residences = [ownHome("2007-09", "2009-08"), ownHome("2005-09", "2007-08")]
      $0.credentials = [credential(.bachelor, "2005-09", "2009-08")]
    }
    let best = try score(facts, cycle: 2019)
    #expect(best.filing == Filing(credential: 0, leftOut: [0]))
    #expect(best.total.description == "58.50", "21 + 4.50 + 13.00 + 20")
    for leftOut in [[1], [0, 1]] {
      let other = try score(facts, cycle: 2019, filing: Filing(credential: 0, leftOut: leftOut))
      #expect(other.total == best.total)
    }
    let all = try score(facts, cycle: 2019, filing: Filing(credential: 0))
    #expect(all.total.description == "57.50")
    #expect(best.alternatives?.map(\.filing.leftOut) == [[0], []])
    #expect(best.alternatives?.last?.total == all.total)
  }

  @Test(
    "the only rental is left out where rounding makes the imputed months it displaces worth more")
  func onlyRental() throws {
    // 64 months were paid, all up to the boundary. Filed, 2 months give 0.08 and 62 give 2.58; left out,
    // 64 give 2.67. One month more of the rental and it is a tie.
    func best(_ to: String) throws -> ScoreSheet {
      let facts = worker(cycle: 2022, insured: 0) {
        $0.insurance = insured("2015-04", "2020-07")
        $0.residences = [rental("2020-08", to)]
      }
      var scorer = Scorer(try Law.rules(2022))
      let sheet = scorer.sheet(facts)
      #expect(scorer.score(facts).total == sheet.total)
      return sheet
    }
    let two = try best("2020-09")
    #expect(two.filing.leftOut == [0])
    #expect(two[.residence] == "2.67")
    let three = try best("2020-10")
    #expect(three.filing.leftOut == [], "0.13 and 2.54")
    #expect(three[.residence] == "2.67")
  }

  @Test("homes without any effect are filed")
  func effectless() throws {
    let facts = worker(cycle: 2019) {
      $0.residences = [
        rental("2005-01", "2005-12"), ownHome("2030-01", "2030-12"),
        ownHome("2010-01", "2010-12", of: .spouse),
      ]
      $0.marriages = []
    }
    #expect(try score(facts, cycle: 2019).filing.leftOut.isEmpty)
  }

  @Test("a home that costs in residence is filed for the district it earns")
  func districtPays() throws {
    // 24 own months outside displace imputed ones after the cap, and earn 4 points.
    let facts = worker {
      $0.residences = [ownHome("2005-01", "2011-12"), ownHome("2018-01", "2019-12", .tongzhou)]
    }
    let best = try score(facts)
    #expect(best.filing.leftOut.isEmpty)
    #expect(best[.district] == "4.00")
  }

  @Test("the best of several claims, the first of equals, none when all are worth nothing")
  func innovation() throws {
    func choice(_ claims: [InnovationClaim]) throws -> Int? {
      try score(worker { $0.innovation = claims }).filing.innovation
    }
    let six = InnovationClaim(.beijingLiteratureArt, year: 2015)
    let twelve = InnovationClaim(.fiveOneProject, year: 2015)
    let nothing = InnovationClaim(.C1, years: [2017, 2018, 2019])
    #expect(try choice([six, twelve, six, twelve]) == 1)
    #expect(try choice([six, six]) == 0)
    #expect(try choice([nothing, six]) == 1)
    #expect(try choice([nothing]) == nil)
    #expect(try choice([]) == nil)
  }

  @Test("income before enterprise when both earn the same, none when neither earns")
  func taxRoute() throws {
    let income = (2016...2018).map { IncomeTax(year: $0, paid: yuan("100000")) }
    let shares = (2016...2018).map {
      EnterpriseTax(name: "e", year: $0, share: .whole, paid: yuan("200000"))
    }
    func route(_ taxes: Taxes) throws -> Filing.TaxRoute? {
      try score(worker(cycle: 2019) { $0.taxes = taxes }, cycle: 2019).filing.taxRoute
    }
    #expect(
      try route(Taxes(authorised: true, income: income, enterprises: shares)) == .income)
    #expect(try route(Taxes(authorised: true, enterprises: shares)) == .enterprise)
    #expect(try route(Taxes(authorised: false, income: income, enterprises: shares)) == nil)
    #expect(try route(Taxes(authorised: true)) == nil)
  }

  @Test("alternatives: each other value of one choice that can score, and none, in order")
  func alternatives() throws {
    let facts = worker {
      $0.credentials = [
        credential(.bachelor, "1998-09", "2002-07"), credential(.master, "2002-09", "2005-07"),
        credential(.doctor, "2019-09", "2023-07"),
      ]
      $0.innovation = [
        InnovationClaim(.C1, years: [2019]), InnovationClaim(.beijingLiteratureArt, year: 2015),
        InnovationClaim(.fiveOneProject, year: 2015),
      ]
      $0.taxes = Taxes(
        authorised: true, income: (2017...2019).map { IncomeTax(year: $0, paid: yuan("100000")) })
    }
    let best = try score(facts)
    #expect(best.filing == Filing(credential: 1, innovation: 2, taxRoute: .income))
    #expect(
      best.alternatives?.map(\.filing) == [
        Filing(credential: nil, innovation: 2, taxRoute: .income),
        Filing(credential: 0, innovation: 2, taxRoute: .income),
        Filing(credential: 1, innovation: nil, taxRoute: .income),
        Filing(credential: 1, innovation: 1, taxRoute: .income),
        Filing(credential: 1, innovation: 2, taxRoute: nil),
      ])
    let losses = best.alternatives?.map { (best.total - $0.total).description }
    #expect(losses == ["26.00", "11.00", "12.00", "6.00", "6.00"])
    #expect(try score(facts, filing: best.filing).alternatives == nil, "as filed: none")
  }

  @Test("a filing given is scored as given: claims that cannot score give nothing")
  func asFiled() throws {
    let facts = worker {
      $0.credentials = [credential(.doctor, "2019-09", "2023-07")]
      $0.innovation = [InnovationClaim(.C1, years: [2019])]
    }
    let sheet = try score(
      facts, filing: Filing(credential: 0, innovation: 0, taxRoute: .enterprise))
    #expect(sheet.total.description == "44.50")
    #expect(sheet.filing == Filing(credential: 0, innovation: 0, taxRoute: .enterprise))
  }
}
