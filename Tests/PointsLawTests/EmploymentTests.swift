import PointsLaw
import Policy
import Testing
import Units

/// Protects the first indicator (合法稳定就业; points.md 3.1): the months normally paid of the type with
/// the most, from July 1998 to the reference date, 3 points for twelve.
@Suite("Employment: the months of the type paid longest")
struct EmploymentTests {
  @Test("the manual's example: 87, 84, 84, 86 and 60 months give 21.75")
  func manual() throws {
    let last = month("2018-12")
    let facts = worker(cycle: 2019) {
      $0.insurance = zip(InsuranceType.allCases, [87, 84, 84, 86, 60]).map { type, count in
        InsuranceSpell(type, MonthSpan(last - (count - 1), last), .haidian)
      }
    }
    let sheet = try score(facts, cycle: 2019)
    #expect(sheet[.employment] == "21.75")
    #expect(sheet.lines.first?.detail.formula.description == "87 ÷ 12 × 3")
  }

  @Test(
    "on a tie the first type of the order is taken, and never another",
    arguments: InsuranceType.allCases)
  func tie(first: InsuranceType) throws {
    // Every type from this one on has 84 months, the earlier ones 83.
    let facts = worker {
      $0.insurance = InsuranceType.allCases.flatMap {
        insured(
          $0.rawValue < first.rawValue ? "2013-02" : "2013-01", "2019-12",
          $0 == first ? .tongzhou : .haidian, types: [$0])
      }.reversed()
      // The employment district shows which type was taken.
      $0.residences = [ownHome("2019-01", "2019-12", .tongzhou)]
    }
    let sheet = try score(facts)
    #expect(sheet[.employment] == "21.00")
    #expect(
      sheet.lines.first?.detail.facts.first?.en.contains("longest: \(first.wording.en) (") == true)
    #expect(sheet[.district] == "3.00", "job and housing outside the six districts")
  }

  @Test("one month more decides against the order", arguments: InsuranceType.allCases)
  func longest(type: InsuranceType) throws {
    let facts = worker {
      $0.insurance = insured("2013-01", "2019-12").without("2013-01", "2013-01")
      $0.insurance += insured("2013-01", "2013-01", types: [type])
    }
    let sheet = try score(facts)
    #expect(sheet[.employment] == "21.00")
    #expect(
      sheet.lines.first?.detail.facts.first?.en.contains("longest: \(type.wording.en) (") == true)
  }

  @Test("months count from July 1998")
  func firstMonth() throws {
    func employment(from first: String) throws -> String {
      try score(worker { $0.insurance = insured(first, "1999-06") })[.employment]
    }
    #expect(try employment(from: "1998-08") == "2.75")
    #expect(try employment(from: "1998-07") == "3.00")
    #expect(try employment(from: "1998-06") == "3.00")
    #expect(try employment(from: "1990-01") == "3.00")
    let before = try score(worker { $0.insurance = insured("1990-01", "1998-06") })
    #expect(before[.employment] == "0.00")
  }

  @Test("months after the reference date do not count", arguments: [2018, 2019, 2020, 2024])
  func lastMonth(cycle: Int) throws {
    let facts = worker(cycle: cycle) {
      $0.insurance = insured("\(cycle - 1)-01", "\(cycle + 3)-12")
    }
    #expect(try score(facts, cycle: cycle)[.employment] == "3.00")
    #expect(try score(facts, cycle: cycle + 1)[.employment] == "6.00")
    let future = worker { $0.insurance = insured("2030-01", "2031-12") }
    #expect(try score(future, cycle: cycle)[.employment] == "0.00")
  }

  @Test("a supplementary month never scores, whoever caused it and whenever it was recorded")
  func supplementary() throws {
    let always = insured("2010-01", "2019-12")
    for byAgency in [false, true] {
      for recordedOn in [nil, "2015-01-10", "2020-01-01"] {
        let facts = worker {
          $0.insurance = always.makingUp(
            "2014-03", "2014-06", byAgency: byAgency, recordedOn: recordedOn)
        }
        #expect(try score(facts)[.employment] == "29.00", "116 of 120 months")
      }
    }
    let other = worker {
      $0.insurance = always.makingUp("2014-03", "2014-06", types: [.pension, .medical])
    }
    #expect(try score(other)[.employment] == "30.00", "another type has all 120")
  }

  @Test(
    "there is no minimum: a quarter of a point a month", arguments: [1, 2, 11, 12, 13, 83, 258])
  func noMinimum(count: Int) throws {
    let facts = worker(cycle: 2020, insured: count)
    let sheet = try score(facts)
    #expect(sheet.points(of: .employment).hundredths == count * 25)
    #expect(try score(worker(insured: 0))[.employment] == "0.00")
  }

  @Test("the same months score in every edition", arguments: 2018...2027)
  func editions(cycle: Int) throws {
    #expect(try score(worker(cycle: cycle, insured: 100), cycle: cycle)[.employment] == "25.00")
  }
}
