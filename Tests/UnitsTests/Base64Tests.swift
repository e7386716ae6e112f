import Testing
import Units

@Suite("Bytes as letters of Base64")
struct Base64Tests {
  @Test(
    "base64 as RFC 4648 section 10 has it",
    arguments: [
      ("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="),
      ("fooba", "Zm9vYmE="), ("foobar", "Zm9vYmFy"),
    ])
  func base64(plain: String, text: String) {
    #expect(Base64.text(Array(plain.utf8)) == text)
    #expect(Base64.bytes(text) == Array(plain.utf8))
  }

  @Test(
    "what is not written as we write it is refused",
    arguments: [
      "Z", "Zg", "Zg=", "Zg===", "Zh==", "Zm9=", "====", "=Zg=", "Z=g=", "Zm9v\n", "Zm 9v", "Zm-_",
      "Zg==Zg==", "Zm9v====",
    ])
  func notBase64(text: String) {
    #expect(Base64.bytes(text) == nil)
  }

  @Test("all bytes survive")
  func bytes() {
    for count in 0..<260 {
      let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0 * 7) }
      #expect(Base64.bytes(Base64.text(bytes)) == bytes)
    }
  }
}
