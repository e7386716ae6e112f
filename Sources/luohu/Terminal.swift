import Policy

extension StandardError {
  /// Problems, one a line.
  ///
  /// - Parameter file: which of several files they are of.
  static func write(_ problems: [Problem], of file: String? = nil, _ language: Language) {
    let place = file.map { $0 + ": " } ?? ""
    text(problems.map { place + $0.text(language) + "\n" }.joined())
  }

  /// How many lines `--keep-going` left out.
  static func skipped(_ count: Int, _ language: Language) {
    line(
      Wording("\(count)行有误，已跳过", "\(count) line\(count == 1 ? "" : "s") with problems left out")[
        language])
  }

  /// Progress of long work: on a terminal only, over the same line; nothing clears the line.
  static func progress(_ text: String = "") {
    if isTerminal { self.text("\r\u{1B}[K\(text)") }
  }

  /// How many cases are done, perhaps of how many.
  static func progress(_ cases: Int, of all: Int? = nil, _ language: Language) {
    let zh = all.map { "共\($0)份，已完成" } ?? ""
    let en = all.map { " of \($0)" } ?? ""
    progress(Wording("\(zh)\(cases)份", "\(cases)\(en) cases")[language])
  }
}

/// Emphasis on a terminal; plain text elsewhere.
struct Style {
  let isOn: Bool

  /// An empty NO_COLOR is as good as none (no-color.org).
  init() { isOn = StandardOutput.isTerminal && environment("NO_COLOR") ?? "" == "" }

  func bold(_ text: String) -> String { isOn ? "\u{1B}[1m\(text)\u{1B}[0m" : text }
  func dim(_ text: String) -> String { isOn ? "\u{1B}[2m\(text)\u{1B}[0m" : text }
  func good(_ text: String) -> String { isOn ? "\u{1B}[32m\(text)\u{1B}[0m" : text }
  func bad(_ text: String) -> String { isOn ? "\u{1B}[31m\(text)\u{1B}[0m" : text }
}

/// Columns of text; Chinese characters take two places.
enum Columns {
  static func width(_ text: String) -> Int {
    text.unicodeScalars.reduce(0) { $0 + (isWide($1) ? 2 : 1) }
  }

  private static func isWide(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x1100...0x115F, 0x2E80...0x303E, 0x3041...0xA4CF, 0xAC00...0xD7A3, 0xF900...0xFAFF,
      0xFE30...0xFE6F, 0xFF00...0xFF60, 0xFFE0...0xFFE6, 0x20000...0x3FFFD:
      true
    default: false
    }
  }

  static func left(_ text: String, _ columns: Int) -> String {
    text + String(repeating: " ", count: max(0, columns - width(text)))
  }

  static func right(_ text: String, _ columns: Int) -> String {
    String(repeating: " ", count: max(0, columns - width(text))) + text
  }

  /// A table: the first column to the left, the others to the right.
  static func table(_ rows: [[String]], leftColumns: Int = 1) -> String {
    let count = rows.map(\.count).max() ?? 0
    let widths = (0..<count).map { column in
      rows.map { column < $0.count ? width($0[column]) : 0 }.max() ?? 0
    }
    return rows.map { row in
      var line = row.enumerated().map { column, cell in
        column < leftColumns ? left(cell, widths[column]) : right(cell, widths[column])
      }.joined(separator: "  ")
      while line.hasSuffix(" ") { line.removeLast() }
      return line + "\n"
    }.joined()
  }
}
