import Casework
import PointsService
import Policy
import Units

/// 员工关联: the clerk's list, by state and mark, page by page; what waits can be chosen to be answered together.
enum AssociationList {
  static let sizes = [50, 100, 200]

  static let query = [
    ServiceField(
      "state", .choice(AssociationLifecycle.Status.allCases.map(\.rawValue) + ["all"]),
      isNeeded: false,
      Wording("状态；不写为待单位确认的，all为全部", "the state; those that wait when left out, all for every one")),
    ServiceField(
      "match", .choice(InsuranceMatch.allCases.map(\.rawValue)), isNeeded: false,
      Wording("参保单位比对；不写为全部", "the mark of the insurance payer; every one when left out")),
    ServiceField(
      "size", .choice(sizes.map { "\($0)" }), isNeeded: false,
      Wording("每页条数；不写为50", "rows of a page; 50 when left out")),
    ServiceField(
      "after", .number, isNeeded: false,
      Wording("上一页最后一条的编号", "the number of the last row of the page before")),
  ]

  /// Which part of the list a page was come to from, to go back there.
  static let list = ServiceField(
    "list", .text(100), isNeeded: false,
    Wording(
      "从名单的哪一部分来，如state=all&after=12",
      "the part of the list to go back to, such as state=all&after=12"))

  static let row = [
    Shape.Member("number", .number), .init("version", .number),
    .init("state", .choice(AssociationLifecycle.Status.allCases.map(\.rawValue))),
    .init("match", .choice(InsuranceMatch.allCases.map(\.rawValue))), .init("name", .text),
    .init("maskedNumber", .text), .init("requestedAt", .moment),
    .init("decidedAt", .moment, isOptional: true), .init("remark", .text, isOptional: true),
    .init("leftOn", .day, isOptional: true),
  ]

  private static let answer = Shape.object([
    .init("cycle", .number), .init("rows", .list(.object(row))),
    .init("next", .number, isOptional: true),
    .init(
      "counts",
      .object(
        AssociationLifecycle.Status.allCases.map { .init($0.rawValue, .number) }
          + [.init("mismatched", .number)])),
  ])

  /// What is ticked is sent to the list itself, so that a refused or belated choice comes back with its ticks.
  static let point = {
    var point = ServicePoint.form(
      "/unit/associations", Wording("员工关联名单", "The list of associations"), .readCase,
      query: query, fields: [AssociationSelection.ticked], keepsDraft: false, answer: answer,
      show: show, run: AssociationSelection.freeze)
    point.doing?.isForBrowsers = true
    return point
  }()

  private static func show(_ visit: Visit) async throws -> Sheet {
    let unit = try await visit.registeredUnit()
    let asked = try AssociationFilter(visit)
    let page = try await ListAssociations(visit.hall.points)(
      unit.number, asked.filter, after: asked.after, limit: asked.size, by: visit.actor)
    guard
      let counts = try await CountAssociations(visit.hall.points)(
        unit.number, cycle: page.cycle, by: visit.actor)
    else { throw PointsRefusal.rule(.noCycle, nil) }
    let drawn = AssociationListPage(
      visit: visit, asked: asked, page: page, counts: counts, unit: unit.state)
    return Sheet(
      "unit-associations", visit.say("unit.list"), crumbs: visit.unitCrumbs, drawn.view
    ) { drawn.write(to: &$0) }
  }

  static func write(_ row: ListAssociations.Row, to json: inout JSONWriter) {
    json.object { json in
      json.field("number", Int(row.number))
      json.field("version", row.version)
      json.field("state", row.state.rawValue)
      json.field("match", row.match.rawValue)
      json.field("name", row.name)
      json.field("maskedNumber", row.maskedNumber)
      json.field("requestedAt", row.requestedAt.description)
      if let decidedAt = row.decidedAt { json.field("decidedAt", decidedAt.description) }
      if let remark = row.remark { json.field("remark", remark) }
      if let leftOn = row.leftOn { json.field("leftOn", leftOn.description) }
    }
  }
}
