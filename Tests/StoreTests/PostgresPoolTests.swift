import Dispatch
import Store
import Synchronization
import Testing

/// Lets a thread of the store wait for a task.
final class Waiter: Sendable {
  private let semaphore = DispatchSemaphore(value: 0)

  func signal() { semaphore.signal() }
  func wait() { semaphore.wait() }

  /// Lets a task wait for a thread of the store.
  func done() async {
    await withCheckedContinuation { continuation in
      DispatchQueue.global().async {
        self.semaphore.wait()
        continuation.resume()
      }
    }
  }
}

/// What tasks and threads note down together.
final class Notes<Value: Sendable>: Sendable {
  private let all: Mutex<[Value]>

  init() { all = Mutex([]) }

  func add(_ value: Value) { all.withLock { $0.append(value) } }
  var values: [Value] { all.withLock { $0 } }
}

@Suite("Connections that read are lent fairly and within limits")
struct PostgresPoolTests {
  @Test("no more connections than allowed, and callers are served in their order")
  func order() async throws {
    var limits = PostgresLimits()
    limits.queue = .seconds(60)
    let database = try await postgres("?readers=1", limits: limits)
    let gate = Waiter()
    let order = Notes<Int>()
    try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask { try await database.read { _ in gate.wait() } }
      try await Task.sleep(for: .milliseconds(50))
      for number in 0..<10 {
        group.addTask { try await database.read { _ in order.add(number) } }
        try await Task.sleep(for: .milliseconds(5))
      }
      gate.signal()
      try await group.waitForAll()
    }
    #expect(order.values == Array(0..<10))
    let connections = try await database.ask(
      "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()")
    #expect(connections == [[.integer(1)]])
    await database.close()
  }

  @Test("waiting has an end, and a queue that is full refuses at once")
  func limits() async throws {
    var limits = PostgresLimits()
    limits.queue = .seconds(3)
    limits.waiting = 2
    let database = try await postgres("?readers=1", limits: limits)
    let gate = Waiter()
    await withTaskGroup(of: Void.self) { group in
      let begun = Waiter()
      group.addTask {
        try? await database.read { _ in
          begun.signal()
          gate.wait()
        }
      }
      await begun.done()
      for _ in 0..<2 {
        group.addTask {
          let start = ContinuousClock.now
          await #expect(throws: SQLFailure.unavailable("no connection was free within 3.0 seconds"))
          {
            try await database.ask("SELECT 1")
          }
          #expect(.now - start >= .seconds(3))
        }
      }
      try? await Task.sleep(for: .milliseconds(500))
      let start = ContinuousClock.now
      await #expect(throws: SQLFailure.unavailable("2 callers wait for a connection already")) {
        try await database.ask("SELECT 1")
      }
      #expect(.now - start < .seconds(2))
      try? await Task.sleep(for: .seconds(4))
      gate.signal()
    }
    #expect(try await database.ask("SELECT 1") == [[.integer(1)]])
    await database.close()
  }

  @Test("who is cancelled leaves the queue")
  func cancelled() async throws {
    let database = try await postgres("?readers=1")
    let gate = Waiter()
    let holder = Task { try await database.read { _ in gate.wait() } }
    try await Task.sleep(for: .milliseconds(50))
    let waiting = Task { try await database.ask("SELECT 1") }
    try await Task.sleep(for: .milliseconds(50))
    waiting.cancel()
    await #expect(throws: CancellationError.self) { try await waiting.value }
    gate.signal()
    try await holder.value
    #expect(try await database.ask("SELECT 1") == [[.integer(1)]])
    await database.close()
  }

  @Test("closing waits for those who have a connection and refuses all others")
  func closing() async throws {
    let database = try await postgres("?readers=2")
    let gate = Waiter()
    let done = Notes<Bool>()
    let holder = Task {
      try await database.read { connection in
        gate.wait()
        let rows = try connection.rows(Statement("test.one", "SELECT 1"), [])
        done.add(true)
        return rows
      }
    }
    try await Task.sleep(for: .milliseconds(50))
    let closing = Task {
      await database.close()
      #expect(done.values == [true], "closed only when the reader was done")
    }
    try await Task.sleep(for: .milliseconds(50))
    await #expect(throws: SQLFailure.unavailable("the store is closing")) {
      try await database.ask("SELECT 1")
    }
    await #expect(throws: SQLFailure.unavailable("the store is closing")) {
      try await database.write { try $0.run(Statement("test.one", "SELECT 1"), []) }
    }
    gate.signal()
    #expect(try await holder.value == [[.integer(1)]])
    await closing.value
    await database.close()
  }
}
