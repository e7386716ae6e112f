import Hummingbird
import PointsLaw
import Policy
import Units

extension Site {
  /// 历年数据: cut-offs, people and calendars of past cycles, as pictures and as numbers.
  func addHistory(to router: Router<SiteContext>, _ language: Language) {
    router.fixedPage(.history, language) { historyPage(language) }
  }

  func historyPage(_ language: Language) -> String {
    let history = library.history
    let figures = HistoryFigures(history: history, wordings: wordings, language: language)
    return page(
      "history",
      PageHead(title: text("history.title", language), language: language, route: .history),
      [
        "cutOffs": figures.cutOffs.view,
        "people": figures.people.view,
        "pools": history.pools.map { pool in
          View([
            "heading": text("history.pool.title", language, ["cycle": String(pool.cycle)]),
            "figure": figures.pool(pool).view,
          ])
        },
        "rows": history.cycles.map { row($0, language) },
        "hasNotes": history.cycles.contains { !$0.singleSource.isEmpty },
        "source": history.source[language],
        "calendars": history.calendars.reversed().map { calendarView($0, language) },
        "calculatorLink": Route.calculator.path(language),
      ])
  }

  private func row(_ past: History.Past, _ language: Language) -> View {
    func cell(_ key: String, _ value: String?) -> View {
      let single = past.singleSource.contains(key)
      return [
        "head": text("history.head.\(key)", language),
        "value": value ?? text("history.unknown", language),
        "isSingle": single,
      ]
    }
    return [
      "cycle": String(past.cycle),
      "cells": [
        cell("applicants", past.applicants.map(Measure.grouped)),
        cell("listed", Measure.grouped(past.listed)),
        cell("cutOff", past.cutOff.description),
        cell("atCutOff", past.atCutOff.map(Measure.grouped)),
        cell("highest", past.highest?.description),
        cell("units", past.units.map(Measure.grouped)),
      ],
    ]
  }

  /// A timetable as a table: stage, first and last day.
  func calendarView(_ calendar: Calendar, _ language: Language, today: CivilDate? = nil) -> View {
    [
      "cycle": String(calendar.cycle), "source": calendar.source[language],
      "stages": calendar.spans.map { span in
        View([
          "stage": text("history.stage.\(span.stage)", language),
          "from": moment(span.from, span.fromTime, language),
          "to": span.to.map { moment($0, span.toTime, language) }
            ?? text("history.noEnd", language),
          "isNow": today.map(span.contains) ?? false,
        ])
      },
    ]
  }

  /// `2020年7月17日 08:00`, `17 July 2020, 08:00`.
  private func moment(_ day: CivilDate, _ time: String?, _ language: Language) -> String {
    guard let time else { return day.text(language) }
    return day.text(language) + (language == .zh ? " " : ", ") + time
  }
}
