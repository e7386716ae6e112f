import Casework
import Synchronization
import TestKit
import Testing
import Units

/// Protects that repeated work is done by one process, comes again after failures, and gives its lease back.
@Suite("Rounds under a lease", .timeLimit(.minutes(10)))
struct LeasedRoundsTests {
  private struct Broken: Error {}

  private static let start = Instant(milliseconds: 1_600_000_000_000)
  private let store = MemoryCases(clock: CityClock { Self.start })

  /// Counts sleeps of a length, ends them at once, and cancels the runner after so many.
  private final class Naps: Sendable {
    let lengths = Mutex<[Int64]>([])
    let task = Mutex<Task<Void, Never>?>(nil)
    private let most: Int

    init(most: Int) { self.most = most }

    func nap(_ length: Int64) async throws {
      // A lease is prolonged only where a test says so.
      guard length != LeasedRounds.lease / 3 else {
        try await Task.sleep(for: .seconds(3600))
        return
      }
      let count = lengths.withLock { lengths in
        lengths.append(length)
        return lengths.count
      }
      if count >= most {
        while task.withLock({ $0 }) == nil { await Task.yield() }
        task.withLock { $0?.cancel() }
      }
      try Task.checkCancellation()
    }
  }

  /// Runs until the naps end it; what it reported.
  @discardableResult
  private func run(_ naps: Naps, work: @escaping LeasedRounds.Work) async -> [String] {
    let told = Mutex<[String]>([])
    let rounds = LeasedRounds(
      "work", every: 500, store, holder: "a", clock: CityClock { Self.start },
      sleep: { try await naps.nap($0) }, report: { text in told.withLock { $0.append(text) } },
      work: work)
    let task = Task { await rounds.run() }
    naps.task.withLock { $0 = task }
    await task.value
    return told.withLock { $0 }
  }

  @Test("a round comes after every pause, under the lease, until the task is cancelled")
  func rounds() async throws {
    let done = Mutex<[Lease]>([])
    let naps = Naps(most: 3)
    await run(naps) { lease in done.withLock { $0.append(lease) } }
    #expect(done.withLock { $0.map(\.holder) } == ["a", "a", "a"])
    #expect(naps.lengths.withLock { $0 } == [500, 500, 500])
    let next = try await store.lease(
      "work", holder: "b", now: Self.start, until: Self.start.adding(milliseconds: 1))
    #expect(next != nil, "given back")
  }

  @Test("a round that fails is reported and the next comes all the same")
  func failures() async {
    let count = Mutex(0)
    let reports = await run(Naps(most: 3)) { _ in
      let isFirst = count.withLock { count in
        count += 1
        return count == 1
      }
      if isFirst { throw Broken() }
    }
    #expect(count.withLock { $0 } == 3)
    #expect(reports == ["work: Broken()"])
  }

  @Test("while another process has the lease nothing is done")
  func elsewhere() async throws {
    _ = try await store.lease(
      "work", holder: "b", now: Self.start, until: Self.start.adding(milliseconds: 1))
    let count = Mutex(0)
    await run(Naps(most: 2)) { _ in count.withLock { $0 += 1 } }
    #expect(count.withLock { $0 } == 0)
  }

  @Test("a round whose lease is lost is cancelled, and the loss is reported")
  func lost() async throws {
    let told = Mutex<[String]>([])
    let store = store
    let time = Mutex(Self.start)
    let wasCancelled = Mutex(false)
    let rounds = LeasedRounds(
      "work", every: 500, store, holder: "a", clock: CityClock { time.withLock { $0 } },
      sleep: { length in
        guard length == LeasedRounds.lease / 3 else {
          // The end of the first round ends the test.
          return try await Task.sleep(for: .seconds(3600))
        }
        // Its time passes, and somebody else takes over.
        let now = Self.start.adding(milliseconds: LeasedRounds.lease)
        time.withLock { $0 = now }
        _ = try await store.lease(
          "work", holder: "b", now: now, until: now.adding(milliseconds: 60_000))
      },
      report: { text in told.withLock { $0.append(text) } },
      work: { _ in
        do { try await Task.sleep(for: .seconds(3600)) } catch {
          wasCancelled.withLock { $0 = true }
          throw error
        }
      })
    let task = Task { await rounds.run() }
    while told.withLock({ $0.isEmpty }) { try await Task.sleep(for: .milliseconds(5)) }
    task.cancel()
    await task.value
    #expect(wasCancelled.withLock { $0 })
    #expect(told.withLock { $0 } == [#"work: leaseLost("work")"#])
  }
}
