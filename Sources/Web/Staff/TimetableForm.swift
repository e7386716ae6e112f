import Casework
import Policy
import Units

/// The timetable of a cycle as it is typed or sent (日程填写): the stages of the edition with their begins and ends. A stage that
/// is not held has neither; what lies between two is a recess (间歇), which nobody has to name.
struct TimetableForm {
  fileprivate struct Line {
    var stage: String
    var from: String
    var to: String
  }

  /// Rows that are read of what was sent; no edition has as many stages.
  private static let mostRows = 30

  private let lines: [Line]

  init(_ sent: FormBody) {
    func text(_ row: Int, _ name: String) -> String? { sent["stages[\(row)].\(name)"] }
    lines = (0..<TimetableForm.mostRows).prefix { text($0, "stage") != nil }.map { row in
      Line(
        stage: Visit.trimmed(text(row, "stage") ?? ""),
        from: Visit.trimmed(text(row, "from") ?? ""),
        to: Visit.trimmed(text(row, "to") ?? ""))
    }
  }

  /// As the fields show a moment: to the minute where it is whole.
  static func typed(_ moment: Instant) -> String {
    let (date, rest) = moment.beijing
    let minutes = Int(rest / 60_000)
    return rest % 60_000 == 0
      ? "\(date)T\(Month.pad(minutes / 60, 2)):\(Month.pad(minutes % 60, 2))"
      : String(moment.description.prefix { $0 != "+" })
  }

  /// The rows with their recesses.
  ///
  /// - Parameter stages: those of the edition.
  /// - Throws: what is no stage and no moment, by the fields.
  func rows(of stages: [StageBook.Pattern]) throws(Problems) -> [StageBook.Row] {
    var rows: [StageBook.Row] = []
    var problems: [Problem] = []
    func refuse(_ path: String, _ value: String, _ zh: String, _ en: String) {
      problems.append(
        Problem(path: path, value: JSONText.quoted(value), allowed: Wording(zh, en)))
    }
    for (place, line) in lines.enumerated() where !line.isBlank {
      let path = "stages[\(place)]"
      let stage = stages.first { $0.name == line.stage }
      let from = Typing.moment(line.from)
      let to = Typing.moment(line.to, isEnd: true)
      if stage == nil {
        refuse(
          "\(path).stage", line.stage, "该政策版本的日程没有此阶段，请重新打开本页",
          "the timetables of this edition have no such stage: open the page anew")
      }
      if from == nil {
        refuse(
          "\(path).from", line.from, "“\(stage?.title.zh ?? "")”的开始须为日期和时刻，如2026年4月14日 08:00",
          "the begin of “\(stage?.title.en ?? "")” is a day and a time such as 14 April 2026 08:00")
      }
      if !line.to.isEmpty, to == nil {
        refuse(
          "\(path).to", line.to, "“\(stage?.title.zh ?? "")”的结束须为日期和时刻，如2026年5月29日 20:00，或留空",
          "the end of “\(stage?.title.en ?? "")” is a day and a time such as 29 May 2026 20:00, or empty"
        )
      }
      if let stage, let from { rows.append(.init(stage: stage.name, from: from, to: to)) }
    }
    guard problems.isEmpty else { throw Problems(problems) }
    return StageBook.withRecesses(rows)
  }

  /// What is wrong with a timetable, at the fields in which it was typed.
  ///
  /// - Parameter rows: those that were found wrong, with their recesses.
  func placed(_ problems: Problems, _ rows: [StageBook.Row]) -> Problems {
    let filled = lines.indices.filter { !lines[$0].isBlank }
    return Problems(
      problems.list.map { problem in
        guard problem.path.hasPrefix("stages") else { return problem }
        var problem = problem
        if let number = Int(problem.path.prefix { $0 != "]" }.filter(\.isNumber)) {
          // A recess is what the end of the stage before it leaves.
          let before = rows.prefix(number + 1)
          let place = before.count { $0.stage != StageBook.recess } - 1
          let isEnd = problem.path.hasSuffix(".to") || before.last?.stage == StageBook.recess
          guard filled.indices.contains(place) else { return problem }
          problem.path = "stages[\(filled[place])].\(isEnd ? "to" : "from")"
        } else if let missing = lines.firstIndex(where: \.isBlank) {
          problem.path = "stages[\(missing)].from"
        }
        return problem
      })
  }
}

extension TimetableForm.Line {
  /// Of a stage that is not held.
  fileprivate var isBlank: Bool { from.isEmpty && to.isEmpty }
}
