package import Casework
import Policy
import Units

/// Cycles and proposals as the city's administrators see them (年度与提议).
package struct ShowCycles: Sendable {
  /// A cycle as it stands (年度现状).
  package struct View: Hashable, Sendable {
    package var number: Int64
    package var version: Int
    package var state: CycleLifecycle.Status
    package var content: CycleContent
    package var plan: StagePlan
  }

  /// A proposal and where it stands (双人办理提议).
  package struct Proposed: Hashable, Sendable {
    package var number: Int64
    package var version: Int
    package var state: TwoPersonLifecycle.Status
    package var content: ProposalContent
    /// Whoever looks proposed it, and cannot confirm it.
    package var isOwn: Bool
    /// Its time is over; the platform lets it expire by itself.
    package var isOver: Bool
    /// What it is about: the cycle's year, the unit's name, or a person's, masked.
    package var about: String
    /// Of a proposal about a person that was opened alone: which of the name it is.
    package var maskedNumber: String?
    /// Why, as the proposer put it; where it was asked for.
    package var reason: String?
    /// What a proposal about a cycle reaches, where it was opened alone.
    package var reach: Reach?
  }

  /// A page of the proposals that wait (待办提议).
  package struct Proposals: Hashable, Sendable {
    package var rows: [Proposed]
    /// After which number the next page begins; `nil` on the last.
    package var next: Int64?
    /// How many wait for whoever looks, on whichever page.
    package var waitForMe: Int
  }

  /// A cycle as it stands, and how many it is about (影响范围).
  package struct Reach: Hashable, Sendable {
    /// Its timetable now; `nil` while it has none.
    package var content: CycleContent?
    /// Applications and associations that are not over.
    package var applications: Int
    package var associations: Int
    /// Units that are confirmed now.
    package var units: Int
  }

  private let desk: PointsDesk

  /// - Parameter desk: what use cases stand on.
  package init(_ desk: PointsDesk) { self.desk = desk }

  /// All cycles, oldest first: public, like the timetable itself.
  package func callAsFunction() async throws -> [View] {
    try await desk.store.read { [desk] reading in
      try Kept<CycleContent>.list(limit: 1000, in: reading).compactMap { kept in
        try kept.status.map { state in
          View(
            number: kept.id.number, version: kept.version, state: state, content: kept.content,
            plan: try desk.plan(kept.content))
        }
      }.sorted { $0.content.cycle < $1.content.cycle }
    }
  }

  /// Proposals that wait, oldest first; without their reasons. Whom those of the page are about is said by masked names, and
  /// opening a name is an event of its owner.
  ///
  /// - Parameters:
  ///   - after: the last number of the page before; 0 for the first.
  ///   - limit: 1 to 200.
  package func proposals(
    after: Int64 = 0, limit: Int = 50, by actor: Actor
  ) async throws -> Proposals {
    try demandReading(actor)
    guard (1...200).contains(limit) else {
      throw Problem.argument("limit", "\(limit)", "1至200", "1 to 200")
    }
    let all = try await desk.store.read { [desk] reading in
      var all: [Proposed] = []
      while true {
        let some = try Kept<ProposalContent>.list(
          ProposalContent.open, state: .proposed, after: all.last?.number ?? 0, limit: 1000,
          in: reading)
        all += try some.map { try desk.proposed($0, actor, in: reading) }
        if some.count < 1000 { return all }
      }
    }
    var found = all.filter { $0.number > after }
    let hasMore = found.cut(to: limit)
    let people = found.indices.filter { found[$0].content.matter.isAboutPerson }
    let matters = people.map { found[$0].content.matter }
    if !people.isEmpty {
      let names = try await desk.look("ReadProposals", actor) { [desk] unit in
        try matters.map { try desk.person(of: $0, withNumber: false, in: unit) }
      }
      for (place, rows) in zip(people, names) {
        found[place].name(try rows.map { try desk.keyring().open($0) })
      }
    }
    return Proposals(
      rows: found, next: hasMore ? found.last?.number : nil,
      waitForMe: all.count { !$0.isOwn && !$0.isOver })
  }

  /// All proposals by number, whatever became of them (提议记录). Whom they are about is not opened: a list of old ones asks nobody's name.
  ///
  /// - Parameters:
  ///   - state: `nil`: all.
  ///   - after: the last number of the page before; 0 for the first.
  ///   - limit: 1 to 200.
  /// - Returns: after which number the next page begins as well; `nil` on the last.
  package func allProposals(
    state: TwoPersonLifecycle.Status? = nil, after: Int64 = 0, limit: Int = 50, by actor: Actor
  ) async throws -> (rows: [Proposed], next: Int64?) {
    try demandReading(actor)
    guard (1...200).contains(limit) else {
      throw Problem.argument("limit", "\(limit)", "1至200", "1 to 200")
    }
    var rows = try await desk.store.read { [desk] reading in
      try Kept<ProposalContent>.list(state: state, after: after, limit: limit + 1, in: reading)
        .map { try desk.proposed($0, actor, in: reading) }
    }
    let hasMore = rows.cut(to: limit)
    return (rows, hasMore ? rows.last?.number : nil)
  }

  /// One proposal with its reason, which is opened for whoever has to decide it (查看提议): an event.
  package func proposal(_ number: Int64, by actor: Actor) async throws -> Proposed {
    try demandReading(actor)
    let found = try await desk.look("ReadProposal", actor) { [desk] unit in
      guard let kept = try Kept<ProposalContent>.find(number, in: unit) else {
        throw desk.foreign(.readCase, actor)
      }
      let relations = try desk.relations(actor, to: kept.content.matter, in: unit)
      try desk.demand(.readCase, actor, relations)
      let row = try kept.content.reason.flatMap {
        try unit.values([$0.id], of: kept.id, reason: .proposal).first
      }
      return (
        try desk.proposed(kept, actor, in: unit), row,
        try desk.person(of: kept.content.matter, withNumber: true, in: unit)
      )
    }
    var proposed = found.0
    proposed.reach = try await reach(of: proposed.content.matter)
    proposed.reason = try found.1.map { try desk.keyring().open($0) }
    if proposed.content.matter.isAboutPerson {
      proposed.name(try found.2.map { try desk.keyring().open($0) })
    }
    return proposed
  }

  /// What a proposal about a cycle reaches; `nil` for one about something else.
  private func reach(of matter: ProposalContent.Matter) async throws -> Reach? {
    switch matter {
    case .planCycle(let plan):
      return try await reach { try Kept<CycleContent>.find(CycleContent.key(plan.cycle), in: $0) }
    case .openCycle(let number, _), .closeCycle(let number, _):
      return try await reach(ofCycle: number)
    case .sanctionUnit, .liftSanction, .sanctionPerson, .liftPersonSanction: return nil
    }
  }

  /// What opening, amending or closing a cycle reaches.
  package func reach(ofCycle number: Int64) async throws -> Reach {
    try await reach { try Kept<CycleContent>.find(number, in: $0) }
  }

  private func reach(
    _ find: @escaping @Sendable (any CaseReading) throws -> Kept<CycleContent>?
  ) async throws -> Reach {
    try await desk.store.read { reading in
      let content = try find(reading)?.content
      let key = content.map { AssociationContent.key(cycle: $0.cycle) }
      func count(_ kind: DossierKind) throws -> Int {
        try key.map { try reading.count(kind, state: nil, key: $0) } ?? 0
      }
      return Reach(
        content: content, applications: try count(ApplicationContent.kind),
        associations: try count(AssociationContent.kind),
        units: try reading.count(
          UnitContent.kind, state: UnitLifecycle.Status.active.rawValue, key: nil))
    }
  }

  private func demandReading(_ actor: Actor) throws {
    guard actor.role == .administrator else { throw desk.foreign(.readCase, actor) }
    try desk.demand(.readCase, actor, [.jurisdiction])
  }
}

extension ShowCycles.Proposed {
  /// Says whom it is about.
  ///
  /// - Parameter texts: the name, and the identity number where it was opened.
  fileprivate mutating func name(_ texts: [String]) {
    about = texts.first.map(PersonalField.name.mask.shown) ?? "—"
    maskedNumber = texts.dropFirst().first.map(ResidentNumber.masked)
  }
}

extension PointsDesk {
  /// Whom a proposal is about: the sealed name, and the number if it is wanted; nothing when it is about nobody.
  fileprivate func person(
    of matter: ProposalContent.Matter, withNumber: Bool, in unit: any CaseUnit
  ) throws -> [SealedValue] {
    switch matter {
    case .sanctionPerson(let account, _):
      guard withNumber else {
        return try [people.name(of: account, reason: .proposal, in: unit)].compactMap(\.self)
      }
      let identity = try people.identity(of: account, reason: .proposal, in: unit)
      return identity.map { [$0.name, $0.number] } ?? []
    case .liftPersonSanction(let number):
      guard let kept = try Kept<SanctionContent>.find(number, in: unit) else { return [] }
      let wanted = [kept.content.name.id] + (withNumber ? [kept.content.number.id] : [])
      let rows = try unit.values(wanted, of: kept.id, reason: .proposal)
      return wanted.compactMap { id in rows.first { $0.id == id } }
    case .planCycle, .openCycle, .closeCycle, .sanctionUnit, .liftSanction: return []
    }
  }

  fileprivate func proposed(
    _ kept: Kept<ProposalContent>, _ actor: Actor, in reading: any CaseReading
  ) throws -> ShowCycles.Proposed {
    guard let state = kept.status else { throw StoreFailure.corrupt("\(kept.id): no state") }
    let proposer = kept.content.proposal.proposed.party
    let isOwn: Bool =
      if let one = actor.account, let other = proposer.account {
        try people.areSame(one, other, in: reading)
      } else {
        proposer == actor.party
      }
    let about: String
    switch kept.content.matter {
    case .planCycle(let plan): about = "\(plan.cycle)"
    case .openCycle(let number, _), .closeCycle(let number, _):
      about = try Kept<CycleContent>.find(number, in: reading).map { "\($0.content.cycle)" } ?? "—"
    case .sanctionUnit(let number, _), .liftSanction(let number):
      let unit = try Kept<UnitContent>.find(number, in: reading)?.content
      about = unit?.registration?.name ?? unit?.code.full ?? "—"
    // Names of people are sealed, and opened beside this.
    case .sanctionPerson, .liftPersonSanction: about = "—"
    }
    return ShowCycles.Proposed(
      number: kept.id.number, version: kept.version, state: state, content: kept.content,
      isOwn: isOwn, isOver: actor.receivedAt >= kept.content.proposal.until, about: about)
  }
}
