package import Policy
package import Units

/// A stretch of the year with its acts (阶段), for instance filing.
package struct Stage: Hashable, Sendable {
  /// For instance `filing`; `recess` where the announcement leaves a gap between stages.
  package var name: String
  package var title: Wording
  /// The first moment of it.
  package var from: Instant
  /// The first moment after it; `nil` when no end was announced.
  package var to: Instant?
  /// What may be done in it, of the acts that are bound to stages.
  package var acts: Set<Act>
  package var article: Article

  package init(
    name: String, title: Wording, from: Instant, to: Instant?, acts: Set<Act>, article: Article
  ) {
    self.name = name
    self.title = title
    self.from = from
    self.to = to
    self.acts = acts
    self.article = article
  }

  /// From its first millisecond to the one before its end.
  package func contains(_ moment: Instant) -> Bool {
    from <= moment && to.map { moment < $0 } ?? true
  }
}

/// The timetable of a cycle (年度日程): its stages one after the other, without gap or overlap.
///
/// Example: in cycle 2020 an application received on 2020-08-15 at 19:59:59.999 in Beijing is filed, one received
/// at 20:00:00.000 is not.
package struct StagePlan: Hashable, Sendable {
  package let cycle: Int
  package let edition: String
  package let stages: [Stage]
  /// Acts that are done in some stage only; all others are free at any time.
  package let staged: Set<Act>

  /// Which moment decides about a request on its way (在途请求).
  package static let requestsInFlight = Wording(
    "以服务器收齐完整请求的时刻为准（北京时间，精确到毫秒）：早于阶段结束时刻收齐的，其后办结仍算在阶段内；晚收齐的，即使更早开始发送也不受理。",
    "The moment at which the server has received the complete request decides, in Beijing time to the "
      + "millisecond: what is complete before the stage ends counts as within it even if it is done "
      + "afterwards; what is complete later is refused even if sending began before."
  )

  /// - Throws: every gap, overlap, empty stage and open end that is not the last.
  package init(cycle: Int, edition: String, stages: [Stage], staged: Set<Act>) throws(Problems) {
    var problems: [Problem] = []
    func note(_ path: String, _ value: String, _ zh: String, _ en: String) {
      problems.append(
        Problem(path: path, value: JSONText.quoted(value), allowed: Wording(zh, en)))
    }
    if stages.isEmpty { note("stages", "", "至少一个阶段", "at least one stage") }
    for (index, stage) in stages.enumerated() {
      if let to = stage.to, to <= stage.from {
        note(
          "stages[\(index)].to", "\(to)", "须晚于开始时刻\(stage.from.text(.zh))",
          "later than its beginning, \(stage.from.text(.en))")
      }
      if !stage.acts.isSubset(of: staged) {
        let names = stage.acts.subtracting(staged).map(\.rawValue).sorted().joined(separator: ", ")
        note("stages[\(index)]", names, "须为受阶段限制的事项", "acts that are bound to stages")
      }
      guard index + 1 < stages.count else { continue }
      let next = stages[index + 1]
      guard let to = stage.to else {
        note(
          "stages[\(index)].to", stage.name, "仅最后阶段可不定结束时刻", "only the last stage may have no end")
        continue
      }
      if next.from > to {
        note(
          "stages[\(index + 1)].from", "\(next.from)",
          "与前一阶段之间不得有空档（须自\(to.text(.zh))起，间歇须写明）",
          "no gap after the stage before: from \(to.text(.en)), a recess is named")
      } else if next.from < to {
        note(
          "stages[\(index + 1)].from", "\(next.from)", "不得与前一阶段重叠（不早于\(to.text(.zh))）",
          "no overlap with the stage before: not before \(to.text(.en))")
      }
    }
    guard problems.isEmpty else { throw Problems(problems) }
    self.cycle = cycle
    self.edition = edition
    self.stages = stages
    self.staged = staged
  }

  /// The stage of a moment; `nil` before the first and after the last.
  package func stage(at moment: Instant) -> Stage? { stages.first { $0.contains(moment) } }

  /// Milliseconds until the stage of a moment ends; `nil` when there is no stage or no end.
  package func timeLeft(at moment: Instant) -> Int64? {
    stage(at: moment)?.to.map { $0.milliseconds - moment.milliseconds }
  }

  /// Whether an act may be done, by the moment at which its request was received completely.
  package func answer(_ act: Act, receivedAt moment: Instant) -> StageAnswer {
    guard staged.contains(act) else { return .anyTime }
    let current = stage(at: moment)
    if let current, current.acts.contains(act) { return .allowed(current) }
    let allowing = stages.filter { $0.acts.contains(act) }
    return .refused(
      StageRefusal(
        act: act, cycle: cycle, current: current,
        next: allowing.first { $0.from > moment }, last: allowing.last))
  }
}

/// Whether the timetable lets an act be done now (阶段判断).
package enum StageAnswer: Hashable, Sendable {
  /// Not bound to a stage.
  case anyTime
  case allowed(Stage)
  case refused(StageRefusal)
}

/// The refusal of an act outside its stage (非本阶段事项): which stage allows it and when that begins, or that it is over.
package struct StageRefusal: Error, Hashable, Sendable {
  package var act: Act
  package var cycle: Int
  /// The stage of the moment, if any.
  package var current: Stage?
  /// The next stage that allows the act.
  package var next: Stage?
  /// The last stage of the plan that allows it; `nil`: none does.
  package var last: Stage?

  package var wording: Wording {
    let now = current.map {
      Wording("现为“\($0.title.zh)”阶段。", "The stage is now “\($0.title.en)”. ")
    }
    let why: Wording =
      if let next {
        Wording(
          "该事项在“\(next.title.zh)”阶段办理，自\(next.from.text(.zh))起。",
          "This is done in the stage “\(next.title.en)”, from \(next.from.text(.en)).")
      } else if let last {
        Wording(
          "该事项在“\(last.title.zh)”阶段办理\(last.to.map { "，已于\($0.text(.zh))结束" } ?? "")。",
          "This is done in the stage “\(last.title.en)”"
            + (last.to.map { ", which was over at \($0.text(.en))." } ?? "."))
      } else {
        Wording("\(cycle)年度没有办理该事项的阶段。", "No stage of cycle \(cycle) allows this.")
      }
    return Wording((now?.zh ?? "") + why.zh, (now?.en ?? "") + why.en)
  }
}
