import Casework
import PointsService
import Policy
import Units

/// 导出关联名单: the data dictionary is said before anything is taken along.
enum AssociationExport {
  static let point = ServicePoint.page(
    "/unit/associations/export", Wording("导出关联名单", "Take the list along"),
    .exportAssociations, query: AssociationList.query,
    answer: .object([
      .init(
        "columns",
        .list(
          .object([
            .init("name", .text), .init("title", .text),
            .init("kind", .choice(ListTable.Column.Kind.allCases.map(\.rawValue))),
            .init("meaning", .text),
          ])))
    ])
  ) { visit in
    let unit = try await visit.registeredUnit()
    let asked = try AssociationFilter(visit)
    let counts = try await CountAssociations(visit.hall.points)(unit.number, by: visit.actor)
    let columns = dictionary(visit).columns
    let language = visit.language
    let title = visit.say("unit.export")
    func path(_ format: ListFormat, _ state: String) -> String {
      visit.link(
        asked.path("/unit/associations/export/\(format.rawValue)", state: state))
    }
    func choice(_ key: String, _ state: String, _ count: Int) -> View {
      View([
        "text": visit.say("unit.export.\(key)", ["count": "\(count)"]),
        "csv": path(.csv, state), "xlsx": path(.xlsx, state),
      ])
    }
    let match = asked.filter.match
    var choices = [choice("all", "all", counts?.of(nil, match) ?? 0)]
    if let state = asked.filter.state {
      let title = AssociationLifecycle.title(of: state)[language]
      choices.insert(
        View([
          "text": visit.say(
            "unit.export.state",
            ["state": title, "count": "\(counts?.of(state, match) ?? 0)"]),
          "csv": path(.csv, state.rawValue), "xlsx": path(.xlsx, state.rawValue),
        ]), at: 0)
    }
    let view: View = [
      "title": title, "choices": choices, "hasMatch": match != nil,
      "match": match?.wording[language] ?? "",
      "dictionaryLink": visit.link("/unit/associations/export/dictionary"),
      "columns": columns.map { column in
        View([
          "name": column.name, "title": column.title[language],
          "kind": column.kind.title[language], "meaning": column.meaning[language],
        ])
      }, "listLink": visit.link(asked.path()),
    ]
    return Sheet(
      "unit-export", title,
      crumbs: visit.unitCrumbs + [(visit.say("unit.list"), "/unit/associations")], view
    ) { json in
      json.object { json in
        json.list("columns") { json in
          for column in columns {
            json.object { json in
              json.field("name", column.name)
              json.field("title", column.title[language])
              json.field("kind", column.kind.rawValue)
              json.field("meaning", column.meaning[language])
            }
          }
        }
      }
    }
  }

  /// The file itself: an event with who, what and how many.
  static let download = {
    var point = ServicePoint.page(
      "/unit/associations/export/:format", Wording("下载关联名单", "Download the list"),
      .exportAssociations, query: AssociationList.query,
      files: [ListFormat.csv.type, ListFormat.xlsx.type], show: file)
    point.choices = ["format": ListFormat.allCases.map(\.rawValue)]
    return point
  }()

  private static func file(_ visit: Visit) async throws -> Sheet {
    guard let format = ListFormat(rawValue: visit.parameters["format"] ?? "") else {
      throw Unknown()
    }
    let unit = try await visit.registeredUnit()
    var table = dictionary(visit)
    if format != .dictionary {
      let asked = try AssociationFilter(visit)
      try await visit.hall.limits.draw([.export], account: visit.session.account, address: nil)
      table = try await ExportAssociations(visit.hall.points)(
        unit.number, asked.filter, by: visit.actor
      ).table
    }
    let bytes = try await visit.hall.lists(table, format, visit.language)
    let day = visit.actor.receivedAt.beijing.date
    let isBook = format == .xlsx
    return .file(
      format == .dictionary
        ? "associations-dictionary.csv" : "associations-\(day).\(isBook ? "xlsx" : "csv")",
      type: isBook ? format.type : "\(format.type); charset=utf-8", bytes)
  }

  /// The columns without rows.
  private static func dictionary(_ visit: Visit) -> ListTable {
    ExportAssociations.table(
      [], cycle: visit.actor.receivedAt.beijing.date.year, madeAt: visit.actor.receivedAt)
  }
}
