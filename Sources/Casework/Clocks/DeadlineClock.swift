package import Policy
package import Units

/// A stretch in which a clock stands still (中止计时), because somebody else has to act first.
package struct ClockPause: Hashable, Sendable {
  package var from: Instant
  /// `nil` while it lasts.
  package var to: Instant?
  /// Who has to act so that it goes on, mostly the applicant.
  package var waitsFor: Role
  /// Why, in a word of the field, for instance `missingPapers`.
  package var reason: String

  package init(from: Instant, to: Instant?, waitsFor: Role, reason: String) {
    self.from = from
    self.to = to
    self.waitsFor = waitsFor
    self.reason = reason
  }
}

/// Why a clock did not do what it was told (计时拒绝).
package enum ClockRefusal: Error, Hashable, Sendable {
  /// It has been stopped: somebody acted.
  case stopped(Instant)
  /// It had run out before.
  case expired(Instant)
  /// It stands still already since.
  case paused(since: Instant)
  case notPaused
  /// Earlier than what has been recorded.
  case early(last: Instant)
  /// A fixed moment does not move.
  case fixed
}

/// A deadline that runs (期限计时): from when, where it stood still, whether somebody has acted.
///
/// Counting begins with the day after the start (自次日起) and goes through the counted hours of the counted days, exact to the
/// millisecond. A pause moves the end of working days by the counted time that it took (over a weekend: nothing), and
/// calendar days end with the close of a day whatever a pause took.
/// What comes at the very moment of its end is too late by one millisecond.
///
/// Example: ten working days from 2020-07-17 09:00 (a Friday) end with 2020-07-31, at 24:00.
package struct DeadlineClock: Hashable, Sendable {
  package let rule: ClockRule
  package let start: Instant
  /// In the order of time; at most the last one has no end.
  package private(set) var pauses: [ClockPause]
  /// When whoever owed it acted; the clock stands from then on.
  package private(set) var stopped: Instant?

  package init(_ rule: ClockRule, start: Instant) {
    self.init(rule, start: start, pauses: [], stopped: nil)
  }

  /// One that was kept.
  init(_ rule: ClockRule, start: Instant, pauses: [ClockPause], stopped: Instant?) {
    self.rule = rule
    self.start = start
    self.pauses = pauses
    self.stopped = stopped
  }

  /// The moment of the last thing that happened to it: nothing happens to it earlier.
  package var last: Instant {
    stopped ?? pauses.last.map { $0.to ?? $0.from } ?? start
  }

  /// The pause that lasts.
  package var pause: ClockPause? { pauses.last.flatMap { $0.to == nil ? $0 : nil } }

  /// Stands still from a moment on, until somebody has acted.
  package mutating func pause(
    at moment: Instant, waitsFor role: Role, reason: String, calendar: WorkingCalendar
  ) throws(ClockRefusal) {
    if case .moment = rule.period { throw .fixed }
    try open(at: moment)
    if let pause { throw .paused(since: pause.from) }
    let end = due(calendar, ifResumedAt: moment).value
    guard moment < end else { throw .expired(end) }
    pauses.append(ClockPause(from: moment, to: nil, waitsFor: role, reason: reason))
  }

  /// Goes on.
  package mutating func resume(at moment: Instant) throws(ClockRefusal) {
    try open(at: moment)
    guard pause != nil else { throw .notPaused }
    pauses[pauses.count - 1].to = moment
  }

  /// Ends: whoever owed it has acted, in time or too late; ``standing(at:calendar:)`` says which. A pause ends with it.
  package mutating func stop(at moment: Instant) throws(ClockRefusal) {
    try open(at: moment)
    if pause != nil { pauses[pauses.count - 1].to = moment }
    stopped = moment
  }

  private func open(at moment: Instant) throws(ClockRefusal) {
    if let stopped { throw .stopped(stopped) }
    guard moment >= last else { throw .early(last: last) }
  }
}

/// How a clock stands at a moment (计时状态).
package struct ClockStanding: Hashable, Sendable {
  package enum Phase: Hashable, Sendable {
    case running
    /// Stands still; the end is where it would be if it went on now.
    case paused(ClockPause)
    /// Ran out and nobody has acted.
    case overdue
    case stoppedInTime
    case stoppedLate
  }

  package var phase: Phase
  /// The first moment that is too late; provisional while holidays on the way are not announced.
  package var due: Reckoned<Instant>
  /// Counted milliseconds until then; 0 when it has run out.
  package var left: Int64
  /// The same in days of the rule, begun days counted whole.
  package var daysLeft: Int
  /// Milliseconds by the wall clock since it ran out; 0 when it has not.
  package var late: Int64
  /// Who has to act now.
  package var waitsFor: Role
  /// Who waits for it.
  package var waiting: Role
}

extension DeadlineClock {
  /// The time in which it is counted, and how much of it there is.
  private enum Budget {
    case counted(CountedTime, milliseconds: Int64)
    case fixed(Instant)
  }

  private func budget(_ calendar: WorkingCalendar) -> Budget {
    func counted(_ days: Int, isOnWorkdays: Bool) -> Budget {
      .counted(
        CountedTime(calendar, hours: rule.hours, isOnWorkdays: isOnWorkdays),
        milliseconds: Int64(days) * rule.hours.length)
    }
    return switch rule.period {
    case .workingDays(let days): counted(days, isOnWorkdays: true)
    case .calendarDays(let days): counted(days, isOnWorkdays: false)
    case .moment(let end): .fixed(end)
    }
  }

  /// The beginning of the day after the start: where counting begins.
  package var base: Instant { Instant(start.beijing.date.adding(days: 1)) }

  /// The first moment that is too late, where a pause that lasts ends at a moment.
  private func due(_ calendar: WorkingCalendar, ifResumedAt moment: Instant) -> Reckoned<Instant> {
    switch budget(calendar) {
    case .fixed(let end): return Reckoned(end, isFirm: true)
    case .counted(let time, let milliseconds):
      var left = milliseconds
      var from = base
      var rest = pauses.map { (from: $0.from, to: $0.to ?? moment) }[...]
      while let pause = rest.first {
        let passed = time.milliseconds(from: from, to: pause.from)
        guard passed < left else { break }
        left -= passed
        from = max(from, pause.to)
        rest.removeFirst()
      }
      let end = time.moment(after: left, since: from)
      if time.isOnWorkdays { return Reckoned(end, isFirm: time.isFirm(from: base, to: end)) }
      return closed(end, calendar, pausedLater: rest)
    }
  }

  /// The end of a period of calendar days: the close of its last day, or of the next working day when that is not
  /// worked; a pause before the close lets it be that of the day of resuming, or the next.
  private func closed(
    _ end: Instant, _ calendar: WorkingCalendar,
    pausedLater: ArraySlice<(from: Instant, to: Instant)>
  ) -> Reckoned<Instant> {
    let last = end.adding(milliseconds: -1).beijing.date
    let close = rule.hours.spans.last?.upperBound ?? Instant.millisecondsOfDay
    var day = calendar.workday(onOrAfter: last).value
    for pause in pausedLater where pause.from < Instant(day, millisecondOfDay: close) {
      let resumed = calendar.workday(onOrAfter: pause.to.beijing.date).value
      day =
        Instant(resumed, millisecondOfDay: close) > pause.to
        ? max(day, resumed) : calendar.adding(1, to: resumed).value
    }
    return Reckoned(
      Instant(day, millisecondOfDay: close), isFirm: calendar.isAnnounced(last, day))
  }

  /// How it stands.
  ///
  /// - Parameter now: not before the last thing that happened to it; an earlier moment counts as that one.
  package func standing(at now: Instant, calendar: WorkingCalendar) -> ClockStanding {
    let moment = stopped ?? max(now, last)
    let due = due(calendar, ifResumedAt: moment)
    let isLate = moment >= due.value
    let left = isLate ? 0 : remaining(until: due.value, at: moment, calendar)
    let dayLength = max(1, rule.hours.length)
    let phase: ClockStanding.Phase =
      if stopped != nil {
        isLate ? .stoppedLate : .stoppedInTime
      } else if let pause {
        .paused(pause)
      } else {
        isLate ? .overdue : .running
      }
    return ClockStanding(
      phase: phase, due: due, left: left, daysLeft: Int((left + dayLength - 1) / dayLength),
      late: isLate ? moment.milliseconds - due.value.milliseconds : 0,
      waitsFor: pause?.waitsFor ?? rule.owedBy, waiting: pause == nil ? rule.owedTo : rule.owedBy)
  }

  private func remaining(
    until due: Instant, at moment: Instant, _ calendar: WorkingCalendar
  ) -> Int64 {
    switch budget(calendar) {
    case .fixed: due.milliseconds - moment.milliseconds
    case .counted(let time, _): time.milliseconds(from: max(moment, base), to: due)
    }
  }
}

extension ClockRefusal {
  package var wording: Wording {
    switch self {
    case .stopped(let moment): Wording("已于\(moment)停止计时", "the clock was stopped at \(moment)")
    case .expired(let moment): Wording("已于\(moment)到期", "the period was over at \(moment)")
    case .paused(let since): Wording("自\(since)起已中止计时", "the clock stands still since \(since)")
    case .notPaused: Wording("计时未中止", "the clock does not stand still")
    case .early(let last): Wording("不得早于\(last)", "not before \(last)")
    case .fixed: Wording("固定时点不因等待而改变", "a fixed moment does not move")
    }
  }
}
