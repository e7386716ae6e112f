import Casework
import PointsService
import Policy

/// 查找员工: a colleague in the list by a name or a number. What is looked for is personal, so it is sent and stands in no address.
enum AssociationSearch {
  private static let path = "/unit/associations/find"

  private static let typed = ServiceField(
    "find", .text(60),
    Wording(
      "姓名或其一部分，18位身份证号码，或名单显示的前3位、后4位",
      "a name or a part of it, an identity number of 18 characters, or its first three or last four"
    ))

  static let point = ServicePoint.form(
    path, Wording("查找员工关联", "Find somebody in the list"), .readCase, fields: [typed],
    keepsDraft: false,
    done: .object([.init("rows", .list(.object(AssociationList.row))), .init("hasMore", .flag)])
  ) { visit in
    _ = try await visit.registeredUnit()
    return sheet(visit, View(["isAsked": false]))
  } run: { visit in
    let unit = try await visit.registeredUnit()
    try await visit.hall.limits.draw([.search], account: visit.session.account, address: nil)
    let found = try await ListAssociations(visit.hall.points).find(
      visit.text(typed.name), in: unit.number, by: visit.actor)
    let counts = try await CountAssociations(visit.hall.points)(unit.number, by: visit.actor)
    let table = AssociationTable(
      visit: visit, rows: found.rows,
      isInStage: unit.state.isStanding && counts?.answering.isOpen == true, asked: .whole)
    var view: View = [
      "isAsked": true, "hasMore": found.hasMore, "switchesByForm": true,
      "shown": visit.say("unit.find.shown", ["rows": "\(found.rows.count)"]),
    ]
    view.merge(table.view)
    var shown = visit
    shown.typed = Visit.Typed(fields: visit.sent)
    return .shown(sheet(shown, view)) { json in
      json.object { json in
        json.list("rows") { json in
          for row in found.rows { AssociationList.write(row, to: &json) }
        }
        json.field("hasMore", found.hasMore)
      }
    }
  }

  /// The form by itself, for the list and for the page of what was found.
  static func form(_ visit: Visit) -> View {
    visit.form(
      path,
      [
        "fields": visit.fields([
          FormField(
            name: typed.name, label: visit.say("unit.find"), control: .text(.text),
            hint: visit.say("unit.find.hint"))
        ])
      ])
  }

  private static func sheet(_ visit: Visit, _ more: View) -> Sheet {
    var view: View = [
      "title": visit.say("unit.find.title"), "find": form(visit),
      "listLink": visit.link("/unit/associations"),
    ]
    view.merge(more)
    return Sheet(
      "unit-find", visit.say("unit.find.title"),
      crumbs: visit.unitCrumbs + [(visit.say("unit.list"), "/unit/associations")], view)
  }
}
