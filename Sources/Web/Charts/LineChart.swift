/// Values over cycles as lines (折线图), with a band for what is only estimated and horizontal marks.
///
/// Example: the cut-offs of all cycles; one's own total year by year against them, with the range of
/// past growth as band.
package struct LineChart: Sendable {
  package struct Series: Sendable {
    package var name: String
    /// One value a column; `nil` where there is none.
    package var values: [Int?]

    package init(name: String, values: [Int?]) {
      self.name = name
      self.values = values
    }
  }

  /// A level to compare with, for instance the last cut-off.
  package struct Mark: Sendable {
    package var value: Int
    package var name: String

    package init(value: Int, name: String) {
      self.value = value
      self.name = name
    }
  }

  /// Unique on its page, of letters, digits and hyphens.
  package var id: String
  package var title: String
  package var description: String
  package var measure: Measure
  /// What stands below, for instance the cycles.
  package var columns: [String]
  package var series: [Series]
  /// The lowest and highest value of a column.
  package var band: [ClosedRange<Int>?] = []
  /// What the band is, for the legend.
  package var bandName = ""
  package var marks: [Mark] = []

  package init(
    id: String, title: String, description: String, measure: Measure, columns: [String],
    series: [Series]
  ) {
    self.id = id
    self.title = title
    self.description = description
    self.measure = measure
    self.columns = columns
    self.series = series
  }

  private static let top = 30.0
  private static let bottom = 260.0
  private static let right = SVG.width - 24

  package var svg: Markup {
    let values =
      series.flatMap { $0.values.compactMap { $0 } } + marks.map(\.value)
      + band.compactMap { $0 }.flatMap { [$0.lowerBound, $0.upperBound] }
    let scale = Scale(
      values, isFromZero: false, from: LineChart.bottom, to: LineChart.top)
    let left = (scale.ticks.map { SVG.breadth(measure.text($0)) }.max() ?? 0) + 10
    let gap = (LineChart.right - left) / Double(max(columns.count, 1))
    func x(_ column: Int) -> Double { left + gap * (Double(column) + 0.5) }
    var picture = SVG()
    for tick in scale.ticks {
      picture.line("grid", left, scale.place(tick), LineChart.right, scale.place(tick))
      picture.text(measure.text(tick), left - 8, scale.place(tick) + 5, .end)
    }
    drawBand(scale, x, &picture)
    for mark in marks {
      let y = scale.place(mark.value)
      picture.line("mark", left, y, LineChart.right, y)
      picture.text(
        "\(mark.name) \(measure.text(mark.value))", left + 4, y - 5, style: "mark-label")
    }
    for place in series.indices { draw(place, scale, gap, x, &picture) }
    picture.line("axis", left, LineChart.bottom, LineChart.right, LineChart.bottom)
    let every = max(1, Int(((columns.map(SVG.breadth).max() ?? 0) + 6) / gap + 1))
    for (place, column) in columns.enumerated() where (columns.count - 1 - place) % every == 0 {
      picture.text(column, x(place), LineChart.bottom + 20, .middle)
    }
    var entries = series.indices.map { (style: SVG.series($0), name: series[$0].name) }
    if !bandName.isEmpty { entries.append((style: "band", name: bandName)) }
    let legend = entries.count > 1 ? picture.legend(entries, y: LineChart.bottom + 34) : 0
    return SVG.chart(
      id: id, title: title, description: description, height: LineChart.bottom + 34 + legend,
      picture)
  }

  private func draw(
    _ place: Int, _ scale: Scale, _ gap: Double, _ x: (Int) -> Double, _ picture: inout SVG
  ) {
    let style = SVG.series(place)
    let known = series[place].values.enumerated().compactMap { column, value in
      value.map { (column: column, value: $0) }
    }
    picture.path(
      "line \(style)", known.map { (x: x($0.column), y: scale.place($0.value)) })
    // A single line says as many values as fit beside each other, counted from the last one.
    let broadest = known.map { SVG.breadth(measure.text($0.value)) }.max() ?? 0
    let every = max(1, Int(broadest / gap) + 1)
    for (index, point) in known.enumerated() {
      let name = columns.indices.contains(point.column) ? columns[point.column] : ""
      let text = measure.text(point.value)
      picture.dot(
        style, x(point.column), scale.place(point.value),
        title: "\(series[place].name) \(name): \(text)"
      )
      let isLast = index == known.count - 1
      let isSaid = series.count == 1 ? (known.count - 1 - index) % every == 0 : isLast
      if isSaid {
        // Before a rise the words stand to the left, where the line does not run through them.
        let rises = !isLast && known[index + 1].value > point.value
        let half = SVG.breadth(text) / 2
        let middle = x(point.column) - (rises ? half * 0.7 : 0)
        picture.text(
          text, min(max(middle, half), SVG.width - half), scale.place(point.value) - 10, .middle,
          style: "value")
      }
    }
  }

  private func drawBand(_ scale: Scale, _ x: (Int) -> Double, _ picture: inout SVG) {
    let known = band.enumerated().compactMap { column, range in
      range.map { (column: column, range: $0) }
    }
    picture.area(
      "band",
      known.map { (x: x($0.column), y: scale.place($0.range.upperBound)) }
        + known.reversed().map { (x: x($0.column), y: scale.place($0.range.lowerBound)) })
  }
}
