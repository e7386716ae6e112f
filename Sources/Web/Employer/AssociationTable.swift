import Casework
import PointsService
import Policy

/// Rows of the list with their ticks (名单表格): of the list itself, and of those who were looked for.
struct AssociationTable {
  let visit: Visit
  let rows: [ListAssociations.Row]
  /// Whether requests can be answered now.
  let isInStage: Bool
  /// The part of the list that what is ticked is sent to, and that pages of rows lead back to.
  let asked: AssociationFilter

  /// Whether there is something to choose among them.
  private var canAnswer: Bool { isInStage && rows.contains { $0.state == .requested } }

  var view: View {
    let ticked = ticked
    return [
      "hasRows": !rows.isEmpty, "canAnswer": canAnswer,
      "form": visit.form(
        "/unit/associations", ["action": visit.link(asked.path(after: asked.after))]),
      "rowError": visit.problems.filter { $0.path == AssociationSelection.ticked.name }
        .map { $0.allowed[visit.language] },
      "rows": rows.map { row($0, ticked) }, "chosenWords": visit.say("unit.list.chosen"),
    ]
  }

  /// Boxes that were ticked on a page that comes back; a row that has changed since has another value, and is chosen anew.
  private var ticked: Set<String> {
    let sent = visit.typed?.fields.pairs ?? []
    return Set(sent.filter { $0.name == AssociationSelection.ticked.name }.map(\.value))
  }

  private func row(_ row: ListAssociations.Row, _ ticked: Set<String>) -> View {
    let value = "\(row.number):\(row.version)"
    return View([
      "value": value, "isTicked": ticked.contains(value), "name": row.name,
      "masked": row.maskedNumber,
      "link": visit.link(asked.coming(to: "/unit/associations/\(row.number)")),
      "canChoose": canAnswer && row.state == .requested,
      "state": AssociationLifecycle.title(of: row.state)[visit.language], "tag": row.state.tag,
      "match": row.match.wording[visit.language], "matchTag": row.match.tag,
      "at": row.requestedAt.text(visit.language),
    ])
  }
}

extension StageAnswer {
  /// Whether the act can be done now.
  var isOpen: Bool {
    switch self {
    case .allowed, .anyTime: true
    case .refused: false
    }
  }
}
