/// HTML written piece by piece, for tables that would take a template engine longer than the law takes to
/// score (热点表格). Texts are escaped; tags are literals of the source.
struct Markup {
  private(set) var text = ""

  /// A tag or other markup as it stands in the source.
  mutating func raw(_ markup: StaticString) {
    markup.withUTF8Buffer { text += String(decoding: $0, as: UTF8.self) }
  }

  /// A text between tags or in an attribute.
  mutating func escaped(_ value: String) {
    for byte in value.utf8 where HTML.isSpecial(byte) {
      text += HTML.escaped(value)
      return
    }
    text += value
  }

  /// An element without attributes.
  mutating func element(_ open: StaticString, _ value: String, _ close: StaticString) {
    raw(open)
    escaped(value)
    raw(close)
  }

  /// A cell of a number, with the head of its column for phones.
  mutating func number(_ value: String, under head: String) {
    raw("<td class=\"num\" data-label=\"")
    escaped(head)
    raw("\">")
    escaped(value)
    raw("</td>")
  }

  /// The head of a table: its first column, then columns of numbers.
  mutating func head(_ first: String, _ others: some Sequence<String>) {
    raw("<thead><tr>")
    element("<th scope=\"col\">", first, "</th>")
    for name in others { element("<th scope=\"col\" class=\"num\">", name, "</th>") }
    raw("</tr></thead>")
  }
}

extension HTML {
  static func isSpecial(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "&"), UInt8(ascii: "<"), UInt8(ascii: ">"), UInt8(ascii: "\""),
      UInt8(ascii: "'"):
      true
    default: false
    }
  }
}
