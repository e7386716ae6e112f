import HTTPTypes
import Hummingbird
import PointsLaw
import Policy
import Units

extension Site {
  /// A page of questions.
  ///
  /// - Parameters:
  ///   - problems: what is wrong with its answers.
  ///   - list: the list that gets one more row.
  func sectionPage(
    _ section: Section, _ draft: Draft, _ rules: Rules, _ language: Language,
    problems: [FieldProblem] = [], adding list: String? = nil
  ) -> Response {
    let fields = Fields(site: self, draft: draft, problems: problems, language: language)
    let name = section.rawValue
    var title = text("calculator.\(name)", language)
    if !problems.isEmpty { title = text("calculator.errorTitle", language) + title }
    var view: View = [
      "heading": text("calculator.\(name)", language),
      "intro": text("calculator.\(name).intro", language),
      "action": Route.calculatorPage(name).path(language),
      "totalAction": Route.calculatorPage("total").path(language),
      "section": name,
      "state": seal.close(draft.bytes, .calculation),
      "groups": fields.groups(section),
      "lists": section.lists(rules).map { fields.list($0, oneMore: $0.name == list) },
      "errors": fields.summary,
      "hasErrors": !problems.isEmpty,
      "timeline": timeline(section, draft, rules, language),
      "isFilledIn": section == .tax && ShortForm.taxYears(draft, rules) != nil,
    ]
    view.merge(live(draft, rules, language))
    return .html(
      page(
        "section",
        PageHead(
          title: title, language: language, route: .calculatorPage(name),
          crumbs: [(text("common.menu.calculator", language), .calculator)], isForm: true), view),
      status: problems.isEmpty ? .ok : .unprocessableContent)
  }

  /// The box with the total so far.
  func live(_ draft: Draft, _ rules: Rules, _ language: Language) -> View {
    var view: View = ["hasTotal": false, "totalText": "", "totalNote": ""]
    switch Assessment.make(draft, rules) {
    case .success(let assessment):
      view["hasTotal"] = true
      view["totalText"] =
        assessment.isRange
        ? "\(assessment.low) – \(assessment.high)" : assessment.high.description
      view["totalNote"] = cutOffNote(assessment, language)
    case .failure(let problems):
      view["totalNote"] = text(
        "calculator.noTotal", language, ["count": String(problems.list.count)])
    }
    return view
  }

  /// How the total stands to the cycle's cut-off, if it is known.
  func cutOffNote(_ assessment: Assessment, _ language: Language) -> String {
    guard let past = library.history.past(assessment.rules.cycle) else {
      return text("calculator.noCutOff", language, ["cycle": String(assessment.rules.cycle)])
    }
    let difference = assessment.high - past.cutOff
    return text(
      difference >= .zero ? "calculator.above" : "calculator.below", language,
      [
        "cycle": String(past.cycle), "cutOff": past.cutOff.description,
        "difference": (difference >= .zero ? difference : -difference).description,
      ])
  }

  /// The total alone, for the script that shows it while one types.
  func total(_ draft: inout Draft, _ form: FormBody, _ language: Language) -> Response {
    guard let rules = try? library.rules(draft.cycle) else { return missingPage(language) }
    if let section = form["section"].flatMap(Section.init(rawValue:)) {
      draft.take(section, rules, form)
    }
    return .html(templates.render("live", live(draft, rules, language), language))
  }
}
