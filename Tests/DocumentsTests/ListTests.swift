import Casework
import Foundation
import Policy
import TestKit
import Testing
import Units

@testable import Documents

@Suite("Lists as files (名单文件)", .serialized)
struct ListTests {
  static let columns: [ListTable.Column] = [
    .init(
      "number", .number, title: Wording("编号", "number"), meaning: Wording("案卷编号", "of the case")),
    .init(
      "name", .text, title: Wording("姓名", "name"), meaning: Wording("申请人姓名", "the applicant’s")),
    .init("at", .moment, title: Wording("时间", "at"), meaning: Wording("申请时刻", "when asked")),
    .init("on", .date, title: Wording("日期", "on"), meaning: Wording("离职日期", "last day")),
  ]

  static func table(_ names: [String]) -> ListTable {
    let moment = Instant(milliseconds: 1_595_210_400_000)
    return ListTable(
      title: Wording("名单", "List"), columns: columns,
      rows: names.enumerated().map { place, name in
        [
          .number(place - 1), .text(name), .moment(moment),
          place % 2 == 0 ? .none : .date(moment.beijing.date),
        ]
      }, madeAt: moment)
  }

  @Test("CSV: UTF-8 with a byte order mark, CR LF, quoted where it must be")
  func csv() {
    let bytes = CSVTable.bytes(Self.table(["林一诺", "a,b", "say \"hi\"", "two\r\nlines"]), .zh)
    #expect(bytes.prefix(3).elementsEqual([0xEF, 0xBB, 0xBF]))
    let text = String(decoding: bytes.dropFirst(3), as: UTF8.self)
    #expect(
      text
        == "编号,姓名,时间,日期\r\n-1,林一诺,2020-07-20 10:00:00,\r\n"
        + "0,\"a,b\",2020-07-20 10:00:00,2020-07-20\r\n"
        + "1,\"say \"\"hi\"\"\",2020-07-20 10:00:00,\r\n"
        + "2,\"two\r\nlines\",2020-07-20 10:00:00,2020-07-20\r\n")
  }

  @Test("a word of the field is said in the language of the file")
  func terms() {
    var table = Self.table(["林一诺"])
    table.rows[0][1] = .term(Wording("待单位确认", "waits for the unit"))
    for (language, word) in [(Language.zh, "待单位确认"), (.en, "waits for the unit")] {
      let text = String(decoding: CSVTable.bytes(table, language), as: UTF8.self)
      #expect(text.contains("-1,\(word),2020-07-20"))
    }
  }

  @Test(
    "what a spreadsheet program would run is text",
    arguments: [
      "=1+1", "+1+1", "-1+1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", " =1", "　＝1", "＝1", "＠a",
      "=cmd|' /C calc'!A0",
      "-2+3+cmd|' /C calc'!A0", "\u{1}=1",
    ])
  func formulas(text: String) {
    let field = CSVTable.field(text)
    let bare = field.hasPrefix("\"") ? field.dropFirst() : Substring(field)
    #expect(bare.hasPrefix("'"), "\(field)")
  }

  @Test("what is no formula stays as it is", arguments: ["-12", "+7", "林=1", "a-b", "", "'", "0"])
  func plain(text: String) {
    #expect(CSVTable.field(text) == text)
  }

  @Test("the data dictionary has a line for each column, in both languages")
  func dictionary() {
    for (language, line) in [
      (Language.zh, "name,姓名,文字,申请人姓名"), (.en, "name,name,text,the applicant’s"),
    ] {
      let text = String(decoding: CSVTable.dictionary(Self.table([]), language), as: UTF8.self)
      let lines = text.split(separator: "\r\n")
      #expect(lines.count == Self.columns.count + 1 && lines.contains(Substring(line)))
    }
  }

  /// Reads an XLSX file with Python’s own zip and XML readers, as somebody else would.
  static func read(_ bytes: [UInt8]) async throws -> String {
    let path = NSTemporaryDirectory() + "luohu-list-\(UUID().uuidString).xlsx"
    try Data(bytes).write(to: URL(fileURLWithPath: path))
    defer { try? FileManager.default.removeItem(atPath: path) }
    let script = """
      import sys, zipfile, xml.etree.ElementTree as tree
      n = '{http://schemas.openxmlformats.org/spreadsheetml/2006/main}'
      book = zipfile.ZipFile(sys.argv[1])
      assert book.testzip() is None
      words = [''.join(t.text or '' for t in s.iter(n + 't')) for s in tree.fromstring(book.read('xl/sharedStrings.xml'))]
      for sheet in ('1', '2'):
        root = tree.fromstring(book.read('xl/worksheets/sheet' + sheet + '.xml'))
        assert not list(root.iter(n + 'f')), 'a formula'
        for row in root.iter(n + 'row'):
          print('|'.join((words[int(c.find(n + 'v').text)] if c.get('t') == 's' else c.find(n + 'v').text) for c in row))
        print('--')
      """
    let ended = try await Program.run("/usr/bin/env", ["python3", "-c", script, path])
    try #require(ended.status == 0, "\(ended.errors)")
    return ended.output
  }

  @Test("XLSX: the rows and the dictionary on two sheets, texts as texts and no formula among them")
  func xlsx() async throws {
    let bytes = try await XLSXTable.bytes(Self.table(["林一诺", "=1+1", "@a"]), .zh)
    let text = try await Self.read(bytes)
    #expect(
      text.hasPrefix(
        "编号|姓名|时间|日期\n-1|林一诺|2020-07-20 10:00:00\n"
          + "0|=1+1|2020-07-20 10:00:00|2020-07-20\n1|@a|2020-07-20 10:00:00\n--\n"))
    #expect(text.contains("name|姓名|文字|申请人姓名"))
  }

  @Test("XLSX: what no cell can hold is left out or cut, and nothing is left on the disk")
  func limits() async throws {
    let folder = NSTemporaryDirectory()
    let long = String(repeating: "长", count: 40_000)
    let bytes = try await XLSXTable.bytes(Self.table(["a\u{1}\u{b}b", long]), .en)
    let text = try await Self.read(bytes)
    #expect(text.contains("|ab|"))
    let left = try FileManager.default.contentsOfDirectory(atPath: folder)
      .filter { $0.hasPrefix("luohu-table-") }
    #expect(left.isEmpty, "\(left)")
  }

  @Test("20,000 rows, as many as an export has, are a file")
  func many() async throws {
    let names = (0..<20_000).map { "申请人\($0)" }
    let bytes = try await XLSXTable.bytes(Self.table(names), .zh)
    #expect(bytes.count > 100_000 && bytes.prefix(2).elementsEqual("PK".utf8))
    #expect(CSVTable.bytes(Self.table(names), .zh).split(separator: 0x0A).count == 20_001)
  }
}
