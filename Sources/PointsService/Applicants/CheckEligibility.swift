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
      let details: EligibilityDetails
      if let found {
        let findings = EligibilityFinding.all(found.facts, rules)
        standing = EligibilityFinding.standing(findings)
        var json = JSONWriter()
        json.facts(found.facts)
        details = EligibilityDetails(findings: findings, facts: json.text)
      } else {
        standing = .undetermined
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
      old = [content.eligibility.details, content.payer].compactMap(\.self)
      kept.content.payer = try found?.payer.map {
        KeptValue(try unit.keep($0.full, .payer, of: kept.id, keyring))
      }
      kept.content.district = found?.district ?? content.district
      // What the window decided stands until somebody decides otherwise.
      let isByWindow = content.eligibility.isByWindow
      kept.content.eligibility = .init(
        standing: isByWindow ? content.eligibility.standing : standing,
        details: KeptValue(try unit.keep(details.json, .eligibility, of: kept.id, keyring)),
        factsAt: found?.asOf, checkedAt: unit.now, isByWindow: isByWindow)
    }
    let now = kept.content.eligibility
    let bar = kept.content.barredUntil
    try kept.take(.check, rules: "\(rules.edition)@\(rules.cycle)") { json in
      json.field("standing", now.standing.rawValue)
      json.field("details", now.details)
      if let bar { json.field("barredUntil", bar.description) }
      if let factsAt = now.factsAt { json.field("factsAt", factsAt) }
    }
    return try erase(old, of: try kept.save(in: unit), in: unit)
  }
}
