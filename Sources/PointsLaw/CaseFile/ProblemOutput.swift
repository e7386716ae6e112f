package import Policy

extension Problem {
  /// A person who stands in a population twice (编号重复).
  package static func repeated(id: String, line: Int) -> Problem {
    Problem(
      line: line, path: "id", value: JSONText.quoted(id),
      allowed: Wording("人群中不重复的编号", "an id that no earlier line has"))
  }

  /// A population without anybody.
  package static var emptyPopulation: Problem {
    Problem(path: "(population)", value: "null", allowed: Wording("至少一份事实文件", "at least one case"))
  }
}

extension JSONWriter {
  /// Problems as `luohu validate --format json` prints them.
  package mutating func problems(_ problems: [Problem], _ language: Language) {
    list("problems") { json in
      for problem in problems {
        json.object { json in
          if let line = problem.line { json.field("line", line) }
          json.field("path", problem.path)
          json.field("value", problem.value)
          json.field("allowed", problem.allowed[language])
        }
      }
    }
  }
}
