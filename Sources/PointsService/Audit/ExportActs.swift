package import Casework
import Policy
package import Units

/// The auditor takes the results of a search along (导出办理记录). The export is an act with an
/// event, like the search.
package struct ExportActs: Sendable {
  private let search: SearchActs

  /// Rows that one export holds at most: what is more is narrowed by time.
  package static let most = 10_000

  /// - Parameter search: over the same store.
  package init(_ search: SearchActs) { self.search = search }

  /// - Parameters: those of ``SearchActs``.
  /// - Returns: the acts, newest first, and whether everything is in it.
  package func callAsFunction(
    _ subject: SearchActs.Subject, event: String? = nil, from: Instant? = nil, to: Instant? = nil,
    by actor: Actor
  ) async throws -> (rows: [SearchActs.Row], isWhole: Bool) {
    try await search.export("acts", by: actor)
    var rows: [SearchActs.Row] = []
    var before: Int?
    repeat {
      let page = try await search(
        subject, event: event, from: from, to: to, before: before, limit: 200, by: actor)
      rows += page.rows
      before = page.next
    } while before != nil && rows.count < ExportActs.most
    return (rows, before == nil)
  }

  /// The acts as a table with its data dictionary.
  package static func table(_ rows: [SearchActs.Row], madeAt: Instant) -> ListTable {
    ListTable(
      title: Wording("办理记录", "acts"), columns: columns, rows: rows.map(cells), madeAt: madeAt)
  }

  private static let columns: [ListTable.Column] = [
    ListTable.Column(
      "place", .number, title: Wording("序号", "place"),
      meaning: Wording("在账本中的位置，自0起", "its place in the ledger, from 0")),
    ListTable.Column(
      "reference", .text, title: Wording("回执编号", "receipt"),
      meaning: Wording("可在核对页面查验", "anybody can check it on the page for receipts")),
    ListTable.Column(
      "at", .moment, title: Wording("时刻", "moment"), meaning: Wording("办理的时刻", "when it was done")),
    ListTable.Column(
      "event", .text, title: Wording("事件", "event"),
      meaning: Wording("发生了什么，英文名称", "what happened, by its name")),
    ListTable.Column(
      "case", .text, title: Wording("案卷", "case"),
      meaning: Wording("案卷的种类与编号", "kind and number of the dossier")),
    ListTable.Column(
      "version", .number, title: Wording("版本", "version"),
      meaning: Wording("此后案卷的版本", "the dossier’s version after it")),
    ListTable.Column(
      "party", .text, title: Wording("办理人", "party"),
      meaning: Wording("账户编号，或system", "the account, or system")),
    ListTable.Column(
      "role", .text, title: Wording("角色", "role"),
      meaning: Wording("以何种角色办理", "the role in which it was done")),
    ListTable.Column(
      "rules", .text, title: Wording("依据版本", "rules"),
      meaning: Wording("所依据的政策版本，可为空", "the edition it was decided by, or nothing")),
    ListTable.Column(
      "body", .text, title: Wording("内容", "content"),
      meaning: Wording(
        "事件内容，JSON，不含个人信息原文", "the event’s content as JSON; nothing personal in clear")),
  ]

  private static func cells(_ row: SearchActs.Row) -> [ListTable.Cell] {
    [
      .number(row.place), .text(row.reference.description), .moment(row.at), .text(row.event),
      .text(row.dossier.description), .number(row.version), .text(row.party.rawValue),
      .text(row.role.rawValue), .text(row.rules), .text(row.body),
    ]
  }
}
