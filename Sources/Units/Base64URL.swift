/// Bytes as text for forms, links and tokens (RFC 4648, section 5, without padding).
package enum Base64URL {
  private static let alphabet = Array(
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".utf8)
  private static let values: [UInt8] = {
    var values = [UInt8](repeating: 255, count: 256)
    for (index, letter) in alphabet.enumerated() { values[Int(letter)] = UInt8(index) }
    return values
  }()

  package static func text(_ bytes: [UInt8]) -> String {
    let length = (bytes.count * 8 + 5) / 6
    return String(unsafeUninitializedCapacity: length) { text in
      alphabet.withUnsafeBufferPointer { alphabet in
        var place = 0
        var bits: UInt32 = 0
        var count: UInt32 = 0
        for byte in bytes {
          bits = bits << 8 | UInt32(byte)
          count += 8
          text[place] = alphabet[Int(bits >> (count - 6) & 63)]
          place += 1
          count -= 6
          if count == 6 {
            text[place] = alphabet[Int(bits & 63)]
            place += 1
            count = 0
          }
        }
        if count > 0 { text[place] = alphabet[Int(bits << (6 - count) & 63)] }
      }
      return length
    }
  }

  /// The bytes of a text; `nil` when it is not the one text that stands for some bytes.
  package static func bytes(_ text: some StringProtocol) -> [UInt8]? {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(text.utf8.count * 3 / 4)
    var bits: UInt32 = 0
    var count: UInt32 = 0
    for letter in text.utf8 {
      let value = values[Int(letter)]
      guard value < 64 else { return nil }
      bits = bits << 6 | UInt32(value)
      count += 6
      if count >= 8 {
        count -= 8
        bytes.append(UInt8(truncatingIfNeeded: bits >> count))
      }
    }
    // What is left over is less than a byte and empty, or the text was cut.
    guard count < 6, bits & (1 << count - 1) == 0 else { return nil }
    return bytes
  }
}
