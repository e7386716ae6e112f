import PointsLaw
import Policy

/// The pages of the calculator (填写页), in the order of the task list.
package enum Section: String, CaseIterable, Sendable {
  case person, insurance, residences, credentials, innovation, tax, honours, record

  /// Single answers of the page, before its lists.
  var fields: [Question] {
    switch self {
    case .person:
      [
        Question("birthDate", .date),
        Question("sex", .radios(["male", "female"])),
        Question("post", .radios(["worker", "management", "unsure"])),
        Question("household", .radios(["urban", "rural", "unsure"])),
        Question("permit", .radios(["yes", "no", "unsure"])),
        Question("residencePermitAppliedOn", .date),
        Question("criminalRecord", .radios(["no", "yes", "unsure"])),
      ]
    case .residences: [Question("married", .radios(["yes", "never"]))]
    case .tax:
      [
        Question("taxes.authorised", .radios(["yes", "no", "unsure"])),
        Question("taxes.taxOwed", .radios(["no", "yes", "unsure"])),
      ]
    default: []
    }
  }

  /// What people enter many of.
  func lists(_ rules: Rules) -> [QuestionList] {
    switch self {
    case .person: []
    case .insurance:
      [
        QuestionList(
          "insurance",
          [
            Question("types", .select(["all"] + InsuranceType.allCases.map(\.name))),
            Question("from", .month), Question("to", .month),
            Question("district", .select(District.allCases.map(\.name))),
            Question("payment", .select(["normal", "supplementary", "agency"])),
            Question("recordedOn", .date, isOptional: true),
          ])
      ]
    case .residences:
      [
        QuestionList(
          "residences",
          [
            Question("home", .select(["ownSelf", "ownSpouse", "rental", "dormitory"])),
            Question("from", .month), Question("to", .month),
            Question(
              "district", .select(District.allCases.filter { $0 != .municipal }.map(\.name))),
          ]),
        QuestionList("marriages", [Question("from", .month), Question("to", .month)]),
      ]
    case .credentials:
      [
        QuestionList(
          "credentials",
          [
            Question("level", .select(Credential.Level.allCases.map(\.name))),
            Question("papers", .select(["both", "diploma", "degree", "unsure"])),
            Question("enrolled", .month), Question("graduated", .month),
          ])
      ]
    case .innovation:
      [
        QuestionList(
          "innovation",
          [
            Question("row", .search(InnovationRow.allCases.map(\.name))),
            Question("grade", .select([""] + Grade.allCases.map(\.name))),
            Question("place", .number), Question("year", .number), Question("years", .text),
            Question("financing", .number),
          ])
      ]
    case .tax:
      [
        QuestionList("income", [Question("year", .number), Question("paid", .number)])
      ]
        + (rules.tax.enterpriseAverage == nil
          ? []
          : [
            QuestionList(
              "enterprises",
              [
                Question("name", .text), Question("year", .number), Question("share", .number),
                Question("paid", .number),
              ])
          ]) + [QuestionList("violations", [Question("date", .date)])]
    case .honours:
      [
        QuestionList(
          "honours",
          [
            Question("title", .search(HonourTitle.allCases.map(\.name))),
            Question("year", .number),
          ])
      ]
    case .record: [QuestionList("detentions", [Question("date", .date)])]
    }
  }
}

/// One question of a page: the last part of its field's name and how it is answered.
struct Question: Sendable {
  enum Kind: Sendable {
    case text, month, date, number
    case radios([String])
    case select([String])
    /// A text with suggestions: the words of one of these.
    case search([String])
  }

  var key: String
  var kind: Kind
  var isOptional: Bool

  init(_ key: String, _ kind: Kind, isOptional: Bool = false) {
    self.key = key
    self.kind = kind
    self.isOptional = isOptional
  }

  /// An answer in the form of the case file, as far as it can be understood.
  func normal(_ text: String) -> String {
    switch kind {
    case .month: Typing.month(text)
    case .date: Typing.date(text)
    case .number: key == "share" ? Typing.share(text) : Typing.amount(text)
    // A name stays as it is written.
    case .text: key == "name" ? Typing.trimmed(text) : Typing.plain(text)
    case .search: searched(Typing.plain(text))
    case .radios, .select: text
    }
  }
}

extension Question {
  /// The name of what was found by its words in either language, however its letters and brackets were
  /// typed; what was typed when nothing is.
  private func searched(_ text: String) -> String {
    func name<Value>(_ all: [Value], _ name: (Value) -> String, _ wording: (Value) -> Wording)
      -> String?
    {
      all.first { value in
        [wording(value).zh, wording(value).en].contains {
          Typing.plain($0).lowercased() == text.lowercased()
        }
      }.map(name)
    }
    switch key {
    case "row": return name(InnovationRow.allCases, \.name, \.wording) ?? text
    case "title": return name(HonourTitle.allCases, \.name, \.wording) ?? text
    default: return text
    }
  }
}

struct QuestionList: Sendable {
  var name: String
  var questions: [Question]

  init(_ name: String, _ questions: [Question]) {
    self.name = name
    self.questions = questions
  }
}

extension Site {
  /// The words of an answer that is chosen from a list.
  func optionText(_ question: String, _ option: String, _ language: Language) -> String {
    func words<Value: CaseIterable>(
      _ type: Value.Type, _ name: (Value) -> String, _ wording: (Value) -> Wording
    ) -> String? {
      Value.allCases.first { name($0) == option }.map { wording($0)[language] }
    }
    let known: String? =
      switch question {
      case "district", "insuredIn", "homeIn": words(District.self, \.name, \.wording)
      case "level": words(Credential.Level.self, \.name, \.wording)
      case "row": words(InnovationRow.self, \.name, \.wording)
      case "grade": words(Grade.self, \.name, \.wording)
      case "title": words(HonourTitle.self, \.name, \.wording)
      case "types": words(InsuranceType.self, \.name, \.wording)
      default: nil
      }
    if let known { return known }
    // Nothing chosen is an answer of its own where it stands for "none".
    if option.isEmpty, !["insuredIn", "homeIn"].contains(question) {
      return text("calculator.pleaseChoose", language)
    }
    return text("calculator.\(question).\(option.isEmpty ? "none" : option)", language)
  }
}
