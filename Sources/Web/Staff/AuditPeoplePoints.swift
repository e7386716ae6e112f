import Casework
import PointsService
import Policy
import Units

extension ServicePoint {
  /// 按证件查办理记录: from an identity number to the accounts, which acts name.
  static let auditPeople: [ServicePoint] = [
    .form(
      "/audit/people", Wording("按证件查账户", "From an identity number to accounts"), .searchActs,
      fields: [
        ServiceField("identityNumber", .text(40), Wording("身份证号码", "the identity number"))
      ], keepsDraft: false, done: .object([.init("accounts", .list(.number))])
    ) { visit in
      guard visit.actor.role == .auditor else { throw Unknown() }
      return .panels(
        visit, visit.say("audit.people"), crumbs: [(visit.say("service.menu.audit"), "/audit")],
        [
          Panel(
            paragraphs: [visit.say("window.identity.trace")],
            asks: [
              Panel.Ask(
                path: "/audit/people", button: visit.say("window.identity.find"),
                fields: [
                  FormField(
                    name: "identityNumber", label: visit.say("window.identity.number"),
                    control: .text(.text))
                ])
            ])
        ])
    } run: { visit in
      try await visit.hall.limits.draw([.search], account: visit.session.account, address: nil)
      let found = try await visit.searchActs().accounts(
        identityNumber: visit.text("identityNumber"), by: visit.actor)
      var outcome = Outcome("audit.done.found", next: "/audit/people")
      outcome.json = { json in
        json.object { json in
          json.list("accounts") { json in for number in found { json.number(Int(number)) } }
        }
      }
      outcome.sheet = .panels(
        visit, visit.say("staff.found"), crumbs: [(visit.say("audit.people"), "/audit/people")],
        [
          Panel(
            table: Panel.Table(
              columns: ["account", "by", "about"].map { visit.say("audit.people.\($0)") },
              rows: found.map { number in
                [
                  Panel.Cell(visit.say("staff.account", ["number": "\(number)"])),
                  Panel.Cell(visit.say("audit.by"), to: "/audit?subject=by&number=\(number)"),
                  Panel.Cell(visit.say("audit.about"), to: "/audit?subject=about&number=\(number)"),
                ]
              }, empty: visit.say("staff.found.none")),
            links: [(visit.say("audit.people"), "/audit/people")])
        ])
      return outcome
    }
  ]
}

/// What the auditor looks for, as it stands in the address (查询条件): numbers, never personal data.
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
      Wording("账户或单位的编号；案卷如unit/17", "the number of an account or unit; of a case unit/17")),
    ServiceField("event", .text(60), isNeeded: false, Wording("事件名称", "the name of an event")),
    ServiceField("from", .text(40), isNeeded: false, Wording("自，日期或时刻", "from a day or moment")),
    ServiceField("to", .text(40), isNeeded: false, Wording("至，日期或时刻", "to a day or moment")),
  ]

  private let kind: Kind?
  private let number: String
  let subject: SearchActs.Subject
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
      let names = Kind.allCases.map(\.rawValue).joined(separator: ", ")
      refuse("subject", names, names)
    }
    number = visit.query("number")
    let whole = Int64(number).flatMap { $0 > 0 ? $0 : nil }
    switch (kind, whole) {
    case (.by, let whole?): subject = .by(account: whole)
    case (.about, let whole?): subject = .about(account: whole)
    case (.unit, let whole?): subject = .unit(whole)
    case (.associations, let whole?): subject = .associations(unit: whole)
    case (.dossier, _):
      let parts = number.split(separator: "/").map(String.init)
      if parts.count == 2, let whole = Int64(parts[1]), whole > 0, parts[0].utf8.count <= 40 {
        subject = .dossier(DossierID(DossierKind(rawValue: parts[0]), whole))
      } else {
        subject = .anything
        refuse("number", "案卷的种类与编号，如unit/17", "kind and number of a case, such as unit/17")
      }
    case (.by, nil), (.about, nil), (.unit, nil), (.associations, nil):
      subject = .anything
      refuse("number", "请填写账户或单位的编号", "enter the number of the account or unit")
    case (.anything, _), (nil, _): subject = .anything
    }
    let typed = visit.query("event")
    event = typed.isEmpty ? nil : typed
    if !typed.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) || typed.utf8.count > 60 {
      refuse("event", "事件的英文名称", "the name of an event")
    }
    func moment(_ name: String, isEnd: Bool) -> Instant? {
      let text = visit.query(name)
      guard !text.isEmpty else { return nil }
      if let day = CivilDate(text) { return Instant(isEnd ? day.adding(days: 1) : day) }
      if let moment = Instant(text) { return moment }
      refuse(
        name, "日期或时刻，如2020-07-17或2020-07-17T08:00",
        "a day or moment such as 2020-07-17 or 2020-07-17T08:00")
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

  /// The same conditions at another address.
  func path(_ path: String, before: Int? = nil) -> String {
    var pairs = query
    if let before { pairs.append(("before", "\(before)")) }
    return path + "?"
      + pairs.filter { !$0.value.isEmpty }
      .map { "\($0.name)=\(FormEncoding.percent($0.value))" }.joined(separator: "&")
  }

  func filter(_ visit: Visit) -> Panel.Filter {
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
