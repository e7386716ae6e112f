package import Casework
import Policy
import Units

/// What the dossier of a cycle keeps (年度案卷): its edition and its timetable, as data.
package struct CycleContent: DossierContent, Hashable {
  package typealias Life = CycleLifecycle

  package static let kind = DossierKind(rawValue: "cycle")
  package static let decoded: DecodedBodies<CycleContent>? = DecodedBodies()

  /// The year by which it is named.
  package var cycle: Int
  /// The edition of the rules.
  package var edition: String
  /// Its stages with their moments.
  package var rows: [StageBook.Row]

  /// A plan as the city enters it.
  package init(cycle: Int, edition: String, rows: [StageBook.Row]) {
    self.cycle = cycle
    self.edition = edition
    self.rows = rows
  }

  static func key(_ cycle: Int) -> DossierKey { DossierKey("cycle", "\(cycle)", isUnique: true) }

  package func keys(_ status: CycleLifecycle.Status) -> [DossierKey] { [CycleContent.key(cycle)] }

  package var json: String {
    var json = JSONWriter()
    json.object { write(to: &$0) }
    return json.text
  }

  func write(to json: inout JSONWriter) {
    json.field("cycle", cycle)
    json.field("edition", edition)
    json.list("stages") { json in
      for row in rows {
        json.object { json in
          json.field("stage", row.stage)
          json.field("from", row.from)
          if let to = row.to { json.field("to", to) }
        }
      }
    }
  }

  package init(json: String, of id: DossierID) throws(StoreFailure) {
    try self.init(Fields("\(id)", json: json))
  }

  init(_ fields: Fields) throws(StoreFailure) {
    cycle = Int(try fields.whole("cycle"))
    edition = try fields.text("edition")
    rows = []
    for row in try fields.objects("stages") {
      rows.append(
        StageBook.Row(
          stage: try row.text("stage"), from: try row.moment("from"),
          to: try row.optionalMoment("to")))
    }
  }
}

/// The cycle in which people file now (申报年度), with its timetable.
struct CurrentCycle: Sendable {
  var id: DossierID
  var plan: StagePlan

  var number: Int { plan.cycle }
}

extension PointsDesk {
  /// The newest cycle that is open; settlement of older ones may go on beside it.
  func currentCycle(in reading: any CaseReading) throws -> CurrentCycle? {
    let open = try Kept<CycleContent>.list(state: .open, limit: 1000, in: reading)
    guard let newest = open.max(by: { $0.content.cycle < $1.content.cycle }) else { return nil }
    return CurrentCycle(id: newest.id, plan: try plan(newest.content))
  }

  /// The same, for an act that needs one; the act's stage is checked.
  ///
  /// - Throws: ``Rule/noCycle``, ``PointsRefusal/stage(_:_:)``.
  func currentCycle(
    for act: Act, _ actor: Actor, in reading: any CaseReading
  ) throws -> CurrentCycle {
    guard let cycle = try currentCycle(in: reading) else { throw PointsRefusal.rule(.noCycle) }
    try demandStage(act, of: cycle.plan, actor)
    return cycle
  }

  /// The timetable with its stages.
  func plan(_ content: CycleContent) throws(Problems) -> StagePlan {
    try stages.plan(cycle: content.cycle, edition: content.edition, rows: content.rows)
  }
}
