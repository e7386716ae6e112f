import Dispatch
import Glibc
import Synchronization

/// A thread of its own for one connection (连接线程): libpq waits, and what waits must not hold up others.
///
/// Whoever lets go of it stops the thread when it has done what it was given.
final class PostgresThread: Sendable {
  private typealias Job = @Sendable (PostgresLink) -> Void

  /// Jobs on their way, and a semaphore that counts those that nobody has taken.
  private final class Inbox: Sendable {
    private let state = Mutex((jobs: [Job](), isClosed: false))
    private let count = DispatchSemaphore(value: 0)

    /// Whether the job was taken.
    func put(_ job: @escaping Job, isLast: Bool = false) -> Bool {
      let isTaken = state.withLock { state in
        guard !state.isClosed else { return false }
        state.jobs.append(job)
        state.isClosed = isLast
        return true
      }
      if isTaken { count.signal() }
      return isTaken
    }

    /// Waits for the next job; `nil` after the last.
    func take() -> Job? {
      if state.withLock({ $0.isClosed && $0.jobs.isEmpty }) { return nil }
      count.wait()
      return state.withLock { $0.jobs.isEmpty ? nil : $0.jobs.removeFirst() }
    }
  }

  private final class Start {
    let inbox: Inbox
    let address: PostgresAddress

    init(_ inbox: Inbox, _ address: PostgresAddress) {
      self.inbox = inbox
      self.address = address
    }

    func run() {
      let link = PostgresLink(address)
      while let job = inbox.take() { job(link) }
      link.close()
    }
  }

  private let inbox = Inbox()

  /// Starts the thread; it connects with its first job.
  ///
  /// - Throws: ``SQLFailure/unavailable(_:)`` when the system gives no thread.
  init(_ address: PostgresAddress) throws {
    var thread = pthread_t()
    let start = Unmanaged.passRetained(Start(inbox, address))
    let status = pthread_create(
      &thread, nil,
      { pointer in
        if let pointer { Unmanaged<Start>.fromOpaque(pointer).takeRetainedValue().run() }
        return nil
      }, start.toOpaque())
    guard status == 0 else {
      start.release()
      throw SQLFailure.unavailable("no thread for a connection")
    }
    pthread_detach(thread)
  }

  deinit { _ = inbox.put({ _ in }, isLast: true) }

  /// Runs `body` on the thread, after what it was given before.
  func run<Answer: Sendable>(
    _ body: @escaping @Sendable (PostgresLink) throws -> Answer
  ) async throws -> Answer {
    try await withCheckedThrowingContinuation { continuation in
      let isTaken = inbox.put { link in
        continuation.resume(with: Result { try body(link) })
      }
      if !isTaken { continuation.resume(throwing: SQLFailure.unavailable("the store is closed")) }
    }
  }

  /// Ends the thread after what it was given and returns when its connection is closed.
  func stop() async {
    await withCheckedContinuation { continuation in
      let isTaken = inbox.put(
        { link in
          link.close()
          continuation.resume()
        }, isLast: true)
      if !isTaken { continuation.resume() }
    }
  }
}
