import Policy
import Units

/// Changes keys inside the server (自动轮换): when the keyring file has a newer key, all values are sealed anew by it, by
/// one server at a time. So keys change while everything runs, also where one process alone may write.
package struct KeyWatch: Sendable {
  private let keyring: LiveKeyring
  private let store: any PersonalStore
  private let leases: any LeaseStore
  private let holder: String
  private let clock: CityClock
  private let sleep: @Sendable (Int64) async throws -> Void
  private let report: @Sendable (String) -> Void

  /// Between two looks, and how long the others leave it to one server, in milliseconds; two at once would only do
  /// some work twice.
  package static let pause: Int64 = 30_000
  package static let lease: Int64 = 120_000
  private static let name = "keys"

  /// - Parameters:
  ///   - holder: this process, different from every other.
  ///   - report: told what was done or hinders, without personal data.
  package init(
    _ keyring: LiveKeyring, _ store: any PersonalStore, _ leases: any LeaseStore, holder: String,
    clock: CityClock,
    sleep: @escaping @Sendable (Int64) async throws -> Void = {
      try await Task.sleep(for: .milliseconds($0))
    },
    report: @escaping @Sendable (String) -> Void
  ) {
    self.keyring = keyring
    self.store = store
    self.leases = leases
    self.holder = holder
    self.clock = clock
    self.sleep = sleep
    self.report = report
  }

  /// Looks and works until its task is cancelled.
  package func run() async {
    var failures: [SealFailure] = []
    while !Task.isCancelled {
      do {
        try await look(&failures)
      } catch {
        if !Task.isCancelled { report("keys: \(error)") }
      }
      try? await sleep(KeyWatch.pause)
    }
  }

  /// Seals anew what an older key sealed, if there is anything and nobody else does.
  ///
  /// - Parameter known: values that do not open and were told of.
  private func look(_ known: inout [SealFailure]) async throws {
    let keyring = keyring.now
    let left = try await store.values(notSealedBy: keyring.current.id, after: 0, limit: 1)
    guard !left.isEmpty else { return }
    let now = clock.now()
    guard
      let lease = try await leases.lease(
        KeyWatch.name, holder: holder, now: now,
        until: now.adding(milliseconds: KeyWatch.lease))
    else { return }
    let progress: KeyRotation.Progress
    do {
      progress = try await KeyRotation(keyring, store).run()
    } catch {
      try? await leases.release(lease)
      throw error
    }
    try await leases.release(lease)
    if progress.resealed > 0 {
      report("keys: \(progress.resealed) personal values sealed by \(keyring.current.id)")
    }
    defer { known = progress.failures }
    if progress.failures.count != known.count, let failure = progress.failures.first {
      report("keys: \(progress.failures.count) do not open: \(failure.wording.en)")
    }
  }
}
