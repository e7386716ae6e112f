import PointsLaw
import Policy
import Testing
import Units

/// Protects the tax indicator (纳税; points.md 3.6, MANUAL-2019 纳税, QA-2020 question 9): thresholds to
/// the fen, shares to the eighteenth decimal, and violations to the day.
@Suite("Tax: income, enterprises, violations")
struct TaxTests {
  /// Income tax of the three years before the cycle.
  private func income(
    _ cycle: Int, _ amounts: String..., authorised: Bool = true, reform: String? = nil
  ) throws -> ScoreSheet {
    try score(
      worker(cycle: cycle) {
        $0.taxes = Taxes(
          authorised: authorised,
          income: amounts.enumerated().map {
            IncomeTax(year: cycle - amounts.count + $0, paid: yuan($1))
          })
      }, cycle: cycle, reform: reform)
  }

  // MARK: Income tax in the trial editions

  @Test("in the trial editions three years averaging 100,000 earn 6", arguments: [2018, 2019])
  func average(cycle: Int) throws {
    #expect(try income(cycle, "100000", "100000", "100000")[.tax] == "6.00")
    #expect(try income(cycle, "100000", "100000", "99999.99")[.tax] == "0.00")
    #expect(try income(cycle, "99999.99", "100000", "100000.01")[.tax] == "6.00")
    #expect(try income(cycle, "0.01", "0.01", "299999.98")[.tax] == "6.00", "one year pays")
    #expect(try income(cycle, "0.01", "0.01", "299999.97")[.tax] == "0.00")
    #expect(try income(cycle, "1000000", "1000000", "1000000")[.tax] == "6.00", "never more")
  }

  @Test(
    "a year without income tax earns nothing, however much the others pay",
    arguments: [2018, 2019, 2020, 2024])
  func everyYear(cycle: Int) throws {
    #expect(try income(cycle, "0", "500000", "500000")[.tax] == "0.00")
    #expect(try income(cycle, "500000", "0", "500000")[.tax] == "0.00")
    #expect(try income(cycle, "500000", "500000", "0")[.tax] == "0.00")
    #expect(try income(cycle, "500000", "500000")[.tax] == "0.00", "the first year is missing")
    #expect(try income(cycle)[.tax] == "0.00")
    #expect(try income(cycle, "0.01", "500000", "500000")[.tax] != "0.00")
  }

  @Test("only the three years before the cycle are looked at")
  func years() throws {
    for cycle in [2019, 2020] {
      let facts = worker(cycle: cycle) {
        $0.taxes = Taxes(
          authorised: true,
          income: [cycle - 4, cycle - 3, cycle - 2, cycle].map {
            IncomeTax(year: $0, paid: yuan("900000"))
          })
      }
      #expect(try score(facts, cycle: cycle)[.tax] == "0.00")
      #expect(try income(cycle, "900000", "1", "1", "1")[.tax] == "0.00")
    }
  }

  // MARK: Income tax since 2020

  @Test(
    "since 2020 each of three years of at least 100,000 earns 2",
    arguments: [
      ("99999.99", "99999.99", "99999.99", "0.00"), ("100000", "0.01", "0.01", "2.00"),
      ("0.01", "100000", "0.01", "2.00"), ("0.01", "0.01", "100000", "2.00"),
      ("100000", "100000", "99999.99", "4.00"), ("100000", "100000", "100000", "6.00"),
      ("9000000", "9000000", "9000000", "6.00"),
    ])
  func steps(first: String, second: String, third: String, points: String) throws {
    for cycle in [2020, 2024] {
      let sheet = try income(cycle, first, second, third)
      #expect(sheet[line: .tax] == points)
      #expect(sheet.filing.taxRoute == (points == "0.00" ? nil : .income))
    }
  }

  @Test("without the authorisation nothing positive counts, violations do")
  func unauthorised() throws {
    for cycle in [2019, 2020] {
      let sheet = try income(cycle, "100000", "100000", "100000", authorised: false)
      #expect(sheet[.tax] == "0.00")
      #expect(sheet.filing.taxRoute == nil)
    }
    let facts = worker {
      $0.taxes = Taxes(
        authorised: false, income: (2017...2019).map { IncomeTax(year: $0, paid: yuan("100000")) },
        violations: [day("2018-05-04")])
    }
    #expect(try score(facts)[.tax] == "-12.00")
  }

  // MARK: Enterprises in the trial editions

  /// Cycle 2019: each entry is a year, a share and a tax of one enterprise.
  private func enterprises(
    _ entries: (name: String, year: Int, share: String, paid: String)..., cycle: Int = 2019,
    authorised: Bool = true
  ) throws -> String {
    try score(
      worker(cycle: cycle) {
        $0.taxes = Taxes(
          authorised: authorised,
          enterprises: entries.map {
            EnterpriseTax(name: $0.name, year: $0.year, share: share($0.share), paid: yuan($0.paid))
          })
      }, cycle: cycle)[.tax]
  }

  @Test("both examples of the manual: an average of 200,000, and a year without a share")
  func manualExamples() throws {
    #expect(
      try enterprises(
        ("e", 2016, "0.20", "0"), ("e", 2017, "0.10", "2000000"), ("e", 2018, "0.10", "4000000"))
        == "6.00")
    #expect(
      try enterprises(
        ("e", 2016, "0.10", "2000000"), ("e", 2017, "0", "4000000"),
        ("e", 2018, "0.10", "4000000")) == "0.00", "not continuous")
    #expect(
      try enterprises(("e", 2016, "0.10", "2000000"), ("e", 2018, "0.10", "4000000")) == "0.00",
      "no entry is no share")
  }

  @Test("the average is exact to a fen")
  func exactToTheFen() throws {
    func points(_ last: String) throws -> String {
      try enterprises(
        ("e", 2016, "1", "200000"), ("e", 2017, "1", "200000"), ("e", 2018, "1", last))
    }
    #expect(try points("200000") == "6.00")
    #expect(try points("199999.99") == "0.00")
    #expect(try points("200000.01") == "6.00")
  }

  @Test("a third written in eighteen digits stays below a third of the tax")
  func exactShares() throws {
    func points(_ share: String) throws -> String {
      try enterprises(
        ("e", 2016, share, "600000"), ("e", 2017, share, "600000"), ("e", 2018, share, "600000"))
    }
    #expect(try points("0.333333333333333333") == "0.00")
    #expect(try points("0.333333333333333334") == "6.00")
    // Two thirds rounded down and one rounded up are the whole.
    #expect(
      try enterprises(
        ("e", 2016, "0.333333333333333333", "600000"),
        ("e", 2017, "0.333333333333333333", "600000"),
        ("e", 2018, "0.333333333333333334", "600000")) == "6.00")
  }

  @Test("several enterprises add up, and a share in any of them continues the years")
  func severalEnterprises() throws {
    #expect(
      try enterprises(
        ("a", 2016, "0.5", "400000"), ("b", 2017, "0.5", "400000"), ("c", 2018, "0.5", "400000"))
        == "6.00")
    #expect(
      try enterprises(
        ("a", 2016, "0.5", "200000"), ("b", 2016, "0.5", "200000"), ("a", 2017, "1", "200000"),
        ("a", 2018, "1", "200000")) == "6.00")
    #expect(
      try enterprises(
        ("a", 2016, "0.5", "1200000"), ("b", 2017, "0.000000000000000001", "0"),
        ("b", 2018, "0.1", "0")) == "6.00", "the tax of a year may be 0, its share may not")
  }

  @Test("the years of enterprises are the three before the cycle, the route closed since 2020")
  func enterpriseYears() throws {
    for cycle in [2018, 2019] {
      #expect(
        try enterprises(
          ("e", cycle - 3, "1", "200000"), ("e", cycle - 2, "1", "200000"),
          ("e", cycle - 1, "1", "200000"), cycle: cycle) == "6.00")
      #expect(
        try enterprises(
          ("e", cycle - 4, "1", "900000"), ("e", cycle - 2, "1", "900000"),
          ("e", cycle - 1, "1", "900000"), ("e", cycle, "1", "900000"), cycle: cycle) == "0.00")
    }
    #expect(
      try enterprises(
        ("e", 2017, "1", "200000"), ("e", 2018, "1", "200000"), ("e", 2019, "1", "200000"),
        cycle: 2020) == "0.00")
    #expect(
      try enterprises(
        ("e", 2016, "1", "200000"), ("e", 2017, "1", "200000"), ("e", 2018, "1", "200000"),
        authorised: false) == "0.00")
  }

  @Test("the largest amounts a file may state do not overflow")
  func largest() throws {
    #expect(
      try enterprises(
        ("e", 2016, "1", "1000000000000"), ("e", 2017, "1", "1000000000000"),
        ("e", 2018, "1", "1000000000000")) == "6.00")
    #expect(try income(2019, "1000000000000", "1000000000000", "1000000000000")[.tax] == "6.00")
  }
}
