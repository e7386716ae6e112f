import Hummingbird
import PointsLaw
import Policy

extension Call {
  /// How many people are made and scored before others get their turn.
  private static let stretch = 200

  /// What the law and what-ifs give for synthetic people.
  func simulation() async throws -> Response {
    let place = try site.workshop.place()
    defer { withExtendedLifetime(place) {} }
    let text = try await body(upTo: Call.mostForCase)
    let order = try text.withUnsafeReadableBytes { bytes in
      Result<SimulationOrder, Problems> { () throws(Problems) in
        let isYAML = notation == .yaml
        return try SimulationOrder(isYAML ? bytes : Call.withoutMark(bytes), isYAML: isYAML)
      }
    }.get()
    var simulation = try order.simulation(site.library)
    let history = site.library.history
    let limits = try simulation.rules.map { rules throws(Problems) in
      try order.limit(rules, history)
    }
    let people = Population(seed: UInt64(order.seed), cycle: order.cycle)
    var scores: [Simulation.PartScores] = []
    for start in stride(from: 0, to: order.size, by: Call.stretch) {
      var part = simulation.emptyPart()
      for index in start..<min(start + Call.stretch, order.size) {
        simulation.add(people.person(index), line: index + 1, to: &part)
      }
      scores.append(simulation.score(part))
      simulation.append(part)
      await Task.yield()
    }
    let outcomes = simulation.outcomes(scores, limits: limits)
    return try answer { json in
      json.object { json in
        json.list("outcomes") { json in
          for outcome in outcomes { json.outcome(outcome, order.cycle) }
        }
      }
    }
  }
}
