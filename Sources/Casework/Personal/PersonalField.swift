/// One kind of personal value (个人信息项): its name, whether it can be searched, how it is shown without being
/// read.
package struct PersonalField: Hashable, Sendable {
  /// Stands in rows, associated data and the derivation of index keys, so it never changes. Letters and digits
  /// of ASCII, at most 40.
  package var name: String
  /// Whether a blind index is kept: equal values can then be found, and be seen to be equal by whoever
  /// reads the database.
  package var isSearched: Bool
  package var mask: Mask

  package init(_ name: String, isSearched: Bool = false, mask: Mask) {
    self.name = name
    self.isSearched = isSearched
    self.mask = mask
  }

  /// 公民身份号码
  package static let identityNumber = PersonalField(
    "identityNumber", isSearched: true, mask: .ends(first: 3, last: 4))
  /// 姓名
  package static let name = PersonalField("name", mask: .familyName)
  /// 手机号码
  package static let mobile = PersonalField("mobile", mask: .ends(first: 3, last: 4))
  /// 电子邮箱
  package static let mail = PersonalField("mail", mask: .mailbox)
  /// 通讯地址
  package static let address = PersonalField("address", mask: .ends(first: 6, last: 0))
}

/// How much of a value may be shown (脱敏规则) where it need not be read.
package enum Mask: Hashable, Sendable {
  /// So many characters of its beginning and end; nothing at all of a value that is not longer.
  case ends(first: Int, last: Int)
  /// The first character of a Chinese name: 张*.
  case familyName
  /// The first character and what follows `@`.
  case mailbox

  /// `110101199003071234` becomes `110***********1234`.
  package func shown(_ value: String) -> String {
    let characters = Array(value)
    switch self {
    case .ends(let first, let last):
      let hidden = characters.count - first - last
      guard hidden > 0 else { return Mask.stars(characters.count) }
      return String(characters.prefix(first)) + Mask.stars(hidden)
        + String(characters.suffix(last))
    case .familyName:
      guard characters.count > 1 else { return Mask.stars(characters.count) }
      return String(characters.prefix(1)) + Mask.stars(characters.count - 1)
    case .mailbox:
      guard let at = characters.lastIndex(of: "@"), at > 1 else {
        return Mask.stars(characters.count)
      }
      // Always three, so that the length of the name is not shown.
      return String(characters.prefix(1)) + Mask.stars(3) + String(characters[at...])
    }
  }

  private static func stars(_ count: Int) -> String { String(repeating: "*", count: count) }
}

/// The form of a value in which it is searched (检索形式), so that the same number typed otherwise is found.
package enum SearchForm {
  /// Full-width letters, digits and marks become ASCII (`１` → `1`, `Ｘ` → `X`, `＠` → `@`); white space, the
  /// ideographic space and invisible characters go; letters of ASCII become upper-case (`x` → `X`); the
  /// middle dots of names of minorities become `·` (U+00B7). Nothing else changes: hyphens, variant and
  /// compatibility characters stay different.
  package static func of(_ value: String) -> String {
    var form = ""
    for scalar in value.unicodeScalars {
      switch scalar.value {
      case 0xFF01...0xFF5E: append(scalar.value - 0xFEE0, to: &form)
      case 0x200B...0x200F, 0x2060, 0xFEFF, 0x00AD, 0..<0x20, 0x7F: continue
      case 0x2022, 0x2027, 0x30FB, 0xFF65, 0x00B7: append(0x00B7, to: &form)
      case _ where scalar.properties.isWhitespace: continue
      default: append(scalar.value, to: &form)
      }
    }
    return form
  }

  /// The digits of a telephone number (电话号码), however it is written: full-width, with spaces, hyphens and brackets, or with the
  /// country code of the mainland, which its numbers are kept without; `nil` when it is none of 7 to 15 digits.
  package static func telephone(_ typed: String) -> String? {
    let marks: Set<Unicode.Scalar> = [
      "(", ")", "-", "\u{2010}", "\u{2011}", "\u{2012}", "\u{2013}", "\u{2014}", "\u{2015}",
      "\u{2212}",
    ]
    var digits = String(
      String.UnicodeScalarView(of(typed).unicodeScalars.filter { !marks.contains($0) }))
    for code in ["+86", "0086"] where digits.hasPrefix(code) {
      digits.removeFirst(code.count)
      break
    }
    let isNumber = digits.utf8.allSatisfy { (0x30...0x39).contains($0) }
    return isNumber && (7...15).contains(digits.utf8.count) ? digits : nil
  }

  private static func append(_ code: UInt32, to form: inout String) {
    let isLower = code >= 0x61 && code <= 0x7A
    guard let scalar = Unicode.Scalar(isLower ? code - 0x20 : code) else { return }
    form.unicodeScalars.append(scalar)
  }
}
