package import Casework
import Policy
import Units

/// An officer of the district window decides a dispute about eligibility (处理资格异议). Upheld, the applicant goes on as eligible,
/// whatever the records still say; the conditions are checked again by the departments before anybody is admitted.
package struct DecideEligibilityDispute: Sendable {
  private let desk: PointsDesk

  /// - Parameter desk: what use cases stand on.
  package init(_ desk: PointsDesk) { self.desk = desk }

  /// - Parameters:
  ///   - number: the dispute's.
  ///   - seen: its version that the officer saw.
  ///   - remark: why, for the applicant to read: 2 to 500 characters.
  /// - Returns: the dispute.
  package func callAsFunction(
    _ number: Int64, seen: Int, isUpheld: Bool, remark: String, by actor: Actor
  ) async throws -> Done {
    let remark = try desk.remark(remark, "remark")
    let content = desk.content { content in
      content.add(number)
      content.add(seen)
      content.add(isUpheld ? "upheld" : "dismissed")
      content.addPersonal(remark, .remark)
    }
    return try await desk.perform(.decideEligibilityDispute, actor, content) { [desk] unit in
      guard var dispute = try Kept<DisputeContent>.find(number, in: unit),
        dispute.content.matter == .eligibility,
        var kept = try Kept<ApplicationContent>.find(dispute.content.about.number, in: unit)
      else { throw desk.foreign(.decideEligibilityDispute, actor) }
      try desk.demand(
        .decideEligibilityDispute, actor, desk.relations(of: actor, to: dispute, in: unit))
      try dispute.demand(seen: seen)
      let dossier = try desk.answer(
        &dispute, isUpheld ? .uphold : .dismiss, remark, at: actor, in: unit)
      kept.content.dispute = nil
      if isUpheld {
        kept.content.eligibility.standing = .eligible
        kept.content.eligibility.isByWindow = true
      }
      if kept.status == .closed {
        kept.note("EligibilityDisputeAnswered")
      } else {
        try kept.take(.answerDispute) { $0.field("upheld", isUpheld) }
      }
      try kept.save(in: unit)
      try PointsNotices.tell(
        [kept.content.applicant], PointsNotices.eligibilityDisputeAnswered,
        [
          "case": .dossier(kept.id),
          "result": .term(DisputeLifecycle.title(of: isUpheld ? .upheld : .dismissed)),
        ], about: kept.id, in: unit)
      return dossier
    }
  }
}
