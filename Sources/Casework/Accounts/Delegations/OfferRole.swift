import Policy
package import Units

/// An invitation as its giver sees it (邀请).
package struct Invitation: Hashable, Sendable {
  package var delegation: Int64
  /// To be handed over by hand; shown to nobody but the giver.
  package var code: String
  package var until: Instant
}

extension AccountOffice {
  /// A clerk invites a colleague as another clerk of the unit (增加经办人); with `handsOver` their own role ends when it is
  /// accepted (经办工作交接).
  ///
  /// - Parameter until: the first moment at which the colleague's role no longer holds; `nil` without an end.
  package func offerClerk(
    _ actor: Actor, until: Instant? = nil, handsOver: Bool = false
  ) async throws -> Invitation {
    let act: Act = handsOver ? .handOverClerk : .addClerk
    let relations: Set<Relation> = actor.role == .clerk ? [.ownUnit] : []
    return try await offer(
      act, .clerk, actor.scope, actor, relations, until: until, latest: nil, handsOver: handsOver)
  }

  /// An applicant invites a family member to fill in (授权亲属代填), never to submit.
  ///
  /// - Parameter until: needed: help has an end, at the latest after the time of the book.
  package func offerHelp(_ actor: Actor, until: Instant) async throws -> Invitation {
    guard let number = actor.account else { throw unknown(.appointHelper, actor) }
    return try await offer(
      .appointHelper, .familyHelper, .person(number), actor, [.own], until: until,
      latest: actor.receivedAt.adding(milliseconds: book.helper), handsOver: false)
  }

  private func offer(
    _ act: Act, _ role: Role, _ scope: RoleScope, _ actor: Actor, _ relations: Set<Relation>,
    until: Instant?, latest: Instant?, handsOver: Bool
  ) async throws -> Invitation {
    try admit(act, actor, relations)
    try await limits.draw([.offer], account: actor.account, address: nil)
    let longest = latest ?? Instant(milliseconds: .max)
    if let until, until <= actor.receivedAt || until > longest {
      throw AccountRefusal.until(
        latest: latest ?? actor.receivedAt.adding(milliseconds: book.helper))
    }
    let most = role == .clerk ? book.mostClerks : book.mostHelpers
    let code = InvitationCode.make(random)
    let text = "\(role.rawValue) \(scope.text) \(until?.milliseconds ?? 0) \(handsOver)"
    let offered = try await perform(actor.command(act, content: Array(text.utf8))) { unit in
      let giver = try self.own(actor, act, in: unit)
      guard giver.holds(actor.role, actor.scope, at: unit.now) else {
        throw self.unknown(act, actor)
      }
      let own = giver.grants.first { $0.role == actor.role && $0.scope == actor.scope }
      if handsOver, own?.source == .provider { throw AccountRefusal.fromProvider }
      let open = try Delegation.list(role, scope, in: unit).filter { !$0.isOver(at: unit.now) }
      guard open.count < most else { throw AccountRefusal.tooMany(most) }
      let number = try unit.newNumber()
      let id = DossierID(Delegation.kind, number)
      let row = try unit.keep(code, .invitation, of: id, self.keyring())
      var delegation = Delegation(
        number: number, role: role, scope: scope, giver: giver.number,
        offeredUntil: unit.now.adding(milliseconds: self.book.offer), until: until,
        handsOver: handsOver, code: row.id)
      try delegation.take(.offer, in: unit)
      return delegation
    }
    guard let offered else { throw StoreFailure.keyReused(actor.key) }
    return Invitation(
      delegation: offered.number, code: InvitationCode.shown(code), until: offered.offeredUntil)
  }
}
