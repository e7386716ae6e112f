/// Writing of JSON strings.
package enum JSONText {
  /// Appends a string with its quotes; control characters, quotes and backslashes are escaped,
  /// everything else stays as it is (UTF-8).
  package static func write(_ text: some Sequence<UInt8>, to output: inout [UInt8]) {
    output.append(UInt8(ascii: "\""))
    for byte in text {
      switch byte {
      case UInt8(ascii: "\""): output += #"\""#.utf8
      case UInt8(ascii: "\\"): output += #"\\"#.utf8
      case 0x0A: output += #"\n"#.utf8
      case 0x0D: output += #"\r"#.utf8
      case 0x09: output += #"\t"#.utf8
      case 0..<0x20, 0x7F:
        output += #"\u00"#.utf8
        output.append(hex[Int(byte >> 4)])
        output.append(hex[Int(byte & 15)])
      default: output.append(byte)
      }
    }
    output.append(UInt8(ascii: "\""))
  }

  /// A string with its quotes.
  package static func quoted(_ text: String) -> String {
    var output: [UInt8] = []
    write(text.utf8, to: &output)
    return String(decoding: output, as: UTF8.self)
  }

  /// A text that stays on one line: control characters are escaped as in JSON, the rest is as it is.
  package static func line(_ text: String) -> String {
    guard text.utf8.contains(where: { $0 < 0x20 || $0 == 0x7F }) else { return text }
    return String(quoted(text).dropFirst().dropLast())
  }

  private static let hex = Array("0123456789abcdef".utf8)
}
