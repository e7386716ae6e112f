/// A unified social credit code (统一社会信用代码, GB 32100-2015): authority, kind of body, six digits of region, nine
/// characters of the body and a check character. No letter looks like a digit: I, O, S, V and Z are not used.
///
/// Example: an invented employer of a demo city: `919900000000000005`.
package struct CreditCode: Hashable, Sendable {
  /// What is wrong with a text that is no credit code.
  package enum Flaw: Error, Hashable, Sendable {
    case empty
    /// Not eighteen characters: how many.
    case length(Int)
    /// One of I, O, S, V, Z, which no code has; its place, counted from 1.
    case lookalike(place: Int, letter: Character)
    /// A character that cannot stand in its place, counted from 1.
    case character(place: Int)
    /// The third and fourth characters are neither a province nor 10.
    case region
    /// The last character does not fit the others: one of them is mistyped.
    case check
  }

  /// Eighteen characters, letters in upper case.
  package let full: String

  /// The characters in the order of their values, 0 to 30.
  private static let alphabet = Array("0123456789ABCDEFGHJKLMNPQRTUWXY".unicodeScalars)

  /// Reads what somebody typed: full-width characters, lower case and spaces are accepted.
  ///
  /// - Parameter invented: accept the codes of invented employers (``Province/invented``), on demo
  ///   installations only.
  package init(_ text: String, invented: Bool = false) throws(Flaw) {
    let scalars = CodeText.folded(text)
    guard !scalars.isEmpty else { throw .empty }
    guard scalars.count == 18 else { throw .length(scalars.count) }
    var values: [Int] = []
    for (index, scalar) in scalars.enumerated() {
      guard let value = Self.alphabet.firstIndex(of: scalar) else {
        if "IOSVZ".unicodeScalars.contains(scalar) {
          throw .lookalike(place: index + 1, letter: Character(scalar))
        }
        throw .character(place: index + 1)
      }
      values.append(value)
    }
    // The region (third to eighth place) is written in digits.
    if let place = values[2...7].firstIndex(where: { $0 > 9 }) {
      throw .character(place: place + 1)
    }
    let province = values[2] * 10 + values[3]
    guard Province.registersUnits(province) || invented && province == Province.invented else {
      throw .region
    }
    guard Self.checkValue(values.dropLast()) == values[17] else { throw .check }
    full = CodeText.text(scalars)
  }

  /// The value of the check character of seventeen values (ISO 7064, MOD 31-3): weights 3^0 to 3^16, what is missing to
  /// a multiple of 31.
  static func checkValue(_ values: some Sequence<Int>) -> Int {
    var weight = 1
    var sum = 0
    for value in values {
      sum += value * weight
      weight = weight * 3 % 31
    }
    return (31 - sum % 31) % 31
  }

  /// The region of the authority that registered it: six digits; `10` at the beginning for a national one.
  package var region: Substring { full.dropFirst(2).prefix(6) }

  /// The code of an invented employer: an enterprise of the region that nobody has.
  ///
  /// - Parameter number: 0 to 99,999,999, tells them apart.
  package static func invented(number: Int) -> CreditCode {
    precondition((0...99_999_999).contains(number), "eight characters of a body's number")
    let body = "91\(Province.invented)0000\(Month.pad(number, 8))"
    // The ninth character of a body's number is its own check (GB 11714): it stays in the alphabet.
    let own = zip(Month.pad(number, 8).utf8, [3, 7, 9, 10, 5, 8, 4, 2])
      .reduce(0) { $0 + Int($1.0 - 0x30) * $1.1 }
    let last = (11 - own % 11) % 11
    let text = body + (last == 10 ? "X" : String(last))
    let values = text.unicodeScalars.compactMap { alphabet.firstIndex(of: $0) }
    return CreditCode(full: text + String(alphabet[checkValue(values)]))
  }

  private init(full: String) { self.full = full }
}

extension CreditCode: CustomStringConvertible {
  package var description: String { full }
}
