package import Casework
import PointsLaw
import Policy
import Units

/// The city's records are asked whether somebody meets the four conditions (资格条件校验, MANUAL-2019 注册关联 四). The first check opens the
/// application of the cycle; it can be repeated, since records change. While they are away the check waits, and
/// ``CatchUp`` makes it.
package struct CheckEligibility: Sendable {
  private let desk: PointsDesk

  /// - Parameter desk: what use cases stand on.
  package init(_ desk: PointsDesk) { self.desk = desk }

  /// - Returns: the application; ``ReadEligibility`` has the answer and its reasons.
  package func callAsFunction(by actor: Actor) async throws -> Done {
    try desk.demand(.checkEligibility, actor, [.own])
    guard let account = actor.account else { throw desk.foreign(.checkEligibility, actor) }
    // A request that was repeated is answered by the store before anything is asked again.
    let identity = try await desk.identity(of: account, actor)
    let answer = await desk.ask(person: identity.number)
    return try await desk.perform(.checkEligibility, actor) { [desk] unit in
      guard let cycle = try desk.currentCycle(in: unit) else { throw PointsRefusal.rule(.noCycle) }
      let key = ApplicationContent.key(cycle: cycle.number, applicant: account)
      var kept: Kept<ApplicationContent>
      if let found = try Kept<ApplicationContent>.find(key, in: unit) {
        kept = found
      } else {
        kept = try desk.openApplication(cycle.number, account, identity, in: unit)
      }
      return try desk.check(&kept, answer, of: identity.number, in: unit)
    }
  }
}

/// Who somebody is, in clear, between opening and sealing it again.
struct Identity: Sendable {
  var name: String
  var number: ResidentNumber
}

extension PointsDesk {
  /// Name and identity number of an account; the reading is an event.
  func identity(of account: Int64, _ actor: Actor) async throws -> Identity {
    let found = try await look("ReadIdentity", actor) { unit in
      (try self.people.identity(of: account, reason: .eligibility, in: unit), unit.now)
    }
    guard let rows = found.0 else { throw PointsRefusal.rule(.identityMissing) }
    let keyring = keyring()
    let text = try keyring.open(rows.number)
    guard
      let number = try? ResidentNumber(
        text, today: found.1.beijing.date, invented: acceptsInvented)
    else { throw PointsRefusal.rule(.identityMissing) }
    return Identity(name: try keyring.open(rows.name), number: number)
  }

  fileprivate func openApplication(
    _ cycle: Int, _ account: Int64, _ identity: Identity, in unit: any CaseUnit
  ) throws -> Kept<ApplicationContent> {
    let number = try unit.newNumber()
    let id = DossierID(ApplicationContent.kind, number)
    let keyring = keyring()
    let name = try unit.keep(identity.name, .name, of: id, keyring)
    let masked = try unit.keep(identity.number.masked, .maskedNumber, of: id, keyring)
    var kept = Kept(
      ApplicationContent(
        cycle: cycle, applicant: account, name: KeptValue(name), maskedNumber: KeptValue(masked),
        eligibility: .init(standing: .waiting, checkedAt: unit.now)), number: number)
    try kept.take(.open) { $0.field("cycle", cycle) }
    return kept
  }

  /// What the last check found, opened; the reading is an event. `nil` before there was one.
  func details(
    of kept: Kept<ApplicationContent>, _ reason: ReadingReason, in unit: any CaseUnit
  ) throws -> EligibilityDetails? {
    guard let value = kept.content.eligibility.details,
      let row = try unit.values([value.id], of: kept.id, reason: reason).first
    else { return nil }
    return try EligibilityDetails(json: keyring().open(row))
  }

  /// What the records' answer makes of an application.
  func check(
    _ kept: inout Kept<ApplicationContent>, _ answer: RegistryAnswer<RegisteredPerson>,
    of number: ResidentNumber, in unit: any CaseUnit
  ) throws -> Dossier {
    let rules = try law.rules(kept.content.cycle)
    kept.content.barredUntil = try sanction(of: number.full, in: unit)?.content.until
    var old: [KeptValue] = []
    let standing: EligibilityStanding
    switch answer {
    case .unavailable:
      // What was found before stays, and is only older.
      let isFirst = kept.content.eligibility.details == nil
      guard isFirst else { throw PointsRefusal.rule(.registryUnavailable) }
      standing = .waiting
      kept.content.eligibility.standing = standing
    case .answered(let found):
      var details: EligibilityDetails
      if let found {
        var json = JSONWriter()
        json.facts(found.facts)
        details = EligibilityDetails(
          findings: EligibilityFinding.all(found.facts, rules), facts: json.text)
      } else {
        details = EligibilityDetails(
          findings: Condition.allCases.map { condition in
            EligibilityFinding(
              condition: condition.name, answer: .unknown,
              reason: Wording("登记信息中没有此人", "the records know nobody of this number"),
              articles: ["MANUAL-2019 资格条件"])
          }, facts: "")
      }
      let keyring = keyring()
      let content = kept.content
      if content.eligibility.isByWindow,
        var earlier = try self.details(of: kept, .eligibility, in: unit)
      {
        // Decisions of before the findings said so were about all that was not met.
        if !earlier.isByWindow { earlier.uphold() }
        details.uphold(as: earlier)
      }
      standing = EligibilityFinding.standing(details.findings)
      old = [content.eligibility.details, content.payer].compactMap(\.self)
      kept.content.payer = try found?.payer.map {
        KeptValue(try unit.keep($0.full, .payer, of: kept.id, keyring))
      }
      kept.content.district = found?.district ?? content.district
      kept.content.eligibility = .init(
        standing: standing,
        details: KeptValue(try unit.keep(details.json, .eligibility, of: kept.id, keyring)),
        factsAt: found?.asOf, checkedAt: unit.now, isByWindow: details.isByWindow)
    }
    let now = kept.content.eligibility
    let bar = kept.content.barredUntil
    try kept.take(.check, rules: "\(rules.edition)@\(rules.cycle)") { json in
      json.field("standing", now.standing.rawValue)
      json.field("details", now.details)
      if let bar { json.field("barredUntil", bar.description) }
      if let factsAt = now.factsAt { json.field("factsAt", factsAt) }
    }
    if case .answered(let found) = answer {
      try compare(payer: found?.payer, of: kept, in: unit)
      // An officer who looks at the dispute now sees something else, and has to look again.
      if let number = kept.content.dispute,
        var dispute = try Kept<DisputeContent>.find(number, in: unit)
      {
        dispute.note("DisputeRecordsChecked")
        try dispute.save(in: unit)
      }
    }
    return try erase(old, of: try kept.save(in: unit), in: unit)
  }

  /// Marks an association with what the records now say of who pays; the applicant is told when it is another unit, since nobody
  /// could warn them when they asked (MANUAL-2019 注册关联 五 注意①).
  private func compare(
    payer: CreditCode?, of application: Kept<ApplicationContent>, in unit: any CaseUnit
  ) throws {
    let content = application.content
    let key = AssociationContent.key(cycle: content.cycle, applicant: content.applicant)
    guard var kept = try Kept<AssociationContent>.find(key, in: unit),
      kept.status == .requested || kept.status == .confirmed,
      let employer = try Kept<UnitContent>.find(kept.content.unit, in: unit)
    else { return }
    let match = InsuranceMatch(payer: payer?.full, of: employer.content)
    guard match != kept.content.match else { return }
    kept.content.match = match
    kept.note("InsurancePayerCompared") { $0.field("match", match.rawValue) }
    try kept.save(in: unit)
    guard match == .other else { return }
    try PointsNotices.tell(
      [content.applicant], PointsNotices.associationPayerDiffers, ["case": .dossier(kept.id)],
      about: kept.id, in: unit)
  }
}
