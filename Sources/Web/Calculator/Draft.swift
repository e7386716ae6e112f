import Policy

/// What somebody has entered so far (填写中的内容): answers as they were typed, by field.
///
/// A field is named like the value's path in the case file (事实文件), so that a problem of the case leads to
/// its field. A draft may be unfinished or wrong: nothing that was typed is lost.
package struct Draft: Hashable, Sendable {
  /// The cycle (年度) whose rules apply.
  package var cycle: Int
  package var answers: [String: String] = [:]
  /// Kept for comparison, three at most, in the order in which they were kept.
  package var scenarios: [Scenario] = []

  /// Answers kept under a name (方案).
  package struct Scenario: Hashable, Sendable {
    package var name: String
    package var answers: [String: String]
  }

  package static let mostScenarios = 3

  package init(cycle: Int) { self.cycle = cycle }

  /// The answer of a field; empty when there is none.
  package subscript(_ field: String) -> String {
    get { answers[field] ?? "" }
    set { answers[field] = newValue.isEmpty ? nil : newValue }
  }

  /// How many rows a list has.
  package func rows(_ list: String) -> Int {
    var count = 0
    let start = "\(list)["
    for field in answers.keys where field.hasPrefix(start) {
      let rest = field.utf8.dropFirst(start.utf8.count)
      if let end = rest.firstIndex(of: UInt8(ascii: "]")),
        let index = Int(field[rest.startIndex..<end])
      {
        count = max(count, index + 1)
      }
    }
    return count
  }

  /// Replaces the rows of a list; rows without any answer are left out.
  package mutating func replace(_ list: String, with rows: [[String: String]]) {
    let start = "\(list)["
    if answers.keys.contains(where: { $0.hasPrefix(start) }) {
      answers = answers.filter { !$0.key.hasPrefix(start) }
    }
    for (index, row) in rows.filter({ !$0.values.allSatisfy(\.isEmpty) }).enumerated() {
      let name = "\(list)[\(index)]."
      for (key, value) in row { self[name + key] = value }
    }
  }
}

extension Draft {
  /// The version of the sealed form; another one is refused.
  private static let version = 1
  /// A draft larger than this is not carried in a form.
  package static let mostBytes = 48 * 1024

  /// The draft as JSON, to be sealed.
  package var bytes: [UInt8] {
    var json = JSONWriter()
    func write(_ answers: [String: String], to json: inout JSONWriter) {
      json.object("answers") { json in
        for (field, value) in answers { json.field(field, value) }
      }
    }
    json.object { json in
      json.field("version", Draft.version)
      json.field("cycle", cycle)
      write(answers, to: &json)
      json.list("scenarios") { json in
        for scenario in scenarios {
          json.object { json in
            json.field("name", scenario.name)
            write(scenario.answers, to: &json)
          }
        }
      }
    }
    return json.bytes
  }

  /// Reads what ``bytes`` wrote; `nil` for anything else.
  package init?(bytes: [UInt8]) {
    let document = Document()
    let isRead = bytes.withUnsafeBytes { buffer in
      do throws(Document.Failure) {
        try document.read(json: buffer)
        return true
      } catch {
        return false
      }
    }
    guard isRead, let cycle = document.whole("cycle", of: document.root),
      document.whole("version", of: document.root) == Draft.version,
      let answers = document.texts("answers", of: document.root),
      let scenarios = document.value(of: document.root, "scenarios")
    else { return nil }
    self.cycle = cycle
    self.answers = answers
    for item in document.items(scenarios) {
      guard let name = document.value(of: item, "name"),
        let answers = document.texts("answers", of: item)
      else { return nil }
      self.scenarios.append(Scenario(name: document.string(name), answers: answers))
    }
  }
}

extension Document {
  fileprivate func whole(_ key: String, of object: Int) -> Int? {
    value(of: object, key).flatMap { Int(string($0)) }
  }

  fileprivate func texts(_ key: String, of object: Int) -> [String: String]? {
    value(of: object, key).map { list in
      Dictionary(pairs(list).map { ($0.key, string($0.value)) }) { _, last in last }
    }
  }
}
