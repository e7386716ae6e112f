import Policy
import TestKit
import Testing

/// Protects the writing of JSON: fixed key order and spacing, so that two runs print the same bytes,
/// and strings that every reader takes for what they were.
@Suite("JSON is written")
struct WritingTests {
  @Test(
    "quotes, backslashes and control characters are escaped, everything else stays as it is",
    arguments: [
      ("", #""""#), ("plain", #""plain""#), ("a\"b", #""a\"b""#), ("a\\b", #""a\\b""#),
      ("a/b", #""a/b""#), ("\n\r\t", #""\n\r\t""#), ("\u{0}", #""\u0000""#),
      ("\u{8}\u{C}", #""\u0008\u000c""#), ("\u{1F}", #""\u001f""#), ("\u{7F}", #""\u007f""#),
      ("积分落户", #""积分落户""#), ("😀", #""😀""#), ("\u{2028}", "\"\u{2028}\""),
      ("<&>'", #""<&>'""#),
    ])
  func strings(text: String, json: String) {
    #expect(JSONText.quoted(text) == json)
  }

  @Test("keys stand in the order of the calls, `, ` and `: ` between")
  func order() {
    var json = JSONWriter()
    json.object { json in
      json.field("b", "x")
      json.field("a", 1)
      json.field("c", true)
      json.field("d", false)
      json.key("e")
      json.null()
      json.key("f")
      json.decimal("63.37")
      json.list("g") { json in
        json.number(1)
        json.text("two")
        json.list { _ in }
        json.object { _ in }
        json.object { json in json.field("h", -3) }
        json.null()
        json.flag(true)
      }
      json.object("i") { _ in }
      json.list("j") { _ in }
      json.field("k", "last")
    }
    #expect(
      json.text
        == #"{"b": "x", "a": 1, "c": true, "d": false, "e": null, "f": 63.37, "#
        + #""g": [1, "two", [], {}, {"h": -3}, null, true], "i": {}, "j": [], "k": "last"}"#)
  }

  @Test("documents are separated by line feeds and nothing else")
  func lines() {
    var json = JSONWriter()
    json.object { $0.field("id", "a") }
    json.endLine()
    json.object { $0.field("id", "b") }
    json.endLine()
    #expect(json.text == "{\"id\": \"a\"}\n{\"id\": \"b\"}\n")
    json.removeAll()
    json.number(5)
    #expect(json.text == "5")
  }

  @Test("a key is escaped like any string")
  func keys() throws {
    var json = JSONWriter()
    json.object { $0.field("某\"企业\"\n", 1) }
    #expect(json.text == #"{"某\"企业\"\n": 1}"#)
    #expect(try Document.json(json.text).pairs(0).map(\.key) == ["某\"企业\"\n"])
  }

  @Test("a random tree is written, read back and printed as the same bytes", arguments: [1, 2, 3])
  func roundTrip(seed: UInt64) throws {
    var random = Seeded(seed)
    for _ in 0..<150 {
      var json = JSONWriter()
      WritingTests.tree(&json, &random, depth: 0)
      #expect(try Document.json(json.text).text == json.text)
      #expect(try Document.yaml(json.text).text == json.text, "and as YAML")
    }
  }

  private static func tree(_ json: inout JSONWriter, _ random: inout Seeded, depth: Int) {
    let words = ["", "a", "京", "a b", "\n", "\"", "\\", "null", "12", "true", "2019-12", "😀"]
    switch random.number(0...(depth > 4 ? 5 : 8)) {
    case 0: json.null()
    case 1: json.flag(true)
    case 2: json.flag(false)
    case 3: json.number(random.number(-1000...1000))
    case 4: json.decimal("0.\(random.number(0...99))")
    case 5: json.text(words[random.number(0...words.count - 1)])
    case 6:
      let count = random.number(0...4)
      json.list { json in
        for _ in 0..<count { tree(&json, &random, depth: depth + 1) }
      }
    default:
      let count = random.number(0...4)
      json.object { json in
        for _ in 0..<count {
          json.key(words[random.number(0...words.count - 1)])
          tree(&json, &random, depth: depth + 1)
        }
      }
    }
  }
}
