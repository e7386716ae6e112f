import Units

/// Work that comes again and again, in one process of all that share the store (定时任务). A round that fails is reported and comes
/// again; it never ends the others, nor the server.
package struct LeasedRounds: Sendable {
  package typealias Work = @Sendable (Lease) async throws -> Void

  let name: String
  let interval: Int64
  let leases: any LeaseStore
  let holder: String
  let clock: CityClock
  let sleep: @Sendable (Int64) async throws -> Void
  let work: Work
  let report: @Sendable (String) -> Void

  /// How long the lease is taken for, in milliseconds; it is prolonged while a round goes on.
  package static let lease: Int64 = 60_000

  /// - Parameters:
  ///   - name: of the lease, and in reports.
  ///   - interval: milliseconds from the end of a round to the next.
  ///   - holder: this process, different from every other.
  ///   - clock: the machine's.
  ///   - report: told what hinders a round, without personal data.
  ///   - work: one round; cancelled when the lease is lost.
  package init(
    _ name: String, every interval: Int64, _ leases: any LeaseStore, holder: String,
    clock: CityClock = .system,
    sleep: @escaping @Sendable (Int64) async throws -> Void = {
      try await Task.sleep(for: .milliseconds($0))
    },
    report: @escaping @Sendable (String) -> Void, work: @escaping Work
  ) {
    self.name = name
    self.interval = interval
    self.leases = leases
    self.holder = holder
    self.clock = clock
    self.sleep = sleep
    self.report = report
    self.work = work
  }

  /// Works until its task is cancelled; then another process may go on at once.
  package func run() async {
    while !Task.isCancelled {
      do {
        if let lease = try await take() { try await round(lease) }
      } catch {
        if !Task.isCancelled { report("\(name): \(error)") }
      }
      try? await sleep(interval)
    }
  }

  private func take() async throws -> Lease? {
    let now = clock.now()
    return try await leases.lease(
      name, holder: holder, now: now, until: now.adding(milliseconds: LeasedRounds.lease))
  }

  private func round(_ lease: Lease) async throws {
    let outcome: Result<Void, any Error>
    do {
      try await withThrowingTaskGroup(of: Void.self) { group in
        group.addTask { try await work(lease) }
        group.addTask { try await keep(lease) }
        defer { group.cancelAll() }
        // The work's end, or the loss of the lease.
        try await group.next()
      }
      outcome = .success(())
    } catch {
      outcome = .failure(error)
    }
    // In a task of its own: a cancelled one gets nothing done by the store.
    await Task {
      do { try await leases.release(lease) } catch { report("\(name): \(error)") }
    }.value
    try outcome.get()
  }

  /// Prolongs the lease until it is cancelled.
  ///
  /// - Throws: ``StoreFailure/leaseLost(_:)``. A store that cannot be asked loses it only when its time is over.
  private func keep(_ lease: Lease) async throws {
    var until = lease.until
    while true {
      try await sleep(LeasedRounds.lease / 3)
      do {
        guard let kept = try await take(), kept.number == lease.number else {
          throw StoreFailure.leaseLost(name)
        }
        until = kept.until
      } catch StoreFailure.leaseLost {
        throw StoreFailure.leaseLost(name)
      } catch {
        guard clock.now() < until else { throw StoreFailure.leaseLost(name) }
      }
    }
  }
}
