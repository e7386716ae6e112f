import ArgumentParser
import PointsLaw
import Policy
import Units

struct ScoreCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "score",
    abstract: "Score cases: points of every line, conditions, best filing and its alternatives.",
    discussion: """
      Prints one object (or one sheet) a case. Without --claims the best filing is scored; with it \
      the given choices are, as filed.

      EXAMPLES
        luohu score --cycle 2020 examples/applicant.yaml
        luohu score --cycle 2020 --format json examples/applicant.yaml
        luohu score --cycle 2020 --claims examples/claims.yaml \\
          examples/applicant.yaml
        luohu population --size 1000 | luohu score --cycle 2020 > scores.txt
      """)

  @OptionGroup var cycle: CycleOptions
  @Option(help: "text or json.") var format: Format = .text
  @Option(
    help: ArgumentHelp("Score these choices instead of the best ones.", valueName: "file"))
  var claims: String?
  @Flag(help: "Leave broken lines out, count them, and still end with status 0.")
  var keepGoing = false
  @OptionGroup var law: LawOptions
  @Argument(help: "A case or population; - or nothing for standard input (JSON Lines).")
  var file = "-"

  func run() async throws {
    let rules = try cycle.rules(law.library())
    let format = format
    let language = law.lang
    let style = Style()
    let run = CasesRun(
      path: file, rules: rules, language: language, filing: try claims.map(readFiling),
      keepGoing: keepGoing)
    try await run { scorer, facts, filing throws(Problems) in
      let sheet = scorer.sheet(facts, filing: filing)
      switch format {
      case .json:
        var json = JSONWriter()
        json.score(sheet, language)
        json.endLine()
        return json.bytes
      case .text:
        return Array((SheetText(sheet, facts, language, style).short + "\n").utf8)
      }
    }
  }
}

func readFiling(_ path: String) throws -> Filing {
  let bytes = try readFile(path)
  var reader = CaseReader()
  return try bytes.withUnsafeBytes { buffer in
    InputKind(path) == .yaml
      ? try reader.readFiling(yaml: buffer) : try reader.readFiling(json: buffer)
  }
}

struct ExplainCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "explain",
    abstract: "Explain a score step by step: arithmetic, facts, parameters, articles, readings.",
    discussion: """
      The JSON form is the versioned trace (Docs/trace.md), in both languages.

      EXAMPLES
        luohu explain --cycle 2020 --lang zh examples/applicant.yaml
        luohu explain --cycle 2020 --format json examples/applicant.yaml
      """)

  @OptionGroup var cycle: CycleOptions
  @Option(help: "text or json.") var format: Format = .text
  @Option(
    help: ArgumentHelp("Explain these choices instead of the best ones.", valueName: "file"))
  var claims: String?
  @OptionGroup var law: LawOptions
  @Argument(help: "A case or population; - or nothing for standard input (JSON Lines).")
  var file = "-"

  func run() async throws {
    let rules = try cycle.rules(law.library())
    let format = format
    let language = law.lang
    let style = Style()
    let run = CasesRun(
      path: file, rules: rules, language: language, filing: try claims.map(readFiling))
    try await run { scorer, facts, filing throws(Problems) in
      let sheet = scorer.sheet(facts, filing: filing)
      switch format {
      case .json:
        var json = JSONWriter()
        json.trace(sheet)
        json.endLine()
        return json.bytes
      case .text:
        return Array((SheetText(sheet, facts, language, style).long + "\n").utf8)
      }
    }
  }
}

struct ChooseCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "choose",
    abstract: "Find the best filing, and what each alternative would lose.",
    discussion: """
      The choice is proven best over every credential, innovation claim, tax route and set of \
      residences that can be filed.

      EXAMPLE
        luohu choose --cycle 2019 --lang zh examples/applicant.yaml
      """)

  @OptionGroup var cycle: CycleOptions
  @Option(help: "text or json.") var format: Format = .text
  @OptionGroup var law: LawOptions
  @Argument(help: "A case or population; - or nothing for standard input (JSON Lines).")
  var file = "-"

  func run() async throws {
    let rules = try cycle.rules(law.library())
    let format = format
    let language = law.lang
    let style = Style()
    let run = CasesRun(path: file, rules: rules, language: language)
    try await run { scorer, facts, _ throws(Problems) in
      let sheet = scorer.sheet(facts)
      switch format {
      case .json:
        var json = JSONWriter()
        json.choice(sheet)
        json.endLine()
        return json.bytes
      case .text:
        return Array((FilingText(sheet, facts, language, style).text + "\n").utf8)
      }
    }
  }
}
