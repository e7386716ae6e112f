import Policy
import Units

/// The published form of a ranking: CSV, UTF-8, one line a person (RFC 4180).
extension Ranking {
  package static let header =
    "rank,id,total," + Indicator.allCases.map(\.name).joined(separator: ",") + ",admitted\n"

  /// The lines of the people at some places in the order.
  package func csv(_ places: Range<Int>, _ candidates: Candidates) -> [UInt8] {
    let indicators = Indicator.allCases
    // A number takes at most 22 bytes with its comma, an identifier at most twice its own and quotes.
    var most = places.count * (22 * (indicators.count + 2) + 16)
    for place in places { most += 2 * candidates.ids[order[place]].count }
    return [UInt8](unsafeUninitializedCapacity: most) { buffer, count in
      var csv = CSVWriter(buffer)
      for place in places {
        let score = candidates.scores[order[place]]
        csv.whole(ranks[place])
        csv.byte(UInt8(ascii: ","))
        csv.field(candidates.ids[order[place]])
        csv.byte(UInt8(ascii: ","))
        csv.hundredths(score.total.hundredths)
        for indicator in indicators {
          csv.byte(UInt8(ascii: ","))
          csv.hundredths(score[indicator].hundredths)
        }
        csv.text(place < admitted ? ",true\n" : ",false\n")
      }
      count = csv.count
    }
  }

  /// The same as JSON objects, one a line.
  package func json(_ places: Range<Int>, _ candidates: Candidates) -> [UInt8] {
    var json = JSONWriter()
    for place in places {
      writeJSON(place, candidates, to: &json)
      json.endLine()
    }
    return json.bytes
  }

  private func writeJSON(_ place: Int, _ candidates: Candidates, to json: inout JSONWriter) {
    let score = candidates.scores[order[place]]
    json.object { json in
      json.field("rank", ranks[place])
      json.field("id", String(decoding: candidates.ids[order[place]], as: UTF8.self))
      json.field("total", score.total.description)
      json.object("indicators") { json in
        for indicator in Indicator.allCases {
          json.field(indicator.name, score[indicator].description)
        }
      }
      json.field("admitted", place < admitted)
    }
  }
}

/// Writes comma-separated values into memory that is large enough for them.
package struct CSVWriter {
  private let bytes: UnsafeMutableBufferPointer<UInt8>
  package private(set) var count = 0

  /// - Parameter bytes: room for all that will be written; going beyond it stops the program.
  package init(_ bytes: UnsafeMutableBufferPointer<UInt8>) { self.bytes = bytes }

  @inline(__always)
  package mutating func byte(_ byte: UInt8) {
    precondition(count < bytes.count, "room for what is written")
    bytes[count] = byte
    count &+= 1
  }

  package mutating func text(_ text: StaticString) {
    text.withUTF8Buffer { for byte in $0 { self.byte(byte) } }
  }

  /// At most twenty bytes.
  package mutating func whole(_ value: Int) {
    if value < 0 { byte(UInt8(ascii: "-")) }
    digits(value.magnitude)
  }

  /// Hundredths with two decimals; at most 21 bytes.
  package mutating func hundredths(_ value: Int) {
    if value < 0 { byte(UInt8(ascii: "-")) }
    let (whole, rest) = value.magnitude.quotientAndRemainder(dividingBy: 100)
    digits(whole)
    byte(UInt8(ascii: "."))
    digit(rest / 10)
    digit(rest % 10)
  }

  private mutating func digits(_ value: UInt) {
    var rest = value
    var length = 1
    while rest >= 10 {
      rest /= 10
      length &+= 1
    }
    precondition(length <= bytes.count &- count, "room for what is written")
    rest = value
    count &+= length
    for back in 1...length {
      bytes[count &- back] = 0x30 &+ UInt8(truncatingIfNeeded: rest % 10)
      rest /= 10
    }
  }

  @inline(__always)
  private mutating func digit(_ value: UInt) { byte(0x30 &+ UInt8(truncatingIfNeeded: value)) }

  /// A text, quoted when it holds a comma, a quote or a line break; at most twice as long and two
  /// quotes.
  package mutating func field(_ text: ArraySlice<UInt8>) {
    let isSpecial = text.contains { $0 == 0x22 || $0 == 0x2C || $0 == 0x0A || $0 == 0x0D }
    if isSpecial { byte(0x22) }
    for byte in text {
      if byte == 0x22 { self.byte(0x22) }
      self.byte(byte)
    }
    if isSpecial { byte(0x22) }
  }
}
