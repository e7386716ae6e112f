import Units

/// A version of the rules (政策版本): its parameters with their history, as data.
///
/// The shape of every rule is code; every number in it is a parameter that an edition file states
/// with unit, first cycle and article. An edition may extend another and state only what differs.
package struct Edition: Sendable {
  package var id: String
  package var title: Wording
  /// The cycles that use this edition; `last` is `nil` while it has no end.
  package var first: Int
  package var last: Int?
  /// The documents that articles cite, by short name.
  package var sources: [String: Wording]
  /// History of every parameter by path, oldest value first.
  package var histories: [String: [Parameter]]
  /// The reforms laid over it, in order; empty for the law itself.
  package var reforms: [String] = []

  /// The name under which results are given: `rules-2020`, or `rules-2020+REFORM` for a what-if.
  package var name: String { ([id] + reforms).joined(separator: "+") }

  package func covers(_ cycle: Int) -> Bool { cycle >= first && cycle <= last ?? Int.max }

  /// The parameters in force in a cycle, ordered by path.
  package func parameters(in cycle: Int) -> [Parameter] {
    histories.keys.sorted().compactMap { path in
      histories[path]?.last { $0.since <= cycle }
    }
  }
}

extension Edition {
  /// Reads an edition file.
  ///
  /// - Parameter base: gives an edition by name, for `extends`.
  /// - Throws: ``Problems`` that name the path of each missing or malformed parameter.
  package init(
    yaml text: UnsafeRawBufferPointer, base: (String) throws(Problems) -> Edition?
  ) throws(Problems) {
    let document = Document()
    do {
      try document.read(yaml: text)
    } catch {
      throw Problems([
        error.problem(of: text, whole: Wording("一份YAML政策文件", "one edition as YAML"))
      ])
    }
    var reader = EditionReader(document: document)
    try reader.header()
    if let name = reader.extends {
      guard let parent = try base(name) else {
        throw Problems([
          Problem(
            path: "extends", value: JSONText.quoted(name),
            allowed: Wording("已有政策版本的名称", "the name of an edition that exists"))
        ])
      }
      reader.sources.merge(parent.sources) { own, _ in own }
      reader.histories = parent.histories
    }
    try reader.parameters()
    self.init(
      id: reader.id, title: reader.title, first: reader.first, last: reader.last,
      sources: reader.sources, histories: reader.histories)
  }
}

/// Reads the parts of an edition file and gathers what is wrong with them.
private struct EditionReader {
  let document: Document
  var id = ""
  var extends: String?
  var title = Wording(same: "")
  var first = 0
  var last: Int?
  var sources: [String: Wording] = [:]
  var histories: [String: [Parameter]] = [:]
  var problems: [Problem] = []

  init(document: Document) { self.document = document }

  private mutating func refuse(_ path: String, _ node: Int?, _ zh: String, _ en: String) {
    problems.append(
      Problem(
        path: path, value: node.map(document.json) ?? "null", allowed: Wording(zh, en)))
  }

  mutating func header() throws(Problems) {
    let keys = document.pairs(document.root)
    for (place, pair) in keys.enumerated()
    where keys[..<place].contains(where: { $0.key == pair.key }) {
      refuse(pair.key, pair.value, "每个键只写一次", "each key once")
    }
    for (key, _) in keys
    where !["edition", "extends", "title", "cycles", "sources", "parameters"].contains(key) {
      refuse(
        key, document.value(of: document.root, key),
        "edition、extends、title、cycles、sources或parameters",
        "edition, extends, title, cycles, sources or parameters")
    }
    id = text("edition") ?? ""
    if id.isEmpty { refuse("edition", nil, "政策版本名称", "the name of the edition") }
    extends = text("extends")
    if let node = document.value(of: document.root, "title"), let words = wording(node) {
      title = words
    } else {
      refuse("title", document.value(of: document.root, "title"), "{zh, en}", "{zh, en}")
    }
    let cycles = document.value(of: document.root, "cycles")
    if let node = cycles.flatMap({ document.value(of: $0, "from") }), let year = whole(node) {
      first = year
    } else {
      refuse("cycles.from", nil, "首个适用年度", "the first cycle")
    }
    if let node = cycles.flatMap({ document.value(of: $0, "to") }) {
      last = whole(node)
      if last == nil { refuse("cycles.to", node, "末个适用年度", "the last cycle") }
    }
    let listed = document.value(of: document.root, "sources").map(document.pairs) ?? []
    for (name, node) in listed {
      if let words = wording(node) {
        sources[name] = words
      } else {
        refuse("sources.\(name)", node, "{zh, en}", "{zh, en}")
      }
    }
    guard problems.isEmpty else { throw Problems(problems) }
  }

  mutating func parameters() throws(Problems) {
    if let node = document.value(of: document.root, "parameters"),
      document.kind(node) == .object
    {
      group(node, path: "")
    } else {
      refuse("parameters", nil, "参数表", "the parameters")
    }
    guard problems.isEmpty else { throw Problems(problems) }
  }

  private mutating func group(_ node: Int, path: String) {
    var seen: Set<String> = []
    for (key, value) in document.pairs(node) {
      let inner = path.isEmpty ? key : "\(path).\(key)"
      guard seen.insert(key).inserted else {
        refuse(inner, value, "每个参数只写一次", "each parameter once")
        continue
      }
      if document.kind(value) == .list {
        let entries = document.items(value).map { parameter($0, path: inner) }
        let known = entries.compactMap { $0 }
        for (earlier, later) in zip(known, known.dropFirst()) where earlier.since >= later.since {
          refuse(inner, value, "按起始年度排列的沿革", "a history in order of since")
        }
        if known.count == entries.count { histories[inner] = known }
      } else if document.kind(value) == .object {
        if document.value(of: value, "value") != nil || document.value(of: value, "unit") != nil {
          if let known = parameter(value, path: inner) { histories[inner] = [known] }
        } else {
          group(value, path: inner)
        }
      } else {
        refuse(
          inner, value, "{value, unit, since, cite}", "{value, unit, since, cite}")
      }
    }
  }

  private mutating func parameter(_ node: Int, path: String) -> Parameter? {
    for (key, value) in document.pairs(node)
    where !["value", "unit", "since", "cite"].contains(key) {
      refuse("\(path).\(key)", value, "value、unit、since或cite", "value, unit, since or cite")
      return nil
    }
    guard let unitNode = document.value(of: node, "unit"),
      let unit = Parameter.Unit(rawValue: document.string(unitNode))
    else {
      let units = Parameter.Unit.allCases.map(\.rawValue).joined(separator: ", ")
      refuse("\(path).unit", document.value(of: node, "unit"), units, units)
      return nil
    }
    guard let sinceNode = document.value(of: node, "since"), let since = whole(sinceNode) else {
      refuse("\(path).since", document.value(of: node, "since"), "起始年度", "the first cycle")
      return nil
    }
    guard let cite = document.value(of: node, "cite"),
      let article = Article(document.string(cite)), sources[article.document] != nil
    else {
      refuse(
        "\(path).cite", document.value(of: node, "cite"), "“文件 条款”，文件列于sources",
        "\"DOCUMENT article\", the document listed in sources")
      return nil
    }
    guard let valueNode = document.value(of: node, "value") else {
      refuse("\(path).value", nil, unit.allowed.zh, unit.allowed.en)
      return nil
    }
    switch unit.value(valueNode, in: document) {
    case .success(let value):
      return Parameter(path: path, value: value, unit: unit, since: since, article: article)
    case .failure(let refusal):
      refuse("\(path).value", valueNode, refusal.allowed.zh, refusal.allowed.en)
      return nil
    }
  }

  private func text(_ key: String) -> String? {
    document.value(of: document.root, key).map(document.string)
  }

  private func whole(_ node: Int) -> Int? {
    document.kind(node) == .number
      ? Decimal.read(document.text(node), decimals: 0).flatMap { $0 < 10_000 ? $0 : nil } : nil
  }

  private func wording(_ node: Int) -> Wording? {
    guard let zh = document.value(of: node, "zh"), let en = document.value(of: node, "en") else {
      return nil
    }
    return Wording(document.string(zh), document.string(en))
  }
}
