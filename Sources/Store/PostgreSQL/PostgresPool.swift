import Synchronization

/// A fixed number of connections, lent to one caller at a time, first come, first served (连接池).
final class PostgresPool: Sendable {
  private struct Waiting {
    var ticket: Int
    var continuation: CheckedContinuation<PostgresThread, any Error>
    var clock: Task<Void, Never>
  }

  private struct State {
    /// The last one given back is lent first, so that few connections are open when little is done.
    var idle: [PostgresThread]
    var waiting: [Waiting] = []
    var tickets = 0
    var isClosing = false
    var closers: [CheckedContinuation<Void, Never>] = []
  }

  private let all: [PostgresThread]
  private let limits: PostgresLimits
  private let state: Mutex<State>

  /// - Throws: ``SQLFailure/unavailable(_:)`` when the system gives no threads.
  init(_ address: PostgresAddress) throws {
    all = try (0..<address.readers).map { _ in try PostgresThread(address) }
    limits = address.limits
    state = Mutex(State(idle: all))
  }

  /// Runs `body` on a connection of its own.
  ///
  /// - Throws: ``SQLFailure/unavailable(_:)`` when none is free in time, too many wait, or the pool closes; what `body` throws.
  func run<Answer: Sendable>(
    _ body: @escaping @Sendable (PostgresLink) throws -> Answer
  ) async throws -> Answer {
    let thread = try await take()
    defer { give(thread) }
    return try await thread.run(body)
  }

  /// Refuses new callers and returns when those that have a connection are done and all connections are closed.
  func close() async {
    await withCheckedContinuation { continuation in
      let (refused, isIdle) = state.withLock { state in
        defer { state.waiting = [] }
        state.isClosing = true
        let isIdle = state.idle.count == all.count
        if !isIdle { state.closers.append(continuation) }
        return (state.waiting, isIdle)
      }
      for caller in refused { refuse(caller, "the store is closing") }
      if isIdle { continuation.resume() }
    }
    for thread in all { await thread.stop() }
  }

  private enum Place {
    case free(PostgresThread)
    case refused(String)
    case waiting
  }

  private func take() async throws -> PostgresThread {
    let ticket = state.withLock { state in
      state.tickets += 1
      return state.tickets
    }
    return try await withTaskCancellationHandler {
      try await withCheckedThrowingContinuation { continuation in
        let place = state.withLock { state -> Place in
          if state.isClosing { return .refused("the store is closing") }
          if state.waiting.isEmpty, let thread = state.idle.popLast() { return .free(thread) }
          guard state.waiting.count < limits.waiting else {
            return .refused("\(limits.waiting) callers wait for a connection already")
          }
          let clock = Task {
            if (try? await Task.sleep(for: limits.queue)) != nil {
              leave(ticket, SQLFailure.unavailable("no connection was free within \(limits.queue)"))
            }
          }
          state.waiting.append(Waiting(ticket: ticket, continuation: continuation, clock: clock))
          return .waiting
        }
        switch place {
        case .free(let thread): continuation.resume(returning: thread)
        case .refused(let reason):
          continuation.resume(throwing: SQLFailure.unavailable(reason))
        case .waiting:
          // Cancelled before it stood in the queue.
          if Task.isCancelled { leave(ticket, CancellationError()) }
        }
      }
    } onCancel: {
      leave(ticket, CancellationError())
    }
  }

  private func give(_ thread: PostgresThread) {
    let (next, closers): (Waiting?, [CheckedContinuation<Void, Never>]) = state.withLock { state in
      if !state.waiting.isEmpty { return (state.waiting.removeFirst(), []) }
      state.idle.append(thread)
      guard state.idle.count == all.count else { return (nil, []) }
      defer { state.closers = [] }
      return (nil, state.closers)
    }
    next?.clock.cancel()
    next?.continuation.resume(returning: thread)
    for closer in closers { closer.resume() }
  }

  /// Takes a caller out of the queue, if it still stands there.
  private func leave(_ ticket: Int, _ reason: any Error) {
    let caller = state.withLock { state in
      state.waiting.firstIndex { $0.ticket == ticket }.map { state.waiting.remove(at: $0) }
    }
    caller?.clock.cancel()
    caller?.continuation.resume(throwing: reason)
  }

  private func refuse(_ caller: Waiting, _ reason: String) {
    caller.clock.cancel()
    caller.continuation.resume(throwing: SQLFailure.unavailable(reason))
  }
}
