import PointsLaw
import Policy
import Units

extension OutlookReport {
  /// The outlook as a table for people.
  func text(_ language: Language) -> String {
    func say(_ zh: String, _ en: String) -> String { language == .zh ? zh : en }
    let cutOffs =
      isFixed
      ? [say("落户分值", "cut-off")]
      : [say("落户分值（慢）", "cut-off, slow"), say("（中）", "usual"), say("（快）", "fast")]
    var rows = [
      [say("年度", "cycle"), say("政策版本", "edition"), say("资格条件", "conditions")]
        + [say("总分", "total")] + changes.indices.map { say("变化\($0 + 1)", "change \($0 + 1)") }
        + cutOffs
    ]
    for (index, year) in base.years.enumerated() {
      let failures = year.failures.map(\.wording[language]).joined(separator: say("、", ", "))
      let expected =
        isFixed ? [year.middle] : [year.low, year.middle, year.high]
      rows.append(
        [
          String(year.cycle), year.edition,
          failures.isEmpty ? say("符合", "met") : say("不符合：", "not met: ") + failures,
          year.total.description,
        ] + changes.map { $0.outlook.years[index].total.description }
          + expected.map(\.description))
    }
    var text = id + "\n" + Columns.table(rows, leftColumns: 3)
    text += summary(say("保持现状", "as now"), base, language)
    for (index, change) in changes.enumerated() {
      let name = say("变化\(index + 1)：", "change \(index + 1), ") + change.wording[language]
      text += summary(name, change.outlook, language)
    }
    return text
  }

  private func summary(_ name: String, _ outlook: Outlook, _ language: Language) -> String {
    func cycle(_ value: Int?) -> String {
      language == .zh
        ? value.map { "\($0)年度" } ?? "所列年度内不能" : value.map { "in \($0)" } ?? "in none of these"
    }
    if isFixed {
      return language == .zh
        ? "\(name)——首次达到落户分值：\(cycle(outlook.expected))\n"
        : "\(name): first reaches the cut-off \(cycle(outlook.expected))\n"
    }
    return language == .zh
      ? "\(name)——首次达到落户分值：\(cycle(outlook.expected))；分值增长慢时\(cycle(outlook.earliest))，"
        + "增长快时\(cycle(outlook.latest))\n"
      : "\(name): first reaches the cut-off \(cycle(outlook.expected)); if it grows slowly "
        + "\(cycle(outlook.earliest)), if fast \(cycle(outlook.latest))\n"
  }
}
