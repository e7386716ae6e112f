package import Casework
package import PointsLaw
package import Units

/// An applicant reads the answer of the last check with its reasons (查看资格条件校验结果).
package struct ReadEligibility: Sendable {
  /// The answer (校验结果).
  package struct Answer: Hashable, Sendable {
    /// The application's dossier and version.
    package var application: Int64
    package var version: Int
    package var standing: EligibilityStanding
    /// One for each of the four conditions; none while waiting.
    package var findings: [EligibilityFinding]
    package var factsAt: Instant?
    package var checkedAt: Instant
    /// They are eligible since the window decided so.
    package var isByWindow: Bool
    /// Whose window decides, or would decide, about a dispute.
    package var district: District
    /// The last day on which the applicant is barred, whatever the conditions say; `nil` when they are not.
    package var barredUntil: CivilDate?
    /// The newest dispute about it.
    package var dispute: Dispute?
  }

  /// Where the applicant's objection stands (异议进展).
  package struct Dispute: Hashable, Sendable {
    package var number: Int64
    package var version: Int
    package var state: DisputeLifecycle.Status
    /// Whose window decides.
    package var district: District
    package var filedAt: Instant
    /// When the window answered; `nil` before.
    package var decidedAt: Instant?
    /// By when the window answers, and how many working days are left.
    package var standing: ClockStanding
    /// Dossiers of the evidence that went with it.
    package var evidence: [Int64]
    /// The applicant's words, and the window's.
    package var reason: String
    /// What the window asked before it decides, and what it was told; oldest first.
    package var inquiries: [ListDisputes.Words.Inquiry]
    package var answer: String?
  }

  private let desk: PointsDesk

  /// - Parameter desk: what use cases stand on.
  package init(_ desk: PointsDesk) { self.desk = desk }

  /// - Returns: `nil` before the first check of the open cycle.
  package func callAsFunction(by actor: Actor) async throws -> Answer? {
    try desk.demand(.readOwnData, actor, [.own])
    guard let account = actor.account else { throw desk.foreign(.readOwnData, actor) }
    let found = try await desk.look("ReadEligibility", actor) { [desk] unit -> Found? in
      guard let cycle = try desk.currentCycle(in: unit)?.number,
        let kept = try Kept<ApplicationContent>.find(
          ApplicationContent.key(cycle: cycle, applicant: account), in: unit)
      else { return nil }
      var found = Found(kept: kept)
      if let details = kept.content.eligibility.details {
        found.rows = try unit.values([details.id], of: kept.id, reason: .own)
      }
      found.dispute = try Kept<DisputeContent>.list(
        DisputeContent.about(kept.id), limit: 1000, in: unit
      ).last
      if let dispute = found.dispute {
        found.rows += try unit.values(
          dispute.content.values.map(\.id), of: dispute.id, reason: .own)
      }
      return found
    }
    guard let found else { return nil }
    let keyring = desk.keyring()
    func text(_ value: KeptValue?) throws -> String? {
      try found.rows.first { $0.id == value?.id }.map { try keyring.open($0) }
    }
    let eligibility = found.kept.content.eligibility
    let details = try text(eligibility.details).map { try EligibilityDetails(json: $0) }
    var dispute: Dispute?
    if let kept = found.dispute, let state = kept.status {
      dispute = Dispute(
        number: kept.id.number, version: kept.version, state: state,
        district: kept.content.district, filedAt: kept.content.clock.start,
        decidedAt: kept.content.clock.stopped,
        standing: kept.content.clock.standing(at: actor.receivedAt, calendar: desk.calendar),
        evidence: kept.content.evidence, reason: try text(kept.content.reason) ?? "",
        inquiries: try ListDisputes.Words.Inquiry.all(kept.content, text),
        answer: try text(kept.content.answer))
    }
    return Answer(
      application: found.kept.id.number, version: found.kept.version,
      standing: eligibility.standing, findings: details?.findings ?? [],
      factsAt: eligibility.factsAt, checkedAt: eligibility.checkedAt,
      isByWindow: eligibility.isByWindow && eligibility.standing == .eligible,
      district: found.kept.content.desk,
      barredUntil: found.kept.content.bar(on: actor.receivedAt.beijing.date), dispute: dispute)
  }

  private struct Found: Sendable {
    var kept: Kept<ApplicationContent>
    var rows: [SealedValue] = []
    var dispute: Kept<DisputeContent>?
  }
}
