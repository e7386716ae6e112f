import Policy
package import Units

/// What an invitation is for, shown before it is accepted (邀请内容).
package struct InvitationSheet: Hashable, Sendable {
  package var role: Role
  package var scope: RoleScope
  /// The first character of the giver's name; `nil` for whoever signed in for the legal entity itself.
  package var maskedName: String?
  /// Until when it can be accepted, and the first moment at which the role ends; `nil` without an end.
  package var offeredUntil: Instant
  package var until: Instant?
  package var handsOver: Bool
}

extension AccountOffice {
  /// Somebody looks whose invitation it is, and what it allows, before they accept it (查看邀请). Nothing is accepted. Opening the
  /// applicant's name for the mask is an event that they see; of a clerk's invitation the unit says whose it is. Attempts count
  /// as those of accepting.
  ///
  /// - Throws: as ``acceptRole(code:_:address:)``.
  package func lookAtInvitation(
    code typed: String, _ actor: Actor, address: ClientAddress?
  ) async throws -> InvitationSheet {
    let code = try await invitationCode(typed, actor, address)
    let keyring = keyring()
    let command = Command(
      key: "look-\(Base64URL.text(random.bytes(18)))", name: "LookAtInvitation",
      party: actor.party, role: actor.role)
    let found = try await perform(command) { unit in
      let invited = try self.invited(code, actor, in: unit, keyring)
      let delegation = invited.delegation
      var name: SealedValue?
      if delegation.role == .familyHelper, let kept = invited.giver.name {
        name = try unit.values([kept.value], of: invited.giver.id, reason: .help).first
      }
      return (delegation: delegation, name: name)
    }
    guard let (delegation, name) = found else { throw StoreFailure.outcomeUnknown }
    return InvitationSheet(
      role: delegation.role, scope: delegation.scope,
      maskedName: try name.map { PersonalField.name.mask.shown(try keyring.open($0)) },
      offeredUntil: delegation.offeredUntil, until: delegation.until,
      handsOver: delegation.handsOver)
  }

  /// A code that may be tried.
  private func invitationCode(
    _ typed: String, _ actor: Actor, _ address: ClientAddress?
  ) async throws -> String {
    try admit(.acceptDelegation, actor, [.none])
    try await limits.draw(
      [.invitation, .invitationOfAddress], account: actor.account, address: address)
    guard let code = InvitationCode.typed(typed) else { throw AccountRefusal.invitation }
    return code
  }

  /// The invitation of a code that the actor can accept now, with both accounts.
  private func invited(
    _ code: String, _ actor: Actor, in unit: any CaseUnit, _ keyring: Keyring
  ) throws -> (delegation: Delegation, giver: Account, given: RoleGrant, account: Account) {
    let rows = try unit.values(of: .invitation, equalTo: code, keyring)
    guard let row = rows.first,
      let delegation = try Delegation.read(row.dossier.number, in: unit),
      delegation.status == .offered, unit.now < delegation.offeredUntil,
      delegation.until.map({ unit.now < $0 }) ?? true,
      let giver = try Account.read(delegation.giver, in: unit), giver.status == .active,
      let given = Self.given(by: giver, delegation, at: unit.now)
    else { throw AccountRefusal.invitation }
    let account = try own(actor, .acceptDelegation, in: unit)
    guard account.person != giver.person else {
      try admit(.acceptDelegation, actor, [.own])
      throw AccountRefusal.invitation
    }
    guard !account.holds(delegation.role, delegation.scope, at: unit.now) else {
      throw AccountRefusal.held
    }
    let roles = Set(try Self.roles(of: account, at: unit.now, in: unit))
    let conflicts = RoleConflict.among(roles.union([delegation.role]))
    guard conflicts.isEmpty else { throw AccountRefusal.conflict(conflicts) }
    return (delegation, giver, given, account)
  }

  /// Somebody accepts an invitation by its code (接受委托). A code that is mistyped, used or over gets the same answer, and
  /// attempts are limited across all processes.
  package func acceptRole(
    code typed: String, _ actor: Actor, address: ClientAddress?
  ) async throws -> Delegation {
    let code = try await invitationCode(typed, actor, address)
    let keyring = keyring()
    // The command's content is kept as a hash, and a code has too many bits to be found from it.
    let command = actor.command(.acceptDelegation, content: Array(code.utf8))
    let performed = try await store.perform(command) { unit in
      let invited = try self.invited(code, actor, in: unit, keyring)
      var (delegation, giver, account) = (invited.delegation, invited.giver, invited.account)
      let (role, scope) = (delegation.role, delegation.scope)
      delegation.holder = account.number
      try delegation.take(.accept, in: unit)
      let grant = RoleGrant(role, scope, .delegated, until: delegation.until)
      account.grants.removeAll { $0.role == role && $0.scope == scope }
      account.grants.append(grant)
      try account.record(DossierChange.Event("RoleAccepted", body: grant.body), in: unit)
      if delegation.handsOver, invited.given.source != .provider {
        giver.grants.removeAll { $0.role == role && $0.scope == scope && $0.source != .provider }
        try giver.record(
          DossierChange.Event("RoleHandedOver", body: role.body(scope)), in: unit)
        try Self.end(delegationsOf: giver, role, scope, in: unit)
      }
      try Notice.tell(
        giver.party, .delegationAccepted, ["role": .term(role.title)], about: delegation.id,
        in: unit)
      return Array("\(delegation.number)".utf8)
    }
    let number = Int64(String(decoding: performed.answer, as: UTF8.self)) ?? 0
    guard let delegation = try await store.read({ try Delegation.read(number, in: $0) }) else {
      throw StoreFailure.corrupt("the answer of acceptDelegation is no delegation")
    }
    return delegation
  }

  /// What the giver has and gives on: a clerk's own role; of an applicant, being the one who is helped.
  private static func given(
    by giver: Account, _ delegation: Delegation, at now: Instant
  ) -> RoleGrant? {
    giver.grants(at: now).first { grant in
      delegation.role == .familyHelper
        ? grant.role == .applicant : grant.role == .clerk && grant.scope == delegation.scope
    }
  }

  /// A clerk who has handed over was perhaps a delegate: that delegation is over as well.
  private static func end(
    delegationsOf holder: Account, _ role: Role, _ scope: RoleScope, in unit: any CaseUnit
  ) throws {
    for var delegation in try Delegation.list(of: holder.number, asGiver: false, in: unit)
    where delegation.role == role && delegation.scope == scope && delegation.status == .active {
      try delegation.take(.end, in: unit)
    }
  }
}
