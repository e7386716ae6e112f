import HTTPTypes
import Hummingbird
import NIOCore
import PointsLaw
import Policy
import Units

extension Site {
  /// What is asked about many people (人群).
  var populationEndpoints: [Endpoint] {
    [
      Endpoint(
        method: .post, path: "rank",
        parameters: [Query.Parameter.cycle.required, .quota, .cutOff], takes: [.lines],
        answersForLines: ["text/csv", "application/x-ndjson", "application/json"]
      ) { try await $0.ranking() },
      Endpoint(method: .post, path: "simulate", takes: [.json, .yaml]) {
        try await $0.simulation()
      },
    ]
  }
}

extension Call {
  /// The population in the body and a place to work on it.
  private func population() async throws -> (PopulationText, Workshop.Place) {
    let place = try site.workshop.place()
    return (try PopulationText(try await body(upTo: Call.mostForPopulation)), place)
  }

  /// Whether everybody's facts are in order.
  func validation() async throws -> Response {
    guard notation == .lines else {
      _ = try await facts()
      return try answer { $0.validation(cases: 1) }
    }
    let (population, place) = try await population()
    defer { withExtendedLifetime(place) {} }
    try await Call.refuse(problemsOf: population) { _ in }
    return try answer { $0.validation(cases: population.count) }
  }

  /// Calls `body` with every case; any problem of any line refuses the whole.
  private static func refuse(
    problemsOf population: PopulationText, _ body: (Facts) -> Void
  ) async throws {
    var all: [Problem] = []
    var reader = PopulationReader(population)
    while all.count < mostProblemsOfPopulation,
      reader.stretch({ facts, problems in
        all += problems
        if all.isEmpty { body(facts) }
      })
    {
      await Task.yield()
    }
    guard all.isEmpty else { throw ProblemDetails(.values, all) }
  }

  /// One score a line, or the problems of that line.
  func scores() async throws -> Response {
    let rules = try rules()
    let filing = try filing()
    let (population, place) = try await population()
    let language = language
    return answer(
      ResponseBody { writer in
        defer { withExtendedLifetime(place) {} }
        var scorer = Scorer(rules)
        var json = JSONWriter()
        var output = writer
        var reader = PopulationReader(population)
        while reader.stretch({ facts, problems in
          var problems = problems
          if problems.isEmpty { problems = filing?.problems(with: facts) ?? [] }
          if problems.isEmpty {
            json.score(scorer.sheet(facts, filing: filing), language)
          } else {
            json.object { $0.problems(problems, language) }
          }
          json.endLine()
        }) {
          try await output.write(ByteBuffer(bytes: json.bytes))
          json.removeAll()
          await Task.yield()
        }
        try await output.finish(nil)
      })
  }

  /// Everybody in order, and who is on the list.
  fileprivate func ranking() async throws -> Response {
    let limit = try limit()
    let rules = try rules()
    let (population, place) = try await population()
    var candidates = Candidates()
    var scorer = Scorer(rules)
    try await Call.refuse(problemsOf: population) { facts in
      _ = candidates.append(id: facts.id, scorer.score(facts))
    }
    let ranked = candidates
    let ranking = Ranking(ranked, limit)
    let type = type
    let body = ResponseBody { writer in
      defer { withExtendedLifetime(place) {} }
      var output = writer
      try await output.write(ByteBuffer(bytes: ranking.opening(type)))
      for start in stride(from: 0, to: ranking.order.count, by: 1024) {
        let places = start..<min(start + 1024, ranking.order.count)
        try await output.write(ByteBuffer(bytes: ranking.part(places, ranked, type)))
        await Task.yield()
      }
      if type == "application/json" { try await output.write(ByteBuffer(string: "]}\n")) }
      try await output.finish(nil)
    }
    return answer(body, [.ineligible: "\(ranking.ineligible)"])
  }

  private func limit() throws -> Ranking.Limit {
    guard (query["quota"] == nil) != (query["cutOff"] == nil) else {
      throw ProblemDetails(
        .parameters,
        Wording("quota与cutOff须给出一个", "Give exactly one of quota and cutOff."))
    }
    if let cutOff = try points("cutOff") { return .cutOff(cutOff) }
    let quota = try query.whole("quota", Query.Parameter.quota.meaning) ?? 0
    return try Ranking.Limit(quota: quota, argument: "quota")
  }
}

extension HTTPField.Name {
  /// `Luohu-Ineligible`: how many people a ranking leaves out because they meet not all conditions.
  static let ineligible = HTTPField.Name("Luohu-Ineligible") ?? .server
}

extension Ranking {
  /// What stands before the people.
  fileprivate func opening(_ type: String) -> [UInt8] {
    switch type {
    case "text/csv": return Array(Ranking.header.utf8)
    case "application/json":
      var json = JSONWriter()
      json.object { json in
        json.field("ranked", order.count)
        json.field("admitted", admitted)
        json.field("ineligible", ineligible)
        json.key("cutOff")
        if let cutOff { json.text(cutOff.description) } else { json.null() }
      }
      return json.bytes.dropLast() + Array(", \"ranking\": [".utf8)
    default: return []
    }
  }

  /// The people at some places in the order.
  fileprivate func part(
    _ places: Range<Int>, _ candidates: Candidates, _ type: String
  ) -> [UInt8] {
    switch type {
    case "text/csv": return csv(places, candidates)
    case "application/json":
      // Objects of a list are parted by commas where lines are parted by line feeds; no text of an
      // object holds one.
      var bytes: [UInt8] = []
      for byte in json(places, candidates) {
        if byte == UInt8(ascii: "\n") { bytes += ", ".utf8 } else { bytes.append(byte) }
      }
      if places.upperBound == order.count { bytes.removeLast(2) }
      return bytes
    default: return json(places, candidates)
    }
  }
}

extension JSONWriter {
  /// That nothing is wrong with the cases.
  fileprivate mutating func validation(cases: Int) {
    object { json in
      json.field("cases", cases)
      json.problems([], .en)
    }
  }
}
