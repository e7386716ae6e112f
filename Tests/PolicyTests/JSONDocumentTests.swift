import Policy
import TestKit
import Testing

/// Protects the reading of whole JSON documents: one value and nothing after it, bounded nesting,
/// repeated keys kept for the decoder to refuse, and the paths by which problems are named.
@Suite("JSON documents")
struct JSONDocumentTests {
  @Test("white space may stand around every value")
  func whiteSpace() throws {
    let document = try Document.json(" \t\r\n{ \"a\" :\n[ 1 ,\t2 ] , \"b\" : { } ,\"c\":[ ]}\r\n ")
    #expect(document.text == #"{"a": [1, 2], "b": {}, "c": []}"#)
  }

  @Test(
    "a text that is not one JSON value is refused",
    arguments: [
      "[1,]", "[,1]", "[1 2]", "[", "]", "{", "}", "{,}", #"{"a":1,}"#, #"{"a"}"#, #"{"a":}"#,
      #"{"a" 1}"#, "{a: 1}", "{1: 2}", "{null: 1}", "['a']", #"{"a":1"#, #"["a""#, "\"abc", "tru",
      "True", "nul", "nulL", "TRUE", "undefined", "\u{FEFF}{}", "// x\n{}", "{} // x", "\u{C}1",
      "\u{A0}1", "[1}", #"{"a":1]"#, "\\u0031",
    ])
  func malformed(text: String) {
    #expect(Document.refused(json: text) != nil)
  }

  @Test(
    "an empty text ends too early", arguments: ["", " ", "\n\t ", "[1", "[1,", "{\"a\"", "[\""])
  func empty(text: String) {
    #expect(Document.refused(json: text) == Refused(.unexpectedEnd, at: text.utf8.count))
  }

  @Test(
    "nothing may follow the value",
    arguments: [
      ("{} x", 3), ("{}{}", 2), ("1 2", 2), ("null,", 4), ("truefalse", 4), ("\"a\"\"b\"", 3),
      ("[]]", 2), ("{}\n{}", 3), ("{}\u{0}", 2), ("1\u{0}", 1),
    ])
  func trailing(text: String, offset: Int) {
    #expect(Document.refused(json: text) == Refused(.trailingText, at: offset))
  }

  @Test("a NUL is no end of the text and no white space")
  func nul() {
    #expect(Document.refused(json: "\u{0}") == Refused(.unexpectedCharacter, at: 0))
    #expect(Document.refused(json: "[1,\u{0}2]") == Refused(.unexpectedCharacter, at: 3))
    #expect(Document.refused(json: "\u{0}{}") == Refused(.unexpectedCharacter, at: 0))
  }

  @Test("32 levels are read, the 33rd is refused")
  func nesting() {
    func lists(_ depth: Int) -> String {
      String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
    }
    func objects(_ depth: Int) -> String {
      String(repeating: #"{"a":"#, count: depth) + "1" + String(repeating: "}", count: depth)
    }
    #expect(Document.refused(json: lists(32)) == nil)
    #expect(Document.refused(json: lists(33)) == Refused(.tooDeep, at: 32))
    #expect(Document.refused(json: objects(32)) == nil)
    #expect(Document.refused(json: objects(33)) == Refused(.tooDeep, at: 32 * 5))
    let beside = "[" + Array(repeating: lists(31), count: 9).joined(separator: ",") + "]"
    #expect(Document.refused(json: beside) == nil, "depth, not the number of lists")
    #expect(Document.refused(json: String(repeating: "[", count: 1_000_000))?.reason == .tooDeep)
  }

  @Test("a document longer than 64 MiB is refused before it is read")
  func tooLong() {
    let size = Document.longest + 1
    let space = UnsafeMutableRawBufferPointer.allocate(byteCount: size, alignment: 1)
    defer { space.deallocate() }
    let document = Document()
    let json = #expect(throws: Document.Failure.self) {
      try document.read(json: UnsafeRawBufferPointer(space))
    }
    let yaml = #expect(throws: Document.Failure.self) {
      try document.read(yaml: UnsafeRawBufferPointer(space))
    }
    #expect(json?.reason == .tooLong)
    #expect(yaml?.reason == .tooLong)
  }

  // MARK: The table of nodes

  static let sample = #"""
    {"id": "甲", "income": {"2017": 120000.00, "2018": null}, "homes": [{"kind": "rental"}, true, []],
     "kind": false, "kind": [1]}
    """#

  @Test("keys, items and kinds stand in the order of the text; repeated keys are kept")
  func nodes() throws {
    let document = try Document.json(JSONDocumentTests.sample)
    let root = document.root
    #expect(document.kind(root) == .object)
    #expect(document.entries(root) == 5)
    #expect(document.pairs(root).map(\.key) == ["id", "income", "homes", "kind", "kind"])
    #expect(
      document.pairs(root).map { document.kind($0.value) } == [.text, .object, .list, .no, .list])
    let homes = try #require(document.value(of: root, "homes"))
    #expect(document.items(homes).map(document.kind) == [.object, .yes, .list])
    #expect(document.entries(homes) == 3)
    let kind = try #require(document.value(of: root, "kind"))
    #expect(document.kind(kind) == .no, "the first of two")
    #expect(document.value(of: root, "nothing") == nil)
    #expect(document.value(of: homes, "kind") == nil, "a list has no keys")
    #expect(document.items(root).isEmpty, "an object has no items")
    #expect(document.pairs(homes).isEmpty)
    #expect(document.next(root) == document.count)
    #expect(document.string(try #require(document.value(of: root, "id"))) == "甲")
  }

  @Test("every value has the path that problems name")
  func paths() throws {
    let document = try Document.json(JSONDocumentTests.sample)
    var paths: [String: String] = [:]
    func visit(_ node: Int) {
      paths[document.path(of: node)] = document.json(node)
      for pair in document.pairs(node) { visit(pair.value) }
      for item in document.items(node) { visit(item) }
    }
    visit(document.root)
    #expect(paths["id"] == "\"甲\"")
    #expect(paths["income.2017"] == "120000.00")
    #expect(paths["income.2018"] == "null")
    #expect(paths["homes[0].kind"] == "\"rental\"")
    #expect(paths["homes[1]"] == "true")
    #expect(paths["homes[2]"] == "[]")
    #expect(paths["kind[0]"] == "1")
    #expect(paths["income"] == #"{"2017": 120000.00, "2018": null}"#)
    #expect(paths[""] == document.text, "the whole has no path")
    let deep = try Document.json(#"[[1, [2, {"a": [{"b": 3}]}]]]"#)
    #expect(deep.path(of: deep.count - 1) == "[0][1][1].a[0].b")
  }

  @Test("what is printed as JSON is read as the same nodes")
  func printing() throws {
    let document = try Document.json(JSONDocumentTests.sample)
    #expect(
      document.text
        == #"{"id": "甲", "income": {"2017": 120000.00, "2018": null}, "#
        + #""homes": [{"kind": "rental"}, true, []], "kind": false, "kind": [1]}"#)
    #expect(try Document.json(document.text).text == document.text)
  }

  @Test("a table is used again: nothing of the last document stays, not even of a bad one")
  func reuse() throws {
    let document = Document()
    let long = "[" + (0..<3000).map { "\"\($0)\"" }.joined(separator: ",") + "]"
    try document.read(json: long)
    #expect(document.entries(document.root) == 3000, "the table grows")
    #expect(document.string(document.items(document.root)[2999]) == "2999")
    #expect(throws: Document.Failure.self) { try document.read(json: "{\"a\": [1, 2, x]}") }
    try document.read(json: #"{"b": 2}"#)
    #expect(document.text == #"{"b": 2}"#)
    #expect(document.count == 3)
    #expect(throws: Document.Failure.self) { try document.read(yaml: "c: [1, 2") }
    try document.read(yaml: "c: 3")
    #expect(document.text == #"{"c": 3}"#)
  }

  @Test("no beginning of a document is a document")
  func cutShort() {
    let bytes = Array(JSONDocumentTests.sample.utf8)
    for count in 0..<bytes.count {
      #expect(Document.refused(json: Array(bytes.prefix(count))) != nil, "\(count) bytes")
    }
    #expect(Document.refused(json: bytes) == nil)
  }

  @Test("a damaged document is refused within its bounds or read as what it now says")
  func damaged() throws {
    var random = Seeded(8259)
    let marks = Array(#"{}[]",:\u0e.-+ "#.utf8) + [0x00, 0x0A, 0x80, 0xC2, 0xE4, 0xF0, 0xFF]
    let document = Document()
    for _ in 0..<4000 {
      var bytes = Array(JSONDocumentTests.sample.utf8)
      for _ in 0..<random.number(1...3) {
        let place = random.number(0...bytes.count - 1)
        switch random.number(0...2) {
        case 0: bytes[place] = marks[random.number(0...marks.count - 1)]
        case 1: bytes.remove(at: place)
        default: bytes.insert(marks[random.number(0...marks.count - 1)], at: place)
        }
      }
      if let failure = Document.failure(json: bytes) {
        #expect(failure.offset >= 0 && failure.offset <= bytes.count)
        let problem = bytes.withUnsafeBytes {
          failure.problem(of: $0, whole: Wording("文件", "document"))
        }
        #expect(Document.refused(json: problem.value) == nil, "the value is shown as JSON")
      } else {
        try bytes.withUnsafeBytes { try document.read(json: $0) }
        #expect(try Document.json(document.text).text == document.text)
      }
    }
  }

  @Test("a failure is told with its place and the text around it, in both languages")
  func problem() throws {
    let text = #"{"id": "A-1", "sex": male, "birthDate": "1980-05-17"}"#
    let failure = try #require(Document.failure(json: Array(text.utf8)))
    #expect(failure.reason == .unexpectedCharacter)
    #expect(failure.offset == 21)
    let problem = Array(text.utf8).withUnsafeBytes {
      failure.problem(of: $0, whole: Wording("一份案卷", "one case"))
    }
    #expect(problem.path == "(case)")
    #expect(problem.value.contains("male"))
    #expect(problem.allowed.en.contains("21"))
    #expect(problem.allowed.zh.contains("21"))
    #expect(problem.text(.en).hasPrefix("(case): \""))
    var numbered = problem
    numbered.line = 7
    #expect(numbered.text(.en).hasPrefix("line 7: (case): "))
    #expect(numbered.text(.zh).hasPrefix("第7行：(case): "))
  }

  @Test("every reason has words in both languages")
  func reasons() {
    let reasons: [Document.Failure.Reason] = [
      .unexpectedEnd, .unexpectedCharacter, .badEscape, .badNumber, .badText, .tooDeep,
      .trailingText, .tooLong, .unsupported("!!str"),
    ]
    #expect(Set(reasons.map(\.wording.en)).count == reasons.count)
    #expect(Set(reasons.map(\.wording.zh)).count == reasons.count)
  }
}
