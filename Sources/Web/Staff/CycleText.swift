import Casework
import PointsLaw
import PointsService
import Policy
import Units

/// A timetable as a table to be looked through, and as programs read it (年度日程).
enum CycleText {
  /// What an edition is called; one that is no longer there by its name.
  static func edition(_ id: String, _ visit: Visit) -> String {
    visit.hall.points.law.editions.first { $0.id == id }?.title[visit.language] ?? id
  }

  /// - Throws: nothing: a stage that the edition does not know is shown by its name.
  static func table(_ content: CycleContent, _ visit: Visit) -> Panel.Table {
    let language = visit.language
    let patterns = (try? visit.hall.points.stages.patterns(of: content.edition)) ?? []
    return Panel.Table(
      columns: ["stage", "from", "to", "acts"].map { visit.say("city.stage.\($0)") },
      rows: content.rows.map { row in
        let pattern = patterns.first { $0.name == row.stage }
        let isNow =
          row.from <= visit.hall.now && (row.to.map { visit.hall.now < $0 } ?? true)
        return [
          Panel.Cell(
            pattern?.title[language] ?? row.stage,
            isNow ? Panel.Mark(.info, visit.say("city.stage.now")) : nil),
          Panel.Cell(row.from.text(language)),
          Panel.Cell(row.to?.text(language) ?? visit.say("city.stage.open")),
          Panel.Cell(acts(pattern, visit)),
        ]
      }, empty: visit.say("city.timetable.none"))
  }

  /// What is done in a stage and in no other.
  static func acts(_ pattern: StageBook.Pattern?, _ visit: Visit) -> String {
    // In the order in which they are done.
    let acts = Act.allCases.filter { pattern?.acts.contains($0) == true }
      .map { visit.title(of: $0) }
    return acts.isEmpty
      ? visit.say("city.stage.none") : acts.joined(separator: visit.language == .zh ? "、" : ", ")
  }

  /// How many are reached by opening or closing a cycle.
  ///
  /// - Parameter act: `open` or `close`.
  static func reach(_ reach: ShowCycles.Reach, _ act: String, _ visit: Visit) -> String {
    visit.say(
      "city.reach.\(act)",
      [
        "units": "\(reach.units)", "applications": "\(reach.applications)",
        "associations": "\(reach.associations)",
      ])
  }

  // MARK: For programs

  static let row = Shape.object([
    .init("stage", .text), .init("from", .moment), .init("to", .optional(.moment)),
  ])

  static func write(_ row: StageBook.Row, to json: inout JSONWriter) {
    json.object { json in
      json.field("stage", row.stage)
      json.field("from", row.from.description)
      json.optional("to", row.to?.description)
    }
  }
}
