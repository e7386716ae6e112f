package import Casework
package import Policy
package import Units

/// Whether the unit is the one that pays the insurance (参保单位比对), as the clerk sees it.
package enum InsuranceMatch: String, CaseIterable, Hashable, Sendable {
  /// 一致
  case same
  /// 不一致: another unit pays; the applicant sent it knowingly, or was told afterwards.
  case other
  /// 未知: the records do not say who pays.
  case unknown

  /// - Parameter payer: the credit code of whoever pays by the records; `nil` when they do not say.
  init(payer: String?, of unit: UnitContent) {
    self =
      switch payer {
      case nil: .unknown
      case unit.code.full?: .same
      default: .other
      }
  }

  /// The mark in words.
  package var wording: Wording {
    switch self {
    case .same: Wording("参保单位一致", "this unit pays the insurance")
    case .other: Wording("参保单位不一致", "another unit pays the insurance")
    case .unknown: Wording("参保单位未知", "who pays the insurance is not known")
    }
  }
}

/// What the dossier of an association keeps (关联案卷): one a cycle and applicant, also when it is tried again elsewhere.
package struct AssociationContent: DossierContent, Hashable {
  package typealias Life = AssociationLifecycle

  package static let kind = DossierKind(rawValue: "association")

  package var cycle: Int
  /// The account.
  package var applicant: Int64
  /// The unit's dossier.
  package var unit: Int64
  package var match: InsuranceMatch
  /// As the unit sees the applicant.
  package var name: KeptValue
  /// The same, masked.
  package var maskedNumber: KeptValue
  package var requestedAt: Instant
  /// The unit's words with its decision.
  package var remark: KeptValue?
  package var decidedAt: Instant?
  /// The account of the clerk who decided.
  package var decidedBy: Int64?
  /// 离职日期
  package var leftOn: CivilDate?

  init(
    cycle: Int, applicant: Int64, unit: Int64, match: InsuranceMatch, name: KeptValue,
    maskedNumber: KeptValue, requestedAt: Instant
  ) {
    self.cycle = cycle
    self.applicant = applicant
    self.unit = unit
    self.match = match
    self.name = name
    self.maskedNumber = maskedNumber
    self.requestedAt = requestedAt
  }

  // MARK: Finding

  static func key(cycle: Int, applicant: Int64) -> DossierKey {
    DossierKey("cycleApplicant", "\(cycle)/\(applicant)", isUnique: true)
  }

  static func key(unit: Int64) -> DossierKey { DossierKey("unit", "\(unit)") }

  static func key(unit: Int64, cycle: Int) -> DossierKey {
    DossierKey("unitCycle", "\(unit)/\(cycle)")
  }

  static func key(unit: Int64, cycle: Int, match: InsuranceMatch) -> DossierKey {
    DossierKey("unitMatch", "\(unit)/\(cycle)/\(match.rawValue)")
  }

  static func key(cycle: Int) -> DossierKey { DossierKey("cycle", "\(cycle)") }

  static func key(applicant: Int64) -> DossierKey { DossierKey("applicant", "\(applicant)") }

  package func keys(_ status: AssociationLifecycle.Status) -> [DossierKey] {
    [
      Self.key(cycle: cycle, applicant: applicant), Self.key(unit: unit),
      Self.key(unit: unit, cycle: cycle), Self.key(unit: unit, cycle: cycle, match: match),
      Self.key(applicant: applicant),
    ]
      // What the end of the cycle has to look at.
      + (status == .ended ? [] : [Self.key(cycle: cycle)])
  }

  // MARK: As JSON

  package var json: String {
    var json = JSONWriter()
    json.object { json in
      json.field("cycle", cycle)
      json.field("applicant", applicant)
      json.field("unit", unit)
      json.field("match", match.rawValue)
      json.field("name", name)
      json.field("maskedNumber", maskedNumber)
      json.field("requestedAt", requestedAt)
      json.field("remark", remark)
      if let decidedAt { json.field("decidedAt", decidedAt) }
      if let decidedBy { json.field("decidedBy", decidedBy) }
      if let leftOn { json.field("leftOn", leftOn.description) }
    }
    return json.text
  }

  package init(json: String, of id: DossierID) throws(StoreFailure) {
    let fields = try Fields("\(id)", json: json)
    cycle = Int(try fields.whole("cycle"))
    applicant = try fields.whole("applicant")
    unit = try fields.whole("unit")
    match = try fields.name("match")
    guard let name = try fields.kept("name"), let number = try fields.kept("maskedNumber") else {
      throw fields.broken("name", "nobody")
    }
    self.name = name
    maskedNumber = number
    requestedAt = try fields.moment("requestedAt")
    remark = try fields.kept("remark")
    decidedAt = try fields.optionalMoment("decidedAt")
    decidedBy = try fields.optionalWhole("decidedBy")
    leftOn = try fields.optionalDate("leftOn")
  }
}

extension PointsDesk {
  /// How somebody stands to an association: its applicant, or a clerk of its unit. Whoever is both, by one account or by
  /// two, does not decide about themselves.
  private func relations(
    of actor: Actor, to kept: Kept<AssociationContent>, _ unit: Kept<UnitContent>,
    in reading: any CaseReading
  ) throws -> Set<Relation> {
    var relations = try self.relations(of: actor, to: unit, in: reading)
    if let account = actor.account {
      let isOwn =
        actor.role == .applicant
        ? account == kept.content.applicant
        : try people.areSame(account, kept.content.applicant, in: reading)
      if isOwn { relations.insert(.own) }
    }
    if relations.count > 1 { relations.remove(.foreign) }
    return relations
  }

  /// An association and its unit for an act of somebody: refused alike when it is foreign and when there is none.
  func association(
    _ number: Int64, for act: Act, _ actor: Actor, in reading: any CaseReading
  ) throws -> (association: Kept<AssociationContent>, unit: Kept<UnitContent>) {
    guard let kept = try Kept<AssociationContent>.find(number, in: reading),
      let unit = try Kept<UnitContent>.find(kept.content.unit, in: reading)
    else { throw foreign(act, actor) }
    try demand(act, actor, relations(of: actor, to: kept, unit, in: reading))
    return (kept, unit)
  }

  /// The timetable of a cycle by its number.
  func plan(of cycle: Int, in reading: any CaseReading) throws -> StagePlan {
    guard let kept = try Kept<CycleContent>.find(CycleContent.key(cycle), in: reading) else {
      throw PointsRefusal.rule(.noCycle)
    }
    return try plan(kept.content)
  }
}
