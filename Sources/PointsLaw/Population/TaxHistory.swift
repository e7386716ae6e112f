import Units

/// Income tax of the last three years (个人所得税), which follows the wage, and violations.
struct TaxHistory: Sendable {
  private let isAuthorised: Bool
  /// Tax of 2017, 2018 and 2019 in fen; 0 below 10 yuan.
  private let paid: (Int, Int, Int)

  /// - Parameter wage: a normal trait, 1024 a deviation.
  init(_ draws: Draws, _ calibration: Calibration, wage: Int) {
    let yuan = calibration.incomeTax[wage]
    // A year's part of the usual tax, in 1/1024. The reform of 2019 lowered most.
    func year(_ draw: Draw, least: Int, span: Int) -> Int {
      let fen = (yuan * (least + draws.below(draw, span)) * 100) >> 10
      return fen < 1000 ? 0 : fen
    }
    paid = (
      year(.tax2017, least: 540, span: 500), year(.tax2018, least: 760, span: 440),
      year(.tax2019, least: 400, span: 760)
    )
    isAuthorised =
      draws.below(.authorised, 1024)
      < (yuan > 60_000 ? calibration.authorisesHighTax : calibration.authorises)
  }

  func facts(_ shift: CycleShift, violations: [CivilDate]) -> Taxes {
    var taxes = Taxes(authorised: isAuthorised, violations: violations)
    guard isAuthorised, paid.0 | paid.1 | paid.2 != 0 else { return taxes }
    taxes.income.reserveCapacity(3)
    func add(_ year: Int, _ fen: Int) {
      guard fen > 0 else { return }
      taxes.income.append(IncomeTax(year: year + shift.years, paid: Yuan(fen: fen)))
    }
    add(2017, paid.0)
    add(2018, paid.1)
    add(2019, paid.2)
    return taxes
  }
}
