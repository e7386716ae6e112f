import Policy
import Units

extension AccountOffice {
  /// Takes back an invitation or ends a delegation (解除经办人、取消亲属代填): the applicant or any clerk of the unit, or the holder
  /// themselves. Its role ends with it, within 5 s in every process.
  package func endDelegation(_ number: Int64, _ actor: Actor) async throws {
    let act: Act = actor.role == .clerk ? .removeClerk : .dismissHelper
    _ = try await store.perform(actor.command(act, content: Array("\(number)".utf8))) { unit in
      // That somebody has a role of the other kind is nobody else's to learn.
      guard var delegation = try Delegation.read(number, in: unit),
        (delegation.role == .clerk) == (actor.role == .clerk)
      else { throw self.unknown(act, actor) }
      try self.admit(act, actor, Self.relations(actor, to: delegation))
      guard delegation.status == .active, let number = delegation.holder else {
        try delegation.take(.withdraw, in: unit)
        return []
      }
      let (role, scope) = (delegation.role, delegation.scope)
      if role == .clerk {
        let clerks = try Account.holders(of: .clerk, scope, limit: 1000, in: unit)
          .filter { $0.number != number && $0.holds(.clerk, scope, at: unit.now) }
        guard !clerks.isEmpty else { throw AccountRefusal.lastClerk }
      }
      try delegation.take(.end, in: unit)
      guard var holder = try Account.read(number, in: unit) else { return [] }
      holder.grants.removeAll {
        $0.role == role && $0.scope == scope && $0.source == .delegated
      }
      try holder.record(DossierChange.Event("RoleEnded", body: role.body(scope)), in: unit)
      for party in [holder.party, PartyID(account: delegation.giver)] where party != actor.party {
        try Notice.tell(
          party, .delegationEnded, ["role": .term(role.title)], about: delegation.id, in: unit)
      }
      return []
    }
  }

  private static func relations(_ actor: Actor, to delegation: Delegation) -> Set<Relation> {
    switch delegation.role {
    case .clerk:
      actor.role == .clerk && actor.scope == delegation.scope ? [.ownUnit] : []
    default:
      actor.account == delegation.giver || actor.account == delegation.holder ? [.own] : []
    }
  }

  /// What an actor may see and end: as a clerk all delegations of the unit, else those they gave and hold. By number after
  /// the last one seen.
  package func delegations(
    _ actor: Actor, after: Int64 = 0, limit: Int = 100
  ) async throws -> [Delegation] {
    guard let number = actor.account else { throw unknown(.dismissHelper, actor) }
    return try await store.read { reading in
      if actor.role == .clerk {
        return try Delegation.list(
          .clerk, actor.scope, after: after, limit: limit, in: reading)
      }
      let both = try [true, false].flatMap { asGiver in
        try Delegation.list(
          of: number, asGiver: asGiver, after: after, limit: limit, in: reading)
      }.filter { $0.role == .familyHelper }
      return Array(both.sorted { $0.number < $1.number }.prefix(limit))
    }
  }

  /// The family help that an actor gave or holds, each with the masked name of the other side (代填双方): of the helper for the
  /// applicant, of the applicant for the helper; `nil` while nobody has accepted. Opening a name is an event that its owner
  /// sees.
  package func help(_ actor: Actor) async throws -> [(delegation: Delegation, name: String?)] {
    try admit(.dismissHelper, actor, [.own])
    let all = try await delegations(actor, limit: 1000).filter { $0.role == .familyHelper }
    let keyring = keyring()
    let command = Command(
      key: "look-\(Base64URL.text(random.bytes(18)))", name: "ListHelp", party: actor.party,
      role: actor.role)
    let found = try await perform(command) { unit in
      try all.map { delegation -> (delegation: Delegation, name: SealedValue?) in
        let isGiver = delegation.giver == actor.account
        guard delegation.status == .active, !delegation.isOver(at: unit.now),
          let other = isGiver ? delegation.holder : delegation.giver,
          let account = try Account.read(other, in: unit), let kept = account.name
        else { return (delegation, nil) }
        return (
          delegation, try unit.values([kept.value], of: account.id, reason: .help).first
        )
      }
    }
    guard let found else { throw StoreFailure.outcomeUnknown }
    return try found.map { delegation, name in
      (delegation, try name.map { PersonalField.name.mask.shown(try keyring.open($0)) })
    }
  }

  /// Records which invitations and delegations have run out; a role has ended by then in any case.
  ///
  /// - Returns: how many.
  package func expireDelegations(key: String) async throws -> Int {
    let command = Command(key: key, name: "runClocks", party: .system, role: .system)
    let performed = try await store.perform(command) { unit in
      var count = 0
      for status in [DelegationLifecycle.Status.offered, .active] {
        var after: Int64 = 0
        while true {
          let page = try unit.dossiers(
            DossierQuery(
              Delegation.kind, state: status.rawValue, after: after, limit: 1000))
          guard let last = page.last else { break }
          after = last.id.number
          for dossier in page {
            var delegation = try Delegation(dossier)
            guard delegation.isOver(at: unit.now) else { continue }
            try delegation.take(.expire, in: unit)
            count += 1
          }
        }
      }
      return Array("\(count)".utf8)
    }
    return Int(String(decoding: performed.answer, as: UTF8.self)) ?? 0
  }
}
