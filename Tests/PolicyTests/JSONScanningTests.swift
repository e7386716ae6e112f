import Policy
import Testing

/// Protects the reading of texts by whole machine words: nothing may depend on where in a word, or in
/// the document, a byte happens to stand.
@Suite("JSON is scanned by whole words")
struct JSONScanningTests {
  /// Documents that hold one string, which begins at each place of a word.
  private static func around(_ string: [UInt8]) -> [(json: [UInt8], start: Int)] {
    (0..<8).map { shift in
      let before = Array(repeating: UInt8(ascii: " "), count: shift) + Array("[\"".utf8)
      return (before + string + Array("\", 1]".utf8), before.count)
    }
  }

  @Test("strings of every length up to five words, beginning at every place of a word")
  func lengths() throws {
    let letters = Array("abcdefghijklmnopqrstuvwxyz0123456789ABCDEFGH".utf8)
    for count in 0...40 {
      for (json, _) in JSONScanningTests.around(Array(letters.prefix(count))) {
        let document = Document()
        try json.withUnsafeBytes { try document.read(json: $0) }
        #expect(document.count == 3)
        #expect(Array(document.text(1)) == Array(letters.prefix(count)))
      }
    }
  }

  @Test("every two characters beside each other, at every place of a word")
  func pairs() throws {
    let plain = (UInt8(0x20)...0x7F).filter { $0 != UInt8(ascii: "\"") && $0 != UInt8(ascii: "\\") }
    for shift in 0..<8 {
      var json = Array(repeating: UInt8(ascii: " "), count: shift) + [UInt8(ascii: "[")]
      for first in plain {
        for second in plain { json += [0x22, first, second, 0x22, 0x2C] }
      }
      json[json.count - 1] = UInt8(ascii: "]")
      let document = Document()
      try json.withUnsafeBytes { try document.read(json: $0) }
      try #require(document.entries(document.root) == plain.count * plain.count)
      var node = 1
      for first in plain {
        for second in plain {
          if Array(document.text(node)) != [first, second] {
            Issue.record("\(first) \(second) at \(shift)")
          }
          node += 1
        }
      }
    }
  }

  @Test(
    "an escape or a character beyond ASCII at every place of a string",
    arguments: [
      (#"\n"#, "\n"), (#"\""#, "\""), (#"\\"#, "\\"), (#"\/"#, "/"), (#"\u4e2d"#, "中"),
      (#"\ud83d\ude00"#, "😀"), (#"\u0000"#, "\u{0}"), ("é", "é"), ("中", "中"), ("😀", "😀"),
      ("\u{7F}", "\u{7F}"), (#"\t\t中\\"#, "\t\t中\\"),
    ])
  func special(written: String, meant: String) throws {
    for count in 0...20 {
      for place in 0...count {
        let before = String(repeating: "x", count: place)
        let after = String(repeating: "y", count: count - place)
        let string = Array((before + written + after).utf8)
        for (json, _) in JSONScanningTests.around(string) {
          let document = Document()
          try json.withUnsafeBytes { try document.read(json: $0) }
          #expect(Array(document.text(1)) == Array((before + meant + after).utf8))
          #expect(document.text == "[" + JSONText.quoted(before + meant + after) + ", 1]")
        }
      }
    }
  }

  @Test(
    "a bad byte is found at every place of a string",
    arguments: [
      ([0x00], Document.Failure.Reason.badText), ([0x1F], .badText), ([0x0A], .badText),
      ([0x80], .badText), ([0xC1, 0xBF], .badText), ([0xE4, 0xB8], .badText),
      ([0xED, 0xA0, 0x80], .badText), ([0xF5], .badText), ([0xFF], .badText),
      (Array(#"\x"#.utf8), .badEscape), (Array(#"\u12G4"#.utf8), .badEscape),
      (Array(#"\ud800"#.utf8), .badEscape),
    ])
  func bad(bytes: [UInt8], reason: Document.Failure.Reason) {
    for count in 0...20 {
      for place in 0...count {
        let before = Array(repeating: UInt8(ascii: "x"), count: place)
        let after = Array(repeating: UInt8(ascii: "y"), count: count - place)
        for (json, start) in JSONScanningTests.around(before + bytes + after) {
          #expect(Document.refused(json: json) == Refused(reason, at: start + place))
        }
      }
    }
  }

  @Test("a text cut off at any byte ends too early, whatever stood there before")
  func cutOff() throws {
    let text = Array(
      #"{"residencePermitAppliedOn": "2014-03-01", "k": [true, false, null, 12, {}, []], "a": 5}"#
        .utf8)
    let document = Document()
    for count in 0..<text.count {
      // The table still holds the whole text from here.
      try text.withUnsafeBytes { try document.read(json: $0) }
      let failure = #expect(throws: Document.Failure.self) {
        try text.prefix(count).withUnsafeBytes { try document.read(json: $0) }
      }
      #expect(failure?.reason == .unexpectedEnd && failure?.offset == count, "\(count) bytes")
    }
  }

  @Test("lists and objects in each other close in order and count their entries")
  func nesting() throws {
    let document = try Document.json(#"[{}, {"a": {"b": [], "c": [[1], {"d": {}}]}, "e": 2}, [3]]"#)
    #expect(document.text == #"[{}, {"a": {"b": [], "c": [[1], {"d": {}}]}, "e": 2}, [3]]"#)
    #expect(document.entries(document.root) == 3)
    let items = document.items(document.root)
    #expect(items.map { document.entries($0) } == [0, 2, 1])
    #expect(document.next(items[0]) == items[1])
    #expect(document.next(items[2]) == document.count)
    let inner = try #require(document.value(of: items[1], "a"))
    let list = try #require(document.value(of: inner, "c"))
    #expect(document.items(list).map(document.kind) == [.list, .object])
    #expect(document.next(list) == document.next(inner))
  }

  @Test("closing marks are told apart at every depth", arguments: 1...32)
  func closing(depth: Int) {
    let marks = (0..<depth).map { $0 % 3 == 1 }
    let opening = marks.map { $0 ? #"{"k":"# : "[" }.joined()
    let closing = marks.reversed().map { $0 ? "}" : "]" }
    #expect(Document.refused(json: opening + "0" + closing.joined()) == nil)
    for wrong in 0..<depth {
      var other = closing
      other[wrong] = closing[wrong] == "}" ? "]" : "}"
      #expect(
        Document.refused(json: opening + "0" + other.joined())
          == Refused(.unexpectedCharacter, at: opening.utf8.count + 1 + wrong))
    }
  }
}

/// Protects the finding of keys and choices among their names.
@Suite("Names are found by whole words")
struct NameTableTests {
  /// The places of texts that stand one after the other in a document.
  private func places(of texts: [String], in table: NameTable, from start: Int) throws -> [Int] {
    let json = "[" + texts.map(JSONText.quoted).joined(separator: ",") + "]"
    let document = try Document.json(json)
    return document.items(document.root).map { document.place(of: $0, in: table, from: start) }
  }

  private let names = (1...40).map {
    String("abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqr".prefix($0))
  }

  @Test("names of every length are found at their own place, wherever the search begins")
  func found() throws {
    let table = NameTable(names)
    #expect(table.count == 40)
    #expect((0..<40).map { table[$0] } == names)
    #expect(table.list == names.joined(separator: ", "))
    for start in [0, 1, 7, 39, 40] {
      #expect(try places(of: names, in: table, from: start) == Array(0..<40))
    }
  }

  @Test("a text that differs from a name in one byte is none, nor is a longer or shorter one")
  func notFound() throws {
    for name in names {
      let table = NameTable([name])
      let bytes = Array(name.utf8)
      var others = bytes.indices.map { place in
        var other = bytes
        other[place] = UInt8(ascii: "_")
        return String(decoding: other, as: UTF8.self)
      }
      others += [String(name.dropLast()), name + "x", name + "\u{0}", "\u{0}" + name, ""]
      others += [name + String(repeating: "\u{0}", count: 8), name.uppercased()]
      #expect(try places(of: others, in: table, from: 0).allSatisfy { $0 == -1 })
    }
  }

  @Test("an empty name, an empty table, and the same name twice")
  func edges() throws {
    #expect(try places(of: ["", "a"], in: NameTable(["", "b"]), from: 0) == [0, -1])
    #expect(try places(of: ["", "a"], in: NameTable([]), from: 0) == [-1, -1])
    #expect(try places(of: ["a"], in: NameTable(["a", "a"]), from: 0) == [0])
    #expect(try places(of: ["a"], in: NameTable(["a", "a"]), from: 1) == [1])
  }

  @Test("texts of YAML are found as well, the last of a document too")
  func yaml() throws {
    let table = NameTable(names)
    for (place, name) in names.enumerated() {
      let document = try Document.yaml("- x\n- \(name)")
      #expect(document.place(of: 1, in: table, from: 0) == -1)
      #expect(document.place(of: 2, in: table, from: 0) == place)
    }
  }
}
