package import Casework
import Policy
package import Units

/// What the dossier of a proposal keeps (提议案卷): the proposal of an act that takes two people, and what exactly is to be
/// done.
package struct ProposalContent: DossierContent, Hashable {
  package typealias Life = TwoPersonLifecycle

  package static let kind = DossierKind(rawValue: "proposal")
  /// How long a proposal can be confirmed: three days.
  package static let patience: Int64 = 3 * Instant.millisecondsOfDay

  /// What is to be done (提议事项).
  package enum Matter: Hashable, Sendable {
    /// 编制年度日程
    case planCycle(CycleContent)
    /// 开启年度申报: the number of the cycle's dossier and the version that was proposed about.
    case openCycle(Int64, seen: Int)
    /// 结束年度申报
    case closeCycle(Int64, seen: Int)
    /// 对用人单位失信处理: through a day.
    case sanctionUnit(Int64, until: CivilDate)
    /// 解除对用人单位的失信处理
    case liftSanction(Int64)
    /// 对申请人失信处理: an account of theirs, through a day.
    case sanctionPerson(account: Int64, until: CivilDate)
    /// 解除对申请人的失信处理: the number of the sanction's dossier.
    case liftPersonSanction(Int64)

    package var act: Act {
      switch self {
      case .planCycle: .planCycle
      case .openCycle: .openCycle
      case .closeCycle: .closeCycle
      case .sanctionUnit: .sanctionUnit
      case .liftSanction, .liftPersonSanction: .liftSanction
      case .sanctionPerson: .sanctionPerson
      }
    }

    /// Whether it is about a person.
    package var isAboutPerson: Bool {
      switch self {
      case .sanctionPerson, .liftPersonSanction: true
      case .planCycle, .openCycle, .closeCycle, .sanctionUnit, .liftSanction: false
      }
    }

    /// What a proposal holds for.
    var subject: String {
      switch self {
      case .planCycle(let plan): "cycle \(plan.cycle)"
      case .openCycle(let number, let seen), .closeCycle(let number, let seen):
        "cycle/\(number) version \(seen)"
      case .sanctionUnit(let number, let until): "unit/\(number) until \(until)"
      case .liftSanction(let number): "unit/\(number)"
      case .sanctionPerson(let account, let until): "account/\(account) until \(until)"
      case .liftPersonSanction(let number): "sanction/\(number)"
      }
    }
  }

  package var proposal: Proposal
  package var matter: Matter
  /// Why, as the proposer put it; plans need none.
  package var reason: KeptValue?

  static let open = DossierKey("desk", "administrator")

  package func keys(_ status: TwoPersonLifecycle.Status) -> [DossierKey] {
    [DossierKey("proposer", proposal.proposed.party.rawValue)]
      + (status == .proposed ? [ProposalContent.open] : [])
  }

  package var json: String {
    var json = JSONWriter()
    json.object { json in
      json.key("proposal")
      proposal.write(to: &json)
      json.object("matter") { json in
        switch matter {
        case .planCycle(let plan): json.object("plan", plan.write)
        case .openCycle(let number, let seen), .closeCycle(let number, let seen):
          json.field("number", number)
          json.field("seen", seen)
        case .sanctionUnit(let number, let until):
          json.field("number", number)
          json.field("until", until.description)
        case .liftSanction(let number): json.field("number", number)
        case .sanctionPerson(let account, let until):
          json.field("account", account)
          json.field("until", until.description)
        case .liftPersonSanction(let number): json.field("sanction", number)
        }
      }
      json.field("reason", reason)
    }
    return json.text
  }

  package init(json: String, of id: DossierID) throws(StoreFailure) {
    let fields = try Fields("\(id)", json: json)
    proposal = try fields.part("proposal") { node, document throws(Problems) in
      try Proposal(node, in: document)
    }
    let inner = try fields.object("matter")
    switch proposal.act {
    case .planCycle: matter = .planCycle(try CycleContent(inner.object("plan")))
    case .openCycle:
      matter = .openCycle(try inner.whole("number"), seen: Int(try inner.whole("seen")))
    case .closeCycle:
      matter = .closeCycle(try inner.whole("number"), seen: Int(try inner.whole("seen")))
    case .sanctionUnit:
      matter = .sanctionUnit(try inner.whole("number"), until: try inner.date("until"))
    case .liftSanction where inner.has("sanction"):
      matter = .liftPersonSanction(try inner.whole("sanction"))
    case .liftSanction: matter = .liftSanction(try inner.whole("number"))
    case .sanctionPerson:
      matter = .sanctionPerson(
        account: try inner.whole("account"), until: try inner.date("until"))
    default: throw fields.broken("proposal", "no act of this service")
    }
    reason = try fields.kept("reason")
  }

  init(_ proposal: Proposal, _ matter: Matter, reason: KeptValue?) {
    self.proposal = proposal
    self.matter = matter
    self.reason = reason
  }
}

extension PointsDesk {
  /// Proposes an act that takes two people; nothing else happens yet.
  ///
  /// - Parameter check: looks whether the act could be done now, and gives the proposer's relations to its case.
  func propose(
    _ matter: ProposalContent.Matter, reason: String?, by actor: Actor,
    _ check: @escaping @Sendable (any CaseUnit) throws -> Set<Relation>
  ) async throws -> Done {
    let reason = try reason.map { text throws(Problems) in try remark(text, "reason") }
    let content = content { content in
      content.add(matter.subject)
      if case .planCycle(let plan) = matter { content.add(plan.json) }
      content.addPersonal(reason ?? "", .remark)
    }
    return try await perform(matter.act, actor, content) { unit in
      let relations = try check(unit)
      let proposal: Proposal
      do throws(ProposalRefusal) {
        proposal = try Proposal(
          matter.act, subject: matter.subject, by: actor.signature(at: unit.now),
          relations: relations, until: unit.now.adding(milliseconds: ProposalContent.patience),
          table: self.permissions)
      } catch {
        throw PointsRefusal(error)
      }
      guard try !self.isProposed(matter, in: unit) else {
        throw PointsRefusal.rule(.proposalExists)
      }
      let number = try unit.newNumber()
      let id = DossierID(ProposalContent.kind, number)
      let row = try reason.map { try unit.keep($0, .remark, of: id, self.keyring()) }
      var kept = Kept(
        ProposalContent(proposal, matter, reason: row.map(KeptValue.init)), number: number)
      try kept.take(.propose) { json in
        json.field("act", matter.act.rawValue)
        json.field("subject", matter.subject)
      }
      let dossier = try kept.save(in: unit)
      let own = try actor.account.map { try self.people.accounts(sharing: $0, in: unit) } ?? []
      let others = try self.people.administrators(at: unit.now, in: unit)
        .filter { !own.contains($0) }
      try PointsNotices.tell(
        others, PointsNotices.proposalWaits,
        [
          "case": .dossier(id), "act": .term(self.permissions.entry(matter.act).title),
          "until": .date(proposal.until.beijing.date),
        ], about: id, in: unit)
      return dossier
    }
  }

  /// Whether the same act for the same case waits for a second person already: two of them could undo each other.
  private func isProposed(
    _ matter: ProposalContent.Matter, in unit: any CaseUnit
  ) throws -> Bool {
    try Kept<ProposalContent>.list(ProposalContent.open, limit: 1000, in: unit).contains { kept in
      guard unit.now < kept.content.proposal.until else { return false }
      switch (matter, kept.content.matter) {
      case (.planCycle(let one), .planCycle(let other)): return one.cycle == other.cycle
      case (.openCycle(let one, _), .openCycle(let other, _)),
        (.closeCycle(let one, _), .closeCycle(let other, _)),
        (.sanctionUnit(let one, _), .sanctionUnit(let other, _)),
        (.liftSanction(let one), .liftSanction(let other)),
        (.liftPersonSanction(let one), .liftPersonSanction(let other)):
        return one == other
      case (.sanctionPerson(let one, _), .sanctionPerson(let other, _)):
        return try one == other || people.areSame(one, other, in: unit)
      default: return false
      }
    }
  }

  /// How somebody stands to what a proposal is about.
  func relations(
    _ actor: Actor, to matter: ProposalContent.Matter, in reading: any CaseReading
  ) throws -> Set<Relation> {
    switch matter {
    case .planCycle, .openCycle, .closeCycle: return [.jurisdiction]
    case .sanctionUnit(let number, _), .liftSanction(let number):
      guard let kept = try Kept<UnitContent>.find(number, in: reading) else { return [.foreign] }
      return try self.relations(of: actor, to: kept, in: reading)
    case .sanctionPerson(let account, _):
      return try self.relations(of: actor, toPerson: account, in: reading)
    case .liftPersonSanction(let number):
      guard let kept = try Kept<SanctionContent>.find(number, in: reading) else {
        return [.foreign]
      }
      return try self.relations(of: actor, toSanction: kept, in: reading)
    }
  }
}

extension PointsRefusal {
  /// What a proposal's refusal is in this service.
  init(_ refusal: ProposalRefusal) {
    if case .permission(let permission) = refusal {
      self = .permission(permission)
    } else {
      self = .proposal(refusal)
    }
  }
}
