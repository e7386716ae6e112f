extension CivilDate {
  /// The day of the week: 1 for Monday to 7 for Sunday.
  package var weekday: Int {
    // 1970-01-01 was a Thursday.
    let sinceMonday = (daysSince1970 + 3) % 7
    return (sinceMonday + 7) % 7 + 1
  }

  package var isWeekend: Bool { weekday >= 6 }
}

/// Something counted with the calendar of working days, and whether it can still move because the
/// holidays of some day on the way are not announced yet.
package struct Reckoned<Value: Hashable & Sendable>: Hashable, Sendable {
  package var value: Value
  /// All days it depends on are announced. Otherwise weekends alone were counted as free: provisional.
  package var isFirm: Bool

  package init(_ value: Value, isFirm: Bool) {
    self.value = value
    self.isFirm = isFirm
  }
}

/// Which days are worked (工作日历): Monday to Friday, without the holidays (节假日) and with the make-up workdays (调休上班) that
/// the State Council announces for each year.
///
/// Example: with the holidays of 2020, ten working days after 2020-01-20 is 2020-02-11.
package struct WorkingCalendar: Hashable, Sendable {
  /// What a day is.
  package enum Kind: Hashable, Sendable {
    case workday
    /// 调休上班: a day of a weekend that is worked.
    case makeUpWorkday
    case weekend
    /// 节假日: free, whatever the day of the week.
    case holiday
  }

  /// First to last day for which the announcements are known.
  package let announced: ClosedRange<CivilDate>
  private let holidays: Set<CivilDate>
  private let makeUpWorkdays: Set<CivilDate>

  /// - Parameters:
  ///   - holidays: free days, those of a weekend may be among them.
  ///   - makeUpWorkdays: worked days of a weekend.
  package init(
    announced: ClosedRange<CivilDate>, holidays: Set<CivilDate>, makeUpWorkdays: Set<CivilDate>
  ) {
    self.announced = announced
    self.holidays = holidays
    self.makeUpWorkdays = makeUpWorkdays
  }

  package func kind(of day: CivilDate) -> Kind {
    if holidays.contains(day) { return .holiday }
    if makeUpWorkdays.contains(day) { return .makeUpWorkday }
    return day.isWeekend ? .weekend : .workday
  }

  package func isWorkday(_ day: CivilDate) -> Bool {
    switch kind(of: day) {
    case .workday, .makeUpWorkday: true
    case .weekend, .holiday: false
    }
  }

  /// Whether the announcements cover all days from one to another, both included.
  package func isAnnounced(_ first: CivilDate, _ last: CivilDate) -> Bool {
    announced.contains(first) && announced.contains(last)
  }

  /// The `count`-th working day after a day, or before it for a negative count; the day itself for 0.
  package func adding(_ count: Int, to day: CivilDate) -> Reckoned<CivilDate> {
    var result = day
    var left = abs(count)
    while left > 0 {
      result = result.adding(days: count > 0 ? 1 : -1)
      if isWorkday(result) { left -= 1 }
    }
    return Reckoned(result, isFirm: isAnnounced(min(day, result), max(day, result)))
  }

  /// How many working days there are from a day to another, the last not included; 0 when it is not later.
  package func count(from first: CivilDate, to end: CivilDate) -> Reckoned<Int> {
    var count = 0
    var day = first
    while day < end {
      if isWorkday(day) { count += 1 }
      day = day.adding(days: 1)
    }
    let last = max(first, end.adding(days: -1))
    return Reckoned(count, isFirm: isAnnounced(first, last))
  }

  /// The day itself when it is worked, else the next that is.
  package func workday(onOrAfter day: CivilDate) -> Reckoned<CivilDate> {
    isWorkday(day)
      ? Reckoned(day, isFirm: isAnnounced(day, day)) : adding(1, to: day)
  }
}
