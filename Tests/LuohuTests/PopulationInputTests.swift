import Foundation
import Testing

/// Protects how populations with problems are handled: every problem of every line is named by its
/// line, a ranking with a bad line is no ranking, and `--keep-going` counts what it leaves out
/// (case-format.md).
@Suite("Populations with problems")
struct PopulationInputTests {
  private let rank = "rank --cycle 2020 --quota 1"

  // MARK: Broken lines

  @Test("problems of all lines are reported, with the line's number, and there is no ranking")
  func brokenLines() async throws {
    let text = [
      Sample.person("a"), Sample.person("b").replacingOccurrences(of: "female", with: "woman"),
      #"{"id": "c""#, Sample.person("d", more: #", "extra": 1, "detentions": ["2019-02-29"]"#),
      "[]",
    ].joined(separator: "\n")
    let result = try await Command.run(rank, input: text)
    #expect(result.status == 2)
    #expect(result.output.isEmpty)
    #expect(
      result.errorLines.map { $0.prefix { $0 != ":" } } == [
        "line 2", "line 3", "line 4", "line 4", "line 5",
      ])
    #expect(result.paths == ["sex", "(case)", "extra", "detentions[0]", "(case)"])
  }

  @Test("score prints the good lines, reports the others and ends with 2")
  func scoreGoesOn() async throws {
    let text = Sample.lines("a") + "{}\n" + Sample.lines("b")
    let result = try await Command.run("score --cycle 2020 --format json", input: text)
    #expect(result.status == 2)
    #expect(result.output.split(separator: "\n").count == 2)
    #expect(
      result.paths == [
        "id", "birthDate", "sex", "post", "household", "criminalRecord", "insurance",
      ])
    #expect(result.errorLines.allSatisfy { $0.hasPrefix("line 2: ") })
  }

  @Test("--keep-going leaves broken lines out, counts them and ends with 0")
  func keepGoing() async throws {
    let text = Sample.lines("a") + "{}\n" + Sample.lines("b", "a") + "nothing\n"
    let ranking = try await Command.run(rank + " --keep-going", input: text)
    #expect(ranking.status == 0)
    #expect(ranking.output.split(separator: "\n").count == 3)
    #expect(ranking.errorLines.last == "0 ineligible")
    #expect(ranking.errorLines.dropLast().last?.hasPrefix("3 lines") == true)
    #expect(ranking.errors.contains("line 4: id: \"a\": "))
    #expect(ranking.errors.contains("line 5: (case): "))
    let scores = try await Command.run("score --cycle 2020 --keep-going", input: text)
    #expect(scores.status == 0)
    #expect(scores.errorLines.last?.hasPrefix("3 lines") == true)
    let zh = try await Command.run(rank + " --keep-going --lang zh", input: text)
    #expect(zh.errors.contains("3行有误，已跳过"))
  }

  @Test("a simulation goes on as a ranking does: as if the broken lines were not there")
  func simulateKeepsGoing() async throws {
    let text = Sample.lines("a") + "{}\n" + Sample.lines("b", "a") + "nothing\n"
    let simulate = "simulate --cycle 2020 --quota 2 --format json -"
    let stopped = try await Command.run(simulate, input: text)
    #expect(stopped.status == 2)
    #expect(stopped.output.isEmpty)
    let whole = try await Command.run(simulate, input: Sample.lines("a", "b"))
    #expect(whole.output.contains(#""people": 2, "eligible": 2, "admitted": 2"#))
    let going = try await Command.run(simulate + " --keep-going", input: text)
    #expect(going.status == 0)
    #expect(going.output == whole.output, "the repeated person counts once")
    let ranking = try await Command.run(rank + " --keep-going", input: text)
    #expect(going.errorLines == ranking.errorLines.dropLast(), "the same but for the ineligible")
    #expect(going.errorLines.last == "3 lines with problems left out")
    let zh = try await Command.run(simulate + " --keep-going --lang zh", input: text)
    #expect(zh.errorLines.last == "3行有误，已跳过")
    let nothing = try await Command.run(simulate + " --keep-going", input: "{}\n[]\n")
    #expect(nothing.status == 2)
    #expect(nothing.output.isEmpty)
    #expect(nothing.paths.last == "(population)")
  }

  @Test("--keep-going with nothing but broken lines is an empty population")
  func keepGoingWithNothing() async throws {
    let result = try await Command.run(rank + " --keep-going", input: "{}\n[]\n")
    #expect(result.status == 2)
    #expect(result.output.isEmpty)
    #expect(result.paths.last == "(population)")
  }

  @Test("a repeated id is a problem at `id`, composed and decomposed forms are two ids")
  func repeatedIDs() async throws {
    let repeated = try await Command.run(rank, input: Sample.lines("a", "é", "b", "é", "a"))
    #expect(repeated.status == 2)
    #expect(
      repeated.errorLines == [
        "line 4: id: \"é\": an id that no earlier line has",
        "line 5: id: \"a\": an id that no earlier line has",
      ])
    let different = try await Command.run(rank, input: Sample.lines("e\u{301}", "\u{E9}", "E"))
    #expect(different.status == 0)
  }

  @Test("a blank line in the middle is a problem of that line", arguments: ["", " \r"])
  func blankLine(blank: String) async throws {
    let result = try await Command.run(
      rank, input: Sample.lines("a") + blank + "\n" + Sample.lines("b"))
    #expect(result.status == 2)
    #expect(result.errors.hasPrefix("line 2: (case): "))
    #expect(result.errorLines.count == 1)
  }

  @Test(
    "an empty population is a problem",
    arguments: [
      "rank --cycle 2020 --quota 1", "score --cycle 2020", "validate", "simulate --cycle 2020 -",
    ])
  func empty(command: String) async throws {
    let result = try await Command.run(command, input: "")
    #expect(result.status == 2)
    #expect(result.errors == "(population): null: at least one case\n")
  }

  @Test("nobody eligible: the header alone, and how many were left out")
  func nobodyEligible() async throws {
    let line = Sample.person("a").replacingOccurrences(
      of: #""criminalRecord": false"#, with: #""criminalRecord": true"#)
    let result = try await Command.run(rank, input: line)
    #expect(result.status == 0)
    #expect(result.output.split(separator: "\n").count == 1)
    #expect(result.output.hasPrefix("rank,id,total,"))
    #expect(result.errors == "1 ineligible\n")
  }

  // MARK: Hostile input

  @Test("a very long line is read; a million brackets are refused, not a crash")
  func hostile() async throws {
    let long = Sample.person(String(repeating: "长", count: 350_000))
    let accepted = try await Command.run(rank, input: long + "\n" + Sample.lines("z"))
    #expect(accepted.status == 0)
    #expect(accepted.bytes.count > 1_050_000, "longer than a block")
    let line = try await Command.run(rank, input: String(repeating: "[", count: 1_000_000))
    #expect(line.status == 2)
    #expect(line.errors.hasPrefix("line 1: (case): "))
    let folder = try Folder()
    for opening in ["[", #"{"id":"#] {
      for name in ["deep.json", "deep.yaml"] {
        try folder.write(name, String(repeating: opening, count: 1_000_000))
        let file = try await Command.run("score --cycle 2020 \(name)", in: folder)
        #expect(file.status == 2, "\(name)")
        #expect(file.errors.hasPrefix("(case): "), "\(name)")
        #expect(file.errors.contains("nested too deeply"), "\(name)")
        #expect(file.errors.utf8.count < 500, "the message stays short")
      }
    }
  }

  @Test(
    "lines keep their numbers wherever the blocks of reading end", arguments: [-1, 0, 1, 2_300_000])
  func blocks(more: Int) async throws {
    // The first line ends about where the first block of a mebibyte does, or blocks later.
    let padding = (1 << 20) + more - Sample.person("a").utf8.count - 1
    let first = Sample.person("a") + String(repeating: " ", count: padding)
    let text = [first, Sample.person("b"), "{}", Sample.person("c"), first, "[]"]
    for end in ["", "\n"] {
      let result = try await Command.run(
        rank + " --keep-going", input: text.joined(separator: "\n") + end)
      #expect(result.status == 0)
      #expect(result.output.split(separator: "\n").count == 4)
      #expect(
        result.errorLines.dropLast(2).map { $0.prefix { $0 != ":" } }
          == Array(repeating: "line 3", count: 7) + ["line 5", "line 6"])
      #expect(result.errorLines.suffix(2) == ["3 lines with problems left out", "0 ineligible"])
    }
  }

  @Test("bytes that are no UTF-8, a NUL and other formats are refused by line")
  func otherBytes() async throws {
    for bytes in [
      Data([0xFF, 0xFE, 0x0A]), Data([0x00, 0x0A]), Data("id: a\n".utf8), Data("a,b\n".utf8),
    ] {
      let result = try await Command.run(["rank", "--cycle", "2020", "--quota", "1"], input: bytes)
      #expect(result.status == 2)
      #expect(result.errors.hasPrefix("line 1: (case): "))
    }
  }

  @Test("a key given twice is blamed at its second place")
  func repeatedKeys() async throws {
    let result = try await Command.run(
      rank,
      input: Sample.person(
        "a", more: #", "sex": "male", "taxes": {"authorised": true, "authorised": true}"#))
    #expect(result.status == 2)
    #expect(result.paths == ["sex", "taxes.authorised"])
  }

  // MARK: Ranking

  @Test("--timings: the last line is one object, the one before counts the ineligible")
  func timings() async throws {
    let result = try await Command.run(rank + " --timings", input: Sample.lines("a", "b", "c"))
    #expect(result.status == 0)
    #expect(result.errorLines.count == 2)
    #expect(result.errorLines.first == "0 ineligible")
    let line = try #require(result.errorLines.last)
    let object = try #require(
      try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
    #expect(
      Set(object.keys) == ["parse_s", "score_s", "rank_s", "write_s", "cpu_s", "cases"])
    #expect(object["cases"] as? Int == 3)
    for key in object.keys { #expect((object[key] as? Double ?? -1) >= 0, "\(key)") }
    #expect(line.hasPrefix(#"{"parse_s":"#), "in the order of the issue")
  }

  @Test("--timings counts cases, not broken lines")
  func timingsOfTheRest() async throws {
    let result = try await Command.run(
      rank + " --timings --keep-going", input: Sample.lines("a") + "{}\n")
    #expect(result.errorLines.last?.hasSuffix("\"cases\":1}") == true)
  }

  @Test("ids are quoted in CSV as RFC 4180 says, and equals stand together")
  func quoting() async throws {
    let ids = ["a,b", "say \"hi\"", "two\nlines", "plain", "王五"]
    let result = try await Command.run(
      rank, input: ids.map { Sample.person($0) + "\n" }.joined())
    let rest = "44.50,21.00,3.50,0.00,0.00,0.00,0.00,20.00,0.00,0.00,true\n"
    #expect(
      result.output.hasSuffix(
        "admitted\n1,\"a,b\",\(rest)1,plain,\(rest)1,\"say \"\"hi\"\"\",\(rest)"
          + "1,\"two\nlines\",\(rest)1,王五,\(rest)"))
  }

  @Test("text and JSON of a ranking say the same")
  func rankingAsJSON() async throws {
    let command = "rank --cycle 2020 --quota 4 people.jsonl"
    let csv = try await Command.run(command)
    let json = try await Command.run(command + " --format json")
    let rows = csv.output.split(separator: "\n").dropFirst()
    let objects = try json.output.split(separator: "\n").map {
      try JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any]
    }
    #expect(rows.count == objects.count)
    for (row, object) in zip(rows, objects) {
      #expect(row.hasPrefix("\(object?["rank"] as? Int ?? 0),"))
      #expect(row.hasSuffix(",\(object?["admitted"] as? Bool ?? false)"))
      #expect(row.contains(",\(object?["total"] as? String ?? "?"),"))
    }
    #expect(csv.errors == json.errors)
  }
}
