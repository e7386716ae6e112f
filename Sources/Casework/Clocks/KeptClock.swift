package import Policy
import Units

/// What a dossier keeps of a clock. The rule stands in it whole: a clock that runs keeps the period it began with,
/// whatever the book says later.
extension DeadlineClock {
  /// Writes it as a JSON object.
  package func write(to json: inout JSONWriter) {
    json.object { json in
      json.object("rule", rule.write)
      json.field("start", Int(start.milliseconds))
      json.list("pauses") { json in
        for pause in pauses {
          json.object { json in
            json.field("from", Int(pause.from.milliseconds))
            if let to = pause.to { json.field("to", Int(to.milliseconds)) }
            json.field("waitsFor", pause.waitsFor.rawValue)
            json.field("reason", pause.reason)
          }
        }
      }
      if let stopped { json.field("stopped", Int(stopped.milliseconds)) }
    }
  }

  /// Reads what ``write(to:)`` wrote.
  ///
  /// - Throws: what is missing, malformed or out of order.
  package init(_ node: Int, in document: Document) throws(Problems) {
    let fields = FieldReader("clock", document)
    var pauses: [ClockPause] = []
    let start = try fields.moment("start", in: node)
    var last = start
    let items = try fields.items("pauses", in: node)
    for (place, item) in items.enumerated() {
      let from = try fields.moment("from", in: item)
      let to = try fields.optional("to", in: item).map {
        node throws(Problems) in try fields.moment(node)
      }
      guard from >= last, to.map({ $0 >= from }) ?? (place == items.count - 1) else {
        throw fields.refusal(
          item, "中止时段须依次，仅最后一段可未结束", "pauses in order, only the last may be open")
      }
      last = to ?? from
      pauses.append(
        ClockPause(
          from: from, to: to, waitsFor: try fields.name("waitsFor", in: item),
          reason: try fields.text("reason", in: item)))
    }
    let stopped = try fields.optional("stopped", in: node).map {
      node throws(Problems) in try fields.moment(node)
    }
    if let stopped, stopped < last || pauses.last.map({ $0.to == nil }) ?? false {
      throw fields.refusal(node, "停止时刻须在最后", "the stop comes last")
    }
    self.init(
      try ClockRule(try fields.value("rule", in: node), fields), start: start, pauses: pauses,
      stopped: stopped)
  }
}

extension ClockRule {
  fileprivate func write(to json: inout JSONWriter) {
    json.field("name", name)
    json.object("title") { json in
      json.field("zh", title.zh)
      json.field("en", title.en)
    }
    switch period {
    case .workingDays(let days): json.field("workingDays", days)
    case .calendarDays(let days): json.field("calendarDays", days)
    case .moment(let end): json.field("until", Int(end.milliseconds))
    }
    json.list("hours") { json in
      for span in hours.spans {
        json.list { json in
          json.number(Int(span.lowerBound))
          json.number(Int(span.upperBound))
        }
      }
    }
    json.field("owedBy", owedBy.rawValue)
    json.field("owedTo", owedTo.rawValue)
    json.field("onExpiry", onExpiry.rawValue)
    json.field("cite", article.description)
  }

  fileprivate init(_ node: Int, _ fields: FieldReader) throws(Problems) {
    let period: ClockPeriod
    if let until = fields.optional("until", in: node) {
      period = .moment(try fields.moment(until))
    } else if fields.optional("calendarDays", in: node) != nil {
      period = .calendarDays(try fields.number("calendarDays", in: node, 1...Self.longest))
    } else {
      period = .workingDays(try fields.number("workingDays", in: node, 1...Self.longest))
    }
    var spans: [Range<Int64>] = []
    for span in try fields.items("hours", in: node) {
      let ends = try fields.list(span)
      guard ends.count == 2 else { throw fields.refusal(span, "须为起止", "a beginning and an end") }
      let (from, to) = (
        try fields.moment(ends[0]).milliseconds, try fields.moment(ends[1]).milliseconds
      )
      guard from < to else { throw fields.refusal(span, "须有先后", "a later end") }
      spans.append(from..<to)
    }
    guard let hours = DayHours(spans) else {
      throw fields.refusal(node, "各段时间须依次不重叠", "hours in order that do not overlap")
    }
    try self.init(
      name: fields.text("name", in: node), title: fields.wording("title", in: node),
      period: period, hours: hours, owedBy: fields.name("owedBy", in: node),
      owedTo: fields.name("owedTo", in: node), onExpiry: fields.name("onExpiry", in: node),
      article: fields.article(in: node))
  }
}
