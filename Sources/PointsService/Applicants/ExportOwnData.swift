package import Casework
import Policy
import Units

/// A person, or a clerk for their unit, takes what is held about them with them (导出本人信息, PIPL 第四十五条): one JSON file and the same
/// as a text. The export is an event.
package struct ExportOwnData: Sendable {
  private let desk: PointsDesk
  private let sources: OwnSources?

  /// - Parameters: those of ``ReadOwnData``.
  package init(_ desk: PointsDesk, _ sources: OwnSources? = nil) {
    self.desk = desk
    self.sources = sources
  }

  /// - Parameter unit: the unit, for a clerk; `nil`: the person who acts.
  /// - Returns: the data, of which ``OwnData/json`` and ``OwnData/text(_:_:)`` are the files, and the dossier of the export.
  package func callAsFunction(
    of unit: Int64? = nil, by actor: Actor
  ) async throws -> (data: OwnData, export: Done) {
    let data = try await ReadOwnData(desk, sources).read(
      .exportOwnData, of: unit, reason: .export, actor)
    let count = data.records.reduce(0) { $0 + $1.values.count }
    let content = desk.content { $0.add(unit ?? 0) }
    let export = try await desk.perform(.exportOwnData, actor, content) { [desk] work in
      let key: DossierKey
      if let unit {
        key = AssociationContent.key(
          unit: try desk.unit(unit, for: .exportOwnData, actor, in: work).id.number)
      } else {
        try desk.demand(.exportOwnData, actor, [.own])
        key = AssociationContent.key(applicant: actor.account ?? 0)
      }
      var json = JSONWriter()
      json.object { json in
        json.field("records", data.records.count)
        json.field("values", count)
      }
      return try work.apply(
        DossierChange(
          DossierID(ExportAssociations.kind, try work.newNumber()), seen: 0,
          events: [DossierChange.Event("OwnDataExported", body: json.text)], state: "made",
          body: json.text, keys: [key]))
    }
    return (data, export)
  }
}
