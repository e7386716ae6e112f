/// Counts side by side (分组柱状图), a group a cycle, for instance applicants and listed people.
package struct GroupedBars: Sendable {
  package struct Series: Sendable {
    package var name: String
    /// One value a column; `nil` where none is known.
    package var values: [Int?]

    package init(name: String, values: [Int?]) {
      self.name = name
      self.values = values
    }
  }

  /// Unique on its page, of letters, digits and hyphens.
  package var id: String
  package var title: String
  package var description: String
  package var measure: Measure
  package var columns: [String]
  package var series: [Series]
  /// What stands in place of a bar whose value is not known, for instance `?`.
  package var unknown: String

  package init(
    id: String, title: String, description: String, measure: Measure, columns: [String],
    series: [Series], unknown: String = "?"
  ) {
    self.id = id
    self.title = title
    self.description = description
    self.measure = measure
    self.columns = columns
    self.series = series
    self.unknown = unknown
  }

  private static let top = 16.0
  private static let bottom = 260.0
  private static let right = SVG.width - 8

  package var svg: Markup {
    let scale = Scale(
      series.flatMap { $0.values.compactMap { $0 } }, isFromZero: true,
      from: GroupedBars.bottom, to: GroupedBars.top)
    let left = (scale.ticks.map { SVG.breadth(measure.text($0)) }.max() ?? 0) + 10
    let gap = (GroupedBars.right - left) / Double(max(columns.count, 1))
    let breadth = gap * 0.8 / Double(max(series.count, 1))
    var picture = SVG()
    for tick in scale.ticks {
      picture.line("grid", left, scale.place(tick), GroupedBars.right, scale.place(tick))
      picture.text(measure.text(tick), left - 8, scale.place(tick) + 5, .end)
    }
    for (column, name) in columns.enumerated() {
      let start = left + gap * (Double(column) + 0.1)
      for (place, series) in series.enumerated() {
        let x = start + breadth * Double(place)
        guard series.values.indices.contains(column), let value = series.values[column] else {
          picture.text(unknown, x + breadth / 2, GroupedBars.bottom - 5, .middle)
          continue
        }
        let y = scale.place(value)
        picture.rectangle(
          SVG.series(place), x: x, y: y, width: breadth - 1, height: GroupedBars.bottom - y,
          title: "\(series.name) \(name): \(measure.text(value))")
      }
      let every = max(1, Int(((columns.map(SVG.breadth).max() ?? 0) + 6) / gap + 1))
      if (columns.count - 1 - column) % every == 0 {
        picture.text(
          name, left + gap * (Double(column) + 0.5), GroupedBars.bottom + 20, .middle)
      }
    }
    picture.line("axis", left, GroupedBars.bottom, GroupedBars.right, GroupedBars.bottom)
    let legend = picture.legend(
      series.indices.map { (style: SVG.series($0), name: series[$0].name) },
      y: GroupedBars.bottom + 34)
    return SVG.chart(
      id: id, title: title, description: description, height: GroupedBars.bottom + 34 + legend,
      picture)
  }
}
