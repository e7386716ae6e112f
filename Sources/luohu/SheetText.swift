import PointsLaw
import Policy
import Units

/// A score sheet for people: short as a sheet, long with every step.
struct SheetText {
  let sheet: ScoreSheet
  let facts: Facts
  let language: Language
  let style: Style

  init(_ sheet: ScoreSheet, _ facts: Facts, _ language: Language, _ style: Style) {
    self.sheet = sheet
    self.facts = facts
    self.language = language
    self.style = style
  }

  private func say(_ zh: String, _ en: String) -> String { language == .zh ? zh : en }

  private var heading: String {
    let title = say(
      "\(sheet.id)　\(sheet.rules.cycle)年度　\(sheet.rules.edition)",
      "\(sheet.id)   cycle \(sheet.rules.cycle)   \(sheet.rules.edition)")
    return style.bold(title) + "\n"
  }

  /// One line when all are met; each failed one with its reason and article.
  private var conditions: String {
    if sheet.isEligible {
      return style.good(say("资格条件：四项均符合", "Conditions: all four are met")) + "\n"
    }
    var text = style.bad(say("资格条件：不符合", "Conditions: not met")) + "\n"
    for (condition, outcome) in sheet.conditions {
      switch outcome {
      case .met: break
      case .notMet(let reason, let parameters):
        let article = parameters.first.map { sheet.rules.parameter($0).article.description } ?? ""
        text += "  \(condition.wording[language])\(say("：", ": "))\(reason[language]) "
        text += style.dim("[\(article)]") + "\n"
      case .undetermined(let missing):
        text += "  \(condition.wording[language])"
        text += say("：待定，缺少", ": undetermined, missing: ") + missing[language] + "\n"
      }
    }
    return text
  }

  private var choices: String {
    let words = FilingText(sheet, facts, language, style)
    return say("填报：", "Filed: ") + words.parts(sheet.filing).joined(separator: say("；", "; "))
      + "\n"
  }

  private var warnings: String {
    sheet.warnings.map {
      say("提示：", "Note: ") + $0.wording[language] + "\n"
    }.joined()
  }

  var short: String {
    var rows: [[String]] = []
    for indicator in Indicator.allCases {
      let lines = sheet.lines.filter { $0.line.indicator == indicator }
      let alone = lines.count == 1 ? lines[0].detail.formula.description : ""
      rows.append([
        indicator.wording[language], sheet.points(of: indicator).description, alone,
      ])
      guard lines.count > 1 else { continue }
      for line in lines {
        rows.append([
          "  " + sheet.wording(line.line)[language], line.points.description,
          line.detail.formula.description,
        ])
      }
    }
    rows.append([say("总分", "Total"), sheet.total.description, ""])
    let widths = [0, 1].map { column in rows.map { Columns.width($0[column]) }.max() ?? 0 }
    var table = ""
    for (index, row) in rows.enumerated() {
      let isTotal = index == rows.count - 1
      let left = Columns.left(row[0], widths[0]) + "  " + Columns.right(row[1], widths[1])
      table += isTotal ? style.bold(left) : left
      if !row[2].isEmpty { table += "  " + style.dim(row[2]) }
      table += "\n"
    }
    return heading + conditions + table + choices + warnings
  }

  var long: String {
    var text = heading + conditions
    for indicator in Indicator.allCases {
      let lines = sheet.lines.filter { $0.line.indicator == indicator }
      text += "\n" + style.bold(indicator.wording[language]) + "  "
      text += style.bold(sheet.points(of: indicator).description) + "\n"
      for line in lines { text += explanation(line) }
      for unscored in sheet.unscored where unscored.indicator == indicator {
        text +=
          indicator == .lawAbiding
          ? say("  没有扣分项：", "  nothing is taken off: ")
          : say("  没有计分项：", "  nothing scores: ")
        text += unscored.reason[language] + "\n"
        text += parameters(unscored.parameters)
      }
    }
    text += "\n" + style.bold(say("总分", "Total") + "  " + sheet.total.description) + "\n"
    text += choices + warnings + say("\n条款出处：\n", "\nSources:\n")
    for (name, title) in sheet.sources {
      text += style.dim("  \(name)\(say("：", ": "))\(title[language])") + "\n"
    }
    return text
  }

  private func explanation(_ line: ScoreSheet.ScoreLine) -> String {
    var text = "  " + sheet.sentence(line)[language] + "\n"
    for fact in line.detail.facts {
      text += "    " + say("事实：", "fact: ") + fact[language] + "\n"
    }
    return text + parameters(line.detail.parameters)
  }

  private func parameters(_ places: [Int]) -> String {
    var text = ""
    for place in places {
      let parameter = sheet.rules.parameter(place)
      let isReading = parameter.path.hasPrefix("readings.")
      text +=
        style.dim(
          "    " + (isReading ? say("解读：", "reading: ") : say("参数：", "parameter: "))
            + "\(parameter.path) = \(parameter.valueText)"
            + say("，自\(parameter.since)年度", ", since \(parameter.since)")
            + "  [\(parameter.article)]") + "\n"
    }
    return text
  }
}

/// The best filing for people: what to file, what not, and what every other choice loses.
struct FilingText {
  let sheet: ScoreSheet
  let facts: Facts
  let language: Language
  let style: Style

  init(_ sheet: ScoreSheet, _ facts: Facts, _ language: Language, _ style: Style) {
    self.sheet = sheet
    self.facts = facts
    self.language = language
    self.style = style
  }

  private func say(_ zh: String, _ en: String) -> String { language == .zh ? zh : en }

  /// What is filed, in words.
  func parts(_ filing: Filing) -> [String] {
    FilingWording(facts).parts(filing).map { $0[language] }
  }

  /// Only what differs from the best filing.
  private func difference(_ filing: Filing) -> String {
    FilingWording(facts).difference(filing, from: sheet.filing).map { $0[language] }
      .joined(separator: say("；", "; "))
  }

  var text: String {
    var text =
      style.bold(
        say(
          "\(sheet.id)　\(sheet.rules.cycle)年度　最优方案 \(sheet.total)分",
          "\(sheet.id)   cycle \(sheet.rules.cycle)   best filing: \(sheet.total) points")) + "\n"
    for part in parts(sheet.filing) { text += "  " + part + "\n" }
    let alternatives = sheet.alternatives ?? []
    guard !alternatives.isEmpty else {
      return text + say("没有其他可计分的选择。\n", "There is no other choice that scores.\n")
    }
    text += say("其他选择：\n", "Every other choice:\n")
    let rows = alternatives.map { alternative in
      [
        "  " + difference(alternative.filing), alternative.total.description,
        say("少", "loses ") + (sheet.total - alternative.total).description,
      ]
    }
    return text + Columns.table(rows)
  }
}
