package import Casework
import Policy
import Units

/// A second person confirms what was proposed, and it is done in the same unit of work (双人办理).
package struct ConfirmProposal: Sendable {
  private let desk: PointsDesk

  /// - Parameter desk: what use cases stand on.
  package init(_ desk: PointsDesk) { self.desk = desk }

  /// - Returns: the cycle, unit or sanction that the act was about.
  package func callAsFunction(_ number: Int64, seen: Int, by actor: Actor) async throws -> Done {
    let command = Command(
      key: actor.key, name: "confirmProposal", party: actor.party, role: actor.role,
      content: Array("\(number) \(seen)".utf8))
    let performed = try await desk.store.perform(command) { [desk] unit in
      var kept = try desk.decide(number, seen: seen, .confirm, actor, in: unit)
      try kept.save(in: unit)
      let dossier = try desk.carryOut(kept, in: unit)
      try desk.tellProposer(kept, in: unit)
      return Done.bytes(dossier)
    }
    return try Done(performed)
  }
}

extension PointsDesk {
  /// Confirms, rejects or takes back a proposal; not saved yet.
  func decide(
    _ number: Int64, seen: Int, _ step: TwoPersonLifecycle.Step, _ actor: Actor,
    in unit: any CaseUnit
  ) throws -> Kept<ProposalContent> {
    guard var kept = try Kept<ProposalContent>.find(number, in: unit) else {
      throw foreign(.withdrawProposal, actor)
    }
    let matter = kept.content.matter
    let signature = actor.signature(at: unit.now)
    let relations = try self.relations(actor, to: matter, in: unit)
    if step == .withdraw {
      let isOwn = kept.content.proposal.proposed.party == actor.party
      try demand(.withdrawProposal, actor, [isOwn ? .own : .foreign])
    }
    do throws(ProposalRefusal) {
      switch step {
      case .confirm:
        _ = try kept.content.proposal.confirm(
          by: signature, relations: relations, table: permissions)
      case .reject:
        _ = try kept.content.proposal.reject(
          by: signature, relations: relations, table: permissions)
      case .withdraw: _ = try kept.content.proposal.withdraw(by: signature)
      case .expire: _ = try kept.content.proposal.expire(at: unit.now)
      case .propose: throw .notProposer
      }
    } catch {
      throw PointsRefusal(error)
    }
    let proposer = kept.content.proposal.proposed.party.account
    if step != .withdraw, let proposer, let account = actor.account,
      try people.areSame(proposer, account, in: unit)
    {
      // Another account of the same human being is no second person.
      throw PointsRefusal.proposal(.samePerson)
    }
    try kept.demand(seen: seen)
    try kept.take(step)
    return kept
  }

  /// Does what was proposed.
  func carryOut(_ proposal: Kept<ProposalContent>, in unit: any CaseUnit) throws -> Dossier {
    switch proposal.content.matter {
    case .planCycle(let plan):
      try check(plan)
      var kept =
        try Kept<CycleContent>.find(CycleContent.key(plan.cycle), in: unit)
        ?? Kept(plan, number: unit.newNumber())
      try demandPlanning(plan, of: kept, at: unit.now)
      kept.content = plan
      try kept.take(kept.status == .open ? .amend : .plan, rules: plan.edition)
      return try kept.save(in: unit)
    case .openCycle(let number, let seen):
      return try step(.open, number, seen: seen, in: unit) { kept in
        try self.demandOpening(kept.content, at: unit.now, in: unit)
      }
    case .closeCycle(let number, let seen):
      return try step(.close, number, seen: seen, in: unit)
    case .sanctionUnit(let number, let until):
      guard var kept = try Kept<UnitContent>.find(number, in: unit) else {
        throw PointsRefusal.rule(.proposalOutdated)
      }
      try kept.take(.bar) { $0.field("until", until.description) }
      kept.content.barredUntil = until
      kept.content.barredBy = proposal.id.number
      let dossier = try kept.save(in: unit)
      try tellClerks(
        of: kept, PointsNotices.unitBarred,
        ["case": .dossier(kept.id), "until": .date(until)], about: kept.id, in: unit)
      return dossier
    case .liftSanction(let number):
      guard let kept = try Kept<UnitContent>.find(number, in: unit) else {
        throw PointsRefusal.rule(.proposalOutdated)
      }
      return try lift(kept, in: unit)
    case .sanctionPerson(let account, let until):
      return try bar(account, until: until, for: proposal, in: unit)
    case .liftPersonSanction(let number):
      guard var kept = try Kept<SanctionContent>.find(number, in: unit) else {
        throw PointsRefusal.rule(.proposalOutdated)
      }
      return try unbar(.lift, &kept, in: unit)
    }
  }

  private func step(
    _ step: CycleLifecycle.Step, _ number: Int64, seen: Int, in unit: any CaseUnit,
    _ check: (Kept<CycleContent>) throws -> Void = { _ in }
  ) throws -> Dossier {
    guard var kept = try Kept<CycleContent>.find(number, in: unit), kept.version == seen else {
      throw PointsRefusal.rule(.proposalOutdated)
    }
    try check(kept)
    try kept.take(step, rules: kept.content.edition)
    return try kept.save(in: unit)
  }

  /// Ends a unit's bar, and a dispute about it.
  func lift(_ unlifted: Kept<UnitContent>, in unit: any CaseUnit) throws -> Dossier {
    var kept = unlifted
    try kept.take(.lift)
    kept.content.barredUntil = nil
    kept.content.barredBy = nil
    try settleDispute(&kept, in: unit)
    let dossier = try kept.save(in: unit)
    try tellClerks(
      of: kept, PointsNotices.unitBarLifted, ["case": .dossier(kept.id)],
      about: kept.id, in: unit)
    return dossier
  }

  /// What a unit disputed does not stand any more.
  func settleDispute(_ kept: inout Kept<UnitContent>, in unit: any CaseUnit) throws {
    guard let number = kept.content.dispute else { return }
    kept.content.dispute = nil
    guard var dispute = try Kept<DisputeContent>.find(number, in: unit),
      let status = dispute.status, !DisputeLifecycle.isEnd(status)
    else { return }
    try dispute.take(.settle)
    try dispute.save(in: unit)
  }

  /// Tells the proposer what became of it.
  func tellProposer(_ kept: Kept<ProposalContent>, in unit: any CaseUnit) throws {
    guard let status = kept.status else { return }
    try Notice.tell(
      kept.content.proposal.proposed.party, PointsNotices.proposalDecided,
      ["case": .dossier(kept.id), "result": .term(TwoPersonLifecycle.title(of: status))],
      about: kept.id, in: unit)
  }
}
