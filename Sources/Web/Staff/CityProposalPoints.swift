import Casework
import PointsLaw
import PointsService
import Policy
import Units

extension ServicePoint {
  /// What one administrator proposed and another decides (双人办理提议).
  static let cityProposals: [ServicePoint] = [all, proposal, confirm, reject, withdraw]

  private static let pageSize = 50

  /// 提议记录: also what was decided or not answered.
  private static let all = ServicePoint.page(
    "/city/proposals", Wording("提议记录", "Proposals and what became of them"), .readCase,
    query: [
      ServiceField(
        "state", .choice(TwoPersonLifecycle.Status.allCases.map(\.rawValue)), isNeeded: false,
        Wording("状态", "the state")),
      ServiceField(
        "after", .number, isNeeded: false, Wording("在哪个编号之后", "after which number to go on")),
    ],
    answer: .object([
      .init(
        "proposals",
        .list(
          .object([
            .init("number", .number), .init("act", .text),
            .init("state", .choice(TwoPersonLifecycle.Status.allCases.map(\.rawValue))),
            .init("at", .moment), .init("until", .moment),
          ]))), .init("next", .optional(.number)),
    ])
  ) { visit in
    guard visit.actor.role == .administrator else { throw Unknown() }
    let state: TwoPersonLifecycle.Status? = try visit.chosen(
      "state", TwoPersonLifecycle.Status.allCases
    ) {
      $0.rawValue
    }
    let (rows, next) = try await ShowCycles(visit.hall.points).allProposals(
      state: state, after: try visit.queryNumber("after") ?? 0, limit: pageSize, by: visit.actor)
    return .panels(
      visit, visit.say("city.proposals.all"), lead: visit.say("city.proposals.all.lead"),
      crumbs: [(visit.say("service.menu.city"), "/city")],
      [
        Panel(
          filter: Panel.Filter(
            path: "/city/proposals",
            fields: [
              visit.choice(
                "state", visit.say("city.proposal.state"),
                [("", visit.say("city.proposals.every"))]
                  + TwoPersonLifecycle.Status.allCases.map {
                    ($0.rawValue, TwoPersonLifecycle.title(of: $0)[visit.language])
                  })
            ], button: visit.say("staff.show")), table: table(rows, visit)),
        visit.pages(next: next) {
          visit.path("/city/proposals", ["state": state?.rawValue ?? "", "after": $0])
        },
      ]
    ) { json in
      json.object { json in
        json.list("proposals") { json in
          for row in rows {
            json.object { json in
              json.field("number", Int(row.number))
              json.field("act", row.content.matter.act.rawValue)
              json.field("state", row.state.rawValue)
              json.field("at", row.content.proposal.proposed.at.description)
              json.field("until", row.content.proposal.until.description)
            }
          }
        }
        json.key("next")
        if let next { json.number(Int(next)) } else { json.null() }
      }
    }
  }

  private static func table(_ rows: [ShowCycles.Proposed], _ visit: Visit) -> Panel.Table {
    Panel.Table(
      columns: [
        visit.say("city.proposals.what"), visit.say("city.proposals.about"),
        visit.say("city.proposal.at"), visit.say("city.proposal.state"),
      ],
      rows: rows.map { row in
        [
          Panel.Cell(
            visit.title(of: row.content.matter.act), to: "/city/proposals/\(row.number)"),
          Panel.Cell(
            row.content.matter.isAboutPerson
              ? visit.say("city.proposals.person") : visit.about(row)),
          Panel.Cell(row.content.proposal.proposed.at.text(visit.language)),
          Panel.Cell("", visit.mark(row.state)),
        ]
      }, empty: visit.say("city.proposals.nothing"))
  }

  private static let proposal = ServicePoint.page(
    "/city/proposals/:number", Wording("提议详情", "A proposal"), .readCase,
    answer: .object([
      .init("number", .number), .init("version", .number),
      .init("state", .choice(TwoPersonLifecycle.Status.allCases.map(\.rawValue))),
      .init("act", .text), .init("about", .text),
      .init("identityNumber", .optional(.text)), .init("subject", .text),
      .init("by", .text), .init("at", .moment), .init("until", .moment),
      .init("reason", .optional(.text)), .init("isOwn", .flag),
      .init("stages", .list(CycleText.row)),
      .init(
        "reach",
        .object([
          .init("units", .number), .init("applications", .number), .init("associations", .number),
        ]), isOptional: true),
    ])
  ) { visit in
    let proposed = try await ShowCycles(visit.hall.points).proposal(
      visit.number("number"), by: visit.actor)
    return visit.sheet(proposed)
  }

  private static let confirm = step(.confirm, .planCycle) {
    try await ConfirmProposal($0)($1, seen: $2, by: $3)
  }
  private static let reject = step(.reject, .planCycle) {
    try await RejectProposal($0)($1, seen: $2, by: $3)
  }
  private static let withdraw = step(.withdraw, .withdrawProposal) {
    try await WithdrawProposal($0)($1, seen: $2, by: $3)
  }

  /// A step that the proposal's page leads to; who may take it, the act of the proposal decides.
  private static func step(
    _ step: TwoPersonLifecycle.Step, _ act: Act,
    _ run: @escaping @Sendable (PointsDesk, Int64, Int, Actor) async throws -> Done
  ) -> ServicePoint {
    let words = TwoPersonLifecycle.title(of: step)
    let back: @Sendable (Visit) -> String = { "/city/proposals/\($0.parameters["number"] ?? "")" }
    return .confirmation(
      "/city/proposals/:number/\(step.rawValue)",
      Wording("\(words.zh)提议", "\(Panel.capital(words.en)) a proposal"), act, reads: .readCase,
      key: "city.step.\(step.rawValue)",
      fields: [ServiceField("seen", .number, Wording("所见的版本", "the version that was seen"))],
      back: back,
      about: { visit in
        let number = try visit.number("number")
        let proposed = try await ShowCycles(visit.hall.points).proposal(number, by: visit.actor)
        return Confirmed(
          panels: visit.panels(proposed), hidden: [("seen", "\(proposed.version)")],
          closed: visit.closed(proposed, step))
      }
    ) { visit in
      let number = try visit.number("number")
      let done = try await run(visit.hall.points, number, try visit.seen(), visit.actor)
      return Outcome("staff.done.\(step.rawValue)", next: back(visit), done)
    }
  }
}

extension Visit {
  /// Why a step about a proposal is not possible; `nil` when it is.
  fileprivate func closed(
    _ proposed: ShowCycles.Proposed, _ step: TwoPersonLifecycle.Step
  ) -> String? {
    if proposed.state != .proposed { return say("staff.step.done") }
    if proposed.isOwn { return step == .withdraw ? nil : say("staff.step.own") }
    if proposed.isOver { return say("staff.step.over") }
    return step == .withdraw ? say("staff.step.theirs") : nil
  }

  /// What is proposed, whole: it is looked through before it is decided.
  fileprivate func panels(_ proposed: ShowCycles.Proposed) -> [Panel] {
    let content = proposed.content
    let signature = content.proposal.proposed
    var facts = [
      Panel.Fact(say("city.proposal.what"), title(of: content.matter.act)),
      Panel.Fact(say("city.proposal.state"), "", waits(proposed)),
      Panel.Fact(say("city.proposals.about"), about(proposed)),
      Panel.Fact(say("city.proposal.by"), party(signature.party)),
      Panel.Fact(say("city.proposal.at"), signature.at.text(language)),
      Panel.Fact(say("city.proposals.until"), content.proposal.until.text(language)),
    ]
    if let number = proposed.maskedNumber {
      facts.insert(Panel.Fact(say("city.people.number"), number), at: 3)
    }
    switch content.matter {
    case .sanctionUnit(_, let until), .sanctionPerson(_, let until):
      facts.append(Panel.Fact(say("city.sanction.until"), until.text(language)))
    case .planCycle, .openCycle, .closeCycle, .liftSanction, .liftPersonSanction: break
    }
    if let decided = content.proposal.decided {
      facts.append(
        Panel.Fact(
          say("city.proposal.decided"),
          "\(party(decided.party)) \(decided.at.text(language))"))
    }
    if let reason = proposed.reason {
      facts.append(Panel.Fact(say("city.reason"), reason))
    }
    return [Panel(facts: facts)] + timetables(proposed)
  }

  /// The timetable that is proposed about, what follows, and what it takes the place of.
  private func timetables(_ proposed: ShowCycles.Proposed) -> [Panel] {
    guard let reach = proposed.reach else { return [] }
    var panels: [Panel] = []
    func follows(_ act: String) -> [String] {
      [say("city.\(act).text"), CycleText.reach(reach, act, self)]
    }
    switch proposed.content.matter {
    case .planCycle(let plan):
      panels.append(
        Panel(
          title: say("city.timetable"),
          paragraphs: [
            say("city.plan.edition", ["edition": CycleText.edition(plan.edition, self)])
          ],
          table: CycleText.table(plan, self)))
      if let old = reach.content, proposed.state == .proposed, old != plan {
        panels.append(
          Panel(title: say("city.timetable.now"), table: CycleText.table(old, self)))
      }
    case .openCycle:
      panels.append(Panel(title: say("city.follows"), paragraphs: follows("open")))
    case .closeCycle:
      panels.append(Panel(title: say("city.follows"), paragraphs: follows("close")))
    case .sanctionUnit, .liftSanction, .sanctionPerson, .liftPersonSanction: break
    }
    if proposed.content.matter.act != .planCycle, let content = reach.content {
      panels.append(
        Panel(title: say("city.timetable"), table: CycleText.table(content, self)))
    }
    return panels
  }

  fileprivate func sheet(_ proposed: ShowCycles.Proposed) -> Sheet {
    let content = proposed.content
    let signature = content.proposal.proposed
    var panels = panels(proposed)
    var rows: [StageBook.Row] = []
    if case .planCycle(let plan) = content.matter { rows = plan.rows }
    if proposed.state == .proposed {
      let base = "/city/proposals/\(proposed.number)"
      var can = Panel(title: say("staff.can"))
      if proposed.isOwn {
        can.paragraphs = [say("city.proposal.own")]
        can.links = [(say("city.proposal.withdraw"), "\(base)/withdraw")]
      } else if !proposed.isOver {
        can.links = ["confirm", "reject"].map { (say("city.proposal.\($0)"), "\(base)/\($0)") }
      }
      panels.append(can)
    }
    return .panels(
      self, title(of: content.matter.act),
      crumbs: [
        (say("service.menu.city"), "/city"), (say("city.proposals.all"), "/city/proposals"),
      ],
      panels
    ) { json in
      json.object { json in
        json.field("number", Int(proposed.number))
        json.field("version", proposed.version)
        json.field("state", proposed.state.rawValue)
        json.field("act", content.matter.act.rawValue)
        json.field("about", proposed.about)
        json.optional("identityNumber", proposed.maskedNumber)
        json.field("subject", content.proposal.subject)
        json.field("by", signature.party.rawValue)
        json.field("at", signature.at.description)
        json.field("until", content.proposal.until.description)
        json.optional("reason", proposed.reason)
        json.field("isOwn", proposed.isOwn)
        json.list("stages") { json in for row in rows { CycleText.write(row, to: &json) } }
        if let reach = proposed.reach {
          json.object("reach") { json in
            json.field("units", reach.units)
            json.field("applications", reach.applications)
            json.field("associations", reach.associations)
          }
        }
      }
    }
  }
}
