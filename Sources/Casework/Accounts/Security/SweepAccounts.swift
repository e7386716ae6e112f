import Units

/// What a sweep removed (清理结果).
package struct AccountSweep: Hashable, Sendable {
  /// Sessions that were over.
  package var sessions: Int
  /// Counters that count nothing any more.
  package var attempts: Int
  /// Invitations and delegations that were recorded as run out.
  package var delegations: Int

  package init(sessions: Int, attempts: Int, delegations: Int) {
    self.sessions = sessions
    self.attempts = attempts
    self.delegations = delegations
  }
}

extension AccountOffice {
  /// Removes what is over (到期清理): for one process at a time, every few minutes. Nothing that holds depends on it; tables
  /// stay small by it.
  ///
  /// - Parameter key: the idempotency key of this sweep.
  package func sweep(key: String) async throws -> AccountSweep {
    let now = clock.now()
    return AccountSweep(
      sessions: try await sessions.sweepSessions(now: now),
      attempts: try await limits.sweep(),
      delegations: try await expireDelegations(key: key))
  }
}
