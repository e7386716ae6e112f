import PointsLaw
import Policy
import Testing
import Units

/// Protects the job-housing indicator since 2020 (职住区域; points.md 3.4, QA-2020 question 7): years of
/// living, or working and living, outside the six city districts since January 2018, with a home there
/// in the last December.
@Suite("District since 2020: living outside the six districts")
struct DistrictTests {
  /// Somebody in cycle 2025 who lives in an own home in Tongzhou for the last months before it.
  private func sheet(_ count: Int, job: District) throws -> ScoreSheet {
    let last = month("2024-12")
    return try score(
      worker(cycle: 2025, at: job) {
        if count > 0 {
          $0.residences = [
            Residence(.ownHome, owner: .`self`, MonthSpan(last - (count - 1), last), .tongzhou)
          ]
        }
      }, cycle: 2025)
  }

  @Test(
    "the table of question 7: 2 points a whole year of housing, 12 at most",
    arguments: [
      (0, "0.00"), (1, "0.00"), (9, "0.00"), (11, "0.00"), (12, "2.00"), (23, "2.00"),
      (24, "4.00"), (36, "6.00"), (48, "8.00"), (60, "10.00"), (71, "10.00"), (72, "12.00"),
      (84, "12.00"),
    ])
  func housing(count: Int, points: String) throws {
    #expect(try sheet(count, job: .haidian)[.district] == points)
  }

  @Test(
    "the table of question 7: 3 points a whole year of job and housing, 12 at most",
    arguments: [
      (9, "0.00"), (11, "0.00"), (12, "3.00"), (23, "3.00"), (24, "6.00"), (35, "6.00"),
      (36, "9.00"), (47, "9.00"), (48, "12.00"), (60, "12.00"), (84, "12.00"),
    ])
  func jobAndHousing(count: Int, points: String) throws {
    #expect(try sheet(count, job: .tongzhou)[.district] == points)
  }

  @Test("months count from January 2018")
  func firstMonth() throws {
    func points(from first: String, to last: String = "2019-12") throws -> String {
      try score(worker { $0.residences = [ownHome(first, last, .tongzhou)] })[.district]
    }
    #expect(try points(from: "2010-01") == "4.00")
    #expect(try points(from: "2017-12") == "4.00")
    #expect(try points(from: "2018-01") == "4.00")
    #expect(try points(from: "2018-02") == "2.00", "23 months")
    #expect(try points(from: "2019-01") == "2.00")
    #expect(try points(from: "2019-02") == "0.00", "11 months")
  }

  @Test("the home of the last December must lie outside")
  func december() throws {
    func points(_ homes: Residence...) throws -> String {
      try score(worker { $0.residences = homes })[.district]
    }
    #expect(try points(ownHome("2018-01", "2019-11", .tongzhou)) == "0.00")
    #expect(
      try points(ownHome("2018-01", "2019-11", .tongzhou), ownHome("2019-12", "2019-12", .haidian))
        == "0.00")
    #expect(
      try points(ownHome("2018-01", "2019-11", .tongzhou), rental("2019-12", "2019-12", .tongzhou))
        == "0.00", "a rental is not an own home")
    #expect(
      try points(
        ownHome("2018-01", "2018-11", .tongzhou), ownHome("2018-12", "2019-11", .haidian),
        ownHome("2019-12", "2019-12", .daxing)) == "2.00", "11 and 1 months")
    #expect(try points(rental("2018-01", "2019-12", .tongzhou)) == "0.00")
    #expect(try points(dormitory("2018-01", "2019-12", .tongzhou)) == "0.00")
  }

  @Test(
    "outside is every district but the six, for homes and for jobs",
    arguments: District.allCases)
  func districts(district: District) throws {
    let citySix: [District] = [.dongcheng, .xicheng, .chaoyang, .haidian, .fengtai, .shijingshan]
    if district != .municipal {
      let home = try score(worker { $0.residences = [ownHome("2019-01", "2019-12", district)] })
      #expect(home[.district] == (citySix.contains(district) ? "0.00" : "2.00"))
    }
    let job = try score(
      worker(at: district) { $0.residences = [ownHome("2019-01", "2019-12", .miyun)] })
    let isInside = citySix.contains(district) || district == .municipal
    #expect(job[.district] == (isInside ? "2.00" : "3.00"), "the municipal agency is city six")
  }

  @Test("the job is where the chosen type was normally paid; a month without it has none")
  func job() throws {
    let home = ownHome("2018-01", "2019-12", .tongzhou)
    func points(_ insurance: [InsuranceSpell]) throws -> String {
      try score(
        worker {
          $0.insurance = insurance
          $0.residences = [home]
        })[.district]
    }
    let outside = insured("2013-01", "2019-12", .tongzhou)
    #expect(try points(outside) == "6.00")
    // Another type outside does not help when pension is taken.
    let mixed =
      insured("2013-01", "2019-12", .haidian, types: [.pension])
      + insured("2013-01", "2019-12", .tongzhou, types: [.medical])
    #expect(try points(mixed) == "4.00")
    #expect(try points(insured("2010-01", "2017-12", .tongzhou)) == "4.00", "no job at all")
    let madeUp = outside.makingUp("2019-01", "2019-01")
    #expect(try points(madeUp) == "5.00", "23 months of both, 1 of housing")
  }

  @Test("a spouse's home counts within the marriage only, December included")
  func spouse() throws {
    func points(_ marriages: [Marriage]?) throws -> String {
      try score(
        worker {
          $0.residences = [ownHome("2018-01", "2019-12", .tongzhou, of: .spouse)]
          $0.marriages = marriages
        })[.district]
    }
    #expect(try points(nil) == "4.00")
    #expect(try points([]) == "0.00")
    #expect(try points([Marriage(from: month("2018-12"))]) == "2.00", "13 months")
    #expect(try points([Marriage(from: month("2019-02"))]) == "0.00", "11 months")
    #expect(
      try points([Marriage(from: month("2010-01"), to: month("2019-11"))]) == "0.00",
      "not married in December")
    #expect(
      try points([Marriage(from: month("2010-01"), to: month("2019-12"))]) == "4.00")
  }

  @Test("the cap of residence does not touch the district")
  func cap() throws {
    let facts = worker(insured: 12) { $0.residences = [ownHome("2018-01", "2019-12", .tongzhou)] }
    let sheet = try score(facts)
    #expect(sheet[.residence] == "1.00", "12 of 24 months")
    #expect(sheet[.district] == "4.00")
  }

  // MARK: Reading 4

  /// Living in Tongzhou since 2018-01 and working there for the first months.
  private func leftover(
    cycle: Int, outsideUntil: String, from first: String = "2018-01", reform: String? = nil
  ) throws -> String {
    let last = Month(cycle - 1, 12)
    let moved = month(outsideUntil)
    return try score(
      worker(cycle: cycle) {
        $0.insurance =
          insured(MonthSpan(month("2013-01"), moved), .tongzhou)
          + insured(MonthSpan(moved + 1, last), .haidian)
        $0.residences = [
          Residence(.ownHome, owner: .`self`, MonthSpan(month(first), last), .tongzhou)
        ]
      }, cycle: cycle, reform: reform
    )[.district]
  }

  @Test("what is left after years of job and housing makes years of housing together (reading 4)")
  func combined() throws {
    let separate = "readings.districtLeftover: separate"
    // 18 months of both, 6 of housing.
    #expect(try leftover(cycle: 2020, outsideUntil: "2019-06") == "5.00")
    #expect(try leftover(cycle: 2020, outsideUntil: "2019-06", reform: separate) == "3.00")
    // 18 of both, 18 of housing.
    #expect(try leftover(cycle: 2021, outsideUntil: "2019-06") == "7.00")
    #expect(try leftover(cycle: 2021, outsideUntil: "2019-06", reform: separate) == "5.00")
    // 11 of both, 13 of housing: no year of both.
    #expect(try leftover(cycle: 2020, outsideUntil: "2018-11") == "4.00")
    #expect(try leftover(cycle: 2020, outsideUntil: "2018-11", reform: separate) == "2.00")
    // 12 and 12: nothing is left over.
    #expect(try leftover(cycle: 2020, outsideUntil: "2018-12") == "5.00")
    #expect(try leftover(cycle: 2020, outsideUntil: "2018-12", reform: separate) == "5.00")
  }

  @Test("both sorts together earn at most 12")
  func most() throws {
    // 36 of both are 9, 48 of housing 8; 48 of both are 12 already.
    #expect(try leftover(cycle: 2025, outsideUntil: "2020-12") == "12.00")
    #expect(try leftover(cycle: 2025, outsideUntil: "2021-12") == "12.00")
    // 24 of both are 6, 24 of housing 4.
    #expect(try leftover(cycle: 2022, outsideUntil: "2019-12") == "10.00")
    // 36 and 12: 9 + 2.
    #expect(try leftover(cycle: 2022, outsideUntil: "2020-12") == "11.00")
  }

  @Test("December needs the housing only, unless it is read as claimed (reading 4)")
  func decemberReading() throws {
    let asClaimed = "readings.districtDecember: asClaimed"
    // 23 months of both and a December of housing.
    #expect(try leftover(cycle: 2020, outsideUntil: "2019-11") == "5.00")
    #expect(try leftover(cycle: 2020, outsideUntil: "2019-11", reform: asClaimed) == "4.00")
    #expect(try leftover(cycle: 2020, outsideUntil: "2019-12", reform: asClaimed) == "6.00")
  }
}
