/// A number that falls in steps along an axis (阶梯图), for instance how many people have at least a
/// score, with marks for one's own score and the cut-off.
package struct StepChart: Sendable {
  package struct Point: Sendable {
    package var x: Int
    package var y: Int

    package init(x: Int, y: Int) {
      self.x = x
      self.y = y
    }
  }

  /// A place on the horizontal axis.
  package struct Mark: Sendable {
    package var x: Int
    package var name: String

    package init(x: Int, name: String) {
      self.x = x
      self.name = name
    }
  }

  /// Unique on its page, of letters, digits and hyphens.
  package var id: String
  package var title: String
  package var description: String
  package var across: Measure
  package var up: Measure
  /// What the horizontal axis counts, written below it.
  package var acrossName: String
  package var points: [Point]
  package var marks: [Mark]

  package init(
    id: String, title: String, description: String, across: Measure, up: Measure,
    acrossName: String, points: [Point], marks: [Mark]
  ) {
    self.id = id
    self.title = title
    self.description = description
    self.across = across
    self.up = up
    self.acrossName = acrossName
    self.points = points.sorted { $0.x < $1.x }
    self.marks = marks
  }

  private static let bottom = 280.0
  private static let right = SVG.width - 16

  package var svg: Markup {
    let marked = marks.sorted { $0.x < $1.x }
    let top = 12 + 20 * Double(marked.count)
    let upward = Scale(
      points.map(\.y), isFromZero: true, from: StepChart.bottom, to: top)
    let left = (upward.ticks.map { SVG.breadth(up.text($0)) }.max() ?? 0) + 10
    let along = Scale(
      points.map(\.x) + marks.map(\.x), isFromZero: false, count: 6, from: left,
      to: StepChart.right)
    var picture = SVG()
    for tick in upward.ticks {
      picture.line("grid", left, upward.place(tick), StepChart.right, upward.place(tick))
      picture.text(up.text(tick), left - 8, upward.place(tick) + 5, .end)
    }
    for tick in along.ticks {
      picture.text(across.text(tick), along.place(tick), StepChart.bottom + 20, .middle)
    }
    var path: [(x: Double, y: Double)] = []
    for point in points {
      let place = (x: along.place(point.x), y: upward.place(point.y))
      // Between two known places the number is at least that of the higher one.
      if let last = path.last { path.append((x: last.x, y: place.y)) }
      path.append(place)
    }
    if let first = path.first, let last = path.last {
      picture.area(
        "band",
        [(x: first.x, y: StepChart.bottom)] + path + [(x: last.x, y: StepChart.bottom)])
    }
    picture.path("line s1", path)
    for point in points {
      picture.dot(
        "s1", along.place(point.x), upward.place(point.y),
        title: "\(across.text(point.x)): \(up.text(point.y))")
    }
    for (place, mark) in marked.enumerated() {
      let x = along.place(mark.x)
      let y = 14 + 20 * Double(place)
      let text = "\(mark.name) \(across.text(mark.x))"
      picture.line("mark", x, y + 4, x, StepChart.bottom)
      let half = SVG.breadth(text) / 2
      picture.text(
        text, min(max(x, half), SVG.width - half), y, .middle, style: "mark-label")
    }
    picture.line("axis", left, StepChart.bottom, StepChart.right, StepChart.bottom)
    picture.text(acrossName, StepChart.right, StepChart.bottom + 42, .end)
    return SVG.chart(
      id: id, title: title, description: description, height: StepChart.bottom + 52, picture)
  }
}
