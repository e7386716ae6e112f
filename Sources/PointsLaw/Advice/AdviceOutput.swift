import Policy
import Units

/// The public forms of advice: the same bytes on the command line and in answers to programs.
extension JSONWriter {
  /// Study against work (就业与就学积分比较), as `luohu compare --format json` prints it.
  package mutating func comparisons(_ id: String, _ comparisons: [Comparison], _ rules: Rules) {
    object { json in
      json.field("id", id)
      json.field("cycle", rules.cycle)
      json.field("edition", rules.edition)
      json.list("comparisons") { json in
        for comparison in comparisons {
          json.object { json in
            json.field("credential", comparison.place)
            json.field("level", comparison.credential.level.name)
            json.field("graduated", comparison.credential.graduated.description)
            json.field("from", comparison.months.from.description)
            json.field("to", comparison.months.to.description)
            json.field("employmentMeanwhile", comparison.employment.description)
            json.field("gross", comparison.gross.description)
            json.field("deduction", comparison.deduction.description)
            json.field("net", comparison.net.description)
            json.field("claim", comparison.isWorthClaiming)
          }
        }
      }
    }
  }

  /// The distance to a target (差距) and what closes it, as `luohu gap --format json` prints it.
  package mutating func gap(_ id: String, _ gap: Gap) {
    object { json in
      json.field("id", id)
      json.field("cycle", gap.cycle)
      json.field("total", gap.total.description)
      json.field("eligible", gap.failures.isEmpty)
      json.list("failures") { json in
        for condition in gap.failures { json.text(condition.name) }
      }
      json.field("target", gap.target.description)
      json.field("missing", gap.missing.description)
      json.list("levers") { json in
        for lever in gap.levers {
          json.object { json in
            json.field("lever", lever.name)
            json.field("largest", lever.largest.description)
            for (name, cycle) in [
              ("begins", lever.begins), ("matures", lever.matures), ("reaches", lever.reaches),
            ] {
              json.key(name)
              if let cycle { json.number(cycle) } else { json.null() }
            }
            json.object("gains") { json in
              for (cycle, gain) in lever.gains { json.field(String(cycle), gain.description) }
            }
          }
        }
      }
    }
  }

  /// The years ahead (前景), as `luohu outlook --format json` prints them.
  package mutating func outlook(_ report: OutlookReport) {
    object { json in
      json.field("id", report.id)
      json.outlookFields(report.base)
      json.list("changes") { json in
        for change in report.changes {
          json.object { json in
            json.field("change", change.name)
            json.outlookFields(change.outlook)
          }
        }
      }
    }
  }

  private mutating func outlookFields(_ outlook: Outlook) {
    object("first") { json in
      for (name, cycle) in [
        ("slow", outlook.earliest), ("usual", outlook.expected), ("fast", outlook.latest),
      ] {
        json.key(name)
        if let cycle { json.number(cycle) } else { json.null() }
      }
    }
    list("years") { json in
      for year in outlook.years {
        json.object { json in
          json.field("cycle", year.cycle)
          json.field("edition", year.edition)
          json.field("total", year.total.description)
          json.field("eligible", year.isEligible)
          json.list("failures") { json in
            for condition in year.failures { json.text(condition.name) }
          }
          json.object("cutOff") { json in
            json.field("slow", year.low.description)
            json.field("usual", year.middle.description)
            json.field("fast", year.high.description)
          }
        }
      }
    }
  }
}
