package import Casework

/// What messages are about, for whoever received them (消息所涉案卷): enough to name it and to lead there, nothing that is sealed.
package struct NoticeSubjects: Sendable {
  /// One of them (消息所涉).
  package struct Subject: Hashable, Sendable {
    /// The registered name of the unit; `nil` where there is none, or the registry has not answered.
    package var unit: String?
    /// Of an association or an application: it is the account owner’s.
    package var isOwn = false
    /// Of a dispute: what it is about.
    package var matter: DisputeContent.Matter?
  }

  private let desk: PointsDesk

  /// - Parameter desk: what use cases stand on.
  package init(_ desk: PointsDesk) { self.desk = desk }

  /// - Parameter ids: what the account was told about; kinds without a subject are left out.
  package func callAsFunction(
    _ ids: Set<DossierID>, by actor: Actor
  ) async throws -> [DossierID: Subject] {
    try await desk.store.read { reading in
      func unit(_ number: Int64) throws -> String? {
        try Kept<UnitContent>.find(number, in: reading)?.content.registration?.name
      }
      var subjects: [DossierID: Subject] = [:]
      for id in ids {
        switch id.kind {
        case UnitContent.kind: subjects[id] = Subject(unit: try unit(id.number))
        case AssociationContent.kind:
          guard let content = try Kept<AssociationContent>.find(id.number, in: reading)?.content
          else { continue }
          subjects[id] = Subject(
            unit: try unit(content.unit), isOwn: content.applicant == actor.account)
        case ApplicationContent.kind:
          let content = try Kept<ApplicationContent>.find(id.number, in: reading)?.content
          subjects[id] = Subject(isOwn: content?.applicant == actor.account)
        case DisputeContent.kind:
          guard let content = try Kept<DisputeContent>.find(id.number, in: reading)?.content
          else { continue }
          subjects[id] = Subject(
            unit: content.matter == .unit ? try unit(content.about.number) : nil,
            isOwn: content.filer == actor.account, matter: content.matter)
        default: break
        }
      }
      return subjects
    }
  }
}
