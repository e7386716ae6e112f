import Units

/// One chart of each kind with invented numbers, for the page of the design.
struct SampleCharts {
  /// A text of the page by its key below `design.chart`.
  let say: (String) -> String

  var figures: [ChartFigure] { [stacked, line, steps, groups, timeline] }

  private func title(_ name: String) -> String { say("\(name).title") }

  private func description(_ name: String) -> String { say("\(name).text") }

  private func figure(
    _ name: String, _ svg: Markup, heads: [String], _ rows: [(String, [String])]
  ) -> ChartFigure {
    ChartFigure(
      svg: svg, caption: title(name), source: say("source"), heads: heads,
      rows: rows.map { ChartFigure.Row(name: $0.0, cells: $0.1) })
  }

  /// Hundredths of points of nine indicators.
  private let points = [3000, 975, 2600, 400, 600, 700, 265, 300, 400]

  private var stacked: ChartFigure {
    let parts = points.enumerated().map { place, value in
      StackedBars.Part(place: place, name: "\(say("indicator")) \(place + 1)", value: value)
    }
    let chart = StackedBars(
      id: "sample-stacked", title: title("stacked"), description: description("stacked"),
      measure: .points, bars: [.init(name: say("total"), parts: parts)],
      marks: [.init(value: 10642, name: say("cutOff"))])
    return figure(
      "stacked", chart.svg, heads: [say("indicator"), say("points")],
      parts.map { ($0.name, [Measure.points.text($0.value)]) })
  }

  private let years = ["2021", "2022", "2023", "2024", "2025", "2026"]

  private var line: ChartFigure {
    let own = [8840, 9240, 9640, 10040, 10440, 10840]
    let cutOff = [9500, 9620, 9800, 10000, 10150, 10300]
    var chart = LineChart(
      id: "sample-line", title: title("line"), description: description("line"), measure: .points,
      columns: years,
      series: [
        .init(name: say("own"), values: own), .init(name: say("cutOff"), values: cutOff),
      ])
    chart.band = [nil, nil, 9800...9800, 9900...10100, 9950...10400, 10000...10700]
    chart.bandName = say("range")
    return figure(
      "line", chart.svg, heads: [say("cycle"), say("own"), say("cutOff")],
      years.indices.map { place in
        (
          years[place],
          [Measure.points.text(own[place]), Measure.points.text(cutOff[place])]
        )
      })
  }

  private var steps: ChartFigure {
    let pool = [
      (8000, 60000), (8500, 44000), (9000, 27000), (9500, 12000), (10000, 4200), (10500, 600),
    ]
    let chart = StepChart(
      id: "sample-steps", title: title("steps"), description: description("steps"), across: .points,
      up: .count, acrossName: say("points"), points: pool.map { .init(x: $0.0, y: $0.1) },
      marks: [.init(x: 9240, name: say("own"))])
    return figure(
      "steps", chart.svg, heads: [say("points"), say("people")],
      pool.map { (Measure.points.text($0.0), [Measure.count.text($0.1)]) })
  }

  private var groups: ChartFigure {
    let applied = [110_000, 115_000, 121_000]
    let listed = [6000, 6000, 6000]
    let chart = GroupedBars(
      id: "sample-groups", title: title("groups"), description: description("groups"),
      measure: .count, columns: Array(years.prefix(3)),
      series: [
        .init(name: say("applied"), values: applied), .init(name: say("listed"), values: listed),
      ])
    return figure(
      "groups", chart.svg, heads: [say("cycle"), say("applied"), say("listed")],
      applied.indices.map { place in
        (years[place], [Measure.count.text(applied[place]), Measure.count.text(listed[place])])
      })
  }

  private var timeline: ChartFigure {
    func span(_ from: Month, _ to: Month, _ style: Timeline.Style) -> Timeline.Span {
      Timeline.Span(MonthSpan(from, to), style, label: say("span.\(style.rawValue)"))
    }
    let work = MonthSpan(Month(2012, 3), Month(2021, 12))
    let lanes = [
      Timeline.Lane(
        name: say("lane.insurance"),
        spans: [
          span(Month(2012, 3), Month(2017, 8), .paid),
          span(Month(2017, 9), Month(2017, 12), .supplementary),
          span(Month(2018, 4), Month(2021, 12), .paid),
        ], required: work),
      Timeline.Lane(
        name: say("lane.homes"),
        spans: [
          span(Month(2012, 3), Month(2014, 6), .dormitory),
          span(Month(2014, 7), Month(2019, 5), .rental),
          span(Month(2018, 12), Month(2021, 12), .ownHome),
        ]),
      Timeline.Lane(
        name: say("lane.study"), spans: [span(Month(2015, 9), Month(2018, 6), .study)]),
    ]
    let chart = Timeline(
      id: "sample-timeline", title: title("timeline"), description: description("timeline"),
      lanes: lanes, marks: [.init(month: Month(2021, 12), name: say("reference"))],
      gapName: say("span.gap"), overlapName: say("span.overlap"))
    return figure(
      "timeline", chart.svg, heads: [say("lane"), say("what"), say("months")],
      lanes.flatMap { lane in
        lane.spans.map { (lane.name, [$0.label, "\($0.months)"]) }
          + lane.gaps.map { (lane.name, [say("span.gap"), "\($0)"]) }
          + lane.overlaps.map { (lane.name, [say("span.overlap"), "\($0)"]) }
      })
  }
}
