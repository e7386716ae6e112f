import Foundation
import Testing

/// Protects what a caller lays over the law: own choices, reforms, a folder of parameter files.
@Suite("Claims, reforms and parameter files")
struct ChoicesTests {
  private func score(_ arguments: String..., in folder: Folder? = nil) async throws
    -> Command.Result
  {
    let applicant = Command.golden.appendingPathComponent("applicant.yaml").path
    return try await Command.run(
      ["score", "--cycle", "2020", "--format", "json"] + arguments + [applicant], in: folder)
  }

  private func object(_ result: Command.Result) throws -> [String: Any] {
    try #require(try JSONSerialization.jsonObject(with: result.bytes) as? [String: Any])
  }

  // MARK: Claims

  /// The example of the case format: 63.37 at best; without the credential, claims and tax 34.37.
  @Test(
    "own choices are scored as filed",
    arguments: [
      ("{}", "34.37"), (#"{"credential": 0, "innovation": 0, "taxRoute": "income"}"#, "63.37"),
      (#"{"credential": 0, "innovation": 1, "taxRoute": null}"#, "53.37"),
      (#"{"credential": null, "innovation": 2}"#, "34.37"),
      (#"{"taxRoute": "enterprise"}"#, "34.37"),
      // Without the homes 111 + 11 = 122 imputed months: 5.08 in place of 5.87.
      (#"{"credential": 0, "innovation": 0, "taxRoute": "income", "leftOut": [1, 0]}"#, "62.58"),
    ])
  func claims(choices: String, total: String) async throws {
    let folder = try Folder()
    try folder.write("claims.json", choices)
    let result = try await score("--claims", "claims.json", in: folder)
    #expect(result.status == 0, "\(result.errors)")
    let object = try object(result)
    #expect(object["total"] as? String == total)
    #expect(object["alternatives"] == nil, "absent with --claims")
    #expect(object["choices"] != nil)
  }

  @Test("choices may be YAML, and hold for every line of a population")
  func claimsForAll() async throws {
    let folder = try Folder()
    try folder.write("claims.yaml", "credential: null\ntaxRoute: income\n")
    let result = try await Command.run(
      "score --cycle 2020 --format json --claims claims.yaml", input: Sample.lines("a", "b"),
      in: folder)
    #expect(result.status == 0)
    #expect(result.output.components(separatedBy: #""total": "44.50""#).count == 3)
  }

  @Test(
    "choices that cannot be made name their path under claims",
    arguments: [
      (#"{"credential": 1}"#, ["claims.credential"]),
      (
        #"{"credential": 7, "innovation": 3, "leftOut": [3, 4]}"#,
        ["claims.credential", "claims.innovation", "claims.leftOut[1]"]
      ),
      (#"{"credential": -1}"#, ["claims.credential"]),
      (
        #"{"credential": 0.0, "innovation": "0", "taxRoute": "both", "leftOut": [1, 1]}"#,
        ["claims.credential", "claims.innovation", "claims.taxRoute", "claims.leftOut[1]"]
      ),
      (#"{"credentials": 0, "leftOut": 1}"#, ["claims.credentials", "claims.leftOut"]),
      (#"{"credential": 0, "credential": 0}"#, ["claims.credential"]), ("[]", ["claims"]),
    ])
  func brokenClaims(choices: String, paths: [String]) async throws {
    let folder = try Folder()
    try folder.write("claims.json", choices)
    let result = try await score("--claims", "claims.json", in: folder)
    #expect(result.status == 2)
    #expect(result.output.isEmpty)
    #expect(result.paths == paths, "\(result.errors)")
  }

  @Test("a claims file that is no JSON is blamed under claims, not as the case")
  func malformedClaims() async throws {
    let folder = try Folder()
    try folder.write("claims.json", "{credential")
    let result = try await score("--claims", "claims.json", in: folder)
    #expect(result.status == 2)
    #expect(result.errors.hasPrefix("claims"), "\(result.errors)")
  }

  // MARK: Reforms

  @Test("a reform changes the score and its name stands in every result")
  func reform() async throws {
    let folder = try Folder()
    try folder.write("dear-home.yaml", "residence.own.pointsPerYear: 2\n")
    let result = try await score("--reform", "dear-home.yaml", in: folder)
    let object = try object(result)
    #expect(object["total"] as? String == "64.96", "1.58 becomes 3.17")
    #expect(object["edition"] as? String == "rules-2020+dear-home", "named after its file")
    try folder.write("named.yaml", "name: 改革\nresidence.own.pointsPerYear: 2\n")
    let named = try await score("--reform", "named.yaml", in: folder)
    #expect(try self.object(named)["edition"] as? String == "rules-2020+改革")
  }

  @Test(
    "reforms of unknown paths, wrong units and nothing are refused",
    arguments: [
      (
        "residence.own.pointPerYear: 2", "residence.own.pointPerYear: 2: ",
        "residence.own.pointsPerYear"
      ),
      ("age.points: many", "age.points: \"many\": ", "points"),
      ("age.points: 20.005", "age.points: 20.005: ", "two decimals"),
      ("ranking.quota: 1.5", "ranking.quota: 1.5: ", "a whole number"),
      ("district.from: 2018-13", "district.from: \"2018-13\": ", "YYYY-MM"),
      ("district.rule: lived", "district.rule: \"lived\": ", "lives"),
      ("district.citySix: [haidan]", "district.citySix: \"haidan\": ", "haidian"),
      ("age.points: 1\nage.points: 2", "age.points: 2: ", "once"),
      ("name: nothing", "(reform): ", "at least one parameter"),
      ("[1, 2]", "(reform): ", "at least one parameter"),
      ("age.points: [", "(reform): ", "one reform as YAML"),
      ("tax.years: 30", "tax.years: 30: ", "1 to 20"),
      ("tax.income.points: 7", "tax.income.points: 7: ", "only if tax.income.rule is average"),
    ])
  func brokenReforms(yaml: String, message: String, allowed: String) async throws {
    let folder = try Folder()
    try folder.write("reform.yaml", yaml)
    let result = try await score("--reform", "reform.yaml", in: folder)
    #expect(result.status == 2, "\(result.output)")
    #expect(result.output.isEmpty)
    #expect(result.errors.hasPrefix("reform.yaml: " + message), "\(result.errors)")
    #expect(result.errors.contains(allowed), "\(result.errors)")
  }

  @Test("every command names the reform file, as it was given; what the law lacks names no reform")
  func reformFiles() async throws {
    let folder = try Folder()
    try folder.write("good.yaml", "age.points: 10\n")
    try folder.write("bad.yaml", "name: worse\nage.points: many\ntax.income.points: 7\n")
    try folder.write("unused.yaml", "tax.income.points: 7\n")
    try folder.write("people.jsonl", Sample.lines("a"))
    for command in [
      "rank --cycle 2020 --quota 1 --reform ./bad.yaml people.jsonl",
      "simulate --cycle 2020 --reform good.yaml --reform ./bad.yaml people.jsonl",
      "policy diff rules-2020 --reform ./bad.yaml",
    ] {
      let result = try await Command.run(command, in: folder)
      #expect(result.status == 2)
      #expect(result.errors.hasPrefix("./bad.yaml: age.points: \"many\": "), "\(command)")
      #expect(result.errorLines.count == 1)
    }
    let unused = try await Command.run("policy diff rules-2020 --reform unused.yaml", in: folder)
    #expect(unused.status == 2, "a difference that is none")
    #expect(unused.errors.hasPrefix("unused.yaml: tax.income.points: 7: "))
    let cycle = try await Command.run(
      "rank --cycle 2017 --quota 1 --reform bad.yaml people.jsonl", in: folder)
    #expect(cycle.errors.hasPrefix("cycle: 2017: "), "\(cycle.errors)")
    let claims = try await Command.run(
      "rank --cycle 2020 --quota 1 --reform absent.yaml people.jsonl", in: folder)
    #expect(claims.status == 1)
  }

  // MARK: Parameter files

  /// The built-in parameter files in a folder, to be changed.
  private func policy() throws -> Folder {
    let folder = try Folder()
    for name in ["trial-2018.yaml", "trial-2019.yaml", "rules-2020.yaml", "history.yaml"] {
      try folder.write(name, try Data(contentsOf: Command.editions.appendingPathComponent(name)))
    }
    return folder
  }

  private func change(_ folder: Folder, _ name: String, _ old: String, _ new: String) throws {
    let text = try String(contentsOf: folder[name], encoding: .utf8)
    #expect(text.contains(old), "the parameter files have changed")
    try folder.write(name, text.replacingOccurrences(of: old, with: new))
  }

  @Test("an unchanged folder scores as the built-in files, a changed value changes the score")
  func parameterFiles() async throws {
    let folder = try policy()
    let builtIn = try await score()
    #expect(try await score("--policy", ".", in: folder).bytes == builtIn.bytes)
    try change(
      folder, "rules-2020.yaml", "      bachelor: {value: 15, unit: points",
      "      bachelor: {value: 16.5, unit: points")
    let changed = try object(await score("--policy", ".", in: folder))
    #expect(changed["total"] as? String == "64.87")
    #expect(changed["edition"] as? String == "rules-2020")
  }

  @Test("a missing parameter is named, never a default")
  func missingParameter() async throws {
    let folder = try policy()
    for name in ["trial-2018.yaml", "rules-2020.yaml"] {
      let text = try String(contentsOf: folder[name], encoding: .utf8)
      try folder.write(
        name,
        text.split(separator: "\n").filter { !$0.contains("lossPerYear") }.joined(separator: "\n"))
    }
    let result = try await score("--policy", ".", in: folder)
    #expect(result.status == 2)
    #expect(
      result.errors == "age.lossPerYear: null: a parameter that rules-2020 must have in 2020\n")
  }

  @Test("a malformed parameter file is named with the path")
  func malformedParameter() async throws {
    let folder = try policy()
    try change(folder, "rules-2020.yaml", "lossPerYear: {value: 4,", "lossPerYear: {value: four,")
    let result = try await score("--policy", ".", in: folder)
    #expect(result.status == 2)
    #expect(result.errors.hasPrefix("rules-2020.yaml: age.lossPerYear.value: \"four\": "))
  }

  @Test("a folder that does not exist or lacks a file is named")
  func missingFolder() async throws {
    let absent = try await score("--policy", "absent")
    #expect(absent.status != 0)
    #expect(absent.output.isEmpty)
    #expect(absent.errors.contains("absent"))
    let folder = try policy()
    try FileManager.default.removeItem(at: folder["history.yaml"])
    let lacking = try await score("--policy", ".", in: folder)
    #expect(lacking.status != 0)
    #expect(lacking.errors.contains("history.yaml"))
  }
}
