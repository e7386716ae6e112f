/// The frame and the few shapes that every chart is drawn from.
///
/// Colours come only from classes (`s1` … `s9`, `axis`, `grid`, `mark`, `band`, `span-…`), so light,
/// dark and print are the style sheet's business. Lengths are in the units of the view box: 400 wide,
/// with text of 15, which is still 12 pixels high on a phone of 360.
struct SVG {
  static let width = 400.0
  static let textSize = 15.0

  /// What has been drawn.
  private(set) var markup = Markup()

  /// A whole chart: named by its title and described by its description.
  ///
  /// - Parameters:
  ///   - id: unique on its page.
  ///   - role: `group` when parts of it can be followed, which those of an image cannot.
  static func chart(
    id: String, title: String, description: String, height: Double, role: StaticString = "img",
    _ parts: SVG...
  ) -> Markup {
    var markup = Markup()
    markup.reserve(parts.reduce(1024) { $0 + $1.markup.count })
    markup.raw("<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 ")
    markup.length(width)
    markup.raw(" ")
    markup.length(height)
    markup.length("\" width=\"", width)
    markup.length("\" height=\"", height)
    markup.raw("\" role=\"")
    markup.raw(role)
    markup.attribute("\" aria-labelledby=\"", id)
    markup.attribute("-title ", id)
    markup.length("-desc\" font-size=\"", textSize)
    markup.attribute("\">\n<title id=\"", id)
    markup.element("-title\">", title, "</title>\n")
    markup.attribute("<desc id=\"", id)
    markup.element("-desc\">", description, "</desc>\n")
    for part in parts { markup.append(part.markup) }
    markup.raw("</svg>")
    return markup
  }

  mutating func line(_ style: String, _ x1: Double, _ y1: Double, _ x2: Double, _ y2: Double) {
    markup.attribute("<line class=\"", style)
    markup.length("\" x1=\"", x1)
    markup.length("\" y1=\"", y1)
    markup.length("\" x2=\"", x2)
    markup.length("\" y2=\"", y2)
    markup.raw("\"/>\n")
  }

  /// A rectangle that says what it is when pointed at.
  mutating func rectangle(
    _ style: String, x: Double, y: Double, width: Double, height: Double, title: String = ""
  ) {
    markup.attribute("<rect class=\"", style)
    markup.length("\" x=\"", x)
    markup.length("\" y=\"", y)
    markup.length("\" width=\"", max(width, 0))
    markup.length("\" height=\"", max(height, 0))
    if title.isEmpty {
      markup.raw("\"/>\n")
    } else {
      markup.element("\"><title>", title, "</title></rect>\n")
    }
  }

  mutating func dot(_ style: String, _ x: Double, _ y: Double, title: String) {
    markup.attribute("<circle class=\"", style)
    markup.length("\" cx=\"", x)
    markup.length("\" cy=\"", y)
    markup.element("\" r=\"4\"><title>", title, "</title></circle>\n")
  }

  enum Anchor: String { case start, middle, end }

  mutating func text(
    _ words: String, _ x: Double, _ y: Double, _ anchor: Anchor = .start, style: String = "label"
  ) {
    markup.attribute("<text class=\"", style)
    markup.length("\" x=\"", x)
    markup.length("\" y=\"", y)
    markup.attribute("\" text-anchor=\"", anchor.rawValue)
    markup.element("\">", words, "</text>\n")
  }

  /// A line through points; one point alone gives nothing.
  mutating func path(_ style: String, _ points: [(x: Double, y: Double)]) {
    guard points.count > 1 else { return }
    markup.attribute("<path class=\"", style)
    markup.raw("\" fill=\"none\" d=\"")
    steps(points)
    markup.raw("\"/>\n")
  }

  /// A filled shape.
  mutating func area(_ style: String, _ points: [(x: Double, y: Double)]) {
    guard points.count > 2 else { return }
    markup.attribute("<path class=\"", style)
    markup.raw("\" d=\"")
    steps(points)
    markup.raw("Z\"/>\n")
  }

  private mutating func steps(_ points: [(x: Double, y: Double)]) {
    for (place, point) in points.enumerated() {
      markup.length(place == 0 ? "M" : "L", point.x)
      markup.length(" ", point.y)
    }
  }

  /// What is drawn by `body`, followed when pointed at.
  mutating func link(to address: String, label: String, _ body: (inout SVG) -> Void) {
    markup.element("<a href=\"", address, "\" ")
    markup.element("aria-label=\"", label, "\">")
    body(&self)
    markup.raw("</a>\n")
  }

  /// About how wide a text is drawn: a Chinese character takes its height, a Latin one a bit over half.
  static func breadth(_ words: String) -> Double {
    words.unicodeScalars.reduce(0) { $0 + ($1.value > 0x2E80 ? 1 : 0.56) } * textSize
  }

  /// The class of a series by its place, beginning at 0.
  static func series(_ place: Int) -> String { "s\(place % 9 + 1)" }

  /// Squares with names, in as many rows as they need; the height they took.
  mutating func legend(_ entries: [(style: String, name: String)], y: Double) -> Double {
    var x = 0.0
    var row = 0.0
    for entry in entries {
      let breadth = 20 + SVG.breadth(entry.name)
      if x > 0, x + breadth > SVG.width {
        x = 0
        row += 24
      }
      rectangle(entry.style, x: x, y: y + row + 2, width: 14, height: 14)
      text(entry.name, x + 20, y + row + 15)
      x += breadth + 16
    }
    return entries.isEmpty ? 0 : row + 28
  }
}

extension Markup {
  /// A length with at most one decimal.
  mutating func length(_ value: Double) {
    let tenths = Int((value * 10).rounded())
    if tenths < 0 { raw("-") }
    number(abs(tenths) / 10)
    let rest = abs(tenths) % 10
    if rest != 0 {
      raw(".")
      number(rest)
    }
  }

  /// A length after the markup that leads to it.
  fileprivate mutating func length(_ lead: StaticString, _ value: Double) {
    raw(lead)
    length(value)
  }

  /// A name of the source after the markup that leads to it: classes and anchors have nothing to escape.
  fileprivate mutating func attribute(_ lead: StaticString, _ name: String) {
    raw(lead)
    trusted(name)
  }
}
