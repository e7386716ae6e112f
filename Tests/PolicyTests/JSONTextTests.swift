import Policy
import TestKit
import Testing

/// Protects the reading of JSON strings and numbers against RFC 8259: every escape, surrogates, bad
/// UTF-8 and control characters. Case files come from many tools; none may be misread.
@Suite("Strings and numbers of JSON")
struct JSONTextTests {
  @Test(
    "escapes stand for their characters",
    arguments: [
      (#""\"\\\/""#, "\"\\/"), (#""\b\f\n\r\t""#, "\u{8}\u{C}\n\r\t"), (#""\u0041""#, "A"),
      (#""\u4eac""#, "京"), (#""\u4EAC""#, "京"), (#""\ud83d\ude00""#, "😀"),
      (#""\uD83D\uDE00""#, "😀"), (#""a\u0042c""#, "aBc"), (#""北\u4eac市""#, "北京市"),
      (#""\u0000""#, "\u{0}"), (#""\uffff""#, "\u{FFFF}"), (#""\ud800\udc00""#, "\u{10000}"),
      (#""\udbff\udfff""#, "\u{10FFFF}"), (#""\u007f""#, "\u{7F}"),
      (#""\ud7ff\ue000""#, "\u{D7FF}\u{E000}"),
      (#""""#, ""), (#""\\u0041""#, "\\u0041"), (#""😀\n😀""#, "😀\n😀"),
    ])
  func escapes(text: String, value: String) throws {
    let document = try Document.json(text)
    #expect(document.kind(document.root) == .text)
    #expect(document.string(document.root).unicodeScalars.elementsEqual(value.unicodeScalars))
    let inside = try Document.json("{\(text): [\(text), 1]}")
    #expect(inside.pairs(inside.root).map(\.key) == [value])
  }

  @Test(
    "an escape that RFC 8259 does not have is refused where it begins",
    arguments: [
      #""\x41""#, #""\'""#, #""\U0041""#, #""\u12""#, #""\u""#, #""\u12G4""#, #""\u 041""#,
      #""\u+041""#, #""\0""#, #""\a""#, #""\v""#, #""\ ""#,
      // Half a surrogate pair, or the halves the wrong way round.
      #""\ud800""#, #""\udc00""#, #""\ud800x""#, #""\ud800\n""#, #""\ud800\u0041""#,
      #""\ud800\ud800""#, #""\udc00\ud800""#, #""\udfff""#, #""\ud83d\u""#,
    ])
  func badEscapes(text: String) {
    #expect(Document.refused(json: text) == Refused(.badEscape, at: 1))
  }

  @Test("an escape cut off by the end of the text is refused")
  func cutEscapes() {
    let whole = #""\ud83d\ude00""#
    for count in 1..<whole.utf8.count {
      #expect(Document.refused(json: Array(whole.utf8.prefix(count))) != nil, "\(count) bytes")
    }
  }

  static let goodUTF8: [[UInt8]] = [
    [0x7F], [0xC2, 0x80], [0xDF, 0xBF], [0xE0, 0xA0, 0x80], [0xED, 0x9F, 0xBF], [0xEE, 0x80, 0x80],
    [0xEF, 0xBF, 0xBF], [0xF0, 0x90, 0x80, 0x80], [0xF4, 0x8F, 0xBF, 0xBF],
  ]

  static let badUTF8: [[UInt8]] = [
    [0x80], [0xBF], [0xC0, 0x80], [0xC1, 0xBF], [0xC2], [0xC2, 0x41], [0xC2, 0xC0],
    [0xE0, 0x80, 0x80],
    [0xE0, 0x9F, 0xBF], [0xE4, 0xBA], [0xE4, 0x41, 0x80], [0xED, 0xA0, 0x80], [0xED, 0xBF, 0xBF],
    [0xF0, 0x80, 0x80, 0x80], [0xF0, 0x8F, 0xBF, 0xBF], [0xF0, 0x90, 0x80],
    [0xF0, 0x90, 0x41, 0x80],
    [0xF4, 0x90, 0x80, 0x80], [0xF5, 0x80, 0x80, 0x80], [0xF8, 0x88, 0x80, 0x80, 0x80], [0xFE],
    [0xFF],
  ]

  @Test("the first and last scalars of each length are read", arguments: goodUTF8)
  func goodScalars(bytes: [UInt8]) throws {
    for prefix in ["", #"\n"#] {
      let text = Array("\"\(prefix)".utf8) + bytes + Array("\"".utf8)
      #expect(Document.refused(json: text) == nil)
    }
  }

  @Test("bytes that are no UTF-8 are refused at the first of them", arguments: badUTF8)
  func badScalars(bytes: [UInt8]) {
    // Read as it stands, and after an escape, where the text is moved.
    for prefix in [#"{"a": ""#, #"{"a": "\n"#, #"{""#] {
      let text = Array(prefix.utf8) + bytes + Array(#""}"#.utf8)
      #expect(
        Document.refused(json: text) == Refused(.badText, at: prefix.utf8.count),
        "\(bytes)")
    }
    #expect(Document.refused(json: bytes) != nil, "outside a string too")
  }

  @Test("a string holds no raw control character", arguments: UInt8(0)..<0x20)
  func controls(byte: UInt8) {
    for prefix in [#"""#, #""x\ty"#] {
      let text = Array(prefix.utf8) + [byte] + Array("\"".utf8)
      #expect(
        Document.refused(json: text) == Refused(.badText, at: prefix.utf8.count))
    }
  }

  @Test(
    "numbers keep their text",
    arguments: [
      "0", "-0", "7", "-1", "10", "0.5", "-0.25", "120000.00", "1e5", "1E5", "1e+5", "1e-05",
      "1.25E10", "123456789012345678901234567890", "0.000000000000000001", "0e0",
    ])
  func numbers(text: String) throws {
    for wrapped in [text, " \(text)\n"] {
      let document = try Document.json(wrapped)
      #expect(document.kind(document.root) == .number)
      #expect(document.string(document.root) == text)
    }
    #expect(try Document.json("[\(text),\(text)]").text == "[\(text), \(text)]")
  }

  @Test(
    "what JSON does not write as a number is refused",
    arguments: [
      "01", "-01", "00", "+1", ".5", "1.", "-", "-.5", "1e", "1e+", "1.e5", "--1", "-a", "1.5.2",
      "0x10", "1_000", "NaN", "Infinity", "-Infinity", "1,5", "１",
    ])
  func badNumbers(text: String) {
    #expect(Document.refused(json: text) != nil)
    #expect(Document.refused(json: "[\(text)]") != nil || text == "1,5")
    #expect(Document.refused(json: "{\"a\": \(text)}") != nil)
  }

  @Test("every string that is written is read back", arguments: [1, 2, 3])
  func roundTrip(seed: UInt64) throws {
    var random = Seeded(seed)
    let ranges = [
      0...0x1F, 0x20...0x7F, 0x80...0x7FF, 0x4E00...0x9FFF, 0xE000...0xFFFF,
      0x1_0000...0x10_FFFF, 0x22...0x22, 0x5C...0x5C, 0x2028...0x2029,
    ]
    for _ in 0..<600 {
      var text = ""
      for _ in 0..<random.number(0...12) {
        let range = ranges[random.number(0...ranges.count - 1)]
        if let scalar = Unicode.Scalar(UInt32(random.number(range))) {
          text.unicodeScalars.append(scalar)
        }
      }
      let document = try Document.json(JSONText.quoted(text))
      #expect(document.text(document.root).elementsEqual(text.utf8))
      #expect(document.text == JSONText.quoted(text))
    }
  }
}
