/// What people type for a code: from a Chinese keyboard, with spaces from a card, in lower case.
enum CodeText {
  /// The code points as the code means them: full-width forms (１２３Ｘ) as ASCII, ASCII letters in upper case,
  /// white space left out; everything else as it is.
  static func folded(_ text: String) -> [Unicode.Scalar] {
    text.unicodeScalars.compactMap { typed in
      guard !typed.properties.isWhitespace else { return nil }
      // U+FF01…U+FF5E stand 0xFEE0 above the ASCII characters that they are.
      let isFullWidth = (0xFF01...0xFF5E).contains(typed.value)
      let scalar = isFullWidth ? Unicode.Scalar(typed.value - 0xFEE0) ?? typed : typed
      guard ("a"..."z").contains(scalar) else { return scalar }
      return Unicode.Scalar(scalar.value - 0x20) ?? scalar
    }
  }

  /// The value of an ASCII digit.
  static func digit(_ scalar: Unicode.Scalar) -> Int? {
    ("0"..."9").contains(scalar) ? Int(scalar.value - 0x30) : nil
  }

  static func text(_ scalars: some Sequence<Unicode.Scalar>) -> String {
    String(String.UnicodeScalarView(scalars))
  }
}

/// The first two digits of a region code (行政区划代码, GB/T 2260): the province.
///
/// County codes change every year and are not looked at.
package enum Province {
  /// A prefix that no place has or had: the region of invented people and employers of a demo city.
  package static let invented = 99

  private static let people: Set<Int> = [
    11, 12, 13, 14, 15, 21, 22, 23, 31, 32, 33, 34, 35, 36, 37, 41, 42, 43, 44, 45, 46,
    50, 51, 52, 53, 54, 61, 62, 63, 64, 65, 71, 81, 82, 83,
  ]

  /// Whether identity numbers begin with it: provinces, and 71, 81, 82, 83 for residents from Taiwan, Hong Kong and Macao.
  static func issuesIdentityNumbers(_ prefix: Int) -> Bool { people.contains(prefix) }

  /// Whether credit codes have it: provinces, and 10 for those registered with a national authority.
  static func registersUnits(_ prefix: Int) -> Bool { prefix == 10 || people.contains(prefix) }
}
