import Casework
import PointsLaw
import PointsService
import Policy
import Units

/// A timetable as a table to be looked through, and as text to be changed (年度日程).
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
        let acts = (pattern?.acts ?? []).sorted { $0.rawValue < $1.rawValue }
          .map { visit.title(of: $0) }
        let isNow =
          row.from <= visit.hall.now && (row.to.map { visit.hall.now < $0 } ?? true)
        return [
          Panel.Cell(
            pattern?.title[language] ?? row.stage,
            isNow ? Panel.Mark(.info, visit.say("city.stage.now")) : nil),
          Panel.Cell(row.from.text(language)),
          Panel.Cell(row.to?.text(language) ?? visit.say("city.stage.open")),
          Panel.Cell(
            acts.isEmpty
              ? visit.say("city.stage.none") : acts.joined(separator: language == .zh ? "、" : ", ")),
        ]
      }, empty: visit.say("city.timetable.none"))
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

  // MARK: As people type it

  /// `申报 2020-07-17T08:00 2020-08-15T20:00`, a line for each stage; in English by its name, `filing`, which has no spaces.
  static func lines(_ rows: [StageBook.Row], of edition: String, _ visit: Visit) -> String {
    let patterns = (try? visit.hall.points.stages.patterns(of: edition)) ?? []
    return rows.map { row in
      let title = patterns.first { $0.name == row.stage }?.title.zh
      let name = visit.language == .zh ? title ?? row.stage : row.stage
      return [name, short(row.from), row.to.map(short) ?? "-"].joined(separator: " ")
    }.joined(separator: "\n")
  }

  private static func short(_ moment: Instant) -> String {
    let (date, rest) = moment.beijing
    let minutes = Int(rest / 60_000)
    let whole = rest % 60_000 == 0
    return whole
      ? "\(date)T\(Month.pad(minutes / 60, 2)):\(Month.pad(minutes % 60, 2))"
      : String(moment.description.prefix { $0 != "+" })
  }

  /// Stages are named as the edition has them, in Chinese or by name.
  ///
  /// - Throws: every line that is none, by its place.
  static func rows(
    _ text: String, of edition: String, _ visit: Visit
  ) throws(Problems) -> [StageBook.Row] {
    let patterns = (try? visit.hall.points.stages.patterns(of: edition)) ?? []
    var rows: [StageBook.Row] = []
    var problems: [Problem] = []
    for (place, line) in text.split(whereSeparator: \.isNewline).enumerated() {
      let words = line.split(whereSeparator: \.isWhitespace).map(String.init)
      // A day as an end is over at its midnight.
      let to = words.dropFirst(2).first.flatMap { word in
        CivilDate(word).map { Instant($0.adding(days: 1)) } ?? Instant(word)
      }
      guard words.count == 3, let from = Instant(words[1]), words[2] == "-" || to != nil else {
        let name = visit.language == .zh ? "申报" : "filing"
        let example = "\(name) 2026-04-14T08:00 2026-05-29T20:00"
        problems.append(
          Problem(
            path: "timetable", value: JSONText.quoted(String(line.prefix(80))),
            allowed: Wording(
              "第\(place + 1)行须为“阶段 开始 结束”，如 \(example)；没有结束时刻的写 -",
              "line \(place + 1) is a stage, its begin and its end, such as \(example); an end that is not known is -"
            )))
        continue
      }
      let stage = patterns.first { $0.title.zh == words[0] }?.name ?? words[0]
      rows.append(StageBook.Row(stage: stage, from: from, to: to))
    }
    guard problems.isEmpty else { throw Problems(problems) }
    return rows
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
