package import Policy
package import Units

extension StageBook {
  /// The stage in which nothing of this is done (间歇); it may stand between any others.
  package static let recess = "recess"

  /// The timetable with a recess wherever time is left between two stages (间歇补全): who enters it says when the stages are, and
  /// nothing about the rest.
  package static func withRecesses(_ rows: [Row]) -> [Row] {
    var whole: [Row] = []
    for row in rows {
      if let end = whole.last?.to, end < row.from {
        whole.append(Row(stage: recess, from: end, to: row.from))
      }
      whole.append(row)
    }
    return whole
  }

  /// Whether a timetable has all stages of its edition, once each and in their order, and begins or ends its first in its cycle’s year
  /// (日程完整). That they follow each other without gap or overlap, ``StagePlan`` demands.
  ///
  /// - Throws: what is wrong, by the places of the stages; `stages` for those that are missing.
  package func demandWhole(cycle: Int, edition: String, rows: [Row]) throws(Problems) {
    let patterns = try patterns(of: edition)
    var problems: [Problem] = []
    func note(_ index: Int?, _ value: String, _ zh: String, _ en: String) {
      let path = index.map { "stages[\($0)]" } ?? "stages"
      problems.append(
        Problem(path: path, value: JSONText.quoted(value), allowed: Wording(zh, en)))
    }
    let years = rows.first.map { [$0.from, $0.to].compactMap { $0?.beijing.date.year } } ?? [cycle]
    if !years.contains(cycle) {
      note(
        0, "\(rows[0].from.beijing.date)", "首个阶段须在\(cycle)年",
        "the first stage is in \(cycle)")
    }
    var had: Set<String> = []
    var last = 0
    for (index, row) in rows.enumerated() where row.stage != StageBook.recess {
      guard let place = patterns.firstIndex(where: { $0.name == row.stage }) else { continue }
      let pattern = patterns[place]
      if had.contains(row.stage) || !had.isDisjoint(with: pattern.replaces) {
        note(
          index, row.stage, "“\(pattern.title.zh)”只能有一次",
          "there is one “\(pattern.title.en)” only")
      } else if place < last {
        let before = patterns[last].title
        note(
          index, row.stage, "“\(pattern.title.zh)”须在“\(before.zh)”之前",
          "“\(pattern.title.en)” comes before “\(before.en)”")
      }
      had.insert(row.stage)
      had.formUnion(pattern.replaces)
      last = max(last, place)
    }
    let missing = patterns.filter {
      $0.name != StageBook.recess && $0.replaces.isEmpty && !had.contains($0.name)
    }
    if !missing.isEmpty {
      note(
        nil, missing.map(\.name).joined(separator: ", "),
        "还须有：\(missing.map(\.title.zh).joined(separator: "、"))",
        "also needed: \(missing.map(\.title.en).joined(separator: ", "))")
    }
    if !problems.isEmpty { throw Problems(problems) }
  }

  /// Whether a timetable may take the place of the one that people act by now (调整日程): what has begun keeps its beginning,
  /// what is over its end, and the stage of now ends no earlier than was announced.
  ///
  /// - Parameter edition: of both.
  /// - Throws: what may not be changed, by the places of the stages.
  package func demandChange(
    of old: [Row], to new: [Row], edition: String, at now: Instant
  ) throws(Problems) {
    let patterns = try patterns(of: edition)
    var problems: [Problem] = []
    for (index, row) in old.enumerated() where row.from <= now {
      let known = new.indices.contains(index) ? new[index] : nil
      let isOver = row.to.map { $0 <= now } ?? false
      let isKept = known?.stage == row.stage && known?.from == row.from
      if isKept, isOver ? known?.to == row.to : StageBook.isNotEarlier(known?.to, row.to) {
        continue
      }
      let title = patterns.first { $0.name == row.stage }?.title ?? Wording(same: row.stage)
      func words(_ language: Language) -> (from: String, to: String) {
        (row.from.text(language), row.to?.text(language) ?? (language == .zh ? "未定" : "open"))
      }
      let (zh, en) = (words(.zh), words(.en))
      problems.append(
        Problem(
          path: "stages[\(index)].\(isKept ? "to" : "from")",
          value: JSONText.quoted(known?.stage ?? ""),
          allowed: isOver
            ? Wording(
              "已结束的“\(title.zh)”不能改：\(zh.from)至\(zh.to)",
              "“\(title.en)” is over and stays as it was: \(en.from) to \(en.to)")
            : Wording(
              "进行中的“\(title.zh)”自\(zh.from)起，结束只能延后：不早于\(zh.to)",
              "“\(title.en)” has begun at \(en.from) and can only end later: not before \(en.to)")))
    }
    if !problems.isEmpty { throw Problems(problems) }
  }

  /// - Parameters: two ends; `nil` is later than any.
  private static func isNotEarlier(_ new: Instant?, _ old: Instant?) -> Bool {
    guard let new else { return true }
    return old.map { new >= $0 } ?? false
  }
}
