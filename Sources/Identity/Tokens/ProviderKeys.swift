import JWTKit

/// The public keys of a provider (提供方公钥, RFC 7517). Keys of kinds that we do not use are left out; what a key may sign is
/// said by its kind and the configuration, never by the token.
struct ProviderKeys: Sendable {
  struct Key: Sendable {
    var number: String?
    /// How this key verifies, for each algorithm that it may be used with.
    var verifiers: [TokenAlgorithm: any JWTAlgorithm]
  }

  let keys: [Key]

  /// A provider has a handful.
  private static let most = 64

  /// Reads a key set.
  ///
  /// - Returns: `nil` when it is none.
  init?(json: [UInt8]) async {
    guard let document = JSONValue(json: json), case .list(let list)? = document["keys"],
      list.count <= ProviderKeys.most
    else { return nil }
    var keys: [Key] = []
    for entry in list {
      // A key for encrypting signs nothing.
      guard entry["use"].map({ $0.text == "sig" }) ?? true,
        entry["key_ops"].map({ $0.texts?.contains("verify") == true }) ?? true
      else { continue }
      var verifiers: [TokenAlgorithm: any JWTAlgorithm] = [:]
      for algorithm in TokenAlgorithm.allCases
      where entry["kty"]?.text == algorithm.keyType
        && (entry["alg"].map { $0.text == algorithm.rawValue } ?? true)
      {
        verifiers[algorithm] = await ProviderKeys.verifier(entry, algorithm)
      }
      guard !verifiers.isEmpty else { continue }
      keys.append(Key(number: entry["kid"]?.text, verifiers: verifiers))
    }
    self.keys = keys
  }

  /// JWTKit's verifier for a key; `nil` when the key is none, or an RSA key below 2048 bits.
  private static func verifier(
    _ entry: JSONValue, _ algorithm: TokenAlgorithm
  ) async -> (any JWTAlgorithm)? {
    let one = JWTKeyCollection()
    do {
      switch algorithm {
      case .rs256, .ps256:
        guard let modulus = entry["n"]?.text, let exponent = entry["e"]?.text else { return nil }
        let key = try Insecure.RSA.PublicKey(modulus: modulus, exponent: exponent)
        if algorithm == .rs256 {
          await one.add(rsa: key, digestAlgorithm: .sha256)
        } else {
          await one.add(pss: key, digestAlgorithm: .sha256)
        }
      case .es256:
        guard entry["crv"]?.text == "P-256", let x = entry["x"]?.text, let y = entry["y"]?.text
        else { return nil }
        await one.add(ecdsa: try ES256PublicKey(parameters: (x, y)))
      }
      return try await one.getKey()
    } catch {
      return nil
    }
  }

  /// Checks a token's signature.
  ///
  /// JWTKit's own way from the header to a key falls back to any key it has, so the way is gone here: the
  /// algorithm must be agreed, the key must have the token's number, and be of the algorithm's kind.
  ///
  /// - Throws: ``TokenFlaw/unknownKey`` when newer keys may help.
  func check(_ token: CompactToken, _ agreed: Set<TokenAlgorithm>) throws(TokenFlaw) {
    // An extension that must be understood is not (RFC 7515, section 4.1.11).
    guard let name = token.header["alg"]?.text, let algorithm = TokenAlgorithm(rawValue: name),
      agreed.contains(algorithm), token.header["crit"] == nil
    else { throw .algorithm }
    let number = token.header["kid"]?.text
    let fitting = keys.filter { number == nil || $0.number == number }
      .compactMap { $0.verifiers[algorithm] }
    guard fitting.count == 1 else { throw .unknownKey }
    guard (try? fitting[0].verify(token.signature, signs: token.signed)) == true else {
      throw .signature
    }
  }
}
