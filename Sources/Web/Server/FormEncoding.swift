/// Texts of addresses and forms (RFC 1866, 8.2.1; RFC 3986, 2.1).
enum FormEncoding {
  /// Resolves `%XX` and `+`; `nil` when an escape is no such thing or the text is not UTF-8.
  static func decoded(_ text: some Collection<UInt8>) -> String? {
    var isBroken = false
    let bytes = [UInt8](unsafeUninitializedCapacity: text.count) { bytes, count in
      var rest = text.makeIterator()
      while let byte = rest.next() {
        switch byte {
        case UInt8(ascii: "+"): bytes[count] = UInt8(ascii: " ")
        case UInt8(ascii: "%"):
          guard let high = rest.next().flatMap(digit), let low = rest.next().flatMap(digit) else {
            isBroken = true
            return
          }
          bytes[count] = high << 4 | low
        default: bytes[count] = byte
        }
        count += 1
      }
    }
    return isBroken ? nil : String(validating: bytes, as: UTF8.self)
  }

  /// A text in which nothing means anything else in an address (RFC 3986, 2.3); slashes stay.
  static func percent(_ text: String) -> String {
    let digits = Array("0123456789ABCDEF".utf8)
    var bytes: [UInt8] = []
    for byte in text.utf8 {
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."),
        UInt8(ascii: "_"), UInt8(ascii: "~"), UInt8(ascii: "/"):
        bytes.append(byte)
      default: bytes += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
      }
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  private static func digit(_ byte: UInt8) -> UInt8? {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
    case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
    case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
    default: nil
    }
  }
}
