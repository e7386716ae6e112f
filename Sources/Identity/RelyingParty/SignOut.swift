import Casework
import Units

extension RelyingParty {
  /// Where to send a browser that signed out here, so that it is signed out there too (OpenID Connect
  /// RP-Initiated Logout 1.0).
  ///
  /// - Returns: `nil` when the provider offers none, or cannot be asked: signing out here never waits for it.
  package func signOutAddress(_ tokens: ProviderTokens, state: String? = nil) async -> String? {
    guard let address = try? await desk.currentMetadata().endSession else { return nil }
    var form = FormText()
    form.add("id_token_hint", tokens.identity)
    form.add("client_id", provider.client)
    if let after = provider.afterSignOut {
      form.add("post_logout_redirect_uri", after.text)
      form.add("state", state)
    }
    return address.adding(form)
  }

  /// Reads a front-channel notice (OpenID Connect Front-Channel Logout 1.0): the provider's page loads an
  /// address of ours.
  ///
  /// - Parameter query: must name issuer and session: a notice that anybody could write ends nothing.
  package func frontChannel(_ query: String) throws(SignInFailure) -> EndedSession {
    guard let form = FormText(query), let session = form["sid"], !session.isEmpty else {
      throw .malformed
    }
    guard form["iss"] == provider.issuer.text else { throw .mixedUp }
    return EndedSession(provider: provider.name, session: session, subject: nil)
  }

  /// Reads a back-channel notice (OpenID Connect Back-Channel Logout 1.0): the provider's server sends a
  /// signed token.
  ///
  /// - Parameter form: the body of the request.
  package func backChannel(_ form: String) async throws(SignInFailure) -> EndedSession {
    try await noting { () async throws(SignInFailure) in
      guard let text = FormText(form)?["logout_token"] else { throw .malformed }
      let claims = try await claims(of: text)
      let subject = claims["sub"]?.text
      let session = claims["sid"]?.text
      let event = claims["events"]?["http://schemas.openid.net/event/backchannel-logout"]
      // A token with a nonce is a sign-in's and could have been taken there (section 2.6).
      guard case .object? = event, claims["nonce"] == nil, subject != nil || session != nil,
        let number = claims["jti"]?.text, let end = claims["exp"]?.seconds
      else { throw .token(.logout) }
      let until = Instant(milliseconds: (end + provider.skew) * 1000)
      guard used.isFirst("jti \(number)", now: clock.now(), until: until) else {
        throw .token(.replayed)
      }
      return EndedSession(provider: provider.name, session: session, subject: subject)
    }
  }
}
