import Policy
import Testing

/// Problems stand one a line, whatever the keys of a document are.
@Suite("The path of a problem stays on its line")
struct PathTests {
  @Test("a key with a line break or another control character is escaped in the path")
  func controlCharacters() throws {
    let document = Document()
    try document.read(json: #"{"a": [{"b\nc": 1}], "d\u007f": 2}"#)
    let list = try #require(document.value(of: document.root, "a"))
    let entry = try #require(document.items(list).first)
    let value = try #require(document.value(of: entry, "b\nc"))
    #expect(document.path(of: value) == #"a[0].b\nc"#)
    let last = try #require(document.value(of: document.root, "d\u{7F}"))
    #expect(document.path(of: last) == #"d\u007f"#)
  }

  @Test("a Chinese key stands as it is")
  func chinese() throws {
    let document = Document()
    try document.read(json: #"{"姓名": 1}"#)
    #expect(document.path(of: document.root + 2) == "姓名")
  }
}
