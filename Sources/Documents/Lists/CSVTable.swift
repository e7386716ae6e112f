package import Casework
package import Policy
import Units

/// A list as a CSV file (RFC 4180): UTF-8 with a byte order mark, so that spreadsheet programs read Chinese; lines end with CR
/// LF; the first names the columns.
///
/// What begins like a formula (`=`, `+`, `-`, `@`, a tab or a line end, also in full width or after blanks) gets an apostrophe in front: a
/// spreadsheet program would otherwise run what somebody typed.
package enum CSVTable {
  /// The file.
  package static func bytes(_ table: ListTable, _ language: Language) -> [UInt8] {
    var text: [UInt8] = [0xEF, 0xBB, 0xBF]
    line(table.columns.map { $0.title[language] }, to: &text)
    for row in table.rows { line(row.map { CSVTable.text($0, language) }, to: &text) }
    return text
  }

  /// The data dictionary as a file of its own: name, title, kind and meaning of each column.
  package static func dictionary(_ table: ListTable, _ language: Language) -> [UInt8] {
    var text: [UInt8] = [0xEF, 0xBB, 0xBF]
    for row in dictionaryRows(table, language) { line(row, to: &text) }
    return text
  }

  static func dictionaryRows(_ table: ListTable, _ language: Language) -> [[String]] {
    let head = [
      Wording("栏目", "column"), Wording("标题", "title"), Wording("类型", "kind"),
      Wording("含义", "meaning"),
    ]
    return [head.map { $0[language] }]
      + table.columns.map { column in
        [
          column.name, column.title[language], column.kind.title[language],
          column.meaning[language],
        ]
      }
  }

  static func text(_ cell: ListTable.Cell, _ language: Language) -> String {
    switch cell {
    case .text(let text): text
    case .term(let words): words[language]
    case .number(let number): "\(number)"
    case .date(let date): date.description
    case .moment(let moment): moment.tableText
    case .none: ""
    }
  }

  private static func line(_ cells: [String], to text: inout [UInt8]) {
    for (place, cell) in cells.enumerated() {
      if place > 0 { text.append(UInt8(ascii: ",")) }
      text += field(cell).utf8
    }
    text += "\r\n".utf8
  }

  static func field(_ cell: String) -> String {
    let safe = startsFormula(cell) ? "'" + cell : cell
    let isQuoted = safe.utf8.contains { byte in
      [UInt8(ascii: "\""), UInt8(ascii: ","), 0x0A, 0x0D].contains(byte)
    }
    guard isQuoted else { return safe }
    var quoted = "\""
    for scalar in safe.unicodeScalars {
      if scalar == "\"" { quoted += "\"" }
      quoted.unicodeScalars.append(scalar)
    }
    return quoted + "\""
  }

  /// Whether a spreadsheet program may take it for a formula. Whole numbers are none.
  private static func startsFormula(_ cell: String) -> Bool {
    guard let first = cell.unicodeScalars.first else { return false }
    if "\t\r\n".unicodeScalars.contains(first) { return true }
    let begin = cell.unicodeScalars.first { !$0.properties.isWhitespace && $0.value >= 0x20 }
    guard let begin, "=+-@＝＋－＠".unicodeScalars.contains(begin) else { return false }
    return Int(cell) == nil
  }
}
