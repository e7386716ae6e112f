package import Casework
import Policy
package import Units

/// An applicant accepts a text (作出承诺) after the unit has confirmed (MANUAL-2019 注册关联 六): which version, proved by its hash,
/// and when.
package struct AcceptUndertaking: Sendable {
  private let desk: PointsDesk

  /// - Parameter desk: what use cases stand on.
  package init(_ desk: PointsDesk) { self.desk = desk }

  /// The texts in force on a day, each with how the applicant accepted it; `nil` while they have not. A family helper sees the
  /// state of whom they help; the applicant alone undertakes.
  package func texts(
    for actor: Actor, on day: CivilDate
  ) async throws -> [(text: UndertakingText, acceptance: UndertakingAcceptance?)] {
    try desk.demand(.readCase, actor, [.own])
    let account: Int64? =
      if case .person(let person) = actor.scope { person } else { actor.account }
    guard let account else { throw desk.foreign(.readCase, actor) }
    let owner = PartyID(account: account)
    let kept = try await desk.store.read { [desk] reading -> [UndertakingAcceptance] in
      guard let cycle = try desk.currentCycle(in: reading)?.number
      else { return [] }
      let key = ApplicationContent.key(cycle: cycle, applicant: account)
      return try Kept<ApplicationContent>.find(key, in: reading)?.content.acceptances ?? []
    }
    return Undertaking.allCases.compactMap { desk.undertakings.text($0, on: day) }.map { text in
      (
        text,
        kept.last { acceptance in
          desk.undertakings.missing([acceptance], by: owner, on: day).allSatisfy {
            $0 != text
          }
        }
      )
    }
  }

  /// - Parameters:
  ///   - version: of the text that was shown.
  ///   - hash: of the same.
  /// - Returns: the application; unchanged when this text was accepted before.
  package func callAsFunction(
    _ undertaking: Undertaking, version: Int, hash: String, by actor: Actor
  ) async throws -> Done {
    let content = desk.content { content in
      content.add(undertaking.rawValue)
      content.add(version)
      content.add(hash)
    }
    return try await desk.perform(.acceptUndertaking, actor, content) { [desk] unit in
      try desk.demand(.acceptUndertaking, actor, [.own])
      let cycle = try desk.currentCycle(for: .acceptUndertaking, actor, in: unit)
      var kept = try desk.ownApplication(actor, cycle.number, in: unit)
      let day = actor.receivedAt.beijing.date
      try desk.demandNotBarred(kept, on: day)
      try desk.demandNotIneligible(kept)
      try desk.demandAssociation(kept, in: unit)
      guard let text = desk.undertakings.text(undertaking, on: day), text.version == version,
        text.hash == hash
      else { throw PointsRefusal.rule(.undertakingChanged) }
      let missing = desk.undertakings.missing(
        kept.content.acceptances, by: actor.party, on: day)
      guard missing.contains(text) else {
        guard let dossier = try unit.dossier(kept.id) else {
          throw PointsRefusal.rule(.nothingThere)
        }
        return dossier
      }
      kept.content.acceptances.append(
        UndertakingAcceptance(text, by: actor.party, at: unit.now))
      try kept.take(.accept) { json in
        json.field("undertaking", undertaking.rawValue)
        json.field("version", version)
        json.field("hash", hash)
      }
      if missing.count == 1, kept.status == .opened { try kept.take(.undertake) }
      return try kept.save(in: unit)
    }
  }
}

extension PointsDesk {
  /// Filing goes on only after the unit has confirmed (MANUAL-2019 注册关联 六).
  func demandAssociation(
    _ application: Kept<ApplicationContent>, in reading: any CaseReading
  ) throws {
    let content = application.content
    let key = AssociationContent.key(cycle: content.cycle, applicant: content.applicant)
    guard try Kept<AssociationContent>.find(key, in: reading)?.status == .confirmed else {
      throw PointsRefusal.rule(.notAssociated)
    }
  }
}
