import Crypto

/// 32 secret bytes (密钥). Whatever prints, logs or looks into one sees three dots.
package struct SecretKey: Sendable {
  let key: SymmetricKey

  /// A new one from the system's source of randomness.
  package init() { key = SymmetricKey(size: .bits256) }

  /// - Returns: `nil` unless there are 32 bytes.
  package init?(_ bytes: [UInt8]) {
    guard bytes.count == SecretKey.length else { return nil }
    key = SymmetricKey(data: bytes)
  }

  package static let length = 32

  /// The bytes themselves, for the keyring file and nothing else.
  var bytes: [UInt8] { key.withUnsafeBytes { [UInt8]($0) } }
}

extension SecretKey: Equatable {
  /// Takes as long whatever the keys have in common.
  package static func == (left: SecretKey, right: SecretKey) -> Bool { left.key == right.key }
}

extension SecretKey: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
  package var description: String { "…" }
  package var debugDescription: String { "…" }
  package var customMirror: Mirror { Mirror(self, children: []) }
}
