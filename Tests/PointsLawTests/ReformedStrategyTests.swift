import PointsLaw
import Policy
import TestKit
import Testing
import Units

/// Protects the proof of the best filing from reforms: whatever a what-if makes of the rates, shapes and
/// readings, no filing that somebody could try is better than the one advised.
@Suite("The best filing under reforms")
struct ReformedStrategyTests {
  static let people = 12

  /// A cycle and a reform that turns one of the assumptions of the search round.
  static let reforms: [(Int, String)] = [
    (2019, "residence.own.pointsPerYear: 0.53"), (2019, "residence.own.pointsPerYear: 0.25"),
    (2019, "residence.own.pointsPerYear: -1"),
    (2019, "residence.filed.pointsPerYear: 3"), (2019, "residence.imputed.pointsPerYear: 2"),
    (2019, "residence.imputed.pointsPerYear: -1"), (2019, "residence.own.pointsPerYear: 9"),
    (2019, "residence.minimumMonths: 40"), (2019, "rounding: down"), (2019, "rounding: halfEven"),
    (2019, "residence.lines: boundary"), (2019, "readings.studyResidence: rentalRate"),
    (2019, "readings.studyResidence: rentalRate\nresidence.filed.pointsPerYear: 2"),
    (2019, "readings.earlyRental: filed"), (2019, "readings.imputedType: anyType"),
    (2019, "readings.districtModes: jobAndHousingFirst\ndistrict.yearMonths: 4"),
    (2019, "district.housing.pointsPerYear: -2"), (2019, "district.jobAndHousing.pointsPerYear: 1"),
    (2019, "education.points.bachelor: -3"), (2019, "education.points.bachelorSingle: 40"),
    (2019, "employment.pointsPerYear: -3"), (2019, "residence.boundary: 2018-06"),
    (2019, "residence.boundary: 2014-01"), (2018, "district.shortYear: yes"),
    (2024, "residence.own.pointsPerYear: 0.25"), (2024, "residence.own.pointsPerYear: -1"),
    (2024, "residence.own.pointsPerYear: 0.6"), (2024, "residence.filed.pointsPerYear: 3"),
    (2024, "residence.imputed.pointsPerYear: 2"), (2024, "residence.imputed.pointsPerYear: -1"),
    (2024, "residence.minimumMonths: 60"), (2024, "rounding: down"),
    (2024, "residence.lines: kinds"), (2024, "education.deduction.rule: study"),
    (2024, "education.deduction.rule: study\nreadings.studyResidence: rentalRate"),
    (2024, "education.deduction.employmentPerYear: -9"),
    (2024, "readings.districtDecember: asClaimed"), (2024, "readings.districtLeftover: separate"),
    (2024, "readings.earlyRental: filed"), (2024, "readings.imputedType: anyType"),
    (2024, "district.housing.pointsPerYear: -2"), (2024, "district.housing.pointsPerYear: 5"),
    (2024, "district.jobAndHousing.most: 3"), (2024, "district.housing.most: 2"),
    (2024, "district.most: 4"), (2024, "district.yearMonths: 5"),
    (2024, "residence.boundary: 2022-12"), (2024, "residence.boundary: 2010-01"),
  ]

  @Test("no filing beats the one advised, and among equals it comes first", arguments: reforms)
  func best(cycle: Int, reform: String) throws {
    var scorer = Scorer(try Law.rules(cycle, reform: reform))
    var random = RandomFacts(seed: UInt64(reform.utf8.count * 1009 + cycle))
    for _ in 0..<ReformedStrategyTests.people {
      let facts = random.next(cycle: cycle, small: true)
      let filing = scorer.bestFiling(facts)
      let best = scorer.score(facts).total
      #expect(scorer.score(facts, filing: filing).total == best)
      let brute = BruteForce(facts, filing, &scorer)
      #expect(brute.total == best, "\(filing): \(best), \(brute.filing): \(facts)")
      #expect(brute.filing == filing, "\(best): \(facts)")
    }
  }
}
