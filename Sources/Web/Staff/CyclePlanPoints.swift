import Casework
import PointsLaw
import PointsService
import Policy
import Units

extension ServicePoint {
  /// 编制年度日程: for which year, and its timetable.
  static let cyclePlans: [ServicePoint] = [years, planning]

  private static let years = ServicePoint.page(
    "/city/cycles/new", Wording("选择年度", "Choose a year to plan"), .readCase,
    query: [ServiceField("cycle", .number, isNeeded: false, Wording("年度", "the year"))],
    showsMistakes: true
  ) { visit in
    guard visit.actor.role == .administrator else { throw Unknown() }
    let own = try await ShowCycles(visit.hall.points)().map(\.content.cycle)
    let known = visit.hall.points.stages.plans.map(\.cycle)
    let next = (known + own).max().map { $0 + 1 }
    let typed = visit.query("cycle")
    let asked =
      typed.isEmpty || !visit.problems.isEmpty ? nil : try visit.year(Int64(typed), typed)
    let years = [asked, next].compactMap(\.self) + known.filter { !own.contains($0) }.reversed()
    return .panels(
      visit, visit.say("city.plan"), lead: visit.say("city.plan.years"),
      crumbs: [(visit.say("city.cycles"), "/city/cycles")],
      [
        Panel(
          filter: Panel.Filter(
            path: "/city/cycles/new",
            fields: [visit.search("cycle", visit.say("city.cycles.year"))],
            button: visit.say("city.plan.choose")),
          links: years.map {
            (visit.say("city.plan.next", ["cycle": "\($0)"]), "/city/cycles/new/\($0)")
          })
      ])
  }

  private static let planning = ServicePoint.form(
    "/city/cycles/new/:cycle", Wording("编制年度日程", "Propose the timetable of a cycle"), .planCycle,
    reads: .readCase,
    query: [
      ServiceField(
        "from", .number, isNeeded: false, Wording("以哪个年度为底稿", "the cycle to begin with"))
    ],
    fields: [
      ServiceField(
        "stages",
        .rows([
          ServiceField("stage", .text(40), Wording("阶段", "the stage of the edition")),
          ServiceField("from", .text(40), Wording("开始时刻", "its begin in Beijing time")),
          ServiceField(
            "to", .text(40), isNeeded: false,
            Wording("结束时刻，不含；未定的不写", "the first moment after it; left out while it is open")),
        ]),
        Wording(
          "各阶段按顺序；空出的时间为间歇", "the stages in their order; time between two is a recess"))
    ],
    answer: .object([
      .init("cycle", .number), .init("edition", .text), .init("movedFrom", .optional(.number)),
      .init("stages", .list(CycleText.row)),
    ])
  ) { visit in
    guard visit.actor.role == .administrator else { throw Unknown() }
    let cycle = try visit.plannedYear()
    let plan = PlanCycle(visit.hall.points)
    let (edition, stages) = try plan.pattern(of: cycle)
    let cycles = try await ShowCycles(visit.hall.points)()
    let own = cycles.first { $0.content.cycle == cycle }
    let announced = visit.hall.points.stages.plans.compactMap { plan.announced($0.cycle) }
    // Timetables of the same rules, the city's own rather than the announced.
    let others = Dictionary(
      (announced + cycles.map(\.content)).map { ($0.cycle, $0) }, uniquingKeysWith: { $1 }
    ).values
      .filter { $0.edition == edition && $0.cycle != cycle }.sorted { $0.cycle > $1.cycle }
    let base = try visit.queryNumber("from")
    let chosen = others.first { Int64($0.cycle) == base }
    // Chosen anew, it stands in place of what was typed before, which stays kept until something is typed again.
    var visit = visit
    if chosen != nil, visit.problems.isEmpty {
      visit.typed = visit.typed.map { .init(fields: FormBody(pairs: []), version: $0.version) }
    }
    let kept = chosen == nil ? own?.content ?? plan.announced(cycle) : nil
    let moved = chosen ?? others.first
    let shown = kept ?? moved.map { plan.draft(cycle, from: $0) }
    var panels = [
      Panel(
        paragraphs: [
          visit.say(own?.state == .open ? "city.plan.amends" : "city.plan.lead"),
          kept == nil
            ? moved.map { visit.say("city.plan.moved", ["cycle": "\($0.cycle)"]) } ?? "" : "",
        ].filter { !$0.isEmpty },
        facts: [
          Panel.Fact(visit.say("city.cycles.edition"), CycleText.edition(edition, visit))
        ],
        links: others.map {
          (
            visit.say("city.plan.from", ["cycle": "\($0.cycle)"]),
            "/city/cycles/new/\(cycle)?from=\($0.cycle)"
          )
        }),
      Panel(
        title: visit.say("city.plan.form"), paragraphs: [visit.say("city.timetable.hint")],
        asks: [
          Panel.Ask(
            path: visit.place, button: visit.say("city.plan.button"),
            groups: stages.indices.map { visit.group(stages, $0, shown) },
            hidden: stages.enumerated().map { ("stages[\($0.offset)].stage", $0.element.name) },
            keepsDraft: true)
        ]),
    ]
    if let own {
      panels.append(
        Panel(
          title: visit.say("city.timetable.now"), table: CycleText.table(own.content, visit)))
    }
    return .panels(
      visit, visit.say("city.plan.next", ["cycle": "\(cycle)"]),
      crumbs: [(visit.say("city.cycles"), "/city/cycles")], panels
    ) { json in
      json.object { json in
        json.field("cycle", cycle)
        json.field("edition", edition)
        json.key("movedFrom")
        if kept == nil, let moved { json.number(moved.cycle) } else { json.null() }
        json.list("stages") { json in
          for row in shown?.rows ?? [] { CycleText.write(row, to: &json) }
        }
      }
    }
  } run: { visit in
    let cycle = try visit.plannedYear()
    let plan = PlanCycle(visit.hall.points)
    let (edition, stages) = try plan.pattern(of: cycle)
    let form = TimetableForm(visit.sent)
    let rows = try form.rows(of: stages)
    let done: Done
    do {
      done = try await plan(cycle: cycle, edition: edition, rows: rows, by: visit.actor)
    } catch let problems as Problems {
      throw form.placed(problems, rows)
    }
    return Outcome("city.done.proposed", next: "/city/proposals/\(done.dossier.number)", done)
  }
}

extension Visit {
  /// A year that can have a cycle.
  ///
  /// - Throws: a problem at `cycle`.
  fileprivate func year(_ number: Int64?, _ typed: String) throws(Problems) -> Int {
    guard let number, (2018...9999).contains(number) else {
      throw Problem.argument(
        "cycle", JSONText.quoted(typed), "年度须为2018至9999的年份", "the cycle is a year from 2018 to 9999"
      )
    }
    return Int(number)
  }

  /// The year that the address names.
  fileprivate func plannedYear() throws -> Int {
    guard let cycle = try? year(number("cycle"), "") else { throw Unknown() }
    return cycle
  }

  /// The two moments of a stage, and what is done in it.
  fileprivate func group(
    _ stages: [StageBook.Pattern], _ place: Int, _ shown: CycleContent?
  ) -> (title: String, hint: String, fields: [FormField]) {
    let stage = stages[place]
    let title = stage.title[language]
    let replaced = stages.filter { stage.replaces.contains($0.name) }.map { $0.title[language] }
      .joined(separator: language == .zh ? "、" : ", ")
    let row = shown?.rows.first { $0.stage == stage.name }
    func field(_ name: String, _ moment: Instant?) -> FormField {
      FormField(
        name: "stages[\(place)].\(name)", label: say("city.stage.\(name)"), control: .moment,
        value: moment.map(TimetableForm.typed) ?? "", group: title)
    }
    return (
      title,
      replaced.isEmpty
        ? say("city.stage.hint", ["acts": CycleText.acts(stage, self)])
        : say("city.stage.replaces", ["stages": replaced]),
      [field("from", row?.from), field("to", row?.to)]
    )
  }
}
