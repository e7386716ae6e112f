import Crypto
import Units

/// Seals what a form carries from page to page (密封的填写内容), so that nobody can change it on the way.
///
/// ChaCha20-Poly1305 with a key of the installation; the text inside is only readable here.
package struct Seal: Sendable {
  private let key: SymmetricKey

  /// - Parameter key: 32 bytes; `nil` makes one that lasts until the program ends.
  package init(key: [UInt8]? = nil) {
    self.key = key.map { SymmetricKey(data: $0) } ?? SymmetricKey(size: .bits256)
  }

  /// The sealed text, safe inside a form.
  package func close(_ bytes: [UInt8]) -> String {
    guard let box = try? ChaChaPoly.seal(bytes, using: key) else { return "" }
    return Base64URL.text([UInt8](box.combined))
  }

  /// What was sealed; `nil` when it was not sealed here, or was changed or cut since.
  package func open(_ text: some StringProtocol) -> [UInt8]? {
    guard let bytes = Base64URL.bytes(text), let box = try? ChaChaPoly.SealedBox(combined: bytes),
      let data = try? ChaChaPoly.open(box, using: key)
    else { return nil }
    return [UInt8](data)
  }
}
