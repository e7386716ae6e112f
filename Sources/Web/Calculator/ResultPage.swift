import HTTPTypes
import Hummingbird
import PointsLaw
import Policy
import Units

extension Site {
  /// Answers the result page's own buttons: scenarios, the target of the gap.
  func result(_ draft: inout Draft, _ form: FormBody, _ language: Language) -> Response {
    guard let rules = try? library.rules(draft.cycle) else { return missingPage(language) }
    let button = form["go"] ?? "stay"
    if button == "keep" {
      let name = Typing.trimmed(form["scenario"] ?? "")
      if draft.scenarios.count < Draft.mostScenarios {
        let number = String(draft.scenarios.count + 1)
        draft.scenarios.append(
          Draft.Scenario(
            name: name.isEmpty
              ? text("calculator.scenario.name", language, ["number": number])
              : String(name.prefix(30)),
            answers: draft.answers))
      }
      return resultPage(draft, rules, language)
    }
    if button.hasPrefix("drop:") || button.hasPrefix("take:") {
      if let index = Int(button.dropFirst(5)), draft.scenarios.indices.contains(index) {
        if button.hasPrefix("take:") {
          draft.answers = draft.scenarios[index].answers
        } else {
          draft.scenarios.remove(at: index)
        }
      }
      return resultPage(draft, rules, language)
    }
    return button == "stay"
      ? resultPage(draft, rules, language) : go(button, &draft, language)
  }

  /// 测算结果: the total against the cut-offs, every line in words with its article, the best filing, what
  /// is missing, the years to come, scenarios side by side.
  func resultPage(_ draft: Draft, _ rules: Rules, _ language: Language) -> Response {
    switch Assessment.make(draft, rules) {
    case .failure(let problems): unfinished(draft, rules, problems.list, language)
    case .success(let assessment): .html(resultText(draft, assessment, language))
    }
  }

  /// What must be answered or mended before there is a result.
  private func unfinished(
    _ draft: Draft, _ rules: Rules, _ problems: [FieldProblem], _ language: Language
  ) -> Response {
    let fields = Fields(site: self, draft: draft, problems: problems, language: language)
    let view: View = [
      "heading": text("calculator.unfinished", language),
      "action": Route.calculatorPage("tasks").path(language),
      "state": seal.close(draft.bytes, .calculation),
      "problems": zip(problems, fields.summary).map { problem, shown in
        let section = Section.allCases.first { $0.owns(problem.field, rules) } ?? .person
        return View([
          "text": shown["text"] ?? "", "go": section.rawValue,
          "button": text("calculator.goTo", language)
            .replacing("{section}", with: text("calculator.\(section.rawValue)", language)),
        ])
      },
    ]
    return .html(
      page("unfinished", resultHead("calculator.unfinished", language), view),
      status: .unprocessableContent)
  }

  private func resultHead(_ key: String, _ language: Language) -> PageHead {
    PageHead(
      title: text(key, language), language: language, route: .calculatorPage("result"),
      crumbs: [(text("common.menu.calculator", language), .calculator)], isForm: true)
  }

  func resultText(
    _ draft: Draft, _ assessment: Assessment, _ language: Language
  ) -> Markup {
    let sheet = assessment.sheet
    let rules = assessment.rules
    var json = JSONWriter()
    json.facts(assessment.facts)
    let share =
      Route.calculatorPage("shared").path(language) + "#" + Base64URL.text(json.bytes)
    var view: View = [
      "heading": text("calculator.result", language),
      "action": Route.calculatorPage("result").path(language),
      "downloadAction": Route.calculatorPage("download").path(language),
      "state": seal.close(draft.bytes, .calculation),
      "cycle": String(rules.cycle),
      "edition": library.editions.first { $0.id == rules.edition }?.title[language] ?? "",
      "editionLink": Route.edition(rules.edition).path(language),
      "total": assessment.isRange
        ? "\(assessment.low) – \(assessment.high)" : assessment.high.description,
      "isRange": assessment.isRange,
      "unsure": items(
        assessment.unsure.map {
          Fields(site: self, draft: draft, problems: [], language: language).label($0)
        }),
      "cutOffNote": cutOffNote(assessment, language),
      "banner": banner(sheet),
      "conditions": conditions(sheet, language),
      "conditionsMet": sheet.isEligible,
      "sheet": SheetTable(self, sheet, taxYears: ShortForm.taxYears(draft, rules), language).markup,
      "warnings": items(sheet.warnings.map { $0.wording[language] }),
      "hasWarnings": !sheet.warnings.isEmpty,
      "filing": items(
        FilingWording(assessment.facts).parts(sheet.filing).map { $0[language] }),
      "alternatives": alternatives(assessment, language),
      "hasAlternatives": sheet.alternatives?.isEmpty == false,
      "sources": items(sheet.sources.map { $0.title[language] }),
      "bars": framed("figure", bars(assessment, language).view, language),
      "timeline": timeline(nil, draft, rules, language),
      "share": share, "canKeep": draft.scenarios.count < Draft.mostScenarios,
      "mostScenarios": String(Draft.mostScenarios),
      "hasScenarios": !draft.scenarios.isEmpty,
      "scenarios": Markup(scenarios(draft, assessment, language)),
    ]
    if var ahead = try? YearsAhead(assessment.facts, library: library, from: rules.cycle) {
      let cutOffs = CutOffPath(library.history)
      view.merge(gap(assessment, &ahead, cutOffs, language))
      view.merge(outlook(&ahead, cutOffs, language))
    } else {
      view.merge(["hasGap": false, "hasOutlook": false])
    }
    return framed("result", resultHead("calculator.result", language), view)
  }

  /// The colour of the first statement: it says in words what it is.
  private func banner(_ sheet: ScoreSheet) -> String {
    if sheet.isEligible { return "banner-success" }
    let fails = sheet.conditions.contains { if case .notMet = $0.outcome { true } else { false } }
    return fails ? "banner-danger" : "banner-warning"
  }

  private func items(_ entries: [String]) -> Markup {
    var markup = Markup()
    markup.items(entries)
    return markup
  }

  private func conditions(_ sheet: ScoreSheet, _ language: Language) -> Markup {
    var markup = Markup()
    for (condition, outcome) in sheet.conditions {
      markup.element("<div><dt>", condition.wording[language], "</dt><dd><strong class=\"tag ")
      switch outcome {
      case .met:
        markup.element("tag-done\">", text("calculator.met", language), "</strong> ")
      case .notMet(let reason, let parameters):
        markup.element("tag-danger\">", text("calculator.notMet", language), "</strong> ")
        markup.escaped(reason[language].dated(language))
        if let first = parameters.first {
          let parameter = sheet.rules.parameter(first)
          markup.element(
            " <a class=\"cite\" href=\"", link(to: parameter, sheet.rules, language), "\">")
          markup.escaped(parameter.article.text(language), "</a>")
        }
      case .undetermined(let missing):
        markup.element("tag-warn\">", text("calculator.undetermined", language), "</strong> ")
        markup.escaped(
          text("calculator.missingFact", language, ["fact": missing[language]]))
      }
      markup.raw("</dd></div>")
    }
    return markup
  }

  /// The place of a parameter on its edition's page.
  func link(to parameter: Parameter, _ rules: Rules, _ language: Language) -> String {
    "\(Route.edition(rules.edition).path(language))#\(parameter.path)"
  }

  /// The total as bars by indicator, beside the cut-offs.
  func bars(_ assessment: Assessment, _ language: Language) -> ChartFigure {
    let sheet = assessment.sheet
    let past = library.history.past(assessment.rules.cycle) ?? library.history.cycles.last
    let marks = [past].compactMap { $0 }.map {
      StackedBars.Mark(
        value: $0.cutOff.hundredths,
        name: text("calculator.cutOffOf", language, ["cycle": String($0.cycle)]))
    }
    let parts = Indicator.allCases.map { indicator in
      StackedBars.Part(
        place: indicator.rawValue, name: indicator.wording[language],
        value: sheet.points(of: indicator).hundredths)
    }
    let chart = StackedBars(
      id: "score-bars", title: text("calculator.bars", language),
      description: text(
        "calculator.bars.text", language, ["total": sheet.total.description]), measure: .points,
      bars: [StackedBars.Bar(name: text("calculator.bars.you", language), parts: parts)],
      marks: marks)
    return ChartFigure(
      svg: chart.svg, caption: text("calculator.bars", language), source: "",
      heads: [text("calculator.indicator", language), text("calculator.points", language)],
      rows: Indicator.allCases.map {
        ChartFigure.Row(
          name: $0.wording[language], cells: [sheet.points(of: $0).description])
      })
  }
}
