import Policy

/// A field of a form (表单字段): what is asked, what stands in it, what is wrong with it. Every field of
/// every page is one of these, drawn by the template `field`.
struct FormField {
  /// How it is answered.
  enum Control {
    case text(Keyboard)
    /// A day and a time of Beijing, `2026-04-14T08:00`.
    case moment
    /// A text with suggestions.
    case search([Option])
    case radios([Option])
    case select([Option])
    /// Several of the answers, each sent under the field's name.
    case checks([Option])
    /// One box that is ticked or not: its own words.
    case tick(String)
    /// A text of several lines.
    case long
    /// Files that are handed in; which kinds a browser offers.
    case files(String)
  }

  /// What a phone offers for typing; the name is the value of `inputmode`.
  enum Keyboard: String {
    case text, decimal, numeric

    /// For dates and months: a keyboard of digits has no English names of months.
    static func dates(_ language: Language) -> Keyboard { language == .zh ? .decimal : .text }
  }

  /// An answer that can be chosen.
  struct Option {
    var value: String
    var text: String
    /// Cannot be chosen beside the other answers of its row.
    var isOff = false
    /// Of a suggestion, which fields of its row it asks for, and which answers of them.
    var asks = ""
    var grades = ""
  }

  var name: String
  var label: String
  var control: Control
  /// What stands in it: as typed, or the value of the chosen option.
  var value = ""
  /// What is chosen where several can be.
  var values: [String] = []
  var hint = ""
  /// What is wrong and how to mend it.
  var errors: [String] = []
  /// Said after the label when nothing needs to be answered.
  var optional = ""
  /// What it belongs to, where several fields of a page have the same label.
  var group = ""
  /// Not asked for now; what stands in it goes along.
  var isHidden = false
  /// Other than the one made from the name, where two forms of a page have the same field.
  var id: String?

  var isTick: Bool { if case .tick = control { true } else { false } }

  /// The identifier of a field by its name; errors and charts lead to it.
  static func id(_ name: String) -> String {
    "f-"
      + name.map { character in
        character.isLetter || character.isNumber ? String(character) : "-"
      }.joined()
  }

  /// - Parameter joint: what stands between several errors.
  func view(joint: String) -> View {
    let id = id ?? FormField.id(name)
    var described: [String] = []
    if !hint.isEmpty { described.append("\(id)-hint") }
    if !errors.isEmpty { described.append("\(id)-error") }
    var view: View = [
      "id": id, "name": name, "label": label, "hint": hint, "hasHint": !hint.isEmpty,
      "hintId": "\(id)-hint", "errorId": "\(id)-error", "error": errors.joined(separator: joint),
      "hasError": !errors.isEmpty, "describedBy": described.joined(separator: " "),
      "hasDescription": !described.isEmpty, "value": value, "optional": optional,
      "isOptional": !optional.isEmpty, "isHidden": isHidden, "isRadios": false, "isSelect": false,
      "isText": false, "type": "text", "list": "\(id)-list", "hasList": false, "inputmode": "text",
      "options": [View](), "isChecks": false, "isTick": false, "isLong": false, "isFiles": false,
      "tick": "", "isTicked": false, "accept": "",
    ]
    switch control {
    case .text(let keyboard):
      view["isText"] = true
      view["inputmode"] = keyboard.rawValue
    case .moment:
      view["isText"] = true
      view["type"] = "datetime-local"
    case .search(let options):
      view["isText"] = true
      view["hasList"] = true
      view["options"] = views(options, id)
    case .radios(let options):
      view["isRadios"] = true
      view["options"] = views(options, id)
    case .select(let options):
      view["isSelect"] = true
      view["options"] = views(options, id)
    case .checks(let options):
      view["isChecks"] = true
      view["options"] = views(options, id)
    case .tick(let words):
      view["isTick"] = true
      view["tick"] = words
      view["isTicked"] = ["true", "on", "1"].contains(value)
    case .long: view["isLong"] = true
    case .files(let accept):
      view["isFiles"] = true
      view["accept"] = accept
    }
    return view
  }

  /// The first option bears the identifier of the field, so that an error leads to it.
  private func views(_ options: [Option], _ id: String) -> [View] {
    options.enumerated().map { index, option in
      [
        "value": option.value, "text": option.text,
        "isChosen": option.value == value || values.contains(option.value),
        "isOff": option.isOff, "asks": option.asks, "hasAsks": !option.asks.isEmpty,
        "grades": option.grades, "optionId": index == 0 ? id : "\(id)-\(index)",
      ]
    }
  }
}
