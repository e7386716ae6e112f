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
    guard (1...30).contains(years) else {
      throw Problem.argument("--years", "\(years)", "1至30", "1 to 30")
    }
    let library = try law.library()
    let rules = try library.rules(cycle)
    let goal: Points
    if let target {
      goal = try parsePoints("--target", target)
    } else if let past = library.history.past(cycle) {
      goal = past.cutOff
    } else {
      throw Problem.argument(
        "--target", "null", "\(cycle)年度尚无公布的落户分值，请给出目标分",
        "points to reach: no cut-off of \(cycle) is published yet")
    }
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

extension JSONWriter {
  mutating func gap(_ id: String, _ gap: Gap) {
    object { json in
      json.field("id", id)
      json.field("cycle", gap.cycle)
      json.field("total", gap.total.description)
      json.field("eligible", gap.failures.isEmpty)
      json.list("failures") { json in
        for condition in gap.failures { json.text(condition.name) }
      }
      json.field("target", gap.target.description)
      json.field("missing", gap.missing.description)
      json.list("levers") { json in
        for lever in gap.levers {
          json.object { json in
            json.field("lever", lever.name)
            json.field("largest", lever.largest.description)
            for (name, cycle) in [
              ("begins", lever.begins), ("matures", lever.matures), ("reaches", lever.reaches),
            ] {
              json.key(name)
              if let cycle { json.number(cycle) } else { json.null() }
            }
            json.object("gains") { json in
              for (cycle, gain) in lever.gains { json.field(String(cycle), gain.description) }
            }
          }
        }
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
