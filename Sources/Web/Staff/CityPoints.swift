import Casework
import PointsLaw
import PointsService
import Policy
import Units

extension ServicePoint {
  /// What the city's administrators begin with (市级首页).
  static let city: [ServicePoint] = [cityHome]

  private static let cityHome = ServicePoint.page(
    "/city", Wording("市级首页", "How the city’s work stands"), .readCase,
    query: [
      ServiceField(
        "after", .number, isNeeded: false,
        Wording("提议在哪个编号之后", "after which number the proposals go on"))
    ],
    answer: .object([
      .init(
        "cycle",
        .optional(
          .object([
            .init("year", .number), .init("edition", .text), .init("stage", .optional(.text)),
            .init("stageEnds", .optional(.moment)),
          ]))),
      .init("units", counts(UnitLifecycle.Status.allCases.map(\.rawValue))),
      .init("associations", counts(AssociationLifecycle.Status.allCases.map(\.rawValue))),
      .init(
        "windows",
        .list(
          .object([
            .init("district", .text), .init("waiting", .number), .init("overdue", .number),
            .init("asked", .number),
          ]))), .init("proposals", .list(.number)),
      .init("next", .optional(.number)), .init("waitForMe", .number),
    ])
  ) { visit in
    let stands = try await ShowCity(visit.hall.points)(by: visit.actor)
    let proposals = try await ShowCycles(visit.hall.points).proposals(
      after: try visit.queryNumber("after") ?? 0, by: visit.actor)
    return .panels(
      visit, visit.say("city.title"),
      lead: visit.say("city.lead", ["count": "\(proposals.waitForMe)"]),
      [
        Panel(title: visit.say("city.proposals"), table: visit.proposals(proposals.rows)),
        visit.pages(next: proposals.next) { visit.path("/city", ["after": $0]) },
        Panel(title: visit.say("city.cycle"), facts: visit.cycle(stands)),
        Panel(title: visit.say("city.disputes"), table: visit.windows(stands)),
        Panel(
          title: visit.say("city.units"),
          facts: stands.units.filter { $0.count > 0 }.map {
            Panel.Fact(UnitLifecycle.title(of: $0.state)[visit.language], "\($0.count)")
          }, links: [(visit.say("city.units.all"), "/city/units")]),
        Panel(
          title: visit.say("city.associations"),
          facts: stands.associations.map {
            Panel.Fact(AssociationLifecycle.title(of: $0.state)[visit.language], "\($0.count)")
          }),
      ]
    ) { json in
      json.object { json in
        if let plan = stands.plan {
          json.object("cycle") { json in
            json.field("year", plan.cycle)
            json.field("edition", plan.edition)
            json.optional("stage", stands.stage?.name)
            json.optional("stageEnds", stands.stage?.to?.description)
          }
        } else {
          json.optional("cycle", nil)
        }
        json.list("units") { json in
          for item in stands.units { json.count(item.state.rawValue, item.count) }
        }
        json.list("associations") { json in
          for item in stands.associations { json.count(item.state.rawValue, item.count) }
        }
        json.list("windows") { json in
          for window in stands.windows {
            json.object { json in
              json.field("district", window.district.name)
              json.field("waiting", window.waiting)
              json.field("overdue", window.overdue)
              json.field("asked", window.asked)
            }
          }
        }
        json.list("proposals") { json in
          for proposal in proposals.rows { json.number(Int(proposal.number)) }
        }
        json.key("next")
        if let next = proposals.next { json.number(Int(next)) } else { json.null() }
        json.field("waitForMe", proposals.waitForMe)
      }
    }
  }

  private static func counts(_ states: [String]) -> Shape {
    .list(.object([.init("state", .choice(states)), .init("count", .number)]))
  }
}

extension JSONWriter {
  fileprivate mutating func count(_ state: String, _ count: Int) {
    object { json in
      json.field("state", state)
      json.field("count", count)
    }
  }
}

extension Visit {
  /// The open cycle and its stage.
  fileprivate func cycle(_ stands: ShowCity.View) -> [Panel.Fact] {
    let registry = stands.units.first { $0.state == .pending }?.count ?? 0
    var facts: [Panel.Fact] = []
    if let plan = stands.plan {
      facts.append(
        Panel.Fact(
          say("city.cycle.open"), "\(plan.cycle)", link: (say("city.cycle.all"), "/city/cycles")))
      let stage = stands.stage
      facts.append(
        Panel.Fact(say("city.cycle.stage"), stage?.title[language] ?? say("city.cycle.between")))
      if let end = stage?.to {
        facts.append(Panel.Fact(say("city.cycle.ends"), end.text(language)))
      }
    } else {
      facts.append(
        Panel.Fact(
          say("city.cycle.open"), say("city.cycle.none"),
          link: (say("city.cycle.all"), "/city/cycles")))
    }
    facts.append(
      Panel.Fact(
        say("city.registry"), say("city.registry.waits", ["count": "\(registry)"]),
        registry > 0 ? Panel.Mark(.warn, say("city.registry.away")) : nil))
    facts.append(
      Panel.Fact(
        say("city.installation"), say("city.installation.\(hall.installation.purpose.rawValue)")))
    return facts
  }

  fileprivate func windows(_ stands: ShowCity.View) -> Panel.Table {
    Panel.Table(
      columns: ["district", "waiting", "overdue", "asked"].map { say("city.windows.\($0)") },
      rows: stands.windows.map { window in
        [
          Panel.Cell(window.district.wording[language]), Panel.Cell("\(window.waiting)"),
          Panel.Cell(
            "\(window.overdue)",
            window.overdue > 0 ? Panel.Mark(.danger, say("staff.overdue")) : nil),
          Panel.Cell("\(window.asked)"),
        ]
      }, empty: say("city.windows.none"))
  }

  /// Proposals in a table, each with whom it waits for.
  func proposals(_ proposals: [ShowCycles.Proposed]) -> Panel.Table {
    Panel.Table(
      columns: ["what", "about", "until", "waits"].map { say("city.proposals.\($0)") },
      rows: proposals.map { proposal in
        [
          Panel.Cell(
            title(of: proposal.content.matter.act), to: "/city/proposals/\(proposal.number)"),
          Panel.Cell(about(proposal)), Panel.Cell(proposal.content.proposal.until.text(language)),
          Panel.Cell("", waits(proposal)),
        ]
      }, empty: say("city.proposals.none"))
  }

  /// Whom a proposal waits for.
  func about(_ proposal: ShowCycles.Proposed) -> String {
    switch proposal.content.matter {
    case .planCycle, .openCycle, .closeCycle:
      say("city.cycle.title", ["cycle": proposal.about])
    case .sanctionUnit, .liftSanction, .sanctionPerson, .liftPersonSanction: proposal.about
    }
  }

  func waits(_ proposal: ShowCycles.Proposed) -> Panel.Mark {
    guard proposal.state == .proposed else { return mark(proposal.state) }
    if proposal.isOver { return Panel.Mark(.todo, say("staff.over")) }
    return proposal.isOwn
      ? Panel.Mark(.info, say("staff.waitsForOther")) : Panel.Mark(.warn, say("staff.waitsForMe"))
  }
}
