import Casework
import PointsService
import Policy
import Units

/// The list of associations, for a browser and for a program.
struct AssociationListPage {
  let visit: Visit
  let asked: AssociationFilter
  let page: ListAssociations.Page
  let counts: CountAssociations.Counts
  let unit: UnitLifecycle.Status

  private func say(_ key: String, _ values: [String: String] = [:]) -> String {
    visit.say("unit.list.\(key)", values)
  }

  /// Whether there is something to choose on this page, and the stage lets it be answered.
  private var canAnswer: Bool {
    page.rows.contains { $0.state == .requested } && isInStage
  }

  private var isInStage: Bool {
    guard unit.isStanding else { return false }
    switch counts.answering {
    case .allowed, .anyTime: return true
    case .refused: return false
    }
  }

  // MARK: The page

  var view: View {
    let ticked = ticked
    let mismatched = counts.of(.requested, .other)
    return [
      "title": visit.say("unit.list"), "cycle": say("cycle", ["cycle": "\(page.cycle)"]),
      "stage": stage, "isInStage": isInStage,
      "tabs": tabs, "hasMismatched": mismatched > 0,
      "mismatched": say("mismatched", ["count": "\(mismatched)"]),
      "mismatchedLink": visit.link("/unit/associations?state=requested&match=other"),
      "filterAction": visit.link("/unit/associations"), "state": asked.state,
      "filterFields": visit.fields([
        FormField(
          name: "match", label: say("match"),
          control: .select(
            [.init(value: "", text: say("match.any"))]
              + InsuranceMatch.allCases.map {
                .init(value: $0.rawValue, text: $0.wording[visit.language])
              }), value: asked.filter.match?.rawValue ?? ""),
        FormField(
          name: "size", label: say("size"),
          control: .select(
            AssociationList.sizes.map {
              .init(value: "\($0)", text: say("size.rows", ["count": "\($0)"]))
            }), value: "\(asked.size)"),
      ]),
      "hasRows": !page.rows.isEmpty, "empty": say("empty"), "canAnswer": canAnswer,
      "form": visit.form(
        "/unit/associations", ["action": visit.link(asked.path(after: asked.after))]),
      "rows": page.rows.map { row($0, ticked) },
      "shown": say(
        "shown",
        [
          "rows": "\(page.rows.count)",
          "count": "\(counts.of(asked.filter.state, asked.filter.match))",
        ]),
      "chosenWords": say("chosen"),
      "hasPages": page.next != nil || asked.after > 0, "hasNext": page.next != nil,
      "nextLink": visit.link(asked.path(after: page.next ?? 0)), "hasFirst": asked.after > 0,
      "firstLink": visit.link(asked.path()),
      "exportLink": visit.link(asked.path("/unit/associations/export")),
      "backLink": visit.link("/unit"),
    ]
  }

  /// Until when can be answered, or why not now.
  private var stage: String {
    guard unit.isStanding else {
      return visit.say(
        "unit.closed.associations", ["state": UnitLifecycle.title(of: unit)[visit.language]])
    }
    switch counts.answering {
    case .allowed(let stage):
      return stage.to.map { visit.say("unit.answering.until", ["at": $0.text(visit.language)]) }
        ?? ""
    case .refused(let refusal): return refusal.wording[visit.language]
    case .anyTime: return ""
    }
  }

  private var tabs: [View] {
    let states = AssociationLifecycle.Status.allCases
    return states.map { state in
      tab(
        state.rawValue, AssociationLifecycle.title(of: state)[visit.language],
        counts.of(state, asked.filter.match))
    } + [tab("all", say("all"), counts.of(nil, asked.filter.match))]
  }

  private func tab(_ state: String, _ title: String, _ count: Int) -> View {
    View([
      "link": visit.link(asked.path(state: state)), "isHere": state == asked.state,
      "text": title, "count": "\(count)",
    ])
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
      "link": visit.link("/unit/associations/\(row.number)"),
      "canChoose": canAnswer && row.state == .requested,
      "state": AssociationLifecycle.title(of: row.state)[visit.language], "tag": row.state.tag,
      "match": row.match.wording[visit.language], "matchTag": row.match.tag,
      "at": row.requestedAt.text(visit.language),
    ])
  }

  // MARK: For programs

  func write(to json: inout JSONWriter) {
    json.object { json in
      json.field("cycle", page.cycle)
      json.list("rows") { json in
        for row in page.rows { AssociationList.write(row, to: &json) }
      }
      if let next = page.next { json.field("next", Int(next)) }
      json.object("counts") { json in
        for state in AssociationLifecycle.Status.allCases {
          json.field(state.rawValue, counts.of(state))
        }
        json.field("mismatched", counts.of(.requested, .other))
      }
    }
  }
}
