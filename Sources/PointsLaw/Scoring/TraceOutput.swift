package import Policy
import Units

/// The trace of a score sheet (逐步说明) as JSON: every line with formula, exact value, facts,
/// parameters and readings, in both languages.
///
/// The form is documented in `Docs/trace.md`; ``traceVersion`` changes when a reader of the old form
/// could misread the new one.
extension JSONWriter {
  package static var traceVersion: Int { 1 }

  package mutating func trace(_ sheet: ScoreSheet) {
    object { json in
      json.field("traceVersion", JSONWriter.traceVersion)
      json.field("id", sheet.id)
      json.field("cycle", sheet.rules.cycle)
      json.field("edition", sheet.rules.edition)
      json.field("referenceDate", sheet.rules.referenceDate.description)
      json.field("rounding", sheet.rules.rounding.value.rawValue)
      json.field("eligible", sheet.isEligible)
      json.list("conditions") { json in
        for (condition, outcome) in sheet.conditions { json.condition(condition, outcome, sheet) }
      }
      json.field("total", sheet.total.description)
      json.object("indicators") { json in
        for indicator in Indicator.allCases {
          json.field(indicator.name, sheet.points(of: indicator).description)
        }
      }
      json.key("choices")
      json.filing(sheet.filing)
      json.list("lines") { json in
        for line in sheet.lines { json.line(line, sheet) }
      }
      json.list("unscored") { json in
        for unscored in sheet.unscored {
          json.object { json in
            json.field("indicator", unscored.indicator.name)
            json.object("reason") { $0.wording(unscored.reason) }
            json.parameters(unscored.parameters, sheet)
          }
        }
      }
      json.list("warnings") { json in
        for warning in sheet.warnings { json.object { $0.wording(warning.wording) } }
      }
    }
  }

  private mutating func condition(
    _ condition: Condition, _ outcome: ConditionOutcome, _ sheet: ScoreSheet
  ) {
    object { json in
      json.field("condition", condition.name)
      switch outcome {
      case .met: json.field("outcome", "met")
      case .notMet(let reason, let parameters):
        json.field("outcome", "notMet")
        json.object("reason") { $0.wording(reason) }
        json.parameters(parameters, sheet)
      case .undetermined(let missing):
        json.field("outcome", "undetermined")
        json.object("missing") { $0.wording(missing) }
      }
    }
  }

  private mutating func line(_ line: ScoreSheet.ScoreLine, _ sheet: ScoreSheet) {
    object { json in
      json.field("indicator", line.line.indicator.name)
      json.field("line", line.line.name)
      json.field("points", line.points.description)
      json.field("arithmetic", line.detail.formula.description)
      let exact = line.detail.formula.value
      json.field(
        "exactHundredths",
        exact.denominator == 1
          ? String(exact.numerator) : "\(exact.numerator)/\(exact.denominator)")
      json.object("sentence") { $0.wording(sheet.sentence(line)) }
      json.list("facts") { json in
        for fact in line.detail.facts { json.object { $0.wording(fact) } }
      }
      json.parameters(line.detail.parameters, sheet)
    }
  }

  private mutating func parameters(_ places: [Int], _ sheet: ScoreSheet) {
    list("parameters") { json in
      for place in places { json.parameter(sheet.rules.parameter(place)) }
    }
  }

  package mutating func parameter(_ parameter: Parameter) {
    object { json in
      json.field("path", parameter.path)
      json.field("value", parameter.valueText)
      json.field("unit", parameter.unit.rawValue)
      json.field("since", parameter.since)
      json.field("citation", parameter.article.description)
    }
  }

  mutating func wording(_ wording: Wording) {
    field("zh", wording.zh)
    field("en", wording.en)
  }
}

extension ScoreSheet {
  /// A line as one sentence: what, how much, by which arithmetic, by which article.
  package func sentence(_ line: ScoreLine) -> Wording {
    let formula = line.detail.formula
    let exact = formula.value
    let isRounded = exact.denominator != 1 || exact.numerator != line.points.hundredths
    let sign = isRounded ? "≈" : "="
    let citation = citation(line)
    return Wording(
      "\(wording(line.line).zh)：\(formula) \(sign) \(line.points)分（\(citation)）。",
      "\(wording(line.line).en): \(formula) \(sign) \(line.points) points (\(citation)).")
  }

  /// What a line is called under these rules, with the boundary month where it matters.
  package func wording(_ line: Line) -> Wording {
    let boundary = rules.residence.boundary.value
    let (year, month) = (boundary.year, boundary.month)
    switch line {
    case .ownHomeBefore:
      return Wording("自有住所（\(year)年\(month)月及以前）", "own home up to \(boundary)")
    case .ownHomeAfter:
      return Wording("自有住所（\(year)年\(month)月以后）", "own home after \(boundary)")
    case .imputed:
      return Wording(
        "租赁住所或单位宿舍（\(year)年\(month)月及以前，按同期就业年限）",
        "imputed rental or dormitory up to \(boundary)")
    case .filedAfter:
      return Wording(
        "租赁住所或单位宿舍（\(year)年\(month)月以后）", "rental or dormitory after \(boundary)")
    default: return line.wording
    }
  }

  /// The documents cited by its lines, by short name, in the order in which they appear.
  package var sources: [(name: String, title: Wording)] {
    var names: [String] = []
    for place in lines.flatMap(\.detail.parameters) + unscored.flatMap(\.parameters) {
      let name = rules.parameter(place).article.document
      if !names.contains(name) { names.append(name) }
    }
    return names.map { ($0, rules.sources[$0] ?? Wording(same: $0)) }
  }
}
