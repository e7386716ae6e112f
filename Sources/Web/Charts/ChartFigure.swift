/// A chart together with the numbers behind it: picture, source and table (图与数据表).
///
/// Shown by the template `figure`, as `{{#chart}}{{> figure}}{{/chart}}`.
package struct ChartFigure: Sendable {
  /// A row of the table: what it is about, then its values in the order of the other heads.
  package struct Row: Sendable {
    package var name: String
    package var cells: [String]
    /// Where what it is about can be changed; its name leads there.
    package var way: Way?

    package init(name: String, cells: [String], way: Way? = nil) {
      self.name = name
      self.cells = cells
      self.way = way
    }
  }

  /// How a row leads to the answer behind it.
  package enum Way: Sendable {
    /// It stands on the same page.
    case link(String)
    /// It stands on another page: a button of the form `answers`, which takes along what was entered.
    case button(action: String, go: String)
  }

  /// The picture of the chart, as its ``LineChart/svg``.
  package var svg: Markup
  package var caption: String
  /// Where the numbers are from; empty when they are the reader's own.
  package var source: String
  /// Said above the table; empty when there is nothing to say.
  package var note: String
  package var heads: [String]
  package var rows: [Row]

  package init(
    svg: Markup, caption: String, source: String, note: String = "", heads: [String], rows: [Row]
  ) {
    self.svg = svg
    self.caption = caption
    self.source = source
    self.note = note
    self.heads = heads
    self.rows = rows
  }

  package var view: View {
    [
      "svg": svg, "caption": caption, "source": source, "hasSource": !source.isEmpty,
      "note": note, "hasNote": !note.isEmpty,
      "table": table,
    ]
  }

  private var table: Markup {
    var markup = Markup()
    markup.head(heads.first ?? "", heads.dropFirst())
    markup.raw("<tbody>")
    for row in rows {
      markup.raw("<tr><th scope=\"row\">")
      switch row.way {
      case .link(let anchor):
        markup.element("<a href=\"", anchor, "\">")
        markup.escaped(row.name)
        markup.raw("</a></th>")
      case .button(let action, let go):
        markup.element("<button class=\"quiet\" form=\"answers\" formaction=\"", action, "\"")
        markup.element(" name=\"go\" value=\"", go, "\">")
        markup.escaped(row.name)
        markup.raw("</button></th>")
      case nil:
        markup.escaped(row.name)
        markup.raw("</th>")
      }
      for cell in row.cells { markup.element("<td class=\"num\">", cell, "</td>") }
      markup.raw("</tr>")
    }
    markup.raw("</tbody>")
    return markup
  }
}
