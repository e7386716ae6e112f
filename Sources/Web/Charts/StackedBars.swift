/// Parts that make a total (堆叠条形图): the nine indicators of a score, one bar a filing or scenario,
/// against marks such as the cut-offs of past cycles.
///
/// What is taken away (a deduction, a violation) lies back from the end of what was earned, in the
/// class `less`; the total stands beside the name of the bar.
package struct StackedBars: Sendable {
  package struct Part: Sendable {
    /// Chooses the class: 0 is `s1`. The same part has the same place in every bar.
    package var place: Int
    package var name: String
    package var value: Int

    package init(place: Int, name: String, value: Int) {
      self.place = place
      self.name = name
      self.value = value
    }
  }

  package struct Bar: Sendable {
    package var name: String
    package var parts: [Part]

    package init(name: String, parts: [Part]) {
      self.name = name
      self.parts = parts
    }

    var total: Int { parts.reduce(0) { $0 + $1.value } }
    var earned: Int { parts.reduce(0) { $0 + max($1.value, 0) } }
  }

  /// A level that the bars are compared with.
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
  package var bars: [Bar]
  package var marks: [Mark]

  package init(
    id: String, title: String, description: String, measure: Measure, bars: [Bar], marks: [Mark]
  ) {
    self.id = id
    self.title = title
    self.description = description
    self.measure = measure
    self.bars = bars
    self.marks = marks
  }

  private static let left = 4.0
  private static let right = SVG.width - 20
  private static let barHeight = 32.0
  private static let labelHeight = 20.0

  package var svg: Markup {
    let scale = Scale(
      bars.flatMap { [$0.earned, min($0.total, 0)] } + marks.map(\.value), isFromZero: true,
      from: StackedBars.left, to: StackedBars.right)
    var labels = SVG()
    let top = drawMarkLabels(scale, &labels)
    let row = StackedBars.barHeight + 26
    let bottom = top + row * Double(bars.count) + 8
    var picture = SVG()
    for tick in scale.ticks {
      picture.line("grid", scale.place(tick), top, scale.place(tick), bottom)
      let text = measure.text(tick)
      let x = min(max(scale.place(tick), SVG.breadth(text) / 2), SVG.width - SVG.breadth(text) / 2)
      picture.text(text, x, bottom + 20, .middle)
    }
    for (place, bar) in bars.enumerated() {
      let y = top + row * Double(place)
      picture.text(
        "\(bar.name) \(measure.text(bar.total))", StackedBars.left, y + 18, style: "value")
      draw(bar, y + 24, scale, &picture)
    }
    picture.line("axis", scale.place(0), top, scale.place(0), bottom)
    for mark in marks {
      picture.line("mark", scale.place(mark.value), top - 4, scale.place(mark.value), bottom)
    }
    var legend = SVG()
    let height = legend.legend(names, y: bottom + 32)
    return SVG.chart(
      id: id, title: title, description: description, height: bottom + 32 + height, picture,
      labels, legend)
  }

  private func draw(_ bar: Bar, _ y: Double, _ scale: Scale, _ picture: inout SVG) {
    var reached = 0
    func add(_ style: String, _ part: Part, from: Int, to: Int) {
      picture.rectangle(
        style, x: scale.place(from), y: y, width: scale.place(to) - scale.place(from),
        height: StackedBars.barHeight, title: "\(part.name) \(measure.text(part.value))")
    }
    for part in bar.parts where part.value > 0 {
      add(SVG.series(part.place), part, from: reached, to: reached + part.value)
      reached += part.value
    }
    for part in bar.parts where part.value < 0 {
      add("less", part, from: reached + part.value, to: reached)
      reached += part.value
    }
  }

  /// Names of the marks above the bars, each on the first of the rows where it does not touch another;
  /// the height they took.
  private func drawMarkLabels(_ scale: Scale, _ labels: inout SVG) -> Double {
    var ends: [Double] = []
    for mark in marks.sorted(by: { $0.value < $1.value }) {
      let text = "\(mark.name) \(measure.text(mark.value))"
      let half = SVG.breadth(text) / 2
      let x = min(max(scale.place(mark.value), half), SVG.width - half)
      var row = ends.firstIndex { $0 + 6 < x - half } ?? ends.count
      if row == ends.count {
        ends.append(0)
        row = ends.count - 1
      }
      ends[row] = x + half
      labels.text(
        text, x, StackedBars.labelHeight * Double(row) + 15, .middle, style: "mark-label")
    }
    return StackedBars.labelHeight * Double(ends.count) + 6
  }

  /// Every part that some bar shows, once.
  private var names: [(style: String, name: String)] {
    var names: [(style: String, name: String)] = []
    for part in bars.flatMap(\.parts) where part.value != 0 {
      let entry = (style: part.value < 0 ? "less" : SVG.series(part.place), name: part.name)
      if !names.contains(where: { $0 == entry }) { names.append(entry) }
    }
    return names
  }
}
