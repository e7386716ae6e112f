import Crypto
import CryptoExtras
import Units

@testable import Identity

/// A key of a provider in tests. It signs with swift-crypto, not with the library that verifies.
struct TestKey: Sendable {
  enum Kind: Sendable {
    case elliptic(P256.Signing.PrivateKey)
    case rsa(_RSA.Signing.PrivateKey)
  }

  var number: String
  var kind: Kind

  static func elliptic(_ number: String) -> TestKey {
    TestKey(number: number, kind: .elliptic(P256.Signing.PrivateKey()))
  }

  /// Making one takes a tenth of a second, so that all tests share it.
  static let rsa = Result {
    TestKey(number: "rsa", kind: .rsa(try _RSA.Signing.PrivateKey(keySize: .bits2048)))
  }

  /// As it is published.
  func published(_ more: [String: JSONValue] = [:]) throws -> JSONValue {
    var entry: [String: JSONValue] = ["kid": .text(number), "use": .text("sig")]
    switch kind {
    case .elliptic(let key):
      let point = Array(key.publicKey.x963Representation)
      entry["kty"] = .text("EC")
      entry["crv"] = .text("P-256")
      entry["x"] = .text(Base64URL.text(Array(point[1..<33])))
      entry["y"] = .text(Base64URL.text(Array(point[33...])))
    case .rsa(let key):
      let (modulus, exponent) = try {
        let primitives = try key.publicKey.getKeyPrimitives()
        return (primitives.modulus, primitives.publicExponent)
      }()
      entry["kty"] = .text("RSA")
      entry["n"] = .text(Base64URL.text(Array(modulus)))
      entry["e"] = .text(Base64URL.text(Array(exponent)))
    }
    return .object(entry.merging(more) { _, new in new })
  }

  /// The public key as text: what an attacker takes as the secret of HS256.
  var pem: String {
    switch kind {
    case .elliptic(let key): key.publicKey.pemRepresentation
    case .rsa(let key): key.publicKey.pemRepresentation
    }
  }

  /// Signs with an algorithm by name, agreed or not.
  func signature(_ algorithm: String, _ bytes: [UInt8]) throws -> [UInt8] {
    switch (algorithm, kind) {
    case ("none", _): return []
    case ("HS256", _):
      let secret = SymmetricKey(data: Array(pem.utf8))
      return Array(HMAC<SHA256>.authenticationCode(for: bytes, using: secret))
    case ("PS256", .rsa(let key)):
      return Array(
        try key.signature(for: SHA256.hash(data: bytes), padding: .PSS).rawRepresentation)
    case (_, .rsa(let key)):
      return Array(
        try key.signature(for: SHA256.hash(data: bytes), padding: .insecurePKCS1v1_5)
          .rawRepresentation)
    case (_, .elliptic(let key)):
      return Array(try key.signature(for: bytes).rawRepresentation)
    }
  }

  func token(_ header: [String: JSONValue], _ claims: [String: JSONValue]) throws -> String {
    let signed =
      Base64URL.text(JSONValue.object(header).bytes) + "."
      + Base64URL.text(JSONValue.object(claims).bytes)
    let signature = try signature(header["alg"]?.text ?? "", Array(signed.utf8))
    return signed + "." + Base64URL.text(signature)
  }
}
