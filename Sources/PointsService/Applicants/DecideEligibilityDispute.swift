package import Casework
import Policy
import Units

/// An officer of the district window decides a dispute about eligibility (处理资格异议). Upheld, the conditions that were not met or not
/// known count as met in this cycle as long as the records say the same of them; another that a later check finds not met
/// does not. The conditions are checked again by the departments before anybody is admitted.
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
      var old: [KeptValue] = []
      if isUpheld { old = try desk.uphold(&kept, in: unit) }
      if kept.status == .closed {
        kept.note("EligibilityDisputeAnswered")
      } else {
        try kept.take(.answerDispute) { $0.field("upheld", isUpheld) }
      }
      _ = try desk.erase(old, of: try kept.save(in: unit), in: unit)
      try PointsNotices.tell(
        [kept.content.applicant], PointsNotices.eligibilityDisputeAnswered,
        [
          "case": .dossier(dispute.id),
          "result": .term(DisputeLifecycle.title(of: isUpheld ? .upheld : .dismissed)),
        ], about: kept.id, in: unit)
      return dossier
    }
  }
}

extension PointsDesk {
  /// The window finds for the applicant in whatever was disputed.
  ///
  /// - Returns: values that are no longer needed.
  fileprivate func uphold(
    _ kept: inout Kept<ApplicationContent>, in unit: any CaseUnit
  ) throws -> [KeptValue] {
    guard let old = kept.content.eligibility.details,
      var details = try details(of: kept, .dispute, in: unit)
    else { throw PointsRefusal.rule(.nothingToDispute) }
    details.uphold()
    let row = try unit.keep(details.json, .eligibility, of: kept.id, keyring())
    kept.content.eligibility.details = KeptValue(row)
    kept.content.eligibility.standing = EligibilityFinding.standing(details.findings)
    kept.content.eligibility.isByWindow = details.isByWindow
    return [old]
  }
}
