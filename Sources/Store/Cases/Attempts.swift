package import Casework
package import Units

/// Attempts and failures that count in every process.
enum AttemptStatements {
  static let find = Statement(
    "attempt.find", "SELECT full_at, strikes, struck_at FROM attempts WHERE attempt_key = ?1")
  static let draw = Statement(
    "attempt.draw",
    """
    INSERT INTO attempts (attempt_key, full_at, strikes, struck_at, changed_at)
    VALUES (?1, ?2, 0, 0, ?3)
    ON CONFLICT (attempt_key) DO UPDATE SET full_at = excluded.full_at,
      changed_at = excluded.changed_at
    """)
  static let strike = Statement(
    "attempt.strike",
    """
    INSERT INTO attempts (attempt_key, full_at, strikes, struck_at, changed_at)
    VALUES (?1, 0, ?2, ?3, ?3)
    ON CONFLICT (attempt_key) DO UPDATE SET strikes = excluded.strikes,
      struck_at = excluded.struck_at, changed_at = excluded.changed_at
    """)
  static let pardon = Statement(
    "attempt.pardon", "UPDATE attempts SET strikes = 0 WHERE attempt_key = ?1 AND strikes > 0")
  static let sweep = Statement("attempt.sweep", "DELETE FROM attempts WHERE changed_at < ?1")

  static let all = [find, draw, strike, pardon, sweep]

  static func find(
    _ key: String, _ connection: any SQLConnection
  ) throws -> (fullAt: Instant, strikes: Strikes)? {
    try connection.first(find, [.text(key)]) { row in
      (try row.instant(), Strikes(count: try row.int(), last: try row.instant()))
    }
  }
}

extension Cases: AttemptStore {
  package func draw(_ draws: [Draw], now: Instant) async throws -> Instant? {
    try await writing { connection in
      var after: [(key: String, fullAt: Instant)] = []
      var wait: Instant?
      for draw in draws {
        let kept = try AttemptStatements.find(draw.key, connection)
        switch draw.outcome(fullAt: kept?.fullAt, now: now) {
        case .drawn(let fullAt): after.append((draw.key, fullAt))
        case .wait(let until): wait = max(wait ?? until, until)
        }
      }
      if let wait { return wait }
      for (key, fullAt) in after {
        try connection.run(
          AttemptStatements.draw, [.text(key), .instant(fullAt), .instant(now)])
      }
      return nil
    }
  }

  package func strike(_ key: String, now: Instant, forget: Int64) async throws -> Int {
    try await writing { connection in
      let before = try AttemptStatements.find(key, connection)?.strikes
      let count = Strikes.count(after: before, now: now, forget: forget)
      try connection.run(
        AttemptStatements.strike, [.text(key), .integer(count), .instant(now)])
      return count
    }
  }

  package func strikes(_ key: String) async throws -> Strikes? {
    try await reading { connection in
      let kept = try AttemptStatements.find(key, connection)?.strikes
      return kept.flatMap { $0.count > 0 ? $0 : nil }
    }
  }

  package func pardon(_ key: String) async throws {
    // Looking costs no commit; most of the time there is nothing to forget.
    guard try await strikes(key) != nil else { return }
    try await writing { connection in
      try connection.run(AttemptStatements.pardon, [.text(key)])
    }
  }

  package func sweepAttempts(before moment: Instant) async throws -> Int {
    try await writing { connection in
      try connection.run(AttemptStatements.sweep, [.instant(moment)])
    }
  }
}
