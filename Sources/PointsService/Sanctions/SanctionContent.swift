package import Casework
import Policy
package import Units

/// What the dossier of a sanctioned person keeps (失信处理案卷). It is found by the identity number, so that another account of the same
/// person is barred as well.
package struct SanctionContent: DossierContent, Hashable {
  package typealias Life = SanctionLifecycle

  package static let kind = DossierKind(rawValue: "sanction")

  /// The accounts of the person when it was imposed.
  package var accounts: [Int64]
  /// The last day of the bar.
  package var until: CivilDate
  package var imposedAt: Instant
  package var name: KeptValue
  /// 公民身份号码, found by its blind index.
  package var number: KeptValue
  /// Why, for the person to read.
  package var reason: KeptValue

  package func keys(_ status: SanctionLifecycle.Status) -> [DossierKey] {
    accounts.map { AssociationContent.key(applicant: $0) }
  }

  package var json: String {
    var json = JSONWriter()
    json.object { json in
      json.list("accounts") { json in for account in accounts { json.number(Int(account)) } }
      json.field("until", until.description)
      json.field("imposedAt", imposedAt)
      json.field("name", name)
      json.field("number", number)
      json.field("reason", reason)
    }
    return json.text
  }

  package init(json: String, of id: DossierID) throws(StoreFailure) {
    let fields = try Fields("\(id)", json: json)
    accounts = try fields.wholes("accounts")
    until = try fields.date("until")
    imposedAt = try fields.moment("imposedAt")
    guard let name = try fields.kept("name"), let number = try fields.kept("number"),
      let reason = try fields.kept("reason")
    else { throw fields.broken("name", "nobody") }
    self.name = name
    self.number = number
    self.reason = reason
  }

  init(
    accounts: [Int64], until: CivilDate, imposedAt: Instant, name: KeptValue, number: KeptValue,
    reason: KeptValue
  ) {
    self.accounts = accounts
    self.until = until
    self.imposedAt = imposedAt
    self.name = name
    self.number = number
    self.reason = reason
  }
}

extension PointsDesk {
  /// How an administrator stands to a person: somebody whom the city may bar, unless it is themselves or one of their
  /// own unit's people.
  func relations(
    of actor: Actor, toPerson account: Int64, in reading: any CaseReading
  ) throws -> Set<Relation> {
    guard actor.role == .administrator, let own = actor.account else { return [.foreign] }
    var relations: Set<Relation> = [.jurisdiction]
    if try people.areSame(own, account, in: reading) { relations.insert(.own) }
    for one in try people.accounts(sharing: account, in: reading) {
      let key = AssociationContent.key(applicant: one)
      for association in try Kept<AssociationContent>.list(key, limit: 1000, in: reading) {
        guard let employer = try Kept<UnitContent>.find(association.content.unit, in: reading),
          try self.relations(of: actor, to: employer, in: reading).contains(.ownUnit)
        else { continue }
        relations.insert(.ownUnit)
      }
    }
    return relations
  }

  /// The accounts of an identity number, in their order.
  func accounts(of number: String, in unit: any CaseUnit) throws -> [Int64] {
    let rows = try unit.values(of: .identityNumber, equalTo: number, keyring())
    return Set(rows.filter { $0.dossier.kind == Account.kind }.map(\.dossier.number)).sorted()
  }

  /// The sanctions of an identity number, those that are over as well, oldest first.
  func sanctions(of number: String, in unit: any CaseUnit) throws -> [Kept<SanctionContent>] {
    try unit.values(of: .identityNumber, equalTo: number, keyring())
      .filter { $0.dossier.kind == SanctionContent.kind }
      .compactMap { try Kept<SanctionContent>.find($0.dossier.number, in: unit) }
      .sorted { $0.id.number < $1.id.number }
  }

  /// The sanction that bars an identity number, if one does.
  func sanction(of number: String, in unit: any CaseUnit) throws -> Kept<SanctionContent>? {
    try sanctions(of: number, in: unit).first { $0.status == .active }
  }

  /// The sanctions of whoever has an account (本人的失信处理), those that are over as well, oldest first. They are on every account of
  /// theirs, also on one that was opened later.
  func sanctions(
    ofAccount account: Int64, in reading: any CaseReading
  ) throws -> [Kept<SanctionContent>] {
    var found: [Int64: Kept<SanctionContent>] = [:]
    for one in try people.accounts(sharing: account, in: reading) {
      let key = AssociationContent.key(applicant: one)
      for kept in try Kept<SanctionContent>.list(key, limit: 1000, in: reading) {
        found[kept.id.number] = kept
      }
    }
    return found.values.sorted { $0.id.number < $1.id.number }
  }

  /// The last day of a bar that holds on a day for whoever has an account, before any application says so; `nil` when none
  /// does.
  func bar(
    of account: Int64, on day: CivilDate, in reading: any CaseReading
  ) throws -> CivilDate? {
    try sanctions(ofAccount: account, in: reading)
      .first { $0.status == .active && day <= $0.content.until }?.content.until
  }

  /// Refuses what a barred applicant, or a family member for them, wants to go on with.
  func demandNotBarred(
    _ application: Kept<ApplicationContent>, on day: CivilDate
  ) throws(PointsRefusal) {
    guard let until = application.content.bar(on: day) else { return }
    throw .rule(
      .personBarred,
      Wording("禁入至\(until.text(.zh))（含当日）。", "The bar ends with \(until.text(.en))."))
  }
}

extension ApplicationContent {
  /// The last day of a bar that holds on a day; `nil` when none does.
  func bar(on day: CivilDate) -> CivilDate? {
    barredUntil.flatMap { day <= $0 ? $0 : nil }
  }
}
