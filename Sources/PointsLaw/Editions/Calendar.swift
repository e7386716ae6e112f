package import Policy
package import Units

/// The timetable of a cycle (年度日程): its stages in order, as announced.
package struct Calendar: Sendable {
  /// What happens in a stretch of the year (阶段).
  package enum Stage: String, CaseIterable, Sendable {
    /// 申报
    case filing
    /// 部门审核结果汇总
    case results
    /// 审核结果查询与申诉
    case query
    /// 部门复核及积分排名
    case review
    /// 公示
    case notice
    /// 落户办理
    case settlement
    /// 公示和落户办理, where the announcement gives one beginning for both
    case noticeAndSettlement
  }

  /// A stage from its first to its last day.
  package struct Span: Hashable, Sendable {
    package var stage: Stage
    package var from: CivilDate
    /// `08:00`; `nil` where the announcement names no hour.
    package var fromTime: String?
    /// `nil`: no end was announced.
    package var to: CivilDate?
    package var toTime: String?

    /// Both days included.
    package func contains(_ day: CivilDate) -> Bool {
      from <= day && to.map { day <= $0 } ?? true
    }
  }

  package var cycle: Int
  package var source: Wording
  package var spans: [Span]

  /// The stages under way on a day; notice and settlement may run beside each other.
  package func stages(on day: CivilDate) -> [Span] { spans.filter { $0.contains(day) } }

  /// The first stage that begins after a day.
  package func next(after day: CivilDate) -> Span? { spans.first { $0.from > day } }
}

extension Calendar {
  /// Reads one entry of `calendars`; `nil` when a part of it is missing or malformed.
  init?(_ node: Int, in document: Document) {
    guard
      let cycle = document.value(of: node, "cycle").flatMap({
        Decimal.read(document.text($0), decimals: 0)
      }),
      let source = Wording(document.value(of: node, "source"), in: document),
      let list = document.value(of: node, "stages")
    else { return nil }
    let items = document.items(list)
    let spans = items.compactMap { Span($0, in: document) }
    guard spans.count == items.count, !spans.isEmpty else { return nil }
    self.init(cycle: cycle, source: source, spans: spans)
  }
}

extension Calendar.Span {
  fileprivate init?(_ node: Int, in document: Document) {
    func text(_ key: String) -> String? { document.value(of: node, key).map(document.string) }
    func moment(_ text: String) -> (day: CivilDate, time: String?)? {
      let parts = text.split(separator: " ")
      guard let day = parts.first.flatMap({ CivilDate(String($0)) }), parts.count <= 2 else {
        return nil
      }
      return (day, parts.count == 2 ? String(parts[1]) : nil)
    }
    guard let stage = text("stage").flatMap(Calendar.Stage.init(rawValue:)),
      let from = text("from").flatMap(moment)
    else { return nil }
    let to = text("to")
    let end = to.flatMap(moment)
    guard (to == nil) == (end == nil), end.map({ from.day <= $0.day }) ?? true else { return nil }
    self.init(
      stage: stage, from: from.day, fromTime: from.time, to: end?.day, toTime: end?.time)
  }
}

extension Wording {
  /// Reads `{zh, en}`.
  init?(_ node: Int?, in document: Document) {
    guard let node, let zh = document.value(of: node, "zh"),
      let en = document.value(of: node, "en")
    else { return nil }
    self.init(document.string(zh), document.string(en))
  }
}
