import Hummingbird
import Identity
import PointsLaw
import Policy
import Synchronization
import Units

extension Site {
  /// 首页: what this is, whether one is eligible, where the year stands, the last cut-off.
  func addHome(to router: Router<SiteContext>, _ language: Language) {
    let page = DailyPage { home(language, today: $0) }
    router.get(RouterPath(Route.home.path(language))) { request, _ in
      page.on(now()).response(to: request)
    }
  }

  func home(_ language: Language, today: CivilDate) -> String {
    var view = eligibilityFields(EligibilityForm(cycle: nextCycle), [], language)
    view.merge([
      "calculatorLink": Route.calculator.path(language),
      "compareLink": Route.compare.path(language),
      "rulesLink": Route.rules.path(language),
      "historyLink": Route.history.path(language),
      "glossaryLink": Route.glossary.path(language),
    ])
    view.merge(servicePart(language))
    view.merge(calendarPart(language, today: today))
    view.merge(cutOffPart(language))
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
  private func calendarPart(_ language: Language, today: CivilDate) -> View {
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
  private func cutOffPart(_ language: Language) -> View {
    let cycles = library.history.cycles
    guard let last = cycles.last else { return ["hasCutOff": false] }
    let before = cycles.dropLast().last
    return [
      "hasCutOff": true, "cutOffCycle": String(last.cycle), "cutOff": last.cutOff.description,
      "listed": Measure.grouped(last.listed),
      "growth": before.map { (last.cutOff - $0.cutOff).description } ?? "",
      "hasGrowth": before != nil,
    ]
  }
}

/// A page without input that changes with the day: rendered at its first request of a day.
final class DailyPage: Sendable {
  private let render: @Sendable (CivilDate) -> String
  private let latest = Mutex<(day: CivilDate, page: FixedPage)?>(nil)

  init(_ render: @escaping @Sendable (CivilDate) -> String) { self.render = render }

  func on(_ day: CivilDate) -> FixedPage {
    latest.withLock { latest in
      if let latest, latest.day == day { return latest.page }
      let render = render
      let page = FixedPage { render(day) }
      latest = (day, page)
      return page
    }
  }
}
