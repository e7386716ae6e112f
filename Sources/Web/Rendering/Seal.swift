import Crypto
import Units

/// Seals what a form carries from page to page (密封的填写内容), so that nobody can change it on the way.
///
/// ChaCha20-Poly1305 with a key of the installation; the text inside is only readable here.
package struct Seal: Sendable {
  private let key: SymmetricKey

  /// What a value is sealed for (用途): one that was sealed for something else does not open.
  package enum Purpose: String, Sendable {
    /// The answers of a calculation, in a form.
    case calculation
    /// A sign-in that has begun, in a cookie.
    case signIn
    /// The provider's tokens, in a cookie.
    case provider
    /// Whose form it is, in the form.
    case owner

    fileprivate var bytes: [UInt8] { Array("luohu seal 2:\(rawValue)".utf8) }
  }

  /// - Parameter key: 32 bytes; `nil` makes one that lasts until the program ends.
  package init(key: [UInt8]? = nil) {
    self.key = key.map { SymmetricKey(data: $0) } ?? SymmetricKey(size: .bits256)
  }

  /// The sealed text, safe inside a form.
  package func close(_ bytes: [UInt8], _ purpose: Purpose) -> String {
    guard let box = try? ChaChaPoly.seal(bytes, using: key, authenticating: purpose.bytes) else {
      return ""
    }
    return Base64URL.text([UInt8](box.combined))
  }

  /// What was sealed; `nil` when it was not sealed here for this, or was changed or cut since.
  package func open(_ text: some StringProtocol, _ purpose: Purpose) -> [UInt8]? {
    guard let bytes = Base64URL.bytes(text), let box = try? ChaChaPoly.SealedBox(combined: bytes),
      let data = try? ChaChaPoly.open(box, using: key, authenticating: purpose.bytes)
    else { return nil }
    return [UInt8](data)
  }
}
