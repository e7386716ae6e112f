package import Policy

/// One provider of identities (身份提供方) and all that is agreed with it. Read from the configuration by
/// ``ProviderBook``.
package struct IdentityProvider: Hashable, Sendable {
  /// Small letters, digits and hyphens: it stands in addresses and in accounts, so it never changes.
  package var name: String
  package var audience: Audience
  package var title: Wording
  /// Exactly as the provider writes it in its tokens.
  package var issuer: WebAddress
  /// Our number at the provider (`client_id`).
  package var client: String
  package var secret: ClientSecret?
  package var proof: ClientProof
  /// Where the provider sends people back to: a place of ours that no other provider has.
  package var callback: WebAddress
  /// Where it sends them after signing out; `nil`: it keeps them.
  package var afterSignOut: WebAddress?
  /// `openid` is among them.
  package var scopes: [String]
  package var algorithms: Set<TokenAlgorithm>
  package var claims: ClaimMap
  package var roles: [RoleRule]
  package var assurance: [AssuranceRule]
  package var stepUp: StepUp
  /// By how many seconds the provider's clock may differ from ours: 0 to 300.
  package var skew: Int64
  /// Whether every answer must name its issuer (RFC 9207), also when the provider does not announce that.
  package var namesIssuer: Bool
  /// Certificates that may vouch for the provider (PEM file); the system's when empty.
  package var authorities: String

  /// What is asked for when somebody has to prove again who they are (再次核验).
  package struct StepUp: Hashable, Sendable {
    /// Ways to sign in, best first; any when empty.
    package var acr: [String]
    /// How many seconds ago the proof may have been.
    package var maximumAge: Int64

    package init(acr: [String] = [], maximumAge: Int64 = 300) {
      self.acr = acr
      self.maximumAge = maximumAge
    }
  }

  /// - Parameter secret: `nil` for a client without one.
  package init(
    name: String, audience: Audience, title: Wording, issuer: WebAddress, client: String,
    secret: ClientSecret?, callback: WebAddress
  ) {
    self.name = name
    self.audience = audience
    self.title = title
    self.issuer = issuer
    self.client = client
    self.secret = secret
    self.callback = callback
    proof = secret == nil ? .none : .basic
    afterSignOut = nil
    scopes = ["openid"]
    algorithms = [.rs256, .es256]
    claims = ClaimMap()
    roles = []
    assurance = []
    stepUp = StepUp()
    skew = 60
    namesIssuer = false
    authorities = ""
  }

  /// Where its metadata stand (OpenID Connect Discovery 1.0, section 4): issuers with a last `/` and without
  /// are two issuers with one such place.
  var discovery: String {
    (issuer.text.hasSuffix("/") ? String(issuer.text.dropLast()) : issuer.text)
      + "/.well-known/openid-configuration"
  }
}
