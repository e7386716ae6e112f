package import Policy
import Synchronization
package import Units

/// Time that can be moved (模拟时钟), for demonstrations, rehearsals and tests: a whole cycle passes in an afternoon.
///
/// It never goes back: events are in the order of time. To begin earlier, make a new installation.
package final class SimulatedClock: Sendable {
  private struct State {
    var base: Instant
    /// What the steady clock said at `base`.
    var since: Int64
    var rate: Int

    func now(_ steady: Int64) -> Instant {
      let passed = max(steady - since, 0).multipliedReportingOverflow(by: Int64(rate))
      let end = SimulatedClock.end
      guard !passed.overflow, passed.partialValue < end.milliseconds - base.milliseconds else {
        return end
      }
      return base.adding(milliseconds: passed.partialValue)
    }
  }

  private let state: Mutex<State>
  private let steady: @Sendable () -> Int64

  /// For ``Installation`` alone, which makes none for a real one.
  init(startingAt start: Instant, steady: @escaping @Sendable () -> Int64) {
    self.steady = steady
    state = Mutex(State(base: start, since: steady(), rate: 1))
  }

  /// 9999-12-31 is over: nothing later has a date of four digits.
  package static let end = Instant(milliseconds: 253_402_271_999_999)
  /// A day in a second.
  package static let fastest = 86_400

  package var now: Instant { state.withLock { $0.now(steady()) } }

  /// Moves to a later moment.
  ///
  /// - Throws: when it is earlier than now, or after ``end``.
  package func set(to moment: Instant) throws(Problems) {
    let refused: Instant? = state.withLock { state in
      let now = rebase(&state)
      guard moment >= now, moment <= SimulatedClock.end else { return now }
      state.base = moment
      return nil
    }
    if let refused {
      throw Problem.argument(
        "now", "\"\(moment)\"", "不早于\(refused)且不晚于\(SimulatedClock.end)的时刻",
        "a moment from \(refused) to \(SimulatedClock.end)")
    }
  }

  /// Moves on by so many milliseconds.
  ///
  /// - Throws: when they are negative, or lead beyond ``end``.
  package func advance(milliseconds: Int64) throws(Problems) {
    let isDone = state.withLock { state in
      let now = rebase(&state)
      guard milliseconds >= 0,
        milliseconds <= SimulatedClock.end.milliseconds - now.milliseconds
      else { return false }
      state.base = now.adding(milliseconds: milliseconds)
      return true
    }
    guard isDone else {
      throw Problem.argument(
        "advance", "\(milliseconds)", "不使时间后退、不超过\(SimulatedClock.end)的毫秒数",
        "milliseconds that lead forward, up to \(SimulatedClock.end)")
    }
  }

  /// Lets time pass so many times as fast as it does; 0 lets it stand still.
  ///
  /// - Parameter rate: 0 to ``fastest``.
  package func run(at rate: Int) throws(Problems) {
    guard (0...SimulatedClock.fastest).contains(rate) else {
      throw Problem.argument(
        "rate", "\(rate)", "0至\(SimulatedClock.fastest)的整数",
        "a whole number from 0 to \(SimulatedClock.fastest)")
    }
    state.withLock { state in
      rebase(&state)
      state.rate = rate
    }
  }

  /// Counts from now on.
  @discardableResult private func rebase(_ state: inout State) -> Instant {
    let steady = steady()
    let now = state.now(steady)
    state.base = now
    state.since = steady
    return now
  }
}
