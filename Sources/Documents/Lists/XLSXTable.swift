import CXLSXWriter
package import Casework
import Glibc
package import Policy
import Units

/// A list as an XLSX file (电子表格): one sheet with the rows, one with the data dictionary. Texts are written as texts, so that no
/// formula can be among them.
package enum XLSXTable {
  /// Rows that a sheet holds beside its heading.
  package static let most = 1_048_575
  /// Characters that a cell holds.
  static let longest = 32_767

  /// The file. The work is done on a thread of its own, in a file of a folder that only this program reads, which is
  /// gone afterwards.
  ///
  /// - Throws: a failure that names the call, when there is no room or no folder.
  package static func bytes(_ table: ListTable, _ language: Language) async throws -> [UInt8] {
    try await OwnThread.run { try make(table, language) }
  }

  private static func make(_ table: ListTable, _ language: Language) throws -> [UInt8] {
    let base = getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp"
    var template = Array("\(base)/luohu-table-XXXXXX".utf8CString)
    guard mkdtemp(&template) != nil else { throw SystemFailure.last("mkdtemp", base) }
    let folder = template.withUnsafeBufferPointer { buffer in
      String(decoding: buffer.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
    let path = "\(folder)/table.xlsx"
    defer {
      unlink(path)
      rmdir(folder)
    }
    let status = folder.withCString { temporary in
      var options = lxw_workbook_options()
      options.tmpdir = UnsafeMutablePointer(mutating: temporary)
      return write(table, language, path, &options)
    }
    guard status == LXW_NO_ERROR else {
      throw SystemFailure("xlsxwriter: \(String(cString: lxw_strerror(status)))", path, EIO)
    }
    guard let bytes = try DiskFile.read(path) else { throw SystemFailure("read", path, ENOENT) }
    return bytes
  }

  private static func write(
    _ table: ListTable, _ language: Language, _ path: String,
    _ options: inout lxw_workbook_options
  ) -> lxw_error {
    guard let book = workbook_new_opt(path, &options) else { return LXW_ERROR_MEMORY_MALLOC_FAILED }
    let names = language == .zh ? ("名单", "数据字典") : ("list", "dictionary")
    guard let list = workbook_add_worksheet(book, names.0),
      let dictionary = workbook_add_worksheet(book, names.1), let bold = workbook_add_format(book)
    else {
      workbook_close(book)
      return LXW_ERROR_MEMORY_MALLOC_FAILED
    }
    format_set_bold(bold)
    var worst = LXW_NO_ERROR
    func note(_ status: lxw_error) { if worst == LXW_NO_ERROR { worst = status } }
    for (column, item) in table.columns.enumerated() {
      note(
        worksheet_write_string(list, 0, lxw_col_t(column), item.title[language], bold))
    }
    worksheet_freeze_panes(list, 1, 0)
    for (row, cells) in table.rows.enumerated() {
      for (column, cell) in cells.enumerated() {
        let (row, column) = (lxw_row_t(row + 1), lxw_col_t(column))
        switch cell {
        case .none: break
        // A cell’s number is a binary fraction, exact for whole numbers below 2^53; numbers of cases are.
        case .number(let number) where abs(number) < 1 << 53:
          note(worksheet_write_number(list, row, column, Double(number), nil))
        default:
          note(
            worksheet_write_string(
              list, row, column, clean(CSVTable.text(cell, language)), nil))
        }
      }
    }
    for (row, cells) in CSVTable.dictionaryRows(table, language).enumerated() {
      for (column, text) in cells.enumerated() {
        note(
          worksheet_write_string(
            dictionary, lxw_row_t(row), lxw_col_t(column), clean(text), row == 0 ? bold : nil))
      }
    }
    let closed = workbook_close(book)
    return worst == LXW_NO_ERROR ? closed : worst
  }

  /// What a cell can hold: no control characters, which no XML has, and not too long.
  private static func clean(_ text: String) -> String {
    let scalars = text.unicodeScalars.filter { $0.value >= 0x20 || $0 == "\n" || $0 == "\t" }
    return String(String.UnicodeScalarView(scalars.prefix(longest / 2)))
  }
}
