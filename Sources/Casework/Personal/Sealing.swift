import Crypto

/// The two primitives below all personal values (加密原语), as NIST SP 800-38D and RFC 2104 define them, so that
/// published vectors can be put to them.
enum Sealing {
  /// Bytes before the ciphertext (the nonce) and after it (the tag).
  static let nonceLength = 12
  static let tagLength = 16

  /// AES-256-GCM: nonce, ciphertext and tag, one after the other.
  ///
  /// - Parameter nonce: 12 bytes that this key has never had before; random ones when `nil`, which is safe
  ///   for 2^32 values a key.
  static func seal(
    _ plain: [UInt8], _ key: SecretKey, nonce: [UInt8]? = nil, associated: [UInt8]
  ) throws -> [UInt8] {
    let nonce = try nonce.map { try AES.GCM.Nonce(data: $0) } ?? AES.GCM.Nonce()
    let box = try AES.GCM.seal(plain, using: key.key, nonce: nonce, authenticating: associated)
    return [UInt8](box.nonce) + [UInt8](box.ciphertext) + [UInt8](box.tag)
  }

  /// What was sealed; `nil` when a bit of it, of the key or of the associated data is another.
  static func open(_ sealed: [UInt8], _ key: SecretKey, associated: [UInt8]) -> [UInt8]? {
    guard sealed.count >= nonceLength + tagLength,
      let box = try? AES.GCM.SealedBox(combined: sealed),
      let plain = try? AES.GCM.open(box, using: key.key, authenticating: associated)
    else { return nil }
    return [UInt8](plain)
  }

  /// HMAC-SHA256: 32 bytes.
  static func code(_ message: [UInt8], key: [UInt8]) -> [UInt8] {
    [UInt8](HMAC<SHA256>.authenticationCode(for: message, using: SymmetricKey(data: key)))
  }

  /// Compares in a time that says nothing of where they differ.
  static func areSame(_ left: [UInt8], _ right: [UInt8]) -> Bool {
    guard left.count == right.count else { return false }
    return zip(left, right).reduce(0 as UInt8) { $0 | ($1.0 ^ $1.1) } == 0
  }
}
