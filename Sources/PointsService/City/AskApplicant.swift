package import Casework
import Policy
import Units

/// An officer of the district window asks whoever filed a dispute for more before deciding (要求补充): until it comes, the clock
/// stands still, since nobody can be late who waits for somebody else.
package struct AskApplicant: Sendable {
  private let desk: PointsDesk

  /// - Parameter desk: what use cases stand on.
  package init(_ desk: PointsDesk) { self.desk = desk }

  /// - Parameters:
  ///   - number: the dispute's.
  ///   - matter: what it has to be about, where that is known; another is as unknown as none.
  ///   - seen: its version that the officer saw.
  ///   - question: what is needed, for the other side to read: 2 to 500 characters.
  /// - Returns: the dispute.
  /// - Throws: ``PointsRefusal``; ``Rule/clockOver`` when the time for deciding is over already.
  package func callAsFunction(
    _ number: Int64, _ matter: DisputeContent.Matter? = nil, seen: Int, question: String,
    by actor: Actor
  ) async throws -> Done {
    let question = try desk.remark(question, "question")
    let content = desk.content { content in
      content.add(number)
      content.add(seen)
      content.addPersonal(question, .remark)
    }
    return try await desk.perform(.askApplicant, actor, content) { [desk] unit in
      guard var kept = try Kept<DisputeContent>.find(number, in: unit),
        matter.map({ $0 == kept.content.matter }) ?? true, let asker = actor.account
      else { throw desk.foreign(.askApplicant, actor) }
      try desk.demand(.askApplicant, actor, desk.relations(of: actor, to: kept, in: unit))
      try kept.demand(seen: seen)
      try kept.take(.ask)
      let isUnit = kept.content.matter == .unit
      do throws(ClockRefusal) {
        try kept.content.clock.pause(
          at: max(actor.receivedAt, kept.content.clock.last),
          waitsFor: isUnit ? .clerk : .applicant, reason: "inquiry", calendar: desk.calendar)
      } catch {
        throw PointsRefusal.rule(.clockOver)
      }
      let row = try unit.keep(question, .remark, of: kept.id, desk.keyring())
      kept.content.inquiries.append(
        DisputeContent.Inquiry(
          question: KeptValue(row), askedAt: unit.now, askedBy: asker, reply: nil))
      let dossier = try kept.save(in: unit)
      let employer =
        isUnit ? try Kept<UnitContent>.find(kept.content.about.number, in: unit) : nil
      let clerks = try employer.map { try desk.clerks(of: $0, at: unit.now, in: unit) }
      try PointsNotices.tell(
        clerks ?? [kept.content.filer], PointsNotices.disputeQuestioned,
        ["case": .dossier(kept.id)], about: kept.id, in: unit)
      return dossier
    }
  }
}
