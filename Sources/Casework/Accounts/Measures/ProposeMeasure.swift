import Policy
package import Units

extension AccountOffice {
  /// Proposes an act of two people about an account: a second person confirms it within the time of the book.
  ///
  /// - Returns: until when, and the places of its events.
  @discardableResult
  package func propose(
    _ measure: AccountMeasure, for number: Int64, _ actor: Actor
  ) async throws -> (until: Instant, events: Range<Int>) {
    let act = measure.act
    let command = actor.command(act, content: Array("propose \(measure.subject(number))".utf8))
    let performed = try await store.perform(command) { unit in
      guard var account = try Account.read(number, in: unit) else {
        throw self.unknown(act, actor)
      }
      let relations = try self.relations(actor, to: account, in: unit)
      try self.admit(act, actor, relations)
      try self.demandPossible(measure, for: account, in: unit)
      if let open = account.measures.first(where: { $0.measure.act == act && $0.concerns(actor) }) {
        guard unit.now >= open.proposal.until else {
          throw AccountRefusal.proposal(
            .lifecycle(Self.refusal(.propose, open.proposal.status)))
        }
        try self.expire(open, &account, in: unit)
      }
      let until = unit.now.adding(milliseconds: self.book.proposal)
      let proposal: Proposal
      do throws(ProposalRefusal) {
        proposal = try Proposal(
          act, subject: measure.subject(number), by: actor.signature(at: unit.now),
          relations: relations, until: until, table: self.table)
      } catch { throw AccountRefusal.proposal(error) }
      let open = OpenMeasure(measure: measure, proposal: proposal, place: actor.scope)
      account.measures.append(open)
      try account.record(DossierChange.Event("ActProposed", body: open.body), in: unit)
      return Array("\(until.milliseconds)".utf8)
    }
    guard let end = Int64(String(decoding: performed.answer, as: UTF8.self)) else {
      throw StoreFailure.corrupt("the answer of a proposal is no moment")
    }
    return (Instant(milliseconds: end), performed.events)
  }

  /// The lifecycle's own words for a step that is refused.
  private static func refusal(
    _ step: TwoPersonLifecycle.Step, _ status: TwoPersonLifecycle.Status
  ) -> LifecycleRefusal {
    do {
      _ = try TwoPersonLifecycle.apply(step, to: status)
    } catch { return error }
    return LifecycleRefusal(
      "已提议，等待第二人确认。", "It is proposed and waits for a second person.",
      Article(document: "PLATFORM", place: "双人办理"))
  }

  /// Nobody confirmed it in time: nothing of it happens.
  private func expire(
    _ open: OpenMeasure, _ account: inout Account, in unit: any CaseUnit
  ) throws {
    account.measures.removeAll { $0 == open }
    var open = open
    let event: String
    do throws(ProposalRefusal) { event = try open.proposal.expire(at: unit.now) } catch {
      throw AccountRefusal.proposal(error)
    }
    try account.record(DossierChange.Event(event, body: open.body), in: unit)
  }

  /// Looks whether a measure can be taken at all, when it is proposed and again when it is confirmed.
  func demandPossible(
    _ measure: AccountMeasure, for account: Account, in unit: any CaseUnit
  ) throws {
    switch measure {
    case .grant(let role, let scope, let until):
      switch role {
      case .applicant, .familyHelper, .system, .visitor: throw AccountRefusal.notGrantable(role)
      case .clerk, .officer, .window, .supervisor, .administrator, .technician, .security,
        .auditor:
        break
      }
      guard role.fits(scope) else { throw AccountRefusal.scope(role) }
      if let until, until <= unit.now { throw AccountRefusal.proposal(.expired(until)) }
      guard !account.holds(role, scope, at: unit.now) else { throw AccountRefusal.held }
      let roles = Set(try Self.roles(of: account, at: unit.now, in: unit))
      let conflicts = RoleConflict.among(roles.union([role]))
      guard conflicts.isEmpty else { throw AccountRefusal.conflict(conflicts) }
    case .revoke(let role, let scope):
      let grant = account.grants.first { $0.role == role && $0.scope == scope }
      guard let grant, grant.holds(at: unit.now) else { throw AccountRefusal.notHeld }
      guard grant.source != .provider else { throw AccountRefusal.fromProvider }
    case .enable: try demand(.enable, account)
    case .unlockAtWindow: try demand(.unlock, account)
    case .vouch: break
    }
  }

  private func demand(_ step: AccountLifecycle.Step, _ account: Account) throws {
    do { _ = try AccountLifecycle.apply(step, to: account.status) } catch {
      throw AccountRefusal.lifecycle(error)
    }
  }
}
