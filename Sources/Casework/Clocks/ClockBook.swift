package import Policy
package import Units

/// The deadlines of the three services and the hours of their offices (期限与办公时间), from `clocks.yaml`.
package struct ClockBook: Sendable {
  /// In the order of the file.
  package let rules: [ClockRule]
  private let hours: [String: DayHours]

  package static func builtIn() throws(Problems) -> ClockBook {
    try ClockBook(yaml: PackageResources.clocks_yaml)
  }

  package init(yaml: [UInt8]) throws(Problems) {
    let file = try FieldReader("clocks.yaml", yaml: yaml)
    var hours: [String: DayHours] = [:]
    for (name, node) in file.pairs(try file.value("hours", in: file.root)) {
      var spans: [Range<Int64>] = []
      for span in try file.items("spans", in: node) {
        let ends = try file.list(span)
        guard ends.count == 2, let from = Self.time(try file.text(ends[0])),
          let to = Self.time(try file.text(ends[1])), from < to
        else {
          throw file.refusal(span, "须为先后两个时刻，如08:30、11:30", "two times such as 08:30, 11:30")
        }
        spans.append(from..<to)
      }
      guard let read = DayHours(spans) else {
        throw file.refusal(node, "各段时间须依次不重叠", "stretches in order that do not overlap")
      }
      _ = try file.article(in: node)
      hours[name] = read
    }
    self.hours = hours
    var rules: [ClockRule] = []
    for (name, node) in file.pairs(try file.value("clocks", in: file.root)) {
      let days = try file.number("days", in: node, 1...ClockRule.longest)
      let unit: Unit = try file.name("unit", in: node)
      var span = DayHours.wholeDay
      if let key = file.optional("hours", in: node) {
        guard let known = hours[try file.text(key)] else {
          let names = hours.keys.sorted().joined(separator: ", ")
          throw file.refusal(key, names, names)
        }
        span = known
      }
      rules.append(
        try ClockRule(
          name: name, title: file.wording("title", in: node), period: unit.period(days),
          hours: span, owedBy: file.name("owedBy", in: node),
          owedTo: file.name("owedTo", in: node), onExpiry: file.name("onExpiry", in: node),
          article: file.article(in: node)))
    }
    self.rules = rules
  }

  private enum Unit: String, CaseIterable {
    case workingDays, calendarDays

    func period(_ days: Int) -> ClockPeriod {
      switch self {
      case .workingDays: .workingDays(days)
      case .calendarDays: .calendarDays(days)
      }
    }
  }

  /// Milliseconds of `HH:MM`, 00:00 to 24:00.
  static func time(_ text: String) -> Int64? {
    let parts = text.split(separator: ":", omittingEmptySubsequences: false)
    guard parts.count == 2, parts.allSatisfy({ $0.utf8.count == 2 }),
      parts.allSatisfy({ $0.utf8.allSatisfy { (0x30...0x39).contains($0) } }),
      let hour = Int64(parts[0]), let minute = Int64(parts[1]), minute < 60,
      hour * 60 + minute <= 24 * 60
    else { return nil }
    return (hour * 60 + minute) * 60_000
  }

  /// - Throws: a problem that names the clocks there are.
  package func rule(_ name: String) throws(Problems) -> ClockRule {
    if let rule = rules.first(where: { $0.name == name }) { return rule }
    let names = rules.map(\.name).joined(separator: ", ")
    throw Problem.argument("clock", JSONText.quoted(name), names, names)
  }

  /// The hours of an office by their name in the file, for instance `permitWindow`.
  package func hours(_ name: String) throws(Problems) -> DayHours {
    if let found = hours[name] { return found }
    let names = hours.keys.sorted().joined(separator: ", ")
    throw Problem.argument("hours", JSONText.quoted(name), names, names)
  }
}
