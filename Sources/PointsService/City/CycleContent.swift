package import Casework
import Policy
import Synchronization
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

/// Which cycle was the current one when it was last read, by whatever reading of this process: enough for a guess of what
/// will be asked for, and never for a decision.
final class LastCycle: Sendable {
  private let last = Mutex<Int?>(nil)

  var number: Int? {
    get { last.withLock(\.self) }
    set { last.withLock { $0 = newValue } }
  }
}

extension PointsDesk {
  private static let cycles = DossierQuery(CycleContent.kind, limit: 1000)

  /// The newest cycle that was opened, unless it is over: settlement of older ones goes on beside it, and they do not come
  /// back when it ends.
  func currentCycle(in reading: any CaseReading) throws -> CurrentCycle? {
    let newest = try reading.dossiers(PointsDesk.cycles).map { try Kept<CycleContent>($0) }
      .filter { $0.status != .planned }.max { $0.content.cycle < $1.content.cycle }
    let current = newest.flatMap { $0.status == .open ? $0 : nil }
    lastCycle.number = current?.content.cycle
    return try current.map { CurrentCycle(id: $0.id, plan: try plan($0.content)) }
  }

  /// That a reading is about to ask for the current cycle, for somebody's own application and association in it if it is the one
  /// that it probably is, and for more.
  func foresee(
    ownOf account: Int64, and more: [CaseQuestion], in reading: any CaseReading
  ) throws {
    let own = lastCycle.number.map { cycle -> [CaseQuestion] in
      [
        .dossiers(
          Kept<ApplicationContent>.query(
            ApplicationContent.key(cycle: cycle, applicant: account))),
        .dossiers(
          Kept<AssociationContent>.query(
            AssociationContent.key(cycle: cycle, applicant: account))),
      ]
    }
    try reading.foresee([.dossiers(PointsDesk.cycles)] + more + (own ?? []))
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

  /// What comes before a list: while any of it may still be done, people act by this cycle.
  private static let deciding: Set<Act> = [
    .requestAssociation, .submitApplication, .appeal, .rankApplications, .setAdmission,
  ]

  /// Whether a cycle can be opened beside those that are open: from then on it is the one that people file in, and what
  /// another has still to decide would stand still. Settlement of older ones goes on beside it.
  ///
  /// - Throws: `Problems` of a timetable; ``Rule/cycleOver``, ``Rule/cycleOlder``, ``Rule/cycleRunning`` with the cycle and until when.
  func demandOpening(_ content: CycleContent, at now: Instant, in reading: any CaseReading) throws {
    let filing = try plan(content).stages.last { $0.acts.contains(.submitApplication) }
    if let end = filing?.to, end <= now { throw PointsRefusal.rule(.cycleOver) }
    for dossier in try reading.dossiers(PointsDesk.cycles) {
      let kept = try Kept<CycleContent>(dossier)
      guard kept.status != .planned else { continue }
      guard kept.content.cycle < content.cycle else { throw PointsRefusal.rule(.cycleOlder) }
      guard kept.status == .open else { continue }
      let other = try plan(kept.content)
      let last = other.stages.last { !$0.acts.isDisjoint(with: PointsDesk.deciding) }
      guard let last, last.to.map({ $0 > now }) ?? true else { continue }
      throw PointsRefusal.rule(
        .cycleRunning,
        Wording(
          "\(other.cycle)年度的“\(last.title.zh)”\(last.to.map { "至\($0.text(.zh))" } ?? "没有定结束时刻")。",
          "“\(last.title.en)” of \(other.cycle) "
            + (last.to.map { "lasts until \($0.text(.en))." } ?? "has no end yet.")))
    }
  }

  /// The timetable with its stages.
  func plan(_ content: CycleContent) throws(Problems) -> StagePlan {
    try stages.plan(cycle: content.cycle, edition: content.edition, rows: content.rows)
  }
}
