/// What a provider says of itself (提供方元数据, OpenID Connect Discovery 1.0), as far as we use it.
struct ProviderMetadata: Sendable {
  var authorization: WebAddress
  var token: WebAddress
  var keys: WebAddress
  var userinfo: WebAddress?
  var endSession: WebAddress?
  /// Whether answers name their issuer (RFC 9207).
  var namesIssuer: Bool

  /// - Parameter allowingLoopback: addresses of this machine may go without encryption.
  init(
    _ answer: OutgoingAnswer, of provider: IdentityProvider, allowingLoopback: Bool
  ) throws(SignInFailure) {
    guard answer.status == 200, let json = JSONValue(json: answer.body) else {
      throw .metadata(.unreadable)
    }
    guard json["issuer"]?.text == provider.issuer.text else { throw .metadata(.issuer) }
    func optional(_ name: String) throws(SignInFailure) -> WebAddress? {
      guard let value = json[name] else { return nil }
      guard let address = value.text.flatMap({ WebAddress($0) }),
        address.isSafe(allowingLoopback: allowingLoopback)
      else { throw .metadata(.address) }
      return address
    }
    func needed(_ name: String) throws(SignInFailure) -> WebAddress {
      guard let address = try optional(name) else { throw .metadata(.unreadable) }
      return address
    }
    authorization = try needed("authorization_endpoint")
    token = try needed("token_endpoint")
    keys = try needed("jwks_uri")
    userinfo = try optional("userinfo_endpoint")
    endSession = try optional("end_session_endpoint")
    namesIssuer = json["authorization_response_iss_parameter_supported"]?.flag ?? false
    // What is not said is not held against it: older providers leave much out.
    func offers(_ name: String, _ wanted: [String]) -> Bool {
      json[name]?.texts.map { offered in wanted.contains(where: offered.contains) } ?? true
    }
    guard offers("response_types_supported", ["code"]),
      offers("code_challenge_methods_supported", ["S256"]),
      offers(
        "id_token_signing_alg_values_supported", provider.algorithms.map(\.rawValue)),
      offers("token_endpoint_auth_methods_supported", [provider.proof.method])
    else { throw .metadata(.abilities) }
  }
}
