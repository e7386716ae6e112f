import Casework
import PointsService
import Policy

/// What became of each row of a selection (逐条结果), for a browser and for a program.
struct SelectionOutcome {
  let visit: Visit
  let answer: AssociationAnswer
  let outcomes: [(row: AnswerAssociations.Row, outcome: AnswerAssociations.Outcome)]
  /// The rows as they stand now, for their names.
  let rows: [ListAssociations.Row]

  private func say(_ key: String, _ values: [String: String] = [:]) -> String {
    visit.say("unit.outcomes.\(key)", values)
  }

  // MARK: The page

  var view: View {
    let known = Dictionary(rows.map { ($0.number, $0) }) { first, _ in first }
    var done = 0, changed = 0, refused = 0
    for (_, outcome) in outcomes {
      switch outcome {
      case .done: done += 1
      case .changed: changed += 1
      case .refused: refused += 1
      }
    }
    let isWhole = done == outcomes.count
    // Sent again under its key it gives the same: so it can be read in the other language, and loaded anew.
    let again: View = [
      "key": visit.actor.key,
      "carried": visit.sent.pairs.filter { !["token", "key", "go"].contains($0.name) }.map {
        View(["name": $0.name, "value": $0.value])
      },
    ]
    return [
      "title": visit.say("unit.outcomes"), "kind": isWhole ? "success" : "warning",
      "summary": say(
        "summary", ["done": "\(done)", "changed": "\(changed)", "refused": "\(refused)"]),
      "what": say(answer.rawValue), "hint": isWhole ? "" : say("hint"), "isPartly": !isWhole,
      "rows": outcomes.map { view($0.row, $0.outcome, known[$0.row.number]) },
      "form": visit.form("/unit/associations/answer", again), "switchesByForm": true,
      "listLink": visit.link("/unit/associations"), "homeLink": visit.link("/unit"),
    ]
  }

  private func view(
    _ row: AnswerAssociations.Row, _ outcome: AnswerAssociations.Outcome,
    _ now: ListAssociations.Row?
  ) -> View {
    let (kind, title, text) = words(outcome, now)
    return View([
      "number": "\(row.number)", "name": now?.name ?? visit.say("unit.answer.unknown"),
      "masked": now?.maskedNumber ?? "", "tag": kind, "result": title, "text": text,
      "isKnown": now != nil, "link": visit.link("/unit/associations/\(row.number)"),
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

  func write(to json: inout JSONWriter) {
    json.object { json in
      json.list("rows") { json in
        for (row, outcome) in outcomes {
          json.object { json in
            json.field("number", Int(row.number))
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
              json.field("text", wording[visit.language])
              json.field("article", article)
            }
          }
        }
      }
    }
  }
}
