/// Names and values as addresses and forms carry them (表单编码): `application/x-www-form-urlencoded`, UTF-8.
package struct FormText: Hashable, Sendable {
  /// In the order in which they were given.
  package private(set) var fields: [Field] = []

  /// One name and its value.
  package struct Field: Hashable, Sendable {
    package var name: String
    package var value: String
  }

  package init() {}

  /// More fields than any request of the protocol has.
  private static let most = 64

  /// Reads a query or the body of a form.
  ///
  /// - Returns: `nil` when an escape is broken, the text is not UTF-8, or a name stands there twice, which the
  ///   protocol forbids (RFC 6749, section 3.1): two readers could each see another one.
  package init?(_ text: some StringProtocol) {
    let parts = text.utf8.split(separator: UInt8(ascii: "&"))
    guard parts.count <= FormText.most else { return nil }
    for part in parts {
      let equals = part.firstIndex(of: UInt8(ascii: "="))
      guard let name = FormText.decoded(part[..<(equals ?? part.endIndex)]),
        let value = FormText.decoded(
          equals.map { part[part.index(after: $0)...] } ?? part[part.endIndex...]),
        self[name] == nil
      else { return nil }
      fields.append(Field(name: name, value: value))
    }
  }

  /// The value of a name; `nil` when it is not there.
  package subscript(_ name: String) -> String? { fields.first { $0.name == name }?.value }

  /// Adds a name and its value; nothing when the value is `nil`.
  package mutating func add(_ name: String, _ value: String?) {
    guard let value else { return }
    fields.append(Field(name: name, value: value))
  }

  /// As it stands after `?` or in a body.
  package var text: String {
    fields.map { FormText.encoded($0.name) + "=" + FormText.encoded($0.value) }
      .joined(separator: "&")
  }

  /// A text with everything but letters, digits and `-._~` as `%XX`.
  package static func encoded(_ text: String) -> String {
    let hexadecimal = Array("0123456789ABCDEF".utf8)
    var bytes: [UInt8] = []
    for byte in text.utf8 {
      let letter = byte | 0x20
      let isLetter = letter >= UInt8(ascii: "a") && letter <= UInt8(ascii: "z")
      let isDigit = byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9")
      if isLetter || isDigit || "-._~".utf8.contains(byte) {
        bytes.append(byte)
      } else {
        bytes += [UInt8(ascii: "%"), hexadecimal[Int(byte >> 4)], hexadecimal[Int(byte & 15)]]
      }
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  private static func decoded(_ text: some Collection<UInt8>) -> String? {
    var bytes: [UInt8] = []
    var rest = text[...]
    while let byte = rest.popFirst() {
      switch byte {
      case UInt8(ascii: "+"): bytes.append(UInt8(ascii: " "))
      case UInt8(ascii: "%"):
        guard let high = rest.popFirst().flatMap(digit), let low = rest.popFirst().flatMap(digit)
        else { return nil }
        bytes.append(high << 4 | low)
      default: bytes.append(byte)
      }
    }
    return String(validating: bytes, as: UTF8.self)
  }

  private static func digit(_ byte: UInt8) -> UInt8? {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
    case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
    case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
    default: nil
    }
  }
}
