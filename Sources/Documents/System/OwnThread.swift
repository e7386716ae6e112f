import Glibc

/// Work that waits for a disk, a socket or another process (阻塞任务), on a thread of its own, so that it does not hold up the
/// few threads that serve everybody.
enum OwnThread {
  private final class Job: Sendable {
    let work: @Sendable () -> Void

    init(_ work: @escaping @Sendable () -> Void) { self.work = work }
  }

  /// Runs the work and waits for it.
  ///
  /// - Throws: what the work throws; ``SystemFailure`` when there is no thread to be had.
  static func run<Answer: Sendable>(
    _ work: @escaping @Sendable () throws -> Answer
  ) async throws -> Answer {
    try await withCheckedThrowingContinuation { continuation in
      let job = Unmanaged.passRetained(
        Job { continuation.resume(with: Result(catching: work)) })
      var thread = pthread_t()
      let status = pthread_create(
        &thread, nil,
        { pointer in
          if let pointer { Unmanaged<Job>.fromOpaque(pointer).takeRetainedValue().work() }
          return nil
        }, job.toOpaque())
      if status == 0 {
        pthread_detach(thread)
      } else {
        job.release()
        continuation.resume(throwing: SystemFailure("pthread_create", "", status))
      }
    }
  }
}

/// Lets so many in at once and so many wait (限流); sends the others away.
actor Gate {
  private var free: Int
  private let room: Int
  private var waiting: [CheckedContinuation<Void, Never>] = []

  init(atOnce: Int, waiting: Int) {
    free = max(1, atOnce)
    room = waiting
  }

  /// Whether one may go in; then ``leave()`` is due.
  func enter() async -> Bool {
    if free > 0 {
      free -= 1
      return true
    }
    guard waiting.count < room else { return false }
    await withCheckedContinuation { waiting.append($0) }
    return true
  }

  func leave() {
    if waiting.isEmpty {
      free += 1
    } else {
      waiting.removeFirst().resume()
    }
  }
}
