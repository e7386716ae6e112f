import HTTPTypes

/// The number by which a request is found again (请求编号), and the trace it belongs to, if any.
///
/// A caller's own number is taken from `X-Request-Id` when it is a UUID or 32 hexadecimal digits, and
/// nothing else: numbers are logged, and a longer alphabet could carry what must not be.
struct RequestNumber {
  var text: String
  /// The trace of `traceparent` (W3C Trace Context, version 00); empty without one.
  var trace: String

  init(_ headers: HTTPFields) {
    if let given = headers[.requestNumber], RequestNumber.isNumber(given.utf8) {
      text = given.lowercased()
    } else {
      text = RequestNumber.fresh()
    }
    trace = headers[.traceParent].map(RequestNumber.trace) ?? ""
  }

  private static func fresh() -> String {
    var generator = SystemRandomNumberGenerator()
    var digits: [UInt8] = []
    digits.reserveCapacity(32)
    for _ in 0..<2 {
      var bits = generator.next()
      for _ in 0..<16 {
        digits.append(hex[Int(bits & 15)])
        bits >>= 4
      }
    }
    return String(decoding: digits, as: UTF8.self)
  }

  private static let hex = Array("0123456789abcdef".utf8)

  private static func isNumber(_ text: String.UTF8View) -> Bool {
    switch text.count {
    case 32: return text.allSatisfy(isDigit)
    case 36:
      let dashes: Set<Int> = [8, 13, 18, 23]
      return text.enumerated().allSatisfy { place, byte in
        dashes.contains(place) ? byte == UInt8(ascii: "-") : isDigit(byte)
      }
    default: return false
    }
  }

  private static func isDigit(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "f"),
      UInt8(ascii: "A")...UInt8(ascii: "F"):
      true
    default: false
    }
  }

  /// `00-<trace>-<parent>-<flags>`; a trace of zeros only is none.
  private static func trace(_ header: String) -> String {
    let parts = header.split(separator: "-", omittingEmptySubsequences: false)
    guard parts.count == 4, parts[0] == "00", parts[1].utf8.count == 32,
      parts[2].utf8.count == 16, parts[3].utf8.count == 2,
      parts.allSatisfy({ $0.utf8.allSatisfy(isDigit) }), parts[1].contains(where: { $0 != "0" })
    else { return "" }
    return parts[1].lowercased()
  }
}

extension HTTPField.Name {
  static let requestNumber = Self("X-Request-Id") ?? .date
  static let traceParent = Self("traceparent") ?? .date
  static let forwardedFor = Self("X-Forwarded-For") ?? .via
}
