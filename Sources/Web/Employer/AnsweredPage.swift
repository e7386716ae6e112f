import Casework
import PointsService
import Policy
import Units

/// 办理结果: what became of each row of a selection, who did it and when. It stays at its address, to be looked at and printed as a receipt.
struct AnsweredPage {
  /// `/unit/associations/answered/17`
  static let point = ServicePoint.page(
    "/unit/associations/answered/:number", Wording("批量处理结果", "What became of a selection"),
    .readCase, query: [AssociationList.list],
    answer: .object([
      .init("number", .number), .init("at", .moment),
      .init("answer", .choice(AssociationAnswer.allCases.map(\.rawValue))),
      .init("rows", .list(.object(row))),
    ])
  ) { visit in
    let number = try visit.number("number")
    let record = try await AnswerRecords(visit.hall.points)(number, by: visit.actor)
    let rows = try await ListAssociations(visit.hall.points).selected(
      record.rows.map(\.number), of: record.unit, by: visit.actor)
    let reference = try? await visit.hall.proof.reference(of: record.place, leaf: nil)
    let next = try await visit.nextWaiting(
      of: record.unit, after: record.rows.map(\.number).max() ?? 0)
    let page = AnsweredPage(
      visit: visit, record: record, rows: rows, by: try await name(of: record.by, visit),
      reference: reference, next: next)
    return Sheet(
      "unit-outcomes", visit.say("unit.outcomes"), crumbs: visit.listCrumbs, page.view
    ) { json in
      json.object { json in
        json.field("number", Int(number))
        json.field("at", record.at.description)
        json.field("answer", record.answer.rawValue)
        write(record.rows.map { ($0.number, $0.outcome) }, to: &json, visit.language)
      }
    }
  }

  let visit: Visit
  let record: AnswerRecord
  /// The rows as they stand now, for their names.
  let rows: [ListAssociations.Row]
  /// Who answered.
  let by: String
  /// Of the receipt.
  let reference: String?
  /// Where the next request is that waits.
  let next: String?

  /// A clerk as their colleagues know them; of whoever is no clerk of the unit any more, the account alone.
  private static func name(of clerk: PartyID, _ visit: Visit) async throws -> String {
    let account = visit.party(clerk)
    if clerk == visit.actor.party { return visit.say("unit.outcomes.self", ["who": account]) }
    let (clerks, _, _) = try await visit.hall.accounts.clerks(visit.actor)
    guard let known = clerks.first(where: { $0.account == clerk.account }) else { return account }
    return visit.say(
      "unit.outcomes.clerk",
      ["name": known.name ?? visit.say("unit.clerks.entity"), "who": account])
  }

  private func say(_ key: String, _ values: [String: String] = [:]) -> String {
    visit.say("unit.outcomes.\(key)", values)
  }

  // MARK: The page

  private var view: View {
    let known = Dictionary(rows.map { ($0.number, $0) }) { first, _ in first }
    var done = 0, changed = 0, refused = 0
    for row in record.rows {
      switch row.outcome {
      case .done: done += 1
      case .changed: changed += 1
      case .refused: refused += 1
      }
    }
    let isWhole = done == record.rows.count
    return [
      "title": visit.say("unit.outcomes"), "kind": isWhole ? "success" : "warning",
      "summary": say(
        "summary", ["done": "\(done)", "changed": "\(changed)", "refused": "\(refused)"]),
      "what": say(record.answer.rawValue), "hint": isWhole ? "" : say("hint"),
      "isPartly": !isWhole,
      "facts": Visit.facts([
        (say("at"), record.at.text(visit.language)),
        (say("by"), by),
      ]),
      "receipt": [reference].compactMap { $0 }.map {
        View(["reference": $0, "link": visit.link("/verify?reference=\($0)")])
      },
      "rows": record.rows.map { view($0, known[$0.number]) },
      "next": [next].compactMap { $0 },
      "listLink": visit.link(visit.listPath), "homeLink": visit.link("/unit"),
    ]
  }

  private func view(_ line: AnswerRecord.Line, _ now: ListAssociations.Row?) -> View {
    let (kind, title, text) = words(line.outcome, now)
    return View([
      "number": "\(line.number)", "name": now?.name ?? visit.say("unit.answer.unknown"),
      "masked": now?.maskedNumber ?? "", "tag": kind, "result": title, "text": text,
      "isKnown": now != nil,
      "link": visit.link(visit.keepingList("/unit/associations/\(line.number)")),
    ])
  }

  private func words(
    _ outcome: AnswerAssociations.Outcome, _ now: ListAssociations.Row?
  ) -> (kind: String, title: String, text: String) {
    switch outcome {
    case .done(_, let state):
      let title = AssociationLifecycle.Status(rawValue: state).map {
        AssociationLifecycle.title(of: $0)[visit.language]
      }
      return ("done", say("row.done"), title ?? state)
    case .changed:
      let state = now.map { AssociationLifecycle.title(of: $0.state)[visit.language] } ?? ""
      let text =
        now?.decidedAt.map {
          say("row.changed.at", ["state": state, "at": $0.text(visit.language)])
        } ?? say("row.changed.now", ["state": state])
      return ("warn", say("row.changed"), text)
    case .refused(_, let wording, let article):
      let text =
        wording[visit.language]
        + visit.say("service.article", ["article": Article.text([article], visit.language)])
      return ("danger", say("row.refused"), text)
    }
  }

  // MARK: For programs

  static let row = [
    Shape.Member("number", .number), .init("outcome", .choice(["done", "changed", "refused"])),
    .init("version", .number, isOptional: true), .init("state", .text, isOptional: true),
    .init("code", .text, isOptional: true), .init("text", .text, isOptional: true),
    .init("article", .text, isOptional: true),
  ]

  /// The rows, as a member of an object.
  static func write(
    _ rows: [(number: Int64, outcome: AnswerAssociations.Outcome)], to json: inout JSONWriter,
    _ language: Language
  ) {
    json.list("rows") { json in
      for (number, outcome) in rows {
        json.object { json in
          json.field("number", Int(number))
          switch outcome {
          case .done(let version, let state):
            json.field("outcome", "done")
            json.field("version", version)
            json.field("state", state)
          case .changed(let version):
            json.field("outcome", "changed")
            json.field("version", version)
          case .refused(let code, let wording, let article):
            json.field("outcome", "refused")
            json.field("code", code)
            json.field("text", wording[language])
            json.field("article", article)
          }
        }
      }
    }
  }
}
