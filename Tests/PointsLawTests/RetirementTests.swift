import PointsLaw
import Policy
import Testing
import Units

/// Protects the statutory retirement age (法定退休年龄; points.md 2 and reading 8): not reached at the
/// reference date, reached the day after the limit day, delayed by birth month since cycle 2026.
@Suite("Retirement age at the reference date")
struct RetirementTests {
  enum Person: String, Sendable, CaseIterable { case man, womanManagement, womanWorker }

  static func facts(_ person: Person, _ birth: CivilDate, cycle: Int) -> Facts {
    worker(cycle: cycle) {
      $0.birthDate = birth
      $0.sex = person == .man ? .male : .female
      $0.post = person == .womanManagement ? .management : .worker
    }
  }

  static func answer(
    _ person: Person, _ birth: String, cycle: Int, reform: String? = nil
  ) throws -> Answer {
    try score(facts(person, day(birth), cycle: cycle), cycle: cycle, reform: reform)
      .answer(.retirementAge)
  }

  @Test(
    "a birthday on the reference date is still below the age; a day earlier it is reached",
    arguments: [
      (Person.man, 60), (Person.womanManagement, 55), (Person.womanWorker, 50),
    ])
  func birthdayOnReferenceDate(person: Person, years: Int) throws {
    for cycle in [2018, 2019, 2020, 2021, 2025] {
      let year = cycle - 1 - years
      #expect(try RetirementTests.answer(person, "\(year)-12-31", cycle: cycle) == .met)
      #expect(try RetirementTests.answer(person, "\(year)-12-30", cycle: cycle) == .notMet)
      #expect(try RetirementTests.answer(person, "\(year + 1)-01-01", cycle: cycle) == .met)
      #expect(try RetirementTests.answer(person, "\(year - 1)-12-31", cycle: cycle) == .notMet)
    }
  }

  @Test("on the reading that an age is reached on the birthday, the day itself is too late")
  func birthdayReading() throws {
    for (person, birth, next) in [
      (Person.man, "1959-12-31", "1960-01-01"), (.womanManagement, "1964-12-31", "1965-01-01"),
      (.womanWorker, "1969-12-31", "1970-01-01"),
    ] {
      let reform = "readings.ageReached: birthday"
      #expect(
        try RetirementTests.answer(person, birth, cycle: 2020, reform: reform) == .notMet)
      #expect(try RetirementTests.answer(person, next, cycle: 2020, reform: reform) == .met)
    }
  }

  /// A birth date with the limit day of the law of 2024-09-13.
  struct Delay: Sendable, CustomTestStringConvertible {
    let person: Person
    let birth: String
    let limit: String

    init(_ person: Person, _ birth: String, _ limit: String) {
      self.person = person
      self.birth = birth
      self.limit = limit
    }

    var testDescription: String { "\(person), born \(birth)" }
  }

  static let delays = [
    // Men: every 4 months one more, from 1965-01, at most 36.
    Delay(.man, "1964-12-15", "2024-12-15"), Delay(.man, "1965-01-15", "2025-02-15"),
    Delay(.man, "1965-04-15", "2025-05-15"), Delay(.man, "1965-05-15", "2025-07-15"),
    Delay(.man, "1965-08-15", "2025-10-15"), Delay(.man, "1965-09-15", "2025-12-15"),
    Delay(.man, "1976-08-15", "2039-07-15"), Delay(.man, "1976-09-15", "2039-09-15"),
    Delay(.man, "1976-12-15", "2039-12-15"), Delay(.man, "1977-01-15", "2040-01-15"),
    Delay(.man, "1990-06-15", "2053-06-15"),
    // Women in management: the same from 1970-01.
    Delay(.womanManagement, "1969-12-15", "2024-12-15"),
    Delay(.womanManagement, "1970-01-15", "2025-02-15"),
    Delay(.womanManagement, "1970-04-15", "2025-05-15"),
    Delay(.womanManagement, "1970-05-15", "2025-07-15"),
    Delay(.womanManagement, "1981-12-15", "2039-12-15"),
    Delay(.womanManagement, "1982-01-15", "2040-01-15"),
    // Women workers: every 2 months one more, from 1975-01, at most 60.
    Delay(.womanWorker, "1974-12-15", "2024-12-15"),
    Delay(.womanWorker, "1975-01-15", "2025-02-15"),
    Delay(.womanWorker, "1975-02-15", "2025-03-15"),
    Delay(.womanWorker, "1975-03-15", "2025-05-15"),
    Delay(.womanWorker, "1975-04-15", "2025-06-15"),
    Delay(.womanWorker, "1975-05-15", "2025-08-15"),
    Delay(.womanWorker, "1984-10-15", "2039-09-15"),
    Delay(.womanWorker, "1984-11-15", "2039-11-15"),
    Delay(.womanWorker, "1984-12-15", "2039-12-15"),
    Delay(.womanWorker, "1985-01-15", "2040-01-15"),
    Delay(.womanWorker, "2000-06-15", "2055-06-15"),
    // A day that the limit month does not have becomes its last day, counted in one step.
    Delay(.womanManagement, "1972-02-29", "2027-09-29"), Delay(.man, "1965-05-31", "2025-07-31"),
    Delay(.man, "1965-08-31", "2025-10-31"), Delay(.man, "1965-10-31", "2026-01-31"),
    Delay(.man, "1965-12-31", "2026-03-31"), Delay(.man, "1966-01-31", "2026-05-31"),
    Delay(.man, "1966-03-31", "2026-07-31"), Delay(.womanWorker, "1975-07-31", "2025-11-30"),
    Delay(.womanWorker, "1975-03-31", "2025-05-31"), Delay(.man, "1972-03-31", "2034-01-31"),
    Delay(.man, "1972-05-31", "2034-04-30"), Delay(.womanWorker, "1979-01-31", "2031-02-28"),
  ]

  @Test("the delay table: the limit day, and the cycles on both sides of it", arguments: delays)
  func delayTable(delay: Delay) throws {
    let limit = day(delay.limit)
    // The reference date of the cycle before is not after the limit day, the next one is unless the
    // limit day is 31 December.
    let cycle = limit.year + 1
    let sheet = try score(
      RetirementTests.facts(delay.person, day(delay.birth), cycle: cycle), cycle: cycle)
    #expect(sheet.answer(.retirementAge) == .notMet)
    #expect(
      sheet.reason(.retirementAge).contains("was completed on \(delay.limit)"),
      "\(sheet.reason(.retirementAge))")
    if cycle > 2026 {
      #expect(
        try RetirementTests.answer(delay.person, delay.birth, cycle: cycle - 1) == .met)
    }
  }

  @Test(
    "the last day that is below the age in the first cycles of the delay",
    arguments: [
      // 1975-08 is n = 7: four months, so that the limit day is the reference date itself.
      (Person.womanWorker, "1975-08-31", "1975-08-30", 2026),
      (.man, "1965-10-01", "1965-09-30", 2026),
      (.womanManagement, "1970-10-01", "1970-09-30", 2026),
      // 1966-07 is n = 18: five months.
      (.man, "1966-07-31", "1966-07-30", 2027),
      (.womanManagement, "1971-07-31", "1971-07-30", 2027),
    ])
  func edges(person: Person, below: String, reached: String, cycle: Int) throws {
    #expect(try RetirementTests.answer(person, below, cycle: cycle) == .met)
    #expect(try RetirementTests.answer(person, reached, cycle: cycle) == .notMet)
  }

  @Test("in 2026 the delay keeps people in whom the old ages would have put out")
  func delayMatters() throws {
    let old = "conditions.retirement.men.delay.most: 0"
    #expect(try RetirementTests.answer(.man, "1965-12-15", cycle: 2026) == .met)
    #expect(try RetirementTests.answer(.man, "1965-12-15", cycle: 2026, reform: old) == .notMet)
    #expect(try RetirementTests.answer(.man, "1965-12-31", cycle: 2026, reform: old) == .met)
  }

  @Test("keyed to birth, the delay changes nobody before the reference date of 2025-12-31")
  func nobodyBefore() throws {
    let delayed = """
      conditions.retirement.men.delay.most: 36
      conditions.retirement.womenManagement.delay.most: 36
      conditions.retirement.womenWorkers.delay.most: 60
      """
    for cycle in [2020, 2024, 2025, 2026] {
      var law = Scorer(try Law.rules(cycle))
      var reformed = Scorer(try Law.rules(cycle, reform: delayed))
      var changed = 0
      for person in Person.allCases {
        for offset in 0..<(12 * 25) {
          let born = CivilDate.last(of: month("1955-01") + offset)
          let facts = RetirementTests.facts(person, born, cycle: cycle)
          if law.score(facts).isEligible != reformed.score(facts).isEligible { changed += 1 }
        }
      }
      #expect(changed == 0, "cycle \(cycle)")
    }
    // And the reform is what the law of 2026 says; without it somebody is out.
    var without = Scorer(try Law.rules(2026, reform: delayed.replacing(": 36", with: ": 0")))
    let facts = RetirementTests.facts(.man, day("1965-12-15"), cycle: 2026)
    #expect(!without.score(facts).isEligible)
  }

  @Test("a birthday on 29 February is completed on the 28th of a common year")
  func leapDay() throws {
    for (person, birth, limit) in [
      (Person.womanManagement, "1964-02-29", "2019-02-28"),
      (.womanWorker, "1968-02-29", "2018-02-28"), (.man, "1956-02-29", "2016-02-29"),
      (.man, "1960-02-29", "2020-02-29"),
    ] {
      let cycle = max(day(limit).year + 1, 2018)
      let sheet = try score(
        RetirementTests.facts(person, day(birth), cycle: cycle), cycle: cycle)
      #expect(sheet.reason(.retirementAge).contains("was completed on \(limit)"))
    }
  }
}
