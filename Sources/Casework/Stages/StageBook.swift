package import Policy
package import Units

/// The stages of each edition and the timetables that were announced (各版本阶段与历年日程), from `stages.yaml`.
package struct StageBook: Sendable {
  /// A stage without its dates, as an edition has it.
  package struct Pattern: Hashable, Sendable {
    package var name: String
    package var title: Wording
    package var acts: Set<Act>
    package var article: Article
    /// Stages for which it stands, where they were announced as one.
    package var replaces: [String] = []
  }

  /// When a stage of a timetable is: moments in Beijing, the end not included.
  package struct Row: Hashable, Sendable {
    package var stage: String
    package var from: Instant
    package var to: Instant?

    package init(stage: String, from: Instant, to: Instant?) {
      self.stage = stage
      self.from = from
      self.to = to
    }
  }

  /// Acts that are bound to stages.
  package let staged: Set<Act>
  private let editions: [(name: String, stages: [Pattern])]
  /// Announced timetables in the order of cycles.
  package let plans: [StagePlan]

  package static func builtIn() throws(Problems) -> StageBook {
    try StageBook(yaml: PackageResources.stages_yaml)
  }

  package init(yaml: [UInt8]) throws(Problems) {
    let file = try FieldReader("stages.yaml", yaml: yaml)
    var staged: Set<Act> = []
    for node in try file.items("staged", in: file.root) { staged.insert(try file.name(node)) }
    self.staged = staged
    var editions: [(name: String, stages: [Pattern])] = []
    for (name, node) in file.pairs(try file.value("editions", in: file.root)) {
      var patterns: [Pattern] = []
      for (stage, entry) in file.pairs(node) {
        var acts: Set<Act> = []
        for act in try file.items("acts", in: entry) { acts.insert(try file.name(act)) }
        var replaces: [String] = []
        if file.optional("replaces", in: entry) != nil {
          for node in try file.items("replaces", in: entry) { replaces.append(try file.text(node)) }
        }
        patterns.append(
          Pattern(
            name: stage, title: try file.wording("title", in: entry), acts: acts,
            article: try file.article(in: entry), replaces: replaces))
      }
      editions.append((name, patterns))
    }
    self.editions = editions
    var plans: [StagePlan] = []
    for entry in try file.items("timetables", in: file.root) {
      let cycle = try file.number("cycle", in: entry, 2018...9999)
      _ = try file.article(in: entry)
      var rows: [Row] = []
      for node in try file.items("stages", in: entry) {
        let to = file.optional("to", in: node)
        rows.append(
          Row(
            stage: try file.text("stage", in: node),
            from: try Self.moment(file.value("from", in: node), file, isEnd: false),
            to: try to.map { node throws(Problems) in try Self.moment(node, file, isEnd: true) }))
      }
      plans.append(
        try Self.plan(
          cycle: cycle, edition: file.text("edition", in: entry), rows: rows, editions, staged))
    }
    self.plans = plans
  }

  /// Reads `2020-07-17 08:00`, or a day: its beginning, as an end the beginning of the next.
  private static func moment(
    _ node: Int, _ file: FieldReader, isEnd: Bool
  ) throws(Problems) -> Instant {
    let parts = try file.text(node).split(separator: " ").map(String.init)
    guard let date = parts.first.flatMap({ CivilDate($0) }), parts.count <= 2 else {
      throw file.refusal(node, "须为日期或日期与时刻", "a day, or a day and a time")
    }
    guard parts.count == 2 else { return Instant(isEnd ? date.adding(days: 1) : date) }
    guard let time = ClockBook.time(parts[1]) else {
      throw file.refusal(node, "时刻如08:00", "a time such as 08:00")
    }
    return Instant(date, millisecondOfDay: time)
  }

  /// The stages of an edition.
  ///
  /// - Throws: a problem that names the editions there are.
  package func patterns(of edition: String) throws(Problems) -> [Pattern] {
    try Self.patterns(of: edition, editions)
  }

  private static func patterns(
    of edition: String, _ editions: [(name: String, stages: [Pattern])]
  ) throws(Problems) -> [Pattern] {
    if let found = editions.first(where: { $0.name == edition }) { return found.stages }
    let names = editions.map(\.name).joined(separator: ", ")
    throw Problem.argument("edition", JSONText.quoted(edition), names, names)
  }

  /// The plan of a cycle from its timetable, as the city enters it.
  ///
  /// - Throws: unknown editions and stages, and what ``StagePlan`` refuses.
  package func plan(cycle: Int, edition: String, rows: [Row]) throws(Problems) -> StagePlan {
    try Self.plan(cycle: cycle, edition: edition, rows: rows, editions, staged)
  }

  private static func plan(
    cycle: Int, edition: String, rows: [Row], _ editions: [(name: String, stages: [Pattern])],
    _ staged: Set<Act>
  ) throws(Problems) -> StagePlan {
    let patterns = try patterns(of: edition, editions)
    var stages: [Stage] = []
    for (index, row) in rows.enumerated() {
      guard let pattern = patterns.first(where: { $0.name == row.stage }) else {
        let names = patterns.map(\.name).joined(separator: ", ")
        throw Problem.argument(
          "stages[\(index)].stage", JSONText.quoted(row.stage), names, names)
      }
      stages.append(
        Stage(
          name: pattern.name, title: pattern.title, from: row.from, to: row.to,
          acts: pattern.acts, article: pattern.article))
    }
    return try StagePlan(cycle: cycle, edition: edition, stages: stages, staged: staged)
  }

  /// The announced timetable of a cycle; `nil` when it is not known.
  package func plan(_ cycle: Int) -> StagePlan? { plans.first { $0.cycle == cycle } }
}
