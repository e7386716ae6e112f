import PointsLaw
import Policy
import Units

/// The tables of the result page, written without templates: there are hundreds of cells.
extension Site {
  /// What every other choice would lose.
  func alternatives(_ assessment: Assessment, _ language: Language) -> Markup {
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
    return markup
  }

  /// The lawful gains of a gap.
  func levers(_ gap: Gap, _ language: Language) -> Markup {
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
    return markup
  }
}

/// The score sheet: a table of the indicators, then each of them with its lines, facts and parameters.
struct SheetTable {
  private let site: Site
  private let sheet: ScoreSheet
  /// As ``ShortForm/taxYears(_:_:)`` has it.
  private let taxYears: Int?
  private let language: Language
  private let values: ParameterText
  /// The page of the edition, on which every parameter has its place.
  private let edition: String
  /// "since 2020" by cycle: a sheet cites dozens of parameters of few cycles.
  private var since: [Int: String] = [:]
  private(set) var markup = Markup()

  init(_ site: Site, _ sheet: ScoreSheet, taxYears: Int?, _ language: Language) {
    self.site = site
    self.sheet = sheet
    self.taxYears = taxYears
    self.language = language
    values = ParameterText(wordings: site.wordings, language: language)
    edition = Route.edition(sheet.rules.edition).path(language)
    markup.reserve(16 * 1024)
    writeTotals()
    for indicator in Indicator.allCases { write(indicator) }
  }

  private func text(_ key: String) -> String { site.text("calculator.\(key)", language) }

  private mutating func writeTotals() {
    markup.raw("<div class=\"table-wrap\"><table>")
    markup.head(text("indicator"), [text("points")])
    markup.raw("<tbody>")
    for indicator in Indicator.allCases {
      markup.element("<tr><th scope=\"row\">", indicator.wording[language], "</th>")
      markup.element("<td class=\"num\">", sheet.points(of: indicator).description, "</td></tr>")
    }
    markup.raw("</tbody></table></div>")
  }

  private mutating func write(_ indicator: Indicator) {
    markup.element("<details><summary>", indicator.wording[language], " ")
    markup.element(
      "<span class=\"num\">", sheet.points(of: indicator).description, "</span></summary>")
    for line in sheet.lines where line.line.indicator == indicator { write(line) }
    for reason in sheet.unscored where reason.indicator == indicator {
      markup.element("<p>", text("nothing"), "")
      markup.escaped(reason.reason[language].dated(language), "</p>")
      write(reason.parameters)
    }
    markup.raw("</details>")
  }

  private mutating func write(_ line: ScoreSheet.ScoreLine) {
    let points = line.points.description
    let formula = line.detail.formula.description
    markup.element("<h3>", sheet.wording(line.line)[language], " ")
    markup.escaped(points, "</h3>")
    // A formula that is only its points says nothing new.
    if Points(formula) == nil {
      markup.element("<p class=\"code\">", formula, " = ")
      markup.escaped(points, "</p>")
    }
    markup.raw("<ul>")
    for fact in facts(of: line) { markup.element("<li>", fact, "</li>") }
    markup.raw("</ul>")
    write(line.detail.parameters)
  }

  /// What a line is worked out from: amounts of tax only where somebody said them.
  private func facts(of line: ScoreSheet.ScoreLine) -> [String] {
    guard line.line == .tax, let taxYears else { return line.detail.facts.map { $0[language] } }
    let rules = sheet.rules
    return [
      site.text(
        "calculator.short.taxBand", language,
        [
          "of": String(rules.tax.years.value), "years": String(taxYears),
          "threshold": ShortForm.threshold(rules),
        ])
    ]
  }

  private mutating func write(_ places: [Int]) {
    guard !places.isEmpty else { return }
    markup.raw("<ul class=\"plain\">")
    for place in places {
      let parameter = sheet.rules.parameter(place)
      markup.element("<li><a class=\"cite\" href=\"", edition, "#")
      markup.escaped(parameter.path, "\">")
      markup.escaped(Meaning.all[parameter.path]?[language] ?? parameter.path, "</a>")
      markup.raw(language == .zh ? "：" : ": ")
      markup.escaped(values.value(parameter), " ")
      markup.element("<span class=\"hint\">", since(parameter.since), " · ")
      markup.escaped(parameter.article.text(language), "</span></li>")
    }
    markup.raw("</ul>")
  }

  private mutating func since(_ cycle: Int) -> String {
    if let words = since[cycle] { return words }
    let words = site.text("calculator.since", language, ["cycle": String(cycle)])
    since[cycle] = words
    return words
  }
}
