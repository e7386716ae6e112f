import Units

/// Where random bytes come from (随机源): the system's, or a seeded one in tests.
package struct RandomSource: Sendable {
  package var bytes: @Sendable (_ count: Int) -> [UInt8]

  package init(bytes: @escaping @Sendable (_ count: Int) -> [UInt8]) { self.bytes = bytes }

  package static let system = RandomSource { count in
    var random = SystemRandomNumberGenerator()
    return (0..<count).map { _ in UInt8.random(in: .min ... .max, using: &random) }
  }

  /// A positive number below 2^62.
  func number() -> Int64 {
    let bits = bytes(8).reduce(0 as UInt64) { $0 << 8 | UInt64($1) }
    return Int64(bits >> 2) | 1
  }
}

/// Bytes as text in the alphabet of RFC 4648, section 5, without padding: for cookies and forms.
enum WebText {
  static func text(_ bytes: [UInt8]) -> String {
    String(
      Base64.text(bytes).compactMap { letter -> Character? in
        switch letter {
        case "+": "-"
        case "/": "_"
        case "=": nil
        default: letter
        }
      })
  }

  /// The bytes of a text; `nil` when it is not the one text that stands for some bytes.
  static func bytes(_ text: String) -> [UInt8]? {
    guard text.utf8.allSatisfy({ !"+/=".utf8.contains($0) }) else { return nil }
    var plain = text.replacing("-", with: "+").replacing("_", with: "/")
    while plain.utf8.count % 4 != 0 { plain += "=" }
    return Base64.bytes(plain)
  }
}
