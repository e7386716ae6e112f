import ArgumentParser
import PointsLaw
import Policy
import Units

struct GapCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "gap",
    abstract: "What lawful gains would reach a number of points, and when each matures.",
    discussion: """
      The target is the cycle's published cut-off unless --target is given. Each lever is carried \
      forward on its own; the last line takes all of them together. Honours and innovation are not \
      planned and not listed.

      EXAMPLE
        luohu gap --cycle 2021 --target 100.88 examples/applicant.yaml
      """)

  @Option(help: ArgumentHelp("The cycle (年度) to begin with.", valueName: "year"))
  var cycle: Int
  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("The points to reach.", valueName: "points"))
  var target: String?
  @Option(help: "How many cycles to look ahead, 1 to 30.") var years = 10
  @Option(help: "text or json.") var format: Format = .text
  @OptionGroup var law: LawOptions
  @Argument(help: "A case file (YAML or JSON) or population; - or nothing for standard input.")
  var file = "-"

  func run() async throws {
    try Outlook.check(years: years, argument: "--years")
    let library = try law.library()
    let rules = try library.rules(cycle)
    let goal = try Gap.goal(target, argument: "--target", library.history, cycle)
    let format = format
    let language = law.lang
    let years = years
    let run = CasesRun(path: file, rules: rules, language: language)
    try await run { _, facts, _ throws(Problems) in
      let gap = try Gap(
        facts, library: library, cycle: rules.cycle, target: goal, years: years)
      switch format {
      case .json:
        var json = JSONWriter()
        json.gap(facts.id, gap)
        json.endLine()
        return json.bytes
      case .text: return Array((gapText(facts.id, gap, language) + "\n").utf8)
      }
    }
  }
}

private func gapText(_ id: String, _ gap: Gap, _ language: Language) -> String {
  func say(_ zh: String, _ en: String) -> String { language == .zh ? zh : en }
  func cycle(_ value: Int?) -> String { value.map(String.init) ?? say("所列年度内不能", "not in time") }
  var text = say(
    "\(id)　\(gap.cycle)年度 \(gap.total)分，目标 \(gap.target)分，差 \(gap.missing)分\n",
    "\(id)   cycle \(gap.cycle): \(gap.total) points, target \(gap.target), "
      + "missing \(gap.missing)\n")
  if !gap.failures.isEmpty {
    let failures = gap.failures.map(\.wording[language]).joined(separator: say("、", ", "))
    text += say(
      "目前不符合资格条件：\(failures)。分数达到也须先符合条件。\n",
      "Conditions not met now: \(failures). Points alone do not reach the list.\n")
  }
  var rows = [
    [
      say("途径（与同年保持现状相比；首行与今年相比）", "lever (above the same year without it; first row: above now)"),
      say("最多增加", "most gained"), say("起效年度", "begins"), say("增至最多", "matures"),
      say("达到目标", "reaches target"),
    ]
  ]
  for lever in gap.levers {
    rows.append([
      lever.wording[language], lever.largest.description, cycle(lever.begins),
      cycle(lever.matures), cycle(lever.reaches),
    ])
  }
  text += Columns.table(rows)
  return text
}
