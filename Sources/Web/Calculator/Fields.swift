import PointsLaw
import Policy
import Units

/// Makes the fields of questions with their answers and errors.
struct Fields {
  var site: Site
  var draft: Draft
  var problems: [FieldProblem]
  var language: Language

  func text(_ key: String) -> String {
    let text = site.text("calculator.\(key)", language)
    return text.contains("{threshold}") ? text.replacing("{threshold}", with: threshold) : text
  }

  /// The income tax of a year that earns points, as the cycle's edition has it.
  private var threshold: String {
    let rules = try? site.library.rules(draft.cycle)
    let amount = rules?.tax.incomeThreshold ?? rules?.tax.incomeAverage
    return amount.map { Measure.grouped($0.value.fen / 100) } ?? ""
  }

  /// The errors on top of a page, each once and a link to its field.
  var summary: [View] {
    var seen: Set<String> = []
    return problems.compactMap { problem in
      let words = text("wrong").replacing("{field}", with: label(problem.field))
        .replacing("{remedy}", with: remedy(problem))
      guard seen.insert(words).inserted else { return nil }
      return ["link": "#\(FormField.id(problem.field))", "text": words]
    }
  }

  /// The question of a field, on whichever page it stands.
  func question(_ field: String) -> Question? {
    let single =
      Section.allCases.flatMap(\.fields) + ShortForm.questions + CompareForm.questions
    if let found = single.first(where: { $0.key == field }) { return found }
    guard let rules = try? site.library.rules(draft.cycle), let place = RowField(field) else {
      return nil
    }
    let lists = Section.allCases.flatMap { $0.lists(rules) }
    return lists.first { $0.name == place.list }?.question(place.key)
  }

  /// What a field is called, with the number of its row.
  func label(_ field: String) -> String {
    guard let place = RowField(field) else { return text(field) }
    let row = rowName(place.list, place.index)
    return place.key.isEmpty ? row : row + text("joint") + text("\(place.list).\(place.key)")
  }

  /// What a row is called: `第2个缴费时段`.
  func rowName(_ list: String, _ index: Int) -> String {
    text("\(list).entry").replacing("{number}", with: String(index + 1))
  }

  func groups(_ section: Section) -> [View] { questions(section.fields) }

  /// Questions outside lists.
  func questions(_ questions: [Question]) -> [View] {
    questions.map { view($0, name: $0.key, label: $0.key, value: draft[$0.key]) }
  }

  func list(_ list: QuestionList, oneMore: Bool) -> View {
    let count = draft.rows(list.name)
    let shown = max(count + (oneMore ? 1 : 0), 1)
    return [
      "heading": text(list.name), "hint": text("\(list.name).hint"),
      "add": "add:\(list.name)", "addText": text("\(list.name).add"),
      "rows": (0..<shown).map { index -> View in
        let row = "\(list.name)[\(index)]"
        return [
          "legend": rowName(list.name, index), "canRemove": index < count,
          "remove": "remove:\(row)", "removeText": text("remove"),
          "canUnfold": list.name == "innovation",
          "fields": fields(list, row, isNew: index >= count),
        ]
      },
    ]
  }

  /// The fields of a row; of a claim on innovation those that its award asks for.
  private func fields(_ list: QuestionList, _ row: String, isNew: Bool) -> [View] {
    let award = list.name == "innovation" ? AwardQuestions(draft["\(row).row"]) : nil
    return list.questions.map { question in
      let name = "\(row).\(question.key)"
      let value = isNew ? question.preset ?? "" : draft[name]
      return view(question, name: name, label: "\(list.name).\(question.key)", value: value) {
        field in
        guard list.name == "innovation", question.key != "row" else { return }
        field.isHidden = award?.asks(question.key, answered: value) != true
        if case .select(var options) = field.control, question.key == "grade" {
          for index in options.indices {
            let grade = options[index].value
            options[index].isOff =
              !grade.isEmpty && grade != value && award?.gives(grade) != true
          }
          field.control = .select(options)
        }
      }
    }
  }

  private func view(
    _ question: Question, name: String, label: String, value: String,
    _ change: (inout FormField) -> Void = { _ in }
  ) -> View {
    let hintKey = "calculator.\(label).hint"
    var field = FormField(
      name: name, label: text(label), control: control(question), value: value,
      hint: site.has(hintKey) ? site.text(hintKey, language) : "")
    if case .search = question.kind {
      field.value = site.searchText(question.key, value, language)
    }
    for problem in problems where problem.field == name {
      let remedy = remedy(problem)
      if !field.errors.contains(remedy) { field.errors.append(remedy) }
    }
    if question.isOptional { field.optional = text("optional") }
    change(&field)
    return field.view(joint: text("errorJoint"))
  }

  private func control(_ question: Question) -> FormField.Control {
    switch question.kind {
    case .radios(let options): .radios(self.options(question, options))
    case .select(let options):
      .select(
        self.options(
          question, (options.contains("") || question.preset != nil ? [] : [""]) + options))
    case .search(let options): .search(self.options(question, options))
    case .month, .date: .text(.dates(language))
    case .number: .text(.decimal)
    case .text: .text(.text)
    }
  }

  private func options(_ question: Question, _ options: [String]) -> [FormField.Option] {
    let key = question.key.split(separator: ".").last.map(String.init) ?? question.key
    return options.map { option in
      let award = question.key == "row" ? AwardQuestions(option) : nil
      return FormField.Option(
        value: option, text: site.optionText(key, option, language),
        asks: award?.keys.joined(separator: " ") ?? "",
        grades: award?.grades.joined(separator: " ") ?? "")
    }
  }
}

/// The name of a field in a row of a list, taken apart: `residences[2].from`.
struct RowField {
  var list: String
  var index: Int
  /// Empty when the whole row is meant.
  var key: String

  /// `nil` for a field that stands alone.
  init?(_ field: String) {
    guard let open = field.firstIndex(of: "["), let close = field.firstIndex(of: "]"),
      open < close, let index = Int(field[open..<close].dropFirst())
    else { return nil }
    list = String(field[..<open])
    self.index = index
    key = String(field[close...].dropFirst(2))
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
