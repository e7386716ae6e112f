import Policy
import Units

extension AccountOffice {
  /// Somebody accepts an invitation by its code (接受委托). A code that is mistyped, used or over gets the same answer, and
  /// attempts are limited across all processes.
  package func acceptRole(
    code typed: String, _ actor: Actor, address: ClientAddress?
  ) async throws -> Delegation {
    try admit(.acceptDelegation, actor, [.none])
    try await limits.draw(
      [.invitation, .invitationOfAddress], account: actor.account, address: address)
    guard let code = InvitationCode.typed(typed) else { throw AccountRefusal.invitation }
    let keyring = keyring()
    // The command's content is kept as a hash, and a code has too many bits to be found from it.
    let command = actor.command(.acceptDelegation, content: Array(code.utf8))
    let performed = try await store.perform(command) { unit in
      let rows = try unit.values(of: .invitation, equalTo: code, keyring)
      guard let row = rows.first,
        var delegation = try Delegation.read(row.dossier.number, in: unit),
        delegation.status == .offered, unit.now < delegation.offeredUntil,
        delegation.until.map({ unit.now < $0 }) ?? true,
        var giver = try Account.read(delegation.giver, in: unit), giver.status == .active,
        let given = Self.given(by: giver, delegation, at: unit.now)
      else { throw AccountRefusal.invitation }
      var account = try self.own(actor, .acceptDelegation, in: unit)
      guard account.person != giver.person else {
        try self.admit(.acceptDelegation, actor, [.own])
        throw AccountRefusal.invitation
      }
      let (role, scope) = (delegation.role, delegation.scope)
      guard !account.holds(role, scope, at: unit.now) else { throw AccountRefusal.held }
      let roles = Set(try Self.roles(of: account, at: unit.now, in: unit))
      let conflicts = RoleConflict.among(roles.union([role]))
      guard conflicts.isEmpty else { throw AccountRefusal.conflict(conflicts) }
      delegation.holder = account.number
      try delegation.take(.accept, in: unit)
      let grant = RoleGrant(role, scope, .delegated, until: delegation.until)
      account.grants.removeAll { $0.role == role && $0.scope == scope }
      account.grants.append(grant)
      try account.record(DossierChange.Event("RoleAccepted", body: grant.body), in: unit)
      if delegation.handsOver, given.source != .provider {
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
