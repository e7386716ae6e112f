import Foundation
import Testing

/// Protects every word and byte that the commands print: each output stands in a file of `Golden/`.
///
/// `LUOHU_GOLDEN=write swift test --filter GoldenTests` writes the files anew; read their difference
/// before you keep it.
@Suite(
  "Outputs equal the golden files (LUOHU_GOLDEN=write writes them anew)")
struct GoldenTests {
  struct Case: Sendable, CustomTestStringConvertible {
    var name: String
    var arguments: String
    var languages: [String] = ["zh", "en"]
    var status: Int32 = 0
    /// Compare standard error rather than standard output.
    var isErrors = false

    var testDescription: String { "\(name): luohu \(arguments)" }
  }

  /// Text in both languages and JSON in English.
  private static func both(_ name: String, _ arguments: String) -> [Case] {
    [
      Case(name: "\(name).txt", arguments: arguments),
      Case(name: "\(name).json", arguments: "\(arguments) --format json", languages: ["en"]),
    ]
  }

  static let cases: [Case] =
    both("score-2020", "score --cycle 2020 applicant.yaml")
    + both("score-2019", "score --cycle 2019 study.yaml")
    + both("score-2022", "score --cycle 2022 outside.yaml")
    + both("score-refused", "score --cycle 2020 refused.yaml")
    + both("score-claims", "score --cycle 2020 --claims claims.json applicant.yaml")
    + both("score-reform", "score --cycle 2020 --reform reform.yaml applicant.yaml")
    + both("explain-2020", "explain --cycle 2020 applicant.yaml")
    + both("explain-2019", "explain --cycle 2019 study.yaml")
    + both("explain-2022", "explain --cycle 2022 outside.yaml")
    + both("explain-refused", "explain --cycle 2020 refused.yaml")
    + both("explain-rented", "explain --cycle 2022 rented.yaml")
    + both("choose-2020", "choose --cycle 2020 applicant.yaml")
    + both("choose-2019", "choose --cycle 2019 study.yaml")
    + both("compare-2019", "compare --cycle 2019 study.yaml")
    + both("compare-with", "compare --cycle 2022 --with master:2020-07 outside.yaml")
    + both("outlook", "outlook --cycle 2022 --years 8 outside.yaml")
    + both(
      "outlook-change",
      "outlook --cycle 2020 --cut-off 97.13 --change ownHome:daxing:2021-03 "
        + "--change master:2022-07 applicant.yaml")
    + both("gap", "gap --cycle 2020 applicant.yaml")
    + both("gap-target", "gap --cycle 2022 --target 120 --years 5 outside.yaml")
    + both("simulate", "simulate --cycle 2020 --quota 5 --reform reform.yaml people.jsonl")
    + both("simulate-law", "simulate --cycle 2020 people.jsonl")
    + both("validate", "validate applicant.yaml people.jsonl")
    + both("policy-editions", "policy editions")
    + both("policy-parameters", "policy parameters --cycle 2020 district")
    + both("policy-readings", "policy readings --edition trial-2019")
    + both("policy-names", "policy names")
    + both("policy-cite", "policy cite conditions.retirement.men.delay.most")
    + both("policy-diff", "policy diff trial-2019 rules-2020")
    + both("policy-diff-reform", "policy diff rules-2020 --reform reform.yaml")
    + [
      Case(
        name: "rank.csv", arguments: "rank --cycle 2020 --quota 4 people.jsonl", languages: ["en"]),
      Case(
        name: "rank-cut-off.json",
        arguments: "rank --cycle 2020 --cut-off 70 --format json people.jsonl", languages: ["en"]),
      Case(
        name: "broken.err", arguments: "score --cycle 2020 broken.yaml", status: 2, isErrors: true),
      Case(
        name: "claims.err",
        arguments: "score --cycle 2020 --claims broken-claims.json applicant.yaml", status: 2,
        isErrors: true),
      Case(
        name: "reform.err",
        arguments: "score --cycle 2020 --reform broken-reform.yaml applicant.yaml", status: 2,
        isErrors: true),
      Case(
        name: "population.err", arguments: "rank --cycle 2020 --quota 1 broken.jsonl", status: 2,
        isErrors: true),
      Case(
        name: "policy.err", arguments: "policy cite age.lostPerYear", status: 2, isErrors: true),
      Case(
        name: "cycle.err", arguments: "score --cycle 2017 applicant.yaml", status: 2, isErrors: true
      ),
      Case(
        name: "file.err", arguments: "score --cycle 2020 absent.yaml", status: 1, isErrors: true),
    ]

  @Test("standard output or standard error, and the exit status", arguments: cases)
  func golden(golden: Case) async throws {
    for language in golden.languages {
      let result = try await Command.run(
        golden.arguments.split(separator: " ").map(String.init) + ["--lang", language])
      #expect(result.status == golden.status, "\(golden): \(result.errors)")
      let found = golden.isErrors ? result.errors : result.output
      #expect(!found.contains("\u{1B}"), "no colour when it is not a terminal")
      let file = Self.file(golden, language)
      if Self.isWriting {
        try found.write(to: file, atomically: true, encoding: .utf8)
        continue
      }
      let expected = try String(contentsOf: file, encoding: .utf8)
      #expect(Array(found.utf8) == Array(expected.utf8), "\(Self.difference(expected, found))")
    }
  }

  @Test("the chart of a simulation", arguments: ["zh", "en"])
  func chart(language: String) async throws {
    let folder = try Folder()
    let path = folder["chart.svg"].path
    let result = try await Command.run([
      "simulate", "--cycle", "2020", "--quota", "5", "--reform", "reform.yaml", "--chart", path,
      "--lang", language, "people.jsonl",
    ])
    #expect(result.status == 0)
    let found = try String(contentsOfFile: path, encoding: .utf8)
    let file = Command.golden.appendingPathComponent("simulate.\(language).svg")
    if Self.isWriting {
      try found.write(to: file, atomically: true, encoding: .utf8)
      return
    }
    #expect(found == (try String(contentsOf: file, encoding: .utf8)))
  }

  @Test("no golden file is left over")
  func leftOver() throws {
    let expected = Set(
      Self.cases.flatMap { golden in
        golden.languages.map { Self.file(golden, $0).lastPathComponent }
      })
    let inputs = [".yaml", ".jsonl", "claims.json", ".svg", ".keep"]
    for name in try FileManager.default.contentsOfDirectory(atPath: Command.golden.path)
    where !inputs.contains(where: name.hasSuffix) {
      #expect(expected.contains(name), "no test compares Golden/\(name)")
    }
  }

  private static let isWriting = ProcessInfo.processInfo.environment["LUOHU_GOLDEN"] == "write"

  /// `score-2020.zh.txt`
  private static func file(_ golden: Case, _ language: String) -> URL {
    var parts = golden.name.split(separator: ".").map(String.init)
    if golden.languages.count > 1 { parts.insert(language, at: parts.count - 1) }
    return Command.golden.appendingPathComponent(parts.joined(separator: "."))
  }

  /// The first line that differs.
  private static func difference(_ expected: String, _ found: String) -> String {
    let old = expected.split(separator: "\n", omittingEmptySubsequences: false)
    let new = found.split(separator: "\n", omittingEmptySubsequences: false)
    for index in 0..<max(old.count, new.count) {
      let left = index < old.count ? String(old[index]) : "(nothing)"
      let right = index < new.count ? String(new[index]) : "(nothing)"
      if left != right { return "line \(index + 1)\n- \(left)\n+ \(right)" }
    }
    return "line ends differ"
  }
}
