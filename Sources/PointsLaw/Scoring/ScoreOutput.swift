package import Policy
import Units

/// The public forms of a score sheet: the JSON of the scoring contract.
extension JSONWriter {
  /// One object as `luohu score --format json` prints it.
  package mutating func score(_ sheet: ScoreSheet, _ language: Language) {
    object { json in
      json.heading(sheet, language)
      json.list("explanation") { json in
        for line in sheet.lines {
          json.object { json in
            json.field("indicator", line.line.indicator.name)
            json.field("line", line.line.name)
            json.field("points", line.points.description)
            json.field("arithmetic", line.detail.formula.description)
            json.field(
              "facts",
              line.detail.facts.map { $0[language] }.joined(separator: language.stop))
            json.field("citation", sheet.citation(line))
          }
        }
      }
    }
  }

  /// The best filing (最优方案) and the loss of every alternative, as `luohu choose --format json` prints it.
  package mutating func choice(_ sheet: ScoreSheet) {
    object { json in
      json.field("id", sheet.id)
      json.field("cycle", sheet.rules.cycle)
      json.field("edition", sheet.rules.edition)
      json.field("total", sheet.total.description)
      json.key("choices")
      json.filing(sheet.filing)
      json.list("alternatives") { json in
        for alternative in sheet.alternatives ?? [] {
          json.object { json in
            json.key("choices")
            json.filing(alternative.filing)
            json.field("total", alternative.total.description)
            json.field("loss", (sheet.total - alternative.total).description)
          }
        }
      }
    }
  }

  mutating func heading(_ sheet: ScoreSheet, _ language: Language) {
    field("id", sheet.id)
    field("cycle", sheet.rules.cycle)
    field("edition", sheet.rules.edition)
    field("eligible", sheet.isEligible)
    list("failures") { json in
      for (condition, outcome) in sheet.conditions {
        switch outcome {
        case .met: break
        case .notMet(let reason, let parameters):
          json.failure(
            condition, reason[language],
            parameters.first.map { sheet.rules.parameter($0).article.description } ?? "")
        case .undetermined(let missing):
          json.failure(condition, missing[language], "")
        }
      }
    }
    field("total", sheet.total.description)
    object("indicators") { json in
      for indicator in Indicator.allCases {
        json.field(indicator.name, sheet.points(of: indicator).description)
      }
    }
    key("choices")
    filing(sheet.filing)
    if let alternatives = sheet.alternatives {
      list("alternatives") { json in
        for alternative in alternatives {
          json.object { json in
            json.key("choices")
            json.filing(alternative.filing)
            json.field("total", alternative.total.description)
          }
        }
      }
    }
    list("warnings") { json in
      for warning in sheet.warnings { json.text(warning.wording[language]) }
    }
  }

  private mutating func failure(_ condition: Condition, _ reason: String, _ citation: String) {
    object { json in
      json.field("condition", condition.name)
      json.field("reason", reason)
      json.field("citation", citation)
    }
  }

  package mutating func filing(_ filing: Filing) {
    object { json in
      json.key("credential")
      json.place(filing.credential)
      json.key("innovation")
      json.place(filing.innovation)
      json.key("taxRoute")
      if let route = filing.taxRoute { json.text(route.rawValue) } else { json.null() }
      if !filing.leftOut.isEmpty {
        json.list("leftOut") { json in
          for place in filing.leftOut { json.number(place) }
        }
      }
    }
  }

  private mutating func place(_ place: Int?) {
    if let place { number(place) } else { null() }
  }
}

extension ScoreSheet {
  /// The article that a line rests on.
  package func citation(_ line: ScoreLine) -> String {
    guard let first = line.detail.parameters.first else { return "" }
    return rules.parameter(first).article.description
  }
}

extension Language {
  /// Between statements of one line.
  package var stop: String { self == .zh ? "；" : "; " }
}
