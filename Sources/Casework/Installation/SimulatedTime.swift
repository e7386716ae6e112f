package import Policy
package import Units

/// Time that can be moved (模拟时间): which moment it was at which moment of the machine, and how fast it has run since.
///
/// It stands in the installation's dossier, so that all processes tell the same time. It never goes back:
/// events are in the order of time. To begin earlier, make a new installation.
package struct SimulatedTime: Hashable, Sendable {
  /// What time it was at `since`.
  package var at: Instant
  /// The machine's time.
  package var since: Instant
  /// How many times as fast as the machine's it runs, 0 to ``fastest``; 0 stands still.
  package var rate: Int

  /// - Parameter at: what time it is at the machine's moment `since`.
  package init(_ at: Instant, since: Instant, rate: Int = 1) {
    self.at = at
    self.since = since
    self.rate = rate
  }

  /// 9999-12-31 is over: nothing later has a date of four digits.
  package static let end = Instant(milliseconds: 253_402_271_999_999)
  /// A day in a second.
  package static let fastest = 86_400

  /// What time it is when the machine's is this. A machine whose time is put back makes it stand still.
  package func now(_ machine: Instant) -> Instant {
    let passed = max(machine.milliseconds - since.milliseconds, 0)
      .multipliedReportingOverflow(by: Int64(rate))
    guard !passed.overflow, passed.partialValue < Self.end.milliseconds - at.milliseconds else {
      return Self.end
    }
    return at.adding(milliseconds: passed.partialValue)
  }

  /// Moved to a later moment.
  ///
  /// - Throws: when it is earlier than now, or after ``end``.
  package func set(to moment: Instant, machine: Instant) throws(Problems) -> SimulatedTime {
    let now = now(machine)
    guard moment >= now, moment <= Self.end else {
      let earliest = Self.wholeMinute(from: now)
      throw Problem.argument(
        "moment", "\"\(moment)\"", "时刻须不早于\(earliest.text(.zh))，不晚于\(Self.end.text(.zh))",
        "the moment is from \(earliest.text(.en)) to \(Self.end.text(.en))")
    }
    return SimulatedTime(moment, since: machine, rate: rate)
  }

  /// The first whole minute that is not before a moment: moments are said by the minute, and the one that is named must be allowed.
  private static func wholeMinute(from moment: Instant) -> Instant {
    let past = moment.milliseconds % 60_000
    return past == 0 ? moment : min(moment.adding(milliseconds: 60_000 - past), end)
  }

  /// Moved on by so many milliseconds.
  ///
  /// - Throws: when they are negative, or lead beyond ``end``.
  package func advanced(
    milliseconds: Int64, machine: Instant
  ) throws(Problems) -> SimulatedTime {
    let now = now(machine)
    guard milliseconds >= 0, milliseconds <= Self.end.milliseconds - now.milliseconds else {
      throw Problem.argument(
        "advance", "\(milliseconds)", "不使时间后退、不超过\(Self.end)的毫秒数",
        "milliseconds that lead forward, up to \(Self.end)")
    }
    return SimulatedTime(now.adding(milliseconds: milliseconds), since: machine, rate: rate)
  }

  /// Running so many times as fast from now on.
  ///
  /// - Parameter rate: 0 to ``fastest``.
  package func running(at rate: Int, machine: Instant) throws(Problems) -> SimulatedTime {
    guard (0...Self.fastest).contains(rate) else {
      throw Problem.argument(
        "rate", "\(rate)", "0至\(Self.fastest)的整数", "a whole number from 0 to \(Self.fastest)")
    }
    return SimulatedTime(now(machine), since: machine, rate: rate)
  }
}
