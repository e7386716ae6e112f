import PointsLaw
import Policy
import Units

/// What the result page says about tomorrow: what is missing, the years to come, scenarios.
extension Site {
  /// What lawful gains would reach the cut-offs to expect, and when each matures.
  ///
  /// - Parameter cutOffs: those of the outlook, so that both speak of one line.
  func gap(
    _ assessment: Assessment, _ ahead: inout YearsAhead, _ cutOffs: CutOffPath, _ language: Language
  ) -> View {
    guard let last = library.history.cycles.last else { return ["hasGap": false] }
    let gap = Gap(assessment.facts, &ahead, cutOffs: cutOffs)
    let isPublished = library.history.past(gap.cycle) != nil
    let line = text(
      "calculator.gap.line.\(isPublished ? "published" : "expected")", language,
      ["cycle": String(gap.cycle), "target": gap.target.description])
    return [
      "hasGap": true,
      "gapIntro": text(
        gap.missing == .zero ? "calculator.gap.none" : "calculator.gap.some", language,
        ["missing": gap.missing.description, "line": line]),
      "gapBasis": text(
        "calculator.gap.basis", language,
        [
          "last": String(last.cycle), "cutOff": last.cutOff.description,
          "growth": cutOffs.growth.middle.description,
          "month": assessment.rules.referenceMonth.text(language),
        ]),
      "levers": levers(gap, language),
    ]
  }

  /// The same life carried forward ten cycles, against the cut-offs to expect.
  func outlook(
    _ ahead: inout YearsAhead, _ cutOffs: CutOffPath, _ language: Language
  ) -> View {
    let outlook = Outlook(&ahead, cutOffs: cutOffs)
    let columns = outlook.years.map { String($0.cycle) }
    var chart = LineChart(
      id: "outlook", title: text("calculator.outlook", language),
      description: text("calculator.outlook.text", language), measure: .points, columns: columns,
      series: [
        LineChart.Series(
          name: text("calculator.outlook.you", language),
          values: outlook.years.map(\.total.hundredths)),
        LineChart.Series(
          name: text("calculator.outlook.usual", language),
          values: outlook.years.map(\.middle.hundredths)),
      ])
    chart.band = outlook.years.map {
      min($0.low, $0.high).hundredths...max($0.low, $0.high).hundredths
    }
    chart.bandName = text("calculator.outlook.band", language)
    func cycle(_ value: Int?) -> String {
      value.map(String.init) ?? text("calculator.notInTime", language)
    }
    let figure = ChartFigure(
      svg: chart.svg, caption: text("calculator.outlook", language),
      source: library.history.source[language],
      heads: [
        "cycle", "outlook.you", "outlook.slow", "outlook.usual", "outlook.fast",
        "outlook.conditions",
      ]
      .map { text("calculator.\($0)", language) },
      rows: outlook.years.map { year in
        ChartFigure.Row(
          name: String(year.cycle),
          cells: [
            year.total.description, year.low.description, year.middle.description,
            year.high.description,
            year.isEligible
              ? text("calculator.met", language)
              : year.failures.map { $0.wording[language] }.joined(
                separator: language == .zh ? "、" : ", "),
          ])
      })
    return [
      "hasOutlook": true, "outlook": framed("figure", figure.view, language),
      "outlookText": text(
        "calculator.outlook.first", language,
        [
          "usual": cycle(outlook.expected), "slow": cycle(outlook.earliest),
          "fast": cycle(outlook.latest),
        ]),
    ]
  }

  /// Kept scenarios beside what is entered now.
  func scenarios(_ draft: Draft, _ assessment: Assessment, _ language: Language) -> String {
    guard !draft.scenarios.isEmpty else { return "" }
    var columns = [scenario(text("calculator.scenario.now", language), assessment, nil, language)]
    for (index, kept) in draft.scenarios.enumerated() {
      var other = Draft(cycle: draft.cycle)
      other.answers = kept.answers
      if case .success(let assessment) = Assessment.make(other, assessment.rules) {
        columns.append(scenario(kept.name, assessment, index, language))
      } else {
        columns.append([
          "name": kept.name, "total": "–", "difference": "", "rows": [View](),
          "canDrop": true, "drop": "drop:\(index)", "take": "take:\(index)",
        ])
      }
    }
    return templates.render("scenarios", ["scenarios": columns], language)
  }

  private func scenario(
    _ name: String, _ assessment: Assessment, _ index: Int?, _ language: Language
  ) -> View {
    [
      "name": name,
      "total": assessment.isRange
        ? "\(assessment.low) – \(assessment.high)" : assessment.high.description,
      "difference": cutOffNote(assessment, language),
      "rows": Indicator.allCases.map {
        View([
          "name": $0.wording[language], "points": assessment.sheet.points(of: $0).description,
        ])
      },
      "canDrop": index != nil, "drop": index.map { "drop:\($0)" } ?? "",
      "take": index.map { "take:\($0)" } ?? "",
    ]
  }

  /// Insurance, homes and study by month, as far as they can be read; nothing before there are any.
  func timeline(
    _ section: Section?, _ draft: Draft, _ rules: Rules, _ language: Language
  ) -> Markup {
    let shown: [Section] = [.insurance, .residences, .credentials]
    guard section.map(shown.contains) ?? true else { return Markup() }
    func span(_ row: String, _ from: String, _ to: String) -> MonthSpan? {
      guard let first = Month(draft[row + from]) else { return nil }
      let end = draft[row + to]
      guard let last = end.isEmpty ? rules.referenceMonth : Month(end), first <= last else {
        return nil
      }
      return MonthSpan(first, last)
    }
    func district(_ row: String) -> String {
      optionText("district", draft[row + ".district"], language)
    }
    var paid: [Timeline.Span] = []
    for index in 0..<draft.rows("insurance") {
      let row = "insurance[\(index)]"
      guard let months = span(row, ".from", ".to") else { continue }
      let isNormal = ["", "normal"].contains(draft[row + ".payment"])
      let types = draft[row + ".types"]
      paid.append(
        Timeline.Span(
          months, isNormal ? .paid : .supplementary,
          label: optionText("types", types.isEmpty ? "all" : types, language) + " "
            + district(row), link: "#" + FormField.id("\(row).from")))
    }
    var homes: [Timeline.Span] = []
    for index in 0..<draft.rows("residences") {
      let row = "residences[\(index)]"
      guard let months = span(row, ".from", ".to") else { continue }
      let home = draft[row + ".home"]
      let style: Timeline.Style =
        home == "rental" ? .rental : home == "dormitory" ? .dormitory : .ownHome
      homes.append(
        Timeline.Span(
          months, style, label: optionText("home", home, language) + " " + district(row),
          link: "#" + FormField.id("\(row).from")))
    }
    var study: [Timeline.Span] = []
    for index in 0..<draft.rows("credentials") {
      let row = "credentials[\(index)]"
      guard let months = span(row, ".enrolled", ".graduated") else { continue }
      study.append(
        Timeline.Span(
          months, .study, label: optionText("level", draft[row + ".level"], language),
          link: "#" + FormField.id("\(row).enrolled")))
    }
    guard !paid.isEmpty || !homes.isEmpty || !study.isEmpty else { return Markup() }
    // A span leads to its row where the row stands on this page; its line of the table always does.
    func onThisPage(_ spans: [Timeline.Span], _ page: Section) -> [Timeline.Span] {
      spans.map { span in
        var span = span
        if page != section { span.link = nil }
        return span
      }
    }
    var chart = Timeline(
      id: "timeline", title: text("calculator.timeline", language),
      description: text("calculator.timeline.text", language),
      lanes: [
        Timeline.Lane(
          name: text("calculator.timeline.insurance", language),
          spans: onThisPage(paid, .insurance),
          required: MonthSpan(
            rules.referenceMonth - (rules.conditions.insuranceMonths.value - 1),
            rules.referenceMonth)),
        Timeline.Lane(
          name: text("calculator.timeline.homes", language), spans: onThisPage(homes, .residences)),
        Timeline.Lane(
          name: text("calculator.timeline.study", language), spans: onThisPage(study, .credentials)),
      ].filter { !$0.spans.isEmpty || $0.required != nil },
      marks: [
        Timeline.Mark(
          month: rules.referenceMonth, name: text("calculator.timeline.reference", language))
      ],
      gapName: text("calculator.timeline.gap", language),
      overlapName: text("calculator.timeline.overlap", language))
    chart.names = [
      .paid: text("calculator.payment.normal", language),
      .supplementary: text("calculator.payment.supplementary", language),
      .ownHome: Residence.Kind.ownHome.wording[language],
      .rental: Residence.Kind.rental.wording[language],
      .dormitory: Residence.Kind.dormitory.wording[language],
      .study: text("calculator.timeline.study", language),
      .gap: text("calculator.timeline.gap", language),
      .overlap: text("calculator.timeline.overlap", language),
    ]
    let action = Route.calculatorPage(section?.rawValue ?? "result").path(language)
    let rows = [(Section.insurance, paid), (.residences, homes), (.credentials, study)].flatMap {
      page, spans in
      spans.map { span in
        ChartFigure.Row(
          name: span.label, cells: [span.months.description],
          way: span.link.map { anchor in
            page == section
              ? .link(anchor) : .button(action: action + anchor, go: page.rawValue)
          })
      }
    }
    let figure = ChartFigure(
      svg: chart.svg, caption: text("calculator.timeline", language), source: "",
      note: text("calculator.timeline.change", language),
      heads: [
        text("calculator.timeline.what", language), text("calculator.timeline.months", language),
      ], rows: rows)
    return framed("figure", figure.view, language)
  }
}
