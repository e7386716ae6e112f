import PointsLaw
import Policy
import Testing
import Units

/// Protects what applicants are told about the years to come and about study beside work (points.md
/// 4): every expected number is worked out by hand from the policy.
@Suite("Outlook, gap and comparison")
struct AdviceTests {
  // MARK: The same life carried forward

  @Test("insurance and home of the present month go on; what has ended stays ended")
  func carried() {
    let facts = worker(cycle: 2021, insured: 0) {
      $0.insurance =
        insured("2010-01", "2020-12", .tongzhou, types: [.pension])
        + insured("2010-01", "2020-11", types: [.medical])
        + insured("2010-01", "2021-03", types: [.unemployment])
        + insured("2010-01", "2015-12", types: [.injury])
        + insured("2016-01", "2020-12", .daxing, types: [.injury])
      $0.residences = [rental("2019-01", "2020-12", .daxing), ownHome("2012-01", "2015-12")]
    }
    let later = facts.carried(from: month("2020-12"), to: month("2022-12"))
    #expect(
      later.insurance.map { "\($0.type.name) \($0.months) \($0.district.name)" } == [
        "pension 2010-01…2022-12 tongzhou", "medical 2010-01…2020-11 haidian",
        "unemployment 2010-01…2022-12 haidian", "injury 2010-01…2015-12 haidian",
        "injury 2016-01…2022-12 daxing",
      ])
    #expect(
      later.residences.map(\.months) == [
        months("2019-01", "2022-12"), months("2012-01", "2015-12"),
      ])
  }

  @Test("a month made up later does not go on, and nothing is carried back")
  func notCarried() {
    let facts = worker(cycle: 2021, insured: 0) {
      $0.insurance = insured("2010-01", "2020-12").makingUp("2020-12", "2020-12")
    }
    #expect(facts.carried(from: month("2020-12"), to: month("2021-12")) == facts)
    let lasting = worker(cycle: 2021)
    #expect(lasting.carried(from: month("2020-12"), to: month("2020-12")) == lasting)
    #expect(lasting.carried(from: month("2020-12"), to: month("2019-12")) == lasting)
  }

  @Test("income tax of the present year repeats; years that are known stay as they are")
  func incomeRepeats() {
    let facts = worker(cycle: 2021) {
      $0.taxes = Taxes(
        authorised: true,
        income: [
          IncomeTax(year: 2019, paid: yuan("5")), IncomeTax(year: 2020, paid: yuan("120000.50")),
          IncomeTax(year: 2022, paid: yuan("0")),
        ])
    }
    let later = facts.carried(from: month("2020-12"), to: month("2023-12"))
    let income = later.taxes.income.map { "\($0.year) \($0.paid)" }
    #expect(Set(income) == ["2019 5", "2020 120000.5", "2021 120000.5", "2022 0", "2023 120000.5"])
    #expect(income.count == 5)
    let none = worker(cycle: 2021) {
      $0.taxes.income = [IncomeTax(year: 2019, paid: yuan("120000"))]
    }
    #expect(none.carried(from: month("2020-12"), to: month("2023-12")).taxes == none.taxes)
  }

  // MARK: Outlook

  /// Cut-offs that rose by 1, 3 and 2 since 2020: slowest 1, middle 2, fastest 3.
  private func history() throws -> History {
    try History(
      yaml: Array(
        """
        source: {zh: 假设, en: made up}
        cycles:
          - {cycle: 2019, listed: 9, cutOff: "10"}
          - {cycle: 2020, listed: 9, cutOff: "40"}
          - {cycle: 2021, listed: 9, cutOff: "41"}
          - {cycle: 2022, listed: 9, cutOff: "44"}
          - {cycle: 2023, listed: 9, cutOff: "46"}
        """.utf8))
  }

  /// 84 months by 2022-12, of which 55 to 2020-07 are imputed: 21 + 2.29 + 20 = 43.29 in 2023, 3 more
  /// each year, and from 2028 (over 45 on 1 January 2027) 4 fewer.
  @Test("the first cycle on the list when cut-offs grow slowly, as usual and fast")
  func band() throws {
    let outlook = try Outlook(
      worker(cycle: 2023), library: Law.library(), from: 2023, years: 7,
      cutOffs: CutOffPath(history()))
    #expect(
      outlook.years.map { "\($0.cycle) \($0.total) \($0.low) \($0.middle) \($0.high)" } == [
        "2023 43.29 46.00 46.00 46.00", "2024 46.29 47.00 48.00 49.00",
        "2025 49.29 48.00 50.00 52.00", "2026 52.29 49.00 52.00 55.00",
        "2027 55.29 50.00 54.00 58.00", "2028 54.29 51.00 56.00 61.00",
        "2029 53.29 52.00 58.00 64.00",
      ])
    #expect(outlook.years.allSatisfy { $0.edition == "rules-2020" && $0.isEligible })
    #expect(outlook.earliest == 2025)
    #expect(outlook.expected == 2026)
    #expect(outlook.latest == nil)
  }

  @Test("one growth that is given replaces the band, published cut-offs stay")
  func givenGrowth() throws {
    let path = CutOffPath(try history(), growth: points("0.5"))
    #expect(path.expected(2022) == (points("44"), points("44"), points("44")))
    #expect(path.expected(2025) == (points("47"), points("47"), points("47")))
    let outlook = try Outlook(
      worker(cycle: 2023), library: Law.library(), from: 2023, years: 3, cutOffs: path)
    #expect(outlook.earliest == 2025)
    #expect(outlook.latest == 2025)
  }

  @Test(
    "published cut-offs are used where there are some (history.md)",
    arguments: [(2019, "93.58"), (2020, "97.13"), (2024, "114.46"), (2026, "119.92")])
  func published(cycle: Int, cutOff: String) throws {
    let path = CutOffPath(try Law.library().history)
    #expect(path.expected(cycle) == (points(cutOff), points(cutOff), points(cutOff)))
  }

  /// 2.59 from 2025 to 2026 is the smallest growth since 2020, 4.54 the largest.
  @Test("after the last published cut-off the band opens by the slowest and fastest growth")
  func publishedGrowth() throws {
    let path = CutOffPath(try Law.library().history)
    let next = path.expected(2028)
    #expect(next.low == points("125.10"), "119.92 + 2 × 2.59")
    #expect(next.high == points("129.00"), "119.92 + 2 × 4.54")
    #expect(next.low < next.middle && next.middle < next.high)
  }

  /// Growth is from one cycle to the next since 2020; from one cycle nothing can be known.
  @Test(
    "a single cycle since 2020 shows no growth: the last cut-off stays, unless one is given")
  func noGrowth() throws {
    func path(_ cycles: String, growth: Points? = nil) throws -> CutOffPath {
      CutOffPath(
        try History(yaml: Array("source: {zh: 假设, en: made up}\ncycles: [\(cycles)]".utf8)),
        growth: growth)
    }
    let one = #"{cycle: 2020, listed: 9, cutOff: "40"}"#
    for cycles in [one, #"{cycle: 2019, listed: 9, cutOff: "10"}, "# + one] {
      let still = try path(cycles)
      #expect(still.growth == (.zero, .zero, .zero))
      #expect(still.expected(2023) == triple("40"))
      #expect(try path(cycles, growth: points("1")).expected(2023) == triple("43"))
      #expect(still.expected(2018) == (.zero, .zero, .zero), "nothing is expected of the past")
    }
    let two = try path(one + #", {cycle: 2021, listed: 9, cutOff: "41.5"}"#)
    #expect(two.expected(2023) == triple("44.50"), "two cycles are one growth")
  }

  /// 2019: 21 + 60 imputed months to 2016-12 = 2.50; 2020: 24 + 4.00; 2021: 27 + 103 months = 4.29.
  @Test("an outlook from 2019 crosses into the rules of 2020, each cycle by its own edition")
  func crossing() throws {
    let outlook = try Outlook(
      worker(cycle: 2019), library: Law.library(), from: 2019, years: 3,
      cutOffs: CutOffPath(fixed: points("48.00")))
    #expect(outlook.years.map(\.edition) == ["trial-2019", "rules-2020", "rules-2020"])
    #expect(outlook.years.map(\.total.description) == ["43.50", "48.00", "51.29"])
    #expect(outlook.years.allSatisfy { $0.low == points("48.00") && $0.high == points("48.00") })
    #expect(outlook.expected == 2020, "at the cut-off is on the list")
    #expect(outlook.earliest == 2020 && outlook.latest == 2020)
  }

  @Test("points do not help while a condition fails")
  func ineligible() throws {
    let facts = worker(cycle: 2023) { $0.criminalRecord = true }
    let outlook = try Outlook(
      facts, library: Law.library(), from: 2023, years: 3, cutOffs: CutOffPath(fixed: .zero))
    #expect(outlook.years.map(\.isEligible) == [false, false, false])
    #expect(outlook.earliest == nil && outlook.expected == nil && outlook.latest == nil)
  }

  @Test("a cycle that no edition covers is a problem, not a guess")
  func uncovered() throws {
    #expect(throws: Problems.self) {
      try Outlook(
        worker(), library: Law.library(), from: 2017, years: 3, cutOffs: CutOffPath(fixed: .zero))
    }
  }

  // MARK: Changes of life

  /// Insured in 2010-01…, so 127 imputed months and room under the cap.
  private func longWorker(at district: District = .haidian) -> Facts {
    worker(cycle: 2021) { $0.insurance = insured("2010-01", "2020-12", district) }
  }

  private func gains(_ facts: Facts, _ changes: [LifeChange], years: Int = 4) throws -> [String] {
    func outlook(_ changes: [LifeChange]) throws -> Outlook {
      try Outlook(
        facts, library: Law.library(), from: 2021, years: years, changes: changes,
        cutOffs: CutOffPath(fixed: .zero))
    }
    return try zip(outlook(changes).years, outlook([]).years).map { changed, same in
      "\(changed.cycle) \(changed.total - same.total)"
    }
  }

  /// Own home after the boundary: 10, 22, 34 months; outside city six 0, 1, 2 whole years.
  @Test("an own home outside city six from 2021-03: residence and district, by hand")
  func ownHomeOutside() throws {
    let change = LifeChange.ownHome(.daxing, from: month("2021-03"))
    #expect(
      try gains(longWorker(), [change]) == ["2021 0.00", "2022 0.83", "2023 3.83", "2024 6.83"])
    #expect(
      try gains(longWorker(at: .tongzhou), [change])
        == ["2021 0.00", "2022 0.83", "2023 4.83", "2024 8.83"], "the job is outside too: 3 a year")
    #expect(
      try gains(longWorker(), [.ownHome(.haidian, from: month("2021-03"))])
        == ["2021 0.00", "2022 0.83", "2023 1.83", "2024 2.83"], "inside city six")
    let then = longWorker().carried(from: month("2020-12"), to: month("2023-12"))
      .changed(by: change, until: month("2023-12"))
    let sheet = try score(then, cycle: 2024)
    #expect(sheet[line: .ownHomeAfter] == "2.83")
    #expect(sheet[.district] == "4.00")
  }

  @Test("moving ends the home before; homes planned for later fall away")
  func moving() {
    let facts = worker(cycle: 2021) {
      $0.residences = [rental("2018-01", "2021-12"), rental("2022-01", "2022-06")]
    }
    let changed = facts.changed(
      by: .ownHome(.daxing, from: month("2021-03")), until: month("2022-12"))
    #expect(
      changed.residences == [rental("2018-01", "2021-02"), ownHome("2021-03", "2022-12", .daxing)])
    let before = facts.changed(
      by: .ownHome(.daxing, from: month("2023-01")), until: month("2022-12"))
    #expect(before == facts, "not begun yet")
  }

  @Test("a registered rental fills the months without a home")
  func renting() throws {
    let facts = worker(cycle: 2021) { $0.residences = [ownHome("2021-05", "2021-06")] }
    let changed = facts.changed(
      by: .rental(.haidian, from: month("2021-03")), until: month("2021-12"))
    #expect(
      changed.residences.dropFirst()
        == [rental("2021-03", "2021-04"), rental("2021-07", "2021-12")])
    #expect(
      try gains(longWorker(), [.rental(.haidian, from: month("2021-01"))])
        == ["2021 0.00", "2022 0.50", "2023 1.00", "2024 1.50"])
  }

  /// The window 2019-08…2022-07 is insured throughout: 26 − 36 × 3.5/12 = 15.50.
  @Test("a master's degree in 2022-07 with its deduction, by hand")
  func mastersDegree() throws {
    let change = LifeChange.credential(
      .master, enrolled: month("2019-08"), graduated: month("2022-07"))
    #expect(
      try gains(longWorker(), [change]) == ["2021 0.00", "2022 0.00", "2023 15.50", "2024 15.50"])
    var bachelor = longWorker()
    bachelor.credentials = [credential(.bachelor, "1998-09", "2002-08")]
    #expect(
      try gains(bachelor, [change]) == ["2021 0.00", "2022 0.00", "2023 0.50", "2024 0.50"],
      "instead of 15 points that cost nothing")
    let then = longWorker().changed(by: change, until: month("2022-12"))
      .carried(from: month("2020-12"), to: month("2022-12"))
    let sheet = try score(then, cycle: 2023)
    #expect(sheet[line: .gross] == "26.00")
    #expect(sheet[line: .deduction] == "-10.50")
  }

  @Test("of the window only the months that scored are taken back")
  func partlyInsured() throws {
    let facts = worker(cycle: 2021) { $0.insurance = insured("2020-01", "2020-12") }
    // 2020-01…2022-07 are 31 months: 31 × 3.5/12 = 9.04.
    #expect(
      try gains(
        facts, [.credential(.master, enrolled: month("2019-08"), graduated: month("2022-07"))],
        years: 3)
        == ["2021 0.00", "2022 0.00", "2023 16.96"])
  }

  @Test("income tax counts from the year that begins, once three years are above 0")
  func incomeTax() throws {
    #expect(
      try gains(longWorker(), [.incomeTax(yuan("100000"), from: 2021)], years: 5)
        == ["2021 0.00", "2022 0.00", "2023 0.00", "2024 6.00", "2025 6.00"])
    #expect(
      try gains(longWorker(), [.incomeTax(yuan("99999.99"), from: 2021)], years: 4).last
        == "2024 0.00")
  }
}

/// The same points at slowest, middle and fastest growth.
private func triple(_ text: String) -> (low: Points, middle: Points, high: Points) {
  (points(text), points(text), points(text))
}

private func points(_ text: String) -> Points {
  guard let points = Points(text) else { preconditionFailure("\(text) is no points") }
  return points
}
