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

/// Which of the list are shown (筛选), as the address says.
struct AssociationFilter {
  var filter: ListAssociations.Filter
  var after: Int64
  var size: Int

  /// What waits is shown first: it is what a clerk comes for.
  init(_ visit: Visit) throws(Problems) {
    func named<Value: RawRepresentable<String> & CaseIterable>(
      _ name: String, _ more: [String], _: Value.Type
    ) throws(Problems) -> Value? {
      let text = visit.query(name)
      guard !text.isEmpty, !more.contains(text) else { return nil }
      guard let value = Value(rawValue: text) else {
        let list = (Value.allCases.map(\.rawValue) + more).joined(separator: ", ")
        throw Problem.argument(name, JSONText.quoted(text), list, list)
      }
      return value
    }
    let state = try named("state", ["all"], AssociationLifecycle.Status.self)
    filter = ListAssociations.Filter(
      state: visit.query("state").isEmpty ? .requested : state,
      match: try named("match", [], InsuranceMatch.self))
    let size = visit.query("size").isEmpty ? "50" : visit.query("size")
    guard let known = AssociationList.sizes.first(where: { "\($0)" == size }) else {
      throw Problem.argument("size", JSONText.quoted(size), "50、100或200", "50, 100 or 200")
    }
    self.size = known
    let after = visit.query("after").isEmpty ? "0" : visit.query("after")
    guard let number = Int64(after), number >= 0 else {
      throw Problem.argument("after", JSONText.quoted(after), "案卷编号", "the number of a row")
    }
    self.after = number
  }

  /// The state as it stands in an address.
  var state: String { filter.state?.rawValue ?? "all" }

  /// The address of the list with something else in it.
  func path(
    _ base: String = "/unit/associations", state: String? = nil, after: Int64 = 0
  ) -> String {
    var path = "\(base)?state=\(state ?? self.state)"
    if let match = filter.match { path += "&match=\(match.rawValue)" }
    if size != 50 { path += "&size=\(size)" }
    if after > 0 { path += "&after=\(after)" }
    return path
  }
}
