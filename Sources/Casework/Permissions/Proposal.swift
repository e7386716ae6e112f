package import Policy
package import Units

/// An act that takes two people (双人办理): proposed by one, confirmed by another before it expires. Both stand in it.
///
/// Confirming does not do the act; the service does it in the same unit of work.
package struct Proposal: Hashable, Sendable {
  /// What somebody did to it: who, in which role, when.
  package struct Signature: Hashable, Sendable {
    package var party: PartyID
    package var role: Role
    package var at: Instant

    package init(party: PartyID, role: Role, at: Instant) {
      self.party = party
      self.role = role
      self.at = at
    }
  }

  package let act: Act
  /// What it is about, for instance a dossier's number and the content's hash: a proposal holds for that alone.
  package let subject: String
  package let proposed: Signature
  /// The first moment at which it can no longer be confirmed.
  package let until: Instant
  package private(set) var status: TwoPersonLifecycle.Status
  /// Who confirmed, rejected or took it back; `nil` while it is open and when it expired.
  package private(set) var decided: Signature?

  /// Proposes an act.
  ///
  /// - Parameter relations: how the proposer stands to the case.
  package init(
    _ act: Act, subject: String, by signature: Signature, relations: Set<Relation>,
    until: Instant, table: PermissionTable
  ) throws(ProposalRefusal) {
    switch table.answer(act, signature.role, relations) {
    case .refused(let refusal): throw .permission(refusal)
    case .allowed: throw .needsNobodyElse
    case .withSecondPerson: break
    }
    guard until > signature.at else { throw .expired(until) }
    status = try Self.step(.propose, nil).status
    self.act = act
    self.subject = subject
    self.proposed = signature
    self.until = until
  }

  /// One that was kept.
  init(
    act: Act, subject: String, proposed: Signature, until: Instant,
    status: TwoPersonLifecycle.Status, decided: Signature?
  ) {
    self.act = act
    self.subject = subject
    self.proposed = proposed
    self.until = until
    self.status = status
    self.decided = decided
  }

  /// Confirms it as a second person, who must be allowed the same act.
  ///
  /// - Returns: the event's name.
  package mutating func confirm(
    by signature: Signature, relations: Set<Relation>, table: PermissionTable
  ) throws(ProposalRefusal) -> String {
    try decide(.confirm, by: signature, relations, table)
  }

  /// Rejects it as a second person.
  package mutating func reject(
    by signature: Signature, relations: Set<Relation>, table: PermissionTable
  ) throws(ProposalRefusal) -> String {
    try decide(.reject, by: signature, relations, table)
  }

  private mutating func decide(
    _ step: TwoPersonLifecycle.Step, by signature: Signature, _ relations: Set<Relation>,
    _ table: PermissionTable
  ) throws(ProposalRefusal) -> String {
    if case .refused(let refusal) = table.answer(act, signature.role, relations) {
      throw .permission(refusal)
    }
    // The person counts, not the role: nobody confirms their own proposal in another role.
    guard signature.party != proposed.party else { throw .samePerson }
    let next = try Self.step(step, status)
    guard signature.at < until else { throw .expired(until) }
    status = next.status
    decided = signature
    return next.event
  }

  /// The proposer takes it back.
  package mutating func withdraw(by signature: Signature) throws(ProposalRefusal) -> String {
    guard signature.party == proposed.party else { throw .notProposer }
    let next = try Self.step(.withdraw, status)
    status = next.status
    decided = signature
    return next.event
  }

  /// Nobody has confirmed it in time; nothing of what was proposed happens.
  package mutating func expire(at moment: Instant) throws(ProposalRefusal) -> String {
    let next = try Self.step(.expire, status)
    guard moment >= until else { throw .stillOpen(until) }
    status = next.status
    return next.event
  }

  private static func step(
    _ step: TwoPersonLifecycle.Step, _ status: TwoPersonLifecycle.Status?
  ) throws(ProposalRefusal) -> Transition<TwoPersonLifecycle.Status> {
    do {
      return try TwoPersonLifecycle.apply(step, to: status)
    } catch {
      throw .lifecycle(error)
    }
  }
}

/// Why a proposal was not made, confirmed, rejected, taken back or let expire (双人办理拒绝).
package enum ProposalRefusal: Error, Hashable, Sendable {
  case permission(PermissionRefusal)
  /// The act takes one person only.
  case needsNobodyElse
  case samePerson
  case notProposer
  case expired(Instant)
  case stillOpen(Instant)
  case lifecycle(LifecycleRefusal)

  package var wording: Wording {
    switch self {
    case .permission(let refusal): refusal.wording
    case .needsNobodyElse:
      Wording("此事项不需要第二人确认。", "This takes no second person.")
    case .samePerson:
      Wording("提议人不得自行确认或否决。", "Whoever proposed it can neither confirm nor reject it.")
    case .notProposer:
      Wording("只有提议人可以撤回。", "Only the proposer can take it back.")
    case .expired(let moment):
      Wording(
        "提议已于\(moment.text(.zh))失效。", "The proposal expired at \(moment.text(.en)).")
    case .stillOpen(let moment):
      Wording(
        "提议在\(moment.text(.zh))前有效。", "The proposal is open until \(moment.text(.en)).")
    case .lifecycle(let refusal): refusal.reason
    }
  }
}
