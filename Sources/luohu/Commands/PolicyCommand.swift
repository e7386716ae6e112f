import ArgumentParser
import PointsLaw
import Policy

struct PolicyCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "policy",
    abstract: "Look at the law as data: editions, parameters, readings, names, citations.",
    discussion: """
      EXAMPLES
        luohu policy parameters --cycle 2020 residence
        luohu policy diff trial-2019 rules-2020
      """,
    subcommands: [
      EditionsCommand.self, ParametersCommand.self, ReadingsCommand.self, NamesCommand.self,
      CiteCommand.self, DiffCommand.self,
    ])
}

/// Which edition, or the one of which cycle.
struct EditionOptions: ParsableArguments {
  @Option(help: ArgumentHelp("An edition by name.", valueName: "name")) var edition: String?
  @Option(
    help: ArgumentHelp("A cycle; its edition and the values in force then.", valueName: "year"))
  var cycle: Int?

  func chosen(_ library: Library) throws -> (edition: Edition, cycle: Int) {
    if let edition {
      let found = try library.edition(named: edition)
      let cycle = cycle ?? library.shownCycle(of: found)
      guard found.covers(cycle) else {
        throw Problem.argument(
          "--cycle", "\(cycle)", "\(found.id)适用的年度", "a cycle of \(found.id)")
      }
      return (found, cycle)
    }
    let cycle = cycle ?? library.history.cycles.last?.cycle ?? 2020
    return (try library.edition(of: cycle), cycle)
  }
}

struct EditionsCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "editions", abstract: "The editions and the cycles that use them.",
    discussion: """
      EXAMPLE
        luohu policy editions
      """)

  @Option(help: "text or json.") var format: Format = .text
  @OptionGroup var law: LawOptions

  func run() async throws {
    let library = try law.library()
    var output = StandardOutput()
    switch format {
    case .text:
      let heads =
        law.lang == .zh
        ? ["政策版本", "名称", "年度", "参数"] : ["edition", "title", "cycles", "parameters"]
      try output.write(
        Columns.table(
          [heads]
            + library.editions.map { edition in
              [
                edition.id, edition.title[law.lang],
                "\(edition.first)–\(edition.last.map(String.init) ?? "")",
                "\(edition.histories.count)",
              ]
            }, leftColumns: 2
        ).utf8)
    case .json:
      for edition in library.editions {
        var json = JSONWriter()
        json.edition(edition, law.lang)
        json.endLine()
        try output.write(json.bytes)
      }
    }
    try output.flush()
  }
}

struct ParametersCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "parameters",
    abstract: "Every parameter in force: value, unit, first cycle, meaning, article.",
    discussion: """
      EXAMPLES
        luohu policy parameters --cycle 2020 residence
        luohu policy parameters --edition trial-2019
      """)

  @OptionGroup var which: EditionOptions
  @Option(help: "text or json.") var format: Format = .text
  @OptionGroup var law: LawOptions
  @Argument(help: "Only parameters whose path begins so.") var prefix = ""

  func run() async throws {
    let (edition, cycle) = try which.chosen(law.library())
    let parameters = edition.parameters(in: cycle).filter { $0.path.hasPrefix(prefix) }
    guard !parameters.isEmpty else {
      throw Problem.argument(
        "prefix", JSONText.quoted(prefix), "\(edition.id)的参数路径开头",
        "the beginning of a parameter path of \(edition.id)")
    }
    var output = StandardOutput()
    switch format {
    case .text:
      try output.line(
        law.lang == .zh ? "\(edition.id)，\(cycle)年度" : "\(edition.id), cycle \(cycle)")
      let heads =
        law.lang == .zh
        ? ["参数", "数值", "单位", "起始年度", "含义", "条款"]
        : ["parameter", "value", "unit", "since", "meaning", "article"]
      let rows = parameters.map {
        [
          $0.path, $0.valueText, $0.unit.rawValue, String($0.since),
          Meaning.all[$0.path]?[law.lang] ?? "", $0.article.description,
        ]
      }
      try output.write(Columns.table([heads] + rows, leftColumns: 6).utf8)
    case .json:
      for parameter in parameters {
        var json = JSONWriter()
        json.parameter(parameter, law.lang)
        json.endLine()
        try output.write(json.bytes)
      }
    }
    try output.flush()
  }
}

struct ReadingsCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "readings",
    abstract: "The readings chosen where the documents are silent, and their alternatives.",
    discussion: """
      EXAMPLE
        luohu policy readings --cycle 2020
      """)

  @OptionGroup var which: EditionOptions
  @Option(help: "text or json.") var format: Format = .text
  @OptionGroup var law: LawOptions

  func run() async throws {
    let (edition, cycle) = try which.chosen(law.library())
    let parameters = edition.parameters(in: cycle)
    var output = StandardOutput()
    for reading in ReadingNote.all {
      guard let parameter = parameters.first(where: { $0.path == reading.path }) else { continue }
      switch format {
      case .text:
        try output.line("\(parameter.path) = \(parameter.valueText)   [\(parameter.article)]")
        try output.line("  " + reading.meaning[law.lang])
        for option in reading.options {
          try output.line("  \(option.name): \(option.meaning[law.lang])")
        }
      case .json:
        var json = JSONWriter()
        json.reading(reading, parameter, law.lang)
        json.endLine()
        try output.write(json.bytes)
      }
    }
    try output.flush()
  }
}

struct NamesCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "names", abstract: "Every key of the case format with its Chinese name.",
    discussion: """
      EXAMPLE
        luohu policy names --format json
      """)

  @Option(help: "text or json.") var format: Format = .text
  @OptionGroup var law: LawOptions

  func run() async throws {
    let names = FormatName.all
    var output = StandardOutput()
    switch format {
    case .text:
      try output.write(
        Columns.table(
          names.map { [$0.kind, $0.key, $0.wording.zh, $0.wording.en] }, leftColumns: 4
        ).utf8)
    case .json:
      for name in names {
        var json = JSONWriter()
        json.name(name)
        json.endLine()
        try output.write(json.bytes)
      }
    }
    try output.flush()
  }
}

struct CiteCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "cite",
    abstract: "Where a number is written: its whole history and the documents.",
    discussion: """
      EXAMPLE
        luohu policy cite age.lossPerYear
      """)

  @Option(help: "text or json.") var format: Format = .text
  @OptionGroup var law: LawOptions
  @Argument(help: "A parameter path.") var path: String

  func run() async throws {
    let library = try law.library()
    var output = StandardOutput()
    var isKnown = false
    var seen: Set<Parameter> = []
    for edition in library.editions {
      for parameter in edition.histories[path] ?? [] where seen.insert(parameter).inserted {
        isKnown = true
        let title = edition.sources[parameter.article.document]?[law.lang] ?? ""
        switch format {
        case .text:
          try output.line(
            "\(edition.id)   \(parameter.path) = \(parameter.valueText) (\(parameter.unit.rawValue))"
              + (law.lang == .zh ? "，自\(parameter.since)年度" : ", since \(parameter.since)"))
          try output.line("  \(parameter.article)")
          try output.line("  \(title)")
        case .json:
          var json = JSONWriter()
          json.object { json in
            json.field("edition", edition.id)
            json.field("path", parameter.path)
            json.field("value", parameter.valueText)
            json.field("unit", parameter.unit.rawValue)
            json.field("since", parameter.since)
            json.field("document", parameter.article.document)
            json.field("title", title)
            json.field("place", parameter.article.place)
          }
          json.endLine()
          try output.write(json.bytes)
        }
      }
    }
    guard isKnown else {
      throw Problem.argument(
        "path", JSONText.quoted(path), "参数路径，见 luohu policy parameters",
        "a parameter path, see luohu policy parameters")
    }
    try output.flush()
  }
}

struct DiffCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "diff",
    abstract: "What two editions, or an edition and a reform of it, say differently.",
    discussion: """
      EXAMPLES
        luohu policy diff trial-2019 rules-2020
        luohu policy diff rules-2020 --reform examples/reform-age.yaml
      """)

  @Option(help: ArgumentHelp("Compare with the same edition under a reform.", valueName: "file"))
  var reform: String?
  @Option(help: "text or json.") var format: Format = .text
  @OptionGroup var law: LawOptions
  @Argument(help: "An edition.") var old: String
  @Argument(help: "Another edition.") var new: String?

  func validate() throws {
    if (new == nil) == (reform == nil) {
      throw ValidationError("Give a second edition or --reform, one of the two.")
    }
  }

  func run() async throws {
    let library = try law.library()
    let first = try library.edition(named: old)
    let before = first.parameters(in: library.shownCycle(of: first))
    let after: [Parameter]
    if let reform {
      let reformed = try readReform(reform)
      after = try naming(reform) {
        try Rules(first, under: reformed, cycle: library.shownCycle(of: first)).parameters
      }
    } else {
      let second = try library.edition(named: new ?? "")
      after = second.parameters(in: library.shownCycle(of: second))
    }
    var output = StandardOutput()
    var rows: [[String]] = []
    for difference in Difference.all(before, after) {
      switch format {
      case .text:
        rows.append([
          difference.path, difference.old?.valueText ?? "–", "→",
          difference.new?.valueText ?? "–", difference.citation,
        ])
      case .json:
        var json = JSONWriter()
        json.difference(difference)
        json.endLine()
        try output.write(json.bytes)
      }
    }
    try output.write(Columns.table(rows, leftColumns: 5).utf8)
    try output.flush()
  }
}
