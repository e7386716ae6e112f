import Foundation
import Hummingbird
import PointsLaw
import Policy
import Testing

@testable import Web

/// Protects rankings and what-ifs asked for by programs: the same as on the command line, bounded, and
/// never half an answer that looks whole.
@Suite("Populations in the API")
struct APIPopulationTests {
  private let call: APIClient

  init() throws { call = try APIClient() }

  /// The score of each line by itself.
  private func scores(_ people: [UInt8]) async throws -> [String] {
    try await call.post("score?cycle=2020", APIClient.lines, people).text
      .split(separator: "\n").map(String.init)
  }

  @Test("a ranking as CSV, as lines and as one object")
  func rank() async throws {
    let people = try APIClient.golden("people.jsonl")
    let csv = try await call.post("rank?cycle=2020&quota=5", APIClient.lines, people)
    #expect(csv.status == 200)
    #expect(csv.headers[.contentType] == "text/csv; charset=utf-8")
    #expect(csv.headers[.ineligible] == "2")
    #expect(csv.text.hasPrefix("rank,id,total,"))
    let byCutOff = try await call.post(
      "rank?cycle=2020&cutOff=73",
      [.contentType: "application/x-ndjson", .accept: "application/x-ndjson"], people)
    #expect(byCutOff.headers[.contentType] == "application/x-ndjson")
    let lines = byCutOff.text.split(separator: "\n")
    #expect(lines.count == 14)
    let whole = try await call.post(
      "rank?cycle=2020&quota=5",
      [.contentType: "application/x-ndjson", .accept: "application/json"], people)
    let ranking = try #require(whole.object["ranking"] as? [[String: Any]])
    #expect(ranking.count == 14)
    #expect(whole.object["ranked"] as? Int == 14)
    #expect(whole.object["ineligible"] as? Int == 2)
    #expect(whole.object["cutOff"] as? String == "73.00")
    #expect(whole.object["admitted"] as? Int == ranking.count { $0["admitted"] as? Bool == true })
    let ids = try lines.map { line in
      let object = try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any]
      return try #require(object?["id"] as? String)
    }
    #expect(ids == ranking.compactMap { $0["id"] as? String })
    #expect(csv.text.contains(",\"\"\"甲\"\"\","), "quotes are doubled (RFC 4180)")
  }

  @Test("nobody eligible is a ranking of nobody, in every form")
  func nobody() async throws {
    let text = String(decoding: APIClient.people(1), as: UTF8.self)
      .replacing("\"criminalRecord\": false", with: "\"criminalRecord\": true")
    for (accepted, expected) in [
      ("text/csv", Ranking.header), ("application/x-ndjson", ""),
      (
        "application/json",
        #"{"ranked": 0, "admitted": 0, "ineligible": 1, "cutOff": null, "ranking": []}"# + "\n"
      ),
    ] {
      let answer = try await call.post(
        "rank?cycle=2020&quota=5", [.contentType: "application/x-ndjson", .accept: accepted],
        Array(text.utf8))
      #expect(answer.text == expected)
    }
  }

  @Test("each line of a population scores as it would alone, over several stretches")
  func score() async throws {
    let people = APIClient.people(230)
    let lines = try await scores(people)
    let cases = people.split(separator: UInt8(ascii: "\n"))
    #expect(lines.count == cases.count)
    for place in [0, 99, 100, 229] {
      let alone = try await call.post("score?cycle=2020", APIClient.json, Array(cases[place]))
      #expect(alone.text == lines[place] + "\n")
    }
  }

  @Test("a broken or repeated line is told in its place; the others are scored")
  func brokenLines() async throws {
    let first = String(decoding: APIClient.people(1), as: UTF8.self)
    let text = first + "{}\n" + first + "not JSON\n\n" + "{\"id\": 1}"
    let lines = try await scores(Array(text.utf8))
    #expect(lines.count == 6)
    #expect(lines[0].contains("\"total\""))
    for (place, path) in [(1, "id"), (2, "id"), (3, "(case)"), (4, "(case)"), (5, "id")] {
      let object =
        try JSONSerialization.jsonObject(with: Data(lines[place].utf8)) as? [String: Any]
      let problems = try #require(object?["problems"] as? [[String: Any]])
      #expect(problems[0]["line"] as? Int == place + 1)
      #expect(problems[0]["path"] as? String == path)
    }
    for path in ["rank?cycle=2020&quota=1", "validate"] {
      let refused = try await call.post(path, APIClient.lines, Array(text.utf8))
      #expect(refused.status == 422)
      let problems = try #require(refused.object["problems"] as? [[String: Any]])
      #expect(problems.allSatisfy { ($0["line"] as? Int ?? 0) > 1 })
      #expect(problems.contains { $0["allowed"] as? String == "an id that no earlier line has" })
    }
    let good = try await call.post("validate", APIClient.lines, APIClient.people(3))
    #expect(good.text == "{\"cases\": 3, \"problems\": []}\n")
  }

  @Test("nobody, and more than 20,000, are refused; 1,000 problems are enough")
  func bounds() async throws {
    let rank = "rank?cycle=2020&quota=1"
    #expect(try await call.post(rank, APIClient.lines, []).paths == ["(population)"])
    let many = Array(String(repeating: "{}\n", count: 20_001).utf8)
    for path in [rank, "score?cycle=2020", "validate"] {
      let answer = try await call.post(path, APIClient.lines, many)
      #expect(answer.status == 413, "\(path)")
      #expect(answer.object["type"] as? String == "/api#too-large")
    }
    let broken = Array(String(repeating: "{}\n", count: 5_000).utf8)
    let count = try await call.post(rank, APIClient.lines, broken).paths.count
    #expect((1_000..<2_000).contains(count))
  }

  @Test(
    "a quota or a cut-off, exactly one",
    arguments: [
      ("rank?cycle=2020", 400), ("rank?cycle=2020&quota=1&cutOff=90", 400),
      ("rank?cycle=2020&quota=0", 422), ("rank?cycle=2020&quota=1.5", 422),
      ("rank?cycle=2020&cutOff=x", 422),
    ])
  func limits(path: String, status: Int) async throws {
    #expect(try await call.post(path, APIClient.lines, APIClient.people(1)).status == status)
  }

  @Test("few large requests at once; the next is told to come again")
  func busy() async throws {
    let rank = "rank?cycle=2020&quota=1"
    var places: [Workshop.Place] = []
    for _ in 0..<4 { places.append(try call.site.workshop.place()) }
    let refused = try await call.post(rank, APIClient.lines, APIClient.people(1))
    #expect(refused.status == 503)
    #expect(refused.headers[.retryAfter] == "5")
    places.removeAll()
    for _ in 0..<6 {
      #expect(try await call.post(rank, APIClient.lines, APIClient.people(1)).status == 200)
    }
  }

  // MARK: What-ifs

  @Test("a simulation gives what the law gives over the same people, whatever the parts")
  func simulation() async throws {
    let order =
      #"{"cycle": 2020, "size": 450, "seed": 3, "quota": 50, "#
      + #""reforms": [{"name": "gentler-age", "changes": {"age.lossPerYear": 2}}]}"#
    let answer = try await call.post("simulate", APIClient.json, Array(order.utf8))
    #expect(answer.status == 200, "\(answer.text)")
    let library = call.site.library
    let reform = Reform(
      name: "gentler-age", changes: [Reform.Change(path: "age.lossPerYear", json: "2")])
    var simulation = Simulation(
      law: try library.rules(2020), reforms: [try library.rules(2020, reform: reform)])
    let people = Population(seed: 3, cycle: 2020)
    var part = simulation.emptyPart()
    for index in 0..<450 { simulation.add(people.person(index), line: index + 1, to: &part) }
    let scores = simulation.score(part)
    simulation.append(part)
    var json = JSONWriter()
    json.object { json in
      json.list("outcomes") { json in
        let limits: [Ranking.Limit] = [.quota(50), .quota(50)]
        for outcome in simulation.outcomes([scores], limits: limits) { json.outcome(outcome, 2020) }
      }
    }
    json.endLine()
    #expect(answer.bytes == json.bytes)
  }

  @Test(
    "what is wrong with an order is told by its path",
    arguments: [
      ("{}", ["cycle", "size"]), ("[]", ["(order)"]), ("{", ["(order)"]),
      (#"{"cycle": 2020, "size": 20001}"#, ["size"]), (#"{"cycle": 2020, "size": 1.0}"#, ["size"]),
      (#"{"cycle": 2017, "size": 1}"#, ["cycle"]), (#"{"cycle": 2100, "size": 1}"#, ["cycle"]),
      (#"{"cycle": 2020, "size": 1, "seed": -1}"#, ["seed"]),
      (#"{"cycle": 2020, "size": 1, "quota": 1, "cutOff": 90}"#, ["quota"]),
      (#"{"cycle": 2020, "size": 1, "cutOff": "90.123"}"#, ["cutOff"]),
      (#"{"cycle": 2020, "size": 1, "extra": 1}"#, ["extra"]),
      (#"{"cycle": 2040, "size": 1}"#, []),
      (
        #"{"cycle": 2020, "size": 1, "reforms": [{"name": "a b", "changes": {}}]}"#,
        ["reforms[0].name", "reforms[0].changes"]
      ),
      (
        #"{"cycle": 2020, "size": 1, "reforms": [{"name": "a", "changes": {"age.loss": 1}}]}"#,
        ["reforms[0].changes.age.loss"]
      ),
      (
        #"{"cycle": 2020, "size": 1, "reforms": [{"name": "a", "changes": {"age.lossPerYear": 1}}, "#
          + #"{"name": "a", "changes": {"age.lossPerYear": 2}}]}"#, ["reforms[1].name"]
      ),
      (
        #"{"cycle": 2020, "size": 1, "reforms": [1, {"name": 1}]}"#,
        ["reforms[0]", "reforms[1].changes"]
      ),
    ])
  func orders(order: String, paths: [String]) async throws {
    let answer = try await call.post("simulate", APIClient.json, Array(order.utf8))
    if paths.isEmpty {
      #expect(answer.status == 200, "\(answer.text)")
    } else {
      #expect(answer.status == 422, "\(answer.text)")
      #expect(answer.paths == paths)
    }
  }
}
