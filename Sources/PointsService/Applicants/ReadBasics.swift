package import Casework
import PointsLaw
import Policy
package import Units

/// An applicant, or a family member who fills in for them, opens the basic information to go on with it (打开基础信息). Opening it is an
/// event that the applicant sees.
package struct ReadBasics: Sendable {
  /// The form as it stands.
  package struct Answer: Hashable, Sendable {
    /// The application's dossier, and the version that an edit names as seen.
    package var application: Int64
    package var version: Int
    package var cycle: Int
    /// The day on which facts are looked at, children's ages among them.
    package var referenceDate: CivilDate
    /// `nil` before it was filled in.
    package var entry: EditBasics.Entry?
  }

  private let desk: PointsDesk

  /// - Parameter desk: what use cases stand on.
  package init(_ desk: PointsDesk) { self.desk = desk }

  /// - Throws: ``Rule/noCycle``, ``Rule/eligibilityUnchecked`` before there is an application, ``PointsRefusal``.
  package func callAsFunction(by actor: Actor) async throws -> Answer {
    try desk.demand(.editBasics, actor, [.own])
    let (owner, reason): (Int64?, ReadingReason) =
      if case .person(let account) = actor.scope { (account, .help) } else {
        (actor.account, .own)
      }
    guard let owner else { throw desk.foreign(.editBasics, actor) }
    let (kept, rows) = try await desk.look("ReadBasics", actor) { [desk] unit in
      guard let cycle = try desk.currentCycle(in: unit)?.number else {
        throw PointsRefusal.rule(.noCycle)
      }
      let key = ApplicationContent.key(cycle: cycle, applicant: owner)
      guard let kept = try Kept<ApplicationContent>.find(key, in: unit) else {
        throw PointsRefusal.rule(.eligibilityUnchecked)
      }
      let ids = kept.content.basics?.values.map(\.id) ?? []
      return (kept, ids.isEmpty ? [] : try unit.values(ids, of: kept.id, reason: reason))
    }
    let keyring = desk.keyring()
    func opened(_ relative: ApplicationContent.Relative) throws -> EditBasics.Relative {
      func text(_ value: KeptValue) throws -> String {
        try rows.first { $0.id == value.id }.map { try keyring.open($0) } ?? ""
      }
      return EditBasics.Relative(
        name: try text(relative.name), number: try text(relative.number))
    }
    return Answer(
      application: kept.id.number, version: kept.version, cycle: kept.content.cycle,
      referenceDate: try desk.law.rules(kept.content.cycle).referenceDate,
      entry: try kept.content.basics.map { basics in
        EditBasics.Entry(
          maritalStatus: basics.maritalStatus, spouse: try basics.spouse.map(opened),
          children: try basics.children.map(opened), maySharePublicly: basics.maySharePublicly)
      })
  }
}
