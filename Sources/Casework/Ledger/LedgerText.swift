/// How bytes and numbers are written in the ledger's texts, beside `Base64`. One way to write each, so that two texts that
/// mean the same are the same.
package enum LedgerText {
  private static let digits = Array("0123456789abcdef".utf8)

  /// Lower-case hexadecimal.
  package static func hexadecimal(_ bytes: some Sequence<UInt8>) -> String {
    var text: [UInt8] = []
    for byte in bytes {
      text.append(digits[Int(byte >> 4)])
      text.append(digits[Int(byte & 15)])
    }
    return String(decoding: text, as: UTF8.self)
  }

  /// - Returns: `nil` unless it is lower-case hexadecimal.
  package static func bytes(hexadecimal text: String) -> [UInt8]? {
    let text = Array(text.utf8)
    guard text.count.isMultiple(of: 2) else { return nil }
    var bytes: [UInt8] = []
    for place in stride(from: 0, to: text.count, by: 2) {
      guard let high = digits.firstIndex(of: text[place]),
        let low = digits.firstIndex(of: text[place + 1])
      else { return nil }
      bytes.append(UInt8(high << 4 | low))
    }
    return bytes
  }

  /// More events than any city will have; what is larger is no place in a ledger.
  package static let mostEvents = 1 << 40

  /// A number of events, or a place: decimal digits without leading zeros, at most ``mostEvents``.
  package static func number(_ text: some StringProtocol) -> Int? {
    let digits = Array(text.utf8)
    guard (1...13).contains(digits.count), digits.allSatisfy({ (0x30...0x39).contains($0) }),
      digits[0] != 0x30 || digits.count == 1
    else { return nil }
    let value = digits.reduce(0) { $0 * 10 + Int($1 - 0x30) }
    return value <= mostEvents ? value : nil
  }
}
