package import Policy
package import Units

/// Changing keys while everything runs (密钥轮换): every value that an older key sealed is sealed again by the current one.
///
/// It can be stopped at any moment and started again, and two of them do not disturb each other: a row is
/// replaced only if it is still sealed as it was read. Events are not touched, since they hold
/// commitments, which stay.
package struct KeyRotation: Sendable {
  private let keyring: Keyring
  private let store: any PersonalStore
  /// Rows at a time; all of them are on their way to the store together.
  private let batch: Int

  package init(_ keyring: Keyring, _ store: any PersonalStore, batch: Int = 64) {
    self.keyring = keyring
    self.store = store
    self.batch = batch
  }

  /// How far it is (进度).
  package struct Progress: Equatable, Sendable {
    /// Rows sealed again.
    package var resealed = 0
    /// Rows that somebody else replaced or erased meanwhile.
    package var overtaken = 0
    /// Rows that do not open, by number.
    package var failures: [SealFailure] = []
    /// Rows by key at the end; empty before it.
    package var counts: [String: Int] = [:]

    /// Nothing that can be opened is left for an older key.
    package func isComplete(_ keyring: Keyring) -> Bool {
      counts.allSatisfy { $0.key == keyring.current.id || $0.value == 0 }
    }
  }

  /// Goes over all rows, and again as long as older keys go on sealing some: a server may not have read the
  /// new keyring yet.
  ///
  /// - Parameter report: told after every batch.
  package func run(_ report: (Progress) -> Void = { _ in }) async throws -> Progress {
    var progress = Progress()
    var didReseal = true
    while didReseal {
      progress.failures = []
      didReseal = try await pass(&progress, report)
    }
    progress.counts = try await store.sealedValues()
    return progress
  }

  /// - Returns: whether a row was sealed again.
  private func pass(
    _ progress: inout Progress, _ report: (Progress) -> Void
  ) async throws -> Bool {
    let before = progress.resealed
    var last: Int64 = 0
    while true {
      try Task.checkCancellation()
      let rows = try await store.values(
        notSealedBy: keyring.current.id, after: last, limit: batch)
      guard let end = rows.last?.id else { return progress.resealed > before }
      last = end
      try await withThrowingTaskGroup(of: Outcome.self) { group in
        for row in rows { group.addTask { try await reseal(row) } }
        for try await outcome in group {
          switch outcome {
          case .resealed: progress.resealed += 1
          case .overtaken: progress.overtaken += 1
          case .failed(let failure): progress.failures.append(failure)
          }
        }
      }
      report(progress)
    }
  }

  private enum Outcome: Sendable {
    case resealed, overtaken
    case failed(SealFailure)
  }

  private func reseal(_ row: SealedValue) async throws -> Outcome {
    let new: SealedValue
    do {
      new = try keyring.resealed(row)
    } catch let failure as SealFailure {
      return .failed(failure)
    }
    return try await store.reseal(new, sealedBefore: row.keyID) ? .resealed : .overtaken
  }
}

extension Keyring {
  /// How long the newer key must have been in use before an older one may go (one hour, in milliseconds): units of
  /// work that began under the older key, and servers that read the file late, are over by then.
  package static let settling: Int64 = 3_600_000

  /// Removes an older key that no value needs.
  ///
  /// - Parameter counts: values by key, from ``PersonalStore/sealedValues()``, counted after the newer key had
  ///   become the current one.
  /// - Throws: why it may not go.
  package mutating func retire(
    _ id: String, counts: [String: Int], now: Instant
  ) throws(Problems) {
    func refusal(_ zh: String, _ en: String) -> Problems {
      Problem.argument("key", JSONText.quoted(id), zh, en)
    }
    guard let found = key(id) else {
      throw refusal("密钥环中的旧密钥", "an older key of the keyring")
    }
    guard found != current, found != waiting else {
      throw refusal("旧密钥；\(id)正在使用或待启用", "an older key; \(id) is in use or waits")
    }
    if let count = counts[id], count > 0 {
      throw refusal(
        "不再使用的密钥；\(id)仍有\(count)项个人信息（luohu keys rotate）",
        "a key that no value needs; \(id) still seals \(count) (luohu keys rotate)")
    }
    let free = (current.since ?? now).adding(milliseconds: Keyring.settling)
    guard now >= free else {
      throw refusal(
        "现用密钥启用满一小时后的旧密钥；\(free)之后可移除",
        "an older key an hour after the current one came into use; wait until \(free)")
    }
    _ = remove(id)
  }
}
