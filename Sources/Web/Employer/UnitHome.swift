import Casework
import PointsLaw
import PointsService
import Policy
import Units

/// 单位首页: how the unit stands, what is to do next, and where.
enum UnitHome {
  static let point = ServicePoint.page(
    "/unit", Wording("单位首页", "The unit’s home"), .readCase, answer: shape
  ) { visit in
    let unit = try await visit.unit()
    var counts: CountAssociations.Counts?
    if let unit {
      counts = try await CountAssociations(visit.hall.points)(unit.number, by: visit.actor)
    }
    let now = visit.actor.receivedAt
    let invited = try await visit.hall.accounts.delegations(visit.actor, limit: 1000)
      .count { $0.status == .offered && !$0.isOver(at: now) }
    var page = UnitHomePage(visit: visit, unit: unit, counts: counts, invited: invited)
    if let unit, [.disputed, .barDisputed, .refused, .barred, .unconfirmed].contains(unit.state) {
      page.dispute = try await ShowUnitDispute(visit.hall.points).outline(
        unit.number, by: visit.actor)
    }
    let title = unit?.content.registration?.name ?? visit.say("unit.home")
    return Sheet("unit-home", title, page.view(title)) { page.write(to: &$0) }
  }

  private static let shape = Shape.object([
    .init("registered", .flag), .init("number", .number, isOptional: true),
    .init("version", .number, isOptional: true),
    .init(
      "state", .choice(UnitLifecycle.Status.allCases.map(\.rawValue)), isOptional: true),
    .init("creditCode", .text, isOptional: true), .init("name", .text, isOptional: true),
    .init("district", .text, isOptional: true), .init("asOf", .moment, isOptional: true),
    .init("codeWorks", .flag, isOptional: true),
    .init("confirmedFor", .number, isOptional: true),
    .init("barredUntil", .day, isOptional: true), .init("obstacles", obstacles),
    .init(
      "dispute",
      .object([
        .init("number", .number),
        .init("state", .choice(DisputeLifecycle.Status.allCases.map(\.rawValue))),
        .init("dismissedAt", .moment, isOptional: true),
        .init("upheldAt", .moment, isOptional: true),
      ]), isOptional: true),
    .init("cycle", .number, isOptional: true),
    .init(
      "associations",
      .object([
        .init("requested", .number), .init("mismatched", .number), .init("confirmed", .number),
        .init("ended", .number),
      ]), isOptional: true),
    .init("invitations", .number),
  ])

  static let obstacles = Shape.list(
    .object([
      .init("obstacle", .choice(UnitObstacle.allCases.map(\.rawValue))), .init("text", .text),
      .init("article", .text),
    ]))

  static func write(
    obstaclesOf unit: ShowUnit.View?, _ language: Language, to json: inout JSONWriter
  ) {
    json.list("obstacles") { json in
      for obstacle in unit?.obstacles ?? [] {
        json.object { json in
          json.field("obstacle", obstacle.rawValue)
          json.field("text", (unit?.wording(of: obstacle) ?? obstacle.wording)[language])
          json.field("article", obstacle.article.description)
        }
      }
    }
  }
}

/// The home of a unit, for a browser and for a program.
struct UnitHomePage {
  let visit: Visit
  let unit: ShowUnit.View?
  let counts: CountAssociations.Counts?
  /// Invitations of clerks that nobody has accepted.
  let invited: Int
  /// The unit's newest dispute, where it says why the unit stands as it does or how it came so far.
  var dispute: ShowUnitDispute.Outline?

  private func say(_ key: String, _ values: [String: String] = [:]) -> String {
    visit.say("unit.\(key)", values)
  }

  /// The window asks for more before it decides.
  private var isAsked: Bool { dispute?.state == .waiting }
  private var waiting: Int { counts?.of(.requested) ?? 0 }
  private var mismatched: Int { counts?.of(.requested, .other) ?? 0 }

  // MARK: The page

  func view(_ title: String) -> View {
    let next = next
    let obstacles = unit?.obstacles ?? []
    return [
      "title": title,
      "state": unit.map { UnitLifecycle.title(of: $0.state)[visit.language] }
        ?? say("state.none"),
      "tag": unit?.state.tag ?? "todo", "nextKind": next.kind, "nextTitle": next.title,
      "nextText": next.text,
      "nextLinks": next.links.enumerated().map { place, entry in
        View([
          "link": visit.link(entry.path), "text": say(entry.key), "isFirst": place == 0,
        ])
      },
      "bar": unit.map { [View].bar($0, visit) } ?? [], "hasBar": unit?.state.isBar ?? false,
      "hasObstacles": !obstacles.isEmpty,
      "obstacles": obstacles.map {
        View([
          "text": (unit?.wording(of: $0) ?? $0.wording)[visit.language],
          "article": $0.article.text(visit.language),
        ])
      },
      "tasks": unit == nil ? [] : tasks, "hasTasks": unit != nil,
      "facts": Visit.facts(facts), "hasFacts": !facts.isEmpty,
    ]
  }

  private typealias Next = (
    kind: String, title: String, text: String, links: [(key: String, path: String)]
  )

  /// What is to do next: one thing, said first.
  private var next: Next {
    guard let unit else {
      return next("warning", "register", [("register.go", "/unit/register")])
    }
    let disputing = ("dispute.go", "/unit/dispute")
    switch unit.state {
    case .pending: return next("info", "pending", [])
    case .refused:
      let again = ("register.again", "/unit/register")
      guard let at = dispute?.dismissedAt else {
        return next("danger", "refused", [disputing, again])
      }
      return next(
        "danger", "dismissed", [again, ("dispute.again", "/unit/dispute")], dismissal(at))
    case .disputed where isAsked, .barDisputed where isAsked:
      return next("warning", "asked", [("dispute.reply.go", "/unit/dispute/answer")])
    case .disputed, .barDisputed:
      return next("info", "disputed", [("dispute.see", "/unit/dispute")])
    case .cancelled: return next("danger", "cancelled", [disputing])
    case .barred:
      let until = unit.content.barredUntil?.text(visit.language) ?? ""
      if let at = dispute?.upheldAt {
        return next(
          "info", "barDoubted", [("dispute.see", "/unit/dispute")],
          ["until": until, "at": at.text(visit.language)])
      }
      guard let at = dispute?.dismissedAt else {
        return next(
          "danger", "barred", [("bar.go", "/unit/dispute")], ["until": until])
      }
      var values = dismissal(at)
      values["until"] = until
      return next("danger", "barUpheld", [("dispute.again", "/unit/dispute")], values)
    case .unconfirmed:
      guard let counts else { return next("info", "noCycle", []) }
      // What became of a dispute stays to be read, for whoever goes on after it.
      let decided = dispute.map { _ in [("dispute.see", "/unit/dispute")] } ?? []
      return next(
        "warning", "unconfirmed", [("confirm.go", "/unit/confirm")] + decided,
        ["cycle": "\(counts.cycle)"])
    case .active:
      guard waiting > 0 else { return next("success", "active", [("code.go", "/unit/code")]) }
      return next(
        "warning", "waiting", [("associations.go", "/unit/associations")],
        [
          "count": "\(waiting)", "until": answering,
          "mismatched": mismatched > 0
            ? say("next.waiting.mismatched", ["count": "\(mismatched)"]) : "",
        ])
    }
  }

  /// When the window said that the dispute is not right, and where it is written that there may be another.
  private func dismissal(_ at: Instant) -> [String: String] {
    [
      "at": at.text(visit.language),
      "article": visit.hall.permissions.entry(.disputeUnit).article.text(visit.language),
    ]
  }

  private func next(
    _ kind: String, _ key: String, _ links: [(String, String)], _ values: [String: String] = [:]
  ) -> Next {
    (
      kind, say("next.\(key)", values), say("next.\(key).text", values),
      links.map { (key: $0.0, path: $0.1) }
    )
  }

  /// Until when requests are answered, or from when, in words.
  private var answering: String {
    switch counts?.answering {
    case .allowed(let stage):
      stage.to.map { say("answering.until", ["at": $0.text(visit.language)]) } ?? ""
    case .refused(let refusal): refusal.wording[visit.language]
    case .anyTime, nil: ""
    }
  }

  private func task(
    _ key: String, _ path: String?, _ hint: String, _ status: (kind: String, key: String)
  ) -> View {
    View([
      "hasLink": path != nil, "link": path.map(visit.link) ?? "", "name": say("task.\(key)"),
      "hint": hint, "kind": status.kind, "status": say("status.\(status.key)"),
    ])
  }

  private var tasks: [View] {
    guard let unit else { return [] }
    let toDo = (kind: "warn", key: "todo"), done = (kind: "done", key: "done")
    let empty = (kind: "todo", key: "empty"), closed = (kind: "todo", key: "closed")
    let cycle = counts.map { "\($0.cycle)" } ?? ""
    let isConfirmed = unit.works
    let isStanding = unit.state.isStanding
    let state = ["state": UnitLifecycle.title(of: unit.state)[visit.language]]
    let canConfirm = unit.state == .unconfirmed && counts != nil
    var tasks = [
      isStanding
        ? task(
          "confirm", "/unit/confirm",
          isConfirmed
            ? say("task.confirm.done", ["cycle": cycle])
            : canConfirm ? say("task.confirm.todo", ["cycle": cycle]) : "",
          isConfirmed ? done : canConfirm ? toDo : empty)
        : task("confirm", nil, say("task.confirm.closed", state), closed)
    ]
    if unit.content.unitCode != nil {
      tasks.append(
        isStanding
          ? task(
            "code", "/unit/code", say(isConfirmed ? "task.code.works" : "task.code.stands"),
            isConfirmed ? done : toDo)
          : task("code", nil, say("task.code.closed", state), closed))
    }
    let canChange = (try? UnitLifecycle.apply(.changeContact, to: unit.state)) != nil
    if unit.content.contact != nil, canChange {
      tasks.append(task("contact", "/unit/contact", say("task.contact.hint"), done))
    }
    // Without a code nobody could ask for an association.
    if let counts, unit.content.unitCode != nil {
      tasks += [
        task(
          "associations", "/unit/associations",
          !isStanding
            ? say("closed.associations", state)
            : waiting > 0
              ? say(
                mismatched > 0 ? "task.associations.mismatched" : "task.associations.waiting",
                ["count": "\(waiting)", "mismatched": "\(mismatched)"])
              : say("task.associations.none"),
          !isStanding ? closed : waiting > 0 ? toDo : done),
        task(
          "leavers", "/unit/associations?state=confirmed",
          say(
            "task.leavers.hint",
            ["count": "\(counts.of(.confirmed))", "ended": "\(counts.of(.ended))"]), done),
      ]
    }
    return tasks + [
      task(
        "clerks", "/unit/clerks",
        invited > 0
          ? say("task.clerks.invited", ["count": "\(invited)"]) : say("task.clerks.none"),
        invited > 0 ? (kind: "info", key: "waiting") : done)
    ]
  }

  private var facts: [(String, String)] {
    guard let unit else { return [] }
    var facts = [(say("fact.code"), unit.content.code.full)]
    if let registration = unit.content.registration {
      facts += [
        (say("fact.name"), registration.name),
        (say("fact.district"), registration.district.wording[visit.language]),
        (say("fact.asOf"), registration.asOf.text(visit.language)),
      ]
    }
    if let cycle = unit.content.cycle {
      facts.append(
        (
          say(unit.works ? "fact.confirmed" : "fact.confirmedBefore"),
          say("fact.cycle", ["cycle": "\(cycle)"])
        ))
    }
    if let until = unit.content.barredUntil {
      facts.append((say("fact.barred"), until.text(visit.language)))
    }
    return facts
  }

  // MARK: For programs

  func write(to json: inout JSONWriter) {
    json.object { json in
      json.field("registered", unit != nil)
      if let unit {
        json.field("number", Int(unit.number))
        json.field("version", unit.version)
        json.field("state", unit.state.rawValue)
        json.field("creditCode", unit.content.code.full)
        if let registration = unit.content.registration {
          json.field("name", registration.name)
          json.field("district", registration.district.name)
          json.field("asOf", registration.asOf.description)
        }
        json.field("codeWorks", unit.works)
        if let cycle = unit.content.cycle { json.field("confirmedFor", cycle) }
        if let until = unit.content.barredUntil {
          json.field("barredUntil", until.description)
        }
      }
      UnitHome.write(obstaclesOf: unit, visit.language, to: &json)
      if let dispute {
        json.object("dispute") { json in
          json.field("number", Int(dispute.number))
          json.field("state", dispute.state.rawValue)
          json.moment("dismissedAt", dispute.dismissedAt)
          json.moment("upheldAt", dispute.upheldAt)
        }
      }
      if let counts {
        json.field("cycle", counts.cycle)
        json.object("associations") { json in
          json.field("requested", waiting)
          json.field("mismatched", mismatched)
          json.field("confirmed", counts.of(.confirmed))
          json.field("ended", counts.of(.ended))
        }
      }
      json.field("invitations", invited)
    }
  }
}
