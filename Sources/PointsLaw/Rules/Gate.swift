package import Policy

/// A parameter that decides whether others are used: a shape of a rule, or a route that is open.
///
/// An edition keeps the numbers of shapes that it has given up; a reform of such a number would change
/// nothing and look as if the number did not matter, so it is refused.
struct Gate {
  let path: String
  /// What it must say for the others to be used.
  let value: String
  /// The parameters behind it, or groups of them.
  let behind: [String]

  static let all =
    [
      Gate(
        path: "education.deduction.rule", value: "study", behind: ["readings.studyResidence"]),
      Gate(
        path: "education.deduction.rule", value: "window",
        behind: [
          "education.deduction.window", "education.deduction.employmentPerYear",
          "education.deduction.residencePerYear", "readings.singleCredentialWindow",
        ]),
      Gate(
        path: "district.rule", value: "moved",
        behind: ["district.shortYear", "readings.districtModes"]),
      Gate(
        path: "district.rule", value: "lives",
        behind: ["district.most", "readings.districtLeftover", "readings.districtDecember"]),
      Gate(
        path: "tax.income.rule", value: "average",
        behind: ["tax.income.average", "tax.income.points"]),
      Gate(
        path: "tax.income.rule", value: "yearly",
        behind: ["tax.income.threshold", "tax.income.pointsPerYear", "tax.income.most"]),
      Gate(
        path: "tax.enterprise.open", value: "yes",
        behind: ["tax.enterprise.average", "tax.enterprise.points"]),
      Gate(path: "ranking.rule", value: "quota", behind: ["ranking.quota"]),
    ]
    + ["C1", "C2", "C3", "C4"].map { route in
      let group = "innovation.enterprise.\(route)"
      return Gate(path: "\(group).open", value: "yes", behind: [group])
    }

  static func before(_ path: String) -> Gate? {
    all.first { gate in
      gate.path != path && gate.behind.contains { path == $0 || path.hasPrefix($0 + ".") }
    }
  }
}

extension Rules {
  /// An edition under a reform, made ready for one cycle.
  ///
  /// - Throws: ``Problems`` for what the reform may not say, and for each parameter that it changes and
  ///   the rules do not use even under the reform.
  package convenience init(
    _ edition: Edition, under reform: Reform, cycle: Int
  ) throws(Problems) {
    try self.init(edition.applying(reform, in: cycle), cycle: cycle)
    var problems: [Problem] = []
    for change in reform.changes {
      let gate = Gate.before(change.path)
      let isShut = gate.map { gate in
        parameters.first { $0.path == gate.path }?.valueText != gate.value
      }
      guard isShut ?? false || unread.contains(change.path) else { continue }
      let when = gate.map {
        Wording("；\($0.path)为\($0.value)时才使用", "; this one only if \($0.path) is \($0.value)")
      }
      problems.append(
        Problem(
          path: change.path, value: change.json,
          allowed: Wording(
            "\(self.edition)在\(cycle)年度使用的参数\(when?.zh ?? "")",
            "a parameter that \(self.edition) uses in \(cycle)\(when?.en ?? "")")))
    }
    guard problems.isEmpty else { throw Problems(problems) }
  }
}
