import Casework
import PointsLaw
import PointsService
import Policy
import Units

extension ServicePoint {
  /// The disputes desk of a district window (区窗口异议办理).
  static let window: [ServicePoint] =
    [queue] + DisputeContent.Matter.allCases.flatMap { [dispute($0), ask($0), evidence($0)] }

  private static let pageSize = 50

  /// 待办异议
  private static let queue = ServicePoint.page(
    "/window", Wording("待办异议", "The disputes that wait at a window"), .takeTask,
    query: [
      ServiceField(
        "matter", .choice(DisputeContent.Matter.allCases.map(\.rawValue)), isNeeded: false,
        Wording("事项", "about what")),
      ServiceField("overdue", .choice(["yes"]), isNeeded: false, Wording("仅逾期", "overdue only")),
      ServiceField(
        "after", .text(60), isNeeded: false, Wording("上一页给出的next", "the `next` of the page before")),
    ],
    answer: .object([
      .init("district", .text), .init("total", .number), .init("overdue", .number),
      .init(
        "disputes",
        .list(
          .object([
            .init("number", .number), .init("version", .number),
            .init("matter", .choice(DisputeContent.Matter.allCases.map(\.rawValue))),
            .init("name", .optional(.text)), .init("deadline", ClockStanding.shape),
            .init("evidence", .number),
          ]))), .init("next", .optional(.text)),
    ])
  ) { visit in
    let matter = try visit.queryMatter()
    let isOverdue = visit.query("overdue") == "yes"
    let page = try await ListDisputes(visit.hall.points)(
      matter: matter, isOverdue: isOverdue, after: try visit.queryPlace(), limit: pageSize,
      by: visit.actor)
    return .panels(
      visit, visit.say("window.title"),
      lead: visit.say(
        "window.lead",
        [
          "district": visit.scope(visit.actor.scope), "total": "\(page.total - page.paused)",
          "overdue": "\(page.overdue)", "paused": "\(page.paused)",
        ]),
      [
        Panel(
          filter: Panel.Filter(
            path: "/window",
            fields: [
              visit.choice(
                "matter", visit.say("window.matter"),
                [("", visit.say("window.matter.all"))]
                  + DisputeContent.Matter.allCases.map {
                    ($0.rawValue, visit.say("window.matter.\($0.rawValue)"))
                  }),
              visit.choice(
                "overdue", visit.say("window.time"),
                [("", visit.say("window.time.all")), ("yes", visit.say("window.time.overdue"))]),
            ], button: visit.say("staff.show")),
          table: visit.table(page)),
        visit.pages(next: page.next) {
          visit.path(
            "/window",
            ["matter": visit.query("matter"), "overdue": visit.query("overdue"), "after": $0])
        },
      ]
    ) { json in
      json.object { json in
        json.field("district", visit.actor.scope.text)
        json.field("total", page.total)
        json.field("overdue", page.overdue)
        json.list("disputes") { json in
          for row in page.rows {
            json.object { json in
              json.field("number", Int(row.number))
              json.field("version", row.version)
              json.field("matter", row.matter.rawValue)
              json.optional("name", row.name)
              row.standing.write(to: &json)
              json.field("evidence", row.evidence.count)
            }
          }
        }
        json.optional("next", page.next?.description)
      }
    }
  }

  /// 异议详情与处理
  private static func dispute(_ matter: DisputeContent.Matter) -> ServicePoint {
    let act: Act = matter == .unit ? .decideUnitDispute : .decideEligibilityDispute
    return .form(
      "/window/disputes/\(matter.rawValue)/:number",
      matter == .unit
        ? Wording("单位资格异议", "A unit’s dispute") : Wording("资格条件异议", "A dispute about eligibility"),
      act, reads: .readCase,
      fields: [
        ServiceField("seen", .number, Wording("所见的版本", "the version that was seen")),
        ServiceField(
          "decision", .choice(["upheld", "dismissed"]), Wording("处理结果", "what is decided")),
        ServiceField(
          "remark", .text(500), Wording("处理意见，2至500字", "why, in 2 to 500 characters")),
      ], answer: DisputePage.shape
    ) { visit in
      let number = try visit.number("number")
      let dispute = try await ShowDispute(visit.hall.points)(number, matter, by: visit.actor)
      return DisputePage(visit, dispute).sheet
    } run: { visit in
      let number = try visit.number("number")
      let go = visit.text("go")
      if go == "edit" {
        var edited = visit
        edited.typed = Visit.Typed(fields: visit.sent, version: visit.draftSeen)
        let dispute = try await ShowDispute(visit.hall.points)(number, matter, by: visit.actor)
        return .unfinished(DisputePage(edited, dispute).sheet)
      }
      let isUpheld = try visit.decision()
      let seen = try visit.seen()
      if go == "check" {
        let dispute = try await ShowDispute(visit.hall.points)(number, matter, by: visit.actor)
        try visit.hall.points.demand(remark: visit.text("remark"))
        let page = DisputePage(visit, dispute)
        // What has changed meanwhile is refused below.
        if page.isOpen, dispute.version == seen { return .unfinished(page.check(isUpheld)) }
      }
      let done: Done =
        switch matter {
        case .unit:
          try await DecideUnitDispute(visit.hall.points)(
            number, seen: seen, isUpheld: isUpheld, remark: visit.text("remark"), by: visit.actor)
        case .eligibility:
          try await DecideEligibilityDispute(visit.hall.points)(
            number, seen: seen, isUpheld: isUpheld, remark: visit.text("remark"), by: visit.actor)
        }
      return Outcome(
        isUpheld ? "window.done.upheld" : "window.done.dismissed", next: visit.place, done)
    }
  }

  /// 要求补充: the window's clock stands still until the other side has answered.
  private static func ask(_ matter: DisputeContent.Matter) -> ServicePoint {
    .form(
      "/window/disputes/\(matter.rawValue)/:number/ask",
      matter == .unit
        ? Wording("要求单位补充", "Ask the unit for more")
        : Wording("要求申请人补充", "Ask the applicant for more"), .askApplicant, reads: .readCase,
      fields: [
        ServiceField("seen", .number, Wording("所见的版本", "the version that was seen")),
        ServiceField(
          "question", .text(500),
          Wording("需要补充什么，2至500字", "what is needed, in 2 to 500 characters")),
      ]
    ) { visit in
      let dispute = try await ShowDispute(visit.hall.points)(
        visit.number("number"), matter, by: visit.actor)
      return DisputePage(visit, dispute).askSheet
    } run: { visit in
      let number = try visit.number("number")
      let done = try await AskApplicant(visit.hall.points)(
        number, matter, seen: try visit.seen(), question: visit.text("question"), by: visit.actor)
      return Outcome(
        "window.done.asked", next: "/window/disputes/\(matter.rawValue)/\(number)", done)
    }
  }

  /// 查看异议凭证: the file itself; opening it is an event of its owner.
  private static func evidence(_ matter: DisputeContent.Matter) -> ServicePoint {
    .page(
      "/window/disputes/\(matter.rawValue)/:number/evidence/:evidence",
      Wording("异议凭证", "The evidence of a dispute"), .readPersonalData, files: ["application/pdf"]
    ) { visit in
      let number = try visit.number("number")
      let evidence = try visit.number("evidence")
      try await ShowDispute(visit.hall.points).demandEvidence(
        evidence, of: number, matter, by: visit.actor)
      return try await visit.evidenceFile(evidence, reason: .dispute)
    }
  }
}

extension Visit {
  fileprivate func queryMatter() throws -> DisputeContent.Matter? {
    let text = query("matter")
    guard !text.isEmpty else { return nil }
    guard let matter = DisputeContent.Matter(rawValue: text) else {
      throw Problem.unlisted("matter", text)
    }
    return matter
  }

  fileprivate func queryPlace() throws -> ListDisputes.Place? {
    let text = query("after")
    guard !text.isEmpty else { return nil }
    guard let place = ListDisputes.Place(text) else {
      throw Problem.incomplete("after", text)
    }
    return place
  }

  fileprivate func decision() throws -> Bool {
    switch text("decision") {
    case "upheld": return true
    case "dismissed": return false
    default:
      throw Problem.argument(
        "decision", JSONText.quoted(text("decision")), "请选择异议成立或不成立",
        "Choose whether the dispute is upheld or not.")
    }
  }

  fileprivate func table(_ page: ListDisputes.Page) -> Panel.Table {
    Panel.Table(
      columns: ["number", "matter", "who", "due", "left", "evidence"].map {
        say("window.column.\($0)")
      },
      rows: page.rows.map { row in
        [
          Panel.Cell(
            "\(row.number)", to: "/window/disputes/\(row.matter.rawValue)/\(row.number)"),
          Panel.Cell(say("window.matter.\(row.matter.rawValue)")),
          Panel.Cell(row.name ?? say("window.somebody")),
          // While it waits for the other side, its end moves with every hour.
          Panel.Cell(
            row.isWaiting
              ? say("window.due.paused", ["days": "\(row.standing.daysLeft)"])
              : row.standing.due.deadline(language)),
          Panel.Cell("", left(row.standing)),
          Panel.Cell("\(row.evidence.count)"),
        ]
      }, empty: say("window.empty"))
  }
}
