package import Casework
package import Units

/// Messages that were given up, and those that were delivered long ago.
enum OutboxCareStatements {
  /// An empty channel means all.
  static let dead = Statement(
    "outbox.dead",
    """
    SELECT id, channel, message_key, body, kind, number, not_before, attempts, excused, remark,
      recorded_at
    FROM outbox WHERE state = 'dead' AND (?1 = '' OR channel = ?1) AND id > ?2 ORDER BY id LIMIT ?3
    """)
  static let revive = Statement(
    "outbox.revive",
    """
    UPDATE outbox SET state = 'waiting', excused = attempts, taken_until = 0
    WHERE id = ?1 AND state = 'dead'
    """)
  static let prune = Statement(
    "outbox.prune",
    """
    DELETE FROM outbox WHERE id IN (
      SELECT id FROM outbox WHERE state = 'delivered' AND recorded_at < ?1
      ORDER BY recorded_at LIMIT ?2)
    """)
  static let all = [dead, revive, prune]
}

extension Cases: OutboxCare {
  package func dead(
    channel: String?, after id: Int64, limit: Int
  ) async throws -> [DeadMessage] {
    try await reading { connection in
      try connection.all(
        OutboxCareStatements.dead, [.text(channel ?? ""), .integer(id), .integer(limit)]
      ) { row in
        let pending = try OutboxStatements.decode(&row)
        return DeadMessage(pending: pending, reason: try row.text(), at: try row.instant())
      }
    }
  }

  package func revive(_ id: Int64) async throws -> Bool {
    try await writing { connection in
      try connection.run(OutboxCareStatements.revive, [.integer(id)]) == 1
    }
  }

  package func prune(deliveredBefore end: Instant, limit: Int) async throws -> Int {
    try await writing { connection in
      try connection.run(OutboxCareStatements.prune, [.instant(end), .integer(limit)])
    }
  }
}
