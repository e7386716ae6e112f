/// An identity number (公民身份号码, GB 11643): six digits of region, eight of the date of birth, three of sequence
/// and a check character.
///
/// Printed, it is masked, so that no log has it by accident; ``full`` is the number itself.
/// Example: an invented person born on 1990-03-07: `990000199003070013`.
package struct ResidentNumber: Hashable, Sendable {
  /// What is wrong with a text that is no identity number.
  package enum Flaw: Error, Hashable, Sendable {
    case empty
    /// Not eighteen characters: how many.
    case length(Int)
    /// Fifteen digits: the number of the cards before 1999, not valid since 2013.
    case oldForm
    /// A character that cannot stand in its place, counted from 1: a digit, or X in the last place.
    case character(place: Int)
    /// The first two digits are no province.
    case region
    /// The seventh to fourteenth digits are no day since 1900.
    case birth
    /// Born after the day of reading.
    case future(CivilDate)
    /// The last character does not fit the others: one of them is mistyped.
    case check
  }

  /// Eighteen characters, the last one a digit or X.
  package let full: String
  /// 出生日期
  package let birth: CivilDate

  /// Reads what somebody typed: full-width digits, a lower-case x and spaces are accepted.
  ///
  /// - Parameters:
  ///   - today: nobody is born later.
  ///   - invented: accept the numbers of invented people (``Province/invented``), on demo installations only.
  package init(_ text: String, today: CivilDate, invented: Bool = false) throws(Flaw) {
    let scalars = CodeText.folded(text)
    guard !scalars.isEmpty else { throw .empty }
    let digits = scalars.map(CodeText.digit)
    if scalars.count == 15, !digits.contains(nil) { throw .oldForm }
    guard scalars.count == 18 else { throw .length(scalars.count) }
    let body = digits.dropLast().compactMap(\.self)
    guard body.count == 17 else {
      throw .character(place: (digits.firstIndex(of: nil) ?? 0) + 1)
    }
    guard digits[17] != nil || scalars[17] == "X" else { throw .character(place: 18) }
    let province = body[0] * 10 + body[1]
    guard Province.issuesIdentityNumbers(province) || invented && province == Province.invented
    else { throw .region }
    let year = body[6...9].reduce(0) { $0 * 10 + $1 }
    guard year >= 1900,
      let birth = CivilDate(year, body[10] * 10 + body[11], body[12] * 10 + body[13])
    else { throw .birth }
    guard birth <= today else { throw .future(birth) }
    guard Self.checkCharacter(body) == scalars[17] else { throw .check }
    self.full = CodeText.text(scalars)
    self.birth = birth
  }

  /// The check character of seventeen digits (ISO 7064, MOD 11-2): weights 2^17 to 2^1, modulo 11; 10 is written X.
  static func checkCharacter(_ body: [Int]) -> Unicode.Scalar {
    // Horner's rule: doubling at each place gives each its weight.
    let sum = body.reduce(0) { ($0 + $1) * 2 % 11 }
    return Array("10X98765432".unicodeScalars)[sum % 11]
  }

  /// 性别: the last digit of the sequence is odd for men.
  package var isMale: Bool {
    let sequence = full.utf8.dropLast().last ?? 0
    return sequence % 2 == 1
  }

  /// Full years of age (周岁) on a day: one more from each birthday on; who was born on 29 February has it
  /// on the 28th in other years. 0 before birth.
  package func age(on day: CivilDate) -> Int {
    let years = day.year - birth.year
    return max(0, birth.adding(months: years * 12) <= day ? years : years - 1)
  }

  /// Under eighteen on a day (未成年, Civil Code art. 17): may accompany a parent.
  package func isMinor(on day: CivilDate) -> Bool { age(on: day) < 18 }

  /// `110***********1234`: what is shown to whoever has no duty to see more.
  package var masked: String { Self.masked(full) }

  /// Any text for showing: the first three and the last four characters when there are enough others
  /// between them, else nothing of it.
  package static func masked(_ text: String) -> String {
    let hidden = text.count - 7
    guard hidden >= 8 else { return String(repeating: "*", count: text.count) }
    return text.prefix(3) + String(repeating: "*", count: hidden) + text.suffix(4)
  }

  /// The number of an invented person; no real one has its region.
  ///
  /// - Parameter place: 0 to 499, tells people of one birthday and sex apart.
  package static func invented(birth: CivilDate, isMale: Bool, place: Int) -> ResidentNumber {
    precondition((0...499).contains(place), "three digits of sequence, every second for a sex")
    let sequence = place * 2 + (isMale ? 1 : 0)
    let text =
      "\(Province.invented)0000\(Month.pad(birth.year, 4))\(Month.pad(birth.monthOfYear, 2))"
      + "\(Month.pad(birth.day, 2))\(Month.pad(sequence, 3))"
    let check = checkCharacter(text.unicodeScalars.compactMap(CodeText.digit))
    return ResidentNumber(full: text + String(check), birth: birth)
  }

  private init(full: String, birth: CivilDate) {
    self.full = full
    self.birth = birth
  }
}

extension ResidentNumber: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
  package var description: String { masked }
  package var debugDescription: String { masked }
  package var customMirror: Mirror { Mirror(self, children: ["masked": masked]) }
}
