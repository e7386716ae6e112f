import Policy
import Testing

/// Protects the reading of YAML: what a person writes without quotes keeps its text (a date stays a
/// date), JSON's own values keep their kinds, and nothing that could make a small file enormous or
/// ambiguous gets through.
@Suite("YAML documents")
struct YAMLDocumentTests {
  @Test(
    "an unquoted date or month is its text",
    arguments: [
      "2019-12", "2019-12-31", "1980-05-17", "2001-12-14t21:59:43.10-05:00", "12:30", "1:20:30",
    ])
  func dates(text: String) throws {
    let document = try Document.yaml("a: \(text)")
    let value = try #require(document.value(of: document.root, "a"))
    #expect(document.kind(value) == .text)
    #expect(document.string(value) == text)
  }

  @Test(
    "numbers are those of JSON and keep their text",
    arguments: ["0", "-0", "7", "-12", "0.5", "120000.00", "1e5", "1E+5", "2.5e-3", "21000000"])
  func numbers(text: String) throws {
    let document = try Document.yaml("[\(text)]")
    #expect(document.kind(document.items(document.root)[0]) == .number)
    #expect(document.text == "[\(text)]")
  }

  @Test(
    "other spellings that some YAML readers take for numbers or switches are texts",
    arguments: [
      "007", "-01", "+1", ".5", "5.", "1_000", "0x1F", "0o17", ".inf", "-.inf", ".nan", "1e", "e5",
      "yes", "no", "on", "off", "Yes", "NO", "y", "n", "nil", "none", "tRUE", "１２",
    ])
  func texts(text: String) throws {
    let document = try Document.yaml("a: \(text)")
    let value = try #require(document.value(of: document.root, "a"))
    #expect(document.kind(value) == .text)
    #expect(document.string(value) == text)
  }

  @Test(
    "null, true and false are values unless they are quoted",
    arguments: [
      ("null", Document.Kind.null), ("Null", .null), ("NULL", .null), ("~", .null), ("", .null),
      ("true", .yes), ("True", .yes), ("TRUE", .yes), ("false", .no), ("False", .no),
      ("FALSE", .no), ("\"null\"", .text), ("'~'", .text), ("\"true\"", .text), ("'12'", .text),
      ("\"\"", .text), ("''", .text), ("|\n  12", .text), (">-\n  true", .text),
    ])
  func values(text: String, kind: Document.Kind) throws {
    let document = try Document.yaml("a: \(text)")
    #expect(document.kind(try #require(document.value(of: document.root, "a"))) == kind)
  }

  @Test("keys are texts, whatever they look like: years may be written bare")
  func keys() throws {
    let document = try Document.yaml("{2017: 1, true: 2, null: 3, 2019-12: 4, 1.5: 5, \"a b\": 6}")
    #expect(
      document.pairs(document.root).map(\.key)
        == ["2017", "true", "null", "2019-12", "1.5", "a b"])
    #expect(document.text.hasPrefix(#"{"2017": 1, "true": 2, "null": 3, "#))
  }

  @Test("repeated keys are kept for the decoder to refuse")
  func repeated() throws {
    let document = try Document.yaml("kind: rental\nkind: dormitory\nfrom: 2018-01\n")
    #expect(document.pairs(document.root).map(\.key) == ["kind", "kind", "from"])
    #expect(document.text == #"{"kind": "rental", "kind": "dormitory", "from": "2018-01"}"#)
  }

  @Test(
    "aliases, tags, complex keys and several documents are refused",
    arguments: [
      ("a: &x [1]\nb: *x", "*"), ("a: *x", "*"), ("<<: *x", "*"),
      ("a: !!str 5", "tag:yaml.org,2002:str"),
      ("a: !!int \"5\"", "tag:yaml.org,2002:int"), ("a: !own 5", "!own"),
      ("a: !!seq [1]", "tag:yaml.org,2002:seq"),
      ("!!map {a: 1}", "tag:yaml.org,2002:map"), ("a: ! 5", "!"), ("? [a, b]\n: 1", "?"),
      ("{[1]: 2}", "?"), ("? {a: 1}\n: 2", "?"), ("a: 1\n---\nb: 2", "---"),
      ("--- 1\n--- 2", "---"), ("a: 1\n...\n---\nb: 2\n", "---"),
    ])
  func unsupported(text: String, what: String) {
    #expect(Document.refused(yaml: text)?.reason == .unsupported(what))
  }

  @Test("a small file cannot become an enormous one")
  func laughs() {
    var text = "a0: &a0 [lol, lol, lol]\n"
    for index in 1...9 {
      text += "a\(index): &a\(index) [*a\(index - 1), *a\(index - 1), *a\(index - 1)]\n"
    }
    #expect(Document.refused(yaml: text)?.reason == .unsupported("*"))
  }

  @Test("a file without a document ends too early", arguments: ["", "\n", "  ", "# nothing\n"])
  func empty(text: String) {
    #expect(Document.refused(yaml: text)?.reason == .unexpectedEnd)
  }

  @Test(
    "a text that is not YAML is refused",
    arguments: [
      "a: [1, 2", "a: {b: 1", "a: b: c", "\ta: 1", "a: \"x", "a: 'x", "- a\nb: 1", "a: 1\n b: 2",
      "a: @x", "a: `x`", "a: %x", "[1, 2]]", "{a: 1}}", "a: \"\\q\"", "a: \"\\ud800\"", "a: \u{1}",
      "a\nb: 1",
    ])
  func malformed(text: String) {
    #expect(Document.refused(yaml: text) != nil)
  }

  @Test("bytes that are no UTF-8 are refused", arguments: JSONTextTests.badUTF8)
  func badScalars(bytes: [UInt8]) {
    #expect(Document.refused(yaml: Array("a: \"".utf8) + bytes + Array("\"\n".utf8)) != nil)
  }

  @Test("32 levels are read, the 33rd is refused")
  func nesting() {
    func lists(_ depth: Int) -> String {
      String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
    }
    func blocks(_ depth: Int) -> String {
      (0..<depth).map { String(repeating: " ", count: $0) + "a:\n" }.joined()
    }
    #expect(Document.refused(yaml: lists(32)) == nil)
    #expect(Document.refused(yaml: lists(33))?.reason == .tooDeep)
    #expect(Document.refused(yaml: blocks(32)) == nil)
    #expect(Document.refused(yaml: blocks(33))?.reason == .tooDeep)
  }

  @Test("a syntax error is placed where it stands, not at the beginning of the file")
  func errorPlace() throws {
    let text = "id: A-1\nsex: male\nhomes: [1, 2\npost: worker\n"
    let failure = try #require(Document.refused(yaml: text))
    #expect(failure.offset >= 18, "offset \(failure.offset); the unclosed list begins at byte 25")
    #expect(failure.offset <= text.utf8.count)
    let tab = try #require(Document.refused(yaml: "a: 1\nb: 2\n\tc: 3\n"))
    #expect(tab.offset >= 10, "offset \(tab.offset); the tab is byte 10")
  }

  @Test("offsets are bytes, as they are called, also after Chinese text")
  func bytesNotCharacters() {
    #expect(Document.refused(yaml: "ab: 1\nb: *x")?.offset == 9)
    #expect(Document.refused(yaml: "姓名: 1\nb: *x")?.offset == 13)
    #expect(Document.refused(yaml: "姓名: [甲, 乙]\nb: !own 5")?.offset == 22)
  }

  // MARK: The same in both notations

  static let block = """
    # One case.
    id: "A-000001"
    birthDate: 1980-05-17
    criminalRecord: false
    insurance:
      pension:
        - {from: 2009-11, to: "2019-12", district: haidian}
        - from: 2009-08
          to: 2009-09
          district: haidian
          supplementary: true   # 补缴
      medical: []
    taxes:
      authorised: true
      income: {2017: 120000.00, 2018: 90000.00}
      enterprises:
        - name: 某合伙企业
          share: 0.10
          paid: 2000000
    note: |
      two
      lines
    folded: >-
      one
      line
    nothing: ~
    empty: {}
    """

  static let flow = #"""
    {"id": "A-000001", "birthDate": "1980-05-17", "criminalRecord": false,
     "insurance": {"pension": [
        {"from": "2009-11", "to": "2019-12", "district": "haidian"},
        {"from": "2009-08", "to": "2009-09", "district": "haidian", "supplementary": true}],
      "medical": []},
     "taxes": {"authorised": true, "income": {"2017": 120000.00, "2018": 90000.00},
       "enterprises": [{"name": "某合伙企业", "share": 0.10, "paid": 2000000}]},
     "note": "two\nlines\n", "folded": "one line", "nothing": null, "empty": {}}
    """#

  @Test("the same case in YAML and in JSON gives the same nodes")
  func sameNodes() throws {
    let yaml = try Document.yaml(YAMLDocumentTests.block)
    let json = try Document.json(YAMLDocumentTests.flow)
    try expectSame(yaml, json)
  }

  @Test("JSON is read as YAML too, with the same nodes")
  func jsonAsYAML() throws {
    for text in [
      YAMLDocumentTests.flow, JSONDocumentTests.sample, "[]", "{}", "\"a\\u4eac\"", "12",
    ] {
      try expectSame(try Document.yaml(text), try Document.json(text))
    }
  }

  private func expectSame(_ left: Document, _ right: Document) throws {
    #expect(left.text == right.text)
    #expect(left.count == right.count)
    for node in 0..<min(left.count, right.count) {
      #expect(left.kind(node) == right.kind(node))
      #expect(left.next(node) == right.next(node))
      #expect(left.path(of: node) == right.path(of: node))
      if left.kind(node) == .list || left.kind(node) == .object {
        #expect(left.entries(node) == right.entries(node))
      } else if left.kind(node) == .text || left.kind(node) == .number {
        #expect(left.string(node) == right.string(node))
      }
    }
  }
}
