/// Writing of JSON strings.
package enum JSONText {
  /// Appends a string with its quotes; control characters, quotes and backslashes are escaped,
  /// everything else stays as it is (UTF-8).
  package static func write(_ text: some Sequence<UInt8>, to output: inout [UInt8]) {
    output.append(UInt8(ascii: "\""))
    if text.withContiguousStorageIfAvailable({ append($0, to: &output) }) == nil {
      Array(text).withUnsafeBufferPointer { append($0, to: &output) }
    }
    output.append(UInt8(ascii: "\""))
  }

  /// Appends what needs no escape in whole runs.
  private static func append(_ text: UnsafeBufferPointer<UInt8>, to output: inout [UInt8]) {
    var start = 0
    for place in text.indices where isEscaped(text[place]) {
      output += UnsafeBufferPointer(rebasing: text[start..<place])
      escape(text[place], to: &output)
      start = place + 1
    }
    output += UnsafeBufferPointer(rebasing: text[start...])
  }

  @inline(__always)
  private static func isEscaped(_ byte: UInt8) -> Bool {
    byte < 0x20 || byte == 0x7F || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\")
  }

  private static func escape(_ byte: UInt8, to output: inout [UInt8]) {
    switch byte {
    case UInt8(ascii: "\""): output += #"\""#.utf8
    case UInt8(ascii: "\\"): output += #"\\"#.utf8
    case 0x0A: output += #"\n"#.utf8
    case 0x0D: output += #"\r"#.utf8
    case 0x09: output += #"\t"#.utf8
    default:
      output += #"\u00"#.utf8
      output.append(hex[Int(byte >> 4)])
      output.append(hex[Int(byte & 15)])
    }
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
