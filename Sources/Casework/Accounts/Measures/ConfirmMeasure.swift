import Policy
import Units

extension AccountOffice {
  /// Confirms what somebody else proposed, and does it in the same unit of work.
  ///
  /// - Parameter document: the one that the actor saw, where the measure is a vouching: the same as the proposer's.
  /// - Returns: the places of its events.
  @discardableResult
  package func confirm(
    _ act: Act, for number: Int64, seen document: IdentityDocument? = nil, _ actor: Actor
  ) async throws -> Range<Int> {
    let declared = document?.rawValue ?? ""
    return try await decide(act, for: number, actor, .confirm, declared) {
      open, account, relations, unit in
      let proposer = open.proposal.proposed.party.account
      let persons = try [proposer, actor.account].map { number in
        try number.flatMap { try Account.read($0, in: unit) }?.person
      }
      // Another account of the same human being is no second person.
      if let first = persons[0], first == persons[1] { throw ProposalRefusal.samePerson }
      let event = try open.proposal.confirm(
        by: actor.signature(at: unit.now), relations: relations, table: self.table)
      if case .vouch(let first) = open.measure, first != document {
        throw AccountRefusal.otherDocument
      }
      try self.demandPossible(open.measure, for: account, in: unit)
      return event
    }
  }

  /// Rejects what somebody else proposed.
  ///
  /// - Returns: the places of its events.
  @discardableResult
  package func reject(_ act: Act, for number: Int64, _ actor: Actor) async throws -> Range<Int> {
    try await decide(act, for: number, actor, .reject) { open, _, relations, unit in
      try open.proposal.reject(
        by: actor.signature(at: unit.now), relations: relations, table: self.table)
    }
  }

  /// Takes back one's own proposal.
  ///
  /// - Returns: the places of its events.
  @discardableResult
  package func withdraw(_ act: Act, for number: Int64, _ actor: Actor) async throws -> Range<Int> {
    try await decide(act, for: number, actor, .withdraw) { open, _, _, unit in
      try open.proposal.withdraw(by: actor.signature(at: unit.now))
    }
  }

  private func decide(
    _ act: Act, for number: Int64, _ actor: Actor, _ verb: TwoPersonLifecycle.Step,
    _ declared: String = "",
    _ step:
      @escaping @Sendable (
        inout OpenMeasure, Account, Set<Relation>, any CaseUnit
      ) throws -> String
  ) async throws -> Range<Int> {
    let command = actor.command(
      act, content: Array("\(verb.rawValue) \(number) \(declared)".utf8))
    let performed = try await store.perform(command) { unit in
      guard var account = try Account.read(number, in: unit) else {
        throw self.unknown(verb == .withdraw ? .withdrawProposal : act, actor)
      }
      let relations = try self.relations(actor, to: account, in: unit)
      let place = account.measures.firstIndex { $0.measure.act == act && $0.concerns(actor) }
      if verb == .withdraw {
        let isOwn = place.map { account.measures[$0].proposal.proposed.party == actor.party }
        try self.admit(.withdrawProposal, actor, isOwn ?? false ? [.own] : [])
      } else {
        try self.admit(act, actor, relations)
      }
      guard let place else { throw self.unknown(act, actor) }
      var open = account.measures.remove(at: place)
      let event: String
      do { event = try step(&open, account, relations, unit) } catch let refusal as ProposalRefusal
      {
        throw AccountRefusal.proposal(refusal)
      }
      var events = [DossierChange.Event(event, body: open.body)]
      if open.proposal.status == .confirmed {
        events += try self.take(open.measure, &account, in: unit)
      }
      try account.record(events, in: unit)
      return []
    }
    return performed.events
  }

  /// Does what two people have agreed on, and tells its owner.
  private func take(
    _ measure: AccountMeasure, _ account: inout Account, in unit: any CaseUnit
  ) throws -> [DossierChange.Event] {
    let event: DossierChange.Event
    switch measure {
    case .grant(let role, let scope, let until):
      let grant = RoleGrant(role, scope, .granted, until: until)
      account.grants.removeAll { $0.role == role && $0.scope == scope }
      account.grants.append(grant)
      event = DossierChange.Event("RoleGranted", body: grant.body)
      try tell(account, .roleGranted, ["role": .term(role.title)], in: unit)
    case .revoke(let role, let scope):
      account.grants.removeAll { $0.role == role && $0.scope == scope && $0.source != .provider }
      event = DossierChange.Event("RoleRevoked", body: role.body(scope))
      try tell(account, .roleRevoked, ["role": .term(role.title)], in: unit)
    case .enable:
      event = DossierChange.Event(try account.take(.enable))
      account.sessionsEndedAt = unit.now
      try tell(account, .accountEnabled, [:], in: unit)
    case .unlockAtWindow:
      event = DossierChange.Event(try account.take(.unlock))
      account.lockedUntil = nil
      try tell(account, .accountUnlocked, [:], in: unit)
    case .vouch(let document):
      let until = unit.now.adding(milliseconds: book.vouched)
      account.vouchedUntil = until
      var json = JSONWriter()
      json.object { json in
        json.field("until", Int(until.milliseconds))
        json.field("document", document.rawValue)
      }
      event = DossierChange.Event("IdentityVouched", body: json.text)
      try tell(account, .accountVouched, ["until": .date(until.beijing.date)], in: unit)
    }
    return [event]
  }

  private func tell(
    _ account: Account, _ text: NoticeText, _ values: [String: NoticeValue],
    in unit: any CaseUnit
  ) throws {
    try Notice.tell(account.party, text, values, about: account.id, in: unit)
  }
}
