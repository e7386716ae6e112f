package import Casework
import Crypto
import Policy
import Units

/// Our side of signing in with one provider (依赖方, OpenID Connect Core 1.0): the authorization code flow with PKCE,
/// and nothing else.
package final class RelyingParty: Sendable {
  package let provider: IdentityProvider
  let desk: ProviderDesk
  let circuit: Circuit
  let clock: CityClock
  let isInvented: Bool
  let used = UsedOnce()
  let lastFailure = LastFailure()
  private let random: @Sendable (Int) -> [UInt8]

  /// - Parameters:
  ///   - link: the way to the provider.
  ///   - purpose: invented people are real people only where nobody is.
  ///   - clock: the provider's time: the machine's clock for any provider outside, whatever the time of the
  ///     city is set to.
  ///   - steady: milliseconds that never go back, for what is kept and left alone.
  ///   - random: so many bytes from a source of secrets.
  package init(
    _ provider: IdentityProvider, _ link: OutgoingLink, _ purpose: Purpose,
    clock: CityClock = .system,
    steady: @escaping @Sendable () -> Int64 = CityClock.steadyMilliseconds,
    random: @escaping @Sendable (Int) -> [UInt8] = RelyingParty.systemRandom
  ) {
    self.provider = provider
    self.clock = clock
    self.random = random
    isInvented = purpose != .service
    circuit = Circuit(link, steady: steady)
    desk = ProviderDesk(provider, circuit, allowsLoopback: isInvented, steady: steady)
  }

  /// Bytes of the operating system's source of secrets.
  package static let systemRandom: @Sendable (Int) -> [UInt8] = { count in
    var generator = SystemRandomNumberGenerator()
    return (0..<count).map { _ in UInt8.random(in: 0...255, using: &generator) }
  }

  // MARK: The way there

  /// Begins a sign-in, or a new proof of who somebody is.
  ///
  /// - Returns: the address to send the browser to, and what to keep in its sealed cookie.
  /// - Throws: when the provider cannot be asked, or is not as agreed.
  package func begin(
    _ order: SignInOrder
  ) async throws(SignInFailure) -> (address: String, pending: PendingSignIn) {
    let metadata = try await noting { () async throws(SignInFailure) in
      try await desk.currentMetadata()
    }
    let pending = PendingSignIn(provider.name, order, now: clock.now(), random: random)
    var form = FormText()
    form.add("response_type", "code")
    form.add("client_id", provider.client)
    form.add("redirect_uri", provider.callback.text)
    form.add("scope", provider.scopes.joined(separator: " "))
    form.add("state", pending.state)
    form.add("nonce", pending.nonce)
    let challenge = SHA256.hash(data: Array(pending.verifier.utf8))
    form.add("code_challenge", Base64URL.text(Array(challenge)))
    form.add("code_challenge_method", "S256")
    form.add("ui_locales", order.language == .zh ? "zh-CN" : "en")
    if !order.isPlain {
      if !provider.stepUp.acr.isEmpty {
        form.add("acr_values", provider.stepUp.acr.joined(separator: " "))
      }
    }
    // Only `max_age` makes a provider say when it was proved; only `prompt` keeps it from its own session.
    if order.proof != .any { form.add("max_age", String(provider.stepUp.maximumAge)) }
    if order.proof == .new { form.add("prompt", "login") }
    return (metadata.authorization.adding(form), pending)
  }

  // MARK: The way back

  /// Ends a sign-in with the provider's answer.
  ///
  /// - Parameters:
  ///   - query: of the address that the browser came back to.
  ///   - pending: what its cookie holds; the caller removes the cookie whatever becomes of this.
  package func finish(
    _ query: String, _ pending: PendingSignIn?
  ) async throws(SignInFailure) -> SignIn {
    try await noting { () async throws(SignInFailure) in try await signIn(query, pending) }
  }

  private func signIn(
    _ query: String, _ pending: PendingSignIn?
  ) async throws(SignInFailure) -> SignIn {
    let now = clock.now()
    guard let answer = FormText(query) else { throw .malformed }
    guard let pending else { throw .unexpected }
    guard pending.provider == provider.name else { throw .mixedUp }
    guard now < pending.until else { throw .overdue }
    guard let state = answer["state"], RelyingParty.areSame(state, pending.state) else {
      throw .state
    }
    let metadata = try await desk.currentMetadata()
    if let issuer = answer["iss"] {
      guard issuer == provider.issuer.text else { throw .mixedUp }
    } else if metadata.namesIssuer || provider.namesIssuer {
      throw .mixedUp
    }
    guard used.isFirst(state, now: now, until: pending.until) else { throw .replayed }
    if let error = answer["error"] { throw RelyingParty.failure(error) }
    guard let code = answer["code"], !code.isEmpty else { throw .malformed }
    var form = FormText()
    form.add("grant_type", "authorization_code")
    form.add("code", code)
    form.add("redirect_uri", provider.callback.text)
    form.add("code_verifier", pending.verifier)
    let tokens = try await exchange(form, metadata, else: .replayed)
    guard let text = tokens.identity else { throw .exchange }
    let claims = try await claims(of: text)
    guard claims["nonce"]?.text == pending.nonce else { throw .token(.nonce) }
    do {
      try TokenTerms.check(claims, accessToken: tokens.access)
    } catch {
      throw .token(error)
    }
    let identity = try await identity(claims, tokens.access, metadata)
    if let again = pending.again, identity.subject != again { throw .otherPerson }
    if let oldest = pending.oldest(at: clock.now(), agreed: provider.stepUp.maximumAge) {
      guard let ago = identity.provedAgo, ago <= oldest + provider.skew * 1000 else {
        throw .stale
      }
    }
    guard identity.level >= pending.level else {
      throw .level(needed: pending.level, got: identity.level)
    }
    return SignIn(
      identity: identity, tokens: ProviderTokens(identity: text, refresh: tokens.refresh),
      returnTo: pending.returnTo, isAgain: pending.again != nil)
  }

  /// What an error of the answer means (RFC 6749, section 4.1.2.1; OpenID Connect Core 1.0, section 3.1.2.6).
  private static func failure(_ error: String) -> SignInFailure {
    switch error {
    case "access_denied", "login_required", "interaction_required", "consent_required",
      "account_selection_required":
      .declined
    case "temporarily_unavailable", "server_error": .unavailable(.broken)
    case "invalid_request", "unauthorized_client", "unsupported_response_type", "invalid_scope",
      "request_not_supported", "registration_not_supported":
      .refused
    case "unmet_authentication_requirements": .stale
    default: .malformed
    }
  }

  /// Compares in a time that says nothing of where they differ.
  static func areSame(_ left: String, _ right: String) -> Bool {
    guard left.utf8.count == right.utf8.count else { return false }
    return zip(left.utf8, right.utf8).reduce(0 as UInt8) { $0 | ($1.0 ^ $1.1) } == 0
  }
}

extension SignInOrder {
  /// Whether any way to sign in will do.
  fileprivate var isPlain: Bool { proof == .any && level == .l1 }
}
