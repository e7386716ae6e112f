import PointsLaw
import Policy
import Units

/// The pictures of past cycles (历年数据图), each with the numbers behind it.
struct HistoryFigures {
  let history: History
  let wordings: Wordings
  let language: Language

  private func text(_ key: String, _ values: [String: String] = [:]) -> String {
    wordings.text("history.\(key)", language, values)
  }

  private var columns: [String] { history.cycles.map { String($0.cycle) } }

  /// The cut-off of every cycle as a line.
  var cutOffs: ChartFigure {
    let first = history.cycles.first
    let last = history.cycles.last
    let title = text("cutOffs.title")
    let chart = LineChart(
      id: "cut-offs", title: title,
      description: text(
        "cutOffs.description",
        [
          "first": first.map { String($0.cycle) } ?? "", "from": first?.cutOff.description ?? "",
          "last": last.map { String($0.cycle) } ?? "", "to": last?.cutOff.description ?? "",
        ]),
      measure: .points, columns: columns,
      series: [
        LineChart.Series(
          name: text("head.cutOff"), values: history.cycles.map { $0.cutOff.hundredths })
      ])
    return ChartFigure(
      svg: chart.svg, caption: chart.description, source: history.source[language],
      heads: [text("head.cycle"), text("head.cutOff"), text("head.growth")],
      rows: history.cycles.enumerated().map { place, past in
        ChartFigure.Row(
          name: String(past.cycle),
          cells: [
            past.cutOff.description,
            place == 0 ? "–" : (past.cutOff - history.cycles[place - 1].cutOff).description,
          ])
      })
  }

  /// Applicants and listed people of every cycle as bars.
  var people: ChartFigure {
    let title = text("people.title")
    let chart = GroupedBars(
      id: "people", title: title, description: text("people.description"), measure: .count,
      columns: columns,
      series: [
        GroupedBars.Series(
          name: text("head.applicants"), values: history.cycles.map(\.applicants)),
        GroupedBars.Series(name: text("head.listed"), values: history.cycles.map { $0.listed }),
      ])
    return ChartFigure(
      svg: chart.svg, caption: chart.description, source: history.source[language],
      heads: [text("head.cycle"), text("head.applicants"), text("head.listed")],
      rows: history.cycles.map { past in
        ChartFigure.Row(
          name: String(past.cycle),
          cells: [
            past.applicants.map(Measure.grouped) ?? text("unknown"), Measure.grouped(past.listed),
          ])
      })
  }

  /// How many applicants of a cycle had at least a score, with its cut-off.
  func pool(_ pool: Pool) -> ChartFigure {
    let cycle = String(pool.cycle)
    let title = text("pool.title", ["cycle": cycle])
    let chart = StepChart(
      id: "pool-\(cycle)", title: title, description: text("pool.description", ["cycle": cycle]),
      across: .points, up: .count, acrossName: text("head.score"),
      points: pool.counts.map { StepChart.Point(x: $0.score.hundredths, y: $0.people) },
      marks: history.past(pool.cycle).map {
        [StepChart.Mark(x: $0.cutOff.hundredths, name: text("head.cutOff"))]
      } ?? [])
    return ChartFigure(
      svg: chart.svg, caption: chart.description, source: pool.source[language],
      heads: [text("head.score"), text("head.atOrAbove")],
      rows: pool.counts.map {
        ChartFigure.Row(name: $0.score.short, cells: [Measure.grouped($0.people)])
      })
  }
}
