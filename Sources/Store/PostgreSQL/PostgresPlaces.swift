/// Rewrites the places of a statement from `?1` to PostgreSQL's `$1`.
///
/// Texts and names in quotes and comments stay as they are.
enum PostgresPlaces {
  static func rewrite(_ sql: String) -> String {
    var written: [UInt8] = []
    var rest = Array(sql.utf8)[...]
    written.reserveCapacity(rest.count)

    /// Moves everything up to the end of the next `end`, or all there is, to the written text.
    func keep(through end: [UInt8]) {
      while !rest.isEmpty, !rest.starts(with: end) { written.append(rest.removeFirst()) }
      written += rest.prefix(end.count)
      rest = rest.dropFirst(end.count)
    }

    while let byte = rest.popFirst() {
      let isPlace =
        byte == UInt8(ascii: "?") && rest.first.map { (0x30...0x39).contains($0) } == true
      written.append(isPlace ? UInt8(ascii: "$") : byte)
      switch (byte, rest.first) {
      // A doubled quote closes the text and opens it again, which comes to the same.
      case (UInt8(ascii: "'"), _), (UInt8(ascii: "\""), _):
        keep(through: [byte])
      case (UInt8(ascii: "-"), UInt8(ascii: "-")):
        keep(through: [UInt8(ascii: "\n")])
      case (UInt8(ascii: "/"), UInt8(ascii: "*")):
        keep(through: Array("*/".utf8))
      default:
        break
      }
    }
    return String(decoding: written, as: UTF8.self)
  }
}
