package import Casework
import Policy
import Units

/// Whoever filed a dispute answers what the window asked, with files if need be (补充说明与材料): the clock goes on from the moment at
/// which it was received.
package struct SupplementDispute: Sendable {
  private let desk: PointsDesk

  /// - Parameter desk: what use cases stand on.
  package init(_ desk: PointsDesk) { self.desk = desk }

  /// The dispute in which an applicant is asked for more (待补充的异议), without opening what was asked.
  ///
  /// - Returns: its number; `nil` when nothing is asked.
  package func waiting(application number: Int64, by actor: Actor) async throws -> Int64? {
    try await desk.store.read { [desk] reading in
      let application = try desk.application(
        number, for: .disputeEligibility, actor, in: reading)
      let found = try Kept<DisputeContent>.list(
        DisputeContent.about(application.id), state: .waiting, limit: 1, in: reading)
      return found.first?.id.number
    }
  }

  /// - Parameters:
  ///   - number: the dispute's.
  ///   - seen: its version that they saw.
  ///   - reply: 2 to 500 characters.
  ///   - evidence: further dossiers of uploads about the same unit or application; none are needed.
  /// - Returns: the dispute.
  package func callAsFunction(
    _ number: Int64, seen: Int, reply: String, evidence: [Int64] = [], by actor: Actor
  ) async throws -> Done {
    let reply = try desk.remark(reply, "reply")
    let content = desk.content { content in
      content.add(number)
      content.add(seen)
      content.addPersonal(reply, .remark)
      for item in evidence { content.add(item) }
    }
    let act: Act = actor.role == .clerk ? .disputeUnit : .disputeEligibility
    return try await desk.perform(act, actor, content) { [desk] unit in
      guard var kept = try Kept<DisputeContent>.find(number, in: unit) else {
        throw desk.foreign(act, actor)
      }
      let about = kept.content.about
      switch kept.content.matter {
      case .unit: _ = try desk.unit(about.number, for: .disputeUnit, actor, in: unit)
      case .eligibility:
        _ = try desk.application(about.number, for: .disputeEligibility, actor, in: unit)
      }
      try kept.demand(seen: seen)
      try desk.demandFit(evidence, about: about, in: unit)
      try kept.take(.supplement) { json in
        json.list("evidence") { json in for item in evidence { json.number(Int(item)) } }
      }
      guard let last = kept.content.inquiries.indices.last else {
        throw StoreFailure.corrupt("\(kept.id): waits and nothing was asked")
      }
      do throws(ClockRefusal) {
        try kept.content.clock.resume(at: max(actor.receivedAt, kept.content.clock.last))
      } catch {
        throw StoreFailure.corrupt("\(kept.id): \(error.wording.en)")
      }
      let row = try unit.keep(reply, .remark, of: kept.id, desk.keyring())
      kept.content.inquiries[last].reply = KeptValue(row)
      kept.content.evidence += evidence.filter { !kept.content.evidence.contains($0) }
      let dossier = try kept.save(in: unit)
      try PointsNotices.tell(
        [kept.content.inquiries[last].askedBy], PointsNotices.disputeSupplemented,
        ["case": .dossier(kept.id)], about: kept.id, in: unit)
      return dossier
    }
  }
}
