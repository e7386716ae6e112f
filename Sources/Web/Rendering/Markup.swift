/// HTML written piece by piece (页面文本). Texts are escaped; tags are literals of the source.
///
/// For what differs from visitor to visitor and would take a template engine longer than the law takes to
/// score: lists, tables with hundreds of cells, charts (热点表格).
package struct Markup: Sendable {
  /// What is written, then room for more: a page is thousands of small pieces, and appending each to an
  /// array takes longer than copying it.
  private var room: [UInt8] = []
  private(set) var count = 0

  package var bytes: ArraySlice<UInt8> { room[..<count] }
  package var text: String { String(decoding: bytes, as: UTF8.self) }

  init() {}

  /// Markup made before, as text.
  init(_ text: String) { trusted(text) }

  /// Makes room at once for what is to come.
  mutating func reserve(_ size: Int) {
    if room.count - count < size { grow(by: size) }
  }

  private mutating func grow(by size: Int) {
    room += repeatElement(0, count: max(size, room.count, 256))
  }

  @inline(__always)
  private mutating func write(_ text: UnsafeBufferPointer<UInt8>) {
    if room.count - count < text.count { grow(by: text.count) }
    room.withUnsafeMutableBytes { room in
      UnsafeMutableRawBufferPointer(rebasing: room[count..<count + text.count])
        .copyMemory(from: UnsafeRawBufferPointer(text))
    }
    count += text.count
  }

  /// Markup made before.
  mutating func append(_ markup: Markup) { append(markup.bytes) }

  mutating func append(_ markup: ArraySlice<UInt8>) { markup.withUnsafeBufferPointer { write($0) } }

  /// A tag or other markup as it stands in the source.
  mutating func raw(_ markup: StaticString) {
    write(UnsafeBufferPointer(start: markup.utf8Start, count: markup.utf8CodeUnitCount))
  }

  /// A text that is markup already, or has no mark to escape.
  mutating func trusted(_ value: String) {
    var value = value
    value.withUTF8 { write($0) }
  }

  /// A text between tags or in an attribute.
  mutating func escaped(_ value: String) {
    var value = value
    value.withUTF8 { text in
      var start = 0
      for place in text.indices where HTML.isSpecial(text[place]) {
        write(UnsafeBufferPointer(rebasing: text[start..<place]))
        raw(HTML.entity(text[place]))
        start = place + 1
      }
      write(UnsafeBufferPointer(rebasing: text[start...]))
    }
  }

  /// A whole number.
  mutating func number(_ value: Int) {
    var digits = 1
    var rest = value.magnitude / 10
    while rest > 0 {
      digits += 1
      rest /= 10
    }
    if value < 0 { raw("-") }
    reserve(digits)
    rest = value.magnitude
    for place in (count..<count + digits).reversed() {
      room[place] = UInt8(ascii: "0") + UInt8(truncatingIfNeeded: rest % 10)
      rest /= 10
    }
    count += digits
  }

  /// A text and the markup after it.
  mutating func escaped(_ value: String, _ close: StaticString) {
    escaped(value)
    raw(close)
  }

  /// A text between two pieces of markup, such as an element without attributes.
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

  /// Entries of a list.
  mutating func items(_ entries: [String]) {
    for entry in entries { element("<li>", entry, "</li>") }
  }

  /// The head of a table: its first column, then columns of numbers.
  mutating func head(_ first: String, _ others: some Sequence<String>) {
    raw("<thead><tr>")
    element("<th scope=\"col\">", first, "</th>")
    for name in others { element("<th scope=\"col\" class=\"num\">", name, "</th>") }
    raw("</tr></thead>")
  }
}

/// Text inside HTML.
package enum HTML {
  /// Whether a byte is a mark that means something in HTML.
  @inline(__always)
  fileprivate static func isSpecial(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "&"), UInt8(ascii: "<"), UInt8(ascii: ">"), UInt8(ascii: "\""),
      UInt8(ascii: "'"):
      true
    default: false
    }
  }

  /// What such a mark is written as.
  fileprivate static func entity(_ mark: UInt8) -> StaticString {
    switch mark {
    case UInt8(ascii: "&"): "&amp;"
    case UInt8(ascii: "<"): "&lt;"
    case UInt8(ascii: ">"): "&gt;"
    case UInt8(ascii: "\""): "&quot;"
    default: "&#39;"
    }
  }

  package static func escaped(_ text: String) -> String {
    var markup = Markup()
    markup.escaped(text)
    return markup.text
  }
}
