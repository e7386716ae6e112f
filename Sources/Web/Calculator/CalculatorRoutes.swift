import HTTPTypes
import Hummingbird
import PointsLaw
import Policy
import Units

extension Site {
  /// 积分计算器: pages that carry what was entered in a sealed form value, so that nothing is stored.
  func addCalculator(to router: Router<SiteContext>, _ language: Language) {
    router.page(.calculator, language) { _, _ in .html(calculatorStart(language)) }
    router.page(.calculatorPage("shared"), language) { _, _ in .html(sharedPage(language)) }
    // What was posted cannot be fetched again: back to the start.
    router.get(RouterPath(Route.calculatorPage(":page").path(language))) { _, _ in
      Response.redirect(to: Route.calculator.path(language), type: .normal)
    }
    router.post(RouterPath(Route.calculatorPage(":page").path(language))) { request, context in
      let form = try await FormBody.read(request)
      return calculator(context.parameters.get("page") ?? "", form, language)
    }
  }

  /// Answers a posted page.
  func calculator(_ page: String, _ form: FormBody, _ language: Language) -> Response {
    switch CalculatorState(form, self) {
    case .broken(let reason): return brokenState(reason, language)
    case .draft(var draft):
      if form["state"] == nil, let cycle = form["cycle"].flatMap(Int.init),
        (try? library.rules(cycle)) != nil
      {
        draft.cycle = cycle
      }
      switch page {
      case "start": return start(&draft, form, language)
      case "tasks": return go(form["go"] ?? "tasks", &draft, language)
      case "result": return result(&draft, form, language)
      case "short": return short(&draft, form, language)
      case "open": return open(draft, form, language)
      case "download": return download(draft, language)
      case "total": return total(&draft, form, language)
      default:
        guard let section = Section(rawValue: page) else { return missingPage(language) }
        return submit(section, &draft, form, language)
      }
    }
  }

  /// Takes the answers of a section's page and goes where the button says.
  private func submit(
    _ section: Section, _ draft: inout Draft, _ form: FormBody, _ language: Language
  ) -> Response {
    guard let rules = try? library.rules(draft.cycle) else { return missingPage(language) }
    draft.take(section, rules, form)
    guard draft.bytes.count <= Draft.mostBytes else {
      return brokenState(.tooLarge, language)
    }
    let button = form["go"] ?? "stay"
    if button.hasPrefix("add:") {
      return sectionPage(section, draft, rules, language, adding: String(button.dropFirst(4)))
    }
    if button.hasPrefix("remove:") {
      draft.removeRow(String(button.dropFirst(7)))
      return sectionPage(section, draft, rules, language)
    }
    if button == "stay" { return sectionPage(section, draft, rules, language) }
    if button == "next" {
      let problems = draft.problems(rules).filter { section.owns($0.field, rules) }
      guard problems.isEmpty else {
        return sectionPage(section, draft, rules, language, problems: problems)
      }
      let all = Section.allCases
      let index = all.firstIndex(of: section).map { $0 + 1 } ?? all.count
      return index < all.count
        ? sectionPage(all[index], draft, rules, language) : tasksPage(draft, rules, language)
    }
    return go(button, &draft, language)
  }

  /// Shows a page of the calculator by its name; the task list when there is none of that name.
  func go(_ name: String, _ draft: inout Draft, _ language: Language) -> Response {
    guard let rules = try? library.rules(draft.cycle) else { return missingPage(language) }
    if name == "result" { return resultPage(draft, rules, language) }
    if let section = Section(rawValue: name) {
      return sectionPage(section, draft, rules, language)
    }
    return tasksPage(draft, rules, language)
  }

  /// The start: which cycle, and how.
  private func start(_ draft: inout Draft, _ form: FormBody, _ language: Language) -> Response {
    if let cycle = form["cycle"].flatMap(Int.init), (try? library.rules(cycle)) != nil {
      draft.cycle = cycle
    }
    return go(form["go"] ?? "tasks", &draft, language)
  }

  func missingPage(_ language: Language) -> Response {
    message(
      "calculator.missingPage", language, status: .notFound,
      links: [("calculator.backToStart", .calculator)])
  }

  private func brokenState(
    _ reason: CalculatorState.Broken, _ language: Language
  ) -> Response {
    message(
      "calculator.broken.\(reason.rawValue)", language,
      status: reason == .tooLarge ? .contentTooLarge : .badRequest,
      links: [("calculator.backToStart", .calculator)])
  }

  /// A page that says one thing: its title and text are `key` and `key.text`.
  func message(
    _ key: String, _ language: Language, status: HTTPResponse.Status,
    links: [(key: String, route: Route)]
  ) -> Response {
    .html(
      page(
        "message",
        PageHead(title: text(key, language), language: language, route: .calculator),
        [
          "paragraphs": [text("\(key).text", language)],
          "links": links.map {
            View(["text": text($0.key, language), "link": $0.route.path(language)])
          },
        ]), status: status)
  }
}

/// What a posted form carries from page to page.
enum CalculatorState {
  case draft(Draft)
  case broken(Broken)

  enum Broken: String { case unreadable, tooLarge, otherCycle }

  init(_ form: FormBody, _ site: Site) {
    guard let sealed = form["state"], !sealed.isEmpty else {
      self = .draft(Draft(cycle: site.latestCycle))
      return
    }
    guard sealed.utf8.count <= Draft.mostBytes * 2 else {
      self = .broken(.tooLarge)
      return
    }
    guard let bytes = site.seal.open(sealed, .calculation), let draft = Draft(bytes: bytes) else {
      self = .broken(.unreadable)
      return
    }
    self = (try? site.library.rules(draft.cycle)) == nil ? .broken(.otherCycle) : .draft(draft)
  }
}

extension Site {
  /// The last cycle whose figures are published; the calculator begins with it.
  var latestCycle: Int { library.history.cycles.last?.cycle ?? 2020 }
}

extension Draft {
  /// Takes a section's answers from a form, put into the form of the case file.
  mutating func take(_ section: Section, _ rules: Rules, _ form: FormBody) {
    for question in section.fields {
      if let value = form[question.key] { self[question.key] = question.normal(value) }
    }
    for list in section.lists(rules) {
      var rows: [Int: [String: String]] = [:]
      let start = "\(list.name)["
      for pair in form.pairs where pair.name.hasPrefix(start) {
        let rest = pair.name.dropFirst(start.count)
        guard let end = rest.firstIndex(of: "]"), let index = Int(rest[..<end]), index >= 0,
          index < 2000, let question = list.question(rest[end...].dropFirst(2))
        else { continue }
        rows[index, default: [:]][question.key] = question.taken(pair.value)
      }
      replace(
        list.name,
        with: rows.sorted { $0.key < $1.key }.map(\.value).map { list.isBlank($0) ? [:] : $0 })
    }
  }

  /// Takes out a row such as `residences[2]`.
  mutating func removeRow(_ row: String) {
    guard let open = row.firstIndex(of: "["), row.hasSuffix("]"),
      let index = Int(row[open...].dropFirst().dropLast())
    else { return }
    let list = String(row[..<open])
    var rows: [[String: String]] = []
    for place in 0..<self.rows(list) where place != index {
      let start = "\(list)[\(place)]."
      var values: [String: String] = [:]
      for (field, value) in answers where field.hasPrefix(start) {
        values[String(field.dropFirst(start.count))] = value
      }
      rows.append(values)
    }
    replace(list, with: rows)
  }

  /// Everything that is wrong or missing.
  func problems(_ rules: Rules) -> [FieldProblem] {
    switch Assessment.make(self, rules) {
    case .success: []
    case .failure(let problems): problems.list
    }
  }
}

extension QuestionList {
  func question(_ key: some StringProtocol) -> Question? { questions.first { $0.key == key } }

  /// Whether nothing but what the page itself filled in was answered.
  func isBlank(_ row: [String: String]) -> Bool {
    questions.allSatisfy { question in
      let value = row[question.key] ?? ""
      return value.isEmpty || value == question.preset
    }
  }
}

extension Question {
  /// What a new row begins with.
  var preset: String? {
    switch key {
    case "types": "all"
    case "payment": "normal"
    default: nil
    }
  }

  /// An answer as kept: of a list only what stands in it.
  func taken(_ text: String) -> String {
    switch kind {
    case .select(let options): options.contains(text) ? text : ""
    default: normal(text)
    }
  }
}

extension Section {
  /// Whether a field stands on this page.
  func owns(_ field: String, _ rules: Rules) -> Bool {
    fields.contains { $0.key == field }
      || lists(rules).contains { field.hasPrefix("\($0.name)[") || field == $0.name }
  }
}
