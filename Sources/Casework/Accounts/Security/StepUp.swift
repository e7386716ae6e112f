import Units

extension AccountOffice {
  /// Somebody who is signed in has proved again who they are (再次核验): the session gets a new token, the level that was
  /// proved, and a fresh time. Forms that were open stay valid.
  ///
  /// - Parameter session: as ``SessionDesk`` found it by the browser's token.
  /// - Throws: ``AccountRefusal/otherIdentity`` when it was another's identity: counted and recorded as a failure of the
  ///   account; ``AccountRefusal/lowerLevel(_:)``; ``AccountRefusal/disabled``, ``AccountRefusal/locked(until:)``.
  package func stepUp(_ session: Session, _ request: SignInRequest) async throws -> SignedIn {
    let identity = request.identity
    guard !session.isProgram else { throw AccountRefusal.ofProgram }
    guard identity.level >= session.level else {
      throw AccountRefusal.lowerLevel(session.level)
    }
    let command = Command(
      key: request.key, name: "StepUp", party: PartyID(account: session.account),
      role: session.role, content: hidden(identity.subjectText))
    let keyring = keyring()
    let proved = try await perform(command) { unit -> (Account, Instant, LostRoles)? in
      guard var account = try Account.of(identity, in: unit, keyring),
        account.number == session.account
      else { return nil }
      switch account.status {
      case .active: break
      case .disabled: throw AccountRefusal.disabled
      case .locked: throw AccountRefusal.locked(until: account.lockedUntil)
      }
      let old = try self.refresh(&account, identity, in: unit, keyring)
      var event = SignInEvent(name: .proved, provider: identity.provider)
      event.level = identity.level
      let lost = try Self.lost(identity, account, in: unit)
      event.lost = lost.roles
      try account.record(event.change, in: unit)
      try account.erase(old, in: unit)
      return (account, unit.now, lost)
    }
    guard let proved else { throw StoreFailure.keyReused(request.key) }
    guard let (account, at, lost) = proved else {
      _ = try await recordFailedProof(
        account: session.account, provider: identity.provider, reason: "otherIdentity",
        place: request.place, key: "\(request.key.prefix(90))-failed")
      throw AccountRefusal.otherIdentity
    }
    try await limits.succeeded(account: account.number, address: request.place.address)
    let token = SessionToken(random)
    var rotated = session
    rotated.tokenHash = token.hash
    rotated.level = identity.level
    rotated.provedAt = max(session.provedAt, request.provedAt(at))
    rotated.touchedAt = max(session.touchedAt, at)
    if let providerSession = request.providerSession { rotated.providerSession = providerSession }
    guard try await sessions.rotate(rotated, oldHash: session.tokenHash) else {
      throw SessionLost()
    }
    // The provider is asked with what came along with this proof.
    _ = try await sessions.renew(session.number, from: session.renewAt, to: request.renewAt)
    rotated.renewAt = request.renewAt
    return SignedIn(
      token: token, session: rotated, grants: account.grants(at: at), isNew: false,
      lost: lost)
  }

  /// Somebody goes on in another of their roles (切换角色): the session gets a new token and a new secret, so forms that were
  /// shown in the role before are refused.
  package func chooseRole(
    _ role: Role, _ scope: RoleScope, _ session: Session, key: String
  ) async throws -> SignedIn {
    guard !session.isProgram else { throw AccountRefusal.ofProgram }
    let command = Command(
      key: key, name: "ChooseRole", party: PartyID(account: session.account), role: role,
      content: Array("\(role.rawValue) \(scope.text)".utf8))
    let chosen = try await perform(command) { unit -> (Account, Instant) in
      guard var account = try Account.read(session.account, in: unit), account.status == .active,
        account.holds(role, scope, at: unit.now)
      else { throw AccountRefusal.notHeld }
      try account.record(
        DossierChange.Event("RoleChosen", body: role.body(scope)), in: unit)
      return (account, unit.now)
    }
    guard let (account, at) = chosen else { throw StoreFailure.keyReused(key) }
    let audience = role.audience(account.audience)
    let terms = book[audience]
    let token = SessionToken(random)
    var rotated = session
    rotated.tokenHash = token.hash
    rotated.secret = random.bytes(32)
    rotated.role = role
    rotated.scope = scope
    rotated.audience = audience
    rotated.idle = terms.idle
    // A role of longer sessions does not lengthen this one.
    rotated.endsAt = min(
      session.endsAt, session.signedInAt.adding(milliseconds: terms.absolute))
    rotated.touchedAt = max(session.touchedAt, at)
    guard try await sessions.rotate(rotated, oldHash: session.tokenHash) else {
      throw SessionLost()
    }
    return SignedIn(
      token: token, session: rotated, grants: account.grants(at: at), isNew: false)
  }
}

/// The session ended while it was to go on under a new token (会话已结束): the browser signs in anew.
package struct SessionLost: Error, Hashable, Sendable {
  package init() {}
}
