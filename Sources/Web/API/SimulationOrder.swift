import PointsLaw
import Policy
import Units

/// What a simulation is asked for (政策推演请求): the cycle, the people, how many are admitted, and the
/// what-ifs beside the law.
struct SimulationOrder: Sendable {
  var cycle = 0
  /// How many synthetic people.
  var size = 0
  var seed = 2020
  var quota: Int?
  var cutOff: Points?
  var reforms: [Reform] = []

  static let mostReforms = 3
  static let mostPeople = 20_000
  static let largestSeed = 9_007_199_254_740_991
  static let keys = ["cycle", "size", "seed", "quota", "cutOff", "reforms"]

  /// - Throws: ``Problems`` of the whole order.
  init(_ text: UnsafeRawBufferPointer, isYAML: Bool) throws(Problems) {
    let document = Document()
    do throws(Document.Failure) {
      if isYAML { try document.read(yaml: text) } else { try document.read(json: text) }
    } catch {
      var problem = error.problem(of: text, whole: Wording("一份推演请求", "an order as an object"))
      problem.path = "(order)"
      throw Problems([problem])
    }
    var reader = OrderReader(document: document)
    reader.read(into: &self)
    guard reader.problems.isEmpty else { throw Problems(reader.problems) }
  }

  /// The limit of one set of rules: what was asked for, else what the law itself says.
  func limit(_ rules: Rules, _ history: History) throws(Problems) -> Ranking.Limit {
    if let cutOff { return .cutOff(cutOff) }
    if let quota { return .quota(quota) }
    return try Ranking.Limit(rules, history, "quota", "cutOff")
  }

  /// The law and the what-ifs over it.
  func simulation(_ library: Library) throws(Problems) -> Simulation {
    let law = try library.rules(Call.checked(cycle: cycle))
    var reformed: [Rules] = []
    for (index, reform) in reforms.enumerated() {
      do throws(Problems) {
        reformed.append(try library.rules(cycle, reform: reform))
      } catch {
        throw Problems(
          error.list.map { problem in
            var problem = problem
            problem.path = "reforms[\(index)].changes.\(problem.path)"
            return problem
          })
      }
    }
    try Simulation.check(names: reformed) {
      ("reforms[\($0)].name", JSONText.quoted(reforms[$0].name))
    }
    return Simulation(law: law, reforms: reformed)
  }
}

/// Reads an order and gathers what is wrong with it.
private struct OrderReader {
  let document: Document
  var problems: [Problem] = []

  mutating func read(into order: inout SimulationOrder) {
    guard let fields = fields(document.root, SimulationOrder.keys, required: ["cycle", "size"])
    else { return }
    if let node = fields["cycle"], let cycle = whole(node, 0...9999) { order.cycle = cycle }
    if let node = fields["size"], let size = whole(node, 1...SimulationOrder.mostPeople) {
      order.size = size
    }
    if let node = fields["seed"], let seed = whole(node, 0...SimulationOrder.largestSeed) {
      order.seed = seed
    }
    if let node = fields["quota"] { order.quota = whole(node, 1...1_000_000) }
    if let node = fields["cutOff"] { order.cutOff = points(node) }
    if let node = fields["quota"], fields["cutOff"] != nil {
      refuse(node, "quota与cutOff只能给出一个", "quota or cutOff, not both")
    }
    guard let node = fields["reforms"] else { return }
    guard document.kind(node) == .list, document.entries(node) <= SimulationOrder.mostReforms else {
      return refuse(
        node, "至多\(SimulationOrder.mostReforms)项推演的列表",
        "a list of at most \(SimulationOrder.mostReforms) reforms")
    }
    for item in document.items(node) {
      if let reform = reform(item) { order.reforms.append(reform) }
    }
  }

  private mutating func reform(_ node: Int) -> Reform? {
    guard let fields = fields(node, ["name", "changes"], required: ["name", "changes"]),
      let name = fields["name"], let changes = fields["changes"]
    else { return nil }
    let isNamed =
      document.kind(name) == .text && document.text(name).count <= 100
      && Reform.isName(document.string(name))
    if !isNamed {
      refuse(name, "至多100字节的字母、数字、.、_或-", "a name of letters, digits, ., _ and -, up to 100 bytes")
    }
    let pairs = document.pairs(changes)
    guard !pairs.isEmpty, pairs.count <= 200 else {
      refuse(changes, "1至200个参数路径及其数值", "1 to 200 parameter paths with their values")
      return nil
    }
    var seen: Set<String> = []
    for pair in pairs where !seen.insert(pair.key).inserted {
      refuse(pair.value, "每个参数只写一次", "each parameter once")
    }
    return Reform(
      name: document.string(name),
      changes: pairs.map { Reform.Change(path: $0.key, json: document.json($0.value)) })
  }

  /// The values of an object by key; `nil` when it is none.
  private mutating func fields(
    _ node: Int, _ keys: [String], required: [String]
  ) -> [String: Int]? {
    guard document.kind(node) == .object else {
      refuse(node, "对象", "an object")
      return nil
    }
    var fields: [String: Int] = [:]
    let names = keys.joined(separator: ", ")
    for (key, value) in document.pairs(node) {
      guard problems.count < Call.mostProblems else { break }
      if !keys.contains(key) {
        refuse(value, "没有这个键；可用的键：\(names)", "no such key; the keys are \(names)")
      } else if fields.updateValue(value, forKey: key) != nil {
        refuse(value, "每个键只写一次", "each key once")
      }
    }
    for key in required where fields[key] == nil {
      let path = document.path(of: node)
      problems.append(
        Problem(
          path: path.isEmpty ? key : "\(path).\(key)", value: "null",
          allowed: Wording("必填", "required")))
    }
    return fields
  }

  private mutating func whole(_ node: Int, _ range: ClosedRange<Int>) -> Int? {
    let text = document.text(node)
    guard document.kind(node) == .number, !text.contains(UInt8(ascii: ".")),
      let value = Decimal.read(text, decimals: 0), range.contains(value)
    else {
      let (least, most) = (range.lowerBound, range.upperBound)
      refuse(node, "\(least)至\(most)的整数", "a whole number from \(least) to \(most)")
      return nil
    }
    return value
  }

  private mutating func points(_ node: Int) -> Points? {
    let isScalar = document.kind(node) == .number || document.kind(node) == .text
    guard isScalar, let points = Points(document.string(node)),
      points.hundredths.magnitude < 1_000_000
    else {
      refuse(node, "至多两位小数的分值", "points with at most two decimals")
      return nil
    }
    return points
  }

  private mutating func refuse(_ node: Int, _ zh: String, _ en: String) {
    let path = document.path(of: node)
    problems.append(
      Problem(
        path: path.isEmpty ? "(order)" : path, value: document.json(node),
        allowed: Wording(zh, en)))
  }
}
