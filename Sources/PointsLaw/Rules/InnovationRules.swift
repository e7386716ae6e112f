package import Policy
package import Units

/// The innovation tables (创新创业) of an edition.
package struct InnovationRules: Sendable {
  /// What one row and grade is worth.
  package struct Worth: Sendable {
    package enum Scale: Sendable {
      case points(Points)
      case unpublished
      case ranks([Parameter.RankRow])
    }
    package let scale: Scale
    package let parameter: Int
  }

  /// C1–C3: points by the number of years that satisfy.
  package struct EnterpriseYears: Sendable {
    package let threeYears: Cited<Points>
    package let twoYears: Cited<Points>
    package let oneYear: Cited<Points>
  }

  /// C4: points by the financing received.
  package struct Financing: Sendable {
    package let tiers: [(financing: Cited<Yuan>, points: Cited<Points>)]
  }

  /// By row, then by grade (the last place is for rows without grades); `nil`: not part of the
  /// edition.
  private let worths: [[Worth?]]
  /// By row: the first year of a competition.
  private let firstYears: [Cited<Int?>?]
  package let lookBackYears: Cited<Int>
  /// C1, C2, C3 in order; `nil`: closed.
  private let enterprise: [EnterpriseYears?]
  package let financing: Financing?

  init(_ table: inout ParameterTable) {
    var worths: [[Worth?]] = []
    var firstYears: [Cited<Int?>?] = []
    for row in InnovationRow.allCases {
      let group = "innovation.\(row.route == .award ? "awards" : "competitions").\(row.name)"
      var grades: [Worth?] = Array(repeating: nil, count: Grade.allCases.count + 1)
      if row.route != .enterprise {
        for grade in row.grades {
          grades[Int(grade.rawValue)] = InnovationRules.worth(&table, "\(group).\(grade.name)")
        }
        if row.grades.isEmpty {
          grades[Grade.allCases.count] = InnovationRules.worth(
            &table, "\(group).\(row.mayHavePlace && row.route == .competition ? "place" : "winner")"
          )
        }
      }
      worths.append(grades)
      let known = grades.contains { $0 != nil }
      firstYears.append(
        row.route == .competition && known
          ? table.optionalCount("\(group).firstYear", .year) : nil)
    }
    self.worths = worths
    self.firstYears = firstYears
    lookBackYears = table.count("innovation.enterprise.years", .years)
    enterprise = ["C1", "C2", "C3"].map { name in
      let path = "innovation.enterprise.\(name)"
      guard table.flag("\(path).open").value else { return nil }
      return EnterpriseYears(
        threeYears: table.points("\(path).threeYears"),
        twoYears: table.points("\(path).twoYears"), oneYear: table.points("\(path).oneYear"))
    }
    if table.flag("innovation.enterprise.C4.open").value {
      financing = Financing(
        tiers: ["high", "middle", "low"].map { tier in
          let path = "innovation.enterprise.C4.\(tier)"
          return (table.yuan("\(path).financing"), table.points("\(path).points"))
        })
    } else {
      financing = nil
    }
  }

  private static func worth(_ table: inout ParameterTable, _ path: String) -> Worth? {
    guard let place = table.place(path) else { return nil }
    let parameter = table.parameters[place]
    switch parameter.value {
    case .points(let points): return Worth(scale: .points(points), parameter: place)
    case .unpublished: return Worth(scale: .unpublished, parameter: place)
    case .ranks(let rows): return Worth(scale: .ranks(rows), parameter: place)
    default:
      let (points, ranks) = (Parameter.Unit.points.allowed, Parameter.Unit.ranks.allowed)
      table.refuse(
        path, JSONText.quoted(parameter.valueText),
        Wording("\(points.zh)；或\(ranks.zh)", "\(points.en), or \(ranks.en)"))
      return nil
    }
  }

  package func worth(_ row: InnovationRow, _ grade: Grade?) -> Worth? {
    worths[Int(row.rawValue)][grade.map { Int($0.rawValue) } ?? Grade.allCases.count]
  }

  package func firstYear(_ row: InnovationRow) -> Cited<Int?>? { firstYears[Int(row.rawValue)] }

  package func enterprise(_ row: InnovationRow) -> EnterpriseYears? {
    switch row {
    case .C1: enterprise[0]
    case .C2: enterprise[1]
    case .C3: enterprise[2]
    default: nil
    }
  }
}
