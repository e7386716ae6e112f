import PointsLaw
import Policy
import Units

/// The value of a parameter (参数) as a person reads it, with its unit.
struct ParameterText {
  let wordings: Wordings
  let language: Language

  /// Example: `84个月`, `3 points`, `2016年12月`, `城六区…`.
  func value(_ parameter: Parameter) -> String {
    switch parameter.value {
    case .none: text("rules.value.none")
    case .unpublished: text("rules.value.unpublished")
    case .points(let points): text("rules.unit.points", points.short)
    case .count(let count): self.count(count, parameter)
    case .yuan(let yuan): text("rules.unit.yuan", ParameterText.grouped(yuan.description))
    case .month(let month): month.text(language)
    case .date(let date): date.text(language)
    case .option(let option): self.option(option, parameter)
    case .names(let names):
      names.map { name in
        District.allCases.first { $0.name == name }?.wording[language] ?? name
      }.joined(separator: text("rules.separator"))
    case .ranks(let rows):
      rows.map { row in
        let ranks = row.from == row.to ? "\(row.from)" : "\(row.from)–\(row.to)"
        return wordings.text(
          "rules.rank", language,
          [
            "ranks": ranks,
            "points": row.points.map { text("rules.unit.points", $0.short) }
              ?? text("rules.value.unpublished"),
          ])
      }.joined(separator: text("rules.rankSeparator"))
    }
  }

  private func count(_ count: Int, _ parameter: Parameter) -> String {
    switch parameter.unit {
    case .months: text("rules.unit.months", String(count))
    case .years:
      text(isAge(parameter.path) ? "rules.unit.age" : "rules.unit.years", String(count))
    case .year: text("rules.unit.year", String(count))
    default: Measure.grouped(count)
    }
  }

  private func isAge(_ path: String) -> Bool {
    path.hasPrefix("conditions.retirement.") || path.hasPrefix("age.")
  }

  /// What a choice is called: the words of its reading, or those of the table of options.
  func option(_ option: String, _ parameter: Parameter) -> String {
    if let note = ReadingNote.all.first(where: { $0.path == parameter.path }),
      let known = note.options.first(where: { $0.name == option })
    {
      return known.meaning[language]
    }
    if option == "yes" { return text("rules.value.yes") }
    if option == "no" { return text("rules.value.no") }
    return text("rules.option.\(parameter.path).\(option)")
  }

  private func text(_ key: String, _ value: String? = nil) -> String {
    value.map { wordings.text(key, language, ["value": $0]) } ?? wordings.text(key, language)
  }

  /// `100000` as `100,000`; what follows a point stays.
  private static func grouped(_ amount: String) -> String {
    let parts = amount.split(separator: ".", maxSplits: 1)
    guard let whole = parts.first.flatMap({ Int($0) }) else { return amount }
    return ([Measure.grouped(whole)] + parts.dropFirst().map(String.init)).joined(separator: ".")
  }
}
