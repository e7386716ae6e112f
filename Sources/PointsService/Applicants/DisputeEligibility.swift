package import Casework
import PointsLaw
import Units

/// An applicant says that the records are wrong (资格异议): the window of the district where the insurance is paid looks into it.
package struct DisputeEligibility: Sendable {
  private let desk: PointsDesk

  /// - Parameter desk: what use cases stand on.
  package init(_ desk: PointsDesk) { self.desk = desk }

  /// - Parameters:
  ///   - reason: in the applicant's own words, 2 to 500 characters.
  ///   - evidence: dossiers of uploads about this application; none are needed.
  /// - Returns: the application.
  package func callAsFunction(
    _ number: Int64, seen: Int, reason: String, evidence: [Int64] = [], by actor: Actor
  ) async throws -> Done {
    let reason = try desk.remark(reason, "reason")
    let content = desk.content { content in
      content.add(number)
      content.add(seen)
      content.addPersonal(reason, .remark)
      for item in evidence { content.add(item) }
    }
    return try await desk.perform(.disputeEligibility, actor, content) { [desk] unit in
      var kept = try desk.application(number, for: .disputeEligibility, actor, in: unit)
      try kept.demand(seen: seen)
      guard let account = actor.account, kept.content.dispute == nil else {
        throw PointsRefusal.rule(.nothingToDispute)
      }
      switch kept.content.standing {
      case .notEligible, .undetermined: break
      case .eligible, .waiting: throw PointsRefusal.rule(.nothingToDispute)
      }
      try kept.take(.dispute)
      let dispute = try desk.file(
        .eligibility, about: kept.id, district: kept.content.desk, actor,
        account: account, reason: reason, evidence: evidence, in: unit)
      kept.content.district = dispute.content.district
      kept.content.dispute = dispute.id.number
      return try kept.save(in: unit)
    }
  }
}
