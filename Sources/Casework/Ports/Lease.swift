package import Units

/// The right to run something alone (租约), for a while. Its number grows with every new holder, so that an old
/// holder who wakes up late is recognised (fencing).
package struct Lease: Hashable, Sendable {
  /// What is run, for instance `outbox:mail`.
  package var name: String
  package var holder: String
  package var number: Int64
  package var until: Instant

  package init(name: String, holder: String, number: Int64, until: Instant) {
    self.name = name
    self.holder = holder
    self.number = number
    self.until = until
  }
}

/// Where leases are kept.
package protocol LeaseStore: Sendable {
  /// Takes or prolongs a lease; `nil` while somebody else holds it.
  func lease(_ name: String, holder: String, now: Instant, until: Instant) async throws -> Lease?
  /// Gives a lease back before its time.
  func release(_ lease: Lease) async throws
}
