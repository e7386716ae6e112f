package import Policy

extension CaseReader {
  /// Reads a caller's own choices (`--claims`): keys as in `choices`, absent or `null` for none.
  ///
  /// - Throws: ``Problems`` whose paths begin with `claims.`.
  package mutating func readFiling(json text: UnsafeRawBufferPointer) throws(Problems) -> Filing {
    do {
      try document.read(json: text)
    } catch {
      throw Problems([
        CaseReader.underClaims(
          error.problem(of: text, whole: Wording("一份JSON方案", "choices as a JSON object")))
      ])
    }
    return try decodeFiling()
  }

  /// The same from YAML.
  package mutating func readFiling(yaml text: UnsafeRawBufferPointer) throws(Problems) -> Filing {
    do {
      try document.read(yaml: text)
    } catch {
      throw Problems([
        CaseReader.underClaims(
          error.problem(of: text, whole: Wording("一份YAML方案", "choices as a YAML mapping")))
      ])
    }
    return try decodeFiling()
  }

  private mutating func decodeFiling() throws(Problems) -> Filing {
    problems.removeAll(keepingCapacity: true)
    var fields = Fields()
    find(document.root, keys.filing, &fields)
    var filing = Filing()
    if present(fields[0]) { filing.credential = place(fields[0]) }
    if present(fields[1]) { filing.innovation = place(fields[1]) }
    if present(fields[2]) {
      filing.taxRoute = named(fields[2], Filing.TaxRoute.allCases, \.rawValue)
    }
    if present(fields[3]) {
      var seen: Set<Int> = []
      filing.leftOut = list(fields[3]) { reader, item -> Int? in
        guard let place = reader.place(item) else { return nil }
        guard seen.insert(place).inserted else {
          reader.refuse(item, "每项只写一次", "each place once")
          return nil
        }
        return place
      }
    }
    guard problems.isEmpty else { throw Problems(problems.map(CaseReader.underClaims)) }
    return filing
  }

  private func present(_ node: Int) -> Bool {
    guard node >= 0 else { return false }
    if case .null = document.kind(node) { return false }
    return true
  }

  private mutating func place(_ node: Int) -> Int? { whole(node, from: 0, to: 999_999) }

  private static func underClaims(_ problem: Problem) -> Problem {
    var named = problem
    let isWhole = problem.path.isEmpty || problem.path == "(case)"
    named.path = isWhole ? "claims" : "claims.\(problem.path)"
    return named
  }
}

extension Filing {
  /// The problems of a filing with a case: places that its lists do not have.
  package func problems(with facts: Facts) -> [Problem] {
    var problems: [Problem] = []
    func check(_ path: String, _ place: Int?, _ count: Int) {
      guard let place, place >= count else { return }
      let allowed =
        count == 0
        ? Wording("null：事实文件没有此类项目", "null: the case has none")
        : Wording("0至\(count - 1)或null", "0 to \(count - 1), or null")
      problems.append(Problem(path: "claims.\(path)", value: String(place), allowed: allowed))
    }
    check("credential", credential, facts.credentials.count)
    check("innovation", innovation, facts.innovation.count)
    for (index, place) in leftOut.enumerated() {
      check("leftOut[\(index)]", place, facts.residences.count)
    }
    return problems
  }
}
