import Casework
import PointsService
import Policy
import Synchronization
import Units

/// The installation's own cycles as the first page tells them (本系统的年度): the one that is open, else the one that comes next.
struct HomeCycle: Hashable, Sendable {
  /// The timetable of the open cycle, or of the next.
  var plan: StagePlan?
  var isOpen: Bool
  /// The stage of the moment.
  var stage: Stage?
  /// The next stage in which something is done.
  var next: Stage?

  /// - Parameter cycles: in order.
  init(_ cycles: [ShowCycles.View], at now: Instant) {
    let newest = cycles.last { $0.state != .planned }
    isOpen = newest?.state == .open
    let coming = cycles.first {
      $0.state == .planned && $0.content.cycle > newest?.content.cycle ?? 0
    }
    plan = isOpen ? newest?.plan : coming?.plan
    stage = plan?.stage(at: now)
    next = plan?.stages.first { $0.from > now && $0.name != HomeCycle.recess }
  }

  /// Between two stages.
  static let recess = "recess"

  /// Whether associations and what comes after them are taken now.
  var isFiling: Bool { isOpen && stage?.acts.contains(.requestAssociation) ?? false }
}

/// The cycles as they were last read (最近读到的年度): asked for again after a second, by one visitor for all, so that the first page
/// waits for no store. While it cannot be read, what was known stays.
final class KeptCycles: Sendable {
  private struct Kept {
    var cycles: [ShowCycles.View]?
    var dueAt = 0
  }

  private static let microseconds = 1_000_000
  private let kept = Mutex(Kept())

  /// - Parameter time: microseconds that never go back.
  /// - Returns: `nil` when nothing could be read since the start.
  func cycles(
    at time: Int = ServerClock.microseconds(), _ read: () async throws -> [ShowCycles.View]
  ) async -> [ShowCycles.View]? {
    let (known, isDue) = kept.withLock { kept in
      let isDue = time >= kept.dueAt
      if isDue { kept.dueAt = time + KeptCycles.microseconds }
      return (kept.cycles, isDue)
    }
    guard isDue || known == nil, let fresh = try? await read() else { return known }
    kept.withLock { $0.cycles = fresh }
    return fresh
  }
}

extension Site {
  /// The state of the installation's own cycle; `nil` where it has none, or cannot read it.
  func homeCycle() async -> HomeCycle? {
    guard let hall else { return nil }
    let cycles = await keptCycles.cycles { try await ShowCycles(hall.points)() }
    return cycles.map { HomeCycle($0, at: hall.now) }
  }

  /// What the cycle is at, until when, and what can be done.
  func cyclePart(_ cycle: HomeCycle?, _ language: Language) -> View {
    guard hall != nil else { return ["hasCycle": false] }
    guard let cycle else {
      return [
        "hasCycle": true, "standing": text("home.cycle.away", language), "canDo": "",
        "hasLink": false,
      ]
    }
    guard let plan = cycle.plan, cycle.isOpen else {
      let next = cycle.next.map {
        text(
          "home.cycle.comes", language,
          [
            "cycle": "\(cycle.plan?.cycle ?? 0)", "stage": $0.title[language],
            "from": $0.from.text(language),
          ])
      }
      return [
        "hasCycle": true,
        "standing": [text("home.cycle.none", language), next].compactMap { $0 }
          .joined(separator: language == .zh ? "" : " "),
        "canDo": text("home.cycle.always", language), "hasLink": false,
      ]
    }
    return [
      "hasCycle": true, "standing": standing(cycle, plan, language),
      "canDo": text(cycle.isFiling ? "home.cycle.filing" : "home.cycle.notFiling", language),
      "hasLink": true, "goLink": Route.service("/sign-in").path(language) + "?to=/my#in-person",
    ]
  }

  private func standing(_ cycle: HomeCycle, _ plan: StagePlan, _ language: Language) -> String {
    let year = "\(plan.cycle)"
    if let stage = cycle.stage, stage.name != HomeCycle.recess {
      guard let to = stage.to else {
        return text(
          "home.cycle.openEnd", language, ["cycle": year, "stage": stage.title[language]])
      }
      return text(
        "home.cycle.inStage", language,
        ["cycle": year, "stage": stage.title[language], "until": to.deadline(language)])
    }
    if let next = cycle.next {
      return text(
        "home.cycle.before", language,
        ["cycle": year, "stage": next.title[language], "from": next.from.text(language)])
    }
    return text("home.cycle.over", language, ["cycle": year])
  }

  /// The installation's own timetable.
  func timetable(of cycle: HomeCycle, _ plan: StagePlan, _ language: Language) -> View {
    [
      "cycle": "\(plan.cycle)", "source": text("home.calendar.own", language),
      "stages": plan.stages.filter { $0.name != HomeCycle.recess }.map { stage in
        View([
          "stage": stage.title[language], "from": stage.from.text(language),
          "to": stage.to?.deadline(language) ?? text("history.noEnd", language),
          "isNow": cycle.isOpen && stage == cycle.stage,
        ])
      },
    ]
  }
}
