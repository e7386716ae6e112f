/// How a provider may sign (签名算法). There is no other: not `none`, and nothing with a shared secret, for which a public
/// key could be taken.
package enum TokenAlgorithm: String, CaseIterable, Hashable, Sendable {
  /// RSA with PKCS #1 v1.5 and SHA-256.
  case rs256 = "RS256"
  /// RSA-PSS with SHA-256.
  case ps256 = "PS256"
  /// ECDSA on P-256 with SHA-256.
  case es256 = "ES256"

  /// The `kty` of its keys.
  var keyType: String {
    switch self {
    case .rs256, .ps256: "RSA"
    case .es256: "EC"
    }
  }
}
