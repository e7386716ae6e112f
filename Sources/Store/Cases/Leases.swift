package import Casework
package import Units

/// Who runs what alone.
enum LeaseStatements {
  static let find = Statement(
    "lease.find", "SELECT holder, number, held_until FROM leases WHERE name = ?1")
  static let set = Statement(
    "lease.set",
    """
    INSERT INTO leases (name, holder, number, held_until) VALUES (?1, ?2, ?3, ?4)
    ON CONFLICT (name) DO UPDATE SET holder = excluded.holder, number = excluded.number,
      held_until = excluded.held_until
    """)
  /// The row stays, so that the next holder's number is greater.
  static let release = Statement(
    "lease.release",
    "UPDATE leases SET holder = '', held_until = 0 WHERE name = ?1 AND holder = ?2 AND number = ?3")

  static let all = [find, set, release]

  static func find(_ name: String, _ connection: any SQLConnection) throws -> Lease? {
    try connection.first(find, [.text(name)]) { row in
      Lease(
        name: name, holder: try row.text(), number: try row.integer(), until: try row.instant())
    }
  }

  /// - Throws: ``StoreFailure/leaseLost(_:)`` unless the same holder still has it under the same number.
  static func demand(_ lease: Lease, at now: Instant, _ connection: any SQLConnection) throws {
    guard let held = try find(lease.name, connection), held.holder == lease.holder,
      held.number == lease.number, held.until > now
    else { throw StoreFailure.leaseLost(lease.name) }
  }
}

extension Cases: LeaseStore {
  /// A holder who still has the lease keeps its number; whoever takes it anew, even the holder before, gets a greater one.
  package func lease(
    _ name: String, holder: String, now: Instant, until: Instant
  ) async throws -> Lease? {
    guard !holder.isEmpty else { throw StoreFailure.invalid("a lease has a holder") }
    try IndexedText.demandName(name, "a lease")
    return try await writing { connection in
      let held = try LeaseStatements.find(name, connection)
      var lease = Lease(name: name, holder: holder, number: 1, until: until)
      if let held {
        let isHeld = held.until > now
        if isHeld, held.holder != holder { return nil }
        lease.number = isHeld ? held.number : held.number + 1
      }
      try connection.run(
        LeaseStatements.set,
        [.text(name), .text(holder), .integer(lease.number), .instant(until)])
      return lease
    }
  }

  package func release(_ lease: Lease) async throws {
    try await writing { connection in
      try connection.run(
        LeaseStatements.release, [.text(lease.name), .text(lease.holder), .integer(lease.number)])
    }
  }

  /// Who runs something now.
  ///
  /// - Returns: `nil` when nobody does.
  package func lease(_ name: String, now: Instant) async throws -> Lease? {
    let lease = try await reading { connection in try LeaseStatements.find(name, connection) }
    return lease.flatMap { $0.until > now ? $0 : nil }
  }
}
