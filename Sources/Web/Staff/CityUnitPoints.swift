import Casework
import PointsLaw
import PointsService
import Policy
import Units

extension ServicePoint {
  /// 用人单位与失信处理
  static let cityUnits: [ServicePoint] = [units, unit, sanctions, barring, lifting]

  private static let pageSize = 50

  private static let following = ServiceField(
    "after", .number, isNeeded: false, Wording("在哪个编号之后", "after which number to go on"))

  private static let unitShape = Shape.object(unitMembers)

  private static let unitMembers: [Shape.Member] = [
    .init("number", .number), .init("version", .number), .init("creditCode", .text),
    .init("name", .optional(.text)), .init("district", .optional(.text)),
    .init("state", .choice(UnitLifecycle.Status.allCases.map(\.rawValue))),
    .init("codeWorks", .flag), .init("barredUntil", .optional(.day)),
    .init("obstacles", .list(.choice(UnitObstacle.allCases.map(\.rawValue)))),
  ]

  private static let listShape = Shape.object([
    .init("units", .list(unitShape)), .init("next", .optional(.number)),
  ])

  private static func write(
    _ view: ShowUnit.View, _ bar: ReadUnitBar.View? = nil, to json: inout JSONWriter
  ) {
    json.object { json in
      json.field("number", Int(view.number))
      json.field("version", view.version)
      json.field("creditCode", view.content.code.full)
      json.optional("name", view.content.registration?.name)
      json.optional("district", view.content.registration?.district.name)
      json.field("state", view.state.rawValue)
      json.field("codeWorks", view.works)
      json.optional("barredUntil", view.content.barredUntil?.description)
      json.list("obstacles") { json in
        for obstacle in view.obstacles { json.text(obstacle.rawValue) }
      }
      if let bar { json.object("bar", bar.write) }
    }
  }

  private static func write(
    _ views: [ShowUnit.View], next: Int64?, to json: inout JSONWriter
  ) {
    json.object { json in
      json.list("units") { json in for view in views { write(view, to: &json) } }
      json.key("next")
      if let next { json.number(Int(next)) } else { json.null() }
    }
  }

  private static func mark(_ state: UnitLifecycle.Status, _ visit: Visit) -> Panel.Mark {
    let kind: Panel.Mark.Kind =
      switch state {
      case .active: .done
      case .pending, .unconfirmed: .info
      case .disputed, .barDisputed: .warn
      case .refused, .barred: .danger
      case .cancelled: .todo
      }
    return Panel.Mark(kind, UnitLifecycle.title(of: state)[visit.language])
  }

  private static func table(_ views: [ShowUnit.View], _ visit: Visit) -> Panel.Table {
    Panel.Table(
      columns: ["name", "code", "district", "state", "barred"].map {
        visit.say("city.units.\($0)")
      },
      rows: views.map { view in
        [
          Panel.Cell(
            view.content.registration?.name ?? visit.say("city.units.unknown"),
            to: "/city/units/\(view.number)"), Panel.Cell(view.content.code.full),
          Panel.Cell(view.content.registration?.district.wording[visit.language] ?? "—"),
          Panel.Cell("", mark(view.state, visit)),
          Panel.Cell(view.content.barredUntil?.text(visit.language) ?? "—"),
        ]
      }, empty: visit.say("city.units.none"))
  }

  /// 单位名单
  private static let units = ServicePoint.page(
    "/city/units", Wording("单位名单", "The units"), .readCase,
    query: [
      ServiceField(
        "state", .choice(UnitLifecycle.Status.allCases.map(\.rawValue)), isNeeded: false,
        Wording("状态", "the state")),
      ServiceField(
        "district", .choice(District.allCases.map(\.name)), isNeeded: false,
        Wording("办理窗口所在区", "the district of the competent window")),
      ServiceField(
        "search", .text(100), isNeeded: false,
        Wording("统一社会信用代码或名称中的字", "a credit code or a part of the name")), following,
    ], answer: listShape, showsMistakes: true
  ) { visit in
    guard visit.actor.role == .administrator else { throw Unknown() }
    let state: UnitLifecycle.Status? = try visit.chosen("state", UnitLifecycle.Status.allCases) {
      $0.rawValue
    }
    let district: District? = try visit.chosen("district", District.allCases) { $0.name }
    let sought = Visit.trimmed(visit.query("search"))
    let after = try visit.queryNumber("after") ?? 0
    let (views, next) =
      visit.problems.isEmpty
      ? try await ShowUnit(visit.hall.points).find(
        sought, state: state, district: district, after: after, limit: pageSize, by: visit.actor)
      : ([], nil)
    return .panels(
      visit, visit.say("city.units"),
      [
        Panel(
          filter: Panel.Filter(
            path: "/city/units",
            fields: [
              visit.search("search", visit.say("city.units.search")),
              visit.choice(
                "district", visit.say("city.units.window"),
                [("", visit.say("city.units.everywhere"))]
                  + District.allCases.map { ($0.name, $0.wording[visit.language]) }),
              visit.choice(
                "state", visit.say("city.units.state"),
                [("", visit.say("city.units.every"))]
                  + UnitLifecycle.Status.allCases.map {
                    ($0.rawValue, UnitLifecycle.title(of: $0)[visit.language])
                  }),
            ], button: visit.say("staff.show")), table: table(views, visit)),
        visit.pages(next: next) {
          visit.path(
            "/city/units",
            [
              "search": sought, "state": state?.rawValue ?? "", "district": district?.name ?? "",
              "after": $0,
            ])
        },
      ]
    ) { write(views, next: next, to: &$0) }
  }

  /// 单位详情
  private static let unit = ServicePoint.page(
    "/city/units/:number", Wording("单位详情", "A unit"), .readCase,
    answer: .object(unitMembers + [.init("bar", ReadUnitBar.View.shape, isOptional: true)])
  ) { visit in
    let view = try await visit.cityUnit()
    let bar = try await visit.bar(of: view)
    let language = visit.language
    let base = "/city/units/\(view.number)"
    let canBar = (try? UnitLifecycle.apply(.bar, to: view.state)) != nil
    let canLift = (try? UnitLifecycle.apply(.lift, to: view.state)) != nil
    var facts = [
      Panel.Fact(visit.say("city.units.state"), "", mark(view.state, visit)),
      Panel.Fact(visit.say("city.units.code"), view.content.code.full),
      Panel.Fact(
        visit.say("city.units.district"),
        view.content.registration?.district.wording[language] ?? "—"),
      Panel.Fact(
        visit.say("city.units.registered"),
        view.content.registration?.asOf.text(language) ?? visit.say("city.units.unknown")),
      Panel.Fact(
        visit.say("city.units.works"),
        visit.say(view.works ? "city.units.works.yes" : "city.units.works.no")),
    ]
    if let until = view.content.barredUntil {
      facts.append(Panel.Fact(visit.say("city.units.barred"), until.text(language)))
    }
    return .panels(
      visit, view.content.registration?.name ?? view.content.code.full,
      crumbs: [(visit.say("city.units"), "/city/units")],
      [
        Panel(
          paragraphs: view.obstacles.map {
            view.wording(of: $0)[language]
              + visit.say("service.article", ["article": $0.article.text(visit.language)])
          }, facts: facts), visit.panel(of: bar),
        Panel(
          title: visit.say("staff.can"),
          links: (canBar ? [(visit.say("city.bar"), "\(base)/bar")] : [])
            + (canLift ? [(visit.say("city.lift"), "\(base)/lift")] : [])),
      ]
    ) { write(view, bar, to: &$0) }
  }

  /// 失信处理: units; the list of people is a page of its own, since looking at it opens their names.
  private static let sanctions = ServicePoint.page(
    "/city/sanctions", Wording("失信处理", "Sanctions"), .readCase, query: [following],
    answer: listShape
  ) { visit in
    guard visit.actor.role == .administrator else { throw Unknown() }
    let list = ShowUnit(visit.hall.points)
    let after = try visit.queryNumber("after") ?? 0
    let barred = try await list.find(
      "", state: .barred, after: after, limit: pageSize, by: visit.actor)
    let disputed = try await list.find(
      "", state: .barDisputed, after: after, limit: pageSize, by: visit.actor)
    var shown = (barred.units + disputed.units).sorted { $0.number < $1.number }
    // A list that goes on fills a page by itself.
    let hasMore = shown.cut(to: pageSize) || barred.next != nil || disputed.next != nil
    let next = hasMore ? shown.last?.number : nil
    return .panels(
      visit, visit.say("city.sanctions"), lead: visit.say("city.sanctions.lead"),
      [
        Panel(title: visit.say("city.sanctions.units"), table: table(shown, visit)),
        visit.pages(next: next) { visit.path("/city/sanctions", ["after": $0]) },
        Panel(
          paragraphs: [visit.say("city.sanctions.how")],
          links: [(visit.say("city.units.all"), "/city/units")]),
        Panel(
          title: visit.say("city.sanctions.people"),
          paragraphs: [visit.say("city.sanctions.people.text")],
          links: [
            (visit.say("city.people"), "/city/sanctions/people"),
            (visit.say("city.people.bar"), "/city/sanctions/people/new"),
          ]),
      ]
    ) { write(shown, next: next, to: &$0) }
  }

  private static let barring = ServicePoint.form(
    "/city/units/:number/bar", Wording("提议对单位失信处理", "Propose to bar a unit"), .sanctionUnit,
    reads: .readCase,
    fields: [
      ServiceField("until", .date, Wording("禁入的最后一日，10年以内", "the last day, within ten years")),
      ServiceField("reason", .text(500), Wording("理由，2至500字", "why, in 2 to 500 characters")),
    ]
  ) { visit in
    let view = try await visit.cityUnit()
    return visit.measure(
      view, nil, "city.bar.text",
      fields: [
        FormField(
          name: "until", label: visit.say("city.sanction.until"),
          control: .text(.dates(visit.language)),
          hint: visit.say("city.sanction.until.hint", ["day": visit.exampleOfEnd])),
        visit.reason("city.bar.reason.hint"),
      ])
  } run: { visit in
    let until = try visit.neededDay("until")
    let done = try await SanctionUnit(visit.hall.points)(
      try visit.number("number"), until: until, reason: visit.text("reason"), by: visit.actor)
    return Outcome("city.done.proposed", next: "/city/proposals/\(done.dossier.number)", done)
  }

  private static let lifting = ServicePoint.form(
    "/city/units/:number/lift", Wording("提议解除失信处理", "Propose to lift a bar"), .liftSanction,
    reads: .readCase,
    fields: [
      ServiceField("reason", .text(500), Wording("理由，2至500字", "why, in 2 to 500 characters"))
    ]
  ) { visit in
    let view = try await visit.cityUnit()
    return visit.measure(
      view, try await visit.bar(of: view), "city.lift.text",
      fields: [visit.reason("city.reason.hint")])
  } run: { visit in
    let done = try await LiftSanction(visit.hall.points)(
      try visit.number("number"), reason: visit.text("reason"), by: visit.actor)
    return Outcome("city.done.proposed", next: "/city/proposals/\(done.dossier.number)", done)
  }
}

extension Visit {
  /// The unit that the address names, for the city.
  fileprivate func cityUnit() async throws -> ShowUnit.View {
    guard actor.role == .administrator else { throw Unknown() }
    return try await ShowUnit(hall.points)(try number("number"), by: actor)
  }

  /// Opening the reason of a bar is an event.
  fileprivate func bar(of view: ShowUnit.View) async throws -> ReadUnitBar.View? {
    view.state.isBar ? try await ReadUnitBar(hall.points)(view.number, by: actor) : nil
  }

  fileprivate func panel(of bar: ReadUnitBar.View?) -> Panel {
    bar.map { Panel(title: say("service.bar"), facts: facts(of: $0)) } ?? Panel()
  }

  fileprivate func reason(_ hint: String) -> FormField {
    FormField(name: "reason", label: say("city.reason"), control: .long, hint: say(hint))
  }

  /// The page of a proposal about a unit.
  fileprivate func measure(
    _ view: ShowUnit.View, _ bar: ReadUnitBar.View?, _ key: String, fields: [FormField]
  ) -> Sheet {
    let unit = view.content.registration?.name ?? view.content.code.full
    let back = "/city/units/\(view.number)"
    return .panels(
      self, point.title[language], crumbs: [(say("city.units"), "/city/units"), (unit, back)],
      [
        panel(of: bar),
        Panel(
          paragraphs: [unit, say(key)],
          asks: [
            Panel.Ask(path: place, button: say("city.propose"), fields: fields, keepsDraft: true)
          ], links: [(say("staff.cancel"), back)]),
      ])
  }
}
