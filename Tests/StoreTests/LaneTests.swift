import Dispatch
import Store
import Synchronization
import Testing

/// A connection that records what a batch does with it, and fails where it is told to.
private final class RecordingConnection: BatchConnection, Sendable {
  let engine = Engine.sqlite
  private let steps = Mutex<[String]>([])
  /// What a step throws, by its name, once for each failure that stands there.
  private let failures: Mutex<[String: [SQLFailure]]>

  init(_ failures: [String: [SQLFailure]] = [:]) { self.failures = Mutex(failures) }

  var log: [String] { steps.withLock { $0 } }

  private func step(_ name: String) throws {
    steps.withLock { $0.append(name) }
    let failure = failures.withLock { failures -> SQLFailure? in
      guard let first = failures[name]?.first else { return nil }
      failures[name]?.removeFirst()
      return first
    }
    if let failure { throw failure }
  }

  func prepare(_ statement: Statement) throws {}
  func rows(_ statement: Statement, _ binds: [SQLValue]) throws -> [[SQLValue]] { [] }
  func each(
    _ statement: Statement, _ binds: [SQLValue], _ body: ([SQLValue]) throws -> Void
  ) throws {}
  func run(_ statement: Statement, _ binds: [SQLValue]) throws -> Int {
    try step(statement.name)
    return 1
  }
  func begin(alone: Bool) throws { try step(alone ? "begin alone" : "begin") }
  func savepoint() throws { try step("savepoint") }
  func release() throws { try step("release") }
  func undo() throws { try step("undo") }
  func commit() throws { try step("commit") }
  func rollback() { steps.withLock { $0.append("rollback") } }
}

private struct OwnError: Error, Equatable {}

/// A lane whose batches wait to be let go, so that units can be made to wait behind one.
private struct HeldLane {
  let gate = DispatchSemaphore(value: 0)
  let lane: WriterLane
  private let batches: AsyncStream<Int>

  init(_ connection: RecordingConnection, most: Int = 64, limit: Int = 4096) {
    let gate = gate
    let (batches, begun) = AsyncStream.makeStream(of: Int.self)
    self.batches = batches
    lane = WriterLane("test", most: most, limit: limit) { units in
      begun.yield(units.count)
      gate.wait()
      WriteBatch.run(units, on: connection)
    }
  }

  /// A unit that runs one statement of this name.
  func unit(_ name: String, alone: Bool = false) -> Task<String, any Error> {
    let lane = lane
    return Task {
      try await lane.submit(alone: alone) { connection in
        _ = try connection.run(Statement(name, ""), [])
        return name
      }
    }
  }

  func waits(for count: Int) async throws {
    while lane.waiting < count { try await Task.sleep(for: .milliseconds(1)) }
  }

  /// A first unit, taken and on its way: what comes later waits behind it.
  func first() async throws -> Task<String, any Error> {
    let first = unit("first")
    for await _ in batches { break }
    return first
  }
}

@Suite("units of work wait for one writer and share a commit")
struct LaneTests {
  @Test("units that wait together share one commit, each in its savepoint")
  func groupCommit() async throws {
    let connection = RecordingConnection()
    let held = HeldLane(connection)
    let first = try await held.first()
    var others: [Task<String, any Error>] = []
    for name in ["a", "b"] {
      others.append(held.unit(name))
      try await held.waits(for: others.count)
    }
    held.gate.signal()
    held.gate.signal()
    #expect(try await first.value == "first")
    #expect(try await others[0].value == "a")
    #expect(try await others[1].value == "b")
    #expect(
      connection.log == [
        "begin", "savepoint", "first", "release", "commit",
        "begin", "savepoint", "a", "release", "savepoint", "b", "release", "commit",
      ])
  }

  @Test("a batch has at most as many units as allowed, and one that is alone has no company")
  func batches() async throws {
    let connection = RecordingConnection()
    let held = HeldLane(connection, most: 2)
    let first = try await held.first()
    var others: [Task<String, any Error>] = []
    for (name, alone) in [("a", false), ("b", false), ("c", false), ("m", true), ("d", false)] {
      others.append(held.unit(name, alone: alone))
      try await held.waits(for: others.count)
    }
    for _ in 0..<5 { held.gate.signal() }
    _ = try await first.value
    for other in others { _ = try await other.value }
    let log = connection.log.filter { !["savepoint", "release", "commit"].contains($0) }
    #expect(
      log == ["begin", "first", "begin", "a", "b", "begin", "c", "begin alone", "m", "begin", "d"])
  }

  @Test("what comes beyond the limit is refused at once, and nothing of it is done")
  func limit() async throws {
    let connection = RecordingConnection()
    let held = HeldLane(connection, limit: 2)
    let first = try await held.first()
    let waiting = [held.unit("a"), held.unit("b")]
    try await held.waits(for: 2)
    await #expect(throws: SQLFailure.unavailable("2 units of work wait for the writer")) {
      try await held.unit("c").value
    }
    held.gate.signal()
    held.gate.signal()
    _ = try await first.value
    for unit in waiting { _ = try await unit.value }
    #expect(!connection.log.contains("c"))
  }

  @Test("a caller who is cancelled while waiting is not served; a unit that runs goes on")
  func cancellation() async throws {
    let connection = RecordingConnection()
    let held = HeldLane(connection)
    let first = try await held.first()
    let second = held.unit("second")
    try await held.waits(for: 1)
    first.cancel()
    second.cancel()
    await #expect(throws: CancellationError.self) { try await second.value }
    held.gate.signal()
    held.gate.signal()
    #expect(try await first.value == "first")
    await held.lane.close()
    #expect(!connection.log.contains("second"))
  }

  @Test("closing finishes what was accepted and refuses what comes later")
  func closing() async throws {
    let connection = RecordingConnection()
    let held = HeldLane(connection)
    let first = try await held.first()
    let second = held.unit("second")
    try await held.waits(for: 1)
    let closing = Task { [lane = held.lane] in await lane.close() }
    held.gate.signal()
    held.gate.signal()
    await closing.value
    #expect(connection.log.count { $0 == "commit" } == 2)
    #expect(try await first.value == "first")
    #expect(try await second.value == "second")
    await #expect(throws: SQLFailure.unavailable("the store is closing")) {
      try await held.unit("late").value
    }
  }

  @Test("a unit that throws is undone alone and told after the commit")
  func oneFails() async throws {
    let connection = RecordingConnection(["bad": [.constraint("unique")]])
    let held = HeldLane(connection)
    let first = try await held.first()
    let bad = held.unit("bad")
    try await held.waits(for: 1)
    let good = held.unit("good")
    try await held.waits(for: 2)
    held.gate.signal()
    held.gate.signal()
    _ = try await first.value
    #expect(try await good.value == "good")
    await #expect(throws: SQLFailure.constraint("unique")) { try await bad.value }
    #expect(
      connection.log.suffix(8) == [
        "begin", "savepoint", "bad", "undo", "savepoint", "good", "release", "commit",
      ])
  }

  @Test("after a deadlock the units are run again one by one, a few times at most")
  func deadlock() async throws {
    let retry = SQLFailure.retry("deadlock")
    let connection = RecordingConnection([
      "a": [retry, retry], "b": Array(repeating: retry, count: 100),
    ])
    let held = HeldLane(connection)
    let first = try await held.first()
    let a = held.unit("a")
    try await held.waits(for: 1)
    let b = held.unit("b")
    try await held.waits(for: 2)
    held.gate.signal()
    held.gate.signal()
    _ = try await first.value
    #expect(try await a.value == "a")
    await #expect(throws: SQLFailure.unavailable("deadlock")) { try await b.value }
    #expect(connection.log.count { $0 == "a" } == 3)
    #expect(connection.log.count { $0 == "b" } == 5)
    #expect(connection.log.count { $0 == "commit" } == 2)
  }

  @Test("when nobody can tell whether the commit happened, every unit is told so")
  func unknownOutcome() async throws {
    let connection = RecordingConnection(["commit": [.outcomeUnknown]])
    let lane = WriterLane("test") { units in WriteBatch.run(units, on: connection) }
    await #expect(throws: SQLFailure.outcomeUnknown) { try await lane.submit { _ in } }
    try await lane.submit { _ in }
    #expect(connection.log.count { $0 == "rollback" } == 1)
  }

  @Test("a body's own error is passed on, among others and alone")
  func ownError() async throws {
    let connection = RecordingConnection()
    let lane = WriterLane("test") { units in WriteBatch.run(units, on: connection) }
    for alone in [false, true] {
      await #expect(throws: OwnError()) {
        try await lane.submit(alone: alone) { _ in throw OwnError() }
      }
    }
    #expect(
      connection.log == ["begin", "commit", "begin alone", "rollback"],
      "what has written nothing needs no savepoint")
  }

  @Test("a unit that an engine forgets is told that its outcome is unknown")
  func forgotten() async throws {
    let lane = WriterLane("test") { _ in }
    await #expect(throws: SQLFailure.outcomeUnknown) { try await lane.submit { _ in } }
  }
}
