/// The frame and the few shapes that every chart is drawn from.
///
/// Colours come only from classes (`s1` … `s9`, `axis`, `grid`, `mark`, `band`, `span-…`), so light,
/// dark and print are the style sheet's business. Lengths are in the units of the view box: 400 wide,
/// with text of 15, which is still 12 pixels high on a phone of 360.
enum SVG {
  static let width = 400.0
  static let textSize = 15.0

  /// A whole chart: named by its title and described by its description.
  ///
  /// - Parameters:
  ///   - id: unique on its page.
  ///   - role: `group` when parts of it can be followed, which those of an image cannot.
  static func chart(
    id: String, title: String, description: String, height: Double, role: String = "img",
    _ body: String
  ) -> String {
    """
    <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 \(number(width)) \(number(height))" \
    width="\(number(width))" height="\(number(height))" role="\(role)" \
    aria-labelledby="\(id)-title \(id)-desc" font-size="\(number(textSize))">
    <title id="\(id)-title">\(HTML.escaped(title))</title>
    <desc id="\(id)-desc">\(HTML.escaped(description))</desc>
    \(body)</svg>
    """
  }

  /// A length with at most one decimal.
  static func number(_ value: Double) -> String {
    let tenths = Int((value * 10).rounded())
    let sign = tenths < 0 ? "-" : ""
    let rest = abs(tenths) % 10
    return "\(sign)\(abs(tenths) / 10)\(rest == 0 ? "" : ".\(rest)")"
  }

  static func line(
    _ style: String, _ x1: Double, _ y1: Double, _ x2: Double, _ y2: Double
  ) -> String {
    "<line class=\"\(style)\" x1=\"\(number(x1))\" y1=\"\(number(y1))\" "
      + "x2=\"\(number(x2))\" y2=\"\(number(y2))\"/>\n"
  }

  /// A rectangle that says what it is when pointed at.
  static func rectangle(
    _ style: String, x: Double, y: Double, width: Double, height: Double, title: String = ""
  ) -> String {
    let frame =
      "<rect class=\"\(style)\" x=\"\(number(x))\" y=\"\(number(y))\" "
      + "width=\"\(number(max(width, 0)))\" height=\"\(number(max(height, 0)))\""
    return title.isEmpty
      ? frame + "/>\n" : frame + "><title>\(HTML.escaped(title))</title></rect>\n"
  }

  static func dot(_ style: String, _ x: Double, _ y: Double, title: String) -> String {
    "<circle class=\"\(style)\" cx=\"\(number(x))\" cy=\"\(number(y))\" r=\"4\">"
      + "<title>\(HTML.escaped(title))</title></circle>\n"
  }

  enum Anchor: String { case start, middle, end }

  static func text(
    _ words: String, _ x: Double, _ y: Double, _ anchor: Anchor = .start, style: String = "label"
  ) -> String {
    "<text class=\"\(style)\" x=\"\(number(x))\" y=\"\(number(y))\" "
      + "text-anchor=\"\(anchor.rawValue)\">\(HTML.escaped(words))</text>\n"
  }

  /// A line through points; one point alone gives nothing.
  static func path(_ style: String, _ points: [(x: Double, y: Double)]) -> String {
    guard points.count > 1 else { return "" }
    return "<path class=\"\(style)\" fill=\"none\" d=\"\(steps(points))\"/>\n"
  }

  /// A filled shape.
  static func area(_ style: String, _ points: [(x: Double, y: Double)]) -> String {
    guard points.count > 2 else { return "" }
    return "<path class=\"\(style)\" d=\"\(steps(points))Z\"/>\n"
  }

  private static func steps(_ points: [(x: Double, y: Double)]) -> String {
    var path = ""
    for (place, point) in points.enumerated() {
      path += "\(place == 0 ? "M" : "L")\(number(point.x)) \(number(point.y))"
    }
    return path
  }

  /// About how wide a text is drawn: a Chinese character takes its height, a Latin one a bit over half.
  static func breadth(_ words: String) -> Double {
    words.unicodeScalars.reduce(0) { $0 + ($1.value > 0x2E80 ? 1 : 0.56) } * textSize
  }

  /// The class of a series by its place, beginning at 0.
  static func series(_ place: Int) -> String { "s\(place % 9 + 1)" }

  /// Squares with names, in as many rows as they need; the height they took.
  static func legend(
    _ entries: [(style: String, name: String)], y: Double
  ) -> (body: String, height: Double) {
    var body = ""
    var x = 0.0
    var row = 0.0
    for entry in entries {
      let breadth = 20 + breadth(entry.name)
      if x > 0, x + breadth > width {
        x = 0
        row += 24
      }
      body += rectangle(entry.style, x: x, y: y + row + 2, width: 14, height: 14)
      body += text(entry.name, x + 20, y + row + 15)
      x += breadth + 16
    }
    return (body, entries.isEmpty ? 0 : row + 28)
  }
}
