import Policy
package import Units

/// Somebody comes from an identity provider (登录请求).
package struct SignInRequest: Sendable {
  package var identity: SignedInIdentity
  package var place: SignInPlace
  /// The provider's own session, which may end there.
  package var providerSession: String?
  /// How many milliseconds ago they proved to the provider who they are; `nil` when it does not say: then nothing is proved
  /// that an act could stand on.
  package var provedAgo: Int64?
  /// Whether somebody wants to act in a role; the first of the account's where they do in none of theirs.
  package var isWanted: @Sendable (RoleGrant) -> Bool
  /// When the provider has to be asked again, by the machine's clock; `nil` where it cannot be.
  package var renewAt: Instant?
  /// When the request was received.
  package var receivedAt: Instant
  /// The idempotency key: what the provider answered is used once.
  package var key: String

  package init(
    _ identity: SignedInIdentity, place: SignInPlace, providerSession: String? = nil,
    provedAgo: Int64?,
    isWanted: @escaping @Sendable (RoleGrant) -> Bool = { _ in false }, renewAt: Instant? = nil,
    receivedAt: Instant, key: String
  ) {
    self.identity = identity
    self.place = place
    self.providerSession = providerSession
    self.provedAgo = provedAgo
    self.isWanted = isWanted
    self.renewAt = renewAt
    self.receivedAt = receivedAt
    self.key = key
  }

  /// When they proved who they are, of a request that is done at a moment; ``Session/unproved`` when nobody says.
  func provedAt(_ moment: Instant) -> Instant {
    provedAgo.map { moment.adding(milliseconds: -max($0, 0)) } ?? Session.unproved
  }
}

/// Somebody is signed in (登录结果): the token for the browser's cookie is handed out once.
package struct SignedIn: Sendable {
  package var token: SessionToken
  package var session: Session
  /// All roles from which they may choose.
  package var grants: [RoleGrant]
  /// The account was opened by this sign-in.
  package var isNew: Bool
  /// Roles that the provider names and that they did not get.
  package var lost = LostRoles([], beside: [])
}

extension AccountOffice {
  /// Signs somebody in: finds or opens the account, refreshes what the provider said, records the sign-in and begins a
  /// session with a new token. A session that the browser had before is ended by the caller.
  ///
  /// - Throws: ``TryAgain``, ``AccountRefusal``, ``StoreFailure``. A refused sign-in to an account that is known is recorded.
  package func signIn(_ request: SignInRequest) async throws -> SignedIn {
    try await limits.draw([.signInOfAddress], account: nil, address: request.place.address)
    let text = [request.identity.subjectText, request.identity.claimsText].joined(separator: "\n")
    let command = Command(
      key: request.key, name: "SignIn", party: .visitor, role: .visitor,
      content: hidden(text))
    let outcome = try await perform(command) { unit in try self.outcome(request, in: unit) }
    guard let outcome else { throw StoreFailure.keyReused(request.key) }
    switch outcome {
    case .refused(let refusal): throw refusal
    case .in(let account, let isNew, let at, let place, let lost):
      try await limits.succeeded(account: account.number, address: request.place.address)
      let grants = account.grants(at: at)
      guard let chosen = grants.first(where: request.isWanted) ?? grants.first else {
        throw AccountRefusal.notInvited
      }
      let audience = chosen.role.audience(request.identity.audience)
      let terms = book[audience]
      let token = SessionToken(random)
      let session = Session(
        number: random.number(), tokenHash: token.hash, secret: random.bytes(32),
        account: account.number, audience: audience, role: chosen.role, scope: chosen.scope,
        level: request.identity.level, signedInAt: at,
        provedAt: request.provedAt(at), touchedAt: at,
        idle: terms.idle, endsAt: at.adding(milliseconds: terms.absolute),
        provider: request.identity.provider, providerSession: request.providerSession,
        place: place, renewAt: request.renewAt)
      try await sessions.create(session, most: terms.most)
      return SignedIn(token: token, session: session, grants: grants, isNew: isNew, lost: lost)
    }
  }

  private enum SignInOutcome: Sendable {
    case `in`(Account, isNew: Bool, at: Instant, place: Int64, lost: LostRoles)
    case refused(AccountRefusal)
  }

  private func outcome(
    _ request: SignInRequest, in unit: any CaseUnit
  ) throws -> SignInOutcome {
    let keyring = keyring()
    let identity = request.identity
    let found = try Account.of(identity, in: unit, keyring)
    var account: Account
    if let found {
      account = found
    } else {
      let isStaff = identity.audience == .staff || identity.audience == .administrator
      guard !isStaff || !identity.grants.isEmpty else {
        return .refused(Self.withoutRole(LostRoles(identity.lostRoles, beside: [])))
      }
      account = try open(identity, in: unit, keyring)
    }
    var old: [Int64] = []
    if found != nil {
      if let refusal = try refusal(of: &account, request, in: unit) {
        return try refuse(refusal, identity, lost: identity.lostRoles, &account, in: unit)
      }
      old = try refresh(&account, identity, in: unit, keyring)
    }
    let lost = try Self.lost(identity, account, in: unit)
    guard !account.grants(at: unit.now).isEmpty else {
      let refusal = Self.withoutRole(lost)
      guard found != nil else { throw refusal }
      let refused = try refuse(refusal, identity, lost: lost.roles, &account, in: unit)
      try account.erase(old, in: unit)
      return refused
    }
    let place = try keep(request.place, of: &account, in: unit, keyring, erasing: &old)
    var event = SignInEvent(name: .signedIn, provider: identity.provider)
    event.level = identity.level
    event.place = Account.Kept(place)
    event.lost = lost.roles
    try account.record(event.change, in: unit)
    try account.erase(old, in: unit)
    return .in(account, isNew: found == nil, at: unit.now, place: place.id, lost: lost)
  }

  /// Nobody comes in without a role.
  private static func withoutRole(_ lost: LostRoles) -> AccountRefusal {
    lost.roles.isEmpty ? .notInvited : .noRole(lost)
  }

  /// Roles that the provider names and that an account did not get: nothing says where they hold, or they do not go together
  /// with what the person has.
  static func lost(
    _ identity: SignedInIdentity, _ account: Account, in unit: any CaseUnit
  ) throws -> LostRoles {
    let refused = identity.grants.filter { grant in
      !account.grants.contains {
        $0.source == .provider && $0.role == grant.role && $0.scope == grant.scope
      }
    }
    let lost = identity.lostRoles + refused.map(\.role)
    return LostRoles(
      lost, beside: lost.isEmpty ? [] : try roles(of: account, at: unit.now, in: unit))
  }

  /// Keeps where somebody comes from; the oldest beyond what is kept are to be erased.
  func keep(
    _ place: SignInPlace, of account: inout Account, in unit: any CaseUnit, _ keyring: Keyring,
    erasing old: inout [Int64]
  ) throws -> SealedValue {
    let place = try unit.keep(place.text, .signInPlace, of: account.id, keyring)
    let oldest = unit.now.adding(milliseconds: -book.signInPlaces.age)
    account.places.append(Account.Place(value: place.id, at: unit.now))
    let kept = account.places.filter { $0.at > oldest }.suffix(book.signInPlaces.most)
    old += account.places.filter { !kept.contains($0) }.map(\.value)
    account.places = Array(kept)
    return place
  }

  /// The provider knows them, and yet they do not come in: that is recorded too.
  private func refuse(
    _ refusal: AccountRefusal, _ identity: SignedInIdentity, lost: [Role],
    _ account: inout Account, in unit: any CaseUnit
  ) throws -> SignInOutcome {
    var event = SignInEvent(name: .failed, provider: identity.provider)
    event.level = identity.level
    event.reason = account.status.rawValue
    event.lost = lost
    try account.record(event.change, in: unit)
    return .refused(refusal)
  }

  /// Whether the account lets its owner in. A lock ends by a proof of the living person that is newer than it (the provider's
  /// session of whoever was reported may live on), or with its time.
  private func refusal(
    of account: inout Account, _ request: SignInRequest, in unit: any CaseUnit
  ) throws -> AccountRefusal? {
    switch account.status {
    case .active: return nil
    case .disabled: return .disabled
    case .locked:
      let isOver = account.lockedUntil.map { unit.now >= $0 } ?? false
      // Providers count in whole seconds.
      let isProved =
        request.identity.level >= .l3
        && request.provedAt(unit.now).adding(milliseconds: 1000) > account.sessionsEndedAt
      guard isOver || isProved else { return .locked(until: account.lockedUntil) }
      let event = try account.take(isOver ? .expire : .prove)
      account.lockedUntil = nil
      try account.record(DossierChange.Event(event), in: unit)
      try Notice.tell(account.party, .accountUnlocked, [:], about: account.id, in: unit)
      return nil
    }
  }
}

extension Role {
  /// Whose session terms hold for the role: those of administrators for who changes rights, timetables or the system.
  func audience(_ entrance: Audience) -> Audience {
    switch self {
    case .administrator, .technician, .security, .auditor: .administrator
    case .officer, .window, .supervisor: .staff
    case .clerk, .applicant, .familyHelper, .system, .visitor: entrance
    }
  }
}
