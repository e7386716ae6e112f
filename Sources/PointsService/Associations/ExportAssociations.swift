package import Casework
import Policy
package import Units

/// A clerk takes the list with them (导出关联名单): all rows of a filter as one table with its data dictionary. Every export is an
/// event, with who, what and how many; and so is the reading of each name.
package struct ExportAssociations: Sendable {
  /// The kind of the dossiers that say that something was exported.
  package static let kind = DossierKind(rawValue: "export")

  /// Rows at most; a larger list is exported by filters.
  package static let most = 20_000

  private let desk: PointsDesk

  /// - Parameter desk: what use cases stand on.
  package init(_ desk: PointsDesk) { self.desk = desk }

  /// - Returns: the table, and the dossier of the export.
  package func callAsFunction(
    _ unit: Int64, _ filter: ListAssociations.Filter = ListAssociations.Filter(), by actor: Actor
  ) async throws -> (table: ListTable, export: Done) {
    let list = ListAssociations(desk)
    var rows: [ListAssociations.Row] = []
    var after: Int64? = 0
    var cycle = 0
    while let from = after {
      let page = try await list.page(
        unit, filter, after: from, limit: 200, .exportAssociations, .export, actor)
      rows += page.rows
      cycle = page.cycle
      after = page.next
      guard rows.count <= Self.most else {
        throw Problem.argument(
          "filter", "\(rows.count)", "至多\(Self.most)行，请按状态筛选",
          "at most \(Self.most) rows: choose by state")
      }
    }
    let count = rows.count
    let exported = cycle
    let content = desk.content { content in
      content.add(unit)
      content.add(filter.cycle)
      content.add(filter.state?.rawValue ?? "-")
      content.add(filter.match?.rawValue ?? "-")
    }
    let export = try await desk.perform(.exportAssociations, actor, content) { [desk] work in
      let employer = try desk.unit(unit, for: .exportAssociations, actor, in: work)
      var json = JSONWriter()
      json.object { json in
        json.field("unit", employer.id.number)
        json.field("cycle", exported)
        json.field("rows", count)
        if let state = filter.state { json.field("state", state.rawValue) }
        if let match = filter.match { json.field("match", match.rawValue) }
      }
      return try work.apply(
        DossierChange(
          DossierID(Self.kind, try work.newNumber()), seen: 0,
          events: [DossierChange.Event("AssociationsExported", body: json.text)], state: "made",
          body: json.text, keys: [AssociationContent.key(unit: employer.id.number)]))
    }
    let madeAt = try await desk.store.read { try $0.dossier(export.dossier)?.changedAt }
    return (
      Self.table(rows, cycle: cycle, madeAt: madeAt ?? actor.receivedAt), export
    )
  }

  /// The table of some rows; of none, it says what the columns mean (数据字典).
  package static func table(
    _ rows: [ListAssociations.Row], cycle: Int, madeAt: Instant
  ) -> ListTable {
    let states = AssociationLifecycle.Status.allCases.map(AssociationLifecycle.title)
    let matches = InsuranceMatch.allCases.map(\.wording)
    func together(_ list: [Wording]) -> Wording {
      Wording(
        list.map(\.zh).joined(separator: "、"), list.map(\.en).joined(separator: ", "))
    }
    return ListTable(
      title: Wording("\(cycle)年度关联名单", "Associations of cycle \(cycle)"),
      columns: [
        .init(
          "number", .number, title: Wording("编号", "number"),
          meaning: Wording("关联案卷的编号", "the number of the association’s case")),
        .init(
          "name", .text, title: Wording("姓名", "name"),
          meaning: Wording("申请人姓名", "the applicant’s name")),
        .init(
          "maskedNumber", .text, title: Wording("身份证号码", "identity number"),
          meaning: Wording("前3位和后4位，其余不显示", "the first three and the last four characters")),
        .init(
          "state", .text, title: Wording("状态", "state"), meaning: together(states)),
        .init(
          "match", .text, title: Wording("参保单位比对", "insurance payer"),
          meaning: together(matches)),
        .init(
          "requestedAt", .moment, title: Wording("申请时间", "requested at"),
          meaning: Wording("申请人发起关联的时刻", "when the applicant asked for it")),
        .init(
          "decidedAt", .moment, title: Wording("处理时间", "decided at"),
          meaning: Wording("单位确认或不通过的时刻，未处理的为空", "when the unit answered; empty before")),
        .init(
          "remark", .text, title: Wording("处理意见", "remark"),
          meaning: Wording("单位的处理意见", "the unit’s words with its answer")),
        .init(
          "leftOn", .date, title: Wording("离职日期", "left on"),
          meaning: Wording("登记离职的日期", "the last day at work, where leaving was recorded")),
      ],
      rows: rows.map { row in
        [
          .number(Int(row.number)), .text(row.name), .text(row.maskedNumber),
          .term(AssociationLifecycle.title(of: row.state)), .term(row.match.wording),
          .moment(row.requestedAt), row.decidedAt.map { .moment($0) } ?? .none,
          row.remark.map { .text($0) } ?? .none, row.leftOn.map { .date($0) } ?? .none,
        ]
      }, madeAt: madeAt)
  }
}
