import Casework
import PointsService
import Policy
import Units

extension ServicePoint {
  /// 基础信息: rows are added and taken away by buttons, answers looked over before they are kept. A program sends the whole at once.
  static let myBasics = ServicePoint.form(
    "/my/basics", Wording("填写基础信息", "Basic information"), .editBasics,
    fields: [
      ServiceField(
        "maritalStatus", .choice(MaritalStatus.allCases.map(\.rawValue)),
        Wording("婚姻状况", "marital status")),
      ServiceField(
        "spouse.name", .text(50), isNeeded: false, Wording("已婚的填写配偶姓名", "of the married")),
      ServiceField(
        "spouse.number", .text(30), isNeeded: false,
        Wording("已婚的填写配偶身份证号码", "of the married")),
      ServiceField(
        "children",
        .rows([
          ServiceField("name", .text(50), Wording("姓名", "name")),
          ServiceField("number", .text(30), Wording("身份证号码", "identity number")),
        ]), isNeeded: false,
        Wording("拟随迁的未成年子女，至多10名", "accompanying minor children, at most ten")),
      ServiceField("maySharePublicly", .flag, EditBasics.disclosure),
      ServiceField("seen", .number, Wording("所见的版本", "the version that was seen")),
    ], answer: BasicsPage.shape, show: { visit in try await BasicsPage.sheet(visit) }
  ) { visit in
    var form = BasicsForm(visit.sent)
    let go = visit.text("go")
    if go == "edit" { return .unfinished(try await BasicsPage.sheet(visit, form)) }
    if go == "add" {
      form.children.append(.init())
      return .unfinished(try await BasicsPage.sheet(visit, form))
    }
    if go.hasPrefix("remove."), let row = Int(go.dropFirst(7)),
      form.children.indices.contains(row)
    {
      form.children.remove(at: row)
      return .unfinished(try await BasicsPage.sheet(visit, form))
    }
    form = form.filled
    let number = try await visit.application()
    let edit = EditBasics(visit.hall.points)
    var (entry, problems) = form.entry
    do { entry = try await edit.check(number, entry, by: visit.actor) } catch let wrong as Problems
    {
      problems += wrong.list
    }
    guard problems.isEmpty else { throw Problems(problems.map(BasicsPage.placed)) }
    if go == "check" { return .unfinished(try await BasicsPage.check(visit, entry)) }
    let done = try await edit(number, seen: visit.seen(), entry, by: visit.actor)
    return Outcome("my.done.basics", next: "/my/tasks", done)
  }
}

/// The form of basic information, and the page on which it is looked over (基础信息页).
private enum BasicsPage {
  static let shape = Shape.object([
    .init("application", .number), .init("version", .number), .init("filled", .flag),
    .init(
      "maritalStatus", .choice(MaritalStatus.allCases.map(\.rawValue)), isOptional: true),
    .init("spouse", relative, isOptional: true), .init("children", .list(relative)),
    .init("maySharePublicly", .flag, isOptional: true),
  ])
  private static let relative = Shape.object([.init("name", .text), .init("number", .text)])

  /// A mistake at the field of the page that it is about.
  static func placed(_ problem: Problem) -> Problem {
    guard problem.path == "spouse" else { return problem }
    var problem = problem
    problem.path = "spouse.name"
    return problem
  }

  /// What stands in it: what was typed, or what is kept.
  static func sheet(_ visit: Visit, _ given: BasicsForm? = nil) async throws -> Sheet {
    let kept = try await ReadBasics(visit.hall.points)(by: visit.actor)
    let form = given ?? visit.typed.map { BasicsForm($0.fields).filled } ?? BasicsForm(kept.entry)
    let tasks = try await ShowTasks(visit.hall.points)(by: visit.actor)
    let step = tasks.steps.first { $0.act == .editBasics }
    var shown = visit
    shown.typed = nil
    let say = visit.say
    // Sent after somebody else had changed it: both are shown, and sending again is meant.
    let isOutdated = visit.sent["seen"].map { $0 != "\(kept.version)" } ?? false
    let view: View = [
      "form": visit.form("/my/basics"), "seen": "\(kept.version)",
      "status": shown.fields([
        FormField(
          name: "maritalStatus", label: say("my.basics.marital", [:]),
          control: .radios(
            MaritalStatus.allCases.map {
              FormField.Option(value: $0.rawValue, text: $0.wording[visit.language])
            }), value: form.maritalStatus)
      ]),
      "spouse": relative("spouse", say("my.basics.spouse", [:]), form.spouse, shown),
      "childrenHint": say(
        "my.basics.children.hint", ["day": kept.referenceDate.text(visit.language)]),
      "rows": form.children.enumerated().map { row, child in
        View([
          "title": say("my.basics.child", ["number": "\(row + 1)"]),
          "fields": relative(
            "children[\(row)]", say("my.basics.child", ["number": "\(row + 1)"]), child, shown),
          "remove": "remove.\(row)",
          "removeText": say("my.basics.remove", ["number": "\(row + 1)"]),
        ])
      },
      "share": shown.fields([
        FormField(
          name: "maySharePublicly", label: EditBasics.disclosure[visit.language],
          control: .radios([
            FormField.Option(value: "true", text: say("my.basics.yes", [:])),
            FormField.Option(value: "false", text: say("my.basics.no", [:])),
          ]), value: form.share, hint: say("my.basics.share.hint", [:]))
      ]),
      "isBlocked": step?.isBlocked ?? false,
      "blocked": blocked(tasks, visit),
      "isOutdated": isOutdated && kept.entry != nil,
      "kept": kept.entry.map { lines($0, visit) } ?? [],
      "hasUntil": step?.until != nil,
      "until": step?.until.map { visit.until($0) } ?? "",
    ]
    return Sheet("my-basics", say("my.basics", [:]), view) { json in write(kept, &json) }
  }

  /// Why nothing can be saved yet.
  private static func blocked(_ tasks: ShowTasks.List, _ visit: Visit) -> String {
    tasks.keptOut?[visit.language].dated(visit.language) ?? visit.say("my.basics.blocked")
  }

  private static func relative(
    _ path: String, _ group: String, _ relative: BasicsForm.Relative, _ visit: Visit
  ) -> [View] {
    visit.fields([
      FormField(
        name: "\(path).name", label: visit.say("my.basics.name"), control: .text(.text),
        value: relative.name, group: group),
      FormField(
        name: "\(path).number", label: visit.say("my.basics.number"), control: .text(.text),
        value: relative.number, hint: visit.say("my.basics.number.hint"),
        group: group),
    ])
  }

  /// Answers to be looked over; nothing is kept yet.
  static func check(_ visit: Visit, _ entry: EditBasics.Entry) async throws -> Sheet {
    let tasks = try await ShowTasks(visit.hall.points)(by: visit.actor)
    return Sheet(
      "my-basics-check", visit.say("my.basics.check"),
      crumbs: [(visit.say("my.basics"), "/my/basics")],
      [
        "form": visit.form("/my/basics"), "seen": visit.text("seen"),
        "isBlocked": tasks.steps.first { $0.act == .editBasics }?.isBlocked ?? false,
        "blocked": blocked(tasks, visit),
        "facts": lines(entry, visit),
        "carried": BasicsForm(entry).pairs.map { View(["name": $0.name, "value": $0.value]) },
      ])
  }

  private static func lines(_ entry: EditBasics.Entry, _ visit: Visit) -> [View] {
    var lines = [visit.line("my.basics.marital", entry.maritalStatus.wording[visit.language])]
    if let spouse = entry.spouse {
      lines.append(visit.line("my.basics.spouse", "\(spouse.name) \(spouse.number)"))
    }
    for (row, child) in entry.children.enumerated() {
      lines.append([
        "label": visit.say("my.basics.child", ["number": "\(row + 1)"]),
        "value": "\(child.name) \(child.number)",
      ])
    }
    if entry.children.isEmpty {
      lines.append(visit.line("my.basics.children", visit.say("my.basics.children.none")))
    }
    lines.append(
      visit.line(
        "my.basics.share",
        visit.say(entry.maySharePublicly ? "my.basics.yes" : "my.basics.no")))
    return lines
  }

  private static func write(_ kept: ReadBasics.Answer, _ json: inout JSONWriter) {
    func relative(_ relative: EditBasics.Relative, _ json: inout JSONWriter) {
      json.field("name", relative.name)
      json.field("number", relative.number)
    }
    json.object { json in
      json.field("application", Int(kept.application))
      json.field("version", kept.version)
      json.field("filled", kept.entry != nil)
      if let entry = kept.entry {
        json.field("maritalStatus", entry.maritalStatus.rawValue)
        if let spouse = entry.spouse { json.object("spouse") { relative(spouse, &$0) } }
      }
      json.list("children") { json in
        for child in kept.entry?.children ?? [] { json.object { relative(child, &$0) } }
      }
      if let entry = kept.entry { json.field("maySharePublicly", entry.maySharePublicly) }
    }
  }
}
