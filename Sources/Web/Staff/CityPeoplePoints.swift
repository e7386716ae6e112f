import Casework
import PointsService
import Policy
import Units

extension ServicePoint {
  /// 对个人的失信处理: proposed by one administrator and confirmed by another, like everything that the city imposes.
  static let cityPeople: [ServicePoint] = [people, barring, person, lifting]

  private static let base = "/city/sanctions/people"
  private static let pageSize = 50

  private static let rowShape: [Shape.Member] = [
    .init("number", .number), .init("version", .number),
    .init("state", .choice(SanctionLifecycle.Status.allCases.map(\.rawValue))),
    .init("name", .text), .init("identityNumber", .text), .init("until", .day),
    .init("imposedAt", .moment),
  ]

  private static func write(_ row: ListSanctions.Row, to json: inout JSONWriter) {
    json.field("number", Int(row.number))
    json.field("version", row.version)
    json.field("state", row.state.rawValue)
    json.field("name", row.maskedName)
    json.field("identityNumber", row.maskedNumber)
    json.field("until", row.until.description)
    json.field("imposedAt", row.imposedAt.description)
  }

  private static func mark(_ state: SanctionLifecycle.Status, _ visit: Visit) -> Panel.Mark {
    Panel.Mark(
      state == .active ? .danger : .todo, SanctionLifecycle.title(of: state)[visit.language])
  }

  /// 个人失信处理名单, those that are over as well.
  private static let people = ServicePoint.page(
    base, Wording("个人失信处理名单", "People who were barred"), .readCase,
    query: [
      ServiceField(
        "state", .choice(SanctionLifecycle.Status.allCases.map(\.rawValue)), isNeeded: false,
        Wording("状态", "the state")),
      ServiceField(
        "after", .number, isNeeded: false, Wording("在哪个编号之后", "after which number to go on")),
    ],
    answer: .object([
      .init("people", .list(.object(rowShape))), .init("next", .optional(.number)),
    ])
  ) { visit in
    guard visit.actor.role == .administrator else { throw Unknown() }
    let state: SanctionLifecycle.Status? = try visit.chosen(
      "state", SanctionLifecycle.Status.allCases
    ) {
      $0.rawValue
    }
    let (rows, next) = try await ListSanctions(visit.hall.points)(
      state: state, after: try visit.queryNumber("after") ?? 0, limit: pageSize, by: visit.actor)
    return .panels(
      visit, visit.say("city.people"), lead: visit.say("city.people.lead"),
      crumbs: [(visit.say("city.sanctions"), "/city/sanctions")],
      [
        Panel(
          filter: Panel.Filter(
            path: base,
            fields: [
              visit.choice(
                "state", visit.say("city.people.state"),
                [("", visit.say("city.people.every"))]
                  + SanctionLifecycle.Status.allCases.map {
                    ($0.rawValue, SanctionLifecycle.title(of: $0)[visit.language])
                  })
            ], button: visit.say("staff.show")), table: table(rows, visit)),
        visit.pages(next: next) {
          visit.path(base, ["state": state?.rawValue ?? "", "after": $0])
        },
        Panel(links: [(visit.say("city.people.bar"), "\(base)/new")]),
      ]
    ) { json in
      json.object { json in
        json.list("people") { json in
          for row in rows { json.object { write(row, to: &$0) } }
        }
        json.key("next")
        if let next { json.number(Int(next)) } else { json.null() }
      }
    }
  }

  private static func table(_ rows: [ListSanctions.Row], _ visit: Visit) -> Panel.Table {
    Panel.Table(
      columns: ["name", "number", "state", "imposed", "until"].map {
        visit.say("city.people.\($0)")
      },
      rows: rows.map { row in
        [
          Panel.Cell(row.maskedName, to: "\(base)/\(row.number)"), Panel.Cell(row.maskedNumber),
          Panel.Cell("", mark(row.state, visit)), Panel.Cell(row.imposedAt.text(visit.language)),
          Panel.Cell(row.until.text(visit.language)),
        ]
      }, empty: visit.say("city.people.none"))
  }

  // MARK: One of them

  private static let person = ServicePoint.page(
    "\(base)/:number", Wording("个人失信处理详情", "The bar on a person"), .readCase,
    answer: .object(rowShape + [.init("reason", .text)])
  ) { visit in
    let row = try await visit.sanction()
    let canLift = (try? SanctionLifecycle.apply(.lift, to: row.state)) != nil
    return .panels(
      visit, visit.say("city.people.title", ["number": "\(row.number)"]),
      crumbs: visit.peopleCrumbs,
      [
        Panel(facts: facts(row, visit)),
        Panel(
          title: canLift ? visit.say("staff.can") : "",
          links: canLift ? [(visit.say("city.people.lift"), "\(base)/\(row.number)/lift")] : []),
      ]
    ) { json in
      json.object { json in
        write(row, to: &json)
        json.field("reason", row.reason ?? "")
      }
    }
  }

  private static func facts(_ row: ListSanctions.Row, _ visit: Visit) -> [Panel.Fact] {
    [
      Panel.Fact(visit.say("city.people.state"), "", mark(row.state, visit)),
      Panel.Fact(visit.say("city.people.name"), row.maskedName),
      Panel.Fact(visit.say("city.people.number"), row.maskedNumber),
      Panel.Fact(visit.say("city.people.imposed"), row.imposedAt.text(visit.language)),
      Panel.Fact(visit.say("city.sanction.until"), row.until.text(visit.language)),
      Panel.Fact(visit.say("city.reason"), row.reason ?? "—"),
    ]
  }

  private static let lifting = ServicePoint.form(
    "\(base)/:number/lift", Wording("提议解除对个人的失信处理", "Propose to lift a person’s bar"),
    .liftSanction, reads: .readCase,
    fields: [
      ServiceField("reason", .text(500), Wording("理由，2至500字", "why, in 2 to 500 characters"))
    ]
  ) { visit in
    let row = try await visit.sanction()
    let back = "\(base)/\(row.number)"
    return .panels(
      visit, visit.point.title[visit.language],
      crumbs: visit.peopleCrumbs + [
        (visit.say("city.people.title", ["number": "\(row.number)"]), back)
      ],
      [
        Panel(
          paragraphs: [visit.say("city.people.lift.text")], facts: facts(row, visit),
          asks: [
            Panel.Ask(
              path: visit.place, button: visit.say("city.propose"),
              fields: [
                FormField(
                  name: "reason", label: visit.say("city.people.lift.reason"), control: .long,
                  hint: visit.say("city.people.lift.reason.hint"))
              ],
              keepsDraft: true)
          ], links: [(visit.say("staff.cancel"), back)])
      ])
  } run: { visit in
    let done = try await LiftPersonSanction(visit.hall.points)(
      try visit.number("number"), reason: visit.text("reason"), by: visit.actor)
    return Outcome("city.done.proposed", next: "/city/proposals/\(done.dossier.number)", done)
  }

  // MARK: A new one

  /// 提议对个人失信处理: who it is, is looked up and shown masked before anything is proposed.
  private static let barring = ServicePoint.form(
    "\(base)/new", Wording("提议对个人失信处理", "Propose to bar a person"), .sanctionPerson,
    reads: .readCase,
    fields: [
      ServiceField("identityNumber", .text(40), Wording("身份证号码", "the identity number")),
      ServiceField(
        "until", .date, isNeeded: false,
        Wording(
          "禁入的最后一日，10年以内；不填为第五年年末",
          "the last day, within ten years; the end of the fifth year when left out")),
      ServiceField(
        "reason", .text(500), isNeeded: false,
        Wording("理由，2至500字；只核对时不用填", "why, in 2 to 500 characters; not needed to look")),
      ServiceField(
        "look", .flag, isNeeded: false,
        Wording("只核对是谁，不提议", "only say who it is; nothing is proposed")),
    ],
    done: .optional(
      .object([
        .init("name", .text), .init("identityNumber", .text),
        .init("barredUntil", .optional(.day)), .init("pastBars", .number),
      ]))
  ) { visit in
    guard visit.actor.role == .administrator else { throw Unknown() }
    return visit.barForm()
  } run: { visit in
    let go = visit.text("go")
    if go == "edit" {
      var edited = visit
      edited.typed = Visit.Typed(fields: visit.sent, version: visit.draftSeen)
      return .unfinished(edited.barForm())
    }
    let desk = visit.hall.points
    let number = visit.text("identityNumber")
    let until =
      try visit.day("until") ?? SanctionPerson.usual(from: visit.actor.receivedAt.beijing.date)
    if go == "look" || visit.flag("look") {
      var problems: [Problem] = []
      if go == "look" {
        // What would be refused at the end is said now.
        do throws(Problems) {
          try SanctionPerson(desk).check(
            until: until, reason: visit.text("reason"), visit.actor)
        } catch { problems += error.list }
      }
      try await visit.hall.limits.draw(
        [.search], account: visit.session.account, address: nil)
      let found: LookUpPerson.Found
      do {
        found = try await LookUpPerson(desk)(identityNumber: number, by: visit.actor)
      } catch let wrong as Problems {
        throw Problems(wrong.list + problems)
      }
      guard problems.isEmpty else { throw Problems(problems) }
      return visit.looked(found, until: until)
    }
    let done = try await SanctionPerson(desk)(
      identityNumber: number, until: until, reason: visit.text("reason"), by: visit.actor)
    return Outcome("city.done.proposed", next: "/city/proposals/\(done.dossier.number)", done)
  }
}

extension Visit {
  fileprivate var peopleCrumbs: [(text: String, path: String)] {
    [(say("city.sanctions"), "/city/sanctions"), (say("city.people"), "/city/sanctions/people")]
  }

  /// The sanction that the address names.
  fileprivate func sanction() async throws -> ListSanctions.Row {
    guard actor.role == .administrator else { throw Unknown() }
    return try await ListSanctions(hall.points).one(try number("number"), by: actor)
  }

  /// The form, before anybody was looked up.
  fileprivate func barForm() -> Sheet {
    let usual = SanctionPerson.usual(from: actor.receivedAt.beijing.date)
    return .panels(
      self, point.title[language], crumbs: peopleCrumbs,
      [
        Panel(
          paragraphs: [say("city.people.text"), say("city.people.trace")],
          asks: [
            Panel.Ask(
              path: place, button: say("city.people.look"),
              fields: [
                FormField(
                  name: "identityNumber", label: say("city.people.number"),
                  control: .text(.text), hint: say("city.people.number.hint")),
                FormField(
                  name: "until", label: say("city.sanction.until"),
                  control: .text(.dates(language)), value: usual.description,
                  hint: say(
                    "city.people.until.hint",
                    ["day": exampleOfEnd, "usual": usual.text(language)])),
                FormField(
                  name: "reason", label: say("city.reason"), control: .long,
                  hint: say("city.people.reason")),
              ], hidden: [("go", "look")], keepsDraft: true)
          ], links: [(say("staff.cancel"), "/city/sanctions/people")])
      ])
  }

  /// Who it is, to be compared with the papers; nothing is proposed yet.
  fileprivate func looked(_ found: LookUpPerson.Found, until: CivilDate) -> Outcome {
    let carried = ["identityNumber", "until", "reason"].map { (name: $0, value: text($0)) }
    var facts = [
      Panel.Fact(say("city.people.name"), found.maskedName),
      Panel.Fact(say("city.people.number"), found.maskedNumber),
      Panel.Fact(
        say("city.people.before"),
        found.pastBars == 0
          ? say("city.people.before.none")
          : say("city.people.before.count", ["count": "\(found.pastBars)"])),
      Panel.Fact(say("city.sanction.until"), until.text(language)),
      Panel.Fact(say("city.reason"), text("reason")),
    ]
    var asks = [
      Panel.Ask(
        path: place, button: say("city.people.edit"), hidden: carried + [("go", "edit")],
        isMain: false)
    ]
    if let barred = found.barredUntil {
      facts.insert(
        Panel.Fact(
          say("city.people.state"), say("city.people.barred", ["until": barred.text(language)]),
          Panel.Mark(.danger, SanctionLifecycle.title(of: .active)[language])), at: 2)
    } else {
      asks.insert(
        Panel.Ask(path: place, button: say("city.propose"), hidden: carried), at: 0)
    }
    var plain = self
    plain.typed = nil
    var outcome = Outcome.unfinished(
      .panels(
        plain, say("city.people.check"),
        crumbs: peopleCrumbs + [(point.title[language], place)],
        [
          Panel(
            paragraphs: [
              say(found.barredUntil == nil ? "city.people.check.text" : "city.people.check.barred")
            ], facts: facts, asks: asks)
        ]))
    outcome.json = { json in
      json.object { json in
        json.field("name", found.maskedName)
        json.field("identityNumber", found.maskedNumber)
        json.optional("barredUntil", found.barredUntil?.description)
        json.field("pastBars", found.pastBars)
      }
    }
    return outcome
  }
}
