/// The short number on a receipt (回执编号): `0000-0080-03X0-2W3Z`. Made of an event's place and of its hash, so it says nothing
/// about a person. Sixteen letters of Crockford's base32: eight for the place, six for the first 30 bits of the
/// hash, two that notice any two wrong or exchanged letters.
package struct ReceiptReference: Hashable, Sendable {
  /// The event's place in the ledger.
  package let index: Int
  /// The first 30 bits of the leaf's hash.
  private let mark: UInt32

  package init(index: Int, leaf: LedgerHash) {
    precondition((0..<LedgerText.mostEvents).contains(index), "a place in a ledger")
    self.index = index
    mark = leaf.bytes.prefix(4).reduce(0) { $0 << 8 | UInt32($1) } >> 2
  }

  /// - Parameter text: as people write it: small letters, spaces and hyphens do not matter, and O stands for 0, I and L
  ///   for 1.
  /// - Returns: `nil` when it is no reference or has a mistake.
  package init?(_ text: String) {
    var symbols: [UInt8] = []
    for letter in text.utf8 where letter != 0x20 && letter != UInt8(ascii: "-") {
      let upper = (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(letter) ? letter - 0x20 : letter
      let meant: UInt8 =
        switch upper {
        case UInt8(ascii: "O"): UInt8(ascii: "0")
        case UInt8(ascii: "I"), UInt8(ascii: "L"): UInt8(ascii: "1")
        default: upper
        }
      guard let value = ReceiptReference.letters.firstIndex(of: meant), symbols.count < 16 else {
        return nil
      }
      symbols.append(UInt8(value))
    }
    guard symbols.count == 16,
      ReceiptReference.checks(symbols.prefix(14)).elementsEqual(symbols.suffix(2))
    else { return nil }
    index = symbols[..<8].reduce(0) { $0 << 5 | Int($1) }
    mark = symbols[8..<14].reduce(0) { $0 << 5 | UInt32($1) }
  }

  private static let letters = Array("0123456789ABCDEFGHJKMNPQRSTVWXYZ".utf8)

  /// The two letters that make the whole divisible by (x − α)(x − α²): a Reed–Solomon code over 32 elements, of which
  /// two words differ in at least three letters.
  private static func checks(_ symbols: some Sequence<UInt8>) -> [UInt8] {
    var (high, low): (UInt8, UInt8) = (0, 0)
    for symbol in symbols {
      let factor = symbol ^ high
      (high, low) = (low ^ product(factor, 6), product(factor, 8))
    }
    return [high, low]
  }

  /// The product of two of the 32 elements, polynomials modulo x⁵ + x² + 1.
  private static func product(_ left: UInt8, _ right: UInt8) -> UInt8 {
    var result: UInt8 = 0
    for bit in stride(from: 4, through: 0, by: -1) {
      result = result & 16 == 0 ? result << 1 : result << 1 ^ 0x25
      if right >> UInt8(bit) & 1 == 1 { result ^= left }
    }
    return result
  }
}

extension ReceiptReference: CustomStringConvertible {
  package var description: String {
    let place = (0..<8).map { UInt8(index >> (35 - 5 * $0) & 31) }
    let hash = (0..<6).map { UInt8(mark >> UInt32(25 - 5 * $0) & 31) }
    let symbols = place + hash + ReceiptReference.checks(place + hash)
    let letters = symbols.map { ReceiptReference.letters[Int($0)] }
    return stride(from: 0, to: 16, by: 4)
      .map { String(decoding: letters[$0..<$0 + 4], as: UTF8.self) }.joined(separator: "-")
  }
}
