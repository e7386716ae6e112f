package import Units

/// Counters that must hold across all server processes (跨进程计数): attempts at secrets, and failures. Keys are keyed hashes,
/// so that the table says nothing about accounts or addresses.
package protocol AttemptStore: Sendable {
  /// Draws one attempt from each of several buckets, or from none of them.
  ///
  /// - Returns: `nil` when drawn; else the first moment at which all of them have one.
  func draw(_ draws: [Draw], now: Instant) async throws -> Instant?
  /// Counts a failure. Failures are forgotten when so many milliseconds have passed since the last one.
  ///
  /// - Returns: how many there are now, with this one.
  func strike(_ key: String, now: Instant, forget: Int64) async throws -> Int
  /// The failures counted, and when the last one was.
  func strikes(_ key: String) async throws -> Strikes?
  /// Forgets failures.
  func pardon(_ key: String) async throws
  /// Removes what has not changed since a moment; how many.
  @discardableResult func sweepAttempts(before moment: Instant) async throws -> Int
}

/// One attempt to be drawn from a bucket (取用): so many at once, then one in so many milliseconds.
package struct Draw: Hashable, Sendable {
  package var key: String
  package var burst: Int
  /// Milliseconds.
  package var every: Int64

  package init(_ key: String, burst: Int, every: Int64) {
    self.key = key
    self.burst = burst
    self.every = every
  }

  /// How a bucket goes on. It is kept as one moment: when it will be full again.
  ///
  /// - Parameter fullAt: of the bucket before; `nil` for one never drawn from.
  /// - Returns: when it is full again after drawing, or when there will be one attempt.
  package func outcome(fullAt: Instant?, now: Instant) -> Outcome {
    // A moment further ahead than an empty bucket needs comes from a clock that was put back.
    let emptyAt = now.adding(milliseconds: Int64(burst) * every)
    let start = max(now, min(fullAt ?? now, emptyAt))
    let after = start.adding(milliseconds: every)
    return after <= emptyAt
      ? .drawn(fullAt: after) : .wait(until: after.adding(milliseconds: -Int64(burst) * every))
  }

  package enum Outcome: Hashable, Sendable {
    case drawn(fullAt: Instant)
    case wait(until: Instant)
  }
}

/// Failures counted (失败次数).
package struct Strikes: Hashable, Sendable {
  package var count: Int
  package var last: Instant

  package init(count: Int, last: Instant) {
    self.count = count
    self.last = last
  }
}

extension Strikes {
  /// How many there are with one more.
  package static func count(after before: Strikes?, now: Instant, forget: Int64) -> Int {
    guard let before, now.milliseconds - before.last.milliseconds < forget else { return 1 }
    return before.count + 1
  }
}
