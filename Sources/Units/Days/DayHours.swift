/// The stretches of a day that count (办公时间), in milliseconds since midnight in Beijing.
///
/// Example: `[8:30–11:30, 13:30–17:00]`, six hours and a half.
package struct DayHours: Hashable, Sendable {
  /// In order, apart from each other, none empty.
  package let spans: [Range<Int64>]

  /// `nil` when there is none, one is empty, they overlap or are out of order, or one leaves the day.
  package init?(_ spans: [Range<Int64>]) {
    guard let first = spans.first, let last = spans.last, first.lowerBound >= 0,
      last.upperBound <= Instant.millisecondsOfDay, spans.allSatisfy({ !$0.isEmpty }),
      zip(spans, spans.dropFirst()).allSatisfy({ $0.upperBound <= $1.lowerBound })
    else { return nil }
    self.spans = spans
  }

  private init(whole: Range<Int64>) { spans = [whole] }

  /// From midnight to midnight: the last day of a period ends at 24:00 (Civil Code art. 203).
  package static let wholeDay = DayHours(whole: 0..<Instant.millisecondsOfDay)

  /// Milliseconds in a day that count.
  package var length: Int64 { spans.reduce(0) { $0 + Int64($1.count) } }
}

/// Time that counts (计时): certain hours of working days, or of every day. What a clock runs in.
///
/// Its measure is exact to the millisecond; a stretch includes its beginning and not its end.
package struct CountedTime: Hashable, Sendable {
  package var calendar: WorkingCalendar
  package var hours: DayHours
  /// Working days only (工作日), otherwise every day (自然日).
  package var isOnWorkdays: Bool

  package init(_ calendar: WorkingCalendar, hours: DayHours, isOnWorkdays: Bool) {
    self.calendar = calendar
    self.hours = hours
    self.isOnWorkdays = isOnWorkdays
  }

  private func spans(of day: CivilDate) -> [Range<Int64>] {
    isOnWorkdays && !calendar.isWorkday(day) ? [] : hours.spans
  }

  /// Whether every day from one moment to another, that one not included, is announced, or no working day
  /// is asked for.
  package func isFirm(from start: Instant, to end: Instant) -> Bool {
    let last = max(start, end.adding(milliseconds: -1))
    return !isOnWorkdays || calendar.isAnnounced(start.beijing.date, last.beijing.date)
  }

  /// Counted milliseconds from a moment to another; 0 when it is not later.
  package func milliseconds(from start: Instant, to end: Instant) -> Int64 {
    guard start < end else { return 0 }
    let (first, from) = start.beijing
    let (last, to) = end.beijing
    var sum: Int64 = 0
    var day = first
    while day <= last {
      for span in spans(of: day) {
        let low = day == first ? max(span.lowerBound, from) : span.lowerBound
        let high = day == last ? min(span.upperBound, to) : span.upperBound
        sum += max(0, high - low)
      }
      day = day.adding(days: 1)
    }
    return sum
  }

  /// The first moment by which so many counted milliseconds have passed since another: the end of a counted
  /// stretch rather than the beginning of the next; `start` itself when there are none to pass.
  package func moment(after milliseconds: Int64, since start: Instant) -> Instant {
    guard milliseconds > 0 else { return start }
    var (day, from) = start.beijing
    var left = milliseconds
    while true {
      for span in spans(of: day) where span.upperBound > from {
        let low = max(span.lowerBound, from)
        if span.upperBound - low >= left { return Instant(day, millisecondOfDay: low + left) }
        left -= span.upperBound - low
      }
      day = day.adding(days: 1)
      from = 0
    }
  }
}
