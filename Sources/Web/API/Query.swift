import Policy

/// The parameters of an address (查询参数), decoded and each checked to be one that is known.
struct Query: Sendable {
  private var pairs: [(name: String, value: String)] = []

  /// - Parameters:
  ///   - text: what follows `?`.
  ///   - allowed: the parameters there are; those marked may come more than once.
  /// - Throws: ``ProblemDetails`` for what is unknown, repeated, missing or badly escaped, all at once.
  init(_ text: String?, _ allowed: [Parameter]) throws(ProblemDetails) {
    var problems: [Problem] = []
    if let text, !text.isEmpty {
      for part in text.utf8.split(separator: UInt8(ascii: "&")) {
        let pieces = part.split(
          separator: UInt8(ascii: "="), maxSplits: 1, omittingEmptySubsequences: false)
        guard let name = FormEncoding.decoded(pieces[0]),
          let value = pieces.count > 1 ? FormEncoding.decoded(pieces[1]) : ""
        else {
          problems.append(
            Problem(
              path: "(query)", value: JSONText.quoted(String(decoding: part, as: UTF8.self)),
              allowed: Wording("UTF-8文字，特殊字符写作%和两位十六进制数", "UTF-8 with % and two hexadecimal digits")
            ))
          continue
        }
        if let problem = problem(name, value, allowed) {
          problems.append(problem)
        } else {
          pairs.append((name, value))
        }
        guard problems.count < Query.mostProblems else { break }
      }
    }
    for parameter in allowed
    where parameter.isRequired && !pairs.contains(where: { $0.name == parameter.name }) {
      problems.append(Problem(path: parameter.name, value: "null", allowed: parameter.meaning))
    }
    guard problems.isEmpty else { throw ProblemDetails(.parameters, problems) }
  }

  private static let mostProblems = 20

  private func problem(_ name: String, _ value: String, _ allowed: [Parameter]) -> Problem? {
    guard let known = allowed.first(where: { $0.name == name }) else {
      let names = allowed.map(\.name).joined(separator: ", ")
      return Problem(
        path: JSONText.line(name), value: JSONText.quoted(value),
        allowed: Wording("没有这个参数；可用的参数：\(names)", "no such parameter; the parameters are \(names)"))
    }
    let count = pairs.count { $0.name == name }
    guard count >= known.most else { return nil }
    return Problem(
      path: name, value: JSONText.quoted(value),
      allowed: known.most == 1
        ? Wording("每个参数只写一次", "each parameter once")
        : Wording("至多\(known.most)次", "at most \(known.most) times"))
  }

  subscript(_ name: String) -> String? { pairs.first { $0.name == name }?.value }

  /// All values of a parameter that may come more than once, in order.
  func all(_ name: String) -> [String] { pairs.filter { $0.name == name }.map(\.value) }

  /// A whole number; `nil` when the parameter is absent.
  func whole(_ name: String, _ allowed: Wording) throws(Problems) -> Int? {
    guard let text = self[name] else { return nil }
    let digits = text.utf8.first == UInt8(ascii: "-") ? text.utf8.dropFirst() : text.utf8[...]
    guard digits.allSatisfy({ $0 >= 0x30 && $0 <= 0x39 }), let value = Int(text) else {
      throw Problem.argument(name, JSONText.quoted(text), allowed.zh, allowed.en)
    }
    return value
  }
}

extension Query {
  /// A parameter of an address.
  struct Parameter: Hashable, Sendable {
    var name: String
    var meaning: Wording
    var isRequired = false
    /// How often it may be given.
    var most = 1

    /// The same, and it must be there.
    var required: Parameter {
      var required = self
      required.isRequired = true
      return required
    }

    static let cycle = Parameter(
      name: "cycle", meaning: Wording("年度，如2020", "the cycle, a year such as 2020"))
    static let lang = Parameter(name: "lang", meaning: Wording(same: "zh, en"))
    static let claims = Parameter(
      name: "claims", meaning: Wording("一份JSON方案", "choices as a JSON object"))
    static let with = Parameter(
      name: "with", meaning: Wording("学历:毕业月份", "LEVEL:MONTH"), most: 5)
    static let cutOff = Parameter(
      name: "cutOff", meaning: Wording("至多两位小数的分值", "points with at most two decimals"))
    static let growth = Parameter(
      name: "growth", meaning: Wording("至多两位小数的分值", "points with at most two decimals"))
    static let target = Parameter(
      name: "target", meaning: Wording("至多两位小数的分值", "points with at most two decimals"))
    static let change = Parameter(
      name: "change",
      meaning: Wording(
        "ownHome:区:月份、rental:区:月份、学历:毕业月份或incomeTax:金额:年份",
        "ownHome:DISTRICT:MONTH, rental:DISTRICT:MONTH, LEVEL:MONTH or incomeTax:AMOUNT:YEAR"),
      most: 5)
    static let years = Parameter(name: "years", meaning: Wording("1至30", "1 to 30"))
    static let quota = Parameter(
      name: "quota", meaning: Wording("不小于1的整数", "a whole number, 1 or more"))
    static let from = Parameter(name: "from", meaning: Wording("政策版本", "an edition"))
    static let to = Parameter(name: "to", meaning: Wording("政策版本", "an edition"))
  }
}
