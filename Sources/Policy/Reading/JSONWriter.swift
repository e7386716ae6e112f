/// Writes JSON: keys in the order in which they are given, `, ` and `: ` between, always the same
/// bytes for the same values.
package struct JSONWriter {
  package private(set) var bytes: [UInt8] = []
  /// Whether a value has been written in each open list or object.
  private var hasEntries: [Bool] = []
  private var isAfterKey = false

  package init() {}

  package var text: String { String(decoding: bytes, as: UTF8.self) }

  package mutating func removeAll() { bytes.removeAll(keepingCapacity: true) }

  private mutating func separate() {
    if isAfterKey {
      isAfterKey = false
    } else if let last = hasEntries.last {
      if last { append(", ") }
      hasEntries[hasEntries.count - 1] = true
    }
  }

  private mutating func append(_ text: StaticString) {
    bytes += UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount)
  }

  package mutating func key(_ key: String) {
    separate()
    JSONText.write(key.utf8, to: &bytes)
    append(": ")
    isAfterKey = true
  }

  package mutating func text(_ text: String) {
    separate()
    JSONText.write(text.utf8, to: &bytes)
  }

  package mutating func number(_ value: Int) {
    separate()
    bytes += String(value).utf8
  }

  /// A number in exact decimal notation.
  package mutating func decimal(_ text: String) {
    separate()
    bytes += text.utf8
  }

  /// A value that is JSON already.
  package mutating func value(json text: String) {
    separate()
    bytes += text.utf8
  }

  package mutating func flag(_ value: Bool) {
    separate()
    append(value ? "true" : "false")
  }

  package mutating func null() {
    separate()
    append("null")
  }

  package mutating func object(_ body: (inout JSONWriter) -> Void) {
    nest(UInt8(ascii: "{"), UInt8(ascii: "}"), body)
  }

  package mutating func list(_ body: (inout JSONWriter) -> Void) {
    nest(UInt8(ascii: "["), UInt8(ascii: "]"), body)
  }

  private mutating func nest(
    _ open: UInt8, _ close: UInt8, _ body: (inout JSONWriter) -> Void
  ) {
    separate()
    bytes.append(open)
    hasEntries.append(false)
    body(&self)
    hasEntries.removeLast()
    bytes.append(close)
  }

  /// A line feed between documents.
  package mutating func endLine() { bytes.append(UInt8(ascii: "\n")) }

  // MARK: Key and value together

  package mutating func field(_ name: String, _ value: String) {
    key(name)
    text(value)
  }

  package mutating func field(_ name: String, _ value: Int) {
    key(name)
    number(value)
  }

  package mutating func field(_ name: String, _ value: Bool) {
    key(name)
    flag(value)
  }

  package mutating func list(_ name: String, _ body: (inout JSONWriter) -> Void) {
    key(name)
    list(body)
  }

  package mutating func object(_ name: String, _ body: (inout JSONWriter) -> Void) {
    key(name)
    object(body)
  }
}
