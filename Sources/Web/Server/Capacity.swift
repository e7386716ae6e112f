import HTTPTypes
import Synchronization

/// How many requests are worked on at a time (并发上限); some more wait for their turn, in order.
final class Capacity: Sendable {
  private struct Waiting {
    var ticket: Int
    var turn: CheckedContinuation<Bool, Never>
  }

  private struct State {
    var working = 0
    var waiting: [Waiting] = []
    var nextTicket = 0
  }

  private let places: Int
  private let queue: Int
  private let patience: Duration
  private let state = Mutex(State())

  init(places: Int, queue: Int, patience: Duration) {
    self.places = places
    self.queue = queue
    self.patience = patience
  }

  /// A place at work, held as long as somebody has it.
  final class Place: Sendable {
    private let capacity: Capacity

    fileprivate init(_ capacity: Capacity) { self.capacity = capacity }

    deinit { capacity.leave() }
  }

  /// Waits for a place.
  ///
  /// - Throws: that the service is busy, when the queue is full or the wait too long.
  func place() async throws(Rejection) -> Place {
    guard await hasEntered() else { throw Rejection(.busy, [.retryAfter: "2"]) }
    return Place(self)
  }

  /// Requests that wait for a place.
  var queued: Int { state.withLock { $0.waiting.count } }

  private func hasEntered() async -> Bool {
    let isIn = state.withLock { state in
      guard state.working < places else { return false }
      state.working += 1
      return true
    }
    if isIn { return true }
    return await withCheckedContinuation { turn in
      let ticket: Int? = state.withLock { state in
        if state.working < places {
          state.working += 1
          turn.resume(returning: true)
        } else if state.waiting.count >= queue {
          turn.resume(returning: false)
        } else {
          state.nextTicket += 1
          state.waiting.append(Waiting(ticket: state.nextTicket, turn: turn))
          return state.nextTicket
        }
        return nil
      }
      guard let ticket else { return }
      Task {
        try? await Task.sleep(for: patience)
        giveUp(ticket)
      }
    }
  }

  private func giveUp(_ ticket: Int) {
    let turn: CheckedContinuation<Bool, Never>? = state.withLock { state in
      guard let place = state.waiting.firstIndex(where: { $0.ticket == ticket }) else {
        return nil
      }
      return state.waiting.remove(at: place).turn
    }
    turn?.resume(returning: false)
  }

  private func leave() {
    let turn: CheckedContinuation<Bool, Never>? = state.withLock { state in
      guard !state.waiting.isEmpty else {
        state.working -= 1
        return nil
      }
      return state.waiting.removeFirst().turn
    }
    turn?.resume(returning: true)
  }
}
