/// Whether a keyring opens every value of a store (密钥核对), after a restore for instance: the same number of a key says
/// nothing, since every installation has a `k1`. Values are neither kept nor shown.
package struct KeyCheck: Sendable {
  /// Values by key.
  package var counts: [String: Int] = [:]
  /// Values that do not open, by number.
  package var failures: [SealFailure] = []

  /// - Parameter batch: rows at a time.
  package init(_ keyring: Keyring, _ store: any PersonalStore, batch: Int = 500) async throws {
    var last: Int64 = 0
    while true {
      // No key has an empty id.
      let rows = try await store.values(notSealedBy: "", after: last, limit: batch)
      guard let end = rows.last?.id else { return }
      last = end
      for row in rows {
        counts[row.keyID, default: 0] += 1
        do throws(SealFailure) { _ = try keyring.open(row) } catch { failures.append(error) }
      }
    }
  }
}
