import Casework
import PointsService
import Policy
import Units

extension ServicePoint {
  /// 调整演示时间: on demonstrations and rehearsals only.
  static let demoControls = [clock, registry]

  private static let clock = {
    var point = ServicePoint.form(
      "/clock", Wording("调整演示时间", "Move the demo clock"), .moveDemoClock,
      fields: [
        ServiceField(
          "move", .choice(ClockMove.allCases.map(\.rawValue)), Wording("调整方式", "how it is moved")),
        ServiceField(
          "moment", .text(40), isNeeded: false,
          Wording("时刻，北京时间，如2026-04-14T20:00", "a moment in Beijing such as 2026-04-14T20:00")),
        ServiceField(
          "rate", .number, isNeeded: false,
          Wording("倍速，0至86400；0为静止", "how fast it runs, 0 to 86400; 0 stands still")),
      ], keepsDraft: false,
      answer: .object([
        .init("now", .moment), .init("rate", .number),
        .init("purpose", .choice(Purpose.allCases.map(\.rawValue))),
        .init("stage", .optional(.text)), .init("nextBoundary", .optional(.moment)),
      ]), done: .object([.init("now", .moment)])
    ) { visit in
      let move = MoveDemoClock(visit.hall.points.store, visit.hall.installation)
      let rate = try await move.rate()
      let (stage, next) = try await visit.boundary()
      return visit.clockSheet(rate: rate, stage: stage, next: next)
    } run: { visit in
      let change = try await visit.clockChange()
      let move = MoveDemoClock(visit.hall.points.store, visit.hall.installation)
      let performed = try await move(
        change, visit.actor.command(.moveDemoClock, content: change.bytes))
      var outcome = Outcome("clock.done.moved", next: "/clock")
      outcome.events = performed.events
      let now = visit.hall.now.description
      outcome.json = { json in json.object { $0.field("now", now) } }
      return outcome
    }
    point.isForDemo = true
    return point
  }()

  /// 停用或恢复演示登记信息: of this process alone, until it ends.
  private static let registry = {
    var point = ServicePoint.button(
      "/clock/registry", Wording("停用或恢复演示登记信息", "Take the demo registry away or bring it back"),
      .switchDemoRegistry,
      fields: [ServiceField("away", .flag, Wording("是否停用", "whether it is away"))]
    ) { visit in
      guard let city = visit.hall.demoCity else { throw Unknown() }
      city.outage = visit.flag("away")
      return Outcome(city.outage ? "clock.done.away" : "clock.done.back", next: "/clock")
    }
    point.isForDemo = true
    return point
  }()
}

/// How the clock is moved, by the buttons of the page (调整方式).
private enum ClockMove: String, CaseIterable {
  case hour, day, week, boundary, moment, rate
}

extension MoveDemoClock.Change {
  /// What it asks for, to know a repeated request by.
  fileprivate var bytes: [UInt8] {
    Array("\(to?.milliseconds ?? -1) \(by ?? -1) \(rate ?? -1)".utf8)
  }
}

extension Visit {
  /// The stage of now, and the next moment at which a stage begins or ends.
  fileprivate func boundary() async throws -> (stage: Stage?, next: Instant?) {
    let cycles = try await ShowCycles(hall.points)()
    let now = hall.now
    guard let plan = cycles.last(where: { $0.state == .open })?.plan else { return (nil, nil) }
    let moments = plan.stages.flatMap { [$0.from, $0.to].compactMap { $0 } }
    return (plan.stage(at: now), moments.filter { $0 > now }.min())
  }

  fileprivate func clockChange() async throws -> MoveDemoClock.Change {
    guard let move = ClockMove(rawValue: text("move")) else {
      throw Problem.unlisted("move", text("move"))
    }
    switch move {
    case .hour: return MoveDemoClock.Change(by: 3_600_000)
    case .day: return MoveDemoClock.Change(by: Instant.millisecondsOfDay)
    case .week: return MoveDemoClock.Change(by: 7 * Instant.millisecondsOfDay)
    case .boundary:
      guard let next = try await boundary().next else {
        throw Problem.argument(
          "move", "\"boundary\"", "日程中没有更晚的时刻", "there is no later moment in the timetable")
      }
      return MoveDemoClock.Change(to: next)
    case .moment:
      guard let moment = Typing.moment(text("moment")) else {
        throw Problem.argument(
          "moment", JSONText.quoted(text("moment")), "请填写日期和时刻，如2026年4月14日 20:00",
          "enter a day and a time, such as 14 April 2026 20:00")
      }
      return MoveDemoClock.Change(to: moment)
    case .rate:
      guard let rate = Int(text("rate")) else {
        throw Problem.argument(
          "rate", JSONText.quoted(text("rate")), "倍数须为0至\(SimulatedTime.fastest)的整数",
          "the rate is a whole number from 0 to \(SimulatedTime.fastest)")
      }
      return MoveDemoClock.Change(rate: rate)
    }
  }

  /// What happens while the registry is away can be seen by anybody who tries.
  private var registryPanel: Panel {
    guard let city = hall.demoCity else { return Panel() }
    let state = city.outage ? "away" : "there"
    return Panel(
      title: say("clock.registry"), paragraphs: [say("clock.registry.text")],
      facts: [
        Panel.Fact(
          say("clock.registry.state"), "",
          Panel.Mark(city.outage ? .warn : .done, say("clock.registry.\(state)")))
      ],
      asks: [
        Panel.Ask(
          path: "/clock/registry", button: say("clock.registry.\(state).change"),
          hidden: [("away", city.outage ? "false" : "true")], isMain: false)
      ])
  }

  fileprivate func clockSheet(rate: Int, stage: Stage?, next: Instant?) -> Sheet {
    let now = hall.now
    func ask(_ move: ClockMove, fields: [FormField] = []) -> Panel.Ask {
      Panel.Ask(
        path: "/clock", button: say("clock.move.\(move.rawValue)"), fields: fields,
        hidden: [("move", move.rawValue)], isMain: false)
    }
    let presets: [ClockMove] =
      next == nil ? [.hour, .day, .week] : [.boundary, .hour, .day, .week]
    return .panels(
      self, say("clock.title"), lead: say("clock.lead"),
      [
        Panel(
          warnings: [(say("clock.warning"), say("clock.warning.text"))],
          facts: [
            Panel.Fact(say("staff.time"), now.text(language)),
            Panel.Fact(
              say("clock.rate"),
              say(
                rate == 0 ? "clock.rate.still" : rate == 1 ? "clock.rate.same" : "clock.rate.times",
                ["rate": "\(rate)"])),
            Panel.Fact(
              say("city.cycle.stage"), stage?.title[language] ?? say("city.cycle.between")),
            Panel.Fact(say("clock.next"), next?.text(language) ?? say("clock.next.none")),
          ]),
        Panel(title: say("clock.presets"), asks: presets.map { ask($0) }),
        Panel(
          title: say("clock.to"),
          asks: [
            ask(
              .moment,
              fields: [
                FormField(
                  name: "moment", label: say("clock.moment"), control: .moment,
                  hint: say("clock.moment.hint"))
              ])
          ]),
        registryPanel,
        Panel(
          title: say("clock.rate"),
          asks: [
            ask(
              .rate,
              fields: [
                FormField(
                  name: "rate", label: say("clock.rate.field"), control: .text(.numeric),
                  value: "\(rate)", hint: say("clock.rate.hint"))
              ])
          ]),
      ]
    ) { json in
      json.object { json in
        json.field("now", now.description)
        json.field("rate", rate)
        json.field("purpose", hall.installation.purpose.rawValue)
        json.optional("stage", stage?.name)
        json.optional("nextBoundary", next?.description)
      }
    }
  }
}
