import Hummingbird
import PointsLaw
import Policy
import Units

extension Site {
  /// What is asked about one person's facts (单份事实文件).
  var caseEndpoints: [Endpoint] {
    let cycle = Query.Parameter.cycle.required
    return [
      Endpoint(
        method: .post, path: "validate", takes: Call.Notation.allCases,
        answersForLines: ["application/json"]
      ) { try await $0.validation() },
      Endpoint(
        method: .post, path: "score", parameters: [cycle, .claims], takes: Call.Notation.allCases
      ) { try await $0.notation == .lines ? $0.scores() : $0.score() },
      Endpoint(
        method: .post, path: "explain", parameters: [cycle, .claims], takes: [.json, .yaml]
      ) { try await $0.explanation() },
      Endpoint(method: .post, path: "choose", parameters: [cycle], takes: [.json, .yaml]) {
        try await $0.choice()
      },
      Endpoint(method: .post, path: "compare", parameters: [cycle, .with], takes: [.json, .yaml]) {
        try await $0.comparison()
      },
      Endpoint(
        method: .post, path: "outlook", parameters: [cycle, .cutOff, .growth, .change, .years],
        takes: [.json, .yaml]
      ) { try await $0.outlook() },
      Endpoint(
        method: .post, path: "gap", parameters: [cycle, .target, .years], takes: [.json, .yaml]
      ) { try await $0.gap() },
    ]
  }
}

extension Call {
  fileprivate func score() async throws -> Response {
    let rules = try rules()
    let filing = try filing()
    let facts = try await facts()
    try Call.check(filing, facts)
    var scorer = Scorer(rules)
    return try answer { $0.score(scorer.sheet(facts, filing: filing), language) }
  }

  fileprivate func explanation() async throws -> Response {
    let rules = try rules()
    let filing = try filing()
    let facts = try await facts()
    try Call.check(filing, facts)
    var scorer = Scorer(rules)
    return try answer { $0.trace(scorer.sheet(facts, filing: filing)) }
  }

  fileprivate func choice() async throws -> Response {
    let rules = try rules()
    let facts = try await facts()
    var scorer = Scorer(rules)
    return try answer { $0.choice(scorer.sheet(facts)) }
  }

  fileprivate func comparison() async throws -> Response {
    let rules = try rules()
    let studies = try query.all("with").map { text throws(Problems) in
      try LifeChange(study: text, argument: "with", by: rules)
    }
    var facts = try await facts()
    for study in studies { facts = facts.changed(by: study, until: rules.referenceMonth) }
    var scorer = Scorer(rules)
    return try answer { $0.comparisons(facts.id, scorer.comparisons(facts), rules) }
  }

  fileprivate func outlook() async throws -> Response {
    let rules = try rules()
    let years = try years()
    guard query["cutOff"] == nil || query["growth"] == nil else {
      throw ProblemDetails(
        .parameters,
        Wording("cutOff与growth只能给出一个", "Give cutOff or growth, not both."))
    }
    let growth = try points("growth")
    let cutOffs =
      try points("cutOff").map { CutOffPath(fixed: $0) }
      ?? CutOffPath(site.library.history, growth: growth)
    let changes = try query.all("change").map { text throws(Problems) in
      (name: text, change: try LifeChange(text, argument: "change"))
    }
    let facts = try await facts()
    let report = try OutlookReport(
      facts, library: site.library, from: rules.cycle, years: years, changes: changes,
      cutOffs: cutOffs)
    return try answer { $0.outlook(report) }
  }

  fileprivate func gap() async throws -> Response {
    let rules = try rules()
    let years = try years()
    let target = try Gap.goal(
      query["target"], argument: "target", site.library.history, rules.cycle)
    let facts = try await facts()
    let gap = try Gap(
      facts, library: site.library, cycle: rules.cycle, target: target, years: years)
    return try answer { $0.gap(facts.id, gap) }
  }

  /// Refuses choices that the case does not have.
  static func check(_ filing: Filing?, _ facts: Facts) throws(Problems) {
    let problems = filing?.problems(with: facts) ?? []
    guard problems.isEmpty else { throw Problems(problems) }
  }
}
