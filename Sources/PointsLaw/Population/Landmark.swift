import Units

/// Months that matter in the lives of the applicants of cycle 2020, as ordinals (years × 12).
enum Landmark {
  /// 2019-12, the month of the reference date.
  static var reference: Int { ordinal(2019, 12) }
  /// 2013-01, the first of the 84 months that must be insured.
  static var windowStart: Int { ordinal(2013, 1) }
  /// When Beijing began to insure against illness, injury at work, and maternity; for rural-registered
  /// labourers later.
  static var medical: Int { ordinal(2001, 4) }
  static var ruralMedical: Int { ordinal(2012, 4) }
  static var injury: Int { ordinal(2004, 1) }
  static var maternity: Int { ordinal(2005, 7) }
  static var ruralMaternity: Int { ordinal(2012, 1) }
  /// 2016-10, when residence permits began, and the platform that registers rentals.
  static var permits: Int { ordinal(2016, 10) }
  static var rentals: Int { ordinal(2017, 1) }

  /// - Parameter month: 1 to 12.
  @inline(__always)
  static func ordinal(_ year: Int, _ month: Int) -> Int { year * 12 + month - 1 }

  /// The last September that is not after `month`.
  @inline(__always)
  static func september(upTo month: Int) -> Int { (month - 8) / 12 * 12 + 8 }
}

/// Moves a life of cycle 2020 to another cycle, by whole years.
struct CycleShift: Sendable {
  let years: Int

  @inline(__always)
  init(cycle: Int) { years = cycle - 2020 }

  @inline(__always)
  func month(_ ordinal: Int) -> Month {
    Month(ordinal: Int32(truncatingIfNeeded: ordinal + years * 12))
  }

  @inline(__always)
  func span(_ from: Int, _ to: Int) -> MonthSpan { MonthSpan(month(from), month(to)) }

  /// - Parameter day: 1 to 28, so that every month has it.
  @inline(__always)
  func date(_ ordinal: Int, day: Int) -> CivilDate {
    let month = month(ordinal)
    return CivilDate(
      code: Int32(truncatingIfNeeded: month.year * 512 + month.month * 32 + day))
  }
}
