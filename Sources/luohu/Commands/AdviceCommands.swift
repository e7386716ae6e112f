import ArgumentParser
import PointsLaw
import Policy
import Units

struct CompareCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "compare",
    abstract: "Compare study with work: what each credential earns and takes back.",
    discussion: """
      Like the calculator of the 2020 filing pages: employment points are kept, the credential earns \
      its own, and the study's months are deducted. --with weighs a credential not yet held.

      EXAMPLES
        luohu compare --cycle 2020 examples/applicant.yaml
        luohu compare --cycle 2023 --with master:2022-07 examples/applicant.yaml
      """)

  @OptionGroup var cycle: CycleOptions
  @Option(
    help: ArgumentHelp(
      "A credential to weigh: a level, perhaps a month of enrolment, and that of graduation.",
      valueName: "level:month"))
  var with: [String] = []
  @Option(help: "text or json.") var format: Format = .text
  @OptionGroup var law: LawOptions
  @Argument(help: "A case or population; - or nothing for standard input (JSON Lines).")
  var file = "-"

  func run() async throws {
    let rules = try cycle.rules(law.library())
    let format = format
    let language = law.lang
    let changes = try with.map { try LifeChange(study: $0, argument: "--with", by: rules) }
    let run = CasesRun(path: file, rules: rules, language: language)
    try await run { scorer, facts, _ throws(Problems) in
      var facts = facts
      for change in changes { facts = facts.changed(by: change, until: rules.referenceMonth) }
      let comparisons = scorer.comparisons(facts)
      switch format {
      case .json:
        var json = JSONWriter()
        json.comparisons(facts.id, comparisons, rules)
        json.endLine()
        return json.bytes
      case .text:
        return Array((comparisonText(facts.id, comparisons, language) + "\n").utf8)
      }
    }
  }
}

private func comparisonText(
  _ id: String, _ comparisons: [Comparison], _ language: Language
) -> String {
  func say(_ zh: String, _ en: String) -> String { language == .zh ? zh : en }
  guard !comparisons.isEmpty else {
    return id + say("　没有学历学位可比较\n", "   no credential to compare\n")
  }
  var rows = [
    [
      say("学历学位", "credential"), say("考察期间", "months looked at"),
      say("期间就业分", "employment meanwhile"), say("学历分", "gross"), say("扣除", "deduction"),
      say("净得", "net"), say("建议", "advice"),
    ]
  ]
  for comparison in comparisons {
    rows.append([
      "\(comparison.place) \(comparison.credential.level.wording[language])",
      comparison.months.description, comparison.employment.description,
      comparison.gross.description, comparison.deduction.description, comparison.net.description,
      comparison.isWorthClaiming ? say("填报", "claim") : say("不填报", "do not claim"),
    ])
  }
  return id + "\n" + Columns.table(rows)
}

struct OutlookCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "outlook",
    abstract:
      "Look ahead ten cycles: the same life carried forward, against the cut-offs to expect.",
    discussion: """
      Insurance and home of the reference month go on, income tax repeats, age rises; each cycle is \
      scored by its own edition. Cut-offs are those published, then growing as they have since 2020: \
      slowest, median and fastest. --change shows what a single change would do.

      EXAMPLES
        luohu outlook --cycle 2020 --cut-off 97.13 examples/applicant.yaml
        luohu outlook --cycle 2021 --change master:2022-07 examples/applicant.yaml
      """)

  @Option(help: ArgumentHelp("The cycle (年度) to begin with.", valueName: "year"))
  var cycle: Int
  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("A fixed cut-off instead of the published ones.", valueName: "points"))
  var cutOff: String?
  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Growth of the cut-off a cycle, instead of that of past cycles.", valueName: "points"))
  var growth: String?
  @Option(
    help: ArgumentHelp(
      "A change to weigh: ownHome:DISTRICT:MONTH, rental:DISTRICT:MONTH, LEVEL:MONTH or incomeTax:AMOUNT:YEAR.",
      valueName: "change"))
  var change: [String] = []
  @Option(help: "How many cycles to look ahead, 1 to 30.") var years = 10
  @Option(help: "text or json.") var format: Format = .text
  @OptionGroup var law: LawOptions
  @Argument(help: "A case file (YAML or JSON) or population; - or nothing for standard input.")
  var file = "-"

  func validate() throws {
    if cutOff != nil, growth != nil {
      throw ValidationError("Give --cut-off or --growth, not both.")
    }
  }

  func run() async throws {
    try Outlook.check(years: years, argument: "--years")
    let library = try law.library()
    let rules = try library.rules(cycle)
    let cutOffs = try path(library)
    let changes = try change.map {
      (name: $0, change: try LifeChange($0, argument: "--change"))
    }
    let format = format
    let language = law.lang
    let years = years
    let run = CasesRun(path: file, rules: rules, language: language)
    try await run { _, facts, _ throws(Problems) in
      let report = try OutlookReport(
        facts, library: library, from: rules.cycle, years: years, changes: changes,
        cutOffs: cutOffs)
      switch format {
      case .json:
        var json = JSONWriter()
        json.outlook(report)
        json.endLine()
        return json.bytes
      case .text: return Array((report.text(language) + "\n").utf8)
      }
    }
  }

  private func path(_ library: Library) throws -> CutOffPath {
    if let cutOff { return CutOffPath(fixed: try Points(cutOff, argument: "--cut-off")) }
    return CutOffPath(
      library.history, growth: try growth.map { try Points($0, argument: "--growth") })
  }
}
