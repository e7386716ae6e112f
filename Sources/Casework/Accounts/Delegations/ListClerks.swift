import Policy
package import Units

/// A clerk of a unit as their colleagues see them (经办人).
package struct Clerk: Hashable, Sendable {
  package var account: Int64
  /// Masked; `nil` for whoever signs in for the legal entity itself, and for who has no name.
  package var name: String?
  /// Whoever looks.
  package var isSelf: Bool
  /// From where the role comes: only a delegated one can be ended by colleagues.
  package var source: RoleGrant.Source
  /// The first moment at which it no longer holds.
  package var until: Instant?
  /// By which it was given.
  package var delegation: Int64?
}

extension AccountOffice {
  /// The clerks of the actor's unit, the invitations that nobody has accepted yet, and roles and invitations that are over, newest
  /// first (经办人名单). Opening a colleague's name, of which the first character is shown, is an event of theirs.
  package func clerks(
    _ actor: Actor
  ) async throws -> (clerks: [Clerk], invited: [Delegation], past: [Delegation]) {
    try admit(.readCase, actor, actor.role == .clerk ? [.ownUnit] : [])
    let command = Command(
      key: "look-\(Base64URL.text(random.bytes(18)))", name: "ListClerks", party: actor.party,
      role: actor.role)
    let keyring = keyring()
    let found = try await perform(command) { unit in
      let own = try self.own(actor, .readCase, in: unit)
      guard own.holds(.clerk, actor.scope, at: unit.now) else {
        throw self.unknown(.readCase, actor)
      }
      let all = try Delegation.list(.clerk, actor.scope, in: unit)
      let delegations = all.filter { !$0.isOver(at: unit.now) }
      let accounts = try Account.holders(of: .clerk, actor.scope, limit: 1000, in: unit)
        .filter { $0.holds(.clerk, actor.scope, at: unit.now) && $0.status != .disabled }
      let clerks = try accounts.map { account in
        let grant = account.grants.first {
          $0.role == .clerk && $0.scope == actor.scope && $0.holds(at: unit.now)
        }
        var name: SealedValue?
        if account.audience == .person, let kept = account.name {
          name = try unit.values([kept.value], of: account.id, reason: .clerks).first
        }
        let clerk = Clerk(
          account: account.number, name: nil, isSelf: account.number == own.number,
          source: grant?.source ?? .delegated, until: grant?.until,
          delegation: delegations.first {
            $0.status == .active && $0.holder == account.number
          }?.number)
        return (clerk: clerk, name: name)
      }
      return (
        clerks: clerks, invited: delegations.filter { $0.status == .offered },
        past: Array(all.filter { $0.isOver(at: unit.now) }.reversed())
      )
    }
    guard let found else { throw StoreFailure.outcomeUnknown }
    let clerks = try found.clerks.map { clerk, name in
      var clerk = clerk
      clerk.name = try name.map { PersonalField.name.mask.shown(try keyring.open($0)) }
      return clerk
    }
    return (clerks, found.invited, found.past)
  }
}
