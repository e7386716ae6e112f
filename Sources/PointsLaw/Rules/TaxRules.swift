package import Policy
package import Units

/// 纳税
package struct TaxRules: Sendable {
  /// The number of years looked at, ending with the previous one.
  package let years: Cited<Int>
  package let incomeRule: Cited<IncomeTaxRule>
  package let incomeRhythm: Cited<IncomeTaxRhythm>
  /// `average`: what the years must average, and what it earns.
  package let incomeAverage: Cited<Yuan>?
  package let incomePoints: Cited<Points>?
  /// `yearly`: what a year must reach, what it earns, and the most.
  package let incomeThreshold: Cited<Yuan>?
  package let incomePerYear: Cited<Points>?
  package let incomeMost: Cited<Points>?
  /// The investor's route; `nil`: closed.
  package let enterpriseAverage: Cited<Yuan>?
  package let enterprisePoints: Cited<Points>?
  package let violations: LookBackRules
  /// For scoring: the threshold of a year in fen, what a year and the years earn in hundredths; 0
  /// where the rule does not have them.
  let thresholdFen: Int
  /// Fen of income tax in all years together below which the route earns nothing.
  let leastIncomeFen: Int
  let perYear: Int
  let most: Int

  init(_ table: inout ParameterTable) {
    years = table.count("tax.years", .years)
    incomeRule = table.option("tax.income.rule", otherwise: .yearly)
    incomeRhythm = table.option("readings.incomeTaxRhythm", otherwise: .yearly)
    let isAverage = incomeRule.value == .average
    incomeAverage = isAverage ? table.yuan("tax.income.average") : nil
    incomePoints = isAverage ? table.points("tax.income.points") : nil
    incomeThreshold = isAverage ? nil : table.yuan("tax.income.threshold")
    incomePerYear = isAverage ? nil : table.points("tax.income.pointsPerYear")
    incomeMost = isAverage ? nil : table.points("tax.income.most")
    let isOpen = table.flag("tax.enterprise.open").value
    enterpriseAverage = isOpen ? table.yuan("tax.enterprise.average") : nil
    enterprisePoints = isOpen ? table.points("tax.enterprise.points") : nil
    thresholdFen = incomeThreshold?.value.fen ?? 0
    let perYearFen = incomeAverage?.value.fen
    leastIncomeFen = perYearFen.map { [count = years.value] in $0 * count } ?? thresholdFen
    perYear = incomePerYear?.value.hundredths ?? 0
    most = incomeMost?.value.hundredths ?? 0
    violations = LookBackRules(&table, path: "tax.violations")
  }
}
