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
      "state": seal.close(draft.bytes),
      "groups": fields.groups(section),
      "lists": section.lists(rules).map { fields.list($0, oneMore: $0.name == list) },
      "errors": fields.summary,
      "hasErrors": !problems.isEmpty,
      "timeline": timeline(section, draft, rules, language),
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

/// Builds the views of questions with their answers and errors.
struct Fields {
  var site: Site
  var draft: Draft
  var problems: [FieldProblem]
  var language: Language

  private func text(_ key: String) -> String {
    let text = site.text("calculator.\(key)", language)
    return text.contains("{threshold}") ? text.replacing("{threshold}", with: threshold) : text
  }

  /// The income tax of a year that earns points, as the cycle's edition has it.
  private var threshold: String {
    let rules = try? site.library.rules(draft.cycle)
    let amount = rules?.tax.incomeThreshold ?? rules?.tax.incomeAverage
    return amount.map { Measure.grouped($0.value.fen / 100) } ?? ""
  }

  /// The errors on top of a page, each a link to its field.
  var summary: [View] {
    problems.map { problem in
      View([
        "link": "#\(Fields.id(problem.field))",
        "text": text("wrong").replacing("{field}", with: label(problem.field))
          .replacing("{allowed}", with: remedy(problem)),
      ])
    }
  }

  /// What to do about a problem: of a question with answers to choose from, to choose one; else what may
  /// stand there.
  private func remedy(_ problem: FieldProblem) -> String {
    switch question(problem.field)?.kind {
    case .radios, .select: text("chooseOne")
    case .search: text("chooseFound")
    default: problem.allowed[language]
    }
  }

  /// The question of a field, on whichever page it stands.
  private func question(_ field: String) -> Question? {
    let single =
      Section.allCases.flatMap(\.fields) + ShortForm.questions + CompareForm.questions
    if let found = single.first(where: { $0.key == field }) { return found }
    guard let rules = try? site.library.rules(draft.cycle), let open = field.firstIndex(of: "["),
      let close = field.firstIndex(of: "]")
    else { return nil }
    let lists = Section.allCases.flatMap { $0.lists(rules) }
    return lists.first { $0.name == field[..<open] }?.question(field[close...].dropFirst(2))
  }

  /// What a field is called, with the number of its row.
  func label(_ field: String) -> String {
    guard let open = field.firstIndex(of: "["), let close = field.firstIndex(of: "]"),
      let index = Int(field[open..<close].dropFirst())
    else { return text(field) }
    let list = String(field[..<open])
    let row = text("\(list).row").replacing("{number}", with: String(index + 1))
    let key = field[close...].dropFirst(2)
    return key.isEmpty ? row : row + text("joint") + text("\(list).\(key)")
  }

  static func id(_ field: String) -> String {
    "f-"
      + field.map { character in
        character.isLetter || character.isNumber ? String(character) : "-"
      }.joined()
  }

  func groups(_ section: Section) -> [View] { questions(section.fields) }

  /// Questions outside lists.
  func questions(_ questions: [Question]) -> [View] {
    questions.map { field($0, name: $0.key, label: $0.key) }
  }

  func list(_ list: QuestionList, oneMore: Bool) -> View {
    let count = draft.rows(list.name)
    let shown = max(count + (oneMore ? 1 : 0), 1)
    return [
      "heading": text(list.name), "hint": text("\(list.name).hint"),
      "add": "add:\(list.name)", "addText": text("\(list.name).add"),
      "rows": (0..<shown).map { index in
        let row = "\(list.name)[\(index)]"
        return View([
          "legend": text("\(list.name).row").replacing("{number}", with: String(index + 1)),
          "canRemove": index < count, "remove": "remove:\(row)",
          "removeText": text("remove"),
          "fields": list.questions.map { question in
            field(
              question, name: "\(row).\(question.key)", label: "\(list.name).\(question.key)",
              isNew: index >= count)
          },
        ])
      },
    ]
  }

  private func field(
    _ question: Question, name: String, label: String, isNew: Bool = false
  ) -> View {
    let value = isNew ? question.preset ?? "" : draft[name]
    let errors = problems.filter { $0.field == name }.map(remedy)
    let hintKey = "calculator.\(label).hint"
    let hint = site.text(hintKey, language)
    let hasHint = hint != hintKey
    let id = Fields.id(name)
    var described: [String] = []
    if hasHint { described.append("\(id)-hint") }
    if !errors.isEmpty { described.append("\(id)-error") }
    var view: View = [
      "id": id, "name": name, "label": text(label), "hint": hint, "hasHint": hasHint,
      "hintId": "\(id)-hint", "errorId": "\(id)-error",
      "error": errors.joined(separator: language == .zh ? "；" : "; "),
      "hasError": !errors.isEmpty, "describedBy": described.joined(separator: " "),
      "hasDescription": !described.isEmpty, "value": value,
      "optional": question.isOptional ? text("optional") : "", "isOptional": question.isOptional,
      "isRadios": false, "isSelect": false, "isText": false, "list": "", "hasList": false,
      "inputmode": "text", "options": [View](),
    ]
    switch question.kind {
    case .radios(let options):
      view["isRadios"] = true
      view["options"] = self.options(question, options, value, id)
    case .select(let options):
      view["isSelect"] = true
      let choose = options.contains("") || question.preset != nil ? [] : [""]
      view["options"] = self.options(question, choose + options, value, id)
    case .search(let options):
      view["isText"] = true
      view["hasList"] = true
      view["list"] = "\(id)-list"
      view["value"] = site.searchText(question.key, value, language)
      view["options"] = self.options(question, options, value, id)
    case .month, .date, .number:
      view["isText"] = true
      view["inputmode"] = "decimal"
    case .text: view["isText"] = true
    }
    return view
  }

  private func options(
    _ question: Question, _ options: [String], _ value: String, _ id: String
  ) -> [View] {
    let key = question.key.split(separator: ".").last.map(String.init) ?? question.key
    return options.enumerated().map { index, option in
      View([
        "value": option, "text": site.optionText(key, option, language),
        "isChosen": option == value, "optionId": index == 0 ? id : "\(id)-\(index)",
      ])
    }
  }
}

extension Site {
  /// The words of a kept answer of a searched list: those of its entry, else what was typed.
  func searchText(_ question: String, _ value: String, _ language: Language) -> String {
    let known =
      question == "row" ? InnovationRow.allCases.map(\.name) : HonourTitle.allCases.map(\.name)
    return known.contains(value) ? optionText(question, value, language) : value
  }
}
