package import Policy
import Units

extension JSONWriter {
  /// What one set of rules gives (推演结果), as `luohu simulate --format json` prints it.
  package mutating func outcome(_ outcome: Outcome, _ cycle: Int) {
    object { json in
      json.field("cycle", cycle)
      json.field("edition", outcome.name)
      switch outcome.limit {
      case .quota(let quota): json.field("quota", quota)
      case .cutOff(let least): json.field("leastAdmitted", least.description)
      }
      json.key("cutOff")
      if let cutOff = outcome.cutOff { json.text(cutOff.description) } else { json.null() }
      json.tally(outcome.all)
      for grouping in Grouping.allCases {
        json.object(grouping.name) { json in
          for (key, tally) in zip(grouping.keys, outcome.groups[grouping.rawValue]) {
            json.object(key) { $0.tally(tally) }
          }
        }
      }
    }
  }

  private mutating func tally(_ tally: Outcome.Tally) {
    field("people", tally.people)
    field("eligible", tally.eligible)
    field("admitted", tally.admitted)
    field("gainers", tally.gainers)
    field("losers", tally.losers)
    field("meanChange", tally.meanChange.description)
  }
}

extension Ranking.Limit {
  /// The limit that the law itself sets in a cycle: the edition's quota (指标), else the published
  /// cut-off.
  ///
  /// - Parameters:
  ///   - quotaName: what the caller calls a quota, for the problem when there is neither.
  ///   - cutOffName: what the caller calls a cut-off.
  package init(
    _ rules: Rules, _ history: History, _ quotaName: String, _ cutOffName: String
  ) throws(Problems) {
    if let quota = rules.ranking.quota?.value, quota >= 1 {
      self = .quota(quota)
    } else if let past = history.past(rules.cycle) {
      self = .cutOff(past.cutOff)
    } else {
      throw Problem.argument(
        quotaName, "null", "该政策没有指标数，请给出\(quotaName)或\(cutOffName)",
        "the edition has no quota: give \(quotaName) or \(cutOffName)")
    }
  }

  /// A quota that somebody asks for.
  ///
  /// - Parameter name: what the caller calls it, for the problem.
  package init(quota: Int, argument name: String) throws(Problems) {
    guard quota >= 1 else {
      throw Problem.argument(name, "\(quota)", "不小于1的整数", "a whole number, 1 or more")
    }
    self = .quota(quota)
  }
}

extension Simulation {
  /// Refuses what-ifs that share a name, under which their results would be given.
  ///
  /// - Parameter argument: what the caller calls one of them, and its value as JSON.
  package static func check(
    names reforms: [Rules], argument: (Int) -> (name: String, value: String)
  ) throws(Problems) {
    for (index, rules) in reforms.enumerated()
    where reforms[..<index].contains(where: { $0.edition == rules.edition }) {
      let (name, value) = argument(index)
      throw Problem.argument(
        name, value, "名称不同的推演（\(rules.edition)已有）",
        "a reform with a name of its own (\(rules.edition) is there already)")
    }
  }
}
