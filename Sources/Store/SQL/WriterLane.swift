import Dispatch
import Synchronization

/// The one way by which units of work reach a database (写入队列): they wait in the order in which they came, and
/// those that wait at the same time are given to the engine together, so that one durable commit serves
/// them all (group commit).
///
/// A unit that was taken runs to its end; a caller who is cancelled before that gets
/// `CancellationError` and nothing has happened.
package final class WriterLane: Sendable {
  /// A unit of work (工作单元) and the caller who waits for it.
  package final class Unit: Sendable {
    /// Runs in a transaction of its own without savepoint, with no other unit.
    package let isAlone: Bool
    private let body: @Sendable (UnitConnection) throws -> Void
    private let end: @Sendable ((any Error)?) -> Void
    private let place = Mutex(Place.waiting)

    /// A unit is settled once: by its cancellation while it waits, or by the engine after it was taken.
    private enum Place { case waiting, taken, settled }

    fileprivate init(
      isAlone: Bool, body: @escaping @Sendable (UnitConnection) throws -> Void,
      end: @escaping @Sendable ((any Error)?) -> Void
    ) {
      self.isAlone = isAlone
      self.body = body
      self.end = end
    }

    /// Runs the unit; the answer of the last time is kept until ``settle(_:)``.
    package func run(_ connection: UnitConnection) throws { try body(connection) }

    /// Lets the caller go on: with the answer of the last run when there is no failure. To be called after the
    /// commit is durable, or when nothing of the unit happened; later calls do nothing.
    package func settle(_ failure: (any Error)? = nil) {
      if move(from: .taken, to: .settled) { end(failure) }
    }

    fileprivate func take() -> Bool { move(from: .waiting, to: .taken) }

    fileprivate func cancel() {
      if move(from: .waiting, to: .settled) { end(CancellationError()) }
    }

    private func move(from old: Place, to new: Place) -> Bool {
      place.withLock { place in
        guard place == old else { return false }
        place = new
        return true
      }
    }
  }

  private struct State {
    /// From `first` on they wait; what is before it has been taken.
    var units: [Unit] = []
    var first = 0
    /// A block of the queue is on its way or runs.
    var isRunning = false
    var isClosing = false
    var closers: [CheckedContinuation<Void, Never>] = []

    var waiting: Int { units.count - first }
  }

  private let state = Mutex(State())
  private let queue: DispatchQueue
  private let most: Int
  private let limit: Int
  private let batch: @Sendable ([Unit]) -> Void

  /// - Parameters:
  ///   - most: how many units one commit may serve.
  ///   - limit: how many units may wait; what comes beyond is refused with ``SQLFailure/unavailable(_:)``.
  ///   - batch: the engine's work: runs the units one after the other on the calling thread, commits, and settles each.
  ///     It is never called twice at a time, with `most` units at most, and with one only if that one is alone.
  package init(
    _ name: String, most: Int = 64, limit: Int = 4096,
    batch: @escaping @Sendable ([Unit]) -> Void
  ) {
    queue = DispatchQueue(label: "luohu.writer.\(name)", qos: .userInitiated)
    self.most = most
    self.limit = limit
    self.batch = batch
  }

  /// Waits for its turn, runs `body`, and returns after the commit.
  ///
  /// - Parameter alone: in a transaction without savepoint and without other units.
  /// - Throws: what the body throws, ``SQLFailure``, or `CancellationError` while the unit still waited.
  package func submit<Answer: Sendable>(
    alone: Bool = false, _ body: @escaping @Sendable (UnitConnection) throws -> Answer
  ) async throws -> Answer {
    let call = Call<Answer>()
    return try await withTaskCancellationHandler {
      try await withCheckedThrowingContinuation { continuation in
        let unit = Unit(
          isAlone: alone,
          body: { connection in
            let answer = try body(connection)
            call.answer.withLock { $0 = answer }
          },
          end: { failure in
            let answer = call.answer.withLock { $0 }
            switch (failure, answer) {
            case (let failure?, _): continuation.resume(throwing: failure)
            case (nil, let answer?): continuation.resume(returning: answer)
            case (nil, nil): continuation.resume(throwing: SQLFailure.outcomeUnknown)
            }
          })
        enqueue(unit)
        call.waits(for: unit)
      }
    } onCancel: {
      call.cancel()
    }
  }

  /// How many units wait now.
  package var waiting: Int { state.withLock { $0.waiting } }

  /// Accepts nothing more and returns when all that was accepted is done.
  package func close() async {
    await withCheckedContinuation { continuation in
      let isIdle = state.withLock { state in
        state.isClosing = true
        if state.isRunning { state.closers.append(continuation) }
        return !state.isRunning
      }
      if isIdle { continuation.resume() }
    }
  }

  private func enqueue(_ unit: Unit) {
    enum Next { case start, wait, refuse(SQLFailure) }
    let next: Next = state.withLock { state in
      if state.isClosing { return .refuse(.unavailable("the store is closing")) }
      if state.waiting >= limit {
        return .refuse(.unavailable("\(state.waiting) units of work wait for the writer"))
      }
      state.units.append(unit)
      if state.isRunning { return .wait }
      state.isRunning = true
      return .start
    }
    switch next {
    case .start: queue.async { self.run() }
    case .wait: break
    case .refuse(let failure):
      if unit.take() { unit.settle(failure) }
    }
  }

  /// Until nobody waits.
  private func run() {
    while let units = take() {
      batch(units)
      // An engine settles every unit; a caller must not wait for ever if one is forgotten.
      for unit in units { unit.settle(SQLFailure.outcomeUnknown) }
    }
  }

  /// The next units to be run together; `nil` when nobody waits.
  private func take() -> [Unit]? {
    let (units, closers): ([Unit], [CheckedContinuation<Void, Never>]) = state.withLock { state in
      var taken: [Unit] = []
      while state.first < state.units.count, taken.count < most {
        let unit = state.units[state.first]
        if unit.isAlone, !taken.isEmpty { break }
        state.first += 1
        if unit.take() { taken.append(unit) }
        if unit.isAlone, !taken.isEmpty { break }
      }
      if state.first == state.units.count {
        state.units.removeAll(keepingCapacity: true)
        state.first = 0
      } else if state.first > limit {
        state.units.removeFirst(state.first)
        state.first = 0
      }
      guard taken.isEmpty else { return (taken, []) }
      state.isRunning = false
      defer { state.closers = [] }
      return ([], state.closers)
    }
    for closer in closers { closer.resume() }
    return units.isEmpty ? nil : units
  }
}

/// What a caller and its unit share: the answer, and the news that the caller gave up.
private final class Call<Answer: Sendable>: Sendable {
  let answer = Mutex<Answer?>(nil)
  private let unit = Mutex<(unit: WriterLane.Unit?, isCancelled: Bool)>((nil, false))

  func waits(for unit: WriterLane.Unit) {
    let isCancelled = self.unit.withLock { call in
      call.unit = unit
      return call.isCancelled
    }
    if isCancelled { unit.cancel() }
  }

  func cancel() {
    let unit = self.unit.withLock { call in
      call.isCancelled = true
      return call.unit
    }
    unit?.cancel()
  }
}
