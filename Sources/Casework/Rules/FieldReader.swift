package import Policy
package import Units

/// Reads the fields of a document: a file of rules built into the program (YAML), or what was kept of a clock or a proposal
/// (JSON). Says where it is wrong and what is allowed there.
package struct FieldReader {
  /// How problems call the document.
  package let name: String
  private let document: Document
  /// Rule files say something everywhere; what was kept is read back as it was.
  private let allowsEmptyText: Bool

  /// - Throws: a problem when the text is no document.
  package init(_ name: String, yaml: [UInt8]) throws(Problems) {
    self.name = name
    allowsEmptyText = false
    document = Document()
    var failure: Problem?
    yaml.withUnsafeBytes { buffer in
      do throws(Document.Failure) {
        try document.read(yaml: buffer)
      } catch {
        failure = error.problem(of: buffer, whole: Wording("规则文件\(name)", "the rule file \(name)"))
      }
    }
    if let failure { throw Problems([failure]) }
  }

  /// Reads from a part of a document that somebody else has read.
  init(_ name: String, _ document: Document) {
    self.name = name
    allowsEmptyText = true
    self.document = document
  }

  /// The node of the whole document.
  package var root: Int { document.root }

  /// What is wrong with a node: its path and value, and what is allowed.
  package func refusal(_ node: Int, _ zh: String, _ en: String) -> Problems {
    Problems([
      Problem(
        path: "\(name): \(document.path(of: node))", value: document.json(node),
        allowed: Wording(zh, en))
    ])
  }

  /// The value under a key; `nil` when there is none.
  package func optional(_ key: String, in object: Int) -> Int? { document.value(of: object, key) }

  /// The value under a key, which must be there.
  package func value(_ key: String, in object: Int) throws(Problems) -> Int {
    guard let node = optional(key, in: object) else {
      throw refusal(object, "须有“\(key)”", "needs \(key)")
    }
    return node
  }

  /// The items of the list under a key.
  package func items(_ key: String, in object: Int) throws(Problems) -> [Int] {
    try list(value(key, in: object))
  }

  /// The items of a list.
  package func list(_ node: Int) throws(Problems) -> [Int] {
    guard document.kind(node) == .list else { throw refusal(node, "须为列表", "a list") }
    return document.items(node)
  }

  /// The keys and values of an object, in the order of the text.
  package func pairs(_ object: Int) -> [(key: String, value: Int)] { document.pairs(object) }

  /// Refuses keys that mean nothing: a misspelt setting would be a setting left out.
  package func only(_ keys: [String], in object: Int) throws(Problems) {
    for pair in pairs(object) where !keys.contains(pair.key) {
      let names = keys.joined(separator: ", ")
      // The value may be a secret under a misspelt key.
      throw Problems([
        Problem(
          path: "\(name): \(document.path(of: pair.value))", value: "…",
          allowed: Wording(names, names))
      ])
    }
  }

  /// A text, in rule files not an empty one.
  package func text(_ node: Int) throws(Problems) -> String {
    let kind = document.kind(node)
    guard kind == .text || kind == .number, allowsEmptyText || !document.string(node).isEmpty
    else {
      throw refusal(node, "须为文字", "a text")
    }
    return document.string(node)
  }

  /// The text under a key.
  package func text(_ key: String, in object: Int) throws(Problems) -> String {
    try text(value(key, in: object))
  }

  /// Yes or no.
  package func flag(_ node: Int) throws(Problems) -> Bool {
    switch document.kind(node) {
    case .yes: true
    case .no: false
    default: throw refusal(node, "true或false", "true or false")
    }
  }

  /// A whole number in a range.
  package func number(_ key: String, in object: Int, _ range: ClosedRange<Int>) throws(Problems)
    -> Int
  {
    let node = try value(key, in: object)
    guard document.kind(node) == .number, let number = Int(document.string(node)),
      range.contains(number)
    else {
      throw refusal(
        node, "须为\(range.lowerBound)至\(range.upperBound)的整数",
        "a whole number from \(range.lowerBound) to \(range.upperBound)")
    }
    return number
  }

  /// A moment as milliseconds since 1970-01-01T00:00:00Z.
  func moment(_ node: Int) throws(Problems) -> Instant {
    guard document.kind(node) == .number, let value = Int64(document.string(node)) else {
      throw refusal(node, "须为毫秒数", "a number of milliseconds")
    }
    return Instant(milliseconds: value)
  }

  func moment(_ key: String, in object: Int) throws(Problems) -> Instant {
    try moment(value(key, in: object))
  }

  /// A text in every language, under a key.
  package func wording(_ key: String, in object: Int) throws(Problems) -> Wording {
    let node = try value(key, in: object)
    return Wording(try text("zh", in: node), try text("en", in: node))
  }

  /// The article under `cite`.
  func article(in object: Int) throws(Problems) -> Article {
    let node = try value("cite", in: object)
    guard let article = Article(try text(node)) else {
      throw refusal(node, "须写明文件与条款", "a document and a place in it")
    }
    return article
  }

  /// One of the names of an enumeration.
  package func name<Value: RawRepresentable<String> & CaseIterable>(
    _ node: Int, _: Value.Type = Value.self
  ) throws(Problems) -> Value {
    guard let value = Value(rawValue: try text(node)) else {
      let names = Value.allCases.map(\.rawValue).joined(separator: ", ")
      throw refusal(node, names, names)
    }
    return value
  }

  /// One of the names of an enumeration, under a key.
  package func name<Value: RawRepresentable<String> & CaseIterable>(
    _ key: String, in object: Int, _: Value.Type = Value.self
  ) throws(Problems) -> Value {
    try name(value(key, in: object))
  }

  func date(_ node: Int) throws(Problems) -> CivilDate {
    guard let date = CivilDate(try text(node)) else {
      throw refusal(node, "须为日期，如2020-07-17", "a day such as 2020-07-17")
    }
    return date
  }

  /// The day under a key.
  package func date(_ key: String, in object: Int) throws(Problems) -> CivilDate {
    try date(value(key, in: object))
  }
}
