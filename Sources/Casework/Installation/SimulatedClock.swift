import Synchronization
package import Units

/// The clock of a demonstration, rehearsal or test in one process (模拟时钟): tells the ``SimulatedTime`` that it was last told of.
package final class SimulatedClock: Sendable {
  private struct State {
    var time: SimulatedTime
    /// The latest that it told: it never goes back, whatever becomes of the machine's time.
    var latest: Instant
  }

  private let state: Mutex<State>
  private let machine: CityClock

  /// For ``Installation`` alone, which makes none for a real one.
  init(_ time: SimulatedTime, machine: CityClock) {
    self.machine = machine
    state = Mutex(State(time: time, latest: time.at))
  }

  package var now: Instant {
    state.withLock { state in
      state.latest = max(state.latest, state.time.now(machine.now()))
      return state.latest
    }
  }

  /// Goes on with the time that the installation has now.
  package func follow(_ time: SimulatedTime) { state.withLock { $0.time = time } }
}
