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

  private var table: AssociationTable {
    AssociationTable(
      visit: visit, rows: page.rows, isInStage: unit.isStanding && counts.answering.isOpen,
      asked: asked)
  }

  // MARK: The page

  var view: View {
    let mismatched = counts.of(.requested, .other)
    var view: View = [
      "title": visit.say("unit.list"), "cycle": say("cycle", ["cycle": "\(page.cycle)"]),
      "stage": stage,
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
      "empty": say("empty"), "find": AssociationSearch.form(visit),
      "shown": say(
        "shown",
        [
          "rows": "\(page.rows.count)",
          "count": "\(counts.of(asked.filter.state, asked.filter.match))",
        ]),
      "hasPages": page.next != nil || asked.after > 0, "hasNext": page.next != nil,
      "nextLink": visit.link(asked.path(after: page.next ?? 0)), "hasFirst": asked.after > 0,
      "firstLink": visit.link(asked.path()),
      "exportLink": visit.link(asked.path("/unit/associations/export")),
      "backLink": visit.link("/unit"),
    ]
    view.merge(table.view)
    return view
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
