import Synchronization

/// A value that tests wait for: until it is as they expect, without looking at it again and again.
final class Watched<Value: Sendable>: Sendable {
  private struct Waiter {
    var id: Int
    var isTrue: @Sendable (Value) -> Bool
    var continuation: CheckedContinuation<Void, Never>
  }

  private struct State {
    var value: Value
    var waiting: [Waiter] = []
    var next = 0
  }

  private let state: Mutex<State>

  init(_ value: Value) { state = Mutex(State(value: value)) }

  var value: Value { state.withLock { $0.value } }

  func change<Answer: Sendable>(_ body: @Sendable (inout Value) -> Answer) -> Answer {
    let (answer, ready) = state.withLock { state in
      let answer = body(&state.value)
      let value = state.value
      let ready = state.waiting.filter { $0.isTrue(value) }
      state.waiting.removeAll { $0.isTrue(value) }
      return (answer, ready)
    }
    for waiter in ready { waiter.continuation.resume() }
    return answer
  }

  /// The same for a change that may fail after it has changed something.
  func attempt<Answer: Sendable>(
    _ body: @Sendable (inout Value) throws -> Answer
  ) throws -> Answer {
    try change { value in Result { try body(&value) } }.get()
  }

  /// Returns when the value is so, or when the test's time is over.
  func until(_ isTrue: @escaping @Sendable (Value) -> Bool) async {
    let id = state.withLock { state in
      state.next += 1
      return state.next
    }
    await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        let isReady = state.withLock { state in
          guard !isTrue(state.value), !Task.isCancelled else { return true }
          state.waiting.append(Waiter(id: id, isTrue: isTrue, continuation: continuation))
          return false
        }
        if isReady { continuation.resume() }
      }
    } onCancel: {
      let waiter = state.withLock { state in
        let place = state.waiting.firstIndex { $0.id == id }
        return place.map { state.waiting.remove(at: $0) }
      }
      waiter?.continuation.resume()
    }
  }
}
