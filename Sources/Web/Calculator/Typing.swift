import Policy
import Units

/// What people type, put into the form of the case file. What cannot be understood stays as it was
/// typed, so that the reader of case files says what is wrong with it.
enum Typing {
  /// Full-width digits and signs as half-width ones, without spaces around.
  static func plain(_ text: String) -> String {
    var result = ""
    for scalar in text.unicodeScalars {
      switch scalar.value {
      case 0xFF01...0xFF5E:
        result.unicodeScalars.append(Unicode.Scalar(scalar.value - 0xFEE0) ?? scalar)
      case 0x3000, 0xA0, 0x200B, 0xFEFF: result.append(" ")
      case 0x3002: result.append(".")
      default: result.unicodeScalars.append(scalar)
      }
    }
    return trimmed(result)
  }

  /// Without spaces around, each character as it is: for names.
  static func trimmed(_ text: String) -> String {
    let isSpace = { (character: Character) in character.isWhitespace }
    return String(text.drop(while: isSpace).reversed().drop(while: isSpace).reversed())
  }

  /// `2015.6`, `2015/06`, `2015年6月`, `201506`, `June 2015` as `2015-06`.
  static func month(_ text: String) -> String {
    if let named = named(text), named.day == nil { return named.month }
    guard let parts = numbers(plain(text)) else { return text }
    if parts.count == 2, parts[0].count == 4, (1...2).contains(parts[1].count) {
      return "\(parts[0])-\(padded(parts[1]))"
    }
    if parts.count == 1, parts[0].count == 6 {
      return "\(parts[0].prefix(4))-\(parts[0].suffix(2))"
    }
    return text
  }

  /// `1980.5.17`, `1980年5月17日`, `19800517`, `17 May 1980`, `May 17, 1980` as `1980-05-17`.
  static func date(_ text: String) -> String {
    if let named = named(text), let day = named.day { return "\(named.month)-\(padded(day))" }
    guard let parts = numbers(plain(text)) else { return text }
    if parts.count == 3, parts[0].count == 4, (1...2).contains(parts[1].count),
      (1...2).contains(parts[2].count)
    {
      return "\(parts[0])-\(padded(parts[1]))-\(padded(parts[2]))"
    }
    if parts.count == 1, parts[0].count == 8 {
      let digits = parts[0]
      return "\(digits.prefix(4))-\(digits.dropFirst(4).prefix(2))-\(digits.suffix(2))"
    }
    return text
  }

  /// A moment: `2028年12月31日 20:00`, `2028.12.31 8时30分`, `31 December 2028 20:00`, `2028-12-31T20:00`; of a day its begin.
  ///
  /// - Parameter isEnd: a day is over at its midnight.
  static func moment(_ text: String, isEnd: Bool = false) -> Instant? {
    if let day = CivilDate(date(text)) { return Instant(isEnd ? day.adding(days: 1) : day) }
    var typed = plain(text)
    if typed.hasSuffix("分") { typed.removeLast() }
    if typed.hasSuffix("时") || typed.hasSuffix("点") { typed += "00" }
    typed = typed.replacing("时", with: ":").replacing("点", with: ":")
    let before = typed.prefix { $0 != ":" }
    let hour = before.reversed().prefix { $0.isASCIIDigit }.count
    guard (1...2).contains(hour) else { return nil }
    let day = before.dropLast(hour).reversed().drop { $0 == " " || $0 == "T" }.reversed()
    return Instant(
      "\(date(String(day)))T\(padded(before.suffix(hour)))\(typed.dropFirst(before.count))")
  }

  /// What is wrong with a text that is no day.
  static func noDay(_ name: String, _ typed: String) -> Problems {
    Problem.argument(
      name, JSONText.quoted(typed), "“\(typed.prefix(40))”不是日期，请填写年、月、日",
      "“\(typed.prefix(40))” is no date: enter day, month and year")
  }

  /// `120,000元` as `120000`; `10%` as `0.10`.
  static func amount(_ text: String) -> String {
    var amount = plain(text)
    amount.removeAll { $0 == "," || $0 == " " || $0 == "元" || $0 == "¥" }
    return amount
  }

  static func share(_ text: String) -> String {
    let share = amount(text)
    guard share.hasSuffix("%") else { return share }
    let number = share.dropLast()
    let parts = number.split(separator: ".", omittingEmptySubsequences: false)
    guard (1...2).contains(parts.count), parts.allSatisfy({ $0.allSatisfy(\.isASCIIDigit) }),
      let whole = parts.first, (1...3).contains(whole.count)
    else { return text }
    let digits = String(repeating: "0", count: 3 - whole.count) + whole
    return "\(digits.prefix(1)).\(digits.suffix(2))" + (parts.count == 2 ? parts[1] : "")
  }

  /// The runs of digits of a date; `nil` when anything but the usual signs stands between them.
  private static func numbers(_ text: String) -> [Substring]? {
    let signs: Set<Character> = ["-", ".", "/", "年", "月", "日", "–", " "]
    guard text.allSatisfy({ $0.isASCIIDigit || signs.contains($0) }) else { return nil }
    return text.split { !$0.isASCIIDigit }
  }

  private static let monthNames = (1...12).map {
    Month(2000, $0).text(.en).lowercased().prefix { $0 != " " }
  }

  /// A date whose month is an English word of at least three letters, with the month as `2015-06`.
  private static func named(_ text: String) -> (month: String, day: Substring?)? {
    let parts = plain(text).lowercased().split { " ,.-/".contains($0) }
    let words = parts.filter { !$0.allSatisfy(\.isASCIIDigit) }
    let numbers = parts.filter { $0.allSatisfy(\.isASCIIDigit) }
    guard words.count == 1, words[0].count >= 3, let year = numbers.last, year.count == 4,
      let month = monthNames.firstIndex(where: { $0.hasPrefix(words[0]) }),
      numbers.count == 1 || numbers.count == 2 && numbers[0].count <= 2
    else { return nil }
    return ("\(year)-\(padded("\(month + 1)"))", numbers.count == 2 ? numbers[0] : nil)
  }

  private static func padded(_ digits: Substring) -> String {
    digits.count == 1 ? "0\(digits)" : String(digits)
  }
}

extension Character {
  var isASCIIDigit: Bool { "0" <= self && self <= "9" }
}
