package import Units

/// Which entrance somebody came by (登录入口): it decides how long sessions last.
package enum Audience: String, CaseIterable, Hashable, Sendable {
  /// 个人
  case person
  /// 法人
  case entity
  /// 工作人员
  case staff
  /// 三员与市级管理员
  case administrator
}

/// Somebody is signed in on one browser (会话). A row of ``SessionStore``; the browser alone has the token.
package struct Session: Hashable, Sendable {
  /// Drawn by chance, the same as long as the session lasts: by it an account's sessions are listed and ended.
  package var number: Int64
  /// SHA-256 of the token.
  package var tokenHash: [UInt8]
  /// 32 bytes, from which the tokens of its forms are derived.
  package var secret: [UInt8]
  package var account: Int64
  package var audience: Audience
  /// The one role in which the account acts in this session.
  package var role: Role
  package var scope: RoleScope
  package var level: AssuranceLevel
  package var signedInAt: Instant
  /// When the person last proved who they are, which may be before the sign-in; ``unproved`` when the provider does not say.
  package var provedAt: Instant
  /// The last visit recorded; visits within 30 s of it are not.
  package var touchedAt: Instant
  /// Milliseconds without a visit after which it is over.
  package var idle: Int64
  /// The first moment at which it is over whatever happens.
  package var endsAt: Instant
  /// The provider by which the account signed in, and the provider's own session, which may end there.
  package var provider: String
  package var providerSession: String?
  /// The number of the personal value that says from which device and address it came; opened for the
  /// account's own list alone.
  package var place: Int64?
  /// When the provider has to be asked again whether it vouches for them (续期), by the machine's clock, whatever the city's says;
  /// `nil` where it cannot be asked: it gave nothing to ask with, or nothing that is kept, or nobody knows.
  package var renewAt: Instant?

  /// Nobody says when.
  package static let unproved = Instant(milliseconds: 0)

  package init(
    number: Int64, tokenHash: [UInt8], secret: [UInt8], account: Int64, audience: Audience,
    role: Role, scope: RoleScope, level: AssuranceLevel, signedInAt: Instant, provedAt: Instant,
    touchedAt: Instant, idle: Int64, endsAt: Instant, provider: String, providerSession: String?,
    place: Int64?, renewAt: Instant? = nil
  ) {
    self.number = number
    self.tokenHash = tokenHash
    self.secret = secret
    self.account = account
    self.audience = audience
    self.role = role
    self.scope = scope
    self.level = level
    self.signedInAt = signedInAt
    self.provedAt = provedAt
    self.touchedAt = touchedAt
    self.idle = idle
    self.endsAt = endsAt
    self.provider = provider
    self.providerSession = providerSession
    self.place = place
    self.renewAt = renewAt
  }

  /// The first moment at which it is over unless somebody visits before.
  package var idleAt: Instant { touchedAt.adding(milliseconds: idle) }

  /// What stands in the place of the provider's name where somebody made the session for a program (程序令牌).
  package static let programProvider = "program"

  /// Whether a program has the token: it is good as a bearer alone, in its one role, and proves nothing.
  package var isProgram: Bool { provider == Session.programProvider }

  package func isOver(at now: Instant) -> Bool { now >= endsAt || now >= idleAt }
}
