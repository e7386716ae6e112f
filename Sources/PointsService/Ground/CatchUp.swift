package import Casework
import Policy
package import Units

/// What the platform does by itself (系统自办): goes on with what waited for the registry, and carries out what follows from a cycle,
/// a bar or a day. It is called every minute or so by whoever holds the lease, may be stopped anywhere, and does nothing
/// twice; one case that fails never stops the others.
package struct CatchUp: Sendable {
  /// What became of a round (办理情况).
  package struct Report: Sendable {
    /// Cases that were changed.
    package var done: [DossierID] = []
    /// Cases that still wait for the registry.
    package var waiting: [DossierID] = []
    /// Cases that failed, and why; they come again with the next round.
    package var failed: [(id: DossierID, failure: any Error)] = []
  }

  private let desk: PointsDesk

  /// - Parameter desk: what use cases stand on.
  package init(_ desk: PointsDesk) { self.desk = desk }

  /// One round.
  ///
  /// - Parameters:
  ///   - now: the moment of the round.
  ///   - lease: under which the round runs, so that a second runner that lost it writes nothing.
  package func callAsFunction(at now: Instant, lease: Lease? = nil) async throws -> Report {
    var round = Round(desk: desk, now: now, lease: lease)
    try desk.demand(.runClocks, .system(at: now, key: "catch-up"), [.jurisdiction])
    try await round.resumeUnits()
    try await round.resumeChecks()
    try await round.expireConfirmations()
    try await round.liftBars()
    try await round.endSanctions()
    try await round.returnRequests()
    try await round.closeCycles()
    try await round.expireProposals()
    return round.report
  }
}

private struct Round {
  let desk: PointsDesk
  let now: Instant
  let lease: Lease?
  var report = CatchUp.Report()

  /// All dossiers of a list, page by page.
  private func all<Content: DossierContent>(
    _ type: Content.Type, _ key: DossierKey? = nil, state: Content.Life.Status? = nil
  ) async throws -> [Kept<Content>] {
    var found: [Kept<Content>] = []
    var after: Int64 = 0
    while true {
      let from = after
      let some = try await desk.store.read { reading in
        try Kept<Content>.list(key, state: state, after: from, limit: 500, in: reading)
      }
      found += some
      guard some.count == 500, let last = some.last else { return found }
      after = last.id.number
    }
  }

  /// Does something about a case, if it still is as it was found.
  private mutating func act<Content: DossierContent>(
    on kept: Kept<Content>, _ name: String,
    _ body: @escaping @Sendable (inout Kept<Content>, any CaseUnit) throws -> Void
  ) async {
    // By its version: done again after a crash, it is the same command; after a change it is another.
    let command = Command(
      key: "\(name)-\(kept.id)-\(kept.version)", name: name, party: .system, role: .system,
      lease: lease)
    do {
      let performed = try await desk.store.perform(command) { unit in
        guard var current = try Kept<Content>.find(kept.id.number, in: unit),
          current.version == kept.version
        else { return [] }
        try body(&current, unit)
        return []
      }
      if !performed.events.isEmpty, !performed.isRepeated { report.done.append(kept.id) }
    } catch {
      report.failed.append((kept.id, error))
    }
  }

  // MARK: What waited for the registry

  mutating func resumeUnits() async throws {
    for kept in try await all(UnitContent.self, state: .pending) {
      let answer = await desk.ask(unit: kept.content.code)
      guard case .answered = answer else {
        report.waiting.append(kept.id)
        continue
      }
      await act(on: kept, "resumeUnit") { [desk] kept, unit in
        try desk.register(&kept, answer, on: unit.now.beijing.date)
        try kept.save(in: unit)
        let text =
          kept.status == .refused ? PointsNotices.unitRefused : PointsNotices.unitRegistered
        try desk.tellClerks(
          of: kept, text, ["case": .dossier(kept.id)], about: kept.id, in: unit)
      }
    }
  }

  mutating func resumeChecks() async throws {
    for kept in try await all(ApplicationContent.self, ApplicationContent.waiting) {
      let answer: RegistryAnswer<RegisteredPerson>
      let identity: Identity
      do {
        identity = try await desk.identity(
          of: kept.content.applicant, .system(at: now, key: "resume"))
        answer = await desk.ask(person: identity.number)
      } catch {
        report.failed.append((kept.id, error))
        continue
      }
      guard case .answered = answer else {
        report.waiting.append(kept.id)
        continue
      }
      await act(on: kept, "resumeCheck") { [desk] kept, unit in
        _ = try desk.check(&kept, answer, of: identity.number, in: unit)
        try PointsNotices.tell(
          [kept.content.applicant], PointsNotices.eligibilityChecked,
          ["case": .dossier(kept.id), "result": .term(kept.content.standing.wording)],
          about: kept.id, in: unit)
      }
    }
  }

  // MARK: What follows from a cycle, a bar or a day

  mutating func expireConfirmations() async throws {
    guard let cycle = try await desk.store.read({ [desk] in try desk.currentCycle(in: $0)?.number })
    else { return }
    for kept in try await all(UnitContent.self, state: .active) where kept.content.cycle != cycle {
      await act(on: kept, "expireConfirmation") { [desk] kept, unit in
        (kept.content.waived, kept.content.waivedFor) = ([], nil)
        try kept.take(.expire) { $0.field("cycle", cycle) }
        try kept.save(in: unit)
        try desk.tellClerks(
          of: kept, PointsNotices.confirmationExpired,
          ["case": .dossier(kept.id), "cycle": .number(cycle)], about: kept.id, in: unit)
      }
    }
  }

  mutating func liftBars() async throws {
    let today = now.beijing.date
    for state in [UnitLifecycle.Status.barred, .barDisputed] {
      for kept in try await all(UnitContent.self, state: state)
      where kept.content.barredUntil.map({ $0 < today }) ?? false {
        await act(on: kept, "liftBar") { [desk] kept, unit in
          _ = try desk.lift(kept, in: unit)
        }
      }
    }
  }

  mutating func endSanctions() async throws {
    let today = now.beijing.date
    for kept in try await all(SanctionContent.self, state: .active)
    where kept.content.until < today {
      await act(on: kept, "endSanction") { [desk] kept, unit in
        _ = try desk.unbar(.expire, &kept, in: unit)
      }
    }
  }

  /// Requests at units that cannot act go back to their applicants.
  mutating func returnRequests() async throws {
    for state in [UnitLifecycle.Status.barred, .barDisputed, .cancelled, .disputed, .refused] {
      for employer in try await all(UnitContent.self, state: state) {
        let waiting = try await all(
          AssociationContent.self, AssociationContent.key(unit: employer.id.number),
          state: .requested)
        for kept in waiting {
          await act(on: kept, "returnRequest") { kept, unit in
            kept.content.decidedAt = unit.now
            try kept.take(.reject) { $0.field("unit", state.rawValue) }
            try kept.save(in: unit)
            try PointsNotices.tell(
              [kept.content.applicant], PointsNotices.associationReturned,
              ["case": .dossier(kept.id)], about: kept.id, in: unit)
          }
        }
      }
    }
  }

  mutating func closeCycles() async throws {
    for cycle in try await all(CycleContent.self, state: .closed) {
      let number = cycle.content.cycle
      let key = AssociationContent.key(cycle: number)
      for kept in try await all(AssociationContent.self, key) {
        await act(on: kept, "closeAssociation") { [desk] kept, unit in
          let isOpen = kept.status == .requested || kept.status == .confirmed
          let employer = try Kept<UnitContent>.find(kept.content.unit, in: unit)
          let clerks = try employer.map { try desk.clerks(of: $0, at: unit.now, in: unit) }
          let told = isOpen ? clerks ?? [] : []
          try kept.take(.close)
          try kept.save(in: unit)
          try PointsNotices.tell(
            [kept.content.applicant] + told, PointsNotices.associationClosed,
            ["case": .dossier(kept.id), "cycle": .number(number)], about: kept.id, in: unit)
        }
      }
      for kept in try await all(ApplicationContent.self, key) {
        await act(on: kept, "closeApplication") { kept, unit in
          try kept.take(.close)
          try kept.save(in: unit)
        }
      }
    }
  }

  mutating func expireProposals() async throws {
    for kept in try await all(ProposalContent.self, ProposalContent.open)
    where kept.content.proposal.until <= now {
      await act(on: kept, "expireProposal") { [desk] kept, unit in
        do throws(ProposalRefusal) {
          _ = try kept.content.proposal.expire(at: unit.now)
        } catch {
          throw PointsRefusal(error)
        }
        try kept.take(.expire)
        try kept.save(in: unit)
        try desk.tellProposer(kept, in: unit)
      }
    }
  }
}
