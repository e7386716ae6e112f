import JWTKit
import Policy
import Units

/// The key with which the demo provider signs (演示签名密钥): made at its start, gone with it.
struct DemoKey: Sendable {
  private static let number = "demo"
  private let algorithm: any JWTAlgorithm
  /// The set of public keys, as JSON.
  let published: [UInt8]

  init() async throws {
    let key = ES256PrivateKey()
    let one = JWTKeyCollection()
    await one.add(ecdsa: key)
    algorithm = try await one.getKey()
    var json = JSONWriter()
    json.object { json in
      json.list("keys") { json in
        json.object { json in
          json.field("kty", "EC")
          json.field("crv", "P-256")
          json.field("alg", TokenAlgorithm.es256.rawValue)
          json.field("use", "sig")
          json.field("kid", DemoKey.number)
          json.field("x", DemoKey.coordinate(key.parameters?.x))
          json.field("y", DemoKey.coordinate(key.parameters?.y))
        }
      }
    }
    published = json.bytes
  }

  /// JWTKit gives coordinates in the other alphabet of Base64.
  private static func coordinate(_ text: String?) -> String {
    Base64URL.text(text.flatMap { Base64.bytes($0) } ?? [])
  }

  /// A signed token.
  func token(_ claims: JSONValue) -> String? {
    let header = JSONValue.object([
      "alg": .text(TokenAlgorithm.es256.rawValue), "kid": .text(DemoKey.number),
      "typ": .text("JWT"),
    ])
    let signed = Base64URL.text(header.bytes) + "." + Base64URL.text(claims.bytes)
    guard let signature = try? algorithm.sign(Array(signed.utf8)) else { return nil }
    return signed + "." + Base64URL.text(signature)
  }

  /// The claims of a token that this key signed; `nil` for any other.
  func claims(of text: String) -> JSONValue? {
    guard let token = try? CompactToken(text),
      (try? algorithm.verify(token.signature, signs: token.signed)) == true
    else { return nil }
    return token.claims
  }
}
