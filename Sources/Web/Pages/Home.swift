import Casework
import Hummingbird
import Identity
import PointsLaw
import Policy
import Synchronization
import Units

extension Site {
  /// 首页: what this is, whether one is eligible, where the year stands, the last cut-off.
  func addHome(to router: Router<SiteContext>, _ language: Language) {
    let page = KeyedPage<HomeState> { home(language, $0) }
    router.get(RouterPath(Route.home.path(language))) { request, _ in
      let state = HomeState(today: now(), cycle: await homeCycle())
      return page.on(state).response(to: request)
    }
  }

  func home(_ language: Language, _ state: HomeState) -> String {
    let asked = state.open?.cycle ?? nextCycle
    var view = eligibilityFields(EligibilityForm(cycle: asked), [], language)
    view.merge([
      "calculatorLink": Route.calculator.path(language),
      "compareLink": Route.compare.path(language),
      "rulesLink": Route.rules.path(language),
      "historyLink": Route.history.path(language),
      "glossaryLink": Route.glossary.path(language),
    ])
    view.merge(servicePart(language))
    view.merge(cyclePart(state.cycle, language))
    view.merge(calendarPart(language, state))
    view.merge(cutOffPart(language, before: state.open?.cycle))
    return page(
      "home",
      PageHead(title: text("home.title", language), language: language, route: .home), view)
  }

  /// Where one signs in, if cases are handled here: people, units and staff, each with what they do there.
  private func servicePart(_ language: Language) -> View {
    guard let hall else { return ["hasService": false] }
    let entrances = Identity.Audience.allCases.filter { !hall.parties.parties(for: $0).isEmpty }
    return [
      "hasService": !entrances.isEmpty, "isDemoCity": hall.demo != nil,
      "entrances": entrances.map { audience in
        View([
          "link": Route.service("/sign-in").path(language) + "?to=/my#in-\(audience.rawValue)",
          "who": text("entrance.\(audience.rawValue)", language),
          "text": text("home.service.\(audience.rawValue)", language),
        ])
      },
    ]
  }

  /// This year's calendar and stage; where it is not known, that it is not, and the latest known one.
  private func calendarPart(_ language: Language, _ state: HomeState) -> View {
    let today = state.today
    if let cycle = state.cycle, let plan = cycle.plan {
      return [
        "isKnown": true, "year": "\(plan.cycle)", "today": today.text(language), "stage": "",
        "hasNext": false, "next": "", "calendars": [timetable(of: cycle, plan, language)],
      ]
    }
    let calendars = library.history.calendars
    guard let calendar = calendars.first(where: { $0.cycle == today.year }) else {
      return [
        "isKnown": false, "year": String(today.year),
        "calendars": calendars.suffix(1).map { calendarView($0, language) },
      ]
    }
    let next = calendar.next(after: today).map {
      text(
        "home.next", language,
        ["stage": text("history.stage.\($0.stage)", language), "day": $0.from.text(language)])
    }
    return [
      "isKnown": true, "year": String(today.year), "today": today.text(language),
      "calendars": [calendarView(calendar, language, today: today)],
      "stage": calendar.stages(on: today).first.map {
        text("home.inStage", language, ["stage": text("history.stage.\($0.stage)", language)])
      } ?? text("home.noStage", language),
      "hasNext": next != nil, "next": next ?? "",
    ]
  }

  /// The last cut-off and how it moved.
  ///
  /// - Parameter open: the cycle that is open here, of which nothing is past.
  private func cutOffPart(_ language: Language, before open: Int?) -> View {
    let cycles = library.history.cycles.filter { $0.cycle < open ?? .max }
    guard let last = cycles.last else { return ["hasCutOff": false] }
    let before = cycles.dropLast().last
    return [
      "hasCutOff": true, "cutOffCycle": String(last.cycle), "cutOff": last.cutOff.description,
      "listed": Measure.grouped(last.listed),
      "growth": before.map { (last.cutOff - $0.cutOff).description } ?? "",
      "hasGrowth": before != nil,
      "cutOffTitle": text(open == nil ? "home.cutOff" : "home.cutOff.past", language),
    ]
  }
}

/// What the first page depends on (首页状态).
struct HomeState: Hashable, Sendable {
  var today: CivilDate
  var cycle: HomeCycle?

  /// The timetable of the cycle that is open.
  var open: StagePlan? { cycle.flatMap { $0.isOpen ? $0.plan : nil } }
}

/// A page without input that changes with what it is asked on, such as the day: rendered at the first request on each.
final class KeyedPage<Key: Hashable & Sendable>: Sendable {
  private let render: @Sendable (Key) -> String
  private let latest = Mutex<(key: Key, page: FixedPage)?>(nil)

  init(_ render: @escaping @Sendable (Key) -> String) { self.render = render }

  func on(_ key: Key) -> FixedPage {
    latest.withLock { latest in
      if let latest, latest.key == key { return latest.page }
      let render = render
      let page = FixedPage { render(key) }
      latest = (key, page)
      return page
    }
  }
}
