import PointsLaw
import Policy
import Testing

/// Protects what-ifs from changing nothing unnoticed: an edition keeps the numbers of shapes that it
/// has given up, and a reform of such a number is refused with what would make it matter.
@Suite("Reforms of parameters that the rules do not use")
struct UnusedReformTests {
  private func problems(_ cycle: Int, _ reform: String) -> [Problem] {
    do {
      _ = try Law.library().rules(cycle, reform: Law.reform("name: r\n" + reform))
      return []
    } catch let error as Problems {
      return error.list
    } catch {
      Issue.record(error)
      return []
    }
  }

  /// What is not used by itself, and the choice that makes it used; both in cycle 2020.
  static let unused: [(change: String, opening: String)] = [
    ("readings.studyResidence: rentalRate", "education.deduction.rule: study"),
    ("readings.districtModes: jobAndHousingFirst", "district.rule: moved"),
    ("district.shortYear: no", "district.rule: moved"),
    ("tax.income.average: 150000", "tax.income.rule: average"),
    ("tax.income.points: 8", "tax.income.rule: average"),
    ("tax.enterprise.average: 100", "tax.enterprise.open: yes"),
    ("tax.enterprise.points: 8", "tax.enterprise.open: yes"),
    ("innovation.enterprise.C1.oneYear: 8", "innovation.enterprise.C1.open: yes"),
    ("innovation.enterprise.C2.twoYears: 8", "innovation.enterprise.C2.open: yes"),
    ("innovation.enterprise.C3.threeYears: 8", "innovation.enterprise.C3.open: yes"),
  ]

  @Test(
    "refused alone, with the choice that would make it used; accepted with it", arguments: unused)
  func alone(change: String, opening: String) {
    let parts = change.split(separator: ": ").map(String.init)
    let problems = problems(2020, change)
    #expect(problems.map(\.path) == [parts[0]])
    #expect(problems.map { $0.value.trimmingQuotes } == [parts[1]])
    let needed = opening.replacing(": ", with: " is ")
    #expect(
      problems.first?.allowed.en
        == "a parameter that rules-2020+r uses in 2020; this one only if \(needed)")
    #expect(
      problems.first?.allowed.zh
        == "rules-2020+r在2020年度使用的参数；\(opening.replacing(": ", with: "为"))时才使用")
    #expect(self.problems(2020, "\(opening)\n\(change)").isEmpty)
    #expect(self.problems(2020, "\(change)\n\(opening)").isEmpty, "in any order")
  }

  @Test(
    "a shape given up by the same reform takes its numbers with it",
    arguments: [
      ("education.deduction.rule: study", "education.deduction.window.bachelor: 40"),
      ("education.deduction.rule: study", "education.deduction.employmentPerYear: 2"),
      ("education.deduction.rule: study", "education.deduction.residencePerYear: 2"),
      ("education.deduction.rule: study", "readings.singleCredentialWindow: byLevel"),
      ("district.rule: moved", "district.most: 9"),
      ("district.rule: moved", "readings.districtLeftover: separate"),
      ("district.rule: moved", "readings.districtDecember: asClaimed"),
      ("tax.income.rule: average", "tax.income.threshold: 9"),
      ("tax.income.rule: average", "tax.income.pointsPerYear: 9"),
      ("tax.income.rule: average", "tax.income.most: 9"),
      ("innovation.enterprise.C4.open: no", "innovation.enterprise.C4.high.points: 9"),
      ("ranking.rule: cutOff", "ranking.quota: 9"),
    ])
  func closing(shape: String, change: String) {
    #expect(problems(2020, change).isEmpty)
    #expect(problems(2020, shape).isEmpty)
    #expect(
      problems(2020, "\(shape)\n\(change)").map(\.path) == [String(change.prefix { $0 != ":" })])
  }

  @Test("all of them are named at once, the choices themselves never")
  func all() {
    #expect(
      problems(2020, "tax.income.points: 8\nage.points: 9\nreadings.districtModes: higher")
        .map(\.path) == ["tax.income.points", "readings.districtModes"])
    #expect(problems(2020, "innovation.enterprise.C1.open: no").isEmpty, "says what is so already")
  }

  @Test(
    "whatever an edition states is used, or is known to need a choice",
    arguments: [2018, 2019, 2020])
  func everyParameter(cycle: Int) throws {
    for parameter in try Law.rules(cycle).parameters {
      let value =
        switch parameter.value {
        case .names(let names): "[\(names.joined(separator: ", "))]"
        case .ranks: "{\(parameter.valueText)}"
        default: parameter.valueText
        }
      for problem in problems(cycle, "\(parameter.path): \(value)") {
        #expect(problem.allowed.en.contains("; this one only if "), "\(problem)")
      }
    }
  }
}

extension String {
  fileprivate var trimmingQuotes: String { replacing("\"", with: "") }
}
