package import Casework
import Policy
import Units

/// An applicant asks a unit to confirm that they work there (发起关联, MANUAL-2019 注册关联 五1).
package struct RequestAssociation: Sendable {
  private let desk: PointsDesk

  /// - Parameter desk: what use cases stand on.
  package init(_ desk: PointsDesk) { self.desk = desk }

  /// - Parameters:
  ///   - code: as typed.
  ///   - isKnowing: the applicant was told that another unit pays the insurance, and sends it nevertheless.
  /// - Returns: the association.
  /// - Throws: `Problems`, ``PointsRefusal``: ``Rule/payerDiffers`` is the warning.
  package func callAsFunction(
    _ code: String, knowing isKnowing: Bool = false, by actor: Actor
  ) async throws -> Done {
    let code = try desk.unitCode(code)
    let content = desk.content { content in
      content.addPersonal(code.letters, .unitCode)
      content.add(isKnowing ? "knowing" : "")
    }
    // An unknown code is an outcome, since it is counted; it leaves as a refusal afterwards.
    let performed = try await desk.store.perform(
      actor.command(.requestAssociation, content: content.bytes)
    ) { [desk] unit in
      switch try desk.request(code, isKnowing: isKnowing, actor, in: unit) {
      case .success(let dossier): Done.bytes(dossier)
      case .failure(let missed): Array("\(missed.left)".utf8)
      }
    }
    if let left = Int(String(decoding: performed.answer, as: UTF8.self)) {
      throw MissedCode(left: left).refusal
    }
    return try Done(performed)
  }
}

extension PointsDesk {
  fileprivate func request(
    _ code: UnitCode, isKnowing: Bool, _ actor: Actor, in unit: any CaseUnit
  ) throws -> Result<Dossier, MissedCode> {
    guard let account = actor.account else { throw foreign(.requestAssociation, actor) }
    try foresee(ownOf: account, and: [.dossier(DossierID(Account.kind, account))], in: unit)
    var asked = try asking(actor, in: unit)
    let cycle = asked.cycle.number
    guard let employer = try self.unit(by: code, &asked, in: unit) else {
      return .failure(MissedCode(asked.application.content))
    }
    try people.foresee(sharing: account, in: unit)
    let found = try match(employer, asked.application, in: unit)
    if found.match == .other, !isKnowing { throw PointsRefusal.rule(.payerDiffers) }
    try demandOnlyOne(account, cycle, in: unit)
    let key = AssociationContent.key(cycle: cycle, applicant: account)
    let earlier = try Kept<AssociationContent>.find(key, in: unit)
    let id = try earlier?.id ?? DossierID(AssociationContent.kind, unit.newNumber())
    var old: [KeptValue] = []
    let name: KeptValue
    let number: KeptValue
    if let content = earlier?.content {
      (name, number) = (content.name, content.maskedNumber)
      if let remark = content.remark { old.append(remark) }
    } else {
      let keyring = keyring()
      name = KeptValue(try unit.keep(found.name, .name, of: id, keyring))
      number = KeptValue(try unit.keep(found.maskedNumber, .maskedNumber, of: id, keyring))
    }
    let content = AssociationContent(
      cycle: cycle, applicant: account, unit: employer.id.number, match: found.match, name: name,
      maskedNumber: number, requestedAt: unit.now)
    var kept = earlier ?? Kept(content, number: id.number)
    // The unit's words about another request are not this unit's to read.
    kept.content = content
    try kept.take(.request) { json in
      json.field("unit", employer.id.number)
      json.field("match", found.match.rawValue)
    }
    let dossier = try erase(old, of: try kept.save(in: unit), in: unit)
    // Four hundred colleagues are no four hundred messages.
    for clerk in try clerks(of: employer, at: unit.now, in: unit) {
      try Notice.tellOnce(
        PartyID(account: clerk), PointsNotices.associationRequested,
        ["case": .dossier(employer.id)], about: employer.id, in: unit)
    }
    return .success(dossier)
  }

  /// Refuses a second association of a human being who has another account: in a cycle there is one, tried again only where it was
  /// rejected or taken back.
  private func demandOnlyOne(_ account: Int64, _ cycle: Int, in reading: any CaseReading) throws {
    for other in try people.accounts(sharing: account, in: reading) where other != account {
      let key = AssociationContent.key(cycle: cycle, applicant: other)
      switch try Kept<AssociationContent>.find(key, in: reading)?.status {
      case nil, .rejected, .cancelled: continue
      case .requested, .confirmed, .ended: throw PointsRefusal.rule(.otherAccount)
      }
    }
  }
}
