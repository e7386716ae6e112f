import Casework
import PointsLaw
import PointsService
import Policy
import Units

extension ServicePoint {
  /// 年度与日程: planned from an edition, opened and closed, by two administrators each.
  static let cityCycles: [ServicePoint] = [cycles, cycle, opening, closing]

  private static let cycleShape = Shape.object([
    .init("number", .number), .init("version", .number), .init("year", .number),
    .init("edition", .text),
    .init("state", .choice(CycleLifecycle.Status.allCases.map(\.rawValue))),
    .init("stages", .list(CycleText.row)),
  ])

  private static func write(_ view: ShowCycles.View, to json: inout JSONWriter) {
    json.object { json in
      json.field("number", Int(view.number))
      json.field("version", view.version)
      json.field("year", view.content.cycle)
      json.field("edition", view.content.edition)
      json.field("state", view.state.rawValue)
      json.list("stages") { json in
        for row in view.content.rows { CycleText.write(row, to: &json) }
      }
    }
  }

  private static func mark(_ state: CycleLifecycle.Status, _ visit: Visit) -> Panel.Mark {
    let kind: Panel.Mark.Kind =
      switch state {
      case .planned: .info
      case .open: .done
      case .closed: .todo
      }
    return Panel.Mark(kind, CycleLifecycle.title(of: state)[visit.language])
  }

  /// 年度列表
  private static let cycles = ServicePoint.page(
    "/city/cycles", Wording("年度列表", "The cycles"), .readCase,
    answer: .object([.init("cycles", .list(cycleShape))])
  ) { visit in
    guard visit.actor.role == .administrator else { throw Unknown() }
    let views = try await ShowCycles(visit.hall.points)()
    return .panels(
      visit, visit.say("city.cycles"), lead: visit.say("city.cycles.lead"),
      [
        Panel(
          table: Panel.Table(
            columns: ["year", "state", "edition", "stage"].map { visit.say("city.cycles.\($0)") },
            rows: views.reversed().map { view in
              [
                Panel.Cell("\(view.content.cycle)", to: "/city/cycles/\(view.number)"),
                Panel.Cell("", mark(view.state, visit)),
                Panel.Cell(CycleText.edition(view.content.edition, visit)),
                Panel.Cell(
                  view.plan.stage(at: visit.hall.now)?.title[visit.language]
                    ?? visit.say("city.cycle.between")),
              ]
            }, empty: visit.say("city.cycles.none"))),
        Panel(links: [(visit.say("city.plan.link"), "/city/cycles/new")]),
      ]
    ) { json in
      json.object { json in
        json.list("cycles") { json in for view in views { write(view, to: &json) } }
      }
    }
  }

  /// 年度详情
  private static let cycle = ServicePoint.page(
    "/city/cycles/:number", Wording("年度详情", "A cycle"), .readCase, answer: cycleShape
  ) { visit in
    let view = try await visit.cycle()
    let base = "/city/cycles/\(view.number)"
    var links: [(text: String, path: String)] = []
    switch view.state {
    case .planned:
      links = [
        (visit.say("city.open"), "\(base)/open"),
        (visit.say("city.plan.again"), "/city/cycles/new/\(view.content.cycle)"),
      ]
    case .open:
      links = [
        (visit.say("city.plan.amend"), "/city/cycles/new/\(view.content.cycle)"),
        (visit.say("city.close"), "\(base)/close"),
      ]
    case .closed: break
    }
    return .panels(
      visit, visit.say("city.cycle.title", ["cycle": "\(view.content.cycle)"]),
      crumbs: [(visit.say("city.cycles"), "/city/cycles")],
      [
        Panel(facts: [
          Panel.Fact(visit.say("city.cycles.state"), "", mark(view.state, visit)),
          Panel.Fact(
            visit.say("city.cycles.edition"), CycleText.edition(view.content.edition, visit)),
        ]),
        Panel(title: visit.say("city.timetable"), table: CycleText.table(view.content, visit)),
        Panel(title: visit.say("staff.can"), links: links),
      ]
    ) { write(view, to: &$0) }
  }

  private static let opening = step(
    "open", .openCycle, Wording("提议开启年度", "Propose to open a cycle"), "city.open.text"
  ) {
    try await OpenCycle($0)($1, seen: $2, by: $3)
  }
  private static let closing = step(
    "close", .closeCycle, Wording("提议结束年度", "Propose to close a cycle"), "city.close.text"
  ) {
    try await CloseCycle($0)($1, seen: $2, by: $3)
  }

  private static func step(
    _ name: String, _ act: Act, _ title: Wording, _ key: String,
    _ run: @escaping @Sendable (PointsDesk, Int64, Int, Actor) async throws -> Done
  ) -> ServicePoint {
    .confirmation(
      "/city/cycles/:number/\(name)", title, act, reads: .readCase, key: key,
      fields: [ServiceField("seen", .number, Wording("所见的版本", "the version that was seen"))],
      back: { "/city/cycles/\($0.parameters["number"] ?? "")" },
      about: { visit in
        let view = try await visit.cycle()
        let reach = try await ShowCycles(visit.hall.points).reach(ofCycle: view.number)
        return Confirmed(
          panels: [
            Panel(
              title: visit.say("city.cycle.title", ["cycle": "\(view.content.cycle)"]),
              paragraphs: [CycleText.reach(reach, name, visit)],
              table: CycleText.table(view.content, visit))
          ], hidden: [("seen", "\(view.version)")])
      }
    ) { visit in
      let done = try await run(
        visit.hall.points, try visit.number("number"), try visit.seen(), visit.actor)
      return Outcome("city.done.proposed", next: "/city/proposals/\(done.dossier.number)", done)
    }
  }
}

extension Visit {
  /// The cycle that the address names.
  fileprivate func cycle() async throws -> ShowCycles.View {
    let number = try number("number")
    guard actor.role == .administrator,
      let view = try await ShowCycles(hall.points)().first(where: { $0.number == number })
    else { throw Unknown() }
    return view
  }
}
