import Casework
import Units

/// What the token endpoint gives (令牌应答).
struct TokenAnswer {
  var identity: String?
  var access: String
  var refresh: String?
}

extension RelyingParty {
  /// Asks the token endpoint.
  ///
  /// - Parameter spent: what it means that the code or refresh token is not valid any more.
  func exchange(
    _ form: FormText, _ metadata: ProviderMetadata, else spent: SignInFailure
  ) async throws(SignInFailure) -> TokenAnswer {
    var form = form
    var request = OutgoingRequest(metadata.token.text)
    switch provider.proof {
    case .basic:
      // Both are encoded as in a form first (RFC 6749, section 2.3.1).
      let pair =
        FormText.encoded(provider.client) + ":" + FormText.encoded(provider.secret?.text ?? "")
      request.authorization = "Basic " + Base64.text(pair.utf8)
    case .post:
      form.add("client_id", provider.client)
      form.add("client_secret", provider.secret?.text)
    case .none:
      form.add("client_id", provider.client)
    }
    request.form = form
    let answer = try await ask(request)
    guard answer.status == 200 else { throw RelyingParty.refusal(answer, else: spent) }
    guard let json = JSONValue(json: answer.body) else { throw .exchange }
    guard json["token_type"]?.text?.lowercased() == "bearer",
      let access = json["access_token"]?.text, access.utf8.count <= CompactToken.longest
    else { throw .exchange }
    return TokenAnswer(
      identity: json["id_token"]?.text, access: access, refresh: json["refresh_token"]?.text)
  }

  /// What it means that the token endpoint refuses (RFC 6749, section 5.2). What is no refusal of the provider's own ends
  /// nobody's session: whatever stands in between may be busy, or answer with a page.
  private static func refusal(
    _ answer: OutgoingAnswer, else spent: SignInFailure
  ) -> SignInFailure {
    switch JSONValue(json: answer.body)?["error"]?.text {
    case "invalid_grant" where spent != .ended || [400, 401, 403].contains(answer.status): spent
    // No names of the standard, and providers send them for a code.
    case "invalid_code" where spent == .replayed, "invalid_token" where spent == .replayed: spent
    case "invalid_client", "unauthorized_client", "invalid_request", "invalid_scope",
      "unsupported_grant_type":
      .refused
    // Glewlwyd refuses to renew without a word.
    case nil where spent == .ended && answer.status == 400 && answer.body.isEmpty: spent
    default: .exchange
    }
  }

  func ask(_ request: OutgoingRequest) async throws(SignInFailure) -> OutgoingAnswer {
    do {
      return try await circuit.send(request)
    } catch {
      throw .unavailable(error)
    }
  }

  /// The claims of a token whose signature, issuer, audience and times are right.
  func claims(of text: String) async throws(SignInFailure) -> JSONValue {
    let token = try await verified(text)
    do {
      try terms.check(token.claims)
    } catch {
      throw .token(error)
    }
    return token.claims
  }

  /// A token whose signature is right. A key that is not known may be new: the provider's keys are asked for
  /// once more, but not often.
  func verified(_ text: String) async throws(SignInFailure) -> CompactToken {
    let keys = try await desk.currentKeys()
    do {
      return try verified(text, keys)
    } catch {
      guard error == .unknownKey, let newer = try await desk.newerKeys() else {
        throw .token(error)
      }
      do { return try verified(text, newer) } catch { throw .token(error) }
    }
  }

  private func verified(
    _ text: String, _ keys: ProviderKeys
  ) throws(TokenFlaw) -> CompactToken {
    let token = try CompactToken(text)
    try keys.check(token, provider.algorithms)
    return token
  }

  var terms: TokenTerms {
    TokenTerms(
      issuer: provider.issuer.text, client: provider.client, now: clock.now(), skew: provider.skew)
  }

  /// Reads who it is; where the token does not say all, the userinfo endpoint is asked.
  func identity(
    _ token: JSONValue, _ access: String, _ metadata: ProviderMetadata
  ) async throws(SignInFailure) -> ProvenIdentity {
    var claims = token
    if let address = metadata.userinfo,
      !provider.missing(in: token).isEmpty || provider.lacksRoles(in: token)
    {
      claims = try await completed(token, access, address)
    }
    return try provider.identity(
      claims, token: token, now: clock.now(), invented: isInvented)
  }

  /// The token's claims with what the userinfo endpoint adds; what the token says itself is signed and stays.
  private func completed(
    _ token: JSONValue, _ access: String, _ address: WebAddress
  ) async throws(SignInFailure) -> JSONValue {
    let answer = try await ask(
      OutgoingRequest(address.text, authorization: "Bearer \(access)"))
    guard answer.status == 200, answer.type == "application/json",
      case .object(let more)? = JSONValue(json: answer.body), case .object(let own) = token,
      // Section 5.3.2: an answer about somebody else must not be used.
      let subject = own["sub"], more["sub"] == subject
    else { throw .userinfo }
    return .object(more.merging(own.filter { $0.value != .null }) { _, signed in signed })
  }
}
