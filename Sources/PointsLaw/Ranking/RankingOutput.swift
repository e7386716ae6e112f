package import Policy
import Units

/// The published form of a ranking: CSV, UTF-8, one line a person (RFC 4180).
extension Ranking {
  package static let header =
    "rank,id,total," + Indicator.allCases.map(\.name).joined(separator: ",") + ",admitted\n"

  /// Appends the line of the person at a place in the order.
  package func writeCSV(_ place: Int, _ candidates: Candidates, to output: inout [UInt8]) {
    let score = candidates.scores[order[place]]
    CSV.append(ranks[place], to: &output)
    output.append(UInt8(ascii: ","))
    CSV.append(field: candidates.ids[order[place]], to: &output)
    output.append(UInt8(ascii: ","))
    CSV.append(hundredths: score.total.hundredths, to: &output)
    for indicator in Indicator.allCases {
      output.append(UInt8(ascii: ","))
      CSV.append(hundredths: score[indicator].hundredths, to: &output)
    }
    output += (place < admitted ? ",true\n" : ",false\n").utf8
  }

  /// The same as a JSON object.
  package func writeJSON(_ place: Int, _ candidates: Candidates, to json: inout JSONWriter) {
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

/// Writing of comma-separated values.
package enum CSV {
  package static func append(_ value: Int, to output: inout [UInt8]) {
    if value < 0 { output.append(UInt8(ascii: "-")) }
    var rest = value.magnitude
    let start = output.count
    repeat {
      output.append(0x30 + UInt8(rest % 10))
      rest /= 10
    } while rest > 0
    output[start...].reverse()
  }

  /// Hundredths with two decimals.
  package static func append(hundredths: Int, to output: inout [UInt8]) {
    if hundredths < 0 { output.append(UInt8(ascii: "-")) }
    let magnitude = Int(hundredths.magnitude)
    append(magnitude / 100, to: &output)
    output.append(UInt8(ascii: "."))
    output.append(0x30 + UInt8(magnitude / 10 % 10))
    output.append(0x30 + UInt8(magnitude % 10))
  }

  /// A text, quoted when it holds a comma, a quote or a line break.
  package static func append(field text: some Collection<UInt8>, to output: inout [UInt8]) {
    let special: [UInt8] = [0x22, 0x2C, 0x0A, 0x0D]
    guard text.contains(where: special.contains) else {
      output += text
      return
    }
    output.append(0x22)
    for byte in text {
      if byte == 0x22 { output.append(0x22) }
      output.append(byte)
    }
    output.append(0x22)
  }
}
