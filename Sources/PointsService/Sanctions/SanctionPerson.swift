package import Casework
package import Policy
package import Units

/// The city proposes to bar a person who cheated (对申请人失信处理), through a day; a second administrator confirms it (TRIAL-2018
/// 第十五条). The application of the open cycle stops where it is: a request that waits is returned, what is done stays
/// readable.
package struct SanctionPerson: Sendable {
  private let desk: PointsDesk

  /// - Parameter desk: what use cases stand on.
  package init(_ desk: PointsDesk) { self.desk = desk }

  /// The day that the policy names: the last of the fifth year after this one.
  package static func usual(from day: CivilDate) -> CivilDate {
    CivilDate.last(of: Month(day.year + 5, 12))
  }

  /// What is wrong with a bar besides whose it is, before anybody is looked up.
  package func check(until: CivilDate, reason: String, _ actor: Actor) throws(Problems) {
    var problems: [Problem] = []
    do throws(Problems) { try desk.demandBar(until: until, actor) } catch { problems += error.list }
    do throws(Problems) { _ = try desk.remark(reason, "reason") } catch { problems += error.list }
    guard problems.isEmpty else { throw Problems(problems) }
  }

  /// - Parameters:
  ///   - identityNumber: of the person, as typed from the papers.
  ///   - until: the last day of the bar, at most ten years away.
  ///   - reason: for the person to read, 2 to 500 characters, sealed.
  /// - Returns: the proposal.
  /// - Throws: ``Rule/nothingThere`` when nobody of that number has an account.
  package func callAsFunction(
    identityNumber: String, until: CivilDate, reason: String, by actor: Actor
  ) async throws -> Done {
    try desk.demand(.sanctionPerson, actor, [.jurisdiction])
    try desk.demandBar(until: until, actor)
    let number = try desk.residentNumber(
      identityNumber, "identityNumber", today: actor.receivedAt.beijing.date
    ).full
    let account = try await desk.look("FindAccount", actor) { [desk] unit in
      try desk.accounts(of: number, in: unit).first
    }
    guard let account else { throw PointsRefusal.nobodyThere }
    return try await desk.propose(
      .sanctionPerson(account: account, until: until), reason: reason, by: actor
    ) { [desk] unit in
      let known = try desk.sanction(of: number, in: unit)
      var kept = known
      try kept?.take(.impose)
      return try desk.relations(of: actor, toPerson: account, in: unit)
    }
  }
}

extension PointsRefusal {
  /// Nobody of an identity number has an account.
  static let nobodyThere = PointsRefusal.rule(
    .nothingThere,
    Wording(
      "此身份证号码没有在本平台登录过。", "Nobody with this identity number has signed in to the platform."))
}

extension PointsDesk {
  /// Refuses a day that a bar cannot end with.
  func demandBar(until: CivilDate, _ actor: Actor) throws(Problems) {
    let today = actor.receivedAt.beijing.date
    let last = today.adding(months: 120)
    guard until >= today, until <= last else {
      throw Problem.argument(
        "until", JSONText.quoted(until.description),
        "最后一日须在今日起10年内：\(today.text(.zh))至\(last.text(.zh))",
        "the last day is within ten years from today: \(today.text(.en)) to \(last.text(.en))")
    }
  }

  /// Bars a person, for the reason of the proposal.
  func bar(
    _ account: Int64, until: CivilDate, for proposal: Kept<ProposalContent>,
    in unit: any CaseUnit
  ) throws -> Dossier {
    let keyring = keyring()
    guard let identity = try people.identity(of: account, reason: .sanction, in: unit),
      let reason = proposal.content.reason,
      let words = try unit.values([reason.id], of: proposal.id, reason: .sanction).first
    else { throw PointsRefusal.rule(.proposalOutdated) }
    let number = try keyring.open(identity.number)
    if var known = try sanction(of: number, in: unit) { try known.take(.impose) }
    let id = DossierID(SanctionContent.kind, try unit.newNumber())
    func kept(_ row: SealedValue, _ field: PersonalField) throws -> KeptValue {
      KeptValue(try unit.keep(try keyring.open(row), field, of: id, keyring))
    }
    var sanction = Kept(
      SanctionContent(
        accounts: try accounts(of: number, in: unit), until: until, imposedAt: unit.now,
        name: try kept(identity.name, .name), number: try kept(identity.number, .identityNumber),
        reason: try kept(words, .remark)), number: id.number)
    try sanction.take(.impose) { $0.field("until", until.description) }
    let dossier = try sanction.save(in: unit)
    try mark(sanction.content.accounts, barredUntil: until, in: unit)
    try PointsNotices.tell(
      sanction.content.accounts, PointsNotices.personBarred, ["until": .date(until)],
      about: id, in: unit)
    return dossier
  }

  /// Ends a bar, by two administrators or with its day.
  func unbar(
    _ step: SanctionLifecycle.Step, _ kept: inout Kept<SanctionContent>, in unit: any CaseUnit
  ) throws -> Dossier {
    try kept.take(step)
    let dossier = try kept.save(in: unit)
    try mark(kept.content.accounts, barredUntil: nil, in: unit)
    try PointsNotices.tell(
      kept.content.accounts, PointsNotices.personBarLifted, [:], about: kept.id, in: unit)
    return dossier
  }

  /// Writes into the applications of the open cycle whether their applicant is barred; a request that waits goes back.
  private func mark(
    _ accounts: [Int64], barredUntil until: CivilDate?, in unit: any CaseUnit
  ) throws {
    guard let cycle = try currentCycle(in: unit)?.number else { return }
    for account in accounts {
      let key = ApplicationContent.key(cycle: cycle, applicant: account)
      guard var application = try Kept<ApplicationContent>.find(key, in: unit) else { continue }
      application.content.barredUntil = until
      application.note(until == nil ? "ApplicantBarLifted" : "ApplicantBarred") { json in
        if let until { json.field("until", until.description) }
      }
      try application.save(in: unit)
      guard until != nil,
        var association = try Kept<AssociationContent>.find(
          AssociationContent.key(cycle: cycle, applicant: account), in: unit),
        association.status == .requested
      else { continue }
      association.content.decidedAt = unit.now
      try association.take(.reject) { $0.field("applicant", "barred") }
      try association.save(in: unit)
    }
  }
}
