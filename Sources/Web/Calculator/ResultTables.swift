import PointsLaw
import Policy
import Units

/// The tables of the result page, written without the template engine: there are hundreds of cells.
extension Site {
  /// The score sheet: a table of the indicators, then each of them with its lines, facts and parameters.
  func sheetMarkup(_ sheet: ScoreSheet, _ language: Language) -> String {
    var markup = Markup()
    markup.raw("<div class=\"table-wrap\"><table>")
    markup.head(
      text("calculator.indicator", language), [text("calculator.points", language)])
    markup.raw("<tbody>")
    for indicator in Indicator.allCases {
      markup.element("<tr><th scope=\"row\">", indicator.wording[language], "</th>")
      markup.element("<td class=\"num\">", sheet.points(of: indicator).description, "</td></tr>")
    }
    markup.raw("</tbody></table></div>")
    for indicator in Indicator.allCases {
      markup.element("<details><summary>", indicator.wording[language], " ")
      markup.element(
        "<span class=\"num\">", sheet.points(of: indicator).description, "</span></summary>")
      for line in sheet.lines where line.line.indicator == indicator {
        write(line, sheet, language, to: &markup)
      }
      for reason in sheet.unscored where reason.indicator == indicator {
        markup.element(
          "<p>", text("calculator.nothing", language) + reason.reason[language], "</p>")
        write(reason.parameters, sheet.rules, language, to: &markup)
      }
      markup.raw("</details>")
    }
    return markup.text
  }

  private func write(
    _ line: ScoreSheet.ScoreLine, _ sheet: ScoreSheet, _ language: Language,
    to markup: inout Markup
  ) {
    let points = line.points.description
    let formula = line.detail.formula.description
    markup.element("<h3>", "\(sheet.wording(line.line)[language]) \(points)", "</h3>")
    // A formula that is only its points says nothing new.
    if Points(formula) == nil {
      markup.element("<p class=\"code\">", "\(formula) = \(points)", "</p>")
    }
    markup.raw("<ul>")
    for fact in line.detail.facts { markup.element("<li>", fact[language], "</li>") }
    markup.raw("</ul>")
    write(line.detail.parameters, sheet.rules, language, to: &markup)
  }

  private func write(
    _ places: [Int], _ rules: Rules, _ language: Language, to markup: inout Markup
  ) {
    guard !places.isEmpty else { return }
    markup.raw("<ul class=\"plain\">")
    for place in places {
      let parameter = rules.parameter(place)
      markup.element("<li><a class=\"cite\" href=\"", link(to: parameter, rules, language), "\">")
      markup.escaped(parameter.path)
      markup.element("</a> = ", parameter.valueText, " ")
      let since = text("calculator.since", language, ["cycle": String(parameter.since)])
      markup.element(
        "<span class=\"hint\">", "\(since) · \(parameter.article.description)", "</span></li>")
    }
    markup.raw("</ul>")
  }

  /// What every other choice would lose.
  func alternatives(_ assessment: Assessment, _ language: Language) -> String {
    let words = FilingWording(assessment.facts)
    let sheet = assessment.sheet
    let total = text("calculator.total", language)
    let loss = text("calculator.loss", language)
    var markup = Markup()
    markup.head(text("calculator.alternative", language), [total, loss])
    markup.raw("<tbody>")
    for alternative in sheet.alternatives ?? [] {
      let difference = words.difference(alternative.filing, from: sheet.filing)
        .map { $0[language] }.joined(separator: language == .zh ? "；" : "; ")
      markup.element("<tr><th scope=\"row\">", difference, "</th>")
      markup.number(alternative.total.description, under: total)
      markup.number((sheet.total - alternative.total).description, under: loss)
      markup.raw("</tr>")
    }
    markup.raw("</tbody>")
    return markup.text
  }

  /// The lawful gains of a gap.
  func levers(_ gap: Gap, _ language: Language) -> String {
    func year(_ cycle: Int?) -> String {
      cycle.map(String.init) ?? text("calculator.notInTime", language)
    }
    let heads = ["largest", "begins", "matures", "reaches"].map {
      text("calculator.lever.\($0)", language)
    }
    var markup = Markup()
    markup.head(text("calculator.lever", language), heads)
    markup.raw("<tbody>")
    for lever in gap.levers {
      markup.element("<tr><th scope=\"row\">", lever.wording[language], "</th>")
      let cells = [
        lever.largest.description, year(lever.begins), year(lever.matures), year(lever.reaches),
      ]
      for (head, cell) in zip(heads, cells) { markup.number(cell, under: head) }
      markup.raw("</tr>")
    }
    markup.raw("</tbody>")
    return markup.text
  }
}
