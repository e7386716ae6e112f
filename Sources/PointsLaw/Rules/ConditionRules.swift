package import Policy
package import Units

/// The four conditions (资格条件).
package struct ConditionRules: Sendable {
  package struct Retirement: Sendable {
    package let years: Cited<Int>
    package let delayFrom: Cited<Month>
    package let delayEvery: Cited<Int>
    package let delayMost: Cited<Int>

    init(_ table: inout ParameterTable, _ path: String) {
      years = table.count("conditions.retirement.\(path).years", .years)
      delayFrom = table.month("conditions.retirement.\(path).delay.from")
      delayEvery = table.count("conditions.retirement.\(path).delay.every", .months)
      delayMost = table.count("conditions.retirement.\(path).delay.most", .months)
    }
  }

  package let permitDeadline: Cited<PermitDeadline>
  package let men: Retirement
  package let womenManagement: Retirement
  package let womenWorkers: Retirement
  package let insuranceMonths: Cited<Int>
  package let supplementaryMost: Cited<Int>
  package let ruralMedicalFrom: Cited<Month?>
  package let maternityFrom: Cited<Month?>
  package let supplementaryCount: Cited<SupplementaryCount>
  package let criminalRecordAllowed: Cited<Bool>
  package let ageReached: Cited<AgeReached>

  /// Code of the day from which everybody born is below every retirement age: delays only add to the
  /// years, so whoever completes the fewest years after the reference year is below.
  let youngFrom: Int32

  init(_ table: inout ParameterTable) {
    permitDeadline = table.option("conditions.residencePermit.by", otherwise: .referenceDate)
    men = Retirement(&table, "men")
    womenManagement = Retirement(&table, "womenManagement")
    womenWorkers = Retirement(&table, "womenWorkers")
    let fewest = min(men.years.value, womenManagement.years.value, womenWorkers.years.value)
    youngFrom = Int32(clamping: (table.cycle - fewest) << 9)
    insuranceMonths = table.count("conditions.insurance.months", .months)
    supplementaryMost = table.count("conditions.insurance.supplementaryMost", .months)
    ruralMedicalFrom = table.optionalMonth("conditions.insurance.required.medical.rural.from")
    maternityFrom = table.optionalMonth("conditions.insurance.required.maternity.from")
    supplementaryCount = table.option("readings.supplementaryCount", otherwise: .perMonth)
    criminalRecordAllowed = table.flag("conditions.criminalRecord.allowed")
    ageReached = table.option("readings.ageReached", otherwise: .dayAfterBirthday)
  }
}
