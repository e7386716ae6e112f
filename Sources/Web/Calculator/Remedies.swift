import PointsLaw
import Policy
import Units

/// The one place that turns what the reader of case files refuses into words of the page (怎样更正).
///
/// The reader speaks of keys, paths and notations, for people who write files. A page says what to type
/// instead, with an example as people write it. What is wrong is seen from the answers: an answer that
/// can be read on its own stands wrong to another one.
extension Fields {
  func remedy(_ problem: FieldProblem) -> String {
    let value = draft[problem.field]
    guard let question = question(problem.field) else { return problem.allowed[language] }
    let words: String? =
      switch question.kind {
      case .radios, .select: choice(problem.field, value)
      case .search: text("mend.chooseFound")
      case .date: date(problem.field, value)
      case .month: month(problem.field, value)
      case .number, .text: typed(problem.field, value)
      }
    return words ?? problem.allowed[language]
  }

  private func fill(_ text: String, _ values: [String: String]) -> String {
    values.reduce(text) { $0.replacing("{\($1.key)}", with: $1.value) }
  }

  /// The field beside another one of the same row or form: of `residences[0].to` with `from`,
  /// `residences[0].from`.
  private func sibling(_ field: String, _ key: String) -> String {
    guard let dot = field.lastIndex(of: ".") else { return key }
    return field[...dot] + key
  }

  private func key(_ field: String) -> String {
    field.split(separator: ".").last.map(String.init) ?? field
  }

  private func choice(_ field: String, _ value: String) -> String? {
    switch (key(field), value) {
    case (_, "unsure"): fill(text("mend.unsure"), ["most": String(Assessment.mostUnsure)])
    case ("papers", "degree"): text("mend.juniorCollege")
    case ("grade", let grade) where !grade.isEmpty: text("mend.grade")
    default: text("mend.choose")
    }
  }

  private func date(_ field: String, _ value: String) -> String? {
    if value.isEmpty { return text("mend.date") }
    if CivilDate(value) == nil { return text("mend.realDate") }
    return key(field) == "recordedOn" ? text("mend.recordedOn") : nil
  }

  private func month(_ field: String, _ value: String) -> String? {
    if value.isEmpty { return text("mend.month") }
    guard let month = Month(value) else { return text("mend.realMonth") }
    let key = key(field)
    if let start = ["to": "from", "graduated": "enrolled"][key],
      let first = Month(draft[sibling(field, start)]), month < first
    {
      return fill(text("mend.notBefore"), ["month": first.text(language)])
    }
    // An end that is left open is the last month that counts.
    if let last = (try? site.library.rules(draft.cycle))?.referenceMonth, month > last,
      key != "from" || draft[sibling(field, "to")].isEmpty
    {
      return fill(text("mend.notAfter"), ["month": last.text(language)])
    }
    return earlierRow(of: field, shared: sharesMonths).map {
      fill(text("mend.overlap"), ["row": $0])
    }
  }

  private func typed(_ field: String, _ value: String) -> String? {
    switch key(field) {
    case "year":
      earlierRow(of: field) { draft["\($0).year"] == draft["\($1).year"] && Month.isYear(value) }
        .map { fill(text("mend.yearTwice"), ["row": $0]) } ?? text("mend.year")
    case "years": text("mend.years")
    case "place": text("mend.place")
    case "share": text("mend.share")
    case "paid", "financing": text("mend.amount")
    case "name" where value.isEmpty: text("mend.name")
    case "name":
      earlierRow(of: field) { one, other in
        ["name", "year"].allSatisfy { draft["\(one).\($0)"] == draft["\(other).\($0)"] }
      }.map { fill(text("mend.enterpriseTwice"), ["row": $0]) }
    default: nil
    }
  }

  /// The name of the first earlier row of a field's list that it is at odds with.
  private func earlierRow(
    of field: String, shared: (_ earlier: String, _ row: String) -> Bool
  ) -> String? {
    guard let place = RowField(field) else { return nil }
    let row = "\(place.list)[\(place.index)]"
    return (0..<place.index).first { shared("\(place.list)[\($0)]", row) }
      .map { rowName(place.list, $0) }
  }

  /// Whether two rows have a month in common, of insurance one in which both pay the same type.
  private func sharesMonths(_ one: String, _ other: String) -> Bool {
    guard let these = months(one), let those = months(other), these.overlaps(those) else {
      return false
    }
    let types = [one, other].map { draft["\($0).types"] }
    return types[0] == types[1] || types.contains { ["", "all"].contains($0) }
  }

  private func months(_ row: String) -> MonthSpan? {
    guard let rules = try? site.library.rules(draft.cycle), let from = Month(draft["\(row).from"])
    else { return nil }
    let end = draft["\(row).to"]
    let open = row.hasPrefix("marriages") ? Month(9999, 12) : rules.referenceMonth
    guard let to = end.isEmpty ? open : Month(end), from <= to else { return nil }
    return MonthSpan(from, to)
  }
}

extension Month {
  /// Whether a text is a year as case files have it: four digits, 1900 or later.
  static func isYear(_ text: String) -> Bool {
    text.count == 4 && text.allSatisfy(\.isASCIIDigit) && (Int(text) ?? 0) >= 1900
  }
}
