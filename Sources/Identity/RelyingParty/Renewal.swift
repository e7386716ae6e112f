extension RelyingParty {
  /// Asks whether the provider still vouches for somebody (续期), and what it says of them now.
  ///
  /// - Returns: the identity when the provider says it anew, and the tokens to keep instead of the old ones.
  /// - Throws: ``SignInFailure/ended`` when it does not vouch any more.
  package func renew(
    _ tokens: ProviderTokens, of subject: String
  ) async throws(SignInFailure) -> (identity: ProvenIdentity?, tokens: ProviderTokens) {
    try await noting { () async throws(SignInFailure) in try await renewed(tokens, subject) }
  }

  private func renewed(
    _ tokens: ProviderTokens, _ subject: String
  ) async throws(SignInFailure) -> (identity: ProvenIdentity?, tokens: ProviderTokens) {
    guard let refresh = tokens.refresh else { throw .ended }
    let metadata = try await desk.currentMetadata()
    var form = FormText()
    form.add("grant_type", "refresh_token")
    form.add("refresh_token", refresh)
    let answer = try await exchange(form, metadata, else: .ended)
    var kept = tokens
    kept.refresh = answer.refresh ?? refresh
    guard let text = answer.identity else { return (nil, kept) }
    // Section 12.2: the same issuer, client and person.
    let claims = try await claims(of: text)
    guard claims["sub"]?.text == subject else { throw .token(.subject) }
    do {
      try TokenTerms.check(claims, accessToken: answer.access)
    } catch {
      throw .token(error)
    }
    kept.identity = text
    return (try await identity(claims, answer.access, metadata), kept)
  }
}
