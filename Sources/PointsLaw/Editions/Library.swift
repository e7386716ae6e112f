package import Policy
import Synchronization

/// The editions of points-based settlement (积分落户政策版本) and the figures of past cycles, built
/// into the program or read from a folder of parameter files.
package struct Library: Sendable {
  /// In the order of their first cycles.
  package let editions: [Edition]
  package let history: History
  private let made = MadeRules()

  /// Gives the text of a parameter file by name, `nil` when there is none.
  package typealias Source = (String) throws(Problems) -> [UInt8]?

  package static let fileNames = ["trial-2018", "trial-2019", "rules-2020"]

  /// The parameter files inside the program.
  package static func builtIn() throws(Problems) -> Library {
    try Library { name throws(Problems) in embedded(name) }
  }

  private static func embedded(_ name: String) -> [UInt8]? {
    switch name {
    case "trial-2018": PackageResources.trial_2018_yaml
    case "trial-2019": PackageResources.trial_2019_yaml
    case "rules-2020": PackageResources.rules_2020_yaml
    case "history": PackageResources.history_yaml
    default: nil
    }
  }

  package init(_ source: Source) throws(Problems) {
    var editions: [Edition] = []
    var problems: [Problem] = []
    for name in Library.fileNames {
      do {
        let bytes = try Library.text(name, source)
        let known = editions
        editions.append(
          try Library.read(bytes) { (parent: String) throws(Problems) -> Edition? in
            known.first { $0.id == parent }
          })
      } catch {
        problems += error.list.map { problem in
          var named = problem
          named.path = "\(name).yaml: \(problem.path)"
          return named
        }
      }
    }
    guard problems.isEmpty else { throw Problems(problems) }
    self.editions = editions
    history = try History(yaml: Library.text("history", source))
  }

  private static func text(_ name: String, _ source: Source) throws(Problems) -> [UInt8] {
    guard let bytes = try source(name) else {
      throw Problems([
        Problem(
          path: "\(name).yaml", value: "null",
          allowed: Wording("一份参数文件", "a parameter file"))
      ])
    }
    return bytes
  }

  private static func read(
    _ bytes: [UInt8], base: (String) throws(Problems) -> Edition?
  ) throws(Problems) -> Edition {
    var outcome: Result<Edition, Problems>?
    bytes.withUnsafeBytes { buffer in
      do throws(Problems) {
        outcome = .success(try Edition(yaml: buffer, base: base))
      } catch {
        outcome = .failure(error)
      }
    }
    guard let outcome else { throw Problems([]) }
    return try outcome.get()
  }

  /// The edition of a cycle.
  ///
  /// - Throws: a problem that says which cycles there are.
  package func edition(of cycle: Int) throws(Problems) -> Edition {
    if let edition = editions.first(where: { $0.covers(cycle) }) { return edition }
    let first = editions.map(\.first).min() ?? 0
    throw Problems([
      Problem(
        path: "cycle", value: String(cycle),
        allowed: Wording("有政策版本的年度：\(first)年起", "a cycle that an edition covers: \(first) or later")
      )
    ])
  }

  package func edition(named id: String) throws(Problems) -> Edition {
    if let edition = editions.first(where: { $0.id == id }) { return edition }
    let names = editions.map(\.id).joined(separator: ", ")
    throw Problems([
      Problem(path: "edition", value: JSONText.quoted(id), allowed: Wording(same: names))
    ])
  }

  /// The rules of a cycle under the law; made once, for what looks at many cycles of one person.
  package func rules(_ cycle: Int) throws(Problems) -> Rules {
    if let rules = made[cycle] { return rules }
    guard cycle <= 9999 else {
      throw Problems([
        Problem(
          path: "cycle", value: String(cycle),
          allowed: Wording("四位数的年度", "a year of four digits"))
      ])
    }
    let rules = try Rules(edition(of: cycle), cycle: cycle)
    made.keep(rules)
    return rules
  }

  /// The rules of a cycle under a reform.
  package func rules(_ cycle: Int, reform: Reform) throws(Problems) -> Rules {
    try Rules(edition(of: cycle), under: reform, cycle: cycle)
  }
}

/// Rules made already, by cycle; as many as the cycles of one generation.
private final class MadeRules: Sendable {
  private let byCycle = Mutex<[Int: Rules]>([:])
  private static let most = 64

  subscript(_ cycle: Int) -> Rules? { byCycle.withLock { $0[cycle] } }

  func keep(_ rules: Rules) {
    byCycle.withLock { made in
      if made.count < MadeRules.most { made[rules.cycle] = rules }
    }
  }
}
