/// A what-if (政策推演): values laid over the parameters of an edition.
///
/// ```yaml
/// name: own-home-counts-double
/// residence.own.pointsPerYear: 2
/// ranking.quota: 8000
/// ```
///
/// A reform makes a new edition and never touches the law it starts from; every result names it.
package struct Reform: Sendable {
  package var name: String
  /// Each path with its new value as JSON, in the order of the file.
  package var changes: [Change]

  package struct Change: Sendable {
    package var path: String
    package var json: String

    package init(path: String, json: String) {
      self.path = path
      self.json = json
    }
  }

  package init(name: String, changes: [Change]) {
    self.name = name
    self.changes = changes
  }

  /// Whether a text can be a name: names stand in results and file names: letters, digits, `.`, `_` and `-`.
  package static func isName(_ text: String) -> Bool {
    !text.isEmpty
      && text.unicodeScalars.allSatisfy {
        $0.properties.isAlphabetic || $0.properties.numericType != nil
          || "._-".unicodeScalars.contains($0)
      }
  }

  /// Reads a reform file.
  ///
  /// - Parameter name: the reform's name when the file gives none.
  package init(yaml text: UnsafeRawBufferPointer, name: String) throws(Problems) {
    let document = Document()
    do {
      try document.read(yaml: text)
    } catch {
      var problem = error.problem(of: text, whole: Wording("一份YAML推演文件", "one reform as YAML"))
      problem.path = "(reform)"
      throw Problems([problem])
    }
    let pairs = document.pairs(document.root)
    self.init(name: name, changes: [])
    var problems: [Problem] = []
    for (index, pair) in pairs.enumerated() {
      if pairs[..<index].contains(where: { $0.key == pair.key }) {
        problems.append(
          Problem(
            path: pair.key, value: document.json(pair.value),
            allowed: Wording("每个参数只写一次", "each parameter once")))
      } else if pair.key == "name" {
        if document.kind(pair.value) == .text, Reform.isName(document.string(pair.value)) {
          self.name = document.string(pair.value)
        } else {
          problems.append(
            Problem(
              path: "name", value: document.json(pair.value),
              allowed: Wording("字母、数字、.、_或-组成的名称", "a name of letters, digits, ., _ and -")))
        }
      } else {
        changes.append(Change(path: pair.key, json: document.json(pair.value)))
      }
    }
    if changes.isEmpty, problems.isEmpty {
      problems.append(
        Problem(
          path: "(reform)", value: document.json(document.root),
          allowed: Wording("至少一个参数路径及其数值", "at least one parameter path with its value")))
    }
    guard problems.isEmpty else { throw Problems(problems) }
  }
}

extension Edition {
  /// The edition with a reform laid over it, in a cycle.
  ///
  /// - Throws: ``Problems`` for each path that the edition does not have in that cycle and each
  ///   value that is not of the parameter's unit.
  package func applying(_ reform: Reform, in cycle: Int) throws(Problems) -> Edition {
    var result = self
    var problems: [Problem] = []
    let document = Document()
    for change in reform.changes {
      guard let current = histories[change.path]?.last(where: { $0.since <= cycle }) else {
        let near = nearest(to: change.path)
        problems.append(
          Problem(
            path: change.path, value: change.json,
            allowed: Wording(
              "\(name)的参数路径，如 \(near)", "a parameter of \(name), for instance \(near)")))
        continue
      }
      do {
        try document.read(json: change.json)
      } catch {
        preconditionFailure("a value printed as JSON is read as JSON")
      }
      switch current.unit.value(document.root, in: document) {
      case .success(let value):
        var changed = current
        changed.value = value
        changed.article = Article(document: "REFORM", place: reform.name)
        result.histories[change.path] = [changed]
      case .failure(let refusal):
        problems.append(
          Problem(path: change.path, value: change.json, allowed: refusal.allowed))
      }
    }
    guard problems.isEmpty else { throw Problems(problems) }
    result.reforms.append(reform.name)
    result.sources["REFORM"] = Wording("政策推演，非现行规定", "a what-if, not the law")
    return result
  }

  /// The parameter path spelt most like a wrong one: same last words, then same letters.
  private func nearest(to path: String) -> String {
    let words = Set(path.split(separator: ".").map { $0.lowercased() })
    func likeness(_ candidate: String) -> Int {
      let own = Set(candidate.split(separator: ".").map { $0.lowercased() })
      let letters = zip(path, candidate).prefix { $0 == $1 }.count
      return own.intersection(words).count * 100 + letters
    }
    return histories.keys.max { left, right in
      (likeness(left), right) < (likeness(right), left)
    } ?? path
  }
}
