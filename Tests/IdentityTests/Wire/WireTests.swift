import Policy
import TestKit
import Testing

@testable import Identity

@Suite("Addresses, forms and JSON as the protocol carries them")
struct WireTests {
  @Test("a form comes back as it went, whatever is in it")
  func form() throws {
    var random = Seeded(3)
    for _ in 0..<200 {
      var form = FormText()
      for number in 0..<random.number(0...6) {
        let value = String(
          String.UnicodeScalarView(
            (0..<random.number(0...12)).compactMap { _ in
              Unicode.Scalar(UInt32(random.number(0...0x2_FFFF)))
            }))
        form.add("n\(number)&=", value)
      }
      #expect(FormText(form.text) == form)
      #expect(form.text.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F })
    }
  }

  @Test("a plus is a space, an empty value is a value, and a name alone has an empty one")
  func reading() {
    #expect(FormText("a=b+c&d=&e&&f=%E5%8C%97")?.fields.map(\.value) == ["b c", "", "", "北"])
    #expect(FormText("")?.fields.isEmpty == true)
  }

  @Test(
    "broken escapes, other text than UTF-8 and names twice are refused",
    arguments: [
      "a=%", "a=%4", "a=%4g", "a=%FF", "a=%C0%80", "a=1&a=2", "a=1&%61=2",
      Array(repeating: "x", count: 65).enumerated().map { "x\($0.offset)=" }.joined(separator: "&"),
    ])
  func refusedForms(text: String) { #expect(FormText(text) == nil) }

  @Test(
    "an address has one meaning",
    arguments: [
      ("https://id.example", "id.example", true),
      ("https://id.example:8443/a?b=c", "id.example", true),
      ("http://127.0.0.1:80/", "127.0.0.1", false), ("http://[::1]:9/x", "[::1]", false),
      ("https://xn--fiqs8s.example/", "xn--fiqs8s.example", true),
    ])
  func addresses(text: String, host: String, isEncrypted: Bool) {
    let address = WebAddress(text)
    #expect(address?.host == host && address?.isEncrypted == isEncrypted)
    #expect(address?.isLoopback == (host == "127.0.0.1" || host == "[::1]"))
  }

  @Test(
    "an address that readers understand differently is none",
    arguments: [
      "", "https://", "https:///a", "ftp://a", "HTTPS://a", "https://A.example", "https://user@a",
      "https://a:0", "https://a:65536", "https://a:x", "https://a b", "https://a\\b",
      "https://a/\\b", "https://a#b",
      "https://a/#b", "https://a/?b#c", "https://北京", "https://a\r\nb", "javascript:alert(1)",
      "//a", "https://a:80:90", "https://[::2]", "https://a/<", "https://:80", "https://a%2eb",
    ])
  func refusedAddresses(text: String) { #expect(WebAddress(text) == nil) }

  @Test("only encrypted addresses are safe, but for this machine where it is allowed")
  func safety() {
    #expect(WebAddress("https://a")?.isSafe(allowingLoopback: false) == true)
    #expect(WebAddress("http://a")?.isSafe(allowingLoopback: true) == false)
    #expect(WebAddress("http://localhost:1")?.isSafe(allowingLoopback: true) == true)
    #expect(WebAddress("http://localhost:1")?.isSafe(allowingLoopback: false) == false)
    #expect(WebAddress("http://localhost.evil.example")?.isSafe(allowingLoopback: true) == false)
  }

  @Test("a query is begun or continued")
  func adding() {
    var form = FormText()
    form.add("a", "1 2")
    #expect(WebAddress("https://a")?.adding(form) == "https://a?a=1%202")
    #expect(WebAddress("https://a/?x=y")?.adding(form) == "https://a/?x=y&a=1%202")
    #expect(WebAddress("https://a/")?.adding(FormText()) == "https://a/")
  }

  @Test(
    "a place of this site is never another site (open redirect)",
    arguments: [
      "", "a", "//evil.example", "https://evil.example", "/\\evil.example", "/a\\b", "/a b",
      "/a\tb", "/a\r\nLocation: b", "\u{2F}\u{2F}evil", "/北京", String(repeating: "/a", count: 600),
    ])
  func refusedPaths(text: String) { #expect(LocalPath(text) == nil) }

  @Test("places of this site", arguments: ["/", "/en/tasks?a=b#c", "/a//b", "/%E5%8C%97"])
  func paths(text: String) { #expect(LocalPath(text)?.text == text) }

  @Test("a key twice at any depth makes no JSON")
  func twice() {
    #expect(JSONValue(json: Array(#"{"a":1,"b":{"c":[{"d":1,"d":2}]}}"#.utf8)) == nil)
    #expect(JSONValue(json: Array(#"{"a":1,"b":{"a":[{"a":1}]}}"#.utf8)) != nil)
  }

  @Test(
    "seconds are whole, positive and before the year 10000",
    arguments: [
      ("1600000000", Int64?(1_600_000_000)), ("1600000000.9", 1_600_000_000), ("0", 0),
      ("-1", nil), ("1e9", nil), ("1.5e9", nil), ("253402300799", 253_402_300_799),
      ("253402300800", nil), ("99999999999999999999", nil),
    ])
  func seconds(text: String, seconds: Int64?) {
    #expect(JSONValue.number(text).seconds == seconds)
    #expect(JSONValue.text(text).seconds == nil)
  }

  @Test("values written come back")
  func values() {
    let value = JSONValue.object([
      "a": .list([.text("甲\n\""), .number("1.50"), .flag(true), .null]), "b": .object([:]),
    ])
    #expect(JSONValue(json: value.bytes) == value)
  }
}
