/// A chart together with the numbers behind it: picture, source and table (图与数据表).
///
/// Shown by the template `figure`, as `{{#chart}}{{> figure}}{{/chart}}`.
package struct ChartFigure: Sendable {
  /// A row of the table: what it is about, then its values in the order of the other heads.
  package struct Row: Sendable {
    package var name: String
    package var cells: [String]

    package init(name: String, cells: [String]) {
      self.name = name
      self.cells = cells
    }
  }

  /// The picture of the chart, as its ``LineChart/svg``.
  package var svg: Markup
  package var caption: String
  /// Where the numbers are from; empty when they are the reader's own.
  package var source: String
  package var heads: [String]
  package var rows: [Row]

  package init(svg: Markup, caption: String, source: String, heads: [String], rows: [Row]) {
    self.svg = svg
    self.caption = caption
    self.source = source
    self.heads = heads
    self.rows = rows
  }

  package var view: View {
    [
      "svg": svg, "caption": caption, "source": source, "hasSource": !source.isEmpty,
      "table": table,
    ]
  }

  private var table: Markup {
    var markup = Markup()
    markup.head(heads.first ?? "", heads.dropFirst())
    markup.raw("<tbody>")
    for row in rows {
      markup.element("<tr><th scope=\"row\">", row.name, "</th>")
      for cell in row.cells { markup.element("<td class=\"num\">", cell, "</td>") }
      markup.raw("</tr>")
    }
    markup.raw("</tbody>")
    return markup
  }
}
