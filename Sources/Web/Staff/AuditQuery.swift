import Casework
import PointsService
import Policy
import Units

/// What the auditor looks for, as it stands in the address (查询条件): numbers and credit codes, never personal data.
struct AuditQuery {
  private enum Kind: String, CaseIterable {
    case anything, by, about, unit, associations
    case dossier = "case"
  }

  /// As they stand after the `?`.
  static let fields = [
    ServiceField(
      "subject", .choice(Kind.allCases.map(\.rawValue)), isNeeded: false,
      Wording("查询对象", "what is looked for")),
    ServiceField(
      "number", .text(60), isNeeded: false,
      Wording(
        "账户的编号；单位的统一社会信用代码或编号；案卷如unit/17",
        "the number of an account; the credit code or number of a unit; of a case unit/17")),
    ServiceField("event", .text(60), isNeeded: false, Wording("事件名称", "the name of an event")),
    ServiceField("from", .text(40), isNeeded: false, Wording("自，日期或时刻", "from a day or moment")),
    ServiceField("to", .text(40), isNeeded: false, Wording("至，日期或时刻", "to a day or moment")),
  ]

  /// Whose acts or acts about what, as it was typed.
  private enum Wanted {
    case known(SearchActs.Subject)
    case unit(String)
    case associations(String)
  }

  private let kind: Kind?
  private let number: String
  private let wanted: Wanted
  let event: String?
  let from: Instant?
  let to: Instant?
  let before: Int?

  /// Whether there is something to look for; otherwise the page only asks.
  var isAsked: Bool { kind != nil }

  /// - Throws: `Problems` about everything that is no such condition.
  init(_ visit: Visit) throws {
    var problems: [Problem] = []
    func refuse(_ name: String, _ zh: String, _ en: String) {
      problems.append(
        Problem(path: name, value: JSONText.quoted(visit.query(name)), allowed: Wording(zh, en)))
    }
    let name = visit.query("subject")
    kind = name.isEmpty ? nil : Kind(rawValue: name)
    if !name.isEmpty, kind == nil {
      problems += Problem.unlisted("subject", name).list
    }
    number = Visit.trimmed(visit.query("number"))
    let whole = Int64(number).flatMap { $0 > 0 ? $0 : nil }
    switch (kind, whole) {
    case (.by, let whole?): wanted = .known(.by(account: whole))
    case (.about, let whole?): wanted = .known(.about(account: whole))
    case (.unit, _): wanted = .unit(number)
    case (.associations, _): wanted = .associations(number)
    case (.dossier, _):
      let parts = number.split(separator: "/").map(String.init)
      if parts.count == 2, let whole = Int64(parts[1]), whole > 0, parts[0].utf8.count <= 40 {
        wanted = .known(.dossier(DossierID(DossierKind(rawValue: parts[0]), whole)))
      } else {
        wanted = .known(.anything)
        refuse(
          "number", "请填写案卷的种类与编号，中间用斜线，如unit/17",
          "enter kind and number of the case with a slash between them, such as unit/17")
      }
    case (.by, nil), (.about, nil):
      wanted = .known(.anything)
      refuse(
        "number", "请填写账户的编号；只知道证件号码或工作人员的，先按“其他途径”查账户",
        "enter the number of the account; below are ways to it from an identity number and for officers"
      )
    case (.anything, _), (nil, _): wanted = .known(.anything)
    }
    let typed = visit.query("event")
    event = typed.isEmpty ? nil : typed
    if !typed.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) || typed.utf8.count > 60 {
      problems += Problem.unlisted("event", typed).list
    }
    func moment(_ name: String, isEnd: Bool) -> Instant? {
      let text = visit.query(name)
      guard !text.isEmpty else { return nil }
      if let moment = Typing.moment(text, isEnd: isEnd) { return moment }
      refuse(
        name, "“\(text.prefix(40))”不是日期或时刻，请填写如2028年12月31日，或2028年12月31日 20:00",
        "“\(text.prefix(40))” is no day or moment: enter one such as 31 December 2028, or 31 December 2028 20:00"
      )
      return nil
    }
    from = moment("from", isEnd: false)
    to = moment("to", isEnd: true)
    before = visit.point.path == "/audit" ? Int(visit.query("before")) : nil
    guard problems.isEmpty else { throw Problems(problems) }
    query = [
      ("subject", name), ("number", number), ("event", typed), ("from", visit.query("from")),
      ("to", visit.query("to")),
    ]
  }

  private let query: [(name: String, value: String)]

  /// What is looked for, by the number that acts name it by.
  ///
  /// - Throws: `Problems` about what is no unit.
  func subject(_ visit: Visit) async throws -> SearchActs.Subject {
    switch wanted {
    case .known(let subject): subject
    case .unit(let typed): .unit(try await visit.searchActs().unit(typed, by: visit.actor))
    case .associations(let typed):
      .associations(unit: try await visit.searchActs().unit(typed, by: visit.actor))
    }
  }

  /// Whether the results have sign-ins among them, which nobody has done who was known by then.
  var showsSignIns: Bool { kind == .by }

  /// The same conditions at another address.
  func path(_ path: String, before: String = "") -> String {
    path + "?"
      + (query + [("before", before)]).filter { !$0.value.isEmpty }
      .map { "\($0.name)=\(FormEncoding.percent($0.value))" }.joined(separator: "&")
  }

  /// The form with what was typed.
  static func filter(_ visit: Visit) -> Panel.Filter {
    Panel.Filter(
      path: "/audit",
      fields: [
        visit.choice(
          "subject", visit.say("audit.subject"),
          Kind.allCases.map { ($0.rawValue, visit.say("audit.subject.\($0.rawValue)")) }),
        visit.search("number", visit.say("audit.number"), hint: visit.say("audit.number.hint")),
        FormField(
          name: "event", label: visit.say("audit.event"),
          control: .select(
            [FormField.Option(value: "", text: visit.say("audit.event.all"))]
              + EventWords.names.map { FormField.Option(value: $0, text: visit.event($0)) }),
          value: visit.query("event")),
        visit.search("from", visit.say("audit.from")), visit.search("to", visit.say("audit.to")),
      ], button: visit.say("audit.search"))
  }
}
