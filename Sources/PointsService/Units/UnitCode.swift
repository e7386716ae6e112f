package import Policy
import Units

/// The code by which a unit's people find it (单位注册码): `7K3X-A0M9-RC4W-H2F2`.
///
/// Sixteen of nineteen letters, the last a check: fifteen random ones are 63.7 bits. The letters are told apart when they
/// are read aloud or written by hand: ten digits and nine letters, none of which looks like a digit. Since nineteen is
/// prime and each place has a weight of its own, one wrong letter, or any two exchanged, never go unnoticed.
package struct UnitCode: Hashable, Sendable {
  /// What is wrong with a text that is no code.
  package enum Flaw: Error, Hashable, Sendable {
    case empty
    /// Not sixteen letters: how many.
    case length(Int)
    /// A letter that no code has; its place, counted from 1.
    case letter(place: Int)
    /// The letters do not fit together: one is mistyped.
    case check
  }

  /// Sixteen letters without hyphens: what is kept and searched.
  package let letters: String

  private static let alphabet = Array("0123456789ACFHKMRWX")
  private static let length = 16

  /// A new code of random letters.
  ///
  /// - Parameter random: gives so many random bytes.
  init(random: (Int) -> [UInt8]) {
    var values: [Int] = []
    while values.count < UnitCode.length - 1 {
      // Thirteen times nineteen is 247: what lies above would make some letters more frequent.
      values += random(UnitCode.length).filter { $0 < 247 }.map { Int($0) % 19 }
    }
    values = Array(values.prefix(UnitCode.length - 1))
    letters = String((values + [UnitCode.check(values)]).map { UnitCode.alphabet[$0] })
  }

  /// Reads what somebody typed: small letters, full-width ones, spaces and hyphens do not matter, and a letter that
  /// no code has is read as the one it is mistaken for (O for 0, I and L for 1, Z 2, S 5, G 6, T 7, B 8, D and Q 0, N M).
  package init(_ text: String) throws(Flaw) {
    var values: [Int] = []
    var place = 0
    for scalar in text.unicodeScalars {
      guard let letter = UnitCode.folded(scalar) else { continue }
      place += 1
      guard let value = UnitCode.alphabet.firstIndex(of: UnitCode.meant(letter)) else {
        throw .letter(place: place)
      }
      values.append(value)
    }
    guard !values.isEmpty else { throw .empty }
    guard values.count == UnitCode.length else { throw .length(values.count) }
    guard UnitCode.check(values.dropLast()) == values[UnitCode.length - 1] else { throw .check }
    letters = String(values.map { UnitCode.alphabet[$0] })
  }

  /// The letter in ASCII and upper case; `nil` for what only separates.
  private static func folded(_ typed: Unicode.Scalar) -> Character? {
    let isFullWidth = (0xFF01...0xFF5E).contains(typed.value)
    let scalar = isFullWidth ? Unicode.Scalar(typed.value - 0xFEE0) ?? typed : typed
    switch scalar {
    case "-", "_", ".", "\u{2010}"..."\u{2015}", "\u{2212}", "\u{30FC}", "\u{200B}"..."\u{200F}",
      "\u{2060}", "\u{FEFF}":
      return nil
    case "a"..."z": return Unicode.Scalar(scalar.value - 0x20).map { Character($0) }
    default: return scalar.properties.isWhitespace ? nil : Character(scalar)
    }
  }

  private static func meant(_ letter: Character) -> Character {
    switch letter {
    case "O", "D", "Q": "0"
    case "I", "L": "1"
    case "Z": "2"
    case "S": "5"
    case "G": "6"
    case "T": "7"
    case "B": "8"
    case "N": "M"
    default: letter
    }
  }

  /// The value that makes the sum over all places, each with its number as weight, a multiple of nineteen.
  private static func check(_ values: some Collection<Int>) -> Int {
    let sum = zip(1..., values).reduce(0) { $0 + $1.0 * $1.1 }
    // 16 · c ≡ −sum (mod 19); the inverse of 16 is 6.
    return (19 - sum % 19) % 19 * 6 % 19
  }
}

extension UnitCode: CustomStringConvertible {
  /// In four groups, as it is read aloud.
  package var description: String {
    let letters = Array(letters)
    return stride(from: 0, to: letters.count, by: 4)
      .map { String(letters[$0..<min($0 + 4, letters.count)]) }.joined(separator: "-")
  }
}

extension UnitCode.Flaw {
  /// What is wrong and what is allowed.
  package var wording: Wording {
    switch self {
    case .empty: Wording("请填写单位注册码。", "Enter the unit code.")
    case .length(let count):
      Wording("单位注册码应为16位，现为\(count)位。", "A unit code has 16 letters, this has \(count).")
    case .letter(let place):
      Wording(
        "第\(place)位有误：注册码只用数字和字母A、C、F、H、K、M、R、W、X。",
        "Letter \(place) cannot be right: codes have digits and A, C, F, H, K, M, R, W, X.")
    case .check:
      Wording("注册码校验不符，其中至少有一位填错，请核对。", "The code does not check: at least one letter is wrong.")
    }
  }
}
