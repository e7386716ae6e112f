package import Casework
package import Units

/// Somebody as a provider vouches for them (已核实身份).
package struct ProvenIdentity: Hashable, Sendable {
  package var provider: String
  package var audience: Audience
  /// The provider's number of the person or entity: the same at every sign-in, and with this provider nobody
  /// else's.
  package var subject: String
  /// 姓名; for a legal entity the unit's name.
  package var name: String
  package var identityNumber: ResidentNumber?
  package var creditCode: CreditCode?
  package var phone: String?
  package var mail: String?
  /// What the provider's word makes them here.
  package var roles: [RoleGrant]
  /// Roles that they would have if the claim of their scope were there and readable.
  package var lostRoles: [Role]
  package var level: AssuranceLevel
  /// How many milliseconds ago they proved who they are, by the provider's clock; `nil` when it does not say. Subtract it
  /// from the city's time, which may be simulated.
  package var provedAgo: Int64?
  /// The provider's number of its session (`sid`): by it the provider ends ours.
  package var session: String?
}

extension ProvenIdentity: CustomStringConvertible, CustomReflectable {
  package var description: String { "\(audience.rawValue) of \(provider) at \(level.rawValue)" }
  package var customMirror: Mirror { Mirror(self, children: ["provider": provider]) }
}

/// What is kept of a provider's tokens (提供方令牌), sealed, with the session. Whatever prints them sees three dots.
package struct ProviderTokens: Hashable, Sendable, CustomStringConvertible, CustomReflectable {
  /// Shown when signing out, so that the provider ends the right session.
  package var identity: String
  /// For renewing, where the provider gives one.
  package var refresh: String?

  package init(identity: String, refresh: String?) {
    self.identity = identity
    self.refresh = refresh
  }

  package var description: String { "…" }
  package var customMirror: Mirror { Mirror(self, children: []) }
}

/// A sign-in that succeeded (登录成功).
package struct SignIn: Hashable, Sendable {
  package var identity: ProvenIdentity
  package var tokens: ProviderTokens
  /// Where the person wanted to go.
  package var returnTo: LocalPath
  /// Whether somebody signed in already proved again who they are: their session goes on, with a newer proof.
  package var isAgain: Bool
}

/// A session that its provider ended (会话终止通知).
package struct EndedSession: Hashable, Sendable {
  package var provider: String
  /// The provider's number of the session; `nil`: all sessions of ``subject``.
  package var session: String?
  package var subject: String?
}
