import Synchronization
package import Units

/// Buckets of attempts in this process (进程内令牌桶).
///
/// The table is bounded: it has two halves, and when the newer is full the older is forgotten. A key that is
/// forgotten starts with a full bucket, so forgetting never harms anybody.
package final class TokenBuckets: Sendable {
  private struct Table {
    var newer: [String: Instant] = [:]
    var older: [String: Instant] = [:]

    subscript(key: String) -> Instant? { newer[key] ?? older[key] }
  }

  private let half: Int
  private let table = Mutex(Table())

  /// - Parameter keys: how many may be remembered.
  package init(keys: Int = 200_000) { half = max(1, keys / 2) }

  /// Draws one attempt from each bucket, or from none.
  ///
  /// - Returns: `nil` when drawn; else the first moment at which all have one.
  package func draw(_ draws: [Draw], now: Instant) -> Instant? {
    table.withLock { table in
      var after: [(key: String, fullAt: Instant)] = []
      var wait: Instant?
      for draw in draws {
        switch draw.outcome(fullAt: table[draw.key], now: now) {
        case .drawn(let fullAt): after.append((draw.key, fullAt))
        case .wait(let until): wait = max(wait ?? until, until)
        }
      }
      if let wait { return wait }
      for (key, fullAt) in after {
        if table.newer.count >= half, table.newer[key] == nil {
          table.older = table.newer
          table.newer = [:]
        }
        table.newer[key] = fullAt
      }
      return nil
    }
  }

  /// Keys that are remembered.
  package var count: Int { table.withLock { $0.newer.count + $0.older.count } }
}
