import Casework
import PointsService
import Policy
import Units

extension ServicePoint {
  /// 任务清单: where an applicant and a family helper begin, and come back to.
  static let myTasks = ServicePoint.page(
    "/my/tasks", Wording("办理事项", "Tasks"), .readCase, answer: TaskPage.shape
  ) { visit in
    do {
      let list = try await ShowTasks(visit.hall.points)(by: visit.actor)
      return TaskPage(
        visit: visit, list: list, barredUntil: list.barredUntil, unread: list.unread
      ).sheet
    } catch PointsRefusal.rule(.noCycle, _) {
      let meanwhile = try await ShowTasks(visit.hall.points).meanwhile(by: visit.actor)
      return TaskPage(
        visit: visit, list: nil, barredUntil: meanwhile.barredUntil, unread: meanwhile.unread
      ).sheet
    }
  }
}

/// The task list as it is shown (任务清单页).
private struct TaskPage {
  let visit: Visit
  /// `nil` while no cycle is open.
  let list: ShowTasks.List?
  /// The last day of a bar.
  let barredUntil: CivilDate?
  let unread: Int

  private var language: Language { visit.language }
  private var isHelper: Bool { visit.actor.role == .familyHelper }

  static let shape = Shape.object([
    .init("cycle", .number, isOptional: true), .init("application", .number, isOptional: true),
    .init("version", .number, isOptional: true),
    .init("stage", stageShape, isOptional: true), .init("nextStage", stageShape, isOptional: true),
    .init("barredUntil", .day, isOptional: true), .init("unread", .number),
    .init(
      "steps",
      .list(
        .object([
          .init(
            "act",
            .choice(["checkEligibility", "requestAssociation", "acceptUndertaking", "editBasics"])),
          .init("title", .text),
          .init("status", .choice(ShowTasks.Step.Status.allCases.map(\.rawValue))),
          .init("remark", .text), .init("waitsFor", .text, isOptional: true),
          .init("until", .moment, isOptional: true), .init("isFirm", .flag, isOptional: true),
          .init("blocked", .flag),
        ]))),
  ])

  private static let stageShape = Shape.object([
    .init("name", .text), .init("title", .text), .init("from", .moment),
    .init("to", .moment, isOptional: true),
  ])

  var sheet: Sheet {
    let steps = list?.steps ?? []
    let next = steps.first { link($0) != nil && $0.waitsFor == .applicant }
    let view: View = [
      "hasCycle": list != nil, "cycle": list.map { "\($0.cycle)" } ?? "", "stage": stageText,
      "isHelper": isHelper, "isApplicant": !isHelper, "hasUnread": unread > 0,
      "unread": visit.say("my.tasks.unread", ["count": visit.upTo99(unread)]),
      "isBarred": barredUntil != nil,
      "barredUntil": barredUntil.map {
        visit.say("my.tasks.barred", ["until": $0.text(language)])
      } ?? "",
      "barArticle": Rule.personBarred.article.text(language),
      "messagesLink": visit.link("/account/messages"),
      "hasNext": next != nil, "nextTitle": next?.title[language] ?? "",
      "nextRemark": next?.remark[language].dated(language) ?? "",
      "nextLink": next.flatMap(link) ?? "",
      "nextUntil": next?.until.map { visit.until($0) } ?? "",
      "hasNextUntil": next?.until != nil && shared == nil,
      "shared": shared.map { visit.until($0, "my.tasks.until.all") } ?? "",
      "hasShared": shared != nil,
      "hasRest": next == nil && !rest(steps).isEmpty, "rest": rest(steps),
      "calculatorLink": Route.calculator.path(language),
      "dataLink": visit.link("/my/data"), "barLink": visit.link("/my/data") + "?open=yes",
      "helpersLink": visit.link("/my/helpers"),
      "draftsLink": visit.link("/account/drafts"),
      "steps": steps.map(step),
    ]
    var sheet = Sheet("my-tasks", visit.say("my.tasks"), view) { json in write(&json) }
    sheet.unread = unread
    return sheet
  }

  /// What is said where nothing is to be done now: all of it is, or somebody else has to act.
  private func rest(_ steps: [ShowTasks.Step]) -> String {
    if !steps.isEmpty, steps.allSatisfy({ $0.status == .done }) {
      return visit.say("my.tasks.rest")
    }
    guard let role = steps.first(where: { $0.status == .waiting })?.waitsFor else { return "" }
    return visit.say("my.tasks.rest.waits", ["role": role.title[language]])
  }

  /// Which stage the cycle is in, and what comes after it.
  private var stageText: String {
    guard let list else { return "" }
    var words = visit.say("my.tasks.noStage")
    if let stage = list.stage {
      words =
        stage.to.map { end in
          visit.say(
            "my.tasks.stage",
            [
              "stage": stage.title[language], "until": end.text(language),
              "left": visit.left(until: end),
            ])
        } ?? visit.say("my.tasks.stage.open", ["stage": stage.title[language]])
    }
    if let next = list.next {
      words += visit.say(
        "my.tasks.then",
        ["stage": next.title[language], "from": next.from.text(language)])
    }
    return words
  }

  /// The one end of whatever is not done, so that it is said once; `nil` when there are several, or none.
  private var shared: Reckoned<Instant>? {
    guard !isClosed else { return nil }
    let ends = Set((list?.steps ?? []).filter { $0.status != .done }.compactMap(\.until))
    return ends.count == 1 ? ends.first : nil
  }

  /// Where a step is done; `nil` for what comes later, or is another's.
  private func link(_ step: ShowTasks.Step) -> String? {
    guard !step.isBlocked else { return nil }
    switch step.act {
    case .editBasics: return visit.link("/my/basics")
    case _ where isHelper: return nil
    case .checkEligibility: return visit.link("/my/eligibility")
    case .requestAssociation: return visit.link("/my/association")
    case .acceptUndertaking: return visit.link("/my/undertakings")
    default: return nil
    }
  }

  private func step(_ step: ShowTasks.Step) -> View {
    let link = link(step)
    let tag =
      switch step.status {
      case .notStarted: "tag-todo"
      case .attention: "tag-warn"
      case .waiting: "tag-info"
      case .done: "tag-done"
      }
    let isKept = isClosed && step.act == .checkEligibility
    var notes: [String] = []
    if step.isBlocked {
      notes.append(visit.say(list?.keptOut == nil ? "my.tasks.later" : "my.tasks.closed"))
    } else if let role = step.waitsFor {
      notes.append(
        role == visit.actor.role || (isHelper && link != nil)
          ? visit.say("my.tasks.you")
          : visit.say("my.tasks.waitsFor", ["role": role.title[language]]))
    }
    // What cannot be done has no end by which it must be.
    if let end = step.until, !isClosed || !step.isBlocked {
      if step.status == .done {
        notes.append(visit.until(end, "my.tasks.until.change"))
      } else if shared == nil {
        notes.append(visit.until(end))
      }
    }
    return [
      "name": step.title[language], "hasLink": link != nil, "link": link ?? "",
      "remark": step.remark[language].dated(language),
      "note": notes.joined(separator: language == .zh ? "" : " "),
      "status": isKept ? visit.say("my.tasks.kept") : step.status.wording[language],
      "tag": isKept ? "tag-danger" : tag,
    ]
  }

  /// Whether nothing can be done now, and nobody looks at that: no dispute is open.
  private var isClosed: Bool {
    list?.keptOut != nil
      && list?.steps.first { $0.act == .checkEligibility }?.waitsFor == nil
  }

  private func write(_ json: inout JSONWriter) {
    json.object { json in
      if let list {
        json.field("cycle", list.cycle)
        if let application = list.application { json.field("application", Int(application)) }
        if let version = list.version { json.field("version", version) }
        for (name, stage) in [("stage", list.stage), ("nextStage", list.next)] {
          guard let stage else { continue }
          json.object(name) { json in
            json.field("name", stage.name)
            json.field("title", stage.title[language])
            json.moment("from", stage.from)
            json.moment("to", stage.to)
          }
        }
      }
      if let barredUntil { json.field("barredUntil", barredUntil.description) }
      json.field("unread", unread)
      json.list("steps") { json in
        for step in list?.steps ?? [] {
          json.object { json in
            json.field("act", step.act.rawValue)
            json.field("title", step.title[language])
            json.field("status", step.status.rawValue)
            json.field("remark", step.remark[language])
            if let role = step.waitsFor { json.field("waitsFor", role.rawValue) }
            json.moment("until", step.until?.value)
            if let end = step.until { json.field("isFirm", end.isFirm) }
            json.field("blocked", step.isBlocked)
          }
        }
      }
    }
  }
}
