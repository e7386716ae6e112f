import Casework
import Units

@testable import Exchange

/// Time that passes only when the test says so: whoever sleeps wakes when it has been moved so far.
final class ManualTime: Sendable {
  struct Sleeper: Sendable {
    var due: Int64
    var length: Int64
    var continuation: CheckedContinuation<Void, any Error>
  }

  struct State: Sendable {
    var now = Instant(milliseconds: 1_600_000_000_000)
    var next = 0
    var sleepers: [Int: Sleeper] = [:]
    var cancelled: Set<Int> = []

    /// Whether somebody sleeps for so long.
    func isAsleep(for length: Int64) -> Bool { sleepers.values.contains { $0.length == length } }
  }

  let state = Watched(State())

  var now: Instant { state.value.now }

  var time: PumpTime { PumpTime(CityClock { self.now }, sleep: { try await self.sleep($0) }) }

  private func sleep(_ length: Int64) async throws {
    let id = state.change { state in
      state.next += 1
      return state.next
    }
    try await withTaskCancellationHandler {
      try await withCheckedThrowingContinuation { continuation in
        let isOver = state.change { state in
          guard state.cancelled.remove(id) == nil else { return true }
          state.sleepers[id] = Sleeper(
            due: state.now.milliseconds + length, length: length, continuation: continuation)
          return false
        }
        if isOver { continuation.resume(throwing: CancellationError()) }
      }
    } onCancel: {
      let sleeper = state.change { state in
        guard let sleeper = state.sleepers.removeValue(forKey: id) else {
          state.cancelled.insert(id)
          return nil as Sleeper?
        }
        return sleeper
      }
      sleeper?.continuation.resume(throwing: CancellationError())
    }
  }

  /// Lets time pass at once.
  func pass(_ milliseconds: Int64) {
    let woken = state.change { state in
      state.now = state.now.adding(milliseconds: milliseconds)
      let due = state.sleepers.filter { $0.value.due <= state.now.milliseconds }
      for id in due.keys { state.sleepers[id] = nil }
      return due.sorted { ($0.value.due, $0.key) < ($1.value.due, $1.key) }.map(\.value)
    }
    for sleeper in woken { sleeper.continuation.resume() }
  }

  /// Returns when somebody sleeps for so long.
  func untilAsleep(for length: Int64) async {
    await state.until { $0.isAsleep(for: length) }
  }
}
