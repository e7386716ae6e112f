import Casework
import PointsService
import Policy

/// 批量处理: a selection is frozen with the versions that the clerk saw, shown, and answered as a whole, row by row.
enum AssociationSelection {
  private static let path = "/unit/associations/answer"

  /// What is ticked in the list.
  static let ticked = ServiceField(
    "row", .texts, Wording("编号与所见的版本，如12:3", "number and version seen, such as 12:3"))

  /// 选定: what was ticked in the list is kept as it was seen, and shown on the next page.
  static func freeze(_ visit: Visit) async throws -> Outcome {
    _ = try await visit.registeredUnit()
    var rows: [AnswerAssociations.Row] = []
    for text in visit.texts(ticked.name) {
      let parts = text.split(separator: ":", omittingEmptySubsequences: false)
      guard parts.count == 2, let number = Int64(parts[0]), let version = Int(parts[1]) else {
        throw Problem.argument(
          ticked.name, JSONText.quoted(text), "编号与版本，如12:3", "a number and a version, such as 12:3")
      }
      rows.append(AnswerAssociations.Row(number, seen: version))
    }
    guard !rows.isEmpty else {
      throw Problem.argument(
        ticked.name, "[]", "请在名单中至少选择一条，再处理所选", "choose at least one row of the list first")
    }
    try await keep(rows, visit)
    return Outcome("unit.done.chosen", next: path)
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
    reads: .readCase,
    fields: [
      ServiceField(
        "rows",
        .rows([
          ServiceField("number", .number, Wording("关联编号", "the association’s number")),
          ServiceField("version", .number, Wording("所见的版本", "the version seen")),
        ]), Wording("所选的申请，1至500条，每条一次", "the chosen requests, 1 to 500, each once")),
      UnitAssociation.answerField, UnitAssociation.remarkField,
    ],
    done: .object([.init("rows", .list(.object(SelectionOutcome.row)))])
  ) { visit in
    let unit = try await visit.registeredUnit()
    let chosen = (try? rows(visit.typed?.fields ?? visit.sent)) ?? []
    let shown = try await ListAssociations(visit.hall.points).selected(
      chosen.map(\.number), of: unit.number, by: visit.actor)
    return Sheet(
      "unit-answer", visit.say("unit.answer"),
      crumbs: visit.unitCrumbs + [(visit.say("unit.list"), "/unit/associations")],
      view(visit, chosen, shown))
  } run: { visit in
    let unit = try await visit.registeredUnit()
    let chosen = try rows(visit.sent)
    let answer = try UnitAssociation.answer(visit)
    let remark = try UnitAssociation.remark(visit, answer)
    let outcomes = try await AnswerAssociations(visit.hall.points)(
      answer, chosen, remark: remark, by: visit.actor)
    let now = try await ListAssociations(visit.hall.points).selected(
      chosen.map(\.number), of: unit.number, by: visit.actor)
    let page = SelectionOutcome(visit: visit, answer: answer, outcomes: outcomes, rows: now)
    var outcome = Outcome("unit.done.answered", next: "/unit/associations") {
      page.write(to: &$0)
    }
    outcome.sheet = Sheet(
      "unit-outcomes", visit.say("unit.outcomes"),
      crumbs: visit.unitCrumbs + [(visit.say("unit.list"), "/unit/associations")], page.view)
    return outcome
  }

  /// `rows[0].number` and `rows[0].version`, in the order in which they were sent.
  private static func rows(_ form: FormBody) throws(Problems) -> [AnswerAssociations.Row] {
    var rows: [AnswerAssociations.Row] = []
    var place = 0
    while let number = form["rows[\(place)].number"] {
      let version = form["rows[\(place)].version"] ?? ""
      guard let number = Int64(number), number > 0, let seen = Int(version), seen >= 0 else {
        throw Problem.argument(
          "rows[\(place)]", JSONText.quoted("\(number):\(version)"), "编号与所见的版本",
          "a number and the version seen")
      }
      rows.append(AnswerAssociations.Row(number, seen: seen))
      place += 1
    }
    return rows
  }

  private static func view(
    _ visit: Visit, _ chosen: [AnswerAssociations.Row], _ shown: [ListAssociations.Row]
  ) -> View {
    let known = Dictionary(shown.map { ($0.number, $0) }) { first, _ in first }
    let mismatched = shown.count { $0.match == .other }
    return [
      "title": chosen.isEmpty
        ? visit.say("unit.answer") : visit.say("unit.answer.title", ["count": "\(chosen.count)"]),
      "hasRows": !chosen.isEmpty, "hasMismatched": mismatched > 0,
      "mismatched": visit.say("unit.answer.mismatched", ["count": "\(mismatched)"]),
      "rows": chosen.enumerated().map { place, row in
        let now = known[row.number]
        let isChanged = now.map { $0.version != row.seen } ?? true
        return View([
          "place": "\(place)", "number": "\(row.number)", "version": "\(row.seen)",
          "name": now?.name ?? visit.say("unit.answer.unknown"),
          "masked": now?.maskedNumber ?? "",
          "match": now?.match.wording[visit.language] ?? "",
          "matchTag": now?.match.tag ?? "todo", "isKnown": now != nil, "isChanged": isChanged,
          "state": now.map { AssociationLifecycle.title(of: $0.state)[visit.language] } ?? "",
        ])
      },
      "form": visit.form(path), "fields": visit.fields(UnitAssociation.answerFields(visit)),
      "frozen": visit.typed?.savedAt.map {
        visit.say("unit.answer.frozen", ["at": $0.text(visit.language)])
      } ?? "", "isFrozen": visit.typed?.savedAt != nil,
      "listLink": visit.link("/unit/associations"),
    ]
  }
}
