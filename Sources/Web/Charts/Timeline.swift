package import Units

/// Months of a life in lanes (时间轴): insurance, homes, study, so that gaps and overlaps can be seen.
///
/// Spans of one lane that share months are drawn below each other, and the months they share are marked
/// `span-overlap`; months of a lane's required stretch that no span covers are marked `span-gap`.
package struct Timeline: Sendable {
  /// What a span is; its class is `span-` and the name.
  package enum Style: String, CaseIterable, Sendable {
    case paid, supplementary, ownHome, rental, dormitory, imputed, study, marriage, counted
    case gap, overlap
  }

  package struct Span: Sendable {
    package var months: MonthSpan
    package var style: Style
    /// Said when it is pointed at, before its months: `养老 朝阳区`.
    package var label: String
    /// Where it can be changed; `nil`: it cannot be followed. Of a span that is too narrow to be hit
    /// only the line of the table beside the chart leads there.
    package var link: String?

    package init(_ months: MonthSpan, _ style: Style, label: String, link: String? = nil) {
      self.months = months
      self.style = style
      self.label = label
      self.link = link
    }
  }

  package struct Lane: Sendable {
    package var name: String
    package var spans: [Span]
    /// Months in which something is expected: where nothing is, there is a gap. `nil`: none are.
    package var required: MonthSpan?

    package init(name: String, spans: [Span], required: MonthSpan? = nil) {
      self.name = name
      self.spans = spans
      self.required = required
    }
  }

  /// A month to see at a glance: the reference month, the boundary.
  package struct Mark: Sendable {
    package var month: Month
    package var name: String

    package init(month: Month, name: String) {
      self.month = month
      self.name = name
    }
  }

  /// Unique on its page, of letters, digits and hyphens.
  package var id: String
  package var title: String
  package var description: String
  package var lanes: [Lane]
  package var marks: [Mark]
  /// The words for months that nothing covers, and for months that two spans share.
  package var gapName: String
  package var overlapName: String
  /// What the sorts of spans are called in the legend; a sort without a name is left out of it.
  package var names: [Style: String] = [:]

  package init(
    id: String, title: String, description: String, lanes: [Lane], marks: [Mark], gapName: String,
    overlapName: String
  ) {
    self.id = id
    self.title = title
    self.description = description
    self.lanes = lanes
    self.marks = marks
    self.gapName = gapName
    self.overlapName = overlapName
  }

  private static let left = 4.0
  private static let right = SVG.width - 4
  private static let trackHeight = 22.0
  /// Tracks of spans that can be followed stand further apart: 24 pixels on a phone of 360.
  private static let linkedTrackHeight = 30.0
  /// As wide on that phone; a narrower span is no target.
  private static let narrowestLink = 30.0

  private var hasLinks: Bool { lanes.contains { $0.spans.contains { $0.link != nil } } }

  /// All months shown, whole years; `nil` when there is nothing to show.
  package var months: MonthSpan? {
    var all = lanes.flatMap { $0.spans.map(\.months) + ($0.required.map { [$0] } ?? []) }
    all += marks.map { MonthSpan($0.month, $0.month) }
    guard let first = all.map(\.from).min(), let last = all.map(\.to).max() else { return nil }
    return MonthSpan(Month(first.year, 1), Month(max(last.year, first.year), 12))
  }

  package var svg: Markup {
    guard let months else {
      return SVG.chart(id: id, title: title, description: description, height: 8)
    }
    let scale = MonthScale(months, from: Timeline.left, to: Timeline.right)
    let top = 20 * Double(marks.count) + 4
    var picture = SVG()
    var y = top
    for lane in lanes {
      picture.text(lane.name, Timeline.left, y + 16, style: "value")
      y += 22
      y += draw(lane, y, scale, &picture) + 8
    }
    let years = scale.years
    for year in years {
      let x = scale.start(of: Month(year, 1))
      picture.line("grid", x, top, x, y)
      picture.text(String(year), x + 2, y + 18)
    }
    picture.line("axis", Timeline.left, y, Timeline.right, y)
    for (place, mark) in marks.sorted(by: { $0.month < $1.month }).enumerated() {
      let x = scale.end(of: mark.month)
      let text = "\(mark.name) \(mark.month)"
      let half = SVG.breadth(text) / 2
      picture.line("mark", x, 20 * Double(place) + 18, x, y)
      picture.text(
        text, min(max(x, half), SVG.width - half), 20 * Double(place) + 14, .middle,
        style: "mark-label")
    }
    let legend = picture.legend(legendEntries, y: y + 30)
    return SVG.chart(
      id: id, title: title, description: description, height: y + 30 + legend,
      role: hasLinks ? "group" : "img", picture)
  }

  /// The sorts that are drawn, with their names.
  private var legendEntries: [(style: String, name: String)] {
    var used = Set(lanes.flatMap(\.spans).map(\.style))
    if lanes.contains(where: { !$0.gaps.isEmpty }) { used.insert(.gap) }
    if lanes.contains(where: { !$0.overlaps.isEmpty }) { used.insert(.overlap) }
    return Style.allCases.filter(used.contains).compactMap { style in
      names[style].map { (style: "span-\(style.rawValue)", name: $0) }
    }
  }

  /// Draws the spans of a lane; the height they took.
  private func draw(
    _ lane: Lane, _ top: Double, _ scale: MonthScale, _ picture: inout SVG
  ) -> Double {
    var ends: [Month] = []
    let trackHeight = hasLinks ? Timeline.linkedTrackHeight : Timeline.trackHeight
    for span in lane.spans.sorted(by: { $0.months.from < $1.months.from })
    where span.months.count > 0 {
      let track = ends.firstIndex { $0 < span.months.from } ?? ends.count
      if track == ends.count { ends.append(span.months.to) } else { ends[track] = span.months.to }
      let y = top + trackHeight * Double(track)
      let height = trackHeight - 4
      let breadth = scale.end(of: span.months.to) - scale.start(of: span.months.from)
      if let link = span.link, breadth >= Timeline.narrowestLink {
        picture.link(to: link, label: "\(span.label) \(span.months)") {
          draw(span, y, height, scale, &$0)
        }
      } else {
        draw(span, y, height, scale, &picture)
      }
    }
    for gap in lane.gaps {
      draw(Span(gap, .gap, label: gapName), top, trackHeight - 4, scale, &picture)
    }
    let tracks = Double(max(ends.count, 1))
    let overlaps = lane.overlaps
    for overlap in overlaps {
      picture.rectangle(
        "span-overlap", x: scale.start(of: overlap.from),
        y: top + trackHeight * tracks - 3,
        width: scale.end(of: overlap.to) - scale.start(of: overlap.from), height: 4,
        title: "\(overlapName) \(overlap)")
    }
    return trackHeight * tracks + (overlaps.isEmpty ? 0 : 2)
  }

  private func draw(
    _ span: Span, _ y: Double, _ height: Double, _ scale: MonthScale, _ picture: inout SVG
  ) {
    let from = scale.start(of: span.months.from)
    picture.rectangle(
      "span-\(span.style.rawValue)", x: from, y: y,
      width: scale.end(of: span.months.to) - from, height: height,
      title: "\(span.label) \(span.months)")
  }
}

extension Timeline.Lane {
  /// Months of the required stretch that no span covers.
  package var gaps: [MonthSpan] {
    guard let required else { return [] }
    return MonthSpan.runs(in: required) { month in
      !spans.contains { $0.months.contains(month) }
    }
  }

  /// Months that more than one span covers.
  package var overlaps: [MonthSpan] {
    guard let first = spans.map(\.months.from).min(), let last = spans.map(\.months.to).max()
    else { return [] }
    return MonthSpan.runs(in: MonthSpan(first, last)) { month in
      spans.count { $0.months.contains(month) } > 1
    }
  }
}

extension MonthSpan {
  /// The longest stretches of months that satisfy, in order.
  static func runs(in whole: MonthSpan, where holds: (Month) -> Bool) -> [MonthSpan] {
    var runs: [MonthSpan] = []
    var month = whole.from
    while month <= whole.to {
      if holds(month) {
        if let last = runs.last, last.to + 1 == month {
          runs[runs.count - 1].to = month
        } else {
          runs.append(MonthSpan(month, month))
        }
      }
      month = month + 1
    }
    return runs
  }
}

/// Where months fall on the width of a time line.
private struct MonthScale {
  let months: MonthSpan
  private let from: Double
  private let breadth: Double

  init(_ months: MonthSpan, from: Double, to: Double) {
    self.months = months
    self.from = from
    breadth = (to - from) / Double(max(months.count, 1))
  }

  func start(of month: Month) -> Double {
    from + breadth * Double(month.distance(since: months.from))
  }

  func end(of month: Month) -> Double { start(of: month + 1) }

  /// Years whose numbers fit beside each other.
  var years: [Int] {
    let fitting = max(1, Int((SVG.breadth("2020") + 8) / (breadth * 12) + 0.999))
    return Array(stride(from: months.from.year, through: months.to.year, by: fitting))
  }
}
