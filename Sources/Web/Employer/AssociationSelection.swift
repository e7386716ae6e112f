import Casework
import PointsService
import Policy

/// 批量处理: a selection is frozen with the versions that the clerk saw, shown, and answered as a whole, row by row. Rows can be left
/// out of it on the way; they stay as they are.
enum AssociationSelection {
  private static let path = "/unit/associations/answer"

  /// What is ticked in the list.
  static let ticked = ServiceField(
    "row", .texts, Wording("编号与所见的版本，如12:3", "number and version seen, such as 12:3"))

  /// Sent by the page, whose rows are answered only where they are ticked; a program sends no other rows than it means.
  private static let ticks = "ticks"

  /// 选定: what was ticked in the list is kept as it was seen, and shown on the next page.
  static func freeze(_ visit: Visit) async throws -> Outcome {
    _ = try await visit.registeredUnit()
    var rows: [AnswerAssociations.Row] = []
    for text in visit.texts(ticked.name) {
      let parts = text.split(separator: ":", omittingEmptySubsequences: false)
      guard parts.count == 2, let number = Int64(parts[0]), let version = Int(parts[1]) else {
        throw Problem.incomplete(ticked.name, text)
      }
      rows.append(AnswerAssociations.Row(number, seen: version))
    }
    guard !rows.isEmpty else {
      throw Problem.argument(
        ticked.name, "[]", "请在名单中至少选择一条，再处理所选", "choose at least one row of the list first")
    }
    try await keep(rows, visit)
    return Outcome("unit.done.chosen", next: try AssociationFilter(visit).coming(to: path))
  }

  /// The selection is what the account keeps of the next page's form: it survives whatever a form survives.
  private static func keep(_ rows: [AnswerAssociations.Row], _ visit: Visit) async throws {
    let drafts = visit.hall.drafts, account = visit.session.account
    let fields = rows.enumerated().flatMap { place, row in
      [
        DraftField("rows[\(place)].number", "\(row.number)"),
        DraftField("rows[\(place)].version", "\(row.seen)"),
      ]
    }
    let seen = try await drafts.draft(of: account, form: path)?.version ?? 0
    if case .conflict(let kept, _) = try await drafts.save(
      fields, form: path, of: account, seen: seen)
    {
      // Two pages at once: the one that chose last is shown.
      _ = try await drafts.save(fields, form: path, of: account, seen: kept?.version ?? 0)
    }
  }

  /// 处理所选
  static let answer = ServicePoint.form(
    path, Wording("处理所选的关联申请", "Answer the chosen requests"), .confirmAssociation,
    reads: .readCase, query: [AssociationList.list],
    fields: [
      ServiceField(
        "rows",
        .rows([
          ServiceField("number", .number, Wording("关联编号", "the association’s number")),
          ServiceField("version", .number, Wording("所见的版本", "the version seen")),
        ]), Wording("所选的申请，1至500条，每条一次", "the chosen requests, 1 to 500, each once")),
      UnitAssociation.answerField, UnitAssociation.remarkField,
    ],
    done: .object([
      .init("number", .number), .init("rows", .list(.object(AnsweredPage.row))),
    ])
  ) { visit in
    let unit = try await visit.registeredUnit()
    let chosen = (try? rows(visit.typed?.fields ?? visit.sent)) ?? []
    let shown = try await ListAssociations(visit.hall.points).selected(
      chosen.map(\.row.number), of: unit.number, by: visit.actor)
    let title =
      chosen.isEmpty
      ? visit.say("unit.answer") : visit.say("unit.answer.title", ["count": "\(chosen.count)"])
    return Sheet(
      "unit-answer", title, crumbs: visit.listCrumbs,
      view(visit, title, chosen, shown))
  } run: { visit in
    let unit = try await visit.registeredUnit()
    let rows = try rows(visit.sent)
    let chosen = rows.filter(\.isTicked).map(\.row)
    guard rows.isEmpty || !chosen.isEmpty else {
      throw Problem.argument(
        "rows", "[]", "没有勾选任何一条，请至少勾选一条；都不办理的，返回名单",
        "no row is ticked: tick at least one, or go back to the list")
    }
    let answer = try UnitAssociation.answer(visit)
    let remark = try UnitAssociation.remark(visit, answer)
    let outcomes = try await AnswerAssociations(visit.hall.points)(
      answer, chosen, remark: remark, by: visit.actor)
    let record = try await AnswerRecords(visit.hall.points).keep(
      answer, outcomes, of: unit.number, by: visit.actor)
    let number = record.dossier.number
    var outcome = Outcome(
      "unit.done.answered", next: visit.keepingList("/unit/associations/answered/\(number)")
    ) { json in
      json.object { json in
        json.field("number", Int(number))
        AnsweredPage.write(
          outcomes.map { ($0.row.number, $0.outcome) }, to: &json, visit.language)
      }
    }
    outcome.events = record.events
    return outcome
  }

  /// `rows[0].number` and `rows[0].version`, in the order in which they were sent.
  private static func rows(_ form: FormBody) throws(Problems) -> [Chosen] {
    var rows: [Chosen] = []
    var place = 0
    let isTickedAlone = form[ticks] != nil
    while let number = form["rows[\(place)].number"] {
      let version = form["rows[\(place)].version"] ?? ""
      guard let number = Int64(number), number > 0, let seen = Int(version), seen >= 0 else {
        throw Problem.incomplete("rows", "\(number):\(version)")
      }
      rows.append(
        Chosen(
          row: AnswerAssociations.Row(number, seen: seen),
          isTicked: !isTickedAlone || form["rows[\(place)].ticked"] == "true"))
      place += 1
    }
    return rows
  }

  /// A row of the page, and whether it is answered.
  private struct Chosen {
    var row: AnswerAssociations.Row
    var isTicked: Bool
  }

  private static func view(
    _ visit: Visit, _ title: String, _ chosen: [Chosen], _ shown: [ListAssociations.Row]
  ) -> View {
    let known = Dictionary(shown.map { ($0.number, $0) }) { first, _ in first }
    let mismatched = shown.count { $0.match == .other }
    return [
      "title": title, "hasRows": !chosen.isEmpty, "hasMismatched": mismatched > 0,
      "mismatched": visit.say("unit.answer.mismatched", ["count": "\(mismatched)"]),
      "rows": chosen.enumerated().map { place, one in
        let row = one.row
        let now = known[row.number]
        let isChanged = now.map { $0.version != row.seen } ?? true
        return View([
          "place": "\(place)", "isTicked": one.isTicked, "number": "\(row.number)",
          "version": "\(row.seen)",
          "name": now?.name ?? visit.say("unit.answer.unknown"),
          "masked": now?.maskedNumber ?? "",
          "match": now?.match.wording[visit.language] ?? "",
          "matchTag": now?.match.tag ?? "todo", "isKnown": now != nil, "isChanged": isChanged,
          "state": now.map { AssociationLifecycle.title(of: $0.state)[visit.language] } ?? "",
        ])
      },
      "form": visit.form(path, ["action": visit.link(visit.keepingList(path))]),
      "rowsError": visit.problems.filter { $0.path == "rows" }.map { $0.allowed[visit.language] },
      "fields": visit.fields(UnitAssociation.answerFields(visit)),
      "frozen": visit.typed?.savedAt.map {
        visit.say("unit.answer.frozen", ["at": $0.text(visit.language)])
      } ?? "", "isFrozen": visit.typed?.savedAt != nil,
      "listLink": visit.link(visit.listPath),
    ]
  }
}
