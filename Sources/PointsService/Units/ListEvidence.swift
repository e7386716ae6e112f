package import Casework
package import Policy
package import Units

/// What was handed in about a unit or an application (已交凭证), oldest first.
package struct ListEvidence: Sendable {
  /// One upload: the PDF that was made of it (凭证).
  package struct Row: Hashable, Sendable {
    package var number: Int64
    package var state: EvidenceLifecycle.Status
    package var pages: Int
    package var scan: EvidenceScan
    /// Why its files were refused.
    package var problems: [Problem]
    /// When the last thing happened to it.
    package var changedAt: Instant

    /// Whether it can go with a dispute.
    package var isUsable: Bool { state == .received || state == .inspected }
    /// Whether whoever handed it in can look at it.
    package var canBeOpened: Bool
  }

  private let desk: PointsDesk

  /// - Parameter desk: what use cases stand on.
  package init(_ desk: PointsDesk) { self.desk = desk }

  /// - Parameter about: the unit or application; whoever may add evidence to it sees what is there.
  package func callAsFunction(about: DossierID, by actor: Actor) async throws -> [Row] {
    try await desk.store.read { [desk] reading in
      switch about.kind {
      case UnitContent.kind:
        _ = try desk.unit(about.number, for: .uploadEvidence, actor, in: reading)
      case ApplicationContent.kind:
        _ = try desk.application(about.number, for: .uploadEvidence, actor, in: reading)
      default: throw desk.foreign(.uploadEvidence, actor)
      }
      let key = DossierKey(EvidenceRecord.aboutKey, about.description)
      let query = DossierQuery(EvidenceRecord.kind, key: key, limit: 1000)
      return try reading.dossiers(query).map { dossier in
        guard let state = EvidenceLifecycle.Status(rawValue: dossier.state) else {
          throw StoreFailure.corrupt("\(dossier.id): unknown state \(dossier.state)")
        }
        let record = try EvidenceRecord(json: dossier.body)
        return Row(
          number: dossier.id.number, state: state, pages: record.pages, scan: record.scan,
          problems: record.problems, changedAt: dossier.changedAt,
          canBeOpened: record.canBeOpened)
      }
    }
  }
}
